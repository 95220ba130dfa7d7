"""Named people and organisations, the portal's clock, and the journal's deliveries, for every test."""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import timedelta
from importlib.util import find_spec
from typing import Any

import pytest
from django.conf import settings
from django.db import connections
from django.test import Client, TransactionTestCase
from django.utils import translation
from django.utils.module_loading import import_string

from marketplace.domain import journal
from marketplace.domain.clock import move_clock
from marketplace.models import Delivery, Organisation, Portal, User
from marketplace.policies import Actor
from marketplace.states import Who
from tests import factories
from tests.factories import Kind

if find_spec("tests.closing_table") is not None:
    pytest_plugins = ["tests.closing_table"]


# --- the database ---------------------------------------------------------------------------------
def _guards() -> Any:
    with suppress(ImportError):
        from marketplace.models import guards

        return guards
    return None


def _each_guarded(step: str) -> None:
    guards = _guards()
    if guards is None:
        return
    for alias in connections:
        getattr(guards, step)(connections[alias])


@pytest.fixture(scope="session")
def django_db_setup(django_db_setup: None, django_db_blocker: Any) -> None:
    """The empty database, with the reference rows that every verb asks for its periods and rules."""
    with django_db_blocker.unblock():
        _load_reference()


def _load_reference() -> None:
    for path in settings.REFERENCE_LOADERS:
        import_string(path)()


@pytest.fixture(autouse=True, scope="session")
def journal_lets_the_flush_pass() -> Iterator[None]:
    """A transactional test ends with a flush, which the journal's triggers rightly forbid."""
    tear_down = TransactionTestCase._fixture_teardown

    def unguarded(self: TransactionTestCase) -> None:
        if type(self)._fixture_teardown is not TransactionTestCase._fixture_teardown:
            return tear_down(self)
        _each_guarded("remove_guards")
        try:
            tear_down(self)
        finally:
            _each_guarded("install_guards")
        _load_reference()

    TransactionTestCase._fixture_teardown = unguarded
    yield
    TransactionTestCase._fixture_teardown = tear_down


@pytest.fixture(autouse=True)
def vietnamese_first() -> Iterator[None]:
    """A page in English leaves its language behind in the thread; the next test begins in Vietnamese again."""
    with translation.override("vi"):
        yield


@pytest.fixture
def test_portal(db: None) -> Portal:
    """A database marked “test”: only such a one may move its clock and shows its letters."""
    return Portal.objects.update_or_create(pk=1, defaults={"mark": Portal.Mark.TEST})[0]


@pytest.fixture
def days_pass(test_portal: Portal) -> Callable[..., None]:
    """`days_pass(3)`, `days_pass(hours=2)`: the portal's clock moves; the machine's stands still."""

    def pass_by(days: float = 0, **also: float) -> None:
        move_clock(timedelta(days=days, **also))

    return pass_by


@pytest.fixture
def deliver_all(db: None) -> Callable[[], int]:
    """Carry every open delivery, as the worker does after the commit that no test transaction has."""

    def deliver() -> int:
        waiting = Delivery.objects.filter(done_at=None).values_list("entry_id", flat=True)
        return sum(journal.deliver(entry_id) for entry_id in dict.fromkeys(waiting.order_by("entry_id")))

    return deliver


@pytest.fixture
def acting() -> Callable[..., Actor]:
    """`acting(user)` or `acting(user, organisation)`: the actor that a verb asks for."""
    return factories.acting


@pytest.fixture
def client_for() -> Callable[..., Client]:
    """`client_for(user)` or `client_for(user, organisation)`: a browser signed in and acting."""
    return factories.client_for


# --- organisations ----------------------------------------------------------------------------------
@pytest.fixture
def agency(db: None) -> Organisation:
    return factories.make_organisation("Sở Khoa học và Công nghệ tỉnh Sông Lam", kind=Kind.AGENCY)


@pytest.fixture
def second_agency(db: None) -> Organisation:
    return factories.make_organisation("Sở Y tế thành phố Cửa Biển", kind=Kind.AGENCY)


@pytest.fixture
def firm(db: None) -> Organisation:
    firm = factories.make_organisation("Công ty cổ phần Sao Khuê", name_en="Sao Khue JSC")
    factories.make_identifier(firm)
    return firm


@pytest.fixture
def second_firm(db: None) -> Organisation:
    """A rival of `firm`."""
    firm = factories.make_organisation("Công ty TNHH Bình Minh")
    factories.make_identifier(firm)
    return firm


@pytest.fixture
def foreign_firm(db: None) -> Organisation:
    return factories.make_organisation(
        "Overseas Devices Ltd", is_registered_in_vietnam=False, domestic_ownership_percent=0
    )


@pytest.fixture
def university(db: None) -> Organisation:
    university = factories.make_organisation("Trường Đại học Kỹ thuật Sông Lam", kind=Kind.UNIVERSITY)
    factories.make_identifier(university)
    return university


@pytest.fixture
def operator(db: None) -> Organisation:
    """The organisation that runs the portal."""
    return factories.make_organisation("Ban quản trị cổng", kind=Kind.PLATFORM)


# --- people -------------------------------------------------------------------------------------------
@pytest.fixture
def officer(agency: Organisation) -> User:
    return factories.make_member(agency, Who.OFFICER, name="Trần Thu Hà")


@pytest.fixture
def approver(agency: Organisation) -> User:
    return factories.make_member(agency, Who.APPROVER, name="Phạm Ngọc Lan")


@pytest.fixture
def finance(agency: Organisation) -> User:
    return factories.make_member(agency, Who.FINANCE, name="Vũ Đức Thắng")


@pytest.fixture
def agency_owner(agency: Organisation) -> User:
    """Looks after the agency's account; holds none of its official roles."""
    return factories.make_member(agency, Who.OWNER, name="Hoàng Văn Nam")


@pytest.fixture
def competent(agency: Organisation) -> User:
    """A competent person: receives what is escalated, never approves the same order."""
    return factories.make_member(agency, Who.COMPETENT, name="Đỗ Minh Tuấn")


@pytest.fixture
def second_officer(second_agency: Organisation) -> User:
    return factories.make_member(second_agency, Who.OFFICER, name="Bùi Thị Mai")


@pytest.fixture
def second_approver(second_agency: Organisation) -> User:
    return factories.make_member(second_agency, Who.APPROVER, name="Ngô Quang Huy")


@pytest.fixture
def owner(firm: Organisation) -> User:
    return factories.make_member(firm, Who.OWNER, name="Lê Hồng Phúc")


@pytest.fixture
def editor(firm: Organisation) -> User:
    return factories.make_member(firm, Who.EDITOR, name="Đặng Thuỳ Linh")


@pytest.fixture
def rival(second_firm: Organisation) -> User:
    """The owner of `second_firm`."""
    return factories.make_member(second_firm, Who.OWNER, name="Cao Bá Sơn")


@pytest.fixture
def foreign_owner(foreign_firm: Organisation) -> User:
    return factories.make_member(foreign_firm, Who.OWNER, name="Jane Roe", language="en")


@pytest.fixture
def transfer_officer(university: Organisation) -> User:
    """The university's transfer office: it submits what researchers draft."""
    return factories.make_member(university, Who.OWNER, name="Trịnh Khánh Vân")


@pytest.fixture
def researcher(university: Organisation) -> User:
    return factories.make_member(university, Who.RESEARCHER, name="Lý Gia Bảo")


@pytest.fixture
def registrar(operator: Organisation) -> User:
    return factories.make_member(operator, Who.REGISTRAR, name="Mai Anh Dũng")


@pytest.fixture
def moderator(operator: Organisation) -> User:
    return factories.make_member(operator, Who.MODERATOR, name="Tạ Bích Ngọc")


@pytest.fixture
def auditor(operator: Organisation) -> User:
    return factories.make_member(operator, Who.AUDITOR, name="Hà Trung Kiên")


@pytest.fixture
def stranger(db: None) -> User:
    """Signed in, and belongs to no organisation."""
    return factories.make_user("Người Lạ")

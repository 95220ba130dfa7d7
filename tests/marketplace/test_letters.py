"""Letters: one per person per fact, in the person's language, shown on a page only where nothing is real."""

import pytest
from django.core import mail
from django.urls import reverse

from marketplace.domain.clock import set_portal_mark
from marketplace.domain.invitations import invite
from marketplace.domain.notifications import write_letters
from marketplace.domain.organisations import OrganisationFacts, register_organisation
from marketplace.domain.people import change_roles
from marketplace.domain.verifications import reject_organisation, verify_organisation
from marketplace.models import JournalEntry, Letter, Membership
from marketplace.states import Who
from tests.factories import Kind, acting, client_for, make_member, next_tax_code

pytestmark = pytest.mark.django_db


@pytest.fixture
def waiting(stranger, registrar):
    facts = OrganisationFacts(
        kind=Kind.ENTERPRISE, name_vi="Công ty Mới", numbers={"VN-TIN": next_tax_code()}
    )
    return register_organisation(facts, by=acting(stranger))


def recipients(verb: str) -> list[str]:
    entry = JournalEntry.objects.filter(verb=verb).latest("pk")
    return sorted(Letter.objects.filter(fact=f"{entry.pk}:{verb}").values_list("address", flat=True))


def test_every_registrar_hears_of_a_file_but_not_of_their_own(
    waiting, registrar, operator, moderator, deliver_all
):
    insider = make_member(operator, Who.REGISTRAR)
    Membership.objects.create(user=insider, organisation=waiting, role=Who.EDITOR)

    deliver_all()

    assert recipients("organisation.registered") == [registrar.email]


def test_a_firm_s_own_registrar_hears_nothing(firm, waiting, deliver_all):
    fake = make_member(firm, Who.REGISTRAR)

    deliver_all()

    assert fake.email not in recipients("organisation.registered")


def test_owners_read_the_registrar_s_reasons(waiting, registrar, stranger, deliver_all):
    reject_organisation(waiting, by=acting(registrar), reasons="Tên khác với giấy đăng ký")
    deliver_all()

    letter = Letter.objects.get(recipient=stranger)
    assert "Tên khác với giấy đăng ký" in letter.body
    assert letter.url == waiting.get_absolute_url()


def test_a_letter_comes_in_its_reader_s_language(waiting, registrar, deliver_all):
    english = make_member(waiting, Who.OWNER, language="en")
    verify_organisation(waiting, by=acting(registrar), compared="register")
    deliver_all()

    letter = Letter.objects.get(recipient=english)
    assert letter.subject == "Công ty Mới is verified"
    assert letter.url.startswith("/en/organisations/")


def test_the_same_entry_twice_is_one_letter(waiting, deliver_all):
    deliver_all()
    sent = len(mail.outbox)

    write_letters(JournalEntry.objects.get(verb="organisation.registered"))

    assert len(mail.outbox) == sent == 1


def test_a_member_hears_of_new_roles(firm, owner, editor, deliver_all):
    change_roles(firm, editor, by=acting(owner), roles=[Who.OWNER])
    deliver_all()

    assert recipients("member.roles_changed") == [editor.email]


def test_an_invitation_reaches_an_address_without_account(
    firm, owner, test_portal, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        invite(firm, by=acting(owner), email="new@example.vn", role=Who.EDITOR)

    letter = Letter.objects.get(address="new@example.vn")
    assert letter.recipient is None
    assert "/join/" in letter.url
    assert letter.sent_at is not None


# --- the page ---------------------------------------------------------------------------------------------
@pytest.fixture
def three_letters(test_portal):
    for number in range(3):
        Letter.objects.create(
            fact=f"{number}:x",
            address=f"p{number}@example.vn",
            language="vi",
            subject=f"Thư {number}",
            body="Nội dung",
        )


def test_in_a_test_database_everybody_sees_all_letters(three_letters, client):
    page = client.get(reverse("marketplace:letters")).content.decode()

    assert page.index("Thư 2") < page.index("Thư 1") < page.index("Thư 0")


def test_they_are_filtered_by_recipient(three_letters, client):
    page = client.get(reverse("marketplace:letters"), {"to": "p1@"}).content.decode()

    assert ("Thư 1" in page, "Thư 0" in page) == (True, False)


def test_one_letter_has_its_page(three_letters, client):
    letter = Letter.objects.first()

    assert "Nội dung" in client.get(reverse("marketplace:letter", args=[letter.public_id])).content.decode()


@pytest.mark.parametrize("mark", ["demo", "trial", "simulation"])
def test_so_do_other_marked_databases(client, mark):
    set_portal_mark(mark)

    assert client.get(reverse("marketplace:letters")).status_code == 200


def test_in_production_the_page_does_not_exist(client, auditor):
    letter = Letter.objects.create(
        fact="1:x", address="p@example.vn", language="vi", subject="Thư", body="Nội dung"
    )
    urls = [reverse("marketplace:letters"), reverse("marketplace:letter", args=[letter.public_id])]

    for url in urls:
        assert client.get(url).status_code == 404
        assert client_for(auditor).get(url).status_code == 404


def test_many_letters_come_in_pages(test_portal, client):
    Letter.objects.bulk_create(
        [
            Letter(fact=f"{n}:x", address="p@example.vn", language="vi", subject="Thư", body="…")
            for n in range(45)
        ]
    )

    assert len(client.get(reverse("marketplace:letters"), {"page": 3}).context["page"].object_list) == 5

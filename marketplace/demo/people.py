"""People sign up, their organisations register and are verified; the portal's own staff come first."""

from functools import cache, partial

from allauth.account.models import EmailAddress
from django.contrib.auth.hashers import make_password

from marketplace.demo.cast import ALSO, HOUSES, OPERATOR, PASSWORD, House, Person
from marketplace.demo.stage import Stage
from marketplace.domain.organisations import OrganisationFacts, register_organisation
from marketplace.domain.people import change_roles
from marketplace.domain.portal_office import open_portal_office
from marketplace.domain.verifications import verify_organisation
from marketplace.identifiers import TAX_SCHEME, tax_check_digit
from marketplace.models import Membership, Province, User
from marketplace.policies import Actor

_LATE = {"dongmuoi": 2}  # registered so many days ago, and still waiting for the registrar


def load(stage: Stage) -> None:
    """Put the opening of every account on the timetable."""
    stage.at(142, "8:00", partial(_open_portal_office, stage))
    for house in HOUSES:
        stage.at(_LATE.get(house.key, 141), "9:00", partial(_register, stage, house))
        if house.compared:
            stage.at(140, "10:00", partial(_verify, stage, house))


def tax_code(house: House) -> str:
    """Ten digits, the last one the check digit."""
    return f"{house.first_nine}{tax_check_digit(house.first_nine)}"


def _open_portal_office(stage: Stage) -> None:
    """The operator registers nowhere: it is opened when the portal is set up."""
    owner = _sign_up(stage, OPERATOR, OPERATOR.people[0])
    names = {"name_vi": OPERATOR.name_vi, "name_en": OPERATOR.name_en}
    stage.cast[OPERATOR.key] = open_portal_office(owner=owner, **names)
    for person in OPERATOR.people[1:]:
        _join(stage, OPERATOR, person)


def _register(stage: Stage, house: House) -> None:
    founder = _sign_up(stage, house, house.people[0])
    numbers = {TAX_SCHEME: tax_code(house)} if house.first_nine else {}
    facts = OrganisationFacts(
        kind=house.kind,
        name_vi=house.name_vi,
        name_en=house.name_en,
        province=Province.objects.filter(pk=house.province).first(),
        numbers=numbers,
        **house.facts,
    )
    organisation = register_organisation(facts, by=Actor(founder), statement=house.statement)
    stage.cast[house.key] = organisation
    roles = house.people[0].roles
    if len(roles) > 1:
        change_roles(organisation, founder, by=stage.actor(house.people[0].key), roles=roles)
    for person in house.people[1:]:
        _join(stage, house, person)


def _verify(stage: Stage, house: House) -> None:
    verify_organisation(stage.cast[house.key], by=stage.actor("dung.registrar"), compared=house.compared)
    for key, home, role in ALSO:
        if home == house.key:
            Membership.objects.create(user=stage.cast[key], organisation=stage.cast[home], role=role)


@cache
def _hashed_once() -> str:
    """Everybody has the same password, and hashing is slow on purpose."""
    return make_password(PASSWORD)


def _sign_up(stage: Stage, house: House, person: Person) -> User:
    """An account with a confirmed address, as after the first letter's link."""
    address = house.address(person)
    words = {"name": person.name, "language": person.language, "password": _hashed_once()}
    user = User.objects.create(email=address, **words)
    EmailAddress.objects.create(user=user, email=address, primary=True, verified=True)
    stage.cast[person.key] = user
    stage.cast[f"home of {person.key}"] = house.key
    return user


def _join(stage: Stage, house: House, person: Person) -> None:
    """A colleague whose invitation was accepted long ago; open invitations are left to the reader to try."""
    user = _sign_up(stage, house, person)
    for role in person.roles:
        Membership.objects.create(user=user, organisation=stage.cast[house.key], role=role)

"""Who to sign in as: the table that `make demo` prints."""

from collections.abc import Iterator

from django.utils.translation import gettext as _

from marketplace.demo.cast import ALSO, HOUSES, OPERATOR, PASSWORD, House, Person
from marketplace.models import Membership


def sign_in_table() -> str:
    """Address, roles and organisation of everybody in the demo, and their common password."""
    rows = [(_("Sign-in address"), _("Roles"), _("Organisation")), *_rows()]
    widths = [max(len(row[column]) for row in rows) for column in range(2)]
    lines = [f"{row[0]:<{widths[0]}}  {row[1]:<{widths[1]}}  {row[2]}" for row in rows]
    password = _("Everybody's password: %(password)s") % {"password": PASSWORD}
    return "\n".join([password, "", *lines])


def _rows() -> Iterator[tuple[str, str, str]]:
    for house in (*HOUSES, OPERATOR):
        for person in house.people:
            yield house.address(person), _roles(person), house.name_vi + _second_home(house, person)


def _roles(person: Person) -> str:
    roles = [str(Membership.Role(role).label) for role in person.roles]
    return ", ".join([*roles, *([_("measures deliveries")] if person.measures else [])])


def _second_home(house: House, person: Person) -> str:
    names = {other.key: other.name_vi for other in HOUSES}
    homes = [names[home] for key, home, _role in ALSO if key == person.key and home != house.key]
    return "".join(f" + {name}" for name in homes)

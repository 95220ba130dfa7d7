"""Who belongs where, in which role: change roles, remove, leave. An owner always remains."""

from collections.abc import Collection
from typing import Final

from django.db import transaction

from marketplace.domain.journal import record
from marketplace.errors import NotYours, Refusal
from marketplace.models import Membership, Organisation, User
from marketplace.policies import Actor, may_administer
from marketplace.states import Who

Kind = Organisation.Kind
_LISTER_ROLES: Final = (Who.OWNER, Who.EDITOR)
# Which roles an organisation of each kind may give; no firm can make itself a registrar.
ROLES_OF: Final = {
    Kind.AGENCY: (Who.OWNER, Who.OFFICER, Who.APPROVER, Who.FINANCE, Who.COMPETENT),
    Kind.UNIVERSITY: (Who.OWNER, Who.EDITOR, Who.RESEARCHER),
    Kind.PLATFORM: (Who.OWNER, Who.REGISTRAR, Who.MODERATOR, Who.AUDITOR, Who.CMS_EDITOR),
}
# Roles whose last holder stays until another has them: someone must administer, someone must approve.
_NEVER_EMPTY: Final = (Who.OWNER, Who.APPROVER)


def roles_of(kind: str) -> tuple[Who, ...]:
    """The roles that exist in an organisation of this kind."""
    return ROLES_OF.get(Kind(kind), _LISTER_ROLES)


# --- roles ----------------------------------------------------------------------------------------
@transaction.atomic
def change_roles(organisation: Organisation, member: User, *, by: Actor, roles: Collection[str]) -> list[str]:
    """Give a member exactly these roles, at least one; answers them in order.

    Refuses with NotYours, role_unknown_here, roles_missing or last_owner. Records `member.roles_changed`.
    """
    require_administrator(organisation, by)
    if not roles:
        raise Refusal("roles_missing")
    require_roles(organisation, roles)
    _require_member(organisation, member)
    before, after = _set_roles(organisation, member, set(roles))
    record(
        "member.roles_changed",
        organisation,
        by=by,
        public=False,
        member=member.pk,
        roles=after,
        roles_before=before,
    )
    return after


@transaction.atomic
def remove_member(organisation: Organisation, member: User, *, by: Actor) -> None:
    """End a person's membership. Refuses with NotYours or last_owner. Records `member.removed`."""
    require_administrator(organisation, by)
    _require_member(organisation, member)
    before, _ = _set_roles(organisation, member, set())
    record("member.removed", organisation, by=by, public=False, member=member.pk, roles_before=before)


@transaction.atomic
def leave(organisation: Organisation, *, by: Actor) -> None:
    """Give up one's own membership. Refuses with NotYours or last_owner. Records `member.left`."""
    user = by.person
    _require_member(organisation, user)
    before, _ = _set_roles(organisation, user, set())
    record("member.left", organisation, by=by, public=False, member=user.pk, roles_before=before)


def _set_roles(organisation: Organisation, member: User, roles: set[str]) -> tuple[list[str], list[str]]:
    # Two owners who demote each other at once meet here: the second waits, then sees what is left.
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = set(
        Membership.objects.filter(organisation=organisation, user=member).values_list("role", flat=True)
    )
    for role in held - roles:
        _require_another(organisation, member, role)
    Membership.objects.filter(organisation=organisation, user=member, role__in=held - roles).delete()
    Membership.objects.bulk_create(
        [Membership(organisation=organisation, user=member, role=role) for role in sorted(roles - held)]
    )
    return sorted(held), sorted(roles)


def _require_another(organisation: Organisation, member: User, role: str) -> None:
    if role in _NEVER_EMPTY and not organisation.holders(Who(role)).exclude(pk=member.pk).exists():
        raise Refusal("last_owner" if role == Who.OWNER else "last_approver", status=409)


def require_administrator(organisation: Organisation, by: Actor) -> None:
    """Refuses with NotYours whoever does not administer the organisation's members."""
    if not may_administer(by, organisation):
        raise NotYours(noun="organisation")


def require_roles(organisation: Organisation, roles: Collection[str]) -> None:
    """Refuses with role_unknown_here a role that an organisation of this kind does not have."""
    if not set(roles) <= {role.value for role in roles_of(organisation.kind)}:
        raise Refusal("role_unknown_here")


def _require_member(organisation: Organisation, member: User) -> None:
    if not Membership.objects.filter(organisation=organisation, user=member).exists():
        raise NotYours(noun="member")


# --- oneself ----------------------------------------------------------------------------------------
@transaction.atomic
def change_person(*, by: Actor, name: str, language: str) -> User:
    """Change one's own name and the language of one's letters. Records `person.changed`."""
    user = by.person
    user.name, user.language = name.strip(), language
    user.save(update_fields=["name", "language"])
    record("person.changed", user, by=by, public=False)
    return user

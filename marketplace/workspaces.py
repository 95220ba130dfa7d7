"""What waits for whom in this package: duties, the letters about them, and the panels beside them."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Final

from django.db.models import Q
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.deadlines import due_at
from marketplace.domain import listing_letters, rules
from marketplace.domain.clock import now
from marketplace.domain.moderation import expiry_notice
from marketplace.domain.notifications import LetterDraft, path_to, say
from marketplace.domain.verifications import VERIFICATION_PERIOD, suspension_ends_at
from marketplace.models import (
    Interest,
    Invitation,
    JournalEntry,
    Listing,
    Membership,
    Organisation,
    User,
    Verification,
)
from marketplace.policies import ASKING_ROLES, Actor, is_platform, may_administer
from marketplace.states import InterestStatus, ListingStatus, OrganisationStatus, Who

MOST_DUTIES: Final = 50  # of one kind: a longer list has a page of its own


@dataclass(frozen=True)
class Duty:
    """One thing that waits: until when, what (a verb first), on what, and the one next step.

    `waits_for` names somebody else whose turn it is; then there is no button.
    """

    when: datetime | None
    what: str
    on: str
    url: str
    button: str
    waits_for: str = ""


@dataclass(frozen=True)
class Panel:
    """A piece of another room's page: its template is given `panel`, with the rest in `panel.context`."""

    title: str
    template: str
    context: dict[str, Any] = field(default_factory=dict)


# --- duties ---------------------------------------------------------------------------------------
def duties(actor: Actor) -> list[Duty]:
    """Everything of this package that waits for this person, acting as they do now."""
    return [duty for source in DUTY_SOURCES for duty in source(actor)]


def verification_duties(actor: Actor) -> Iterator[Duty]:
    """A registrar looks at each organisation that waits, but not at one they belong to."""
    if actor.user is None or not is_platform(actor, Who.REGISTRAR):
        return
    waiting = Verification.objects.filter(decision=Verification.Decision.WAITING).exclude(
        organisation__memberships__user=actor.user
    )
    rows = list(waiting.select_related("organisation").order_by("pk")[:MOST_DUTIES])
    if not rows:
        return
    length, calendar = rules.period(VERIFICATION_PERIOD).length, rules.work_calendar()
    for row in rows:
        yield Duty(
            when=due_at(row.created_at, length, calendar),
            what=_("Verify: %(organisation)s") % {"organisation": row.organisation.name},
            on=row.organisation.get_kind_display(),
            url=row.organisation.get_absolute_url(),
            button=_("Look at the file"),
        )


def own_organisation_duties(actor: Actor) -> Iterator[Duty]:
    """What an organisation's own administrators must mend, show or wait for."""
    organisation = actor.organisation
    if organisation is None or not may_administer(actor, organisation):
        return
    if organisation.status == OrganisationStatus.REJECTED:
        yield Duty(
            when=None,
            what=_("Mend your organisation's file and apply again"),
            on=organisation.name,
            url=organisation.get_absolute_url(),
            button=_("Read the reasons"),
        )
    elif organisation.status == OrganisationStatus.REGISTERED:
        yield _file_duty(organisation)
    elif organisation.status == OrganisationStatus.SUSPENDED:
        yield Duty(
            when=suspension_ends_at(organisation),
            what=_("Your organisation is suspended"),
            on=organisation.name,
            url=organisation.get_absolute_url(),
            button="",
            waits_for=_("the portal"),
        )


def _file_duty(organisation: Organisation) -> Duty:
    verification = organisation.verifications.filter(decision=Verification.Decision.WAITING).first()
    if verification is None or not verification.documents.exists():
        return Duty(
            when=None,
            what=_("Show the registrar your documents"),
            on=organisation.name,
            url=reverse("marketplace:add_verification_document", args=[organisation.public_id]),
            button=_("Add a document"),
        )
    length = rules.period(VERIFICATION_PERIOD).length
    return Duty(
        when=due_at(verification.created_at, length, rules.work_calendar()),
        what=_("Your organisation is being verified"),
        on=organisation.name,
        url=organisation.get_absolute_url(),
        button="",
        waits_for=_("the registrar"),
    )


def invitation_duties(actor: Actor) -> Iterator[Duty]:
    """Invitations to this person's address, whomever they act for."""
    if actor.user is None:
        return
    waiting = Invitation.objects.open_at(now()).filter(email=actor.user.email.lower())
    for invitation in waiting.select_related("organisation").order_by("expires_at")[:MOST_DUTIES]:
        yield Duty(
            when=invitation.expires_at,
            what=_("Answer the invitation of %(organisation)s")
            % {"organisation": invitation.organisation.name},
            on=invitation.get_role_display(),
            url=reverse("marketplace:accept_invitation", args=[invitation.public_id]),
            button=_("Read it"),
        )


def moderation_duties(actor: Actor) -> Iterator[Duty]:
    """Listings that wait for a second look, but none of an organisation the moderator belongs to."""
    if actor.user is None or not is_platform(actor, Who.MODERATOR):
        return
    rows = Listing.objects.filter(status=ListingStatus.SUBMITTED).select_related("organisation")
    rows = rows.exclude(organisation__memberships__user=actor.user).order_by("check_due_at", "pk")
    for row in rows[:MOST_DUTIES]:
        yield Duty(
            when=row.check_due_at,
            what=_("Check: %(listing)s") % {"listing": row.title},
            on=row.organisation.name,
            url=reverse("marketplace:moderate", args=[row.public_id]),
            button=_("Look at it"),
        )


def lister_duties(actor: Actor) -> Iterator[Duty]:
    """Own listings that came back, were handed over, wait for the moderator or end soon."""
    if actor.organisation is None or not actor.has(Who.OWNER, Who.EDITOR):
        return
    ends_soon = Q(status=ListingStatus.PUBLISHED, expires_at__lte=now() + expiry_notice())
    handed_over = Q(status=ListingStatus.DRAFT, handed_over_at__isnull=False)
    waiting = Q(status__in=[ListingStatus.RETURNED, ListingStatus.SUBMITTED])
    rows = Listing.objects.filter(ends_soon | handed_over | waiting, organisation=actor.organisation)
    for row in rows.order_by("pk")[:MOST_DUTIES]:
        yield _lister_duty(row)


def _lister_duty(row: Listing) -> Duty:
    facts = {"listing": row.title}
    words: dict[str, tuple[datetime | None, str, str, str]] = {
        ListingStatus.RETURNED: (None, _("Mend: %(listing)s"), _("Read the reasons"), ""),
        ListingStatus.DRAFT: (None, _("Submit: %(listing)s"), _("Read the draft"), ""),
        ListingStatus.SUBMITTED: (row.check_due_at, _("Being checked: %(listing)s"), "", _("a moderator")),
        ListingStatus.PUBLISHED: (row.expires_at, _("Renew: %(listing)s"), _("Look and renew"), ""),
    }
    when, what, button, waits_for = words[row.status]
    return Duty(when, what % facts, row.get_kind_display(), row.get_absolute_url(), button, waits_for)


def interest_duties(actor: Actor) -> Iterator[Duty]:
    """Questions this side must answer or decide on, and those it waits for."""
    if actor.organisation is None:
        return
    rows = Interest.objects.filter(status__in=Interest.OPEN).select_related(
        "listing", "lister", "organisation"
    )
    if actor.has(Who.OWNER, Who.EDITOR):
        for row in rows.filter(lister=actor.organisation).order_by("reply_due_at", "pk")[:MOST_DUTIES]:
            yield _interest_duty(row, is_lister=True)
    if actor.has(*ASKING_ROLES):
        for row in rows.filter(organisation=actor.organisation).order_by("reply_due_at", "pk")[:MOST_DUTIES]:
            yield _interest_duty(row, is_lister=False)


def _interest_duty(row: Interest, *, is_lister: bool) -> Duty:
    is_asked = row.status == InterestStatus.ASKED
    facts = {"listing": row.listing.title}
    other = row.organisation.name if is_lister else row.lister.name
    what = _("Answer the question about %(listing)s") if is_asked else _("Decide on the answer: %(listing)s")
    is_mine = is_asked == is_lister
    button = (_("Answer") if is_asked else _("Order or say why not")) if is_mine else ""
    return Duty(
        row.next_due_at, what % facts, other, row.get_absolute_url(), button, "" if is_mine else other
    )


DUTY_SOURCES: list[Callable[[Actor], Iterable[Duty]]] = [
    invitation_duties,
    verification_duties,
    own_organisation_duties,
    moderation_duties,
    lister_duties,
    interest_duties,
]


# --- letters --------------------------------------------------------------------------------------
def letters(entry: JournalEntry) -> list[LetterDraft]:
    """Whom this entry concerns, and what they are told."""
    writer = LETTER_WRITERS.get(entry.verb)
    return list(writer(entry)) if writer else []


def letter_to_registrars(entry: JournalEntry) -> Iterator[LetterDraft]:
    """A file waits for verification."""
    organisation = Organisation.objects.filter(pk=entry.subject_id).first()
    if organisation is None or organisation.status != OrganisationStatus.REGISTERED:
        return
    yield LetterDraft(
        recipients=_registrars_outside(organisation),
        subject=say(gettext_lazy("Verify: %(organisation)s"), organisation=organisation),
        body=gettext_lazy(
            "The organisation waits for your look at its file: compare the register and the documents."
        ),
        path=path_to("marketplace:organisation", organisation.public_id),
    )


def _registrars_outside(organisation: Organisation) -> Iterable[User]:
    registrars = Membership.objects.filter(organisation__kind=Organisation.Kind.PLATFORM, role=Who.REGISTRAR)
    return (
        User.objects.filter(pk__in=registrars.values("user_id"), is_active=True)
        .exclude(memberships__organisation=organisation)
        .order_by("pk")
    )


# What each decision says to the organisation's owners; %(reason)s is the registrar's own words.
_DECISIONS: Final[dict[str, tuple[object, object]]] = {
    "organisation.verified": (
        gettext_lazy("%(organisation)s is verified"),
        gettext_lazy(
            "A registrar compared your file with the register. Your organisation may now use the portal."
        ),
    ),
    "organisation.rejected": (
        gettext_lazy("%(organisation)s is not verified yet"),
        gettext_lazy("The registrar writes:\n%(reason)s\n\nMend the file and apply again."),
    ),
    "organisation.suspended": (
        gettext_lazy("%(organisation)s is suspended"),
        gettext_lazy("The registrar writes:\n%(reason)s\n\nThe suspension ends by itself on %(until)s."),
    ),
    "organisation.restored": (
        gettext_lazy("%(organisation)s is restored"),
        gettext_lazy("The suspension has ended. Your organisation may use the portal as before."),
    ),
}


def letter_to_owners(entry: JournalEntry) -> Iterator[LetterDraft]:
    """A registrar, or the clock, decided about the organisation."""
    organisation = Organisation.objects.filter(pk=entry.subject_id).first()
    if organisation is None:
        return
    subject, body = _DECISIONS[entry.verb]
    until = organisation.suspended_until.strftime("%d/%m/%Y") if organisation.suspended_until else "…"
    facts = {"organisation": organisation, "reason": organisation.status_reason, "until": until}
    yield LetterDraft(
        recipients=organisation.holders(Who.OWNER),
        subject=say(subject, **facts),
        body=say(body, **facts),
        path=path_to("marketplace:organisation", organisation.public_id),
    )


def letter_to_member(entry: JournalEntry) -> Iterator[LetterDraft]:
    """Somebody changed a person's roles or ended their membership; what one did oneself needs no letter."""
    member_id = entry.facts.get("member")
    organisation = Organisation.objects.filter(pk=entry.subject_id).first()
    if organisation is None or member_id == entry.actor_id:
        return
    has_left = entry.verb == "member.removed"
    body = (
        gettext_lazy("You no longer belong to it.")
        if has_left
        else gettext_lazy("Your roles there have changed.")
    )
    yield LetterDraft(
        recipients=User.objects.filter(pk=member_id, is_active=True),
        subject=say(gettext_lazy("%(organisation)s: your membership"), organisation=organisation),
        body=body,
        path=path_to("marketplace:acting"),
    )


LETTER_WRITERS: dict[str, Callable[[JournalEntry], Iterable[LetterDraft]]] = {
    "organisation.registered": letter_to_registrars,
    "organisation.applied_again": letter_to_registrars,
    **dict.fromkeys(_DECISIONS, letter_to_owners),
    "member.roles_changed": letter_to_member,
    "member.removed": letter_to_member,
    **listing_letters.WRITERS,
}


# --- panels beside the duties -----------------------------------------------------------------------
def workspace_panels(request: HttpRequest) -> list[Panel]:
    """The organisation one acts for: how it stands, and what one may do there."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    if actor.organisation is None:
        return []
    context = {
        "organisation": actor.organisation,
        "may_administer": may_administer(actor, actor.organisation),
        "is_registrar": is_platform(actor, Who.REGISTRAR),
        "reads_journal": is_platform(actor, Who.AUDITOR, Who.REGISTRAR, Who.MODERATOR),
    }
    return [Panel(str(actor.organisation), "marketplace/workspace/_organisation_panel.html", context)]

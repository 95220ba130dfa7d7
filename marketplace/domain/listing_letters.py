"""Who is written to about listings and questions: whoever must act next, and whoever waited."""

from collections.abc import Callable, Iterable, Iterator
from typing import Final

from django.utils.formats import date_format
from django.utils.functional import lazy
from django.utils.timezone import localtime
from django.utils.translation import gettext_lazy as _

from marketplace.domain.notifications import LetterDraft, path_to, say
from marketplace.models import Interest, JournalEntry, Listing, Membership, Organisation, User, WhyNot
from marketplace.states import InterestStatus, Who

Writer = Callable[[JournalEntry], Iterable[LetterDraft]]


# --- listings -------------------------------------------------------------------------------------
def letter_to_moderators(entry: JournalEntry) -> Iterator[LetterDraft]:
    """A listing waits for its second look."""
    listing = _listing(entry)
    if listing is None or listing.status != Listing.Status.SUBMITTED:
        return
    yield LetterDraft(
        recipients=_moderators_outside(listing),
        subject=say(_("Check: %(listing)s"), listing=listing),
        body=say(
            _("%(lister)s submitted it. Read it and open its documents by %(day)s."),
            lister=listing.organisation,
            day=_day(listing.check_due_at),
        ),
        path=path_to("marketplace:moderate", listing.public_id),
    )


# What each fact says to the lister's owner and editors; %(reason)s is the moderator's own words.
_TO_LISTER: Final[dict[str, tuple[object, object]]] = {
    "listing.published": (
        _("On offer: %(listing)s"),
        _("Everyone can see it until %(day)s. You get a letter when somebody asks about it."),
    ),
    "listing.returned": (
        _("To be mended: %(listing)s"),
        _("The moderator writes: %(reason)s\nMend it and submit it again."),
    ),
    "listing.suspended": (
        _("Suspended: %(listing)s"),
        _("It is off the portal. The moderator writes: %(reason)s"),
    ),
    "listing.restored": (_("On offer again: %(listing)s"), _("The suspension has ended.")),
    "listing.expiring": (
        _("Expires soon: %(listing)s"),
        _("It leaves the portal after %(day)s. If price, evidence and supply still hold, renew it."),
    ),
    "listing.expired": (
        _("Expired: %(listing)s"),
        _("Nobody renewed it, so it is off the portal. Check the text and submit it again."),
    ),
}


def letter_to_lister(entry: JournalEntry) -> Iterator[LetterDraft]:
    """A moderator, or the clock, decided about a listing."""
    listing = _listing(entry)
    if listing is None:
        return
    subject, body = _TO_LISTER[entry.verb]
    facts = {"listing": listing, "reason": listing.status_reason, "day": _day(listing.expires_at)}
    yield LetterDraft(
        recipients=_lister_people(listing.organisation),
        subject=say(subject, **facts),
        body=say(body, **facts),
        path=path_to("marketplace:listing", listing.public_id),
    )


def letter_to_drafter(entry: JournalEntry) -> Iterator[LetterDraft]:
    """A researcher hands a finished draft to the transfer office: it submits."""
    listing = _listing(entry)
    if listing is None or listing.status != Listing.Status.DRAFT:
        return
    yield LetterDraft(
        recipients=_lister_people(listing.organisation),
        subject=say(_("Drafted: %(listing)s"), listing=listing),
        body=_("A researcher of yours drafted it. When it is whole, your office submits it."),
        path=path_to("marketplace:listing", listing.public_id),
    )


# --- interests ------------------------------------------------------------------------------------
def letter_to_asked(entry: JournalEntry) -> Iterator[LetterDraft]:
    """Somebody asks about a listing."""
    interest = _interest(entry)
    if interest is None or interest.status != InterestStatus.ASKED:
        return
    yield LetterDraft(
        recipients=_lister_people(interest.lister),
        subject=say(_("A question about %(listing)s"), listing=interest.listing),
        body=say(
            _("%(asker)s asks: %(purpose)s. Answer by %(day)s."),
            asker=interest.organisation,
            purpose=Interest.Purpose(interest.purpose).label,
            day=_day(interest.reply_due_at),
        ),
        path=path_to("marketplace:interest", interest.public_id),
    )


def letter_to_asker(entry: JournalEntry) -> Iterator[LetterDraft]:
    """The lister answered; the asker decides."""
    interest = _interest(entry)
    if interest is None or interest.status != InterestStatus.ANSWERED:
        return
    yield LetterDraft(
        recipients=_asker_people(interest),
        subject=say(_("Answered: %(listing)s"), listing=interest.listing),
        body=say(
            _("%(lister)s answered. Order from it, or say why not, by %(day)s."),
            lister=interest.lister,
            day=_day(interest.outcome_due_at),
        ),
        path=path_to("marketplace:interest", interest.public_id),
    )


def letter_on_overdue(entry: JournalEntry) -> Iterator[LetterDraft]:
    """Whoever's turn it is has let the day pass."""
    interest = _interest(entry)
    if interest is None or interest.status != entry.before:
        return
    is_listers_turn = interest.status == InterestStatus.ASKED
    body = (
        _("%(asker)s still waits for your answer; the page shows since when.")
        if is_listers_turn
        else _("%(lister)s answered and still waits: order from it, or say why not.")
    )
    yield LetterDraft(
        recipients=_lister_people(interest.lister) if is_listers_turn else _asker_people(interest),
        subject=say(_("Overdue: %(listing)s"), listing=interest.listing),
        body=say(body, asker=interest.organisation, lister=interest.lister),
        path=path_to("marketplace:interest", interest.public_id),
    )


def letter_on_end(entry: JournalEntry) -> Iterator[LetterDraft]:
    """The question ended: passed with a reason, taken back, or an order draft."""
    interest = _interest(entry)
    if interest is None:
        return
    reason = WhyNot(interest.why_not).label if interest.why_not else ""
    yield LetterDraft(
        recipients=_lister_people(interest.lister),
        subject=say(_ENDS[entry.verb][0], listing=interest.listing),
        body=say(_ENDS[entry.verb][1], asker=interest.organisation, reason=reason),
        path=path_to("marketplace:interest", interest.public_id),
    )


_ENDS: Final[dict[str, tuple[object, object]]] = {
    "interest.passed": (
        _("Not for them: %(listing)s"),
        _("%(asker)s passes. The reason: %(reason)s. The page says what would help."),
    ),
    "interest.withdrawn": (
        _("Question taken back: %(listing)s"),
        _("%(asker)s took its question back; no answer is needed."),
    ),
    "interest.ordered": (
        _("An order is being drafted: %(listing)s"),
        _("%(asker)s drafts an order from your answer. You hear again when its plan is approved."),
    ),
}


WRITERS: Final[dict[str, Writer]] = {
    "listing.submitted": letter_to_moderators,
    **dict.fromkeys(_TO_LISTER, letter_to_lister),
    "listing.handed_over": letter_to_drafter,
    "interest.asked": letter_to_asked,
    "interest.answered": letter_to_asker,
    "interest.overdue": letter_on_overdue,
    **dict.fromkeys(_ENDS, letter_on_end),
}


# --- who ------------------------------------------------------------------------------------------
def _listing(entry: JournalEntry) -> Listing | None:
    return Listing.objects.select_related("organisation").filter(pk=entry.subject_id).first()


def _interest(entry: JournalEntry) -> Interest | None:
    rows = Interest.objects.select_related("listing__organisation", "lister", "organisation", "created_by")
    return rows.filter(pk=entry.subject_id).first()


def _lister_people(organisation: Organisation) -> Iterable[User]:
    return organisation.holders(Who.OWNER, Who.EDITOR)


def _asker_people(interest: Interest) -> list[User]:
    """Whoever asked, while they are there; otherwise the officers and owners of their organisation."""
    asker = interest.created_by
    still_there = asker is not None and asker.is_active and _belongs(asker, interest.organisation)
    if asker is not None and still_there:
        return [asker]
    return list(interest.organisation.holders(Who.OFFICER, Who.OWNER))


def _belongs(person: User, organisation: Organisation) -> bool:
    return Membership.objects.filter(user=person, organisation=organisation).exists()


def _moderators_outside(listing: Listing) -> Iterable[User]:
    """Moderators of the portal who do not belong to the lister."""
    moderators = Membership.objects.filter(
        organisation__kind=Organisation.Kind.PLATFORM, role=Who.MODERATOR
    ).values("user_id")
    own = Membership.objects.filter(organisation=listing.organisation_id).values("user_id")
    return User.objects.filter(pk__in=moderators, is_active=True).exclude(pk__in=own).order_by("pk")


def _day(moment: object) -> object:
    return lazy(lambda: date_format(localtime(moment), "d/m/Y") if moment else "…", str)()  # type: ignore[arg-type]

"""Who may do what: a person acting for an organisation, and one doorway per noun."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from uuid import UUID

from django.conf import settings
from django.db.models import Q
from django.utils.module_loading import import_string

from marketplace.errors import NotYours, Refusal
from marketplace.models import (
    Attachment,
    Certificate,
    Claim,
    Interest,
    Invitation,
    Listing,
    ListingFile,
    Membership,
    Organisation,
    User,
    VerificationDocument,
)
from marketplace.states import Who

ACTING_KEY = "acting_organisation"  # the session's word for whom a person acts
OFFICIAL_ROLES = frozenset({Who.OFFICER, Who.APPROVER, Who.FINANCE, Who.COMPETENT})
PLATFORM_ROLES = frozenset({Who.REGISTRAR, Who.MODERATOR, Who.AUDITOR, Who.CMS_EDITOR})


@dataclass(frozen=True)
class Actor:
    """A person, the organisation they act for now, and their roles there. Nobody at all is an actor too."""

    user: User | None = None
    organisation: Organisation | None = None
    roles: frozenset[str] = field(default_factory=frozenset)

    def has(self, *roles: str) -> bool:
        return bool(self.roles.intersection(roles))

    @property
    def person(self) -> User:
        """The user. Refuses with NotYours where nobody, or the clock, tries a person's deed."""
        if self.user is None:
            raise NotYours(noun="account")
        return self.user

    def roles_in(self, organisation_id: int | None) -> frozenset[str]:
        """The roles held in this organisation while acting for it; none while acting for another."""
        if self.organisation is None or self.organisation.pk != organisation_id:
            return frozenset()
        return self.roles


NOBODY = Actor()
CLOCK_ACTOR = Actor(roles=frozenset({Who.CLOCK}))


def actor_for(user: User, organisation: Organisation | None) -> Actor:
    """The person in that organisation; without a membership there, the person alone."""
    if organisation is None:
        return Actor(user=user)
    roles = Membership.objects.filter(user=user, organisation=organisation).values_list("role", flat=True)
    held = frozenset(roles)
    return Actor(user, organisation, held) if held else Actor(user=user)


def is_platform(actor: Actor, *roles: str) -> bool:
    """Whether the actor holds one of the platform's own roles; a firm cannot give them to itself."""
    organisation = actor.organisation
    return organisation is not None and organisation.kind == Organisation.Kind.PLATFORM and actor.has(*roles)


def may_read_journal(actor: Actor) -> bool:
    """The whole journal is read by the operator's people; what happened to a noun is on its own page."""
    return is_platform(actor, *PLATFORM_ROLES)


def require(condition: bool, noun: str) -> None:
    """Hide what is not theirs behind the answer for what does not exist."""
    if not condition:
        raise NotYours(noun=noun)


def require_verified(organisation: Organisation | None) -> None:
    """Refuses with `organisation_not_verified` until a registrar has looked."""
    if organisation is None or not organisation.is_verified:
        raise Refusal("organisation_not_verified", status=409)


def access_organisation(actor: Actor, public_id: UUID, *, to: str = "read") -> Organisation:
    """The organisation, for `read`, `members` (they themselves), `change` (its owner) or `verify` (a registrar)."""
    organisation = Organisation.objects.filter(public_id=public_id).select_related("province").first()
    if organisation is None:
        raise NotYours(noun="organisation")
    own = actor.roles_in(organisation.pk)
    allowed = {
        "read": organisation.status in {"verified", "suspended"}
        or bool(own)
        or is_platform(actor, *PLATFORM_ROLES),
        "members": bool(own),
        "change": may_administer(actor, organisation),
        "verify": is_platform(actor, Who.REGISTRAR),
    }
    require(allowed[to], "organisation")
    return organisation


def may_administer(actor: Actor, organisation: Organisation) -> bool:
    """Whoever looks after the organisation's account and members: its owner, an agency's approver."""
    return bool(actor.roles_in(organisation.pk) & {Who.OWNER, Who.APPROVER})


def needs_second_factor(user: User) -> bool:
    """Whether signing in must take two factors: whoever belongs to an agency or to the operator."""
    kinds = {Organisation.Kind.AGENCY, Organisation.Kind.PLATFORM}
    held = Membership.objects.filter(user=user, organisation__kind__in=kinds)
    return settings.SECOND_FACTOR_REQUIRED and held.exists()


def access_invitation(actor: Actor, public_id: UUID, *, to: str = "accept") -> Invitation:
    """The invitation, for `accept` (whoever signs in with its address) or `revoke` (who administers)."""
    invitation = Invitation.objects.filter(public_id=public_id).select_related("organisation").first()
    if invitation is None:
        raise NotYours(noun="invitation")
    allowed = {
        "accept": actor.user is not None and actor.user.email.lower() == invitation.email.lower(),
        "revoke": may_administer(actor, invitation.organisation),
    }
    require(allowed[to], "invitation")
    return invitation


def access_attachment(actor: Actor, public_id: UUID) -> Attachment:
    """The file, if it is public, the reader's own, or some package's doorway lets them read it."""
    attachment = Attachment.objects.filter(public_id=public_id, scan=Attachment.Scan.CLEAN).first()
    if attachment is None:
        raise NotYours(noun="attachment")
    mine = actor.user is not None and attachment.uploaded_by_id == actor.user.pk
    readers = (import_string(path) for path in settings.ATTACHMENT_READERS)
    require(attachment.is_public or mine or any(may(actor, attachment) for may in readers), "attachment")
    return attachment


def access_listing(actor: Actor, public_id: UUID, *, to: str = "read") -> Listing:
    """The listing, for `read`, `change` (its own people) or `moderate` (the platform's moderators)."""
    rows = Listing.objects.select_related("organisation__province", "technology", "innovative_document")
    listing = rows.filter(public_id=public_id).first()
    if listing is None:
        raise NotYours(noun="listing")
    allowed = {
        "read": lambda: may_read_listing(actor, listing),
        "change": lambda: may_change_listing(actor, listing),
        "moderate": lambda: may_moderate_listing(actor, listing),
    }
    require(allowed[to](), "listing")
    return listing


def may_read_listing(actor: Actor, listing: Listing) -> bool:
    """Everyone when it is on offer; otherwise its own people, moderators, and those who asked about it."""
    if listing.is_public or actor.roles_in(listing.organisation_id) or may_moderate_listing(actor, listing):
        return True
    organisation = actor.organisation
    return (
        listing.status != Listing.Status.DRAFT
        and organisation is not None
        and Interest.objects.filter(listing=listing, organisation=organisation).exists()
    )


def may_change_listing(actor: Actor, listing: Listing) -> bool:
    """Owner and editors of the lister; a researcher, for the research results they drafted."""
    own = actor.roles_in(listing.organisation_id)
    if own & {Who.OWNER, Who.EDITOR}:
        return True
    drafted = actor.user is not None and listing.created_by_id == actor.user.pk
    return Who.RESEARCHER in own and drafted and listing.kind == Listing.Kind.RESEARCH_RESULT


def may_moderate_listing(actor: Actor, listing: Listing) -> bool:
    """A draft is nobody's but its lister's; what was submitted once is open to moderators."""
    return listing.submitted_at is not None and is_platform(actor, Who.MODERATOR)


ASKING_ROLES = frozenset({Who.OFFICER, Who.APPROVER, Who.OWNER, Who.EDITOR})


def access_interest(actor: Actor, public_id: UUID, *, to: str = "read") -> Interest:
    """The interest, for both sides: `read`, `answer` (the lister) or `decide` (the asker)."""
    rows = Interest.objects.select_related("listing__organisation", "lister", "organisation")
    interest = rows.filter(public_id=public_id).first()
    if interest is None:
        raise NotYours(noun="interest")
    lister, asker = actor.roles_in(interest.lister_id), actor.roles_in(interest.organisation_id)
    allowed = {
        "read": bool(lister or asker & ASKING_ROLES),
        "answer": bool(lister & {Who.OWNER, Who.EDITOR}),
        "decide": bool(asker & ASKING_ROLES),
    }
    require(allowed[to], "interest")
    return interest


def may_read_attachment(actor: Actor, attachment: Attachment) -> bool:
    """Files that this package's rows link: a listing's own, the evidence beneath its claims, a registrar's."""
    return (
        _reads_listing_file(actor, attachment)
        or _reads_evidence(actor, attachment)
        or _reads_verification(actor, attachment)
    )


def _reads_verification(actor: Actor, attachment: Attachment) -> bool:
    """What an organisation shows for its verification is for registrars and its own administrators."""
    shown = VerificationDocument.objects.select_related("verification__organisation")
    row = shown.filter(attachment=attachment).first()
    if row is None:
        return False
    return is_platform(actor, Who.REGISTRAR) or may_administer(actor, row.verification.organisation)


def _reads_listing_file(actor: Actor, attachment: Attachment) -> bool:
    """An image or document of a listing is read by whoever reads the listing."""
    row = ListingFile.objects.select_related("listing__organisation").filter(attachment=attachment).first()
    return row is not None and may_read_listing(actor, row.listing)


def _reads_evidence(actor: Actor, attachment: Attachment) -> bool:
    """Evidence is for the lister, the moderators and verified agencies; the public reads its level."""
    for listing in _listings_proved_by(attachment):
        if actor.roles_in(listing.organisation_id) or may_moderate_listing(actor, listing):
            return True
        buyer = actor.organisation
        if listing.is_public and buyer is not None and buyer.may_buy and buyer.is_verified:
            return True
    return False


def _listings_proved_by(attachment: Attachment) -> Iterable[Listing]:
    rows = Listing.objects.select_related("organisation")
    return rows.filter(
        Q(pk__in=Claim.objects.filter(attachment=attachment).values("listing_id"))
        | Q(pk__in=Certificate.objects.filter(attachment=attachment).values("listing_id"))
        | Q(innovative_document=attachment)
    )

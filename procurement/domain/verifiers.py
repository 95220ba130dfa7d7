"""The named verifier: a person with an account, on neither side of the order."""

from marketplace.errors import Refusal
from marketplace.models import Membership, Organisation, User
from marketplace.policies import OFFICIAL_ROLES
from procurement.models import Order
from procurement.policies import is_member


def find_verifier(email: str, order: Order) -> User:
    """The person behind an address. Refuses with verifier_unknown or as `require_fit_verifier`."""
    user = User.objects.filter(email=email.strip().lower(), is_active=True).first()
    if user is None:
        raise Refusal("verifier_unknown")
    require_fit_verifier(user, order)
    return user


def require_fit_verifier(user: User, order: Order, *, supplier: Organisation | None = None) -> None:
    """Who measures may not decide for the buyer, nor belong to the supplier that is named or about to be.

    Refuses with verifier_decides or verifier_is_supplier.
    """
    if is_member(user, order.organisation_id, *OFFICIAL_ROLES):
        raise Refusal("verifier_decides")
    # Also whom the draft comes from: found out after the approval it would be too late to name another.
    sources = [order.listing and order.listing.organisation, order.passport and order.passport.supplier]
    suppliers = {row.pk for row in (supplier, order.supplier, *sources) if row is not None}
    if any(is_member(user, pk) for pk in suppliers):
        raise Refusal("verifier_is_supplier")


def unit_of(user: User) -> Organisation | None:
    """The organisation that the page names instead of the person: the first one they belong to."""
    first = Membership.objects.filter(user=user).select_related("organisation").order_by("pk").first()
    return first.organisation if first else None

"""Every file, by what it hangs on and in every state of that; and a foreign row under one's own noun."""

from typing import Any

import pytest
from django.urls import reverse

from marketplace.domain import listing_parts as parts
from marketplace.models import Attachment, Listing, Organisation, User, Verification
from procurement.domain.documents import keep_documents
from procurement.models import Order, OrderDocument
from procurement.states import OrderStatus
from tests.architecture.addresses import TABLE
from tests.architecture.rounds import put
from tests.factories import acting, client_for
from tests.listing_factories import make_interest, make_whole, pdf_file
from tests.procurement import factories
from tests.procurement.factories import People, make_file


def test_files_of_a_lister(
    rounds: Any, firm: Organisation, full_listing: Any, owner: User, editor: User, auditor: User
) -> None:
    by, agencies = acting(owner), {"official", "elsewhere"}
    listing, _things = full_listing
    evidence = [
        listing.certificates.get().attachment,
        parts.add_claim(listing, by=by, text="Bền", upload=pdf_file()).attachment,
        parts.prove_innovative(listing, by=by, upload=pdf_file()),
    ]
    open_file, shown = listing.files.get().attachment, make_file("giay-phep.pdf", by=by)
    Verification.objects.create(organisation=listing.organisation).documents.create(attachment=shown)
    visits = rounds("attachment", colleague=editor, operator=auditor)

    for status in Listing.Status.values:
        put(listing, status=status)
        is_on_offer = status == "published"
        visits.at(f"{status}, document", of(open_file), is_public=is_on_offer, also={"colleague"})
        for file in evidence:
            also = {"colleague", *(agencies if is_on_offer else ())}
            visits.at(f"{status}, evidence", of(file), also=also)
    visits.at("for a registrar", of(shown))
    visits.at("of nothing", of(make_file(by=by)))
    public = make_file(by=by)
    put(public, is_public=True)
    visits.at("public", of(public), is_public=True)
    put(public, scan=Attachment.Scan.INFECTED)
    visits.at("infected", of(public))

    assert visits.faults() == []


def of(file: Any) -> dict[str, Any]:
    return {"attachment": file.public_id}


@pytest.mark.parametrize("status", [OrderStatus.SUBMITTED, OrderStatus.DECIDED])
def test_files_of_an_order(
    rounds: Any, people: People, agency_owner: User, moderator: User, status: OrderStatus
) -> None:
    order = factories.order_at(status, people)
    visits = rounds("attachment", colleague=agency_owner, operator=moderator)

    for purpose in OrderDocument.Purpose:
        [document] = keep_documents(order, purpose, [make_file(by=people.who("owner"))])
        travels = purpose in ("plan", "decision")
        also = {"colleague"} if travels else ()
        visits.at(purpose, of(document.attachment), is_public=travels and order.was_approved, also=also)

    assert visits.faults(OrderDocument.Purpose.values) == []


# --- one's own noun with a foreign one inside ------------------------------------------------------------------
def test_a_foreign_row_under_ones_own_noun_is_nothing(
    full_listing: Any, owner: User, rival: User, second_firm: Organisation
) -> None:
    _listing, things = full_listing
    things["listing"] = make_whole(rival).public_id
    things |= {"organisation": second_firm.public_id, "membership": owner.memberships.get().public_id}
    client = client_for(rival)

    crossed = [row for row in TABLE if {"row", "membership"} & set(row.args)]
    answers = {client.post(row.url(things)).status_code for row in crossed}

    assert (len(crossed), answers) == (5, {404})


def test_an_order_is_not_begun_from_what_its_officer_cannot_read(
    listing: Listing, officer: User, official: User, rival: User
) -> None:
    interest, draft = make_interest(listing, officer), make_whole(rival)
    address, client = reverse("procurement:draft_order"), client_for(official)

    for hidden in (f"interest={interest.public_id}", f"listing={draft.public_id}", "listing=x"):
        for answer in (
            client.get(f"{address}?{hidden}"),
            client.post(f"{address}?{hidden}", {"title": "Sen"}),
        ):
            assert (hidden, answer.status_code) == (hidden, 404)
    assert Order.objects.count() == 0

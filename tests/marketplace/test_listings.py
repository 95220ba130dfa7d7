"""Listings: drafted, filled, submitted, published for a domestic lister only, and hidden until then."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from marketplace.domain import rules
from marketplace.domain.clock import now
from marketplace.domain.due import coming_events, play_due
from marketplace.domain.listing_parts import (
    add_certificate,
    add_claim,
    parts_of,
    prove_innovative,
    remove_part,
)
from marketplace.domain.listings import (
    draft_listing,
    edit_listing,
    hand_over_listing,
    recall_listing,
    renew_listing,
    submit_listing,
    withdraw_listing,
)
from marketplace.domain.moderation import expire_listing, publish_listing
from marketplace.errors import ChangedMeanwhile, IllegalMove, NotYours
from marketplace.models import JournalEntry, Letter, Listing, Organisation, User
from marketplace.policies import NOBODY, access_listing
from tests.factories import acting
from tests.listing_factories import (
    make_draft,
    make_published,
    make_submitted,
    make_whole,
    pdf_file,
    refusal_of,
)

pytestmark = pytest.mark.django_db


# --- drafting ---------------------------------------------------------------------------------------
def test_a_draft_may_lack_everything_and_says_so(owner: User) -> None:
    draft = make_draft(owner)

    assert draft.status == "draft"
    assert draft.gaps() == [
        "summary",
        "description",
        "technology",
        "trl",
        "product_kind",
        "price",
        "origin",
        "claim",
    ]


def test_a_whole_draft_has_no_gap_in_either_kind(owner: User, transfer_officer: User) -> None:
    assert make_whole(owner).gaps() == []
    assert make_whole(transfer_officer, kind="research_result").gaps() == []


def test_one_language_must_be_whole_and_the_fuller_one_is_asked_for_the_rest(owner: User) -> None:
    draft = make_draft(
        owner, title_vi="", title_en="Sen", summary_en="Answers citizens.", summary_vi="Trả lời."
    )

    assert draft.gaps()[:1] == ["description"]


def test_goods_need_their_domestic_share_and_a_share_needs_its_basis(owner: User) -> None:
    goods = make_whole(owner, product_kind="goods")
    assert goods.gaps() == ["domestic_cost"]

    edit_listing(goods, by=acting(owner), domestic_cost_percent=82)

    assert goods.gaps() == ["domestic_cost_basis"]


def test_an_innovative_product_needs_its_document_and_its_first_day(owner: User) -> None:
    listing = make_whole(owner, innovative_ground="own_ip")
    assert listing.gaps() == ["innovative_document", "first_production"]

    edit_listing(listing, by=acting(owner), first_production_on=date(2026, 3, 1))
    prove_innovative(listing, by=acting(owner), upload=pdf_file())

    assert listing.gaps() == []


def test_a_filed_patent_needs_its_number(transfer_officer: User) -> None:
    result = make_whole(transfer_officer, kind="research_result", ip_status="filed")

    assert result.gaps() == ["ip_numbers"]


def test_the_task_list_counts_what_is_done(owner: User) -> None:
    parts = parts_of(make_draft(owner))

    assert [part.key for part in parts] == ["basics", "description", "price", "origin", "evidence", "files"]
    assert [part.key for part in parts if part.is_done] == ["files"]
    assert parts[-1].is_optional


def test_an_agency_does_not_list(agency: Organisation, agency_owner: User) -> None:
    code = refusal_of(draft_listing, agency, by=acting(agency_owner), kind="product", title_vi="Sen")

    assert code == "organisation_may_not_list"


def test_nobody_drafts_for_another_organisation(firm: Organisation, rival: User) -> None:
    assert refusal_of(draft_listing, firm, by=acting(rival), kind="product") == "not_found"


def test_a_researcher_drafts_results_and_no_products(researcher: User) -> None:
    assert make_draft(researcher, kind="research_result").created_by == researcher
    university = acting(researcher).organisation
    assert (
        refusal_of(draft_listing, university, by=acting(researcher), kind="product")
        == "researcher_drafts_results"
    )


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("trl", 0),
        ("trl", 10),
        ("price_minor", -1),
        ("price_minor", 10**18),
        ("title_vi", "x" * 251),
        ("domestic_cost_percent", 101),
        ("product_kind", "weapon"),
        ("source_url", "javascript:alert(1)"),
    ],
)
def test_a_wrong_value_is_refused_by_the_verb_itself(owner: User, field: str, value: object) -> None:
    organisation = acting(owner).organisation

    code = refusal_of(draft_listing, organisation, by=acting(owner), kind="product", **{field: value})

    assert code == "listing_field_wrong"


def test_a_text_beyond_its_limit_is_refused(owner: User) -> None:
    draft = make_draft(owner)

    assert refusal_of(edit_listing, draft, by=acting(owner), description_vi="x" * 20_001) == "text_too_long"


def test_fields_of_the_other_kind_and_of_the_portal_are_not_taken(owner: User) -> None:
    draft = make_draft(owner)

    assert refusal_of(edit_listing, draft, by=acting(owner), inventors="Ai") == "listing_field_unknown"
    assert refusal_of(edit_listing, draft, by=acting(owner), status="published") == "listing_field_unknown"


def test_one_record_of_a_source_is_drafted_once(owner: User) -> None:
    make_draft(owner, source="Catalogue", source_id="42")

    organisation = acting(owner).organisation
    words = {"source": "Catalogue", "source_id": "42"}
    code = refusal_of(draft_listing, organisation, by=acting(owner), kind="product", **words)

    assert code == "listing_drafted_before"
    assert Listing.objects.count() == 1


def test_the_database_itself_refuses_a_readiness_of_ten_and_a_negative_price(owner: User) -> None:
    draft = make_draft(owner)

    for wrong in ({"trl": 10}, {"price_minor": -1}, {"status": "sold"}, {"status": "published"}):
        with pytest.raises(IntegrityError), transaction.atomic():
            Listing.objects.filter(pk=draft.pk).update(**wrong)


# --- editing ----------------------------------------------------------------------------------------
def test_of_two_editors_the_second_is_told_and_nothing_is_lost(owner: User, editor: User) -> None:
    draft = make_draft(owner)
    seen = draft.revision
    edit_listing(draft, by=acting(owner), revision=seen, summary_vi="Của Phúc")

    with pytest.raises(ChangedMeanwhile):
        edit_listing(draft, by=acting(editor), revision=seen, summary_vi="Của Linh")

    draft.refresh_from_db()
    assert draft.summary_vi == "Của Phúc"


def test_what_is_being_checked_is_not_changed(owner: User) -> None:
    submitted = make_submitted(owner)

    assert refusal_of(edit_listing, submitted, by=acting(owner), trl=9) == "listing_not_open_to_change"
    assert refusal_of(add_claim, submitted, by=acting(owner), text="Mới") == "listing_not_open_to_change"
    claim = submitted.claims.get()
    assert refusal_of(remove_part, claim, by=acting(owner)) == "listing_not_open_to_change"


def test_a_claim_with_a_document_is_documented_and_one_without_declared(owner: User) -> None:
    draft = make_draft(owner)

    declared = add_claim(draft, by=acting(owner), text="Nhanh", figure="2 giây")
    documented = add_claim(draft, by=acting(owner), text="Đúng", figure="79,2 %", upload=pdf_file())

    assert (declared.level, documented.level) == (1, 2)
    assert documented.attachment is not None


def test_a_certificate_can_be_added_and_removed(owner: User) -> None:
    draft = make_draft(owner)
    row = add_certificate(draft, by=acting(owner), name="ISO 27001", issuer="QUACERT")

    remove_part(row, by=acting(owner))

    assert draft.certificates.count() == 0


def test_a_rival_cannot_touch_the_rows_of_a_draft(owner: User, rival: User) -> None:
    draft = make_draft(owner)
    claim = add_claim(draft, by=acting(owner), text="Nhanh")

    with pytest.raises(NotYours):
        remove_part(claim, by=acting(rival))


# --- submitting and publishing ----------------------------------------------------------------------
def test_a_draft_with_gaps_is_not_submitted(owner: User) -> None:
    assert refusal_of(submit_listing, make_draft(owner), by=acting(owner)) == "listing_has_gaps"


def test_a_submitted_listing_has_its_day_of_check(owner: User) -> None:
    submitted = make_submitted(owner)

    assert submitted.check_due_at == rules.due_at("listing_check", submitted.submitted_at)


def test_a_researcher_hands_over_and_the_transfer_office_submits(
    researcher: User, transfer_officer: User, deliver_all: Callable[[], int]
) -> None:
    result = make_whole(researcher, kind="research_result")

    with pytest.raises(IllegalMove):
        submit_listing(result, by=acting(researcher))
    hand_over_listing(result, by=acting(researcher))
    deliver_all()

    assert set(Letter.objects.values_list("address", flat=True)) == {transfer_officer.email}
    assert submit_listing(result, by=acting(transfer_officer)).status == "submitted"


def test_an_unverified_organisation_cannot_submit(owner: User, firm: Organisation) -> None:
    listing = make_whole(owner)
    Organisation.objects.filter(pk=firm.pk).update(status="registered")

    assert refusal_of(submit_listing, listing, by=acting(owner)) == "organisation_not_verified"


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"is_registered_in_vietnam": False}, "lister_not_domestic"),
        ({"domestic_ownership_percent": 50}, "lister_mostly_foreign"),
        ({"domestic_ownership_percent": None}, "lister_ownership_missing"),
    ],
)
def test_only_a_domestic_lister_is_published(
    owner: User, moderator: User, firm: Organisation, fields: dict[str, Any], code: str
) -> None:
    submitted = make_submitted(owner)
    Organisation.objects.filter(pk=firm.pk).update(**fields)

    assert refusal_of(publish_listing, submitted, by=acting(moderator)) == code


def test_a_lister_without_a_tax_code_is_not_published(owner: User, firm: Organisation) -> None:
    listing = make_whole(owner)
    firm.identifiers.all().delete()

    assert refusal_of(submit_listing, listing, by=acting(owner)) == "lister_without_tax_code"


def test_a_published_listing_is_public_and_has_its_end(owner: User, moderator: User) -> None:
    listing = make_published(owner, moderator)

    assert list(Listing.objects.public()) == [listing]
    assert listing.expires_at == rules.due_at("listing_expiry", listing.published_at)
    entry = JournalEntry.objects.get(verb="listing.published")
    assert (entry.before, entry.after, entry.is_public) == ("submitted", "published", True)


def test_a_suspended_organisation_takes_its_listings_off_the_page(
    owner: User, moderator: User, firm: Organisation
) -> None:
    listing = make_published(owner, moderator)
    day = now().date()
    Organisation.objects.filter(pk=firm.pk).update(status="suspended", suspended_until=day)

    assert list(Listing.objects.public()) == []
    with pytest.raises(NotYours):
        access_listing(NOBODY, listing.public_id)


def test_two_moderators_at_once_make_one_publication(owner: User, moderator: User) -> None:
    submitted = make_submitted(owner)
    same = Listing.objects.get(pk=submitted.pk)
    publish_listing(submitted, by=acting(moderator))

    with pytest.raises(IllegalMove):
        publish_listing(same, by=acting(moderator))

    assert JournalEntry.objects.filter(verb="listing.published").count() == 1


def test_recalled_withdrawn_and_mended_listings_come_back_through_the_check(
    owner: User, moderator: User
) -> None:
    submitted = make_submitted(owner)
    assert recall_listing(submitted, by=acting(owner)).status == "draft"
    listing = publish_listing(submit_listing(submitted, by=acting(owner)), by=acting(moderator))
    first_day = listing.published_at

    withdraw_listing(listing, by=acting(owner))
    edit_listing(listing, by=acting(owner), price_minor=4_900_000)
    publish_listing(submit_listing(listing, by=acting(owner)), by=acting(moderator))

    assert (listing.status, listing.published_at) == ("published", first_day)


# --- the clock --------------------------------------------------------------------------------------
def test_a_listing_nobody_renews_is_announced_once_and_then_expires(
    owner: User, editor: User, moderator: User, days_pass: Callable[..., None], deliver_all: Callable[[], int]
) -> None:
    listing = make_published(owner, moderator)
    days_pass(340)

    assert (play_due(), play_due()) == (1, 0)
    deliver_all()
    told = Letter.objects.filter(fact__endswith=":listing.expiring").values_list("address", flat=True)
    assert set(told) == {owner.email, editor.email}
    days_pass(40)
    assert (play_due(), play_due()) == (1, 0)

    listing.refresh_from_db()
    assert listing.status == "expired"
    verbs = JournalEntry.objects.filter(verb__in=["listing.expiring", "listing.expired"])
    assert list(verbs.values_list("verb", "actor_id")) == [
        ("listing.expiring", None),
        ("listing.expired", None),
    ]


def test_a_renewed_listing_does_not_expire(
    owner: User, moderator: User, days_pass: Callable[..., None]
) -> None:
    listing = make_published(owner, moderator)
    days_pass(340)
    renew_listing(listing, by=acting(owner))
    days_pass(40)

    assert play_due() == 0
    listing.refresh_from_db()
    assert listing.status == "published"


def test_nothing_expires_before_its_time(owner: User, moderator: User) -> None:
    listing = make_published(owner, moderator)

    assert refusal_of(expire_listing, listing) == "not_yet_due"
    assert [when for when, _ in coming_events(listing)][-1] == listing.expires_at

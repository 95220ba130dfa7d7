"""Each offer is drafted, proved, submitted, looked at twice, and published or returned."""

from datetime import timedelta
from decimal import Decimal
from functools import partial
from typing import Any

from marketplace.demo.offers import PRODUCTS, Offer
from marketplace.demo.pictures import paper, picture
from marketplace.demo.results import RESULTS
from marketplace.demo.stage import Stage
from marketplace.domain.listing_parts import (
    add_certificate,
    add_claim,
    add_document,
    add_image,
    prove_innovative,
)
from marketplace.domain.listings import draft_listing, submit_listing
from marketplace.domain.moderation import publish_listing, return_listing
from marketplace.models import Listing, StrategicTechnology
from marketplace.policies import Actor


def load(stage: Stage) -> None:
    """Put the life of every offer on the timetable."""
    for number, offer in enumerate((*PRODUCTS, *RESULTS)):
        stage.at(offer.drafted, "9:40", partial(_draft, stage, offer, number))
        if offer.submitted:
            stage.at(offer.submitted, "14:10", partial(_submit, stage, offer))
        if offer.published:
            stage.at(offer.published, "10:20", partial(_publish, stage, offer))
        if offer.returned:
            stage.at(offer.returned, "15:30", partial(_return, stage, offer))


def _draft(stage: Stage, offer: Offer, number: int) -> None:
    by = stage.actor(offer.drafter, offer.house)
    technology = StrategicTechnology.objects.filter(pk=offer.technology).first()
    listing = draft_listing(
        stage.cast[offer.house], by=by, kind=offer.kind, technology=technology, **_words(stage, offer)
    )
    stage.cast[offer.key] = listing
    for promise in offer.promises:
        upload = paper("bang-chung", *promise.paper) if promise.paper else None
        add_claim(
            listing, by=by, text=promise.text, figure=promise.figure, source=promise.source, upload=upload
        )
    _illustrate(listing, offer, number, by)
    if offer.certificate:
        add_certificate(listing, by=by, expires_on=stage.today + timedelta(days=400), **offer.certificate)


def _words(stage: Stage, offer: Offer) -> dict[str, Any]:
    words = dict(offer.words)
    if "domestic_cost_percent" in words:
        words["domestic_cost_percent"] = Decimal(words["domestic_cost_percent"])
    if "innovative_ground" in words:
        words["first_production_on"] = stage.today - timedelta(days=420)
    return words


def _illustrate(listing: Listing, offer: Offer, number: int, by: Actor) -> None:
    if offer.innovative_paper:
        prove_innovative(listing, by=by, upload=paper("san-pham-doi-moi-sang-tao", *offer.innovative_paper))
    if offer.bars:
        image = picture(offer.key, offer.bars, number)
        add_image(listing, by=by, upload=image, alt_vi=offer.alt_vi, alt_en=offer.alt_en)
    title, lines = offer.document
    if title:
        add_document(listing, by=by, upload=paper(offer.key, *lines), title=title)


def _submit(stage: Stage, offer: Offer) -> None:
    submit_listing(stage.cast[offer.key], by=stage.actor(offer.submitter, offer.house))


def _publish(stage: Stage, offer: Offer) -> None:
    publish_listing(stage.cast[offer.key], by=stage.actor("ngoc.moderator"))


def _return(stage: Stage, offer: Offer) -> None:
    return_listing(stage.cast[offer.key], by=stage.actor("ngoc.moderator"), reasons=offer.return_reasons)

"""A yearly programme of orders: an officer drafts it, another person approves it."""

from typing import Any

from django.db import IntegrityError, transaction

from marketplace.domain.clock import now
from marketplace.domain.journal import record
from marketplace.domain.moves import advance
from marketplace.errors import ChangedMeanwhile, IllegalMove, NotSeparated, NotYours, Refusal
from marketplace.policies import Actor
from marketplace.states import Who
from procurement.models import Programme
from procurement.policies import require_officer
from procurement.states import PROGRAMME_MOVES, ProgrammeStatus


@transaction.atomic
def draft_programme(*, by: Actor, year: int, title: str, purpose: str) -> Programme:
    """Begin the agency's programme for a year.

    Refuses with NotYours, organisation_not_verified or programme_exists. Records `programme.drafted`.
    """
    organisation = require_officer(by)
    try:
        with transaction.atomic():
            programme = Programme.objects.create(
                organisation=organisation, year=year, title=title, purpose=purpose, created_by=by.user
            )
    except IntegrityError:
        raise Refusal("programme_exists", year=year, status=409) from None
    record("programme.drafted", programme, by=by, public=False, year=year)
    return programme


@transaction.atomic
def change_programme(programme: Programme, *, by: Actor, **fields: Any) -> Programme:
    """Rewrite a draft: year, title, purpose. Refuses with NotYours, IllegalMove or programme_exists.

    Records `programme.changed`.
    """
    if Who.OFFICER not in by.roles_in(programme.organisation_id):
        raise NotYours(noun="programme")
    if programme.status != ProgrammeStatus.DRAFT:
        raise IllegalMove(verb="change_programme", before=programme.status)
    _write(programme, fields)
    record("programme.changed", programme, by=by, public=False)
    return programme


def _write(programme: Programme, fields: dict[str, Any]) -> None:
    rows = Programme.objects.filter(pk=programme.pk, status=ProgrammeStatus.DRAFT)
    try:
        with transaction.atomic():
            written = rows.update(**fields)
    except IntegrityError:
        raise Refusal("programme_exists", year=fields.get("year", programme.year), status=409) from None
    if written != 1:
        raise ChangedMeanwhile(before=programme.status)
    programme.refresh_from_db()


@transaction.atomic
def approve_programme(programme: Programme, *, by: Actor) -> Programme:
    """Approve it, so that orders may hang on it. Refuses with IllegalMove, NotSeparated or ChangedMeanwhile.

    Records `programme.approved`.
    """
    move = PROGRAMME_MOVES.find(
        "approve_programme", programme.status, by=by.roles_in(programme.organisation_id)
    )
    if by.user is None or by.user.pk == programme.created_by_id:
        raise NotSeparated()
    advance(programme, move, approved_by=by.user, approved_at=now())
    record(
        "programme.approved",
        programme,
        by=by,
        before=move.before,
        after=move.after,
        because=move.because,
        year=programme.year,
    )
    return programme

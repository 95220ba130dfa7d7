"""The road, its funnel, time and evidence: what the portal is judged by, drawn the same everywhere."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date, datetime
from itertools import pairwise
from math import sqrt
from typing import Any

from django import template
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from marketplace.domain import clock
from marketplace.models import Claim, JournalEntry
from marketplace.phrases import verb_phrase
from marketplace.templatetags import figures

register = template.Library()

# The same six stops, order and words everywhere; computed, never typed.
STOPS = {
    "listed": gettext_lazy("Listed"),
    "interest": gettext_lazy("Interest"),
    "ordered": gettext_lazy("Ordered"),
    "accepted": gettext_lazy("Accepted by measurement"),
    "measured": gettext_lazy("Outcome measured"),
    "second_buyer": gettext_lazy("Second buyer"),
}
RIBBON_HALF = 46  # of a drawing 100 high: the widest ribbon leaves a margin of 4 on both sides
THINNEST = 0.8


def fact_of(item: object, name: str, default: Any = "") -> Any:
    """One fact of a dict or an object: callers bring rows, dataclasses or plain dicts."""
    value = item.get(name, default) if isinstance(item, Mapping) else getattr(item, name, default)
    return default if value is None else value


def portal_now(context: template.Context) -> datetime:
    """The portal's clock, read once a page."""
    request = context.get("request")
    if request is None:
        return clock.now()
    if not hasattr(request, "portal_now"):
        request.portal_now = clock.now()
    moment: datetime = request.portal_now
    return moment


# --- the road ------------------------------------------------------------------------------------
def _stop(item: object) -> dict[str, object]:
    fact = fact_of(item, "fact")
    return {
        "at": fact_of(item, "at", "ahead"),
        "name": fact_of(item, "name") or STOPS.get(str(fact_of(item, "key")), ""),
        "fact": figures.day_text(fact) if isinstance(fact, date) else fact,
        "url": fact_of(item, "url"),
    }


@register.inclusion_tag("marketplace/components/road.html")
def road(stops: Iterable[object] | None, size: str = "", label: object = "") -> dict[str, object]:
    """Stops: `key` or `name`; `at` passed, here, ahead or stopped; `fact` (a date, a count, days left)."""
    return {"stops": [_stop(item) for item in stops or ()], "size": size, "label": label}


@register.inclusion_tag("marketplace/components/funnel.html")
def funnel(counts: Iterable[object], note: object = "") -> dict[str, object]:
    """The six stops with their counts as one ribbon, thickness by the square root, and its table twin."""
    items = list(counts)
    numbers = [int(fact_of(item, "count", 0)) for item in items]
    shares = [None, *(_share(before, here) for before, here in pairwise(numbers))]
    narrowest = min((share for share in shares if share is not None), default=None)
    halves = [_half(number, max(numbers, default=0)) for number in numbers]
    stops = []
    for place, item in enumerate(items):
        key = str(fact_of(item, "key"))
        share = shares[place]
        stops.append(
            {
                "name": fact_of(item, "label") or STOPS.get(key, ""),
                "count": numbers[place],
                "share": share,
                "days": fact_of(item, "median_days", None),
                "is_narrowest": share is not None and share == narrowest and share not in shares[:place],
                "across": _ribbon_across(halves[place], (halves[place:] + halves[-1:])[1]),
                "down": _ribbon_down(halves[place], (halves[place:] + halves[-1:])[1]),
            }
        )
    return {"stops": stops, "note": note}


def _share(before: int, here: int) -> int | None:
    """How many per cent of the last stop came on to this one."""
    return round(100 * here / before) if before else None


def _half(count: int, largest: int) -> float:
    return max(THINNEST, RIBBON_HALF * sqrt(count / largest)) if largest else THINNEST


def _ribbon_across(start: float, end: float) -> str:
    return f"M0 {50 - start:.1f}L100 {50 - end:.1f}V{50 + end:.1f}L0 {50 + start:.1f}Z"


def _ribbon_down(start: float, end: float) -> str:
    return f"M{50 - start:.1f} 0H{50 + start:.1f}L{50 + end:.1f} 100H{50 - end:.1f}Z"


# --- time ----------------------------------------------------------------------------------------
@register.inclusion_tag("marketplace/components/deadline.html", takes_context=True)
def deadline(
    context: template.Context,
    due: date | None,
    *,
    now: datetime | None = None,
    label: object = "",
    done: bool = False,
    done_at: object = None,
    note: object = "",
) -> dict[str, object]:
    """What is left, the absolute time, whose clock (`label`), and the cause when it moved (`note`)."""
    return {**_due(context, due, now, done=done), "label": label, "done_at": done_at, "note": note}


@register.inclusion_tag("marketplace/components/deadline_row.html", takes_context=True)
def deadline_row(
    context: template.Context, due: date | None, now: datetime | None = None, done: bool = False
) -> dict[str, object]:
    """The short form for a row of a list: what is left, and the day."""
    return _due(context, due, now, done=done, coarse=True)


def _due(
    context: template.Context, due: date | None, now: datetime | None, *, done: bool, coarse: bool = False
) -> dict[str, object]:
    if due is None:
        return {"due": None}
    moment = now or portal_now(context)
    return {
        "due": due,
        "pace": "done" if done else figures.pace(due, moment),
        "left": figures.left_text(due, moment, coarse=coarse),
        "said": figures.moment_text(due) if coarse else figures.spoken_moment(due),
    }


def _event(item: object) -> dict[str, object]:
    if isinstance(item, JournalEntry):
        # An entry's reason is a rule's words: shown in the reader's language where the catalogue has it.
        because = _(item.because) if item.because else ""
        return {"at": "passed", "when": item.recorded_at, "what": verb_phrase(item.verb), "because": because}
    because = fact_of(item, "because") or fact_of(item, "source")
    names = ("what", "url", "who")
    found = {name: fact_of(item, name) for name in names}
    return {"at": fact_of(item, "at", "passed"), "when": fact_of(item, "when"), "because": because, **found}


@register.inclusion_tag("marketplace/components/timeline.html")
def timeline(
    entries: Iterable[object] | None, *, narrow: bool = False, label: object = ""
) -> dict[str, object]:
    """Journal entries, or dicts: `when`, `what`, `because`, `at` (passed, here, ahead, stopped), `url`."""
    return {"events": [_event(item) for item in entries or ()], "narrow": narrow, "label": label}


@register.inclusion_tag("marketplace/components/duty.html", takes_context=True)
def duty(
    context: template.Context, item: object, *, main: bool = False, now: datetime | None = None
) -> dict[str, object]:
    """One line of a workspace, from a `Duty`: when, what, on what, and one button unless another's turn it is.

    `main` fills the button: for what is due today or late.
    """
    due = fact_of(item, "when", None)
    moment = now or portal_now(context)
    pace = figures.pace(due, moment) if due else "calm"
    names = ("what", "on", "url", "button", "waits_for")
    return {
        **{name: fact_of(item, name) for name in names},
        "due": due,
        "pace": pace,
        "left": figures.left_text(due, moment, coarse=True) if due else "",
        "main": main or pace == "late",
    }


# --- evidence ------------------------------------------------------------------------------------
def _rungs(level: int) -> list[bool]:
    return [rung <= level for rung in Claim.Level.values]


@register.inclusion_tag("marketplace/components/evidence.html")
def evidence(level: object, source: object = "") -> dict[str, object]:
    """Five rungs, the number, the name, the source: of one promise, never of a whole listing."""
    known = Claim.Level(int(str(level or 1)))
    return {"rungs": _rungs(known), "level": known.value, "name": known.label, "source": source}


EXPLAINED = {
    1: gettext_lazy("the lister says so"),
    2: gettext_lazy("a file or a certificate shows it"),
    3: gettext_lazy("a test laboratory or an independent expert checked it"),
    4: gettext_lazy("the buyer measured it with the agreed method"),
    5: gettext_lazy("it was repeated at another place"),
}


@register.inclusion_tag("marketplace/components/evidence_ladder.html")
def evidence_ladder(level: object = 0) -> dict[str, object]:
    """What the five levels mean; those reached are marked."""
    reached = int(str(level or 0))
    rungs: Sequence[Claim.Level] = list(Claim.Level)
    return {
        "rungs": [{"level": r, "name": r.label, "means": EXPLAINED[r], "on": r <= reached} for r in rungs]
    }

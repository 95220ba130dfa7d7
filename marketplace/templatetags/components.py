"""The components of every page: `{% load i18n components %}` brings figures, road, charts and forms too.

The page `kit/` shows each one in every state. A tag never asks the database for its subject's facts.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from django import template
from django.core.paginator import Page
from django.http import QueryDict
from django.templatetags.static import static
from django.utils.html import format_html
from django.utils.safestring import SafeString

from marketplace.models import Membership
from marketplace.templatetags import charts, fields, figures, frame, road
from marketplace.templatetags.road import fact_of

register = template.Library()
for library in (figures, road, charts, fields, frame):
    register.tags.update(library.register.tags)
    register.filters.update(library.register.filters)

ICON_OF_TONE = {
    "neutral": "open",
    "info": "half",
    "accent": "half",
    "success": "tick",
    "warning": "clock",
    "danger": "cross",
    "gold": "seal",
}
# Tone and icon of a life-cycle state, by its code, whatever the noun. Unknown codes are neutral.
LOOK_OF_STATE = {
    # at rest, with its owner
    "draft": ("neutral", "pencil"),
    "returned": ("warning", "pencil"),
    # waits for somebody
    "submitted": ("neutral", "clock"),
    "registered": ("info", "half"),
    "requested": ("warning", "clock"),
    "delivered": ("warning", "ruler"),
    "measured": ("warning", "ruler"),
    # in work
    "approved": ("info", "tick"),
    "planned": ("neutral", "open"),
    "listed": ("neutral", "open"),
    "asked": ("info", "open"),
    "open": ("info", "open"),
    "invited": ("info", "open"),
    "answered": ("info", "half"),
    "negotiated": ("info", "half"),
    "decided": ("info", "tick"),
    "drawn": ("neutral", "pencil"),
    "buyer_signed": ("info", "half"),
    "supplier_signed": ("info", "half"),
    "contracted": ("info", "half"),
    "active": ("info", "half"),
    "sent": ("info", "half"),
    # done
    "published": ("success", "full"),
    "verified": ("success", "tick"),
    "ordered": ("success", "tick"),
    "accepted": ("success", "ruler"),
    "partly_accepted": ("warning", "ruler"),
    "fulfilled": ("success", "tick"),
    "completed": ("success", "tick"),
    "paid": ("success", "tick"),
    "closed": ("success", "tick"),
    # over
    "passed": ("neutral", "cross"),
    "withdrawn": ("neutral", "cross"),
    "expired": ("neutral", "clock"),
    "ended": ("neutral", "cross"),
    "suspended": ("danger", "lock"),
    "rejected": ("danger", "cross"),
    "refused": ("danger", "cross"),
    "cancelled": ("danger", "cross"),
    "terminated": ("danger", "cross"),
}


# --- small things --------------------------------------------------------------------------------
@register.simple_tag
def icon(name: str, label: object = "") -> SafeString:
    """One drawing of icons.svg. Beside its word it is hidden from readers; alone it needs a label."""
    address = f"{static('marketplace/icons.svg')}#{name}"
    if label:
        return format_html(
            '<svg class="icon" role="img" aria-label="{}"><use href="{}"/></svg>', label, address
        )
    return format_html('<svg class="icon" aria-hidden="true"><use href="{}"/></svg>', address)


@register.simple_tag
def status_tag(label: object, tone: str = "neutral", icon_name: str | None = None) -> SafeString:
    """A state is an icon and a word; colour never speaks alone. `""` leaves the icon out."""
    name = ICON_OF_TONE.get(tone, "open") if icon_name is None else icon_name
    drawing = icon(name) if name else ""
    return format_html('<span class="ds-tag" data-color="{}">{}{}</span>', tone, drawing, label)


@register.simple_tag
def state_tag(code: object, label: object) -> SafeString:
    """The tag of a life-cycle state, its tone and icon by the state's code."""
    tone, name = LOOK_OF_STATE.get(str(code), ("neutral", "open"))
    return status_tag(label, tone, name)


@register.filter
def role_names(roles: Iterable[str]) -> str:
    """The roles held, in the order of the list of roles: “Ordering officer, Verifier”."""
    held = set(roles or ())
    return ", ".join(str(role.label) for role in Membership.Role if role.value in held)


@register.inclusion_tag("marketplace/components/breadcrumbs.html")
def breadcrumbs(*steps: object) -> dict[str, object]:
    """Pairs of name and address; the last name, without address, is this page."""
    here = steps[-1] if len(steps) % 2 else None
    names, addresses = steps[0 : len(steps) - 1 : 2], steps[1::2]
    if here is None:
        names = steps[0::2]
    return {"steps": list(zip(names, addresses, strict=False)), "here": here}


@register.inclusion_tag("marketplace/components/pagination.html", takes_context=True)
def pagination(context: template.Context, page: Page, param: str = "page") -> dict[str, object]:
    """Previous and next come first and last; every link keeps the rest of the address."""
    request = context.get("request")
    query = request.GET.copy() if request else QueryDict(mutable=True)

    def address(number: int) -> str:
        query[param] = str(number)
        return f"?{query.urlencode()}"

    gap = page.paginator.ELLIPSIS
    numbers = page.paginator.get_elided_page_range(page.number, on_each_side=1, on_ends=1)
    return {
        "page": page,
        "links": [{"number": n, "url": None if n == gap else address(int(n))} for n in numbers],
        "before": address(page.previous_page_number()) if page.has_previous() else "",
        "after": address(page.next_page_number()) if page.has_next() else "",
    }


# --- blocks of words -----------------------------------------------------------------------------
@register.inclusion_tag("marketplace/components/empty_state.html")
def empty_state(
    title: object,
    text: object = "",
    *,
    url: str = "",
    button: object = "",
    url2: str = "",
    button2: object = "",
    level: int = 2,
) -> dict[str, object]:
    """What is missing, why, and the next step as a button."""
    steps = [(url, button), (url2, button2)]
    steps = [(address, name) for address, name in steps if address and name]
    return {"title": title, "text": text, "steps": steps, "level": level}


@register.inclusion_tag("marketplace/components/alert.html")
def alert(
    tone: str, title: object = "", text: object = "", *, failed: bool = False, level: int = 2
) -> dict[str, object]:
    """What happened, exact times, what is safe, the next step. `failed`: it just did, so it is announced."""
    return {"tone": tone, "title": title, "text": text, "failed": failed, "level": level}


@register.simple_block_tag
def alert_block(
    content: str, tone: str, title: object = "", *, failed: bool = False, level: int = 2
) -> SafeString:
    """The same with markup of the page's own inside."""
    return format_html(
        '<div class="ds-alert" data-color="{}"{}>{}{}</div>',
        tone,
        SafeString(' role="alert"') if failed else "",
        _heading(title, level),
        content,
    )


@register.simple_block_tag
def panel(content: str, title: object = "", *, tone: str = "", level: int = 2, id: str = "") -> SafeString:
    """A sheet with a heading. Tone `act` for the one step to take, `gold` for what was earned."""
    return format_html(
        '<section class="panel"{}{}>{}{}</section>',
        format_html(' data-tone="{}"', tone) if tone else "",
        format_html(' id="{}"', id) if id else "",
        _heading(title, level),
        content,
    )


def _heading(title: object, level: int) -> SafeString:
    return format_html("<h{}>{}</h{}>", level, title, level) if title else SafeString("")


@register.inclusion_tag("marketplace/components/fact.html")
def fact(
    name: object, value: object, source: object = "", *, keep: bool = False, url: str = ""
) -> dict[str, object]:
    """One name and value of a `<dl class="facts">`; an empty value is left out unless kept as a dash."""
    is_empty = value is None or value == ""
    return {
        "name": name,
        "value": figures.ABSENT if is_empty else value,
        "is_shown": keep or not is_empty,
        "source": source,
        "url": url,
    }


@register.inclusion_tag("marketplace/components/facts.html")
def facts(rows: Iterable[Any], *, across: bool = False) -> dict[str, object]:
    """Rows are (name, value), (name, value, source), or dicts of the same; empty values are left out."""
    return {"rows": [row for row in map(_fact_row, rows) if row["value"] not in (None, "")], "across": across}


def _fact_row(row: Any) -> dict[str, object]:
    names = ("name", "value", "source", "url")
    if isinstance(row, Mapping):
        return {name: row.get(name) for name in names}
    return dict(zip(names, [*row, None, None], strict=False))


@register.inclusion_tag("marketplace/components/answer.html")
def answer(
    tone: str,
    decision: object,
    *,
    reason: object = "",
    source: object = "",
    title: object = "",
    url: str = "",
) -> dict[str, object]:
    """What was found (`title`), the decision, its reason and source. Tone: good, warn, bad or none."""
    return {
        "tone": tone,
        "decision": decision,
        "reason": reason,
        "source": source,
        "title": title,
        "url": url,
    }


@register.inclusion_tag("marketplace/components/gaps.html")
def gaps(items: Iterable[object]) -> dict[str, object]:
    """Distance: what is missing first, then what is met, then the shortest way (`step`)."""
    names = ("name", "have", "need", "share", "met", "step")
    rows = [{name: fact_of(item, name) for name in names} for item in items]
    return {"rows": sorted(rows, key=lambda row: bool(row["met"]))}


@register.inclusion_tag("marketplace/components/worth.html")
def worth(
    *,
    mark: object = None,
    answers: int = 0,
    threshold: int = 5,
    out_of: int = 5,
    spread: Iterable[tuple[object, object]] = (),
    cost: object = None,
    estimate: object = None,
    cost_note: object = "",
    more_url: str = "",
    more: object = "",
    level: int = 3,
) -> dict[str, object]:
    """Satisfaction first, then cost. Under the threshold only the number of answers shows."""
    return {
        "mark": mark,
        "answers": answers or 0,
        "threshold": threshold,
        "has_mark": mark is not None and (answers or 0) >= threshold,
        "out_of": out_of,
        "spread": list(spread or ()),
        "cost": cost,
        "estimate": estimate,
        "cost_note": cost_note,
        "more_url": more_url,
        "more": more,
        "level": level,
    }


@register.inclusion_tag("marketplace/components/qr.html")
def qr(svg: object, label: object) -> dict[str, object]:
    """A place for a code that the caller drew (`svg` is trusted markup), with the words of what it opens."""
    return {"svg": svg, "label": label}


@register.inclusion_tag("marketplace/components/passport_seal.html")
def passport_seal(state: str, checked_at: object = None) -> dict[str, object]:
    """What the check of a passport found: `verified` (with the time), `withdrawn`, else a plain warning."""
    return {"state": state, "checked_at": checked_at}

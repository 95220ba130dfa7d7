"""What the frame of every page needs: sheets, scripts, navigation, messages."""

from functools import cache

from django import template
from django.conf import settings
from django.contrib.messages.storage.base import Message
from django.contrib.staticfiles import finders
from django.contrib.staticfiles.storage import staticfiles_storage
from django.templatetags.static import static
from django.urls import NoReverseMatch, reverse
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

register = template.Library()

# Ours come first: the reset is a layer that the design system's own layers must follow.
OWN_SHEETS = ("ground", "frame", "road", "figures", "tables", "forms", "passport", "print")
LETTER_SHEETS = tuple(f"vendor/be-vietnam-pro/{weight}.css" for weight in (400, 500, 600, 700))
# Its font is of others too, so the sheet is linked only beside it.
DIGITS, DIGITS_SHEET = "vendor/inter/inter-latin-500-normal.woff2", "marketplace/digits.css"
DESIGN_SHEETS = ("vendor/designsystemet/index.css", "vendor/theme/first-customer.css")
SCRIPTS = ("vendor/htmx/htmx.min.js", "marketplace/autosave.js")
TONE_OF_LEVEL = {"success": "success", "warning": "warning", "error": "danger"}


@cache
def _found(path: str) -> bool:
    return finders.find(path) is not None


def is_there(path: str) -> bool:
    """Whether a static file was laid out: the front-end step may have failed, and pages still work."""
    try:
        return _found(path) or staticfiles_storage.exists(path)
    except (NotImplementedError, OSError):
        return False


@register.simple_tag
def vendor_stylesheets() -> SafeString:
    """Our sheets, then the letters, the design system and its theme; a plain stand-in where it is absent."""
    own = [f"marketplace/{name}.css" for name in OWN_SHEETS]
    design = [path for path in DESIGN_SHEETS if is_there(path)]
    stand_in = [] if len(design) == len(DESIGN_SHEETS) else ["marketplace/fallback.css"]
    letters = [path for path in LETTER_SHEETS if is_there(path)]
    digits = [DIGITS_SHEET] if is_there(DIGITS) else []
    sheets = [*own, *digits, *letters, *design, *stand_in]
    return format_html_join("\n", '<link rel="stylesheet" href="{}">', ((static(path),) for path in sheets))


@register.simple_tag
def vendor_scripts() -> SafeString:
    """Progressive enhancement only: every page works without them."""
    scripts = [path for path in SCRIPTS if is_there(path)]
    return format_html_join("\n", '<script src="{}" defer></script>', ((static(path),) for path in scripts))


@register.simple_tag
def mark_address() -> str:
    return static("marketplace/mark.svg")


@register.simple_tag
def brand_mark() -> SafeString:
    return format_html('<svg aria-hidden="true"><use href="{}#mark"/></svg>', static("marketplace/icons.svg"))


@register.simple_tag
def second_factor_is_off() -> bool:
    """Only a demo or a test may switch it off, and then every page says so."""
    return not settings.SECOND_FACTOR_REQUIRED


def address_of(name: str) -> str:
    """The address of a named page, or nothing where the package that has it is not installed."""
    try:
        return reverse(name)
    except NoReverseMatch:
        return ""


@register.simple_tag(takes_context=True)
def nav_item(context: template.Context, name: str, label: object, key: str) -> SafeString:
    """One line of the navigation; marked as current by the view's `nav`, or by the address."""
    address = address_of(name)
    if not address:
        return SafeString("")
    request, nav = context.get("request"), context.get("nav")
    is_here = nav == key if nav else request is not None and request.path.startswith(address)
    current = SafeString(' aria-current="page"') if is_here else ""
    return format_html('<li><a href="{}"{}>{}</a></li>', address, current, label)


@register.simple_tag
def footer_item(name: str, label: object) -> SafeString:
    address = address_of(name)
    return format_html('<li><a href="{}">{}</a></li>', address, label) if address else SafeString("")


@register.simple_tag
def message_alert(message: Message) -> SafeString:
    """What a step that just ended has to say; read out once, without taking the focus."""
    tone = TONE_OF_LEVEL.get(message.level_tag, "info")
    role = "alert" if tone == "danger" else "status"
    return format_html('<div class="ds-alert" data-color="{}" role="{}"><p>{}</p></div>', tone, role, message)

"""Foreign text made plain: one normal form, no markup, no signs that steer a screen.

Plainness is for readers; safety does not hang on it, because every page escapes what it shows.
A cell that looks like a formula is a text like any other: whoever writes a table defends its reader.
"""

import html
import re
import unicodedata
from typing import Final

from marketplace.errors import Refusal

# A page's markup may be several times as long as its words; more than this is not a text.
MARKUP_FACTOR: Final = 4
_PASSES: Final = 5  # "<<b>b>" hides one tag in another; what is left after five is shown as it is

_INLINE: Final = (
    "a|abbr|b|cite|code|del|em|font|i|ins|label|mark|q|s|small|span|strike|strong|sub|sup|time|u|wbr"
)
_BLOCK: Final = (
    "article|aside|audio|blockquote|body|br|button|center|dd|details|div|dl|dt|embed|figcaption|figure|footer|form"
    "|h[1-6]|head|header|hr|html|iframe|img|input|li|link|main|math|meta|nav|noscript|object|ol|option|p|pre|script"
    "|section|select|source|style|summary|svg|table|tbody|td|template|textarea|tfoot|th|thead|title|tr|ul|video"
)
# With what stands between them: nobody wrote a script to be read.
_UNREAD: Final = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|iframe|object|svg|math|template|noscript)\b.*?(?:</\1\s*>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_LINE_TAG: Final = re.compile(r"<(?:br|/p|/div|/li|/h[1-6]|/tr)\s*/?>", re.IGNORECASE)
# Known names only: “a <b” of a formula and “<key>” of a manual are words.
_INLINE_TAG: Final = re.compile(rf"</?(?:{_INLINE})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_BLOCK_TAG: Final = re.compile(rf"</?(?:{_BLOCK})(?:\s[^<>]*)?/?>", re.IGNORECASE)
_ENTITY: Final = re.compile(r"&(?:#[0-9]{1,7}|#x[0-9a-f]{1,6}|[a-z][a-z0-9]{1,31});", re.IGNORECASE)
# Direction overrides and isolates make a line read otherwise than it is written (Unicode TR 36).
_STEERING: Final = re.compile("[\u200e\u200f\u202a-\u202e\u2066-\u2069\ufeff\u2028\u2029]")
_VIETNAMESE: Final = re.compile("[ăđơưạảấầẩẫậắằẳẵặẹẻẽếềểễệỉịọỏốồổỗộớờởỡợụủứừửữựỳỵỷỹ]", re.IGNORECASE)


def plain(text: str, *, most: int, name: str, lines: bool = False) -> str:
    """The text in NFC, without markup and needless space; on one line unless `lines`.

    Refuses with import_control_characters, or import_text_too_long (`field`, `length`, `limit`):
    a text is never cut.
    """
    _require_bearable(text, most * MARKUP_FACTOR, name, most)
    _require_printable(text, name)
    words = _STEERING.sub("", unicodedata.normalize("NFC", _without_markup(text)))
    words = _spaced(words) if lines else " ".join(words.split())
    _require_bearable(words, most, name, most)
    return words


def is_vietnamese(text: str) -> bool:
    """Whether the text holds a letter that only Vietnamese writes."""
    return _VIETNAMESE.search(text) is not None


def _require_bearable(text: str, most: int, name: str, limit: int) -> None:
    if len(text) > most:
        raise Refusal("import_text_too_long", field=name, length=len(text), limit=limit)


def _require_printable(text: str, name: str) -> None:
    """NUL and its kin mean that the file is broken or hostile; half a surrogate is no character."""
    if any(sign not in "\t\n\r" and unicodedata.category(sign) in {"Cc", "Cs"} for sign in text):
        raise Refusal("import_control_characters", field=name)


def _without_markup(text: str) -> str:
    if "<" in text:
        for _ in range(_PASSES):
            before = text
            text = _LINE_TAG.sub("\n", _UNREAD.sub(" ", text))
            # Last the tags that leave no space: what they uncover is looked at again from the beginning.
            text = _INLINE_TAG.sub("", _BLOCK_TAG.sub(" ", text))
            if text == before:
                break
    return _ENTITY.sub(lambda found: _printable(html.unescape(found.group())), text)


def _printable(text: str) -> str:
    """What an entity stands for, unless it smuggles in a sign that was refused before."""
    return "".join(
        sign if sign in "\t\n" or unicodedata.category(sign) not in {"Cc", "Cs"} else " " for sign in text
    )


def _spaced(text: str) -> str:
    """Lines without trailing space, at most one empty line between paragraphs."""
    tidy = "\n".join(
        " ".join(line.split()) for line in text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    )
    return re.sub(r"\n{3,}", "\n\n", tidy).strip()

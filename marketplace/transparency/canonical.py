"""One spelling for one document: canonical JSON by RFC 8785, for hashes and signatures. Pure.

Narrower than the RFC on purpose: no fractions, because two programs may print one fraction in two
ways. A decimal travels as text. What remains is written alike by any JSON library that sorts keys.
"""

import json
from collections.abc import Mapping, Sequence
from hashlib import sha256
from typing import Final

# Above it, programs that read numbers as IEEE doubles lose the last digits (RFC 8785, section 3.1).
LARGEST_WHOLE: Final = 2**53 - 1

Json = Mapping[str, "Json"] | Sequence["Json"] | str | int | bool | None


def canonical(document: Json) -> bytes:
    """The document's one spelling, in UTF-8: sorted keys, no spaces, nothing escaped without need.

    Raises TypeError or ValueError for what has no such spelling: fractions, huge numbers, half
    characters. That is the caller's bug, never a reader's refusal.
    """
    return json.dumps(_sorted(document), ensure_ascii=False, separators=(",", ":")).encode("utf-8")


def fingerprint(document: Json) -> str:
    """SHA-256 of the canonical spelling, in hexadecimal digits."""
    return sha256(canonical(document)).hexdigest()


def _sorted(value: object) -> object:
    if value is None or isinstance(value, bool | str):
        return value
    if isinstance(value, int):
        return _whole(value)
    if isinstance(value, Mapping):
        return {key: _sorted(value[key]) for key in sorted(value, key=_place)}
    if isinstance(value, list | tuple):
        return [_sorted(part) for part in value]
    raise TypeError(
        f"a signed document holds text, whole numbers, lists and objects, not {type(value).__name__}"
    )


def _whole(value: int) -> int:
    if abs(value) > LARGEST_WHOLE:
        raise ValueError("a whole number of a signed document stays below 2**53: write it as text")
    return value


def _place(key: object) -> bytes:
    """RFC 8785 sorts keys by UTF-16 code units, which differs from Python's order above U+FFFF."""
    if not isinstance(key, str):
        raise TypeError(f"a key is text, not {type(key).__name__}")
    return key.encode("utf-16-be")

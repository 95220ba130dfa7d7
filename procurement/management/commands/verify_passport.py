"""`manage.py verify_passport FILE [--key HEX]`: is this signed passport what the portal signed?"""

import sys
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from marketplace.transparency.signatures import PublicKey, read_public_key
from procurement.domain.passports import Verdict, public_key, verify_text

SENTENCES = {
    "verified": "Verified: passport {number}, signed with key {key}.",
    "altered": "Altered: the signature does not fit what the document says.",
    "unknown_key": "Unknown key: the document was not signed with key {key}.",
    "unreadable": "Unreadable: this is no signed passport.",
}


class Command(BaseCommand):
    help = "Checks a signed passport. Exits with 0 when it is verified, with 1 otherwise."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", help="the downloaded JSON document, or - for standard input")
        parser.add_argument("--key", default="", help="public key to trust, 64 hexadecimal digits")

    def handle(self, *args: Any, file: str, key: str, **options: Any) -> None:
        trusted = self._key(key)
        verdict = verify_text(self._text(file), trusted)
        if not verdict.is_verified:
            raise CommandError(self._sentence(verdict, trusted), returncode=1)
        self.stdout.write(self._sentence(verdict, trusted))

    def _key(self, digits: str) -> PublicKey:
        try:
            return read_public_key(digits) if digits else public_key()
        except ValueError as error:
            raise CommandError(str(error), returncode=1) from None

    def _text(self, file: str) -> str:
        try:
            return sys.stdin.read() if file == "-" else Path(file).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            raise CommandError(f"{file} cannot be read as text.", returncode=1) from None

    def _sentence(self, verdict: Verdict, key: PublicKey) -> str:
        return SENTENCES[verdict.state].format(number=verdict.number, key=key.key_id)

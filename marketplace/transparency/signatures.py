"""Signatures that anyone can check with software not ours: Ed25519 over canonical JSON. Pure.

The only place that signs for the portal. Keys and signatures travel as hexadecimal digits;
a key is named by the SHA-256 of its 32 public bytes.
"""

import os
import re
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Final

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey, Ed25519PublicKey
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

from marketplace.transparency.canonical import Json, canonical

ALGORITHM: Final = "Ed25519"  # RFC 8032
_KEY: Final = re.compile(r"[0-9a-fA-F]{64}")
_SIGNATURE: Final = re.compile(r"[0-9a-fA-F]{128}")


@dataclass(frozen=True)
class PublicKey:
    """Checks signatures. `hex` holds the 32 raw bytes of RFC 8032."""

    hex: str

    @property
    def key_id(self) -> str:
        return sha256(bytes.fromhex(self.hex)).hexdigest()

    @property
    def pem(self) -> str:
        """The key as openssl reads it."""
        return self._loaded().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode("ascii")

    def verifies(self, document: Json, signature: str) -> bool:
        """Whether this key signed exactly this document; False also for what is no signature at all."""
        if not _SIGNATURE.fullmatch(signature):
            return False
        try:
            self._loaded().verify(bytes.fromhex(signature), canonical(document))
        except (InvalidSignature, TypeError, ValueError, RecursionError):
            # All but the first: a document without a canonical spelling was never signed here.
            return False
        return True

    def _loaded(self) -> Ed25519PublicKey:
        return Ed25519PublicKey.from_public_bytes(bytes.fromhex(self.hex))


@dataclass(frozen=True, repr=False)
class SigningKey:
    """Signs documents. Never printed: its representation shows nothing."""

    private: bytes

    def sign(self, document: Json) -> str:
        """128 hexadecimal digits over the document's canonical spelling."""
        return Ed25519PrivateKey.from_private_bytes(self.private).sign(canonical(document)).hex()

    @property
    def public(self) -> PublicKey:
        private = Ed25519PrivateKey.from_private_bytes(self.private)
        return PublicKey(private.public_key().public_bytes_raw().hex())


def read_public_key(text: str) -> PublicKey:
    """A public key from its 64 hexadecimal digits. Raises ValueError for anything else."""
    digits = "".join(text.split())
    if not _KEY.fullmatch(digits):
        raise ValueError("a public Ed25519 key has 64 hexadecimal digits")
    return PublicKey(digits.lower())


def read_signing_key(text: str) -> SigningKey:
    """A private key from its 64 hexadecimal digits. Raises ValueError, which never repeats the digits."""
    digits = "".join(text.split())
    if not _KEY.fullmatch(digits):
        raise ValueError("a private Ed25519 key has 64 hexadecimal digits")
    return SigningKey(bytes.fromhex(digits))


def kept_signing_key(path: Path) -> SigningKey:
    """The key kept in this file; the first caller makes it, readable by its owner alone.

    Two processes that start at once agree: a finished file is linked into place, and only once.
    """
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        fresh = path.with_name(f"{path.name}.{os.getpid()}")
        fresh.touch(mode=0o600)
        fresh.write_text(Ed25519PrivateKey.generate().private_bytes_raw().hex(), encoding="ascii")
        try:
            os.link(fresh, path)
        except FileExistsError:
            pass  # another process was first, and its key is the one
        finally:
            fresh.unlink()
    return read_signing_key(path.read_text(encoding="ascii"))

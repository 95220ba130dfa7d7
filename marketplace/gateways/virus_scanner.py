"""The virus scanner behind one protocol: ClamAV over its own socket, and a twin that needs no server."""

import socket
import struct
from collections.abc import Iterator
from dataclasses import dataclass
from typing import IO, Final, Protocol

from django.conf import settings
from django.utils.module_loading import import_string

from marketplace.errors import Refusal

_CHUNK: Final = 64 * 1024
# EICAR's harmless test file (www.eicar.org), written in two halves so that no scanner stops at this one.
EICAR: Final = rb"X5O!P%@AP[4\PZX54(P^)7CC)7}" + rb"$EICAR-STANDARD-ANTIVIRUS-TEST-FILE!$H+H*"


@dataclass(frozen=True)
class Verdict:
    """What the scanner found; `signature` names it, empty when the stream is clean."""

    signature: str = ""

    @property
    def is_clean(self) -> bool:
        return not self.signature


class VirusScanner(Protocol):
    """Reads a stream from its present place to its end and judges it.

    Refuses with scanner_unavailable (503) when it cannot judge: an unscanned file is never kept.
    """

    def scan(self, stream: IO[bytes]) -> Verdict: ...


class SignatureTwin:
    """Knows one signature, the EICAR test file's, so that the road of an infected file can be walked."""

    def scan(self, stream: IO[bytes]) -> Verdict:
        tail = b""
        for chunk in _chunks(stream):
            if EICAR in tail + chunk:
                return Verdict("Eicar-Test-Signature")
            tail = chunk[-len(EICAR) :]
        return Verdict()


class ClamAV:
    """clamd's INSTREAM command: chunks with their length, an empty one at the end, one line of answer."""

    def __init__(self, address: str = "", seconds: float = 30.0) -> None:
        host, _, port = (address or settings.CLAMAV_ADDRESS).rpartition(":")
        self.address = (host or "localhost", int(port))
        self.seconds = seconds

    def scan(self, stream: IO[bytes]) -> Verdict:
        try:
            answer = self._ask(stream)
        except OSError as absent:
            raise Refusal("scanner_unavailable", status=503) from absent
        return _read_answer(answer)

    def _ask(self, stream: IO[bytes]) -> bytes:
        with socket.create_connection(self.address, timeout=self.seconds) as line:
            line.sendall(b"zINSTREAM\0")
            for chunk in _chunks(stream):
                line.sendall(struct.pack("!I", len(chunk)) + chunk)
            line.sendall(struct.pack("!I", 0))
            return _until_nul(line)


def get_scanner() -> VirusScanner:
    """The scanner that the settings name."""
    scanner: VirusScanner = import_string(settings.VIRUS_SCANNER)()
    return scanner


def _chunks(stream: IO[bytes]) -> Iterator[bytes]:
    while chunk := stream.read(_CHUNK):
        yield chunk


def _until_nul(line: socket.socket) -> bytes:
    answer = b""
    while not answer.endswith(b"\0") and len(answer) < 1024:
        more = line.recv(256)
        if not more:
            break
        answer += more
    return answer.rstrip(b"\0\n")


def _read_answer(answer: bytes) -> Verdict:
    """`stream: OK`, `stream: NAME FOUND`; anything else (a size limit, an error) is no judgement."""
    words = answer.decode("utf-8", "replace").removeprefix("stream: ").strip()
    if words == "OK":
        return Verdict()
    if words.endswith(" FOUND"):
        return Verdict(words.removesuffix(" FOUND"))
    raise Refusal("scanner_unavailable", status=503)

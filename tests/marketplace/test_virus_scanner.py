"""The scanner's two faces: the twin that knows one signature, and ClamAV's own protocol."""

import socket
import struct
import threading
from collections.abc import Callable, Iterator
from io import BytesIO

import pytest

from marketplace.errors import Refusal
from marketplace.gateways.virus_scanner import EICAR, ClamAV, SignatureTwin, Verdict


def test_the_twin_finds_the_signature_across_two_chunks() -> None:
    assert SignatureTwin().scan(BytesIO(b"x" * (64 * 1024 - 20) + EICAR)) == Verdict("Eicar-Test-Signature")
    assert SignatureTwin().scan(BytesIO(b"x" * 200_000)).is_clean


@pytest.fixture
def clamd() -> Iterator[Callable[[bytes], str]]:
    """`clamd(answer)`: the address of a server that reads one INSTREAM and answers so."""
    servers = []

    def start(answer: bytes) -> str:
        server = socket.create_server(("127.0.0.1", 0))
        servers.append(server)
        threading.Thread(target=_serve, args=(server, answer), daemon=True).start()
        return f"127.0.0.1:{server.getsockname()[1]}"

    yield start
    for server in servers:
        server.close()


def _serve(server: socket.socket, answer: bytes) -> None:
    line, _ = server.accept()
    with line, line.makefile("rb") as stream:
        assert stream.read(10) == b"zINSTREAM\0"
        content = b""
        while size := struct.unpack("!I", stream.read(4))[0]:
            content += stream.read(size)
        line.sendall(answer.replace(b"<size>", str(len(content)).encode()) + b"\0")


def test_clamav_speaks_instream(clamd: Callable[[bytes], str]) -> None:
    content = BytesIO(b"x" * 100_000)

    assert ClamAV(clamd(b"stream: OK")).scan(content).is_clean
    found = ClamAV(clamd(b"stream: Worm.<size> FOUND")).scan(BytesIO(b"x" * 70_000))
    assert found == Verdict("Worm.70000")


@pytest.mark.parametrize(
    "answer", [b"INSTREAM size limit exceeded. ERROR", b"", b"stream: lstat() failed ERROR"]
)
def test_a_scanner_that_cannot_judge_lets_nothing_in(clamd: Callable[[bytes], str], answer: bytes) -> None:
    with pytest.raises(Refusal) as refused:
        ClamAV(clamd(answer)).scan(BytesIO(b"x"))

    assert (refused.value.code, refused.value.status) == ("scanner_unavailable", 503)

"""A fax server that means no good: nothing lasts, fills memory or leads elsewhere."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import suppress

import pytest

from campaign.delivery.gateways.hfaxd import Hfaxd, NotDone

Serve = Callable[[socket.socket], None]


class Server:
    """Greets, then does to each connection what a test wants."""

    def __init__(self, serve: Serve, greeting: bytes = b"220 ready\r\n") -> None:
        self._serve, self._greeting = serve, greeting
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = int(self._listener.getsockname()[1])
        self._open: list[socket.socket] = []
        threading.Thread(target=self._listen, daemon=True).start()

    def _listen(self) -> None:
        with suppress(OSError):
            while True:
                connection, _ = self._listener.accept()
                self._open.append(connection)
                threading.Thread(target=self._greet, args=(connection,), daemon=True).start()

    def _greet(self, connection: socket.socket) -> None:
        with suppress(OSError):
            connection.sendall(self._greeting)
            self._serve(connection)

    def close(self) -> None:
        for one in (self._listener, *self._open):
            with suppress(OSError):
                one.shutdown(socket.SHUT_RDWR)
            one.close()


@pytest.fixture
def serving() -> Iterator[Callable[..., Server]]:
    made: list[Server] = []

    def serve(do: Serve, greeting: bytes = b"220 ready\r\n") -> Server:
        made.append(Server(do, greeting))
        return made[-1]

    yield serve
    for server in made:
        server.close()


def again_and_again(piece: bytes, pause: float = 0.0) -> Serve:
    def serve(connection: socket.socket) -> None:
        while True:
            connection.sendall(piece)
            time.sleep(pause)

    return serve


def connect(server: Server) -> Hfaxd:
    return Hfaxd("127.0.0.1", server.port, 1.0, time.monotonic() + 5)


@pytest.mark.parametrize(
    ("serve", "why"),
    [
        (again_and_again(b"2" * 65536), "a line without end"),
        (again_and_again(b"220-and more\r\n" * 5000), "an answer without end"),
        (again_and_again(b"2", pause=0.3), "no answer in time|timed out"),
    ],
)
def test_an_answer_without_end_ends(serving: Callable[..., Server], serve: Serve, why: str) -> None:
    hfaxd = connect(serving(serve))
    began = time.monotonic()
    with hfaxd, pytest.raises(OSError, match=why):
        hfaxd.do("NOOP")
    assert time.monotonic() - began < 4


def test_a_server_that_hangs_up_is_gone(serving: Callable[..., Server]) -> None:
    hfaxd = connect(serving(lambda connection: connection.shutdown(socket.SHUT_RDWR)))
    with hfaxd, pytest.raises(OSError):  # noqa: PT011
        hfaxd.do("NOOP")


def test_a_no_is_told(serving: Callable[..., Server]) -> None:
    def refuse(connection: socket.socket) -> None:
        connection.recv(100)
        connection.sendall(b"530-Go\r\n530 away\x07\r\n")

    with connect(serving(refuse)) as hfaxd:
        with pytest.raises(NotDone) as raised:
            hfaxd.log_in("campaign", "")
        assert (raised.value.code, raised.value.text) == (530, "Go away ")


def test_a_greeting_that_is_none_is_refused(serving: Callable[..., Server]) -> None:
    with pytest.raises(NotDone):
        connect(serving(lambda connection: None, b"421 closing\r\n"))


def test_documents_go_to_the_same_host_whatever_it_names(serving: Callable[..., Server]) -> None:
    came = bytearray()

    def data(connection: socket.socket) -> None:
        while read := connection.recv(4096):
            came.extend(read)

    place = serving(data, b"")

    def control(connection: socket.socket) -> None:
        connection.recv(100)
        port = f"203,0,113,9,{place.port // 256},{place.port % 256}"
        connection.sendall(f"227 Entering passive mode ({port})\r\n".encode())
        connection.recv(100)
        connection.sendall(b"150 FILE: /tmp/doc7.tif (Opening new data connection).\r\n")
        time.sleep(0.2)
        connection.sendall(b"226 Transfer complete.\r\n")

    with connect(serving(control)) as hfaxd:
        assert hfaxd.store(b"the pages") == "/tmp/doc7.tif"
    assert came == b"the pages"

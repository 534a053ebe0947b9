"""A telephone exchange on loopback: IAX2 (RFC 5456) between two soft modems.

The last two digits that a caller dials say what becomes of the call; any others are put through.
One call is put through at a time.
"""

from __future__ import annotations

import selectors
import socket
import struct
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field

BUSY, NO_ANSWER, VOICE, REJECTED = "busy", "no answer", "voice", "rejected"
PLAN = {"17": BUSY, "99": NO_ANSWER, "30": VOICE, "88": REJECTED}

# RFC 5456, 8.2 to 8.4: types of frames, and what a frame of each type may say.
CONTROL, IAX, SPEECH = 4, 6, 2
RINGING, ANSWERED, LINE_BUSY = 3, 4, 5
NEW, PING, PONG, ACK, HANGUP, REJECT, ACCEPT, LAG_ASKED, LAG_TOLD = 1, 2, 3, 4, 5, 6, 7, 11, 12
INVALID, VNAK = 10, 18
SLINEAR = 64
CALLED_NUMBER, FORMAT, CAUSE, CAUSE_CODE = 1, 9, 22, 42  # information elements
REFUSED = 21  # Q.850: call rejected
HEAD = struct.Struct(">HHIBBBB")
TICK = 0.02  # seconds of speech in a frame
SILENCE = b"\0" * 320


@dataclass
class Call:
    """A call that the exchange answers itself."""

    address: tuple[str, int]
    theirs: int
    ours: int
    began: float
    sent: int = 0  # next sequence number of ours
    heard: int = 1  # next that we expect
    due: list[tuple[float, Callable[[], None]]] = field(default_factory=list)
    talking_since: float | None = None
    next_speech: float = 0.0
    epoch: int = -1  # the upper half of the time in the last full frame of speech


class Switch:
    """Callers dial `port`; who answers listens on the port given."""

    def __init__(self, callee: int) -> None:
        self._callee = ("127.0.0.1", callee)
        self._callers = _socket()
        self._beyond = _socket()
        self.port = int(self._callers.getsockname()[1])
        self.back = int(self._beyond.getsockname()[1])  # where the callee answers
        self.dialled: list[str] = []
        self._calls: dict[tuple[tuple[str, int], int], Call] = {}
        self._put_through: tuple[str, int] | None = None
        self._ended = threading.Event()
        self._thread = threading.Thread(target=self._run, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Out of order."""
        self._ended.set()
        self._thread.join()
        self._callers.close()
        self._beyond.close()

    def _run(self) -> None:
        with selectors.DefaultSelector() as ready:
            ready.register(self._callers, selectors.EVENT_READ)
            ready.register(self._beyond, selectors.EVENT_READ)
            while not self._ended.is_set():
                for key, _ in ready.select(TICK / 2):
                    packet, address = key.fileobj.recvfrom(4096)  # type: ignore[union-attr]
                    if key.fileobj is self._callers:
                        self._from_caller(packet, address)
                    elif self._put_through:
                        self._callers.sendto(packet, self._put_through)
                for call in list(self._calls.values()):
                    self._go_on(call)

    def _go_on(self, call: Call) -> None:
        now = time.monotonic()
        for item in [item for item in call.due if item[0] <= now]:
            call.due.remove(item)
            item[1]()
        while call.talking_since is not None and call.next_speech <= now:
            call.next_speech += TICK
            self._be_silent(call)

    def _from_caller(self, packet: bytes, address: tuple[str, int]) -> None:
        if len(packet) < HEAD.size or not packet[0] & 0x80:  # a frame of speech alone
            self._pass_on(packet, address)
            return
        source, _, stamp, sent, _, kind, said = HEAD.unpack_from(packet)
        known = (address, source & 0x7FFF)
        if (kind, said) == (IAX, NEW) and known not in self._calls:
            number = _elements(packet[HEAD.size :]).get(CALLED_NUMBER, b"").decode()
            self.dialled.append(number)
            if number[-2:] not in PLAN:
                self._put_through = address
            else:
                self._calls[known] = self._answer(PLAN[number[-2:]], *known)
                return
        call = self._calls.get(known)
        if call is None:
            self._pass_on(packet, address)
        elif (kind, said) != (IAX, ACK):
            self._react(call, kind, said, sent, stamp)
            if kind == IAX and said in (HANGUP, REJECT):
                del self._calls[known]

    def _pass_on(self, packet: bytes, address: tuple[str, int]) -> None:
        if address == self._put_through:
            self._beyond.sendto(packet, self._callee)

    def _react(self, call: Call, kind: int, said: int, sent: int, stamp: int) -> None:
        if sent == call.heard:
            call.heard = (call.heard + 1) % 256
        if kind == IAX and said == PING:
            self._say(call, IAX, PONG, stamp=stamp)
        elif kind == IAX and said == LAG_ASKED:
            self._say(call, IAX, LAG_TOLD, stamp=stamp)
        elif not (kind == IAX and said in (INVALID, VNAK)):
            self._say(call, IAX, ACK, stamp=stamp)

    def _answer(self, how: str, address: tuple[str, int], theirs: int) -> Call:
        """A new call, and what we do with it."""
        now = time.monotonic()
        call = Call(address, theirs, 100 + len(self.dialled), now)
        if how == REJECTED:
            cause = bytes([CAUSE, 8]) + b"rejected" + bytes([CAUSE_CODE, 1, REFUSED])
            self._say(call, IAX, REJECT, cause)
            return call
        self._say(call, IAX, ACCEPT, bytes([FORMAT, 4]) + SLINEAR.to_bytes(4, "big"))
        call.due.append((now + 0.2, lambda: self._say(call, CONTROL, RINGING)))
        if how == BUSY:
            call.due.append((now + 1, lambda: self._say(call, CONTROL, LINE_BUSY)))
        if how == VOICE:
            call.due.append((now + 2, lambda: self._pick_up(call)))
        return call

    def _pick_up(self, call: Call) -> None:
        self._say(call, CONTROL, ANSWERED)
        call.talking_since = call.next_speech = time.monotonic()

    def _be_silent(self, call: Call) -> None:
        """Speech without a sound; the first frame, and each of a new epoch, is a full one."""
        stamp = _stamp(call)
        if stamp >> 16 != call.epoch:
            call.epoch = stamp >> 16
            self._say(call, SPEECH, SLINEAR, SILENCE, stamp)
        else:
            head = struct.pack(">HH", call.ours, stamp & 0xFFFF)
            self._callers.sendto(head + SILENCE, call.address)

    def _say(
        self, call: Call, kind: int, said: int, data: bytes = b"", stamp: int | None = None
    ) -> None:
        stamp = _stamp(call) if stamp is None else stamp
        head = HEAD.pack(0x8000 | call.ours, call.theirs, stamp, call.sent, call.heard, kind, said)
        self._callers.sendto(head + data, call.address)
        if (kind, said) != (IAX, ACK):
            call.sent = (call.sent + 1) % 256


def _stamp(call: Call) -> int:
    return int((time.monotonic() - call.began) * 1000) & 0xFFFFFFFF


def _elements(data: bytes) -> dict[int, bytes]:
    """The information elements behind the head of a frame."""
    found, at = {}, 0
    while at + 1 < len(data):
        length = data[at + 1]
        found[data[at]] = data[at + 2 : at + 2 + length]
        at += 2 + length
    return found


def _socket() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind(("127.0.0.1", 0))
    return made

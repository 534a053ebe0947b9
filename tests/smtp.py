"""A real SMTP server on loopback that does what a test tells it: refuse, drop, hang, at any stage.

    smtp.once("rcpt", "450 4.2.1 mailbox busy")   # then normal again
    smtp.always("connect", "421 4.3.2 closing")
    smtp.once("dot", DROP)                         # keeps the letter, cuts before its 250
    smtp.once("dot", DROP, keep=False)             # loses it and cuts
    smtp.once("data", HANG)
    smtp.once("mail", DRIP)                        # one byte of the answer every drip_seconds
    smtp.once("ehlo", FLOOD)                       # line after line, without end
    smtp.once("rcpt", LONG)                        # one line without end

Stages: connect, ehlo, starttls, auth, mail, rcpt, data (the command), body (cut while the content
comes), dot (the content is there, our answer is not), quit.

`SmtpServer(tls=context)` offers STARTTLS, `SmtpServer(users={"name": "password"})` wants a log-in,
`SmtpServer(idle_seconds=1)` cuts who is silent for so long, as Postfix does. `wires` holds, for
each connection, every byte that came over the wire, as it came.
"""

from __future__ import annotations

import base64
import socket
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DROP = "drop"
HANG = "hang"
DRIP = "drip"
FLOOD = "flood"
LONG = "long"
ENDLESS = {FLOOD: b"250-and more\r\n" * 4096, LONG: b"250 and more" * 4096}
ANSWERS = {
    "connect": "220 test.example ESMTP",
    "ehlo": "250-test.example\r\n{offers}250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES",
    "starttls": "220 2.0.0 go ahead",
    "auth": "235 2.7.0 welcome",
    "mail": "250 2.1.0 ok",
    "rcpt": "250 2.1.5 ok",
    "data": "354 go on",
    "dot": "250 2.0.0 queued as {number}",
    "rset": "250 2.0.0 ok",
    "noop": "250 2.0.0 ok",
    "quit": "221 2.0.0 bye",
}


class Cut(Exception):
    """The connection ends here."""


@dataclass
class Received:
    """One letter as it was taken; `content` without the final dot, unstuffed."""

    envelope_from: str
    envelope_to: list[str]
    content: bytes


@dataclass
class Plan:
    """What happens at a stage instead of the usual; `times` None means always."""

    stage: str
    action: str
    times: int | None
    keep: bool


class Wire:
    """One connection: lines come in, answers go out, in plain or by TLS."""

    def __init__(self, connection: socket.socket) -> None:
        self.raw = bytearray()  # what came, as it came
        self.secure = False
        self.user: str | None = None
        self._connection = connection
        self._unread = b""

    def __iter__(self) -> Iterator[bytes]:
        """Lines, until the other side hangs up."""
        while True:
            line, end, rest = self._unread.partition(b"\n")
            if end:
                self._unread = rest
                yield line + end
            elif read := self._read():
                self._unread += read
            else:
                return

    def send(self, data: bytes) -> None:
        if self.secure:
            self._tls.write(data)
            self._flush()
        else:
            self._connection.sendall(data)

    def start_tls(self, context: ssl.SSLContext) -> None:
        self._incoming, self._outgoing = ssl.MemoryBIO(), ssl.MemoryBIO()
        self._tls = context.wrap_bio(self._incoming, self._outgoing, server_side=True)
        try:
            while True:
                try:
                    self._tls.do_handshake()
                    break
                except ssl.SSLWantReadError:
                    self._flush()
                    if not self._receive():
                        raise Cut from None
        except ssl.SSLError:
            self._flush()
            while self._receive():  # whatever the client says now is on the record
                pass
            raise Cut from None
        self._flush()
        self.secure = True

    def _read(self) -> bytes:
        if not self.secure:
            return self._receive()
        while True:
            try:
                return self._tls.read(65536)
            except ssl.SSLWantReadError:
                if not self._receive():
                    return b""
            except ssl.SSLZeroReturnError:
                return b""

    def _receive(self) -> bytes:
        read = self._connection.recv(65536)
        self.raw += read
        if hasattr(self, "_tls"):
            self._incoming.write(read)
        return read

    def _flush(self) -> None:
        self._connection.sendall(self._outgoing.read())


@dataclass
class SmtpServer:
    """The server; `received` and `stages` (every stage reached, in order) are for assertions."""

    host: str = "127.0.0.1"
    tls: ssl.SSLContext | None = None
    users: dict[str, str] = field(default_factory=dict)
    mechanisms: str = "PLAIN LOGIN"
    idle_seconds: float | None = None
    drip_seconds: float = 1.0
    received: list[Received] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
    wires: list[bytearray] = field(default_factory=list)
    connections: int = 0

    def __post_init__(self) -> None:
        self._plans: list[Plan] = []
        self._lock = threading.Lock()
        self._closing = threading.Event()
        self._open: set[socket.socket] = set()
        self._threads: list[threading.Thread] = []
        self._listener = socket.create_server((self.host, 0))
        self._listener.settimeout(0.05)
        self.port = int(self._listener.getsockname()[1])
        self._acceptor = threading.Thread(target=self._accept, daemon=True)
        self._acceptor.start()

    def once(self, stage: str, action: str, *, times: int = 1, keep: bool = True) -> None:
        """Do this the next time (or times) a conversation reaches the stage."""
        self._plan(Plan(stage, action, times, keep))

    def always(self, stage: str, action: str, *, keep: bool = True) -> None:
        """Do this whenever a conversation reaches the stage, until `normal`."""
        self._plan(Plan(stage, action, None, keep))

    def normal(self) -> None:
        """Forget all plans."""
        with self._lock:
            self._plans.clear()

    def close(self) -> None:
        """Stop listening and cut every conversation."""
        self._closing.set()
        self._acceptor.join(5)
        self._listener.close()
        with self._lock:
            for connection in self._open:
                connection.shutdown(socket.SHUT_RDWR)
        for thread in self._threads:
            thread.join(5)

    def _plan(self, plan: Plan) -> None:
        assert plan.stage in {*ANSWERS, "body"}, f"no stage {plan.stage}"
        with self._lock:
            self._plans.append(plan)

    def _next_plan(self, stage: str) -> Plan | None:
        with self._lock:
            self.stages.append(stage)
            for plan in self._plans:
                if plan.stage == stage:
                    if plan.times is not None:
                        plan.times -= 1
                        if plan.times == 0:
                            self._plans.remove(plan)
                    return plan
        return None

    def _accept(self) -> None:
        while not self._closing.is_set():
            try:
                connection, _ = self._listener.accept()
            except TimeoutError:
                continue
            connection.settimeout(self.idle_seconds)
            thread = threading.Thread(target=self._serve, args=(connection,), daemon=True)
            with self._lock:
                self.connections += 1
                self._threads.append(thread)
            thread.start()

    @contextmanager
    def _known(self, connection: socket.socket) -> Iterator[None]:
        with self._lock:
            self._open.add(connection)
        try:
            yield
        finally:
            with self._lock:
                self._open.discard(connection)
            connection.close()

    def _serve(self, connection: socket.socket) -> None:
        wire = Wire(connection)
        with self._lock:
            self.wires.append(wire.raw)
        with self._known(connection), suppress(Cut, OSError):
            try:
                self._converse(wire)
            except TimeoutError:
                wire.send(b"421 4.4.2 idle for too long\r\n")

    def _converse(self, wire: Wire) -> None:
        sender = ""
        recipients: list[str] = []
        lines = iter(wire)
        self._answer(wire, "connect")
        for line in lines:
            words = line.decode("utf-8", "replace").strip()
            verb = words.partition(" ")[0].lower()
            stage = "ehlo" if verb == "helo" else verb
            if stage not in ANSWERS or stage in ("connect", "dot"):
                wire.send(b"502 5.5.1 not here\r\n")
                continue
            if stage == "mail" and self.users and wire.user is None:
                wire.send(b"530 5.7.0 authentication required\r\n")
                continue
            if stage == "auth" and not self._knows(wire, lines, words):
                self.stages.append("auth")
                wire.send(b"535 5.7.8 wrong user name or password\r\n")
                continue
            positive = self._answer(wire, stage)
            if verb == "quit":
                return
            if verb == "starttls" and positive:
                assert self.tls is not None
                wire.start_tls(self.tls)
            elif verb == "mail":
                sender, recipients = _address(words), []
            elif verb == "rcpt" and positive:
                recipients.append(_address(words))
            elif verb == "data" and positive:
                self._take(wire, lines, sender, recipients)

    def _knows(self, wire: Wire, lines: Iterator[bytes], words: str) -> bool:
        """Hear the rest of AUTH PLAIN or LOGIN (RFC 4616); True for a user with the password."""

        def asked(question: bytes) -> bytes:
            wire.send(b"334 " + question + b"\r\n")
            return base64.b64decode(next(lines))

        _, mechanism, *initial = words.split()
        first = base64.b64decode(initial[0]) if initial else asked(b"")
        if mechanism.upper() == "PLAIN":
            _, user, password = first.decode().split("\0")
        else:
            user, password = first.decode(), asked(base64.b64encode(b"Password:")).decode()
        if self.users.get(user) != password:
            return False
        wire.user = user
        return True

    def _offers(self, wire: Wire) -> str:
        tls = "250-STARTTLS\r\n" if self.tls and not wire.secure else ""
        return tls + (f"250-AUTH {self.mechanisms}\r\n" if self.users else "")

    def _take(self, wire: Wire, lines: Iterator[bytes], sender: str, recipients: list[str]) -> None:
        if self._next_plan("body"):
            raise Cut
        content = b""
        for line in lines:
            if line == b".\r\n":
                break
            content += line[1:] if line.startswith(b".") else line
        else:
            raise Cut
        plan = self._next_plan("dot")
        refused = plan is not None and plan.action[:1] in "45"
        if not refused and (plan is None or plan.keep):
            with self._lock:
                self.received.append(Received(sender, recipients, content))
        self._act(wire, "dot", plan)

    def _answer(self, wire: Wire, stage: str) -> bool:
        return self._act(wire, stage, self._next_plan(stage))

    def _act(self, wire: Wire, stage: str, plan: Plan | None) -> bool:
        """Do as planned, or answer as usual; True if the answer is a good one."""
        usual = ANSWERS[stage].format(number=len(self.received), offers=self._offers(wire))
        action = plan.action if plan else usual
        if action == HANG:
            self._closing.wait()
        if action in (DROP, HANG):
            raise Cut
        if action == DRIP:
            for byte in usual.encode() + b"\r\n":
                wire.send(bytes([byte]))
                if self._closing.wait(self.drip_seconds):
                    raise Cut
            return usual[:1] in "23"
        while action in ENDLESS:  # until the other side has had enough of it
            wire.send(ENDLESS[action])
        wire.send(action.encode() + b"\r\n")
        if action.startswith("421"):
            raise Cut
        return action[:1] in "23"


def _address(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]

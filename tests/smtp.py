"""A real SMTP server on loopback that does what a test tells it: refuse, drop, hang, at any stage.

    smtp.once("rcpt", "450 4.2.1 mailbox busy")   # then normal again
    smtp.always("connect", "421 4.3.2 closing")
    smtp.once("dot", DROP)                         # keeps the letter, cuts before its 250
    smtp.once("dot", DROP, keep=False)             # loses it and cuts
    smtp.once("data", HANG)

Stages: connect, ehlo, mail, rcpt, data (the command), body (cut while the content comes), dot
(the content is there, our answer is not), quit.
"""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field

DROP = "drop"
HANG = "hang"
ANSWERS = {
    "connect": "220 test.example ESMTP",
    "ehlo": "250-test.example\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250 ENHANCEDSTATUSCODES",
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


@dataclass
class SmtpServer:
    """The server; `received` and `stages` (every stage reached, in order) are for assertions."""

    host: str = "127.0.0.1"
    received: list[Received] = field(default_factory=list)
    stages: list[str] = field(default_factory=list)
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
            connection.setblocking(True)
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
        with (
            self._known(connection),
            connection.makefile("rb") as lines,
            suppress(Cut, OSError),
        ):
            self._converse(connection, lines)

    def _converse(self, connection: socket.socket, lines: Iterator[bytes]) -> None:
        sender = ""
        recipients: list[str] = []
        self._answer(connection, "connect")
        for line in lines:
            words = line.decode("utf-8", "replace").strip()
            verb = words[:4].lower()
            stage = "ehlo" if verb == "helo" else verb
            if stage not in ANSWERS or stage in ("connect", "dot"):
                connection.sendall(b"502 5.5.1 not here\r\n")
                continue
            positive = self._answer(connection, stage)
            if verb == "quit":
                return
            if verb == "mail":
                sender, recipients = _address(words), []
            elif verb == "rcpt" and positive:
                recipients.append(_address(words))
            elif verb == "data" and positive:
                self._take(connection, lines, sender, recipients)

    def _take(
        self,
        connection: socket.socket,
        lines: Iterator[bytes],
        sender: str,
        recipients: list[str],
    ) -> None:
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
        self._act(connection, "dot", plan)

    def _answer(self, connection: socket.socket, stage: str) -> bool:
        return self._act(connection, stage, self._next_plan(stage))

    def _act(self, connection: socket.socket, stage: str, plan: Plan | None) -> bool:
        """Do as planned, or answer as usual; True if the answer is a good one."""
        action = plan.action if plan else ANSWERS[stage].format(number=len(self.received))
        if action == HANG:
            self._closing.wait()
        if action in (DROP, HANG):
            raise Cut
        connection.sendall(action.encode() + b"\r\n")
        if action.startswith("421"):
            raise Cut
        return action[:1] in "23"


def _address(words: str) -> str:
    return words.partition("<")[2].partition(">")[0]

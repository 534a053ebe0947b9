"""The relay of a house: the scripted sink itself, or a real Postfix with the sink behind it.

Either way the sink's record says what was really received.
"""

from __future__ import annotations

import json
import subprocess
import sys
from collections import Counter
from collections.abc import Callable
from pathlib import Path

from tests.postfix import Postfix
from tests.servers import free_port, wait_until

SINK = Path(__file__).with_name("sink.py")
BEHIND = "127.0.0.2"  # what 127.0.0.1 takes would count as a filter of our own


class Relay:
    """`port` takes letters; `log` is what the relay wrote; `received` judges."""

    def __init__(
        self,
        child: Callable[..., subprocess.Popen[bytes]],
        folder: Path,
        timeout: float,
        postfix: bool = False,
    ) -> None:
        self._child = child
        self._received = folder / "received"
        self._received.touch()
        self._command = [sys.executable, "-I", "-S", str(SINK), "--received", str(self._received)]
        self.port = free_port()
        self.log = folder / "relay.log"
        self.list_queue = "true"  # nothing waits in the scripted one
        self.postfix: Postfix | None = None
        if postfix:
            self.postfix = Postfix((BEHIND, self.port), timeout=int(timeout))
            self._command += ["--host", BEHIND, "--port", str(self.port), "--delay", "0"]
            self.port, self.log = self.postfix.port, self.postfix.log
            self.list_queue = self.postfix.list_queue
        else:
            self._command += ["--port", str(self.port), "--relay-log", str(self.log)]
            self._command += ["--idle", str(timeout)]
        self.start()

    def start(self) -> None:
        """Start the sink, with the records of its last run."""
        self._sink = self._child(self._command, stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        assert self._sink.stdout
        assert self._sink.stdout.readline() == b"ready\n"

    def kill(self) -> None:
        """Kill the sink; nobody listens any more."""
        self._sink.kill()
        self._sink.communicate()

    def tell(self, **order: object) -> int:
        """Give the sink an order (see sink.py); returns how often orders have acted so far."""
        assert self._sink.stdin
        assert self._sink.stdout
        self._sink.stdin.write(json.dumps(order).encode() + b"\n")
        self._sink.stdin.flush()
        return int(self._sink.stdout.readline())

    def received(self) -> list[tuple[float, str, str]]:
        """What was received: time (of the epoch), Message-ID, mailbox."""
        lines = (line.split() for line in self._received.read_text().splitlines())
        return [(float(at), message_id, mailbox) for at, message_id, mailbox, *_ in lines]

    def how_often(self) -> Counter[str]:
        """How often each Message-ID was received."""
        return Counter(message_id for _, message_id, _ in self.received())

    def settle(self) -> None:
        """Wait until what the relay took has reached the sink."""
        if self.postfix is not None:
            self.postfix.flush()
            wait_until(lambda: not self.postfix or not self.postfix.queue(), 60)

    def close(self) -> None:
        """Stop it for good."""
        if self._sink.poll() is None:
            self.kill()
        if self.postfix is not None:
            self.postfix.close()

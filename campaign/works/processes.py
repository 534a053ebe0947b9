"""Child processes that are started, watched, restarted and ended together."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

from campaign.works import watchdog

ROOT = Path(__file__).parent.parent.parent
GRACE_SECONDS = 15.0  # a drain of the development server ends within this time
PAUSES = (0.5, 1.0, 2.0, 4.0, 8.0)  # seconds before each restart in a row; then we give up
STEADY_SECONDS = 20.0  # whoever lives this long has started well


class GivenUp(Exception):
    """A child ended again and again; the message says which and where to look."""


class Child:
    """One program in a process group of its own, its output in a log file."""

    def __init__(
        self,
        name: str,
        command: list[str],
        log: Path,
        *,
        environment: Mapping[str, str] | None = None,
        stdin: bytes = b"",
        serves: bool = False,
    ) -> None:
        """`serves`: others lean on it, so it is ended after them."""
        self.name = name
        self.log = log
        self.serves = serves
        self._command = command
        self._environment = environment
        self._stdin = stdin
        self._process: subprocess.Popen[bytes] | None = None
        self._deaths = 0
        self._started = 0.0
        self._ended = 0.0

    @property
    def pid(self) -> int:
        """The number of the process, and of its group; 0 before `start`."""
        return self._process.pid if self._process else 0

    @property
    def ended(self) -> bool:
        """True if it is not running."""
        return self._process is None or self._process.poll() is not None

    def start(self) -> None:
        """Start it."""
        read, write = os.pipe()
        with self.log.open("ab") as log, os.fdopen(read) as stdin, os.fdopen(write, "wb") as pipe:
            pipe.write(self._stdin)
            self._process = subprocess.Popen(  # noqa: S603
                self._command,
                stdin=stdin,
                stdout=log,
                stderr=log,
                env=self._environment,
                cwd=ROOT,
                process_group=0,
            )
        self._started = time.monotonic()
        self._ended = 0.0

    def ready_to_restart(self) -> bool:
        """After an end: False for a small pause that grows; GivenUp after too many ends."""
        now = time.monotonic()
        if not self._ended:
            self._ended = now
            self._deaths = 1 if now - self._started > STEADY_SECONDS else self._deaths + 1
        if self._deaths > len(PAUSES):
            raise GivenUp(
                f"The part `{self.name}` ended {self._deaths} times in a row; "
                f"the last lines of {self.log} say why."
            )
        return now - self._ended >= PAUSES[self._deaths - 1]

    def tell(self, number: signal.Signals) -> None:
        """Send a signal to its whole group."""
        if not self.ended:
            with suppress(ProcessLookupError):
                os.killpg(self.pid, number)

    def wait(self, seconds: float) -> None:
        """Wait for its end; kill it if that takes too long."""
        if self._process is None:
            return
        try:
            self._process.wait(max(seconds, 0))
        except subprocess.TimeoutExpired:
            self.tell(signal.SIGKILL)
            self._process.wait()


class Crew:
    """Children that live and end with this process, however it ends."""

    def __init__(self, keep_open: int) -> None:
        """`keep_open` is the file that stays locked until the last child has ended."""
        self._children: list[Child] = []
        self._keep_open = keep_open
        self._start_watchdog()

    def start(self, child: Child) -> None:
        """Start a child and look after it from now on."""
        self._children.append(child)
        self._start(child)

    def look(self) -> None:
        """Restart what ended; GivenUp if that does not help."""
        if self._watchdog.poll() is not None:
            self._pipe.close()
            self._start_watchdog()
            for child in self._children:
                self._tell_watchdog(child.pid)
        for child in self._children:
            if child.ended and child.ready_to_restart():
                self._tell_watchdog(-child.pid)
                self._start(child)

    def stop(self, seconds: float = GRACE_SECONDS) -> None:
        """End all children, those that serve the others after them."""
        for serves in (False, True):
            children = [child for child in self._children if child.serves == serves]
            end = time.monotonic() + seconds
            for child in children:
                child.tell(signal.SIGTERM)
            for child in children:
                child.wait(end - time.monotonic())
                self._tell_watchdog(-child.pid)
        self._pipe.close()
        self._watchdog.wait()

    def kill(self) -> None:
        """End all children at once."""
        for child in self._children:
            child.tell(signal.SIGKILL)

    def _start(self, child: Child) -> None:
        child.start()
        self._tell_watchdog(child.pid)

    def _start_watchdog(self) -> None:
        read, write = os.pipe()
        with os.fdopen(read) as stdin:
            self._watchdog = subprocess.Popen(  # noqa: S603
                [sys.executable, "-I", "-S", watchdog.__file__],
                stdin=stdin,
                start_new_session=True,
                pass_fds=[self._keep_open],
            )
        self._pipe = os.fdopen(write, "wb", buffering=0)

    def _tell_watchdog(self, number: int) -> None:
        with suppress(BrokenPipeError):
            self._pipe.write(b"%d\n" % number)

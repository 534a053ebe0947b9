"""The house that is harmed: a copy of the letters, a relay, and workers as children."""

from __future__ import annotations

import os
import random
import signal
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections import Counter
from collections.abc import Callable
from dataclasses import fields, replace
from pathlib import Path
from typing import Any, Self, TypeVar

import sqlalchemy
from sqlalchemy import Connection, create_engine
from sqlalchemy.pool import NullPool

from tests.faults.relay import Relay
from tests.faults.servers import ROOT, SETTINGS, Servers
from tests.servers import free_port, wait_until

FLASK = (sys.executable, "-m", "flask", "--app", "wsgi")
GUNICORN = (sys.executable, "-m", "gunicorn", "wsgi:app", "--log-level", "warning")
MOVING = ("ready", "claimed", "handing_over")
T = TypeVar("T")


def _answers(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=60) as answer:
            return bool(answer.status == 200)
    except OSError:
        return False


class House:
    """One copy of the letters, a relay, and workers who hand them over while harm is done."""

    def __init__(
        self,
        servers: Servers,
        letters: int,
        dialect: str = "postgresql",
        evidence: bool = True,
        postfix: bool = False,
        place: Path | None = None,
        **settings: Any,
    ) -> None:
        self.servers = servers
        self.letters = letters
        self.dialect = dialect
        self.harms = 0
        self.folder = Path(tempfile.mkdtemp(prefix="house-", dir=servers.folder))
        self.folder.chmod(0o755)
        self.url = servers.database(dialect, letters, place)
        servers.redis.empty()
        timeout = settings.get("relay_timeout", SETTINGS.relay_timeout)
        self.relay = Relay(servers.child, self.folder, timeout, postfix)
        beside = Path(tempfile.mkdtemp(prefix="mail-", dir=servers.folder))
        self._mail = Relay(servers.child, beside, timeout)  # that of supporters
        self.config = replace(
            SETTINGS,
            database_url=self.url,
            redis_url=servers.redis.url,
            data_dir=str(self.folder),
            smtp_port=self.relay.port,
            mail_port=self._mail.port,
            relay_log=str(self.relay.log) if evidence else "",
            relay_queue=self.relay.list_queue,
            **settings,
        )
        snapshot = "REPEATABLE READ" if dialect == "postgresql" else "SERIALIZABLE"
        self.engine = create_engine(
            self.config.sqlalchemy_url, poolclass=NullPool, isolation_level=snapshot
        )
        self.began = time.monotonic()
        self.deaths: Counter[str] = Counter()  # of children, by kill -9 that was not ours
        self._children: dict[str, tuple[tuple[str, ...], dict[str, str]]] = {}
        self._running: dict[str, subprocess.Popen[bytes]] = {}

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *_error: object) -> None:
        self.stop()
        self.engine.dispose()
        self.relay.close()
        self._mail.close()
        self.servers.drop(self.url)

    def work(self, workers: int = 3, **environment: str) -> None:
        """Start the schedule and so many workers; whoever dies is started again."""
        self.succeeds("sweep")  # the relay's log is known from here on
        self.start("schedule", "schedule")
        for number in range(workers):
            self.start(f"worker-{number}", "work", "email", **environment)

    def start(self, name: str, *command: str, **environment: str) -> subprocess.Popen[bytes]:
        """Start one `flask` command as a child of this name, and keep it running."""
        if name in self._running:
            self._end([name])
        self._children[name] = ((*FLASK, *command), environment)
        return self._start(name)

    def serve(self) -> int:
        """Start the site with several processes and threads; returns its port."""
        port = free_port()
        command = (*GUNICORN, "--workers", "2", "--threads", "8", "--bind", f"127.0.0.1:{port}")
        self._children["site"] = (command, {})
        self._start("site")
        wait_until(lambda: _answers(port), 120)
        return port

    def told(self) -> Counter[str]:
        """How many mails each supporter has got."""
        return Counter(mailbox for _, _, mailbox in self._mail.received())

    def succeeds(self, *command: str) -> bool:
        """Run one `flask` command to its end; True if all went well."""
        done = subprocess.run(
            [*FLASK, *command],
            env=self._environment({}),
            cwd=ROOT,
            capture_output=True,
            text=True,
            check=False,
            timeout=120,
        )
        (self.folder / "commands.log").open("a").write(done.stdout + done.stderr)
        return done.returncode == 0

    def pause(self, seconds: float) -> None:
        """Let time pass; the dead are replaced meanwhile."""
        end = time.monotonic() + seconds
        while (left := end - time.monotonic()) > 0:
            self.tend()
            time.sleep(min(left, 0.05))

    def tend(self) -> None:
        """Start again who has died, as the service manager of a real site does."""
        for name, process in list(self._running.items()):
            if process.poll() is not None:
                self.deaths[name] += process.returncode == -signal.SIGKILL
                self._start(name)

    def kill(self, name: str = "", number: signal.Signals = signal.SIGKILL) -> str:
        """Send a signal to a child, by default to any worker by lot; returns its name."""
        name = name or random.choice([n for n in self._running if n.startswith("worker")])
        process = self._running[name]
        process.send_signal(number)
        if number == signal.SIGKILL:
            process.wait()
        self.harms += 1
        return name

    def process(self, name: str) -> subprocess.Popen[bytes]:
        """The present process of a child."""
        return self._running[name]

    def stop(self) -> None:
        """Ask every child to end, and wait for it."""
        self._end(list(self._running))

    def end(self, name: str) -> None:
        """Ask one child to end, and wait for it; it is not started again."""
        self._end([name])

    def restart_all(self) -> int:
        """End every child by SIGTERM and start it again; returns how many took a lease for it."""
        names = list(self._running)
        late = self._end(names)
        for name in names:
            self._start(name)
        return late

    def _end(self, names: list[str]) -> int:
        """End children by SIGTERM; returns how many had to be killed after a lease."""
        late = 0
        processes = [self._running.pop(name) for name in names]
        for process in processes:
            process.terminate()
        end = time.monotonic() + self.config.lease_seconds
        for process in processes:
            try:
                process.wait(max(0.1, end - time.monotonic()))
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
                late += 1
        return late

    def ask(self, question: Callable[[Connection], T]) -> T | None:
        """Ask the database beside the program; None if it cannot be asked just now."""
        try:
            with self.engine.connect() as connection:
                return question(connection)
        except sqlalchemy.exc.OperationalError:
            return None

    def states(self) -> dict[str, int]:
        """How many transmissions are in each state; empty if the database is away."""
        query = sqlalchemy.text("SELECT state, count(*) FROM transmission GROUP BY state")
        return self.ask(lambda c: {row[0]: int(row[1]) for row in c.execute(query)}) or {}

    def handed_over(self) -> int:
        """How many letters have got beyond the queue."""
        states = self.states()
        waiting = ("ready", "claimed", "handing_over", "uncertain")
        return sum(n for state, n in states.items() if state not in waiting)

    def until(self, true: Callable[[], Any], seconds: float = 60.0) -> bool:
        """Let time pass until a condition holds; False if it does not in time."""
        end = time.monotonic() + seconds
        while not true():
            if time.monotonic() > end:
                return False
            self.pause(0.1)
        return True

    def moving(self, *also: str) -> bool:
        """True if letters wait, are under way or in one of `also`, or the database cannot say."""
        states = self.states()  # of one moment: a doubt may turn into a letter that waits again
        return not states or any(state in states for state in (*MOVING, *also))

    def settle(self, seconds: float = 120.0) -> None:
        """Wait until nothing waits or is in doubt any more; without evidence doubts stay."""
        doubts = ("uncertain",) if self.config.evidence else ()
        self.until(lambda: not self.moving(*doubts), seconds)
        self.stop()
        self.relay.settle()

    def _start(self, name: str) -> subprocess.Popen[bytes]:
        command, environment = self._children[name]
        with (self.folder / f"{name}.log").open("ab") as log:
            process = self.servers.child(
                command,
                env=self._environment(environment),
                stdin=subprocess.DEVNULL,
                stdout=log,
                stderr=log,
            )
        self._running[name] = process
        return process

    def _environment(self, more: dict[str, str]) -> dict[str, str]:
        settings = {f.name.upper(): str(getattr(self.config, f.name)) for f in fields(self.config)}
        return os.environ | settings | more

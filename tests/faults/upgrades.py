"""The tables are changed while the site and the workers are at work."""

from __future__ import annotations

import threading
import time
from collections import Counter
from typing import Any

from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.servers import Servers
from tests.faults.supporters import Browser

LONGEST = 3.0  # seconds that a page may take
TRIES = 10  # a migration that met a lock may be started again


class Reader:
    """Asks for a page again and again, and remembers what came and how long it took."""

    def __init__(self, port: int) -> None:
        self.answers: Counter[int] = Counter()
        self.longest = 0.0
        self._port = port
        self._enough = threading.Event()
        self._thread = threading.Thread(target=self._read)
        self._thread.start()

    def _read(self) -> None:
        while not self._enough.wait(0.02):
            began = time.monotonic()
            status, _ = Browser(self._port).ask("GET", "/c/case-0")
            self.longest = max(self.longest, time.monotonic() - began)
            self.answers[status] += 1

    def close(self) -> None:
        """Stop asking."""
        self._enough.set()
        self._thread.join()


def migrated(servers: Servers, letters: int, times: int, workers: int, **house: Any) -> Verdict:
    """24: down by one migration and up again, under load; nobody waits long, nothing is lost."""
    with House(servers, letters, **house) as home:
        port = home.serve()
        home.work(workers)
        Browser(port).ask("GET", "/c/case-0")  # the first page, for which all is loaded
        reader = Reader(port)
        verdict = Verdict(doubts=2 * times * workers)  # what came of a window found no table
        tries = 0
        try:
            for number in range(times):
                home.until(lambda n=number: home.handed_over() > letters * 0.9 * n / times, 30)
                for step in ("downgrade", "upgrade"):
                    tries += _step(home, step)
                    home.harms += 1
                    home.pause(1)
        finally:
            reader.close()
        home.settle()
        verdict.remarks.append(f"{tries} tries; the slowest page took {reader.longest:.1f} s")
        if reader.longest > LONGEST:
            verdict.failures.append("a page took too long")
        if not reader.answers[200]:
            verdict.failures.append("no page came")
        if strange := {s: n for s, n in reader.answers.items() if s not in (200, 500, 503)}:
            verdict.failures.append(f"pages answered {strange}")
        return compare(home, verdict)


def _step(home: House, step: str) -> int:
    """Start a migration until it has got its locks; returns how often that was."""
    for tries in range(1, TRIES + 1):
        if home.succeeds("db", step):
            return tries
        home.pause(0.5)
    raise AssertionError(f"{step} did not get its locks in {TRIES} tries")

"""Workers are killed, frozen and ended; each function does its harm in a house of its own."""

from __future__ import annotations

import random
import signal
from pathlib import Path
from typing import Any

from sqlalchemy import text

from campaign.base import crash
from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.servers import Servers


def killed(servers: Servers, letters: int, kills: int, **house: Any) -> Verdict:
    """1, 2: four workers, and kill -9 again and again while letters leave."""
    with House(servers, letters, **house) as home:
        home.work(4)
        _kill(home, kills)
        if home.config.when_cut == "resend":
            home.until(lambda: not home.moving())
            home.pause(2 * home.config.lease_seconds)  # doubts are old enough to be sent again
        home.settle()
        verdict = Verdict(doubts=0 if home.config.evidence else kills)
        if home.config.when_cut == "resend":
            verdict.doubles = kills
        return compare(home, verdict)


def _kill(home: House, kills: int) -> None:
    """The kills are spread over the time in which the letters leave."""
    for number in range(kills):
        home.until(lambda n=number: home.handed_over() > home.letters * 0.9 * n / kills)
        home.pause(random.uniform(0.0, 0.3))
        home.kill()


def crashed(servers: Servers, letters: int, deaths: int, **house: Any) -> Verdict:
    """3: for each CRASH_AT point a worker that dies there again and again, one after the other.

    A drain may last an hour, so that the schedule does not take over what no worker takes while
    one is started: letters count as waiting since they were seeded, before the first row.
    """
    with House(servers, letters, drain_seconds=3600, **house) as home:
        home.work(0)
        names = [f"worker-{point}" for point in crash.POINTS]
        for name, point in zip(names, crash.POINTS, strict=True):
            home.start(name, "work", "email", CRASH_AT=f"{point}:2")
            home.until(lambda n=name: home.deaths[n] >= deaths or not home.moving(), 60)
            home.end(name)
        home.harms = sum(home.deaths[name] for name in names)
        for name in names:
            home.start(name, "work", "email")
        home.settle()
        verdict = Verdict(doubts=0 if home.config.evidence else home.harms)
        for name in names:
            if not home.deaths[name]:
                verdict.failures.append(f"{name} never died")
        aside = home.states().get("quarantined", 0)  # as it shall be: three workers died with each
        if aside > home.harms / 3:
            verdict.failures.append(f"{aside} set aside")
        return compare(home, verdict, excused=("quarantined",))


def frozen(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """4: workers are frozen at a point for twice their lease, and wake up when others took over."""
    with House(servers, letters, **house) as home:
        home.work(1)
        points = ("claimed", "marked", "data", "dot")
        frozen = [f"frozen-{point}-{n}" for point in points for n in range(times)]
        for name in frozen:
            point = name.split("-")[1]
            home.start(name, "work", "email", CRASH_AT=f"{point}:2", CRASH_WITH="SIGSTOP")
        home.until(lambda: all(_is_stopped(home, name) for name in frozen), 60)
        asleep = [name for name in frozen if _is_stopped(home, name)]
        home.pause(2 * home.config.lease_seconds)
        home.harms = len(asleep)
        for name in asleep:
            home.process(name).send_signal(signal.SIGCONT)
        home.settle()
        verdict = Verdict(doubts=0 if home.config.evidence else len(asleep))
        if len(asleep) < len(frozen):
            verdict.failures.append(f"only {len(asleep)} of {len(frozen)} were frozen")
        return compare(home, verdict)


def _is_stopped(home: House, name: str) -> bool:
    status = Path(f"/proc/{home.process(name).pid}/stat").read_text()
    return status.rpartition(")")[2].split()[0] == "T"


def no_horse(servers: Servers, letters: int, **house: Any) -> Verdict:
    """5: an RQ worker has no child that could outlive it."""
    with House(servers, letters, **house) as home:
        home.work(2)
        children = 0
        while home.handed_over() < letters // 2:
            home.pause(0.1)
            pid = home.process("worker-0").pid
            children += len(Path(f"/proc/{pid}/task/{pid}/children").read_text().split())
        home.kill("worker-0")
        home.settle()
        verdict = Verdict(doubts=0 if home.config.evidence else 1)
        if children:
            verdict.failures.append("a worker has children")
        return compare(home, verdict)


def poisoned(servers: Servers, letters: int, **house: Any) -> Verdict:
    """20: a letter whose bytes nobody can read ends every worker that takes it up."""
    with House(servers, letters, **house) as home:
        with home.engine.begin() as connection:
            connection.execute(text(POISON), {"bytes": b"not a letter"})
        home.harms = 1
        home.work(3)
        home.until(lambda: home.states().get("quarantined"), 60)
        home.settle()
        verdict = compare(home, Verdict(), excused=("quarantined",))
        if home.states().get("quarantined") != 1:
            verdict.failures.append(f"{home.states().get('quarantined', 0)} set aside, not 1")
        return verdict


POISON = """
    UPDATE transmission_content SET payload = :bytes
    WHERE transmission_id = (SELECT id FROM transmission ORDER BY message_id LIMIT 1)
"""


def ended(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """29: SIGTERM to everybody, again and again, as deployments do: nothing is in doubt."""
    with House(servers, letters, **house) as home:
        home.work(3)
        late = 0
        for number in range(times):
            home.until(lambda n=number: home.handed_over() > letters * 0.9 * n / times)
            late += home.restart_all()
            home.harms += 4
        home.settle()
        verdict = compare(home, Verdict())
        if late:
            verdict.failures.append(f"{late} did not end within a lease")
        return verdict

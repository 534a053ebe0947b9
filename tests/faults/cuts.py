"""The relay cuts, hangs, refuses and dawdles at every stage of the conversation."""

from __future__ import annotations

from typing import Any

import psutil

from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.servers import Servers

BEFORE = ("connect", "ehlo", "mail", "rcpt", "data")  # surely not taken
AFTER = ("body", "dot", "lost")  # a short letter and its dot may all be on their way by then
NOISE = ("rset", "quit")  # between two letters
REFUSALS = (
    *("421 4.3.2 shutting down", "450 4.2.1 mailbox busy", "451 4.7.1 greylisted, try again"),
    *("452 4.3.1 insufficient system storage", "454 4.7.0 not now"),
    *("452 4.2.2 mailbox full", "451 later, please"),
)
FOR_GOOD = ("550 5.1.1 unknown", "550 5.7.1 not from you", "552 5.3.4 too big", "554 5.6.7 no")


def cut(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """12: the connection is cut at each point, so many times."""
    with House(servers, letters, **house) as home:
        points = BEFORE + AFTER + NOISE
        for number, stage in enumerate(points):
            home.relay.tell(stage=stage, action="drop", every=4 + number, times=times)
        home.work(3)
        home.settle()
        home.harms = home.relay.tell()
        doubts = 0 if home.config.evidence else len(AFTER) * times
        return compare(home, Verdict(doubts=doubts))


def refused(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """13: every kind of "not now" at every stage: all arrive in the end, once."""
    with House(servers, letters, **house) as home:
        stages = ("connect", "mail", "rcpt", "data", "dot")
        for number, action in enumerate(REFUSALS):
            for stage in stages:
                home.relay.tell(stage=stage, action=action, every=29 + number, times=times)
        home.work(3)
        home.settle()
        home.harms = home.relay.tell()
        return compare(home, Verdict())


def refused_for_good(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """13: every kind of "never": nothing arrives of it, and it says so."""
    with House(servers, letters, **house) as home:
        for number, action in enumerate(FOR_GOOD):
            home.relay.tell(stage="rcpt", action=action, every=11 + number, times=times)
        home.work(3)
        home.until(lambda: home.relay.tell() >= len(FOR_GOOD) * times, 60)
        home.settle(10)  # what waits for a person at a closed domain stays
        home.harms = home.relay.tell()
        verdict = compare(home, Verdict(), excused=("failed", "ready", "given_up", "to_print"))
        failed = home.states().get("failed", 0)
        if failed != home.harms:
            verdict.failures.append(f"{failed} failed, {home.harms} were refused for good")
        return verdict


def dawdled(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """14: a relay that hangs, sends a byte a second, or a line without end."""
    with House(servers, letters, **house) as home:
        for number, (stage, action) in enumerate(
            [
                *(("connect", "hang"), ("ehlo", "trickle"), ("ehlo", "flood"), ("mail", "hang")),
                *(("rcpt", "trickle"), ("data", "flood"), ("dot", "hang"), ("dot", "trickle")),
                *(("dot", "flood"), ("rset", "hang"), ("quit", "hang")),
            ]
        ):
            home.relay.tell(stage=stage, action=action, every=5 + number, times=times)
        home.work(3)
        largest = 0
        home.until(lambda: not home.moving() or home.relay.tell() >= 11 * times, 60)
        largest = max(_memory(home, f"worker-{n}") for n in range(3))
        home.settle()
        home.harms = home.relay.tell()
        verdict = compare(home, Verdict(doubts=0 if home.config.evidence else 3 * times))
        if largest > 200 * 2**20:
            verdict.failures.append(f"a worker took {largest >> 20} MB")
        return verdict


def gone(servers: Servers, letters: int, seconds: float, **house: Any) -> Verdict:
    """The relay is killed and stays away for a while, three times."""
    with House(servers, letters, **house) as home:
        home.work(3)
        for number in range(3):
            home.until(lambda n=number: home.handed_over() > letters * n / 4, 30)
            home.relay.kill()
            home.harms += 1
            home.pause(seconds)
            home.relay.start()
        home.settle()
        return compare(home, Verdict(doubts=0 if home.config.evidence else 9))


def _memory(home: House, name: str) -> int:
    return int(psutil.Process(home.process(name).pid).memory_info().rss)

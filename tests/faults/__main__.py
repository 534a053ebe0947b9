"""`python -m tests.faults`: do the harm, print the table; exit code 1 if a goal is missed."""

from __future__ import annotations

import argparse
import random
import signal
import sys
import time
import traceback
from collections.abc import Callable

from tests.faults import cuts, kills, orders, stores, storm, supporters, surroundings, upgrades
from tests.faults.compare import Verdict
from tests.faults.servers import Servers

Fault = Callable[[Servers, float], Verdict]


def n(number: int, scale: float) -> int:
    """A number of letters or harms for this scale; at least one."""
    return max(1, round(number * scale))


SQLITE = {"dialect": "sqlite"}
BLIND = {"evidence": False}
POSTFIX = {"postfix": True}

# The short form, which runs in CI.
SHORT: dict[str, Fault] = {
    "kill -9, Postfix": lambda s, x: kills.killed(s, n(10_000, x), n(50, x), **POSTFIX),
    "kill -9, SQLite": lambda s, x: kills.killed(s, n(1000, x), n(15, x), **SQLITE),
    "kill -9, no evidence, park": lambda s, x: kills.killed(s, n(500, x), n(10, x), **BLIND),
    "killed at every CRASH_AT point": lambda s, x: kills.crashed(s, n(2000, x), n(3, x)),
    "frozen, then awake": lambda s, x: kills.frozen(s, n(1000, x), 1),
    "SMTP cut at every point": lambda s, x: cuts.cut(s, n(1000, x), n(10, x)),
    "Redis flushed, killed, full, shut": lambda s, x: stores.redis_harmed(s, n(1000, x), n(10, x)),
    "PostgreSQL restarted": lambda s, x: stores.restarted(s, n(1000, x), n(5, x)),
    "paused in full flight": lambda s, x: orders.paused(s, n(1000, x), 2, **BLIND),
    "superseded in full flight": lambda s, x: orders.corrected(s, n(1000, x), n(5, x)),
    "updated in full flight": lambda s, x: orders.updated(s, n(1000, x)),
}
MORE: dict[str, Fault] = {
    "poison": lambda s, x: kills.poisoned(s, n(500, x)),
    "SIGTERM, no evidence": lambda s, x: kills.ended(s, n(500, x), n(4, x), **BLIND),
    "SMTP cut at every point, no evidence": lambda s, x: cuts.cut(s, n(500, x), n(4, x), **BLIND),
    "kill -9, no evidence, resend": lambda s, x: kills.killed(
        s, n(1000, x), n(10, x), **BLIND, when_cut="resend", resend_minutes=0
    ),
    "killed at every CRASH_AT point, no evidence": lambda s, x: kills.crashed(
        s, n(1000, x), n(2, x), **BLIND
    ),
    "no horse survives its worker": lambda s, x: kills.no_horse(s, n(500, x)),
    "SMTP cut at every point, SQLite": lambda s, x: cuts.cut(s, n(1000, x), n(10, x), **SQLITE),
    "SMTP not now, at every stage": lambda s, x: cuts.refused(s, n(500, x), n(3, x)),
    "SMTP never": lambda s, x: cuts.refused_for_good(s, n(500, x), n(3, x)),
    "SMTP dawdles": lambda s, x: cuts.dawdled(s, n(500, x), 1),
    "relay away": lambda s, x: cuts.gone(s, n(500, x), 3),
    "Redis flushed, killed, full, shut, SQLite": lambda s, x: stores.redis_harmed(
        s, n(500, x), n(5, x), **SQLITE
    ),
    "Redis gone for good": lambda s, x: stores.redis_gone(s, n(500, x)),
    "forged nudges": lambda s, x: stores.forged(s, n(500, x), n(1000, x)),
    "one form posted at once": lambda s, x: supporters.posted(s, n(100, x), n(4, x), 50),
    "confirmed at once, links scanned": lambda s, x: supporters.confirmed(
        s, n(100, x), n(5, x), 20
    ),
    "migrated under load": lambda s, x: upgrades.migrated(s, n(500, x), n(2, x), 3, **BLIND),
    "connections to PostgreSQL cut": lambda s, x: stores.disconnected(s, n(1000, x), n(30, x)),
    "clocks are wrong": lambda s, x: surroundings.wrong_clocks(s, n(500, x), n(4, x)),
    "disk full, SQLite": lambda s, x: surroundings.disk_full(s, n(500, x), n(3, x)),
    "one mailbox is crowded": lambda s, x: surroundings.crowded(s, n(1000, x)),
    "bounce storm": lambda s, x: storm.stormed(s, n(500, x), n(2000, x)),
    "bounce storm, SQLite": lambda s, x: storm.stormed(s, n(500, x), n(2000, x), **SQLITE),
    "large bounce storm": lambda s, x: storm.stormed(s, n(1000, x), n(10_000, x)),
    "withdrawn and closed in full flight": lambda s, x: orders.withdrawn(s, n(1000, x)),
}
FAULTS = SHORT | MORE

HEAD = ("fault", "letters", "harms", "lost", "doubled", "undecided", "wrong counts", "seconds")


def main() -> int:
    """Run what was asked for; returns the exit code."""
    arguments = _arguments()
    if arguments.list:
        print("\n".join(FAULTS))
        return 0
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended, too
    random.seed(arguments.seed)
    print(f"seed {arguments.seed}", flush=True)
    among = SHORT if arguments.short else FAULTS
    wanted = [name for name in among if arguments.only.lower() in name.lower()]
    began = time.monotonic()
    servers = Servers()
    verdicts: list[Verdict] = []
    try:
        if arguments.minutes:
            while time.monotonic() < began + arguments.minutes * 60:
                name, share = random.choice(wanted), random.choice((0.3, 1.0))
                verdicts.append(_run(servers, name, share * arguments.scale))
        else:
            verdicts += [_run(servers, name, arguments.scale) for name in wanted]
    finally:
        failed = [verdict for verdict in verdicts if not verdict.good]
        servers.close(keep=bool(failed))
    _print_table(verdicts)
    if failed:
        print(f"logs are kept in {servers.folder}")
    print(f"{time.monotonic() - began:.0f} s")
    print(f"{len(verdicts) - len(failed)} passed, {len(failed)} failed")
    return 1 if failed else 0


def _arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(
        prog="python -m tests.faults",
        description="Does harm and compares; without options every fault once.",
    )
    parser.add_argument("--short", action="store_true", help="the short form")
    parser.add_argument("--minutes", type=float, default=0, help="draw by lot for so long")
    parser.add_argument("--only", default="", help="faults whose name contains this")
    parser.add_argument("--seed", type=int, default=random.randrange(10**6), help="of the lots")
    parser.add_argument("--scale", type=float, default=1.0, help="share of letters and harms")
    parser.add_argument("--list", action="store_true", help="the names of all faults")
    return parser.parse_args()


def _run(servers: Servers, name: str, scale: float) -> Verdict:
    """One fault; a harness that broke is a failure, too."""
    began = time.monotonic()
    try:
        verdict = FAULTS[name](servers, scale)
    except Exception as error:
        traceback.print_exc()
        verdict = Verdict(failures=[f"the test itself broke: {type(error).__name__}: {error}"])
        verdict.seconds = time.monotonic() - began
    verdict.fault = name
    print(_line(_cells(verdict)), flush=True)
    for remark in verdict.remarks + verdict.failures:
        print(f"    {remark}", flush=True)
    return verdict


def _cells(verdict: Verdict) -> tuple[str, ...]:
    figures = (
        *(verdict.letters, verdict.harms, verdict.lost, verdict.doubled, verdict.undecided),
        *(verdict.wrong_counts, round(verdict.seconds)),
    )
    return (verdict.fault, *map(str, figures), "" if verdict.good else "FAILED")


def _line(cells: tuple[str, ...]) -> str:
    return f"{cells[0]:44}" + "".join(f"{cell:>13}" for cell in cells[1:])


def _print_table(verdicts: list[Verdict]) -> None:
    print()
    print(_line(HEAD))
    for verdict in verdicts:
        print(_line(_cells(verdict)))


if __name__ == "__main__":
    sys.exit(main())

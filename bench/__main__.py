"""`python -m bench [--quick]`: measure, print the table, write it into docs/performance.md."""

from __future__ import annotations

import argparse
import signal
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass

from bench import directory, fill, growth, paper, report, sending, signing, writing
from bench.ground import Ground
from bench.report import Line


@dataclass(frozen=True)
class Size:
    """How much of everything."""

    rounds: int
    letters: int  # of a fast contestant in one turn
    many: int
    long: int
    people: int
    messages: int
    pages: int
    table: int  # lines of a file of authorities


FULL = Size(
    rounds=5,
    letters=6000,
    many=1_000_000,
    long=200_000,
    people=400,
    messages=2000,
    pages=100,
    table=20_000,
)
QUICK = Size(
    rounds=1, letters=600, many=50_000, long=3000, people=60, messages=300, pages=20, table=2000
)

PARTS: dict[str, Callable[[Ground, Size], list[Line]]] = {
    "sending": lambda g, s: sending.measure(g, s.letters, s.rounds),
    "growth": lambda g, s: growth.measure(g, s.many),
    "memory": lambda g, s: growth.memory(g, s.long),
    "signing": lambda g, s: signing.measure(g, s.people, s.rounds),
    "writing": lambda g, s: writing.measure(g, s.messages, s.rounds),
    "directory": lambda g, s: directory.measure(g, s.table, s.rounds),
    "paper": lambda g, s: paper.measure(g, s.pages, s.rounds),
}


def main() -> None:
    parser = argparse.ArgumentParser(prog="python -m bench", description=__doc__)
    parser.add_argument("--quick", action="store_true", help="small numbers; the page stays")
    parser.add_argument("--only", choices=PARTS, help="one part; the page stays")
    arguments = parser.parse_args()
    signal.signal(signal.SIGTERM, lambda *_: sys.exit(1))  # what was started is ended, too
    size = QUICK if arguments.quick else FULL
    about, began = report.machine(), time.monotonic()
    lines: list[Line] = []
    ground = Ground()
    try:
        about = f"{about}; {ground.version()}"
        chosen = [arguments.only] if arguments.only else list(PARTS)
        if chosen != ["directory"]:  # the only part without letters
            fill.prepare(ground)
        for name in chosen:
            found = PARTS[name](ground, size)
            for line in found:
                print(f"{line.what:75} {' '.join(line.cells()[1:])}", flush=True)
            lines += found
    finally:
        ground.close()
    about += f"; {(time.monotonic() - began) / 60:.0f} minutes"
    print(about)
    if not arguments.quick and not arguments.only:
        report.write(about, lines)


if __name__ == "__main__":
    main()

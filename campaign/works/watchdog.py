"""Ends what the supervisor started when the supervisor itself is gone, even by kill -9.

A program of its own, run by its path and with the standard library only. Its stdin is a pipe from
the supervisor with lines such as `+4711` (a process group that lives) and `-4711` (one that
ended); the end of the pipe is the end of the supervisor.
"""

from __future__ import annotations

import os
import signal
import sys
import time

GRACE_SECONDS = 1.5


def main() -> None:
    """Follow the supervisor, then end what it left."""
    groups: set[int] = set()
    for line in sys.stdin:
        number = int(line)
        if number > 0:
            groups.add(number)
        else:
            groups.discard(-number)
    tell(groups, signal.SIGTERM)
    end = time.monotonic() + GRACE_SECONDS
    while groups and time.monotonic() < end:
        time.sleep(0.05)
        groups = tell(groups, 0)
    tell(groups, signal.SIGKILL)


def tell(groups: set[int], number: int) -> set[int]:
    """Send a signal to each process group; returns those that still live."""
    living = set()
    for group in groups:
        try:
            os.killpg(group, number)
        except (ProcessLookupError, PermissionError):
            continue
        living.add(group)
    return living


if __name__ == "__main__":
    main()

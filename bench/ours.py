"""Contestant: a worker of ours hands over all that waits."""

from __future__ import annotations

import argparse
import cProfile
import time

import psutil
from sqlalchemy import exists, select

from bench.ground import tell, wait_for_go
from campaign import create_app
from campaign.base.database import reading
from campaign.delivery import drain
from campaign.letters.models import Transmission
from campaign.letters.states import READY


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("--profile", help="write a profile to this file")
    arguments = parser.parse_args()
    with create_app().app_context():
        waits()  # connected, as a worker that is already at work
        wait_for_go()
        if arguments.profile:
            with cProfile.Profile() as profile:
                told = work()
            profile.dump_stats(arguments.profile)
        else:
            told = work()
    tell(**told)


def work() -> dict[str, object]:
    """Drain until nothing waits; memory is noted after every drain."""
    me = psutil.Process()
    began, taken, cpu = time.monotonic(), 0, time.process_time()
    memory: list[tuple[int, int]] = []
    while waits():
        taken += drain("email")
        memory.append((taken, me.memory_info().rss))
    ended, cpu = time.monotonic(), time.process_time() - cpu
    return {"taken": taken, "began": began, "ended": ended, "cpu": cpu, "memory": memory}


def waits() -> bool:
    reading().rollback()
    return bool(reading().scalar(select(exists().where(Transmission.state == READY))))


if __name__ == "__main__":
    main()

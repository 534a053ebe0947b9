"""Clocks that lie, a disk that is full, a ministry that everybody writes to."""

from __future__ import annotations

import subprocess
from contextlib import suppress
from pathlib import Path
from typing import Any

from sqlalchemy import text

from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.servers import Servers

FAKETIME = sorted(Path("/usr/lib").glob("*/faketime/libfaketime.so.1"))
CLOCKS = ("+1d", "-1h", "@2038-01-19 03:13:50")
DISK = 64  # MB; the file and its log need less than half


def wrong_clocks(servers: Servers, letters: int, kills: int, **house: Any) -> Verdict:
    """19: workers and the schedule live in other times than the database, and are killed."""
    if not FAKETIME:
        return Verdict(remarks=["left out: libfaketime is not installed"])
    with House(servers, letters, **house) as home:
        home.succeeds("sweep")
        home.start("schedule", "schedule", **_clock("+30d"))
        for number, clock in enumerate(CLOCKS):
            home.start(f"worker-{number}", "work", "email", **_clock(clock))
        for number in range(kills):
            home.until(lambda n=number: home.handed_over() > letters * 0.9 * n / kills, 20)
            home.kill()
        home.settle()
        return compare(home, Verdict(doubts=0 if home.config.evidence else kills))


def _clock(clock: str) -> dict[str, str]:
    return {
        "LD_PRELOAD": str(FAKETIME[0]),
        "FAKETIME": clock,
        "FAKETIME_DONT_FAKE_MONOTONIC": "1",
    }


def disk_full(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """11: the disk under the SQLite file is full, and has room again; nobody lends a hand."""
    place = servers.folder / "small"
    place.mkdir(exist_ok=True)
    mount = ["mount", "-t", "tmpfs", "-o", f"size={DISK}m", "tmpfs", str(place)]
    if subprocess.run(mount, capture_output=True, check=False).returncode:
        return Verdict(remarks=["left out: no small disk can be mounted here"])
    try:
        return _fill_again(House(servers, letters, "sqlite", place=place, **house), place, times)
    finally:
        subprocess.run(["umount", "-l", str(place)], check=False)


def _fill_again(house: House, place: Path, times: int) -> Verdict:
    filler = place / "filler"
    with house as home:
        home.work(2)
        for number in range(times):
            home.until(lambda n=number: home.handed_over() > home.letters * 0.9 * n / times, 20)
            _fill(filler)
            home.harms += 1
            home.pause(3)
            filler.unlink()
        home.settle()
        return compare(home, Verdict(doubts=0 if home.config.evidence else 4 * times))


def _fill(filler: Path) -> None:
    with filler.open("wb", buffering=0) as file, suppress(OSError):
        while True:
            file.write(bytes(4096))


def crowded(servers: Servers, letters: int, **house: Any) -> Verdict:
    """27: nearly all letters go to one mailbox that takes one at a time; the others do not wait."""
    with House(servers, letters, **house) as home:
        with home.engine.begin() as connection:
            lane = connection.execute(text("SELECT lane_id FROM transmission LIMIT 1")).scalar_one()
            connection.execute(text(CROWD), {"lane": lane, "few": letters // 20})
        home.harms = 1
        home.work(2)
        done = home.until(lambda: _others_waiting(home, lane) == 0, 60)
        waiting = home.states().get("ready", 0)
        home.settle()
        verdict = compare(home, Verdict())
        verdict.remarks.append(f"the others were done when {waiting} waited for the crowded one")
        if not done or waiting < letters // 4:
            verdict.failures.append("the others had to wait")
        return verdict


CROWD = """
    UPDATE transmission
    SET lane_id = :lane, destination_id = (SELECT destination_id FROM lane WHERE id = :lane)
    WHERE lane_id <> :lane AND id NOT IN
        (SELECT id FROM transmission WHERE lane_id <> :lane ORDER BY message_id LIMIT :few)
"""


def _others_waiting(home: House, lane: object) -> int | None:
    query = text("SELECT count(*) FROM transmission WHERE state = 'ready' AND lane_id <> :lane")
    return home.ask(lambda c: int(c.execute(query, {"lane": lane}).scalar_one()))

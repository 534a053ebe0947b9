"""`make run` as a newcomer meets it: the whole program in processes of its own."""

from __future__ import annotations

import os
import signal
import socket
import stat
import subprocess
import sys
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import psutil
import pytest

from campaign.works.processes import ROOT
from tests.servers import free_port, wait_until

READY_SECONDS = 90  # on two cores that run other tests at the same time
EVERYBODY = 9  # watchdog, Redis, web with its worker, catcher, three workers, schedule


@dataclass
class Run:
    """One `make run` that has said where it is."""

    process: subprocess.Popen[str]
    said: str

    @property
    def page(self) -> str:
        return self.said.split()[2]

    def everybody(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def end(self, number: signal.Signals) -> int:
        self.process.send_signal(number)
        return self.process.wait(60)


def command(port: int, *more: str) -> list[str]:
    return [sys.executable, "-m", "campaign.works.run", "--port", str(port), *more]


def environment(folder: Path) -> dict[str, str]:
    kept = {name: os.environ[name] for name in ("PATH", "HOME") if name in os.environ}
    return kept | {"DATA_DIR": str(folder)}


def start(folder: Path, port: int) -> Run:
    process = subprocess.Popen(
        command(port),
        env=environment(folder),
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    assert process.stdout is not None
    said = ""
    for line in process.stdout:
        said += line
        if line.startswith("Ctrl-C"):
            return Run(process, said)
    process.wait()
    raise AssertionError(f"it did not start: {said}")


def refused(folder: Path, port: int, *more: str) -> str:
    """What it says when it does not start; exit code 1."""
    done = subprocess.run(
        command(port, *more),
        env=environment(folder),
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
    )
    assert done.returncode == 1
    assert "Traceback" not in done.stderr
    return done.stderr.strip()


def last_words(process: psutil.Process) -> list[str]:
    try:
        return process.cmdline()[-2:]
    except (psutil.ZombieProcess, psutil.NoSuchProcess):
        return []


def gone(processes: list[psutil.Process]) -> bool:
    return not any(p.is_running() and p.status() != psutil.STATUS_ZOMBIE for p in processes)


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "var"


@pytest.fixture
def run(folder: Path) -> Iterator[Run]:
    run = start(folder, free_port())
    yield run
    if run.process.poll() is None:
        run.end(signal.SIGTERM)
    assert run.process.stdout is not None
    run.process.stdout.close()


def test_a_newcomers_first_minutes(folder: Path, run: Run) -> None:
    with urllib.request.urlopen(run.page, timeout=10) as answer:
        assert "Oskavel" in answer.read().decode()
    assert "/desk/" in run.said
    assert "/postroom/" in run.said
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    assert stat.S_IMODE((folder / "run.env").stat().st_mode) == 0o600
    wait_until(lambda: len(run.everybody()) >= EVERYBODY, 60)
    listening = [
        connection
        for process in run.everybody()
        for connection in process.net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]
    assert {connection.laddr.ip for connection in listening} == {"127.0.0.1"}

    again = refused(folder, free_port())
    assert "already running on http://127.0.0.1:" in again

    secrets = (folder / "run.env").read_text()
    everybody = run.everybody()
    assert run.end(signal.SIGINT) == 0
    assert gone(everybody)

    second = start(folder, free_port())
    assert (folder / "run.env").read_text() == secrets
    assert second.page.rpartition("/")[2] == run.page.rpartition("/")[2]
    assert second.end(signal.SIGTERM) == 0
    assert second.process.stdout is not None
    second.process.stdout.close()


def test_kill_leaves_no_process_and_the_next_start_works(folder: Path, run: Run) -> None:
    wait_until(lambda: len(run.everybody()) >= EVERYBODY, 60)
    everybody = run.everybody()
    run.end(signal.SIGKILL)
    wait_until(lambda: gone(everybody))
    second = start(folder, free_port())
    assert second.end(signal.SIGTERM) == 0
    assert second.process.stdout is not None
    second.process.stdout.close()


def test_a_dead_worker_comes_back(run: Run) -> None:
    def workers() -> set[int]:
        return {p.pid for p in run.everybody() if last_words(p) == ["work", "fax"]}

    wait_until(workers, 60)
    [first] = workers()
    os.kill(first, signal.SIGKILL)
    wait_until(lambda: len(workers()) == 1 and first not in workers(), 30)


def test_port_taken(folder: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        said = refused(folder, port)
    assert said == (f"Port {port} is taken by another program: try make run PORT={port + 1}.")


@pytest.mark.parametrize("port", ["http", "80"])
def test_no_port_at_all(folder: Path, port: str) -> None:
    assert refused(folder, 0, "--port", port).startswith("PORT must be a number from 1024 to")


def test_an_appeal_that_is_not_there(folder: Path) -> None:
    said = refused(folder, free_port(), "--appeal", "nowhere.txt")
    assert "nowhere.txt cannot be read" in said


def test_a_folder_that_cannot_be_used() -> None:
    said = refused(Path("/dev/null/var"), free_port())
    assert "name a folder where you may write" in said


def test_wrong_settings_are_named(folder: Path) -> None:
    done = subprocess.run(
        command(free_port()),
        env=environment(folder) | {"WINDOW": "many"},
        cwd=ROOT,
        capture_output=True,
        text=True,
        timeout=READY_SECONDS,
    )
    assert (done.returncode, done.stderr) == (1, "WINDOW: must be a whole number.\n")

"""Children are restarted, given up, and never left behind."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import psutil
import pytest

from campaign.works import processes
from campaign.works.processes import Child, Crew, GivenUp
from tests.servers import wait_until

SLEEP = [sys.executable, "-c", "import time; time.sleep(600)"]
STUBBORN = [
    sys.executable,
    "-c",
    "import signal, time; signal.signal(signal.SIGTERM, signal.SIG_IGN); print('up', flush=True);"
    "time.sleep(600)",
]
SUPERVISOR = """
import sys, time
from pathlib import Path
from campaign.works.processes import Child, Crew
folder = Path(sys.argv[1])
crew = Crew((folder / "lock").open("w").fileno())
for name in ("one", "two"):
    child = Child(name, [sys.executable, "-c", "import time; time.sleep(600)"], folder / name)
    crew.start(child)
    print(child.pid, flush=True)
time.sleep(600)
"""


@pytest.fixture
def crew(tmp_path: Path) -> Iterator[Crew]:
    with (tmp_path / "lock").open("w") as lock:
        crew = Crew(lock.fileno())
        yield crew
        crew.stop(5)


def alive(pid: int) -> bool:
    try:
        return psutil.Process(pid).status() != psutil.STATUS_ZOMBIE
    except psutil.NoSuchProcess:
        return False


def look_for_ever(crew: Crew) -> None:
    while True:
        crew.look()
        time.sleep(0.01)


def test_restarts_who_dies(crew: Crew, tmp_path: Path) -> None:
    child = Child("sleeper", SLEEP, tmp_path / "log")
    crew.start(child)
    first = child.pid
    os.kill(first, signal.SIGKILL)

    def restarted() -> bool:
        crew.look()
        return child.pid != first and not child.ended

    wait_until(restarted)


def test_gives_up(crew: Crew, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(processes, "PAUSES", (0.0, 0.0))
    child = Child("broken", [sys.executable, "-c", "exit('no')"], tmp_path / "broken.log")
    crew.start(child)
    with pytest.raises(GivenUp, match=r"`broken` ended 3 times .*broken\.log say why"):
        look_for_ever(crew)
    assert (tmp_path / "broken.log").read_text() == "no\n" * 3


def test_kills_who_does_not_listen(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        crew = Crew(lock.fileno())
        child = Child("stubborn", STUBBORN, tmp_path / "log")
        crew.start(child)
        wait_until(lambda: "up" in (tmp_path / "log").read_text())
        crew.stop(0.2)
    assert not alive(child.pid)


def test_the_served_end_before_those_that_serve(tmp_path: Path) -> None:
    with (tmp_path / "lock").open("w") as lock:
        crew = Crew(lock.fileno())
        server = Child("server", SLEEP, tmp_path / "log", serves=True)
        served = Child("served", STUBBORN, tmp_path / "log2")
        crew.start(server)
        crew.start(served)
        wait_until(lambda: "up" in (tmp_path / "log2").read_text())
        waited = served.wait

        def wait(seconds: float) -> None:
            assert alive(server.pid)
            waited(seconds)

        served.wait = wait  # type: ignore[method-assign]
        crew.stop(0.2)
    assert not alive(server.pid)


def test_a_killed_supervisor_leaves_nobody(tmp_path: Path) -> None:
    supervisor = subprocess.Popen(
        [sys.executable, "-c", SUPERVISOR, str(tmp_path)], stdout=subprocess.PIPE
    )
    with supervisor:
        assert supervisor.stdout is not None
        pids = [int(supervisor.stdout.readline()) for _ in range(2)]
        everybody = psutil.Process(supervisor.pid).children(recursive=True)
        assert all(alive(pid) for pid in pids)
        supervisor.kill()
    wait_until(lambda: not any(alive(process.pid) for process in everybody))


def test_a_killed_watchdog_is_replaced(crew: Crew, tmp_path: Path) -> None:
    crew.start(Child("sleeper", SLEEP, tmp_path / "log"))
    crew._watchdog.kill()
    crew._watchdog.wait()
    crew.look()
    assert crew._watchdog.poll() is None

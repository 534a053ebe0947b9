"""`make run`: the whole program on this machine, from which nothing leaves.

Starts Redis, the web server, a worker for each channel, the schedule and the catcher of mail;
keeps them running; ends them all on Ctrl-C.
"""

from __future__ import annotations

import argparse
import os
import signal
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable
from pathlib import Path

from campaign.base.queue import CHANNELS
from campaign.works.embedded import EmbeddedRedis, NoRedis
from campaign.works.installation import HOST, Installation, Refused, port_is_free
from campaign.works.processes import ROOT, Child, Crew, GivenUp
from config import Config, ConfigError

READY_SECONDS = 60.0
PYTHON = (sys.executable, "-m")
FLASK = (*PYTHON, "flask", "--app", "wsgi")
GUNICORN = (
    *(*PYTHON, "gunicorn", "--threads", "4"),
    *("--graceful-timeout", "5", "--log-level", "warning"),
    *("--forwarder-headers", ""),  # nobody else says where the site lies
)


class Stopped(Exception):
    """Somebody asked us to end."""


class Ending:
    """Hears the signals that ask us to end; the second one ends the children at once."""

    def __init__(self) -> None:
        self.asked = False
        self.crew: Crew | None = None
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(number, self._hear)

    def pause(self, seconds: float) -> None:
        """Sleep; raises Stopped if we are asked to end."""
        time.sleep(seconds)
        if self.asked:
            raise Stopped

    def _hear(self, _number: int, _frame: object) -> None:
        if self.asked and self.crew is not None:
            self.crew.kill()
        self.asked = True


def main() -> int:
    """Run until stopped; returns the exit code."""
    ending = Ending()
    try:
        port, appeal = _arguments()
        installation = Installation(Path(os.environ.get("DATA_DIR") or ROOT / "var"))
        _run(installation, port, appeal, ending)
    except (Refused, NoRedis, GivenUp, ConfigError) as error:
        print(error, file=sys.stderr)
        return 1
    except Stopped:
        pass
    return 0


def _arguments() -> tuple[int, Path | None]:
    """The port, and the file of the appeal if one was named."""
    parser = argparse.ArgumentParser(prog="make run")
    parser.add_argument("--port", default="8000")
    parser.add_argument("--appeal", default="")
    arguments = parser.parse_args()
    if not arguments.port.isdigit() or not 1024 <= int(arguments.port) <= 65535:
        raise Refused("PORT must be a number from 1024 to 65535: make run PORT=8001.")
    return int(arguments.port), Path(arguments.appeal).absolute() if arguments.appeal else None


def _run(installation: Installation, port: int, appeal: Path | None, ending: Ending) -> None:
    address = f"http://{HOST}:{port}"
    installation.lock(address)
    if not port_is_free(port):
        raise Refused(f"Port {port} is taken by another program: try make run PORT={port + 1}.")
    redis = None if os.environ.get("REDIS_URL") else _redis(installation)
    environment = _environment(installation, address, redis)
    Config.from_environment(environment)
    catcher_port = int(environment["CATCHER_PORT"])
    web, catcher, workers = _children(installation, environment, port)
    ending.crew = crew = Crew(keep_open=installation.lock_file)
    try:
        if redis:
            crew.start(redis.child)
            redis.wait()
        crew.start(web)  # it needs a moment anyway
        page = _prepare(environment, appeal)
        _wait(crew, ending, lambda: _answers(f"{address}/healthz"), web)
        _tell(installation, address, page)
        crew.start(catcher)
        _wait(crew, ending, lambda: not port_is_free(catcher_port), catcher)
        for worker in workers:
            crew.start(worker)
        while True:
            crew.look()
            ending.pause(0.2)
    finally:
        crew.stop()
        if redis:
            redis.clean()


def _redis(installation: Installation) -> EmbeddedRedis:
    folder, log = installation.folder / "redis", installation.log("redis")
    return EmbeddedRedis(folder, installation.values["REDIS_PASSWORD"], log)


def _environment(
    installation: Installation, address: str, redis: EmbeddedRedis | None
) -> dict[str, str]:
    """The settings of all parts; what the operator set counts, except that nothing may leave."""
    return {
        **installation.values,
        **os.environ,
        **({"REDIS_URL": redis.url} if redis else {}),
        "DATA_DIR": str(installation.folder),
        "BASE_URL": address,
        "CATCHER_PORT": str(installation.catcher_port()),
        "SENDING": "sandbox",
        "POSTROOM": "open",
        "DRAIN_SECONDS": "10",  # so that Ctrl-C does not wait for long
        "SWEEP_SECONDS": "5",  # so that a newcomer sees a fax confirmed soon
        "PYTHONUNBUFFERED": "1",
    }


def _prepare(environment: dict[str, str], appeal: Path | None) -> str:
    """Bring the database up to date, with a campaign in it; returns the path of its page."""
    command = [*FLASK, "demo", *(["--appeal", str(appeal)] if appeal else [])]
    done = subprocess.run(command, env=environment, cwd=ROOT, stdout=subprocess.PIPE, check=False)  # noqa: S603
    if done.returncode:
        raise Refused("So it was not started.")
    return done.stdout.decode().strip()


def _children(
    installation: Installation, environment: dict[str, str], port: int
) -> tuple[Child, Child, list[Child]]:
    """The web server, the catcher, and who needs the catcher."""

    def part(name: str, *command: str, serves: bool = False) -> Child:
        log = installation.log(name)
        return Child(name, list(command), log, environment=environment, serves=serves)

    web = part("web", *GUNICORN, "--bind", f"{HOST}:{port}", "wsgi:app")
    catcher = part("catcher", *FLASK, "catch", serves=True)
    workers = [part(f"worker-{channel}", *FLASK, "work", channel) for channel in CHANNELS]
    return web, catcher, [*workers, part("schedule", *FLASK, "schedule")]


def _wait(crew: Crew, ending: Ending, ready: Callable[[], bool], child: Child) -> None:
    end = time.monotonic() + READY_SECONDS
    while not ready():
        crew.look()
        if time.monotonic() > end:
            raise GivenUp(
                f"The part `{child.name}` is not ready after {READY_SECONDS:.0f} seconds; "
                f"the last lines of {child.log} say why."
            )
        ending.pause(0.05)


def _answers(url: str) -> bool:
    try:
        with urllib.request.urlopen(url, timeout=5) as answer:  # noqa: S310  (our own address)
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _tell(installation: Installation, address: str, page: str) -> None:
    values = installation.values
    print(
        f"The campaign        {address}{page}\n"
        f"For its managers    {address}/desk/    "
        f"{values['DEMO_EMAIL']}  {values['DEMO_PASSWORD']}\n"
        f"What would leave    {address}/postroom/    nothing really leaves this machine\n"
        f"Ctrl-C ends it. Data and logs are in {installation.folder}.",
        flush=True,
    )


if __name__ == "__main__":
    sys.exit(main())

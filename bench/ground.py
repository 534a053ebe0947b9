"""The common ground: a durable PostgreSQL, a Redis, an SMTP sink, and contestants as children."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import fields, replace
from pathlib import Path
from typing import Any

from config import Config
from tests.faults.servers import SETTINGS
from tests.servers import PostgresServer, RedisServer, free_port, stop, wait_until

ROOT = Path(__file__).parents[1]
SINK = "/usr/sbin/smtp-sink"
BACKLOG = "400"


class Ground:
    """Servers for a whole run; `close` stops them."""

    def __init__(self) -> None:
        assert Path(SINK).exists(), (
            "smtp-sink is missing (Debian, Ubuntu: sudo apt install postfix)"
        )
        self.folder = Path(tempfile.mkdtemp(prefix="bench-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.postgres = PostgresServer(durable=True)
        self.redis = RedisServer()
        self.sink_port = free_port()
        self._sink = self._start_sink()

    def config(self, database: str, **changes: Any) -> Config:
        """Live settings without limits for a database, with the sink as relay."""
        usual = {
            "database_url": self.postgres.url(database),
            "redis_url": self.redis.url,
            "data_dir": str(self.folder),
            "smtp_port": self.sink_port,
            "mail_port": self.sink_port,
            "smtp_timeout": 30,
            "lease_seconds": 240,
            "window_seconds": 120,
            "drain_seconds": 600,
            "confirmations_ceiling": 10**9,
            "sign_limit": "1000000/second",
        }
        return replace(SETTINGS, **(usual | changes))

    def with_evidence(self, database: str, **changes: Any) -> Config:
        """The same where a relay's log can settle doubts, so that a window holds 20 letters."""
        log = self.folder / "relay.log"
        log.touch()
        return self.config(database, relay_log=str(log), **changes)

    def child(self, module: str, *arguments: object, config: Config | None = None) -> Child:
        """Start `python -m bench.<module>` with these settings."""
        settings = (
            {f.name.upper(): str(getattr(config, f.name)) for f in fields(config)} if config else {}
        )
        command = [sys.executable, "-m", f"bench.{module}", *map(str, arguments)]
        return Child(command, os.environ | settings | {"SINK_PORT": str(self.sink_port)})

    def together(self, children: Sequence[Child]) -> list[dict[str, Any]]:
        """Let children that are ready begin at the same moment; what each of them tells."""
        for child in children:
            child.wait_until_ready()
        for child in children:
            child.go()
        return [child.told() for child in children]

    def alone(
        self, module: str, *arguments: object, config: Config | None = None
    ) -> dict[str, Any]:
        """Let one child do its work; what it tells."""
        return self.together([self.child(module, *arguments, config=config)])[0]

    def quiet(self, database: str) -> None:
        """Get the housekeeping of PostgreSQL out of the way, before a measurement begins."""
        with self.postgres._connect(database) as connection:
            connection.execute("VACUUM ANALYZE")
            connection.execute("CHECKPOINT")

    def version(self) -> str:
        """Of the PostgreSQL that all of them use."""
        with self.postgres._connect() as connection:
            row = connection.execute("SELECT split_part(version(), ' on ', 1)").fetchone()
        return str(row and row[0])

    def close(self) -> None:
        """Stop everything and remove what was written."""
        stop(self._sink)
        self.redis.close()
        self.postgres.close()
        shutil.rmtree(self.folder)

    def _start_sink(self) -> subprocess.Popen[bytes]:
        (self.folder / "main.cf").touch()  # it insists on a configuration, if only an empty one
        as_nobody = ["-u", "nobody"] if os.geteuid() == 0 else []
        sink = subprocess.Popen(
            [SINK, *as_nobody, f"127.0.0.1:{self.sink_port}", BACKLOG],
            env=os.environ | {"MAIL_CONFIG": str(self.folder)},
        )
        time.sleep(0.2)
        assert sink.poll() is None, "smtp-sink does not start"
        return sink


class Child:
    """A contestant: says `ready`, waits for `go`, works, and tells in JSON how it went."""

    def __init__(self, command: list[str], environment: dict[str, str]) -> None:
        self._process = subprocess.Popen(
            command,
            env=environment,
            cwd=ROOT,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def wait_until_ready(self) -> None:
        assert self._process.stdout is not None
        assert self._process.stdout.readline() == "ready\n", "a contestant broke; see above"

    def go(self) -> None:
        assert self._process.stdin is not None
        self._process.stdin.write("go\n")
        self._process.stdin.flush()

    def told(self) -> dict[str, Any]:
        out, _ = self._process.communicate()
        assert self._process.returncode == 0, "a contestant broke; see above"
        told: dict[str, Any] = json.loads(out.splitlines()[-1])
        return told


def wait_for_go() -> None:
    """In a contestant: all is prepared; returns when the measurement begins."""
    print("ready", flush=True)
    sys.stdin.readline()


def tell(**figures: Any) -> None:
    """In a contestant: how it went."""
    print(json.dumps(figures), flush=True)


__all__ = ["Child", "Ground", "free_port", "tell", "wait_for_go", "wait_until"]

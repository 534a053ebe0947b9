"""What a whole run has in common: servers, and databases full of letters to copy."""

from __future__ import annotations

import base64
import os
import shutil
import subprocess
import sys
import tempfile
from dataclasses import replace
from pathlib import Path
from typing import Any

from campaign.works import watchdog
from config import Config
from tests.faults.seed import seed
from tests.servers import PostgresServer, RedisServer

ROOT = Path(__file__).parents[2]
KEYS = "faults:" + base64.b64encode(b"only for faults exactly 32 bytes").decode()

# Live, with the relay on loopback; times are scaled so that leases and doubts pass in seconds.
SETTINGS = Config(
    secret_key=("only for fault tests " * 3).strip(),  # as it comes from the environment
    encryption_keys=KEYS,
    sending="live",
    base_url="https://letters.example.net",
    letters_domain="letters.example.net",
    mail_server="127.0.0.1",
    mail_use_tls=False,
    mail_default_sender="appeals@example.net",
    smtp_host="127.0.0.1",
    smtp_tls="off",
    smtp_timeout=4,
    relay_timeout=2,
    settle_margin=1,
    lease_seconds=6,
    window_seconds=4,
    drain_seconds=5,
    sweep_seconds=1,
    patience_percent=1,
    mailbox_per_day=0,
    domain_per_hour=0,
    breaker_failures=1_000_000,
    attempts_max=1_000,
)


class Servers:
    """PostgreSQL and Redis for a whole run, and databases full of letters to copy."""

    def __init__(self) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="faults-", dir="/tmp"))
        self.folder.chmod(0o755)
        self.postgres = PostgresServer(durable=True)
        self.redis = RedisServer()
        self._seeded: dict[tuple[str, int], str] = {}
        read, write = os.pipe()
        with os.fdopen(read) as stdin:
            self._watchdog = subprocess.Popen(
                [sys.executable, "-I", "-S", watchdog.__file__], stdin=stdin, start_new_session=True
            )
        self._pipe = os.fdopen(write, "wb", buffering=0)
        self._copies = 0

    def database(self, dialect: str, letters: int, place: Path | None = None) -> str:
        """The URL of a fresh database with this many letters waiting; SQLite's lies in `place`."""
        name = f"seed_{letters}"
        if (dialect, letters) not in self._seeded:
            if dialect == "postgresql":
                self.postgres.create(name)
                url = self.postgres.url(name)
            else:
                url = f"sqlite:///{self.folder}/{name}.db"
            seed(replace(SETTINGS, database_url=url), letters)
            self._seeded[dialect, letters] = url
        self._copies += 1
        copy = f"copy_{self._copies}"
        if dialect == "postgresql":
            self.postgres.create(copy, name)
            return self.postgres.url(copy)
        path = (place or self.folder) / f"{copy}.db"
        shutil.copyfile(self.folder / f"{name}.db", path)
        return f"sqlite:///{path}"

    def drop(self, url: str) -> None:
        """Remove a copy."""
        if url.startswith("sqlite"):
            Path(url.removeprefix("sqlite:///")).unlink()
        else:
            self.postgres.drop(url.partition("?")[0].rpartition("/")[2])

    def child(self, command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        """Start a process that ends with us, however we end."""
        process = subprocess.Popen(command, cwd=ROOT, process_group=0, **options)
        self._pipe.write(b"%d\n" % process.pid)
        return process

    def close(self, keep: bool = False) -> None:
        """Stop all and remove what was written, unless it shall be kept to be looked at."""
        self._pipe.close()
        self._watchdog.wait()
        self.redis.close()
        self.postgres.close()
        if not keep:
            shutil.rmtree(self.folder)

"""The embedded Redis."""

from __future__ import annotations

import signal
import stat
from pathlib import Path

import pytest
from redis import Redis
from redis.exceptions import AuthenticationError

from campaign.works.embedded import EmbeddedRedis, NoRedis

PASSWORD = "a pass/word@with:marks"


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path / "redis folder"


def start(folder: Path) -> EmbeddedRedis:
    redis = EmbeddedRedis(folder, PASSWORD, folder.parent / "redis.log")
    redis.child.start()
    redis.wait()
    return redis


def stop(redis: EmbeddedRedis, number: signal.Signals = signal.SIGTERM) -> None:
    redis.child.tell(number)
    redis.child.wait(10)
    redis.clean()


def test_keeps_its_data(folder: Path) -> None:
    redis = start(folder)
    with Redis.from_url(redis.url) as connection:
        connection.set("a", "b")
    stop(redis)
    redis = start(folder)
    with Redis.from_url(redis.url) as connection:
        assert connection.get("a") == b"b"
        assert connection.config_get("maxmemory-policy") == {"maxmemory-policy": "noeviction"}
        assert connection.config_get("appendfsync") == {"appendfsync": "everysec"}
    stop(redis)


def test_needs_the_password_and_no_other_user_can_connect(folder: Path) -> None:
    redis = start(folder)
    socket = folder / "redis.sock"
    with Redis(unix_socket_path=str(socket)) as connection, pytest.raises(AuthenticationError):
        connection.ping()
    assert stat.S_IMODE(socket.stat().st_mode) == 0o700
    assert stat.S_IMODE(folder.stat().st_mode) == 0o700
    stop(redis)


def test_the_password_is_not_in_the_list_of_processes(folder: Path) -> None:
    redis = start(folder)
    command = Path(f"/proc/{redis.child.pid}/cmdline")
    if command.exists():  # Linux
        assert b"with:marks" not in command.read_bytes()
    stop(redis)


def test_a_long_path_gets_a_short_socket(tmp_path: Path) -> None:
    redis = start(tmp_path / ("long" * 30))
    assert redis.answers()
    assert len(redis.url) < 150
    stop(redis)


def test_starts_after_a_kill(folder: Path) -> None:
    stop(start(folder), signal.SIGKILL)
    assert (folder / "redis.sock").exists()
    stop(start(folder))


def test_says_where_to_look_if_it_does_not_start(folder: Path) -> None:
    redis = EmbeddedRedis(folder, PASSWORD, folder.parent / "redis.log")
    folder.rmdir()
    redis.child.start()
    with pytest.raises(NoRedis, match=r"redis\.log says why"):
        redis.wait()

"""A worker process outlives a Redis that goes away and comes back."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
from collections.abc import Iterator
from dataclasses import fields

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from redis import Redis

from campaign.base.queue import nudge
from campaign.works.processes import ROOT
from tests.servers import RedisServer, wait_until

ENDED = (0, -signal.SIGTERM)  # the signal itself ends a worker that waits for Redis


@pytest.fixture
def own_redis() -> Iterator[RedisServer]:
    server = RedisServer()
    yield server
    server.close()


@pytest.fixture
def redis_url(own_redis: RedisServer) -> str:
    return own_redis.url


@pytest.fixture
def worker(app: Flask, redis_url: str) -> Iterator[subprocess.Popen[bytes]]:
    config = app.config["CAMPAIGN"]
    settings = {field.name.upper(): str(getattr(config, field.name)) for field in fields(config)}
    process = subprocess.Popen(
        [sys.executable, "-m", "flask", "--app", "wsgi", "work", "email"],
        env=os.environ | settings,
        cwd=ROOT,
        stderr=subprocess.DEVNULL,
    )
    yield process
    process.kill()
    process.wait()


def done(url: str) -> int:
    """How many jobs the workers have finished."""
    with Redis.from_url(url) as redis:
        workers = [key for key in redis.keys("rq:worker:*") if key.count(b":") == 2]
        return sum(int(redis.hget(key, "successful_job_count") or 0) for key in workers)


def nudged_and_done(url: str, at_least: int) -> bool:
    nudge("email")
    return done(url) >= at_least


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_survives_a_restart_of_redis(
    app: Flask, own_redis: RedisServer, worker: subprocess.Popen[bytes]
) -> None:
    wait_until(lambda: nudged_and_done(own_redis.url, 1), 30)

    own_redis.stop()
    nudge("email")  # lost, and only logged
    own_redis.start()
    before = done(own_redis.url)
    wait_until(lambda: nudged_and_done(own_redis.url, before + 1), 30)
    assert worker.poll() is None

    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) in ENDED


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_waits_for_a_redis_that_is_not_there_yet(
    app: Flask, own_redis: RedisServer, worker: subprocess.Popen[bytes]
) -> None:
    own_redis.stop()
    with pytest.raises(subprocess.TimeoutExpired):
        worker.wait(4)
    own_redis.start()
    wait_until(lambda: nudged_and_done(own_redis.url, 1), 30)


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_ends_when_told_to_although_redis_is_gone(
    app: Flask, own_redis: RedisServer, worker: subprocess.Popen[bytes]
) -> None:
    wait_until(lambda: nudged_and_done(own_redis.url, 1), 30)
    own_redis.stop()
    worker.send_signal(signal.SIGTERM)
    assert worker.wait(10) in ENDED


def test_needs_a_redis_url(runner: FlaskCliRunner) -> None:
    result = runner.invoke(args=["work", "email"])
    assert result.exit_code == 1
    assert "REDIS_URL is not set" in result.output

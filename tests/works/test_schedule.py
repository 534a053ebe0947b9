"""The clock: sweeps, nudges, and does the work itself when Redis is gone."""

from __future__ import annotations

import logging
import os
import signal
import threading
import time

import pytest
from flask import Flask
from redis import Redis

from campaign import delivery, notices
from campaign.base.queue import CHANNELS
from campaign.works import schedule
from config import Config
from tests.builders import EMAIL, published, signed
from tests.conftest import Clock


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happened, in order."""
    happened: list[str] = []
    monkeypatch.setattr(delivery, "sweep", lambda: happened.append("sweep"))
    monkeypatch.setattr(delivery, "drain", lambda channel: happened.append(channel))
    monkeypatch.setattr(notices, "drain", lambda: happened.append("notices"))
    return happened


def test_nudges_every_channel(app: Flask, redis_url: str, done: list[str]) -> None:
    schedule.tick()
    assert done == ["sweep"]
    with Redis.from_url(redis_url) as redis:
        assert [redis.llen(f"rq:queue:drain-{channel}") for channel in CHANNELS] == [1, 1, 1]


def test_drains_here_without_redis(app: Flask, done: list[str]) -> None:
    schedule.tick()
    assert done == ["sweep", *CHANNELS]


@pytest.mark.config(redis_url="unix:///nowhere/redis.sock")
def test_drains_here_when_redis_is_gone(app: Flask, done: list[str]) -> None:
    schedule.tick()
    assert done == ["sweep", *CHANNELS]


def test_survives_errors_and_keeps_names_out_of_the_log(
    app: Flask,
    done: list[str],
    monkeypatch: pytest.MonkeyPatch,
    caplog: pytest.LogCaptureFixture,
) -> None:
    def fail(*_: object) -> None:
        raise LookupError("ada@example.org")

    monkeypatch.setattr(delivery, "sweep", fail)
    monkeypatch.setattr(delivery, "drain", fail)
    with caplog.at_level(logging.ERROR):
        schedule.tick()
    assert done == ["notices"]
    assert "sweep failed: LookupError" in caplog.text
    assert "ada@example.org" not in caplog.text


def test_drains_here_what_no_worker_takes(
    app: Flask, redis_url: str, done: list[str], clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    """The nudges lie in Redis, and whoever should hear them hangs."""
    signed(published(EMAIL))
    assert schedule.tick() == []
    clock.forward(seconds=2 * Config.drain_seconds + 1)
    late = schedule.tick()
    assert (late, done, caplog.messages) == (["email"], ["sweep"] * 2, []), "a worker may just come"
    assert schedule.tick(late) == ["email"]
    assert done == ["sweep"] * 3 + ["email"]
    assert caplog.messages == ["drain of email failed: no worker takes it"]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_ends_what_it_is_at_when_told_to_stop(
    app: Flask, done: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    def drain(channel: str) -> None:
        done.append(f"{channel} begins")
        os.kill(os.getpid(), signal.SIGTERM)
        done.append(f"{channel} ends")

    before = signal.getsignal(signal.SIGTERM)
    monkeypatch.setattr(delivery, "drain", drain)
    try:
        schedule.run()
    finally:
        signal.signal(signal.SIGTERM, before)
    assert done == ["sweep", "email begins", "email ends", "fax begins", "fax ends", "notices"]


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.config(sweep_seconds=3600)
def test_ends_at_once_while_it_waits(app: Flask, done: list[str]) -> None:
    before = signal.getsignal(signal.SIGTERM)
    began = time.monotonic()
    timer = threading.Timer(0.5, os.kill, (os.getpid(), signal.SIGTERM))
    timer.start()
    try:
        schedule.run()
    finally:
        signal.signal(signal.SIGTERM, before)
        timer.join()
    assert time.monotonic() - began < 3
    assert done == ["sweep", *CHANNELS]

"""The clock: sweeps, nudges, and does the work itself when Redis is gone."""

from __future__ import annotations

import logging

import pytest
from flask import Flask
from redis import Redis

from campaign import delivery, notices
from campaign.base.queue import CHANNELS
from campaign.works import schedule


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

"""Workers against forged jobs, and against a Redis that goes away; all on a real Redis."""

from __future__ import annotations

import json
import tracemalloc
import zlib
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from redis import Redis
from rq.exceptions import NoSuchJobError
from rq.serializers import JSONSerializer

from campaign import delivery, notices
from campaign.base.queue import JOB, nudge
from campaign.works import jobs

NOW = "2026-11-12T08:00:00.000000Z"
QUEUE = "rq:queue:drain-email"


@pytest.fixture
def drained(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The channels that were drained, in order."""
    channels: list[str] = []
    monkeypatch.setattr(delivery, "drain", lambda channel: channels.append(channel) or 1)
    monkeypatch.setattr(notices, "drain", lambda: channels.append("notices") or 1)
    return channels


@pytest.fixture
def redis(redis_url: str) -> Any:
    with Redis.from_url(redis_url) as connection:
        yield connection


@pytest.fixture
def pwned(tmp_path: Path) -> Path:
    return tmp_path / "pwned"


def forge(redis: Redis, name: str, call: object, **fields: str | int) -> None:
    """Put a job of our own making into the queue, as somebody with access to Redis could."""
    data = call if isinstance(call, bytes) else json.dumps(call)
    job: dict[str, Any] = {"created_at": NOW, "enqueued_at": NOW, "status": "queued"}
    redis.hset(f"rq:job:{name}", mapping={**job, "origin": "drain-email", "data": data, **fields})
    redis.rpush(QUEUE, name)


def work_off(redis: Redis) -> None:
    jobs.drain_worker("email", redis).work(burst=True, logging_level="CRITICAL")


def status(redis: Redis, name: str) -> bytes | None:
    value: bytes | None = redis.hget(f"rq:job:{name}", "status")
    return value


def test_a_nudge_drains(app: Flask, redis: Redis, drained: list[str]) -> None:
    nudge("email")
    work_off(redis)
    assert drained == ["email"]
    assert redis.keys("rq:job:*") == []


def test_two_nudges_wait_at_most(app: Flask, redis: Redis, drained: list[str]) -> None:
    for _ in range(5):
        nudge("email")
    work_off(redis)
    assert drained == ["email", "email"]


@pytest.mark.parametrize(
    "call",
    [
        ["subprocess.getoutput", None, ["touch {pwned}"], {}],
        ["os.system", None, ["touch {pwned}"], {}],
        ["eval", None, ["open('{pwned}', 'w')"], {}],
        ["campaign.works.jobs.work", None, ["email"], {}],
        ["system", "os", ["touch {pwned}"], {}],
        [JOB, "an instance", ["email"], {}],
        [JOB, None, ["../email"], {}],
        [JOB, None, [], {}],
        [["os.system"], None, [], {}],
        [None, None, [], {}],
    ],
)
def test_a_forged_call_fails(
    app: Flask, redis: Redis, drained: list[str], pwned: Path, call: Any
) -> None:
    forge(redis, "evil", json.loads(json.dumps(call).replace("{pwned}", str(pwned))))
    nudge("email")
    work_off(redis)
    assert not pwned.exists()
    assert status(redis, "evil") == b"failed"
    assert drained == ["email"], "the worker goes on with the next job"


@pytest.mark.parametrize(
    "data",
    [b"", b"not json", b"[1, 2]", b"\x80\x04\x95K\x00\x00\x00\x00\x00\x00\x00", b"{}"],
)
def test_data_that_is_no_call_fails(
    app: Flask, redis: Redis, drained: list[str], data: bytes
) -> None:
    forge(redis, "evil", data)
    nudge("email")
    work_off(redis)
    assert status(redis, "evil") == b"failed"
    assert drained == ["email"]


def test_callbacks_of_the_hash_are_not_called(
    app: Flask, redis: Redis, drained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    called: list[object] = []
    monkeypatch.setattr("shutil.rmtree", lambda *a, **k: called.append(a))
    names = ("success_callback_name", "failure_callback_name", "stopped_callback_name")
    forge(redis, "good", [JOB, None, ["email"], {}], **dict.fromkeys(names, "shutil.rmtree"))
    forge(redis, "bad", ["os.getpid", None, [], {}], **dict.fromkeys(names, "shutil.rmtree"))
    work_off(redis)
    assert drained == ["email"]
    assert called == []


def test_webhooks_of_the_hash_are_not_sent(
    app: Flask, redis: Redis, drained: list[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    sent: list[object] = []
    monkeypatch.setattr("rq.webhook.Webhook.send", lambda *a, **k: sent.append(a))
    for name, event, call in (("a", "finished", JOB), ("b", "failed", "os.getpid")):
        hook = {"url": "http://127.0.0.1:9/", "job_status": event}
        forge(redis, name, [call, None, ["email"], {}], webhooks=json.dumps([hook]))
    work_off(redis)
    assert drained == ["email"]
    assert sent == []


@pytest.mark.parametrize(
    "fields",
    [
        {"retries_left": 9, "retry_intervals": "[0]"},
        {"repeats_left": 9, "repeat_intervals": "[0]"},
        {"timeout": 1, "ttl": 1, "result_ttl": -1, "failure_ttl": -1},
        {"rate_limit_key": "x", "rate_limit_concurrency": 1},
        {"timeout": "nonsense"},
        {"webhooks": "nonsense"},
        {"meta": "nonsense"},
        {"dependency_ids": "nonsense"},
    ],
)
def test_other_fields_of_the_hash_have_no_effect(
    app: Flask, redis: Redis, drained: list[str], fields: dict[str, Any]
) -> None:
    forge(redis, "odd", [JOB, None, ["email"], {}], **fields)
    work_off(redis)
    assert drained == ["email"]


def test_a_failing_job_is_not_retried(
    app: Flask, redis: Redis, monkeypatch: pytest.MonkeyPatch
) -> None:
    calls: list[str] = []

    def fail(channel: str) -> int:
        calls.append(channel)
        raise LookupError("Ada Lovelace <ada@example.org>")

    monkeypatch.setattr(delivery, "drain", fail)
    forge(redis, "once", [JOB, None, ["email"], {}], retries_left=5)
    work_off(redis)
    assert calls == ["email"]
    [job] = [jobs.SafeJob.fetch("once", connection=redis, serializer=JSONSerializer)]
    [result] = job.results()
    assert "drain of email: LookupError" in str(result.exc_string)
    assert "ada@example.org" not in str(result.exc_string)


@pytest.mark.parametrize(
    ("name", "fields"),
    [
        ("../etc", {}),
        ("a:b:c", {}),
        ("bad-date", {"created_at": "yesterday"}),
        ("bad-status", {"status": "glorious"}),
        ("bad-bytes", {"origin": b"\xff\xfe"}),
    ],
)
def test_what_cannot_be_read_does_not_end_the_worker(
    app: Flask, redis: Redis, drained: list[str], name: str, fields: dict[str, Any]
) -> None:
    forge(redis, name, [JOB, None, ["email"], {}], **fields)
    nudge("email")
    work_off(redis)
    assert drained == ["email"]
    work_off(redis)  # its first act is to clean up, where the odd job turns up again
    assert redis.llen(f"{QUEUE}:intermediate") == 0


def test_a_job_packed_to_fill_the_memory_is_not_unpacked(
    app: Flask, redis: Redis, drained: list[str]
) -> None:
    forge(redis, "bomb", zlib.compress(b" " * 50_000_000, 9))
    nudge("email")
    tracemalloc.start()
    try:
        work_off(redis)
        _, most = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    assert most < 10_000_000
    assert drained == ["email"]


def test_an_id_of_the_wrong_type_does_not_end_the_worker(
    app: Flask, redis: Redis, drained: list[str]
) -> None:
    redis.rpush("rq:job:list", "x")
    redis.rpush(QUEUE, "list")
    nudge("email")
    work_off(redis)
    assert drained == ["email"]


def test_a_gone_job_is_no_such_job(app: Flask, redis: Redis) -> None:
    with pytest.raises(NoSuchJobError):
        jobs.SafeJob.fetch("nobody", connection=redis, serializer=JSONSerializer)


def test_an_unknown_channel_is_refused(app: Flask) -> None:
    with pytest.raises(ValueError, match="no such channel"):
        jobs.drain("post")


@pytest.mark.config(drain_seconds=0)
def test_a_drain_that_ran_out_of_time_asks_for_another(
    app: Flask, redis: Redis, drained: list[str]
) -> None:
    jobs.drain("notices")
    assert drained == ["notices"]
    assert redis.llen("rq:queue:drain-notices") == 1

"""The users of Redis as `deploy/redis` has them: what they may is enough, and no more."""

from __future__ import annotations

import hashlib
import json
import shutil
import subprocess
import time
from collections.abc import Iterator
from dataclasses import replace

import pytest
from flask import Flask
from redis import Redis
from redis.exceptions import AuthenticationError, NoPermissionError, RedisError

from campaign import create_app, delivery, notices
from campaign.base.queue import CHANNELS, nudge, redis_connection
from campaign.works import jobs, schedule
from campaign.works.embedded import binary
from campaign.works.processes import ROOT
from tests.builders import published
from tests.servers import fast_folder, stop, wait_until

DEPLOY = ROOT / "deploy" / "redis"
PASSWORDS = {"web": "a-password-of-the-web", "worker": "another-of-the-workers"}
# The clients ask for these and go on without them.
NEEDLESS = {("web", "client|setinfo"), ("worker", "client|setinfo"), ("web", "info")}
JOB_OF_OURS = json.dumps(["campaign.works.jobs.drain", None, ["email"], {}])


class DeployedRedis:
    """A Redis with the files of `deploy/redis`, in a folder of its own; a third user looks on."""

    def __init__(self) -> None:
        self.folder = fast_folder("acl-")
        users = (DEPLOY / "users.acl").read_text()
        for user, password in PASSWORDS.items():
            digest = hashlib.sha256(password.encode()).hexdigest()
            users = users.replace(f"{user.upper()}_PASSWORD_SHA256", digest)
        (self.folder / "users.acl").write_text(f"{users}user onlooker on nopass ~* &* +@all\n")
        settings = (DEPLOY / "campaign.conf").read_text()
        for place in ("/run/campaign-redis", "/etc/campaign", "/var/lib/campaign-redis"):
            assert place in settings
            settings = settings.replace(place, str(self.folder))
        (self.folder / "campaign.conf").write_text(settings)
        self._process = subprocess.Popen(
            [binary(), self.folder / "campaign.conf"], stdout=subprocess.DEVNULL
        )
        wait_until((self.folder / "redis.sock").exists)
        self.onlooker = Redis.from_url(self.url("onlooker"))
        wait_until(self.onlooker.ping)

    def url(self, user: str) -> str:
        """The REDIS_URL of a user."""
        return f"unix://{user}:{PASSWORDS.get(user, 'any')}@{self.folder}/redis.sock"

    def refused(self) -> set[tuple[str, str]]:
        """What was refused to whom since this was asked last."""
        said = {(entry["username"], entry["object"]) for entry in self.onlooker.acl_log()}
        self.onlooker.acl_log_reset()
        return said - NEEDLESS

    def close(self) -> None:
        self.onlooker.close()
        stop(self._process)
        shutil.rmtree(self.folder)


@pytest.fixture(scope="module")
def deployed() -> Iterator[DeployedRedis]:
    server = DeployedRedis()
    yield server
    server.close()


@pytest.fixture
def redis_url(deployed: DeployedRedis) -> str:
    deployed.onlooker.flushall()
    deployed.refused()
    return deployed.url("web")


@pytest.fixture
def drained(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """The channels that were drained, in order."""
    channels: list[str] = []
    monkeypatch.setattr(delivery, "sweep", lambda: None)
    monkeypatch.setattr(delivery, "drain", lambda channel: channels.append(channel) or 1)
    monkeypatch.setattr(notices, "drain", lambda: channels.append("notices") or 1)
    return channels


def as_user(deployed: DeployedRedis, user: str) -> Redis:
    connection = redis_connection(deployed.url(user))
    assert connection is not None
    return connection


def work_off(deployed: DeployedRedis, channel: str, burst: bool = True) -> None:
    with as_user(deployed, "worker") as connection:
        worker = jobs.drain_worker(channel, connection)
        worker.work(burst=burst, max_jobs=None if burst else 1, logging_level="CRITICAL")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_nudges_of_the_web_are_worked_off(
    app: Flask, deployed: DeployedRedis, redis_url: str, drained: list[str]
) -> None:
    for channel in CHANNELS:
        nudge(channel)
        nudge(channel)
        work_off(deployed, channel, burst=False)  # waits for it as workers do
        work_off(deployed, channel)
    assert drained == [channel for channel in CHANNELS for _ in range(2)]
    schedule.tick()
    for channel in CHANNELS:
        work_off(deployed, channel)
    assert drained[6:] == list(CHANNELS)
    assert deployed.refused() == set()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_a_worker_may_do_all_that_befalls_it(
    app: Flask,
    deployed: DeployedRedis,
    redis_url: str,
    drained: list[str],
) -> None:
    """A nudge of its own, a job that fails, forged ones, and what dead workers left behind."""
    redis, queue, old = deployed.onlooker, "rq:queue:drain-email", time.time() - 9999
    app.extensions["redis"] = as_user(deployed, "worker")
    for name, data in (("left", JOB_OF_OURS), ("begun", JOB_OF_OURS), ("evil", '["os.abort"]')):
        fields = {"data": data, "origin": "drain-email", "status": "queued"}
        redis.hset(f"rq:job:{name}", mapping={**fields, "created_at": "2026-11-12T08:00:00.0Z"})
    redis.rpush(f"{queue}:intermediate", "left", "gone")
    for name in ("left", "gone"):
        redis.set(f"{queue}:intermediate:first_seen:{name}", old)
    redis.zadd("rq:wip:drain-email", {"begun:1": old, "gone:1": old})
    redis.sadd("rq:workers:drain-email", "rq:worker:dead")
    redis.zadd("rq:failed:drain-email", {"evil": old})
    nudge("email")
    redis.rpush(queue, "evil", "nobody")
    for _ in range(3):
        redis.delete("rq:clean_registries:drain-email")
        work_off(deployed, "email")
    assert drained == ["email"]
    assert redis.hget("rq:job:left", "status") == b"failed"
    assert redis.llen(f"{queue}:intermediate") == redis.zcard("rq:wip:drain-email") == 0
    assert deployed.refused() == set()


FOREIGN = [
    ("CONFIG", "GET", "dir"),
    ("CONFIG", "SET", "dir", "/tmp"),
    ("FLUSHALL",),
    ("KEYS", "*"),
    ("SCAN", "0"),
    ("EVAL", "return redis.call('get', 'rq:x')", "0"),
    ("GET", "other"),
    ("SET", "other", "1"),
    ("DEL", "other"),
    ("EXPIRE", "other", "1"),
    ("PUBLISH", "rq:pubsub:x", "shutdown"),
    ("SUBSCRIBE", "rq:pubsub:x"),
    ("ACL", "LIST"),
    ("MONITOR",),
    ("SHUTDOWN",),
    ("REPLICAOF", "127.0.0.1", "6379"),
    ("MODULE", "LIST"),
    ("SAVE",),
    ("CLIENT", "LIST"),
    ("CLIENT", "KILL", "TYPE", "normal"),
    ("FUNCTION", "LIST"),
    ("MIGRATE", "127.0.0.1", "6379", "rq:x", "0", "1"),
    ("RENAME", "rq:x", "rq:y"),
]
OF_WEB = [
    ("HGETALL", "rq:job:x"),
    ("DEL", "rq:queue:drain-email"),
    ("RPUSH", "rq:queue:other", "x"),
    ("LPOP", "rq:queue:drain-email"),
    ("BLMOVE", "rq:queue:drain-email", "rq:queue:drain-fax", "LEFT", "RIGHT", "1"),
    ("HSET", "rq:worker:x", "state", "idle"),
    ("GET", "rq:suspended"),
    ("SET", "rq:suspended", "1"),
    ("SET", "LIMITS:x", "1"),
    ("DEL", "LIMITS:x"),
]
OF_WORKER = [
    ("GET", "LIMITS:x"),
    ("INCRBY", "LIMITS:x", "1"),
    ("EVALSHA", "0" * 40, "0"),
    ("SCRIPT", "LOAD", "return 1"),
]


@pytest.mark.parametrize(
    ("user", "command"),
    [(user, command) for user in PASSWORDS for command in FOREIGN]
    + [("web", command) for command in OF_WEB]
    + [("worker", command) for command in OF_WORKER],
    ids=lambda part: part if isinstance(part, str) else "-".join(part[:3]),
)
def test_refused(deployed: DeployedRedis, user: str, command: tuple[str, ...]) -> None:
    with as_user(deployed, user) as connection, pytest.raises(NoPermissionError):
        connection.execute_command(*command)


def test_a_script_of_the_web_reaches_no_foreign_key(deployed: DeployedRedis) -> None:
    with as_user(deployed, "web") as connection:
        for act in ("'del', 'rq:queues'", "'get', 'rq:suspended'", "'config', 'get', 'dir'"):
            script = connection.script_load(f"return redis.call({act})")
            with pytest.raises(RedisError, match=r"(?i)permission|not allowed"):
                connection.evalsha(script, 1, "LIMITS:x")


def test_nobody_else_gets_in(deployed: DeployedRedis) -> None:
    socket = str(deployed.folder / "redis.sock")
    for name in ({}, {"username": "default", "password": ""}, {"username": "web", "password": "x"}):
        with (
            Redis(unix_socket_path=socket, **name) as connection,
            pytest.raises(AuthenticationError),
        ):
            connection.ping()


def test_the_settings_are_those_of_the_file(deployed: DeployedRedis) -> None:
    wanted = {
        "port": "0",
        "unixsocketperm": "770",
        "appendonly": "yes",
        "appendfsync": "everysec",
        "maxmemory-policy": "noeviction",
    }
    assert {name: deployed.onlooker.config_get(name)[name] for name in wanted} == wanted


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_webs_limits_are_counted_in_redis(
    app: Flask, deployed: DeployedRedis, redis_url: str
) -> None:
    login = {"email": "nobody@example.org", "password": "wrong"}
    for process in range(2):  # of one site
        other = create_app(app.config["CAMPAIGN"])
        other.config.update(WTF_CSRF_ENABLED=False)
        client = other.test_client()
        answers = [client.post("/desk/login", data=login).status_code for _ in range(4)]
        assert answers == ([422] * 4, [422, 429, 429, 429])[process]
    assert deployed.refused() == set()


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_site_answers_when_everything_is_refused(
    app: Flask, deployed: DeployedRedis, redis_url: str, drained: list[str]
) -> None:
    stage = published()
    deployed.onlooker.execute_command("ACL", "SETUSER", "web", "clearselectors", "-@all")
    try:
        refused = create_app(replace(app.config["CAMPAIGN"]))
        refused.config.update(WTF_CSRF_ENABLED=False)
        client = refused.test_client()
        assert client.get(f"/c/{stage.campaign.slug}").status_code == 200
        login = {"email": "nobody@example.org", "password": "wrong"}
        answers = [client.post("/desk/login", data=login).status_code for _ in range(6)]
        assert answers == [422] * 5 + [429], "limits are kept by each process then"
        nudge("email")  # lost, and only logged
        schedule.tick()
        assert drained == list(CHANNELS), "the schedule delivers by itself"
    finally:
        deployed.onlooker.execute_command("ACL", "LOAD")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_schedule_delivers_when_only_nudges_are_refused(
    app: Flask, deployed: DeployedRedis, redis_url: str, drained: list[str]
) -> None:
    deployed.onlooker.config_set("maxmemory", "1")
    try:
        schedule.tick()
        assert drained == list(CHANNELS)
    finally:
        deployed.onlooker.config_set("maxmemory", "64mb")

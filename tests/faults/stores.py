"""Redis and PostgreSQL are killed, emptied, filled, and lied to."""

from __future__ import annotations

import json
import random
import time
import uuid
from typing import Any

from redis import Redis
from sqlalchemy import text

from campaign import create_app
from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.servers import Servers


def redis_harmed(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """6, 7: Redis is emptied, killed, full, read-only, shut to us; pages answer all the while."""
    with House(servers, letters, **house) as home:
        home.work(3)
        verdict = Verdict()
        for number in range(times):
            home.until(lambda n=number: home.handed_over() > letters * 0.9 * n / times, 15)
            harm = HARMS[number % len(HARMS)]
            harm(home, verdict)
            home.harms += 1
        home.settle()
        return compare(home, verdict)


def redis_gone(servers: Servers, letters: int, **house: Any) -> Verdict:
    """6: Redis goes in the middle and does not come back: the schedule does the whole job."""
    with House(servers, letters, **house) as home:
        home.work(3)
        home.until(lambda: home.handed_over() > letters * 0.2)
        home.servers.redis.stop()
        try:
            home.harms = 1
            home.settle()
            return compare(home, Verdict())
        finally:
            home.servers.redis.start()


def forged(servers: Servers, letters: int, jobs: int, **house: Any) -> Verdict:
    """8: nudges that nobody sent: repeated, foreign, unreadable; nothing of it is executed."""
    with House(servers, letters, **house) as home:
        home.work(3)
        trap = home.folder / "executed"
        with Redis.from_url(servers.redis.url) as redis:
            for number in range(jobs):
                _forge(redis, number, str(trap))
        home.harms = jobs
        home.settle()
        verdict = compare(home, Verdict())
        if trap.exists():
            verdict.failures.append("a forged job was executed")
        return verdict


def restarted(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """9: PostgreSQL is ended at once and comes back, again and again under load."""
    with House(servers, letters, **house) as home:
        home.work(3)
        for number in range(times):
            home.until(lambda n=number: home.handed_over() > letters * 0.9 * n / times, 15)
            servers.postgres.crash()
            home.pause(random.uniform(0, 1))
            servers.postgres.start()
            home.harms += 1
        home.settle()
        return compare(home, _doubtful(home, times * 4))


def disconnected(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """10: connections to PostgreSQL are cut at any moment, so also between a 250 and its commit."""
    with House(servers, letters, **house) as home:
        home.work(3)
        for number in range(times):
            home.until(lambda n=number: home.handed_over() > letters * 0.9 * n / times, 15)
            home.ask(lambda c: c.execute(text(TERMINATE)))
            home.harms += 1
        home.settle()
        return compare(home, _doubtful(home, times))


TERMINATE = """
    SELECT pg_terminate_backend(pid) FROM pg_stat_activity
    WHERE datname = current_database() AND pid <> pg_backend_pid() ORDER BY random() LIMIT 1
"""


def _doubtful(home: House, doubts: int) -> Verdict:
    return Verdict(doubts=0 if home.config.evidence else doubts)


def _flush(home: House, verdict: Verdict) -> None:
    for _ in range(5):
        home.servers.redis.empty()
        home.pause(0.2)
    _page(home, verdict)


def _kill_redis(home: House, verdict: Verdict) -> None:
    home.servers.redis.kill()
    _page(home, verdict)
    home.pause(2)
    home.servers.redis.start()


def _fill(home: House, verdict: Verdict) -> None:
    with Redis.from_url(home.servers.redis.url) as redis:
        redis.config_set("maxmemory", "1mb")
        _page(home, verdict)
        home.pause(2)
        redis.config_set("maxmemory", "0")


def _forbid(home: House, verdict: Verdict) -> None:
    with Redis.from_url(home.servers.redis.url) as redis:
        redis.config_set("min-replicas-to-write", "1")  # every write is refused
        _page(home, verdict)
        home.pause(2)
        redis.config_set("min-replicas-to-write", "0")


def _refuse(home: House, verdict: Verdict) -> None:
    """Everything is refused to our user, as by a wrong ACL."""
    with Redis.from_url(home.servers.redis.url) as redis:
        redis.acl_setuser("keeper", enabled=True, nopass=True, commands=["+@all"], keys=["*"])
        socket = redis.connection_pool.connection_kwargs["path"]
    with Redis(unix_socket_path=socket, username="keeper", password="any") as keeper:
        keeper.execute_command("ACL", "SETUSER", "default", "-@all")
        _page(home, verdict)
        home.pause(2)
        keeper.execute_command("ACL", "SETUSER", "default", "+@all")


HARMS = (_flush, _kill_redis, _fill, _forbid, _refuse)


def _page(home: House, verdict: Verdict) -> None:
    """The page where people sign answers."""
    app = create_app(home.config)
    began = time.monotonic()
    status = app.test_client().get("/c/case-0", base_url=home.config.base_url).status_code
    if status != 200:
        verdict.failures.append(f"the page answered {status}")
    if time.monotonic() - began > 3:
        verdict.failures.append("the page took more than 3 s")


def _forge(redis: Redis, number: int, trap: str) -> None:
    """A job as RQ stores it: a true nudge again, a foreign function, or rubbish."""
    functions = (
        ("campaign.works.jobs.drain", ["email"]),
        ("subprocess.getoutput", [f"touch {trap}"]),
        ("campaign.works.jobs.drain", ["nonsense"]),
        ("os.abort", []),
    )
    name, arguments = functions[number % len(functions)]
    key = str(uuid.UUID(int=number))
    data = json.dumps([name, None, arguments, {}]) if number % 5 else "rubbish"
    redis.hset(f"rq:job:{key}", mapping={"data": data, "origin": "drain-email", "status": "queued"})
    redis.rpush("rq:queue:drain-email", key)

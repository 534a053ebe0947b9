"""The RQ workers: one for each channel, which does nothing but drain it when nudged.

Whatever stands in Redis counts as forged: a worker runs the one function of the allow-list, with
the name of a channel, and takes nothing else from it.
"""

from __future__ import annotations

import logging
import signal
import time
from typing import Any

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError, ResponseError
from rq import Queue, SimpleWorker
from rq.exceptions import NoSuchJobError, StopRequested
from rq.job import Job
from rq.serializers import JSONSerializer

from campaign import delivery, notices
from campaign.base.problems import Problem
from campaign.base.queue import CHANNELS, JOB, nudge, redis_connection

KEPT = (b"data", b"origin", b"status", b"created_at", b"enqueued_at", b"started_at")
LONGEST = 1000  # bytes of a job's data as it lies in Redis
UNREADABLE = (ValueError, TypeError, KeyError, AttributeError, ResponseError)
RETRY_SECONDS = 2  # how long a worker waits for a Redis that is gone

log = logging.getLogger(__name__)


class SafeJob(Job):
    """A job that trusts nothing it reads from Redis.

    Of the stored fields only KEPT are used, so no callback, webhook, retry, repetition or time
    limit of a forged job is; an unreadable one counts as gone, because an error at that place
    would end the worker.
    """

    @classmethod
    def fetch(cls, id: str, connection: Redis | None = None, serializer: Any = None) -> Job:
        """Read a job; raises NoSuchJobError also when it cannot be understood."""
        try:
            return super().fetch(id, connection=connection, serializer=serializer)
        except UNREADABLE as error:
            raise NoSuchJobError("unreadable job") from error

    def restore(self, raw_data: dict[bytes, bytes]) -> None:
        """Take over what a nudge needs, and nothing else; raises ValueError if it is too long.

        What it holds is packed, a thousand to one at most, so a short one stays harmless.
        """
        if len(raw_data.get(b"data", b"")) > LONGEST:
            raise ValueError("no nudge is so long")
        super().restore({name: raw_data[name] for name in KEPT if name in raw_data})
        self.timeout = -1  # a drain ends by itself
        self.result_ttl = 0
        self.failure_ttl = 3600

    @property
    def func(self) -> Any:
        """The function to run; raises PermissionError if it is not the one of the allow-list."""
        if self.instance is not None or self.func_name != JOB:
            raise PermissionError("this is no job of ours")
        return super().func


class DrainWorker(SimpleWorker):
    """A worker in one process that listens to no commands and knows whether it was told to stop."""

    told_to_stop = False
    max_connection_wait_time = RETRY_SECONDS

    def subscribe(self) -> None:
        """Not to commands over Redis: signals stop a worker."""

    def handle_warm_shutdown_request(self) -> None:
        """Remember that a signal came."""
        self.told_to_stop = True


def drain(channel: str) -> int:
    """The job: drain a channel and return how much was done.

    Raises ValueError for an unknown channel. Any other error is told by its type only, since RQ
    logs and stores the text of errors.
    """
    if channel not in CHANNELS:
        raise ValueError("no such channel")
    began = time.monotonic()
    try:
        with current_app.app_context():
            done = notices.drain() if channel == "notices" else delivery.drain(channel)
    except Exception as error:
        raise RuntimeError(f"drain of {channel}: {type(error).__name__}") from None
    if time.monotonic() - began >= current_app.config["CAMPAIGN"].drain_seconds:
        nudge(channel)  # it ended by its time limit, so there may be more
    return done


def drain_worker(channel: str, connection: Redis) -> DrainWorker:
    """The worker of one channel, not yet at work."""
    queue = Queue(
        f"drain-{channel}", connection=connection, serializer=JSONSerializer, job_class=SafeJob
    )
    return DrainWorker(
        [queue],
        connection=connection,
        serializer=JSONSerializer,
        job_class=SafeJob,
        default_result_ttl=0,
        worker_ttl=60,
        maintenance_interval=60,
        log_job_description=False,
    )


def work(channel: str) -> None:
    """Run the worker of one channel until a signal ends it; waits when Redis is gone.

    Raises Problem if no Redis is configured.
    """
    connection = redis_connection(current_app.config["CAMPAIGN"].redis_url)
    if connection is None:
        raise Problem("REDIS_URL is not set: `flask schedule` delivers without workers.")
    while not _work(channel, connection):
        time.sleep(RETRY_SECONDS)


def _work(channel: str, connection: Redis) -> bool:
    """Work as long as Redis is there; True if a signal asked for the end."""
    worker = None
    try:
        worker = drain_worker(channel, connection)
        worker.work(logging_level="WARNING")
    except StopRequested:
        return True
    except (RedisError, OSError) as error:
        log.warning("worker of %s waits for Redis: %s", channel, type(error).__name__)
    finally:
        signal.signal(signal.SIGTERM, signal.SIG_DFL)
        signal.signal(signal.SIGINT, signal.default_int_handler)
    return worker is not None and worker.told_to_stop

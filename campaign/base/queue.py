"""RQ carries only nudges, which may be lost, doubled or forged without harm."""

from __future__ import annotations

import logging

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError
from rq import Queue
from rq.serializers import JSONSerializer

CHANNELS = ("email", "fax", "notices")
JOB = "campaign.works.jobs.drain"
WAITING_AT_MOST = 2  # one runs, one more is sure to see what was just committed
TIMEOUTS = {"socket_connect_timeout": 0.5, "socket_timeout": 2}  # seconds; a page waits for it

log = logging.getLogger(__name__)


def redis_connection(url: str) -> Redis | None:
    """A connection with short time-outs, or None if no Redis is configured."""
    if not url:
        return None
    return Redis.from_url(url, **TIMEOUTS)


def nudge(channel: str) -> bool:
    """Ask the workers of a channel to drain it; call it after the commit.

    Returns False if they cannot be asked. Nothing is lost then: the schedule finds the work.
    """
    connection: Redis | None = current_app.extensions["redis"]
    if connection is None:
        return False
    try:
        queue = Queue(f"drain-{channel}", connection=connection, serializer=JSONSerializer)
        if queue.count < WAITING_AT_MOST:
            queue.enqueue(JOB, channel, job_timeout=-1, result_ttl=0, failure_ttl=3600)
    except (RedisError, OSError) as error:
        log.warning("no nudge for %s: %s", channel, type(error).__name__)
        return False
    return True

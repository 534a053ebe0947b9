"""The clock of the house: what must happen again and again, whoever forgot to ask for it."""

from __future__ import annotations

import logging
import time
from collections.abc import Callable

from flask import current_app
from redis import Redis
from redis.exceptions import RedisError

from campaign import delivery, inbound, notices
from campaign.base.queue import CHANNELS, nudge
from campaign.delivery import failing
from campaign.signing.expire import expire
from campaign.works import mailbox

EXPIRE_SECONDS = 3600

log = logging.getLogger(__name__)


def run() -> None:
    """Tick for ever; a signal ends it."""
    pause = current_app.config["CAMPAIGN"].sweep_seconds
    expire_at = 0.0
    while True:
        if time.monotonic() >= expire_at:
            _carefully("expire", expire)
            _carefully("forgetting of old mail", inbound.forget_old)
            expire_at = time.monotonic() + EXPIRE_SECONDS
        tick()
        time.sleep(pause)


def tick() -> None:
    """Fetch mail, sweep, then have every channel drained: by the workers, or here without Redis."""
    if current_app.config["CAMPAIGN"].inbound == "imap":
        _carefully("fetching of mail", mailbox.fetch)
    _carefully("sweep", delivery.sweep)
    _carefully("telling of managers", failing.tell_managers)
    _carefully("forgetting of mail", inbound.forget_erased)
    if redis_answers():
        for channel in CHANNELS:
            nudge(channel)
    else:
        drain_here()


def drain_here() -> None:
    """Drain every channel in this process."""
    _carefully("drain of email", lambda: delivery.drain("email"))
    _carefully("drain of fax", lambda: delivery.drain("fax"))
    _carefully("drain of notices", notices.drain)


def redis_answers() -> bool:
    """True if there is a Redis that workers can be nudged by."""
    connection: Redis | None = current_app.extensions["redis"]
    try:
        return connection is not None and bool(connection.ping())
    except (RedisError, OSError):
        return False


def _carefully(what: str, action: Callable[[], object]) -> None:
    """Do it in a context of its own; an error is logged by its type, and the clock goes on."""
    try:
        with current_app.app_context():
            action()
    except Exception as error:
        log.error("%s failed: %s", what, type(error).__name__)

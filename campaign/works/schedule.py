"""The clock of the house: what must happen again and again, whoever forgot to ask for it."""

from __future__ import annotations

import logging
import signal
import time
from collections.abc import Callable, Collection, Iterable
from functools import partial

from flask import current_app

from campaign import delivery, inbound, notices
from campaign.base.queue import CHANNELS, nudge
from campaign.delivery import cost_news, failing, unattended
from campaign.inbound.actions import weekly
from campaign.inbound.actions.forget import forget_old as forget_reports
from campaign.signing import outcome, remind_confirm, returned
from campaign.signing.ask import ask
from campaign.signing.expire import expire
from campaign.signing.remind import remind
from campaign.works import mailbox

EXPIRE_SECONDS = 3600
LISTEN_SECONDS = 0.2  # within which a signal is heard

log = logging.getLogger(__name__)


def run() -> None:
    """Tick until SIGTERM comes; what is being handed over by then is ended first."""
    told: list[int] = []
    signal.signal(signal.SIGTERM, lambda number, _frame: told.append(number))
    pause = current_app.config["CAMPAIGN"].sweep_seconds
    expire_at = tick_at = 0.0
    late: list[str] = []
    while not told:
        now = time.monotonic()
        if now >= expire_at:
            _carefully("expire", expire)
            _carefully("forgetting of old mail", inbound.forget_old)
            _carefully("reminding to confirm", remind_confirm.remind)
            _carefully("reminding of paper", remind)
            _carefully("forgetting of reports", forget_reports)
            _carefully("weekly summaries", weekly.send)
            expire_at = now + EXPIRE_SECONDS
        if now >= tick_at:
            late = tick(late)
            tick_at = time.monotonic() + pause
        time.sleep(LISTEN_SECONDS)


def tick(late: Collection[str] = ()) -> list[str]:
    """Fetch mail, sweep, then have every channel drained: by the workers, or here.

    Here if one cannot be nudged; or if nobody has come for what waits there at this tick, nor had
    at the last one (`late`, which is what that one returned).
    """
    if current_app.config["CAMPAIGN"].inbound == "imap":
        _carefully("fetching of mail", mailbox.fetch)
    _carefully("sweep", delivery.sweep)
    _carefully("telling of managers", failing.tell_managers)
    _carefully("telling of costs", cost_news.tell_managers)
    _carefully("forgetting of mail", inbound.forget_erased)
    _carefully("asking about own words", ask)
    _carefully("telling of outcomes", outcome.tell)
    _carefully("telling of letters that came back", returned.tell)
    still_late: list[str] = []
    _carefully("look at what waits", lambda: still_late.extend(unattended.late()))
    nudged = [nudge(channel) for channel in CHANNELS]
    if not all(nudged):
        drain_here()
        return []
    for channel in still_late:
        if channel in late:
            log.error("drain of %s failed: no worker takes it", channel)
            drain_here([channel])
    return still_late


def drain_here(channels: Iterable[str] = CHANNELS) -> None:
    """Drain channels in this process."""
    for channel in channels:
        _carefully(f"drain of {channel}", partial(_drain, channel))


def _drain(channel: str) -> int:
    return notices.drain() if channel == "notices" else delivery.drain(channel)


def _carefully(what: str, action: Callable[[], object]) -> None:
    """Do it in a context of its own; an error is logged by its type, and the clock goes on."""
    try:
        with current_app.app_context():
            action()
    except Exception as error:
        log.error("%s failed: %s", what, type(error).__name__)

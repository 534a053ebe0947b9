"""Empty a channel: claim, then window by window mark, hand over, record."""

from __future__ import annotations

import logging
import time
from itertools import islice
from uuid import UUID

from flask import current_app

from campaign.base import crash
from campaign.delivery import window
from campaign.delivery.claim import claim
from campaign.delivery.gateways import Gateway, Outcome, Parcel
from campaign.delivery.gateways.choose import GATEWAYS
from campaign.delivery.workers import LeaseLost, working
from config import Config

log = logging.getLogger(__name__)


def drain(channel: str) -> int:
    """Hand over what is due on a channel (email or fax); returns how many were taken.

    Ends when nothing is due or after DRAIN_SECONDS. Safe to run in any number of processes at
    once, and to kill at any moment. In live mode
    without a fax gateway there is nothing to do for faxes.
    """
    config: Config = current_app.config["CAMPAIGN"]
    if channel == "fax" and not config.fax_available:
        return 0
    end = time.monotonic() + config.drain_seconds
    gateway = GATEWAYS[channel](config)
    taken = 0
    try:
        with working(channel) as worker_id:
            while time.monotonic() < end and (claimed := claim(worker_id, channel)):
                crash.point("claimed")
                done, relay_gone = _hand_over_all(worker_id, gateway, claimed, channel, end)
                taken += done
                if relay_gone:
                    break
    except LeaseLost:
        log.warning("a worker on %s was taken for dead and stops", channel)
    finally:
        gateway.close()
    return taken


def _hand_over_all(
    worker_id: UUID, gateway: Gateway, claimed: dict[UUID, int], channel: str, end: float
) -> tuple[int, bool]:
    """Walk through what was claimed, a window at a time.

    Returns how many were taken, and whether the relay is out of reach, so that the rest was given
    back untried.
    """
    config: Config = current_app.config["CAMPAIGN"]
    waiting = dict(claimed)
    results: list[window.Result] = []
    taken, relay_gone = 0, False
    while waiting or results:
        relay_gone = _lost(results)
        go_on = time.monotonic() < end and not relay_gone
        until = time.monotonic() + config.window_seconds  # from before the mark
        marks = dict(islice(waiting.items(), config.window_of(channel) if go_on else 0))
        try:
            parcels = window.record_and_mark(worker_id, gateway, results, marks)
        except Exception:  # whatever went wrong with the next, what came of the last is known
            window.record_late(worker_id, results)
            raise
        taken += sum(r.outcome.event == "taken" for r in results)
        waiting = {key: fence for key, fence in waiting.items() if key not in marks}
        results = _hand_over(gateway, parcels, until)
        if not go_on:
            break
    if waiting:
        window.put_back(worker_id, waiting)
    return taken, relay_gone


def _hand_over(gateway: Gateway, parcels: list[Parcel], until: float) -> list[window.Result]:
    """Hand over a window; when the connection is gone the rest of it is void, not tried."""
    results: list[window.Result] = []
    for parcel in parcels:
        outcome = (
            Outcome("not_taken", text="not begun", began=False)
            if _lost(results)
            else gateway.hand_over(parcel, until)
        )
        results.append(window.Result(parcel, outcome))
    return results


def _lost(results: list[window.Result]) -> bool:
    """True if the last try did not even reach the other side."""
    return bool(results) and not results[-1].outcome.began

"""Following faxes, at every sweep: what became of them, what is in doubt, what may be deleted.

A callback may be lost or never come; so a gateway is asked after every fax that it took, at first
often, then ever more rarely. One that it may have taken is looked for under our reference.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Any

from flask import current_app
from sqlalchemy import exists, select, update

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import budget, errors, evidence, fax_news
from campaign.delivery.gateways import FaxGateway, Found, Unavailable
from campaign.delivery.gateways.choose import fax_gateway
from campaign.delivery.models import Attempt, FaxReport
from campaign.letters import states
from campaign.letters.addresses import fax_reference
from campaign.letters.models import Destination, Transmission
from config import Config

BY = "fax"
BATCH = 500
SECONDS = 20.0  # a sweep stays short; the next one goes on
ASK_FIRST = timedelta(seconds=30)  # then again after a quarter of the time gone by
LOOK_AFTER = (2, 10, 30)  # minutes since it was marked; the last time, what is not there is not
NOT_THERE = "the fax gateway does not know it"
DELETE_WITHIN = timedelta(days=2)  # a document that cannot be deleted is let be

log = logging.getLogger(__name__)


def follow() -> None:
    """Ask the gateway in use after its faxes; whatever is not asked now is so at a later sweep."""
    config: Config = current_app.config["CAMPAIGN"]
    if not config.fax_available:
        return
    gateway = fax_gateway(config)
    end = time.monotonic() + SECONDS
    try:
        if config.live:
            _settle_doubts(gateway, config, end)
        _ask_after(gateway, config, end)
        _delete_documents(gateway, end)
    except Unavailable as error:
        log.warning("the fax gateway cannot be asked: %s", error)
    finally:
        gateway.close()


# Of those taken


def _ask_after(gateway: FaxGateway, config: Config, end: float) -> None:
    for row in _taken(gateway, config):
        if time.monotonic() > end:
            return
        try:
            report = gateway.look_up(row.gateway_ref)
        except Unavailable:
            _ask_again_later(row)  # behind all others, should it be the only one
            raise
        if report is None or not fax_news.tell(gateway.name, report, BY):
            _ask_again_later(row)


def _taken(gateway: FaxGateway, config: Config) -> Sequence[Any]:
    """Faxes whose last try the gateway took and has not told the end of."""
    t = Transmission
    told = exists().where(FaxReport.attempt_id == Attempt.id)
    query = (
        select(t.id, t.fence, t.handed_at, Attempt.gateway_ref)
        .join(Attempt, (Attempt.transmission_id == t.id) & (Attempt.fence == t.fence))
        .where(
            t.channel == "fax",
            t.state == states.ACCEPTED,
            t.sandbox.is_(config.sandbox),
            t.next_at <= db_now(),
            Attempt.gateway == gateway.name,
            Attempt.gateway_ref.is_not(None),
            ~told,
        )
    )
    return reading().execute(query.order_by(t.next_at).limit(BATCH)).all()


def _ask_again_later(row: Any) -> None:
    now = db_now()
    _look_again(row, states.ACCEPTED, now + max(ASK_FIRST, (now - row.handed_at) / 4))


def _look_again(row: Any, state: str, at: datetime) -> None:
    with writing() as session:
        session.execute(
            update(Transmission)
            .where(
                Transmission.id == row.id,
                Transmission.fence == row.fence,
                Transmission.state == state,
            )
            .values(next_at=at)
        )


# Of those in doubt


def _settle_doubts(gateway: FaxGateway, config: Config, end: float) -> None:
    for row in _doubts(gateway):
        if time.monotonic() > end:
            return
        try:
            found = gateway.find(fax_reference(row.id, row.fence), row.address, row.started_at)
        except Unavailable:
            _look_again(row, states.UNCERTAIN, db_now() + ASK_FIRST)
            raise
        if len(found.reports) == 1:
            _adopt(gateway, row, found)
        elif found.reports:
            log.error("%s has a fax twice under one reference of ours", gateway.name)
            _look_again(row, states.UNCERTAIN, db_now() + errors.NO_NEWS["fax"])
        else:
            _not_there(row, found, config)


def _doubts(gateway: FaxGateway) -> Sequence[Any]:
    """Faxes whose last try was cut: taken or not. What went partly is none of them."""
    t = Transmission
    query = (
        select(t.id, t.fence, t.marked_at, Attempt.started_at, Destination.address)
        .join(Attempt, (Attempt.transmission_id == t.id) & (Attempt.fence == t.fence))
        .join(Destination, Destination.id == t.destination_id)
        .where(
            t.channel == "fax",
            t.state == states.UNCERTAIN,
            t.sandbox.is_(False),
            t.next_at <= db_now(),
            t.marked_at > db_now() - errors.NO_NEWS["fax"],
            Attempt.gateway == gateway.name,
            Attempt.outcome == "cut",
        )
    )
    return reading().execute(query.order_by(t.next_at).limit(BATCH)).all()


def _adopt(gateway: FaxGateway, row: Any, found: Found) -> None:
    """The one fax under our reference is ours."""
    [report] = found.reports
    with writing() as session:
        evidence.found_taken(session, {row.id: row.fence}, {row.id: report.reference})
    fax_news.tell(gateway.name, report, BY)


def _not_there(row: Any, found: Found, config: Config) -> None:
    """Nothing is there: believed after the last look only, of a list that is complete, and once."""
    now, scale = db_now(), config.patience_percent / 100
    looks = [row.marked_at + timedelta(minutes=minutes) * scale for minutes in LOOK_AFTER]
    sure = found.complete and now >= looks[-1] and config.when_cut != "park"
    if sure and not _was_not_there_before(row):
        with writing() as session:
            evidence.found_not_taken(session, {row.id: row.fence}, NOT_THERE)
            budget.give_back(session, [row.id])
        return
    last = now + timedelta(minutes=LOOK_AFTER[-1]) * scale
    _look_again(row, states.UNCERTAIN, min((at for at in looks if at > now), default=last))


def _was_not_there_before(row: Any) -> bool:
    earlier = select(Attempt.id).where(
        Attempt.transmission_id == row.id, Attempt.outcome == "not_taken", Attempt.text == NOT_THERE
    )
    return reading().execute(earlier.limit(1)).first() is not None


# Of those settled


def _delete_documents(gateway: FaxGateway, end: float) -> None:
    """What a gateway still keeps of a fax whose end is known."""
    query = (
        select(FaxReport.id, Attempt.gateway_ref)
        .join(Attempt, Attempt.id == FaxReport.attempt_id)
        .where(
            FaxReport.deleted_at.is_(None),
            FaxReport.at > db_now() - DELETE_WITHIN,
            Attempt.gateway == gateway.name,
        )
        .order_by(FaxReport.at)
        .limit(BATCH)
    )
    for row in reading().execute(query).all():
        if time.monotonic() > end:
            return
        try:
            gateway.delete(row.gateway_ref)
        except Unavailable as error:
            log.warning("a document cannot be deleted at %s yet: %s", gateway.name, error)
            continue
        with writing() as session:
            session.execute(
                update(FaxReport).where(FaxReport.id == row.id).values(deleted_at=db_now())
            )

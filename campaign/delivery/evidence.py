"""What settles a doubt, and what became of letters beyond our relay.

Live, the relay's log is the evidence (`relay_log.py`); in the sandbox, what the post room holds.
A letter of which there is a trace was taken. One of which there is none was surely not taken, once
all that the relay did is known up to a moment at which nobody could be handing it over any more;
as long as that cannot be proved, it stays in doubt.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, exists, func, or_, select, update
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import consequences, follow, postfix, relay_log
from campaign.delivery.follow import BATCH, BY
from campaign.delivery.models import Attempt, Caught, RelayLog, Trace
from campaign.letters import states
from campaign.letters.addresses import bounce_address
from campaign.letters.models import Transmission
from campaign.letters.states import Moved
from config import Config


def settle() -> None:
    """Settle what is in doubt, and tell what the relay's log says of letters beyond it."""
    config = _config()
    if config.sandbox:
        _settle_by_post_room(config)
    elif config.relay_log:
        _settle_by_log(config)
    if config.when_cut == "resend":
        _send_again(config)


# The relay's log


def _settle_by_log(config: Config) -> None:
    relay_log.read()
    known = relay_log.known_until()
    if known is None:
        return
    _hear(config)
    compare = follow.time_to_compare(known)
    settle_all = config.when_cut != "park"
    if not compare and not (settle_all and _doubts(config, *_ripe(config, known, db_now()))):
        return
    listed = postfix.queue(config.relay_queue)  # first the queue, then the log: nothing slips by
    if not relay_log.greet() or (known := relay_log.known_until()) is None:
        return
    _hear(config)
    if settle_all and known.read_until:
        _settle_not_taken(config, _ripe(config, known, known.read_until), listed)
    if compare and listed:
        follow.note_missed(listed, config)


def _hear(config: Config) -> None:
    """Doubts that a trace settles, and news of what was handed over."""
    kept = exists().where(
        Trace.message_id == Transmission.message_id, Trace.active, follow.of_this_sending()
    )
    while taken := _doubts(config, kept):
        with writing() as session:
            known = follow.traces_of(session, taken)
            refs = {key: t.queue_id for key, found in known.items() for t in found if t.active}
            found_taken(session, taken, refs)
    follow.tell_news(config)


def _ripe(config: Config, known: RelayLog, until: datetime) -> list[ColumnElement[bool]]:
    """Doubts so old at `until` that nobody can be handing them over, and after the last gap."""
    t = Transmission
    ripe = [t.channel == "email", t.marked_at < until - _patience(config)]
    return [*ripe, t.marked_at > known.gap_at] if known.gap_at else ripe


def _patience(config: Config) -> timedelta:
    """After this time a marked letter cannot be on its way to the relay any more.

    Until WINDOW_SECONDS are over its worker may begin the final dot; if frozen just before it, its
    connection is cut after RELAY_TIMEOUT.
    """
    return timedelta(seconds=config.window_seconds + config.relay_timeout + config.settle_margin)


def _doubts(config: Config, *where: ColumnElement[bool]) -> dict[UUID, int]:
    """The next transmissions in doubt of our mode, with their fences."""
    t = Transmission
    query = select(t.id, t.fence).where(
        t.state == states.UNCERTAIN, t.sandbox.is_(config.sandbox), *where
    )
    session = reading()
    session.rollback()
    return {row.id: row.fence for row in session.execute(query.order_by(t.id).limit(BATCH))}


def _settle_not_taken(
    config: Config, ripe: Sequence[ColumnElement[bool]], listed: postfix.Queue | None
) -> None:
    """Of which there is no trace, and which the relay does not have in its queue."""
    after = UUID(int=0)
    while batch := _doubts(config, *ripe, Transmission.id > after):
        after = max(batch)
        with writing() as session:
            known = follow.traces_of(session, batch)
            surely = {
                key: fence
                for key, fence in batch.items()
                if _surely_not_taken(key, known.get(key, []), listed)
            }
            found_not_taken(session, surely, "the relay's log does not know it")


def _surely_not_taken(
    transmission_id: UUID, traces: Sequence[Trace], listed: postfix.Queue | None
) -> bool:
    """What `cleanup` saw and no queue manager took up may be kept still; the queue tells."""
    if listed is None:
        return not traces
    if any(trace.active or trace.queue_id in listed.queue_ids for trace in traces):
        return False
    return bounce_address(transmission_id) not in listed.senders


# The post room


def _settle_by_post_room(config: Config) -> None:
    """In the sandbox: what was caught was taken, and nothing else."""
    t = Transmission
    sent_now = or_(t.resent_at.is_(None), Caught.at >= t.resent_at)
    kept = exists().where(Caught.transmission_id == t.id, sent_now)
    while taken := _doubts(config, kept):
        with writing() as session:
            faxes = select(Caught).where(Caught.transmission_id.in_(taken), Caught.channel == "fax")
            refs = {one.transmission_id: str(one.id) for one in session.scalars(faxes)}
            found_taken(session, taken, refs)
    old = t.marked_at < db_now() - _patience(config)
    while config.when_cut != "park" and (batch := _doubts(config, old, ~kept)):
        with writing() as session:
            found_not_taken(session, batch, "the post room does not have it")


# Moves


def found_taken(session: Session, doubts: Mapping[UUID, int], refs: Mapping[Any, str]) -> None:
    """They were taken, under these references of relay or gateway."""
    handed_at = func.coalesce(Transmission.marked_at, db_now())
    clear: dict[str, Any] = {"worker_id": None, "error_class": None, "error_text": None}
    moved = states.move(session, "found_taken", doubts, BY, handed_at=handed_at, **clear)
    named = [{"id": m.id, "gateway_ref": refs[m.id]} for m in moved if m.id in refs]
    if named:
        session.execute(update(Transmission), named)
    for m in moved:
        _complete(session, m, "taken", "found by evidence", refs.get(m.id))
        consequences.heard(session, m.id, None)


def found_not_taken(session: Session, doubts: Mapping[UUID, int], why: str) -> None:
    """They were surely not taken: back into the queue."""
    clear: dict[str, Any] = {"next_at": db_now(), "worker_id": None}
    for m in states.move(session, "found_not_taken", doubts, BY, **clear):
        _complete(session, m, "not_taken", why, None)


def _complete(session: Session, m: Moved, outcome: str, why: str, ref: str | None) -> None:
    """The attempt that was cut has an outcome now."""
    session.execute(
        update(Attempt)
        .where(
            Attempt.transmission_id == m.id,
            Attempt.fence == m.fence,
            Attempt.outcome.in_(("open", "cut")),
        )
        .values(outcome=outcome, ended_at=db_now(), text=why, gateway_ref=ref)
    )


def _send_again(config: Config) -> None:
    """The operator's choice: an e-mail in doubt for long goes once more, the same bytes."""
    now = db_now()
    t = Transmission
    old = t.marked_at < now - timedelta(minutes=config.resend_minutes)
    while batch := _doubts(config, t.channel == "email", t.resent_at.is_(None), old):
        with writing() as session:
            states.move(
                session, "sent_again", batch, BY, resent_at=now, next_at=now, worker_id=None
            )


def _config() -> Config:
    config: Config = current_app.config["CAMPAIGN"]
    return config

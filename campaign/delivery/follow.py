"""What became of letters beyond our relay, as its log tells: taken, deferred, come back, or lost.

Many queue ids may carry one transmission: a filter passes it on under a new one, or it was sent
again. What one server took is not undone by another queue id; late, repeated and reversed news are
told as they are understood by the table of moves.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, or_, select, text, update
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import consequences, errors, postfix
from campaign.delivery.models import OPEN, RelayLog, Trace
from campaign.letters import states
from campaign.letters.models import Transmission
from config import Config

BY = "evidence"
BATCH = 500  # transmissions in one transaction
HEARING = (states.ACCEPTED, states.SILENT, states.DELIVERED, states.BOUNCED)
QUIET = timedelta(hours=2)  # longer than Postfix waits between two tries (4000 s)
COMPARED = timedelta(hours=1)  # between two questions for the whole queue of the relay

log = logging.getLogger(__name__)


def of_this_sending() -> ColumnElement[bool]:
    """The condition on a trace that it is not of a time before its letter was sent again."""
    return or_(Transmission.resent_at.is_(None), Trace.seen_at >= Transmission.resent_at)


def traces_of(session: Session, ids: Iterable[UUID]) -> dict[UUID, list[Trace]]:
    """What is known of the present sending of each, in the order in which it was heard."""
    query = (
        select(Transmission.id, Trace)
        .join(Trace, Trace.message_id == Transmission.message_id)
        .where(Transmission.id.in_(ids), of_this_sending())
        .order_by(Trace.said_at, Trace.seen_at)
    )
    found: dict[UUID, list[Trace]] = defaultdict(list)
    for key, trace in session.execute(query):
        found[key].append(trace)
    return found


def tell_news(config: Config) -> None:
    """Let every transmission hear what the log says of it and it has not heard yet."""
    for batch in _news():
        with writing() as session:
            _tell(session, batch, config)


def _news() -> Iterator[list[UUID]]:
    """Transmissions of which the log tells news, each once, in batches."""
    told: set[UUID] = set()
    query = (
        select(Transmission.id)
        .join(Trace, Trace.message_id == Transmission.message_id)
        .where(text("trace.news"), Transmission.state.in_(HEARING))
        .order_by(Trace.seen_at)
        .limit(BATCH)
    )
    while True:
        session = reading()
        session.rollback()
        batch = set(session.scalars(query)) - told
        if not batch:
            return
        told |= batch
        yield sorted(batch)


def _tell(session: Session, ids: Sequence[UUID], config: Config) -> None:
    """Let transmissions hear what the log says of them."""
    t = Transmission
    query = select(t.id, t.state, t.message_id, t.resent_at).where(t.id.in_(ids))
    rows = session.execute(
        query.where(t.state.in_(HEARING)).order_by(t.id).with_for_update(key_share=True)
    ).all()
    traces: dict[str, list[Trace]] = defaultdict(list)
    said = select(Trace).where(Trace.message_id.in_([row.message_id for row in rows]))
    for trace in session.scalars(said.order_by(Trace.queue_id).with_for_update()):
        traces[trace.message_id].append(trace)
        trace.news = False
    verdicts = {
        row.id: verdict
        for row in rows
        if (verdict := _verdict(row.state, traces[row.message_id], row.resent_at, config))
    }
    now = db_now()
    for event in ("proved", "proved_after_all", "came_back"):
        concerned = [key for key, verdict in verdicts.items() if verdict.event == event]
        states.move(session, event, concerned, BY, settled_at=now)
    changes = [{"id": key, **verdict.changes(now)} for key, verdict in verdicts.items()]
    if changes:
        session.execute(update(Transmission), changes)
    for key, verdict in verdicts.items():
        if verdict.event != "missed":
            consequences.heard(session, key, verdict.error_class, verdict.text)


@dataclass(frozen=True)
class Verdict:
    """What all traces of a transmission together say: a move, that it is deferred, or missed."""

    event: str
    error_class: str | None = None
    text: str = ""

    def changes(self, now: datetime) -> dict[str, Any]:
        """What it writes on the transmission besides the state."""
        if self.event == "missed":
            return {"missed_at": now}
        error_text = self.text if self.error_class else None
        return {"error_class": self.error_class, "error_text": error_text, "missed_at": None}


def _verdict(
    state: str, traces: Sequence[Trace], resent_at: datetime | None, config: Config
) -> Verdict | None:
    """What one server took is not undone by another queue id, however late that is heard of.

    A mail that came back while another copy of it is under way has not come back.
    """
    if any(t.status == "sent" and postfix.beyond(t.server, config.relay_next) for t in traces):
        if state == states.DELIVERED:
            return None
        return Verdict("proved_after_all" if state == states.BOUNCED else "proved")
    here = [t for t in traces if t.active and (resent_at is None or t.seen_at >= resent_at)]
    by_status = {t.status: t for t in sorted(here, key=lambda t: t.said_at or t.seen_at)}
    if state == states.BOUNCED:
        return None
    if None in by_status or "deferred" in by_status:
        waits = by_status.get("deferred")
        return Verdict("deferred", *_answer(waits)) if waits and state != states.DELIVERED else None
    if back := by_status.get("bounced") or by_status.get("expired"):
        return Verdict("came_back", *_answer(back))
    return Verdict("missed") if "removed" in by_status and state != states.DELIVERED else None


def _answer(trace: Trace) -> tuple[str, str]:
    """The class of what was said, and the words."""
    text = trace.reply or ""
    return errors.classify_report(trace.dsn or "5.0.0", text), text


def _silent_traces() -> Select[UUID, str]:
    """Letters that the relay must have in its queue, and has not said a word of for long."""
    t = Transmission
    return (
        select(t.id, Trace.queue_id)
        .join(Trace, Trace.message_id == t.message_id)
        .where(
            text(OPEN),
            Trace.seen_at < db_now() - QUIET,
            func.coalesce(Trace.said_at, Trace.seen_at) < db_now() - QUIET,
            of_this_sending(),
            t.state.in_((states.ACCEPTED, states.SILENT)),
            t.missed_at.is_(None),
        )
    )


def time_to_compare(known: RelayLog) -> bool:
    """True if some letters are silent for long and the queue was not asked for a while."""
    if known.compared_at and known.compared_at > db_now() - COMPARED:
        return False
    return reading().execute(_silent_traces().limit(1)).first() is not None


def note_missed(listed: postfix.Queue, config: Config) -> None:
    """Note which silent letters the relay has lost: a person decides about them."""
    with writing() as session:
        held: dict[UUID, bool] = defaultdict(bool)
        for key, queue_id in session.execute(_silent_traces()):
            held[key] |= queue_id in listed.queue_ids
        lost = sorted(key for key, still_there in held.items() if not still_there)
        now = db_now()
        if lost:
            session.execute(update(Transmission), [{"id": key, "missed_at": now} for key in lost])
            log.error("the relay has lost %d letters that it had taken", len(lost))
        session.get_one(RelayLog, config.relay_log).compared_at = now

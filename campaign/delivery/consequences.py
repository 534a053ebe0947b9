"""What an answer means beyond the letter that it was given to.

An answer may come in our own SMTP session, in the relay's log, or in a bounce; the table of error
classes (`errors.py`) says whom it blames. What a transaction heard is acted upon in one go, so that
gates are locked in one order, and a window in which all went well costs one look.
"""

from __future__ import annotations

import logging
from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import Row, and_, case, func, inspect, or_, select
from sqlalchemy.orm import Session, aliased

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import at_commit
from campaign.delivery import budget, errors, gates
from campaign.directory.models import Authority, ContactPoint
from campaign.letters import states
from campaign.letters.models import (
    Carriage,
    ChannelGate,
    Destination,
    Domain,
    Gate,
    Transmission,
)

TABLES: tuple[type[Gate], ...] = (ChannelGate, Domain, Destination)  # in the order of their locks
Key = tuple[type[Gate], Any]  # of a gate: its table, and its key there

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Answer:
    """What was heard of a transmission."""

    transmission_id: UUID
    error_class: str | None  # none: it went well
    text: str
    reported: bool = False  # by mail, which others than those who were written to could have sent

    @property
    def rejects_contact(self) -> bool:
        """True if it says that nobody is there."""
        rule = errors.TABLE.get(self.error_class or "")
        return rule is not None and rule.nobody


def heard(
    session: Session,
    transmission_id: UUID,
    error_class: str | None,
    text: str = "",
    reported: bool = False,
) -> None:
    """Let an answer to a transmission act on what it was sent to; none means: taken, or proved.

    `error_class` is one of `errors.py`, `text` the other side's words, cleaned; `reported` says
    that a mail told so, and neither our own session with the relay nor its log. Part of the
    caller's transaction, at whose end it acts (or at `act`); to be called after the move. What is
    told twice of a transmission changes little: a letter counts once in a row.
    """
    answer = Answer(transmission_id, error_class, text, reported)
    session.info.setdefault("heard", []).append(answer)
    at_commit(session, "gates", act)


def act(session: Session) -> None:
    """Act on what this transaction has heard so far."""
    answers: list[Answer] = session.info.pop("heard", [])
    if not answers:
        return
    places = _places(session, {answer.transmission_id for answer in answers})
    answers = [answer for answer in answers if answer.transmission_id in places]
    now = db_now()
    _judge_contacts(session, answers, places, now)
    told: dict[Key, list[Answer]] = defaultdict(list)
    for answer in answers:
        for concerned in _concerned(answer, places[answer.transmission_id]):
            told[concerned].append(answer)
    restless = {key for place in places.values() for key in _restless(place)}
    for table in TABLES:
        keys = {
            key
            for (kind, key), heard_there in told.items()
            if kind is table
            and ((kind, key) in restless or any(answer.error_class for answer in heard_there))
        }
        if table is ChannelGate:
            _be_there(session, keys)
        for key, gate in gates.lock(session, table, keys).items() if keys else ():
            for answer in told[table, key]:
                _tell(session, gate, answer, places[answer.transmission_id], now)
    session.flush()


def unsent(session: Session, transmission_ids: Iterable[UUID]) -> None:
    """Give what was claimed and not handed over back to its gates and its budget: tokens, money.

    A gate that somebody else holds just now keeps them: that makes it slower, never faster, and
    whoever gives back waits for nobody.
    """
    ids = set(transmission_ids)
    if not ids:
        return
    budget.give_back(session, ids)
    passed: dict[Key, list[UUID]] = defaultdict(list)
    for place in _places(session, ids).values():
        for gate_key in _gates(place):
            passed[gate_key].append(place.id)
    now = db_now()
    for table in TABLES:
        keys = {key for kind, key in passed if kind is table}
        for key, gate in gates.lock(session, table, keys, skip=True).items():
            gates.give_back(gate, gates.rate_of(gate), now, passed[table, key])
    session.flush()


def _places(session: Session, ids: set[UUID]) -> dict[UUID, Row[Any]]:
    """Where these transmissions went, and whether a success would change anything there.

    If the authority was merged since, its address is judged at the one that stands for both.
    """
    session.flush()
    query = _placing(dialects.is_sqlite(session))
    return {row.id: row for row in session.connection().execute(query, {"ids": list(ids)})}


@cache
def _placing(sqlite: bool) -> Any:
    t, sent, contact = Transmission, aliased(ContactPoint), aliased(ContactPoint)
    same = and_(contact.channel == sent.channel, contact.address == sent.address)
    stands = and_(contact.authority_id == Authority.merged_into, contact.retired_at.is_(None))
    health = case((contact.id.is_not(None), contact.health), else_=sent.health)
    doubted_by = case((contact.id.is_not(None), contact.doubted_by), else_=sent.doubted_by)
    return (
        select(
            t.id,
            t.channel,
            t.state,
            func.coalesce(contact.id, sent.id).label("contact_point_id"),
            t.destination_id,
            Destination.domain_id,
            gates.restless(ChannelGate).label("channel_restless"),
            gates.restless(Domain).label("domain_restless"),
            gates.restless(Destination).label("destination_restless"),
            or_(health != "good", doubted_by.is_not(None)).label("unproven"),
        )
        .join(Destination, Destination.id == t.destination_id)
        .join(sent, sent.id == t.contact_point_id)
        .join(Authority, Authority.id == sent.authority_id)
        .outerjoin(contact, and_(stands, same))
        .outerjoin(Domain, Domain.id == Destination.domain_id)
        .outerjoin(ChannelGate, ChannelGate.channel == t.channel)
        .where(dialects.one_of(sqlite, t.id, "ids"))
    )


def _gates(place: Row[Any]) -> list[Key]:
    """The gates that a transmission passed: tables and keys."""
    passed: list[Key] = [(ChannelGate, place.channel), (Destination, place.destination_id)]
    return passed + ([(Domain, place.domain_id)] if place.domain_id else [])


def _restless(place: Row[Any]) -> list[Key]:
    by_table: dict[type[Gate], bool] = {
        ChannelGate: place.channel_restless,
        Domain: place.domain_restless,
        Destination: place.destination_restless,
    }
    return [key for key in _gates(place) if by_table[key[0]]]


def _concerned(answer: Answer, place: Row[Any]) -> list[Key]:
    """The gates that an answer speaks of.

    That our relay or gateway took a letter says nothing of those beyond, if we shall hear of them.
    """
    if answer.error_class is None:
        told_later = place.channel == "fax" or current_app.config["CAMPAIGN"].relay_log
        if told_later and place.state != states.DELIVERED:
            return [(ChannelGate, place.channel)]
        return _gates(place)
    rule = errors.TABLE[answer.error_class]
    if rule.blames == "channel":
        return [(ChannelGate, place.channel)]
    if rule.blames == "domain" and place.domain_id:
        return [(Domain, place.domain_id)]
    if rule.blames == "letter" or answer.rejects_contact:
        return []
    return [(Destination, place.destination_id)]


def _tell(session: Session, gate: Gate, answer: Answer, place: Row[Any], now: datetime) -> None:
    """What one answer does to one gate."""
    if answer.error_class is None:
        gates.went_well(gate, 1, proved=place.state == states.DELIVERED)
        return
    rule = errors.TABLE[answer.error_class]
    if rule.blames != "domain":
        gates.failed(gate, now, answer.transmission_id, answer.error_class)
    elif not rule.final:
        gates.slow_down(gate, now)
    elif gate.closed_by != gates.POLICY:
        _turned_away(session, gate, answer, now)


def _turned_away(session: Session, gate: Gate, answer: Answer, now: datetime) -> None:
    """Refused by policy: what a report says is believed when that of another letter says it too."""
    letters = _letters(session, answer.transmission_id)
    if answer.reported and (not gate.last_id or letters & _letters(session, gate.last_id)):
        gates.doubt(gate, answer.transmission_id)
        return
    gates.shut(gate, now)
    what, key = type(gate).__name__.lower(), inspect(gate).identity[0]
    log.warning("%s %s refuses us by policy: closed until a person opens it", what, key)


def _be_there(session: Session, channels: set[str]) -> None:
    """The gate of a channel is there as soon as something is to be said of it."""
    for channel in sorted(channels):
        row = dialects.insert(session, ChannelGate).values(
            channel=channel, pace=1.0, failures=0, openings=0
        )
        session.execute(row.on_conflict_do_nothing(index_elements=["channel"]))


def _judge_contacts(
    session: Session, answers: Sequence[Answer], places: Mapping[UUID, Row[Any]], now: datetime
) -> None:
    """Two letters that an address rejected make it failing; one that arrived makes it good."""
    verdicts = [
        (answer, place)
        for answer, place in ((a, places[a.transmission_id]) for a in answers)
        if answer.rejects_contact
        or (answer.error_class is None and place.state == states.DELIVERED and place.unproven)
    ]
    if not verdicts:
        return
    query = (
        select(ContactPoint)
        .where(ContactPoint.id.in_({place.contact_point_id for _, place in verdicts}))
        .order_by(ContactPoint.id)
        .with_for_update(key_share=True)
        .execution_options(populate_existing=True)
    )
    contacts = {contact.id: contact for contact in session.scalars(query)}
    for answer, place in verdicts:
        contact = contacts[place.contact_point_id]
        if answer.error_class is None:
            contact.health = "good"
            contact.doubted_by = contact.failing_since = contact.failing_because = None
        elif contact.health != "failing":
            _doubt(session, contact, answer, now)


def _doubt(session: Session, contact: ContactPoint, answer: Answer, now: datetime) -> None:
    """The first letter that an address rejects raises a doubt; another one settles it."""
    letters = _letters(session, answer.transmission_id)
    if contact.doubted_by is None:
        contact.doubted_by = min(letters)
    elif contact.doubted_by not in letters:
        contact.health, contact.failing_since = "failing", now
        contact.failing_because = answer.text


def _letters(session: Session, transmission_id: UUID) -> set[UUID]:
    """What a transmission carries."""
    carried = select(Carriage.letter_id).where(Carriage.transmission_id == transmission_id)
    return set(session.scalars(carried))

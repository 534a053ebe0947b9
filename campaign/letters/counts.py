"""Counts that always add up: written in the transaction that moves, read by every page.

Deltas are summed over a transaction and written at its end in the order of their keys, so that two
writers never wait for each other crosswise.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.base import dialects, many
from campaign.base.clock import db_now
from campaign.base.database import at_commit, reading
from campaign.letters.models import Count, HourlyCount

NOBODY = UUID(int=0)  # stands for "no recipient" in a key, where NULL cannot


class Kind(NamedTuple):
    """What is counted: the key of a count row, without its slot."""

    org_id: UUID
    campaign_id: UUID
    subject: str  # signature, letter or transmission
    state: str
    sandbox: bool
    recipient_id: UUID = NOBODY
    channel: str = ""


def add(session: Session, kind: Kind, n: int, at: datetime | None = None) -> None:
    """Note that there are n more (or, below zero, fewer) of a kind; written at the commit.

    `at` is the time, if db_now() has told the caller in this transaction.
    """
    tally: Counter[Kind] | None = session.info.get("tally")
    if tally is None:
        tally = session.info["tally"] = Counter()
        at_commit(session, "counts", _write)
    tally[kind] += n
    if at is not None:
        session.info["counted_at"] = at


def number(session: Session, kind: Kind) -> int:
    """How many there are of a kind, as far as others have committed it."""
    key = {name: value for name, value in kind._asdict().items() if name != "org_id"}
    return int(session.scalar(select(func.sum(Count.n)).filter_by(**key)) or 0)


def correct(session: Session, missing: Mapping[Kind, int]) -> None:
    """Add to counts what a recount found missing (below zero: too much); nothing has arrived."""
    rows = [_count_row(kind, 0, missing[kind]) for kind in sorted(missing)]
    many.insert(session, Count, rows, summed="n")


def _write(session: Session) -> None:
    tally: Counter[Kind] = session.info.pop("tally", Counter())
    now: datetime = session.info.pop("counted_at", None) or db_now()
    hour = now.replace(minute=0, second=0, microsecond=0)
    slot = secrets.randbelow(dialects.count_slots(session))
    rows = [_count_row(kind, slot, tally[kind]) for kind in sorted(tally) if tally[kind]]
    many.insert(session, Count, rows, summed="n")
    arrived: Counter[tuple[UUID, UUID, str, str, bool]] = Counter()
    for kind, n in tally.items():
        if n > 0:
            arrived[kind.org_id, kind.campaign_id, kind.subject, kind.state, kind.sandbox] += n
    hours = [_hourly_row(key, hour, slot, arrived[key]) for key in sorted(arrived)]
    many.insert(session, HourlyCount, hours, summed="n")


def _count_row(kind: Kind, slot: int, n: int) -> dict[str, object]:
    return kind._asdict() | {"slot": slot, "n": n}


def _hourly_row(
    key: tuple[UUID, UUID, str, str, bool], hour: datetime, slot: int, n: int
) -> dict[str, object]:
    org_id, campaign_id, subject, state, sandbox = key
    return {
        "campaign_id": campaign_id,
        "org_id": org_id,
        "subject": subject,
        "state": state,
        "sandbox": sandbox,
        "hour": hour,
        "slot": slot,
        "n": n,
    }


@dataclass(frozen=True)
class Figure:
    """One line of counts of a campaign, slots added up."""

    subject: str
    state: str
    recipient_id: UUID
    channel: str
    n: int


def figures(campaign_id: UUID, sandbox: bool) -> list[Figure]:
    """All counts of a campaign, sandbox and live never mixed."""
    query = (
        select(Count.subject, Count.state, Count.recipient_id, Count.channel, func.sum(Count.n))
        .where(Count.campaign_id == campaign_id, Count.sandbox.is_(sandbox))
        .group_by(Count.subject, Count.state, Count.recipient_id, Count.channel)
    )
    return [Figure(*row[:4], n=int(row[4])) for row in reading().execute(query) if row[4]]


def hourly(
    campaign_id: UUID, sandbox: bool, since: datetime
) -> dict[tuple[str, str], dict[datetime, int]]:
    """Arrivals per hour (UTC) by subject and state, from `since` on; empty hours are absent."""
    query = (
        select(HourlyCount.subject, HourlyCount.state, HourlyCount.hour, func.sum(HourlyCount.n))
        .where(
            HourlyCount.campaign_id == campaign_id,
            HourlyCount.sandbox.is_(sandbox),
            HourlyCount.hour >= since,
        )
        .group_by(HourlyCount.subject, HourlyCount.state, HourlyCount.hour)
    )
    series: dict[tuple[str, str], dict[datetime, int]] = {}
    for subject, state, hour, n in reading().execute(query):
        series.setdefault((subject, state), {})[hour] = int(n)
    return series

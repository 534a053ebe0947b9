"""Whether the counts are true: what count rows say against what letters and signatures are.

Both sides are asked for in one statement, so they are of one moment even while workers run. What
writes moves rows and counts in one transaction; so a count that is wrong by n now is wrong by n at
every moment after, whatever else is moved, and adding what is missing mends it for good.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from sqlalchemy import Select, Uuid, case, func, literal, select, union_all
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.database import Base, reading, writing
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory.models import Authority
from campaign.letters import counts
from campaign.letters.models import Count, Letter, Transmission
from campaign.letters.write import TRAVELLING


@dataclass(frozen=True)
class Difference:
    """A count that is not true."""

    campaign: str  # its slug
    recipient: str  # the office; empty for signatures
    kind: counts.Kind
    counted: int
    true: int

    def __str__(self) -> str:
        """In plain words, without a name of a person."""
        to = f" to {self.recipient} ({self.kind.channel})" if self.recipient else ""
        where = ", sandbox" if self.kind.sandbox else ""
        return (
            f"{self.campaign}: {self.kind.subject}s {self.kind.state}{to}{where}: "
            f"counted {self.counted}, true {self.true}"
        )


def differences(campaign_id: UUID | None = None) -> list[Difference]:
    """Every count that is not true, of one campaign or of all; exact while others write."""
    return _compare(reading(), campaign_id)


def repair(campaign_id: UUID) -> list[Difference]:
    """Make the counts of a campaign true, in one transaction; returns what was wrong.

    Slots are added up before they are compared, and one alone may be below zero.
    """
    with writing() as session:
        dialects.one_by_one(session, f"recount:{campaign_id}")
        wrong = _compare(session, campaign_id)
        counts.correct(session, {d.kind: d.true - d.counted for d in wrong})
    return wrong


def _compare(session: Session, campaign_id: UUID | None) -> list[Difference]:
    both = union_all(_counted(), _letters(), _transmissions(), _signatures()).subquery()
    b = both.c
    key = (b.campaign_id, b.subject, b.state, b.sandbox, b.recipient_id, b.channel)
    counted, there = func.sum(b.counted), func.sum(b.there)
    wrong = select(*key, counted.label("counted"), there.label("there")).group_by(*key)
    if campaign_id:
        wrong = wrong.where(b.campaign_id == campaign_id)
    w = wrong.having(counted != there).subquery()
    query = (
        select(w, Campaign.org_id, Campaign.slug, Authority.office)
        .join(Campaign, Campaign.id == w.c.campaign_id)
        .outerjoin(Recipient, Recipient.id == w.c.recipient_id)
        .outerjoin(Authority, Authority.id == Recipient.authority_id)
        .order_by(Campaign.slug, w.c.subject, w.c.state, Recipient.position, w.c.channel)
    )
    return [
        Difference(
            row.slug,
            row.office or "",
            counts.Kind(
                row.org_id,
                row.campaign_id,
                row.subject,
                row.state,
                row.sandbox,
                row.recipient_id,
                row.channel,
            ),
            int(row.counted),
            int(row.there),
        )
        for row in session.execute(query)
    ]


def _counted() -> Select[*tuple[Any, ...]]:
    c = Count
    key = (c.campaign_id, c.subject, c.state, c.sandbox, c.recipient_id, c.channel)
    return select(*key, func.sum(c.n).label("counted"), literal(0).label("there")).group_by(*key)


def _letters() -> Select[*tuple[Any, ...]]:
    """As `write.kind_of` counts them."""
    x, t = Letter, Transmission
    state = case((x.state == TRAVELLING, func.coalesce(t.state, TRAVELLING)), else_=x.state)
    rows = select(x.campaign_id, state.label("state"), x.sandbox, x.recipient_id, x.channel)
    return _true("letter", rows.outerjoin(t, t.id == x.transmission_id))


def _transmissions() -> Select[*tuple[Any, ...]]:
    t = Transmission
    rows = select(t.campaign_id, t.state, t.sandbox, t.recipient_id, t.channel)
    return _true("transmission", rows)


def _signatures() -> Select[*tuple[Any, ...]]:
    """Signing comes after this room, so its table is taken by name, as a letter's key takes it."""
    s = Base.metadata.tables["signature"].c
    nobody = literal(counts.NOBODY, Uuid()).label("recipient_id")
    rows = select(s.campaign_id, s.state, s.sandbox, nobody, literal("").label("channel"))
    return _true("signature", rows)


def _true(subject: str, rows: Select[*tuple[Any, ...]]) -> Select[Any]:
    """How many rows there are of each kind, in the shape of `_counted`."""
    r = rows.subquery().c
    key = (r.campaign_id, r.state, r.sandbox, r.recipient_id, r.channel)
    return select(
        r.campaign_id,
        literal(subject).label("subject"),
        r.state,
        r.sandbox,
        r.recipient_id,
        r.channel,
        literal(0).label("counted"),
        func.count().label("there"),
    ).group_by(*key)

"""Pauses: one row for each, read whenever something is about to leave."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.ids import new_id
from campaign.campaigns.models import Campaign, Recipient
from campaign.delivery.models import Switch
from campaign.letters.models import Lane, Transmission


@dataclass(frozen=True)
class Scope:
    """What a pause covers: all that agrees with everything that is set; nothing set: everything.

    Whoever names a campaign, a recipient or a destination names its organisation too.
    """

    org_id: UUID | None = None
    campaign_id: UUID | None = None
    recipient_id: UUID | None = None
    destination_id: UUID | None = None
    channel: str | None = None

    @property
    def name(self) -> str:
        """The same for the same scope, such as `campaign:ID` or `organisation:ID channel:fax`."""
        parts = {
            "organisation": self.org_id,
            "campaign": self.campaign_id,
            "recipient": self.recipient_id,
            "destination": self.destination_id,
        }
        places = [f"{what}:{key}" for what, key in parts.items() if key]
        if len(places) > 1:
            places = places[1:]  # the rest says which organisation
        if self.channel:
            places.append(f"channel:{self.channel}")
        return " ".join(places) or "everything"


EVERYTHING = Scope()


def pause(session: Session, why: str, by: str, covers: Scope = EVERYTHING) -> None:
    """Stop what a scope covers, effective at the next claim or mark; once is enough."""
    statement = dialects.insert(session, Switch).values(
        id=new_id(), scope=covers.name, **asdict(covers), since=db_now(), why=why, by=by
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["scope"]))


def resume(session: Session, covers: Scope = EVERYTHING) -> bool:
    """End exactly this pause; False if there was none. Wider and narrower ones stay in force."""
    removed = session.execute(
        delete(Switch).where(Switch.scope == covers.name).returning(Switch.id)
    )
    return removed.first() is not None


def in_force(org_id: UUID | None = None) -> Sequence[Switch]:
    """The pauses that stop an organisation wholly or partly, or (none) all; the oldest first."""
    query = select(Switch).order_by(Switch.since)
    if org_id:
        query = query.where(or_(Switch.org_id.is_(None), Switch.org_id == org_id))
    return reading().scalars(query).all()


def stopping(org_id: UUID, campaign_id: UUID | None = None) -> list[Switch]:
    """The pauses that stop an organisation, or one of its campaigns, wholly; the widest first."""
    scopes = [EVERYTHING, Scope(org_id), Scope(org_id, campaign_id)]
    names = list(dict.fromkeys(scope.name for scope in scopes))
    found = {s.scope: s for s in reading().scalars(select(Switch).where(Switch.scope.in_(names)))}
    return [found[name] for name in names if name in found]


def paused(campaign: Campaign) -> Switch | None:
    """The widest pause that stops this whole campaign now, if any."""
    return next(iter(stopping(campaign.org_id, campaign.id)), None)


def partly(campaign: Campaign) -> Sequence[Switch]:
    """The pauses that stop some of this campaign's letters: a channel, recipient or destination."""
    is_part = or_(
        Switch.recipient_id.is_not(None),
        Switch.destination_id.is_not(None),
        Switch.channel.is_not(None),
    )
    recipients = select(Recipient.id).where(Recipient.campaign_id == campaign.id)
    destinations = select(Lane.destination_id).where(Lane.campaign_id == campaign.id)
    touches = and_(
        or_(Switch.org_id.is_(None), Switch.org_id == campaign.org_id),
        or_(Switch.campaign_id.is_(None), Switch.campaign_id == campaign.id),
        or_(Switch.recipient_id.is_(None), Switch.recipient_id.in_(recipients)),
        or_(Switch.destination_id.is_(None), Switch.destination_id.in_(destinations)),
    )
    return reading().scalars(select(Switch).where(is_part, touches).order_by(Switch.since)).all()


def not_paused(what: type[Lane] | type[Transmission]) -> ColumnElement[bool]:
    """The condition on a lane or a transmission that no pause covers it."""
    agreed = (
        (Switch.org_id, what.org_id),
        (Switch.campaign_id, what.campaign_id),
        (Switch.recipient_id, what.recipient_id),
        (Switch.destination_id, what.destination_id),
        (Switch.channel, what.channel),
    )
    return ~exists().where(*(or_(wanted.is_(None), wanted == has) for wanted, has in agreed))

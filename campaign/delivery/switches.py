"""Pauses: one row for each, read whenever something is about to leave."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import ColumnElement, and_, delete, exists, or_, select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.ids import new_id
from campaign.campaigns.models import Campaign
from campaign.delivery.models import Switch
from campaign.letters.models import Transmission


def scope_of(org_id: UUID | None = None, campaign_id: UUID | None = None) -> str:
    """What a pause covers: a campaign, else an organisation, else everything."""
    if campaign_id:
        return f"campaign:{campaign_id}"
    return f"organisation:{org_id}" if org_id else "everything"


def pause(
    session: Session, why: str, by: str, org_id: UUID | None = None, campaign_id: UUID | None = None
) -> None:
    """Stop a campaign, an organisation or everything; effective at the next claim or mark."""
    statement = dialects.insert(session, Switch).values(
        id=new_id(),
        scope=scope_of(org_id, campaign_id),
        org_id=org_id,
        campaign_id=campaign_id,
        since=db_now(),
        why=why,
        by=by,
    )
    session.execute(statement.on_conflict_do_nothing(index_elements=["scope"]))


def resume(session: Session, org_id: UUID | None = None, campaign_id: UUID | None = None) -> bool:
    """End exactly this pause; False if there was none. A wider one stays in force."""
    removed = session.execute(
        delete(Switch).where(Switch.scope == scope_of(org_id, campaign_id)).returning(Switch.id)
    )
    return removed.first() is not None


def paused(campaign: Campaign) -> Switch | None:
    """The widest pause that stops this campaign now, if any."""
    return next(iter(in_force(campaign.org_id, campaign.id)), None)


def in_force(org_id: UUID, campaign_id: UUID | None = None) -> list[Switch]:
    """The pauses that stop an organisation, or one of its campaigns; the widest first."""
    scopes = list(dict.fromkeys([scope_of(), scope_of(org_id), scope_of(org_id, campaign_id)]))
    found = {s.scope: s for s in reading().scalars(select(Switch).where(Switch.scope.in_(scopes)))}
    return [found[scope] for scope in scopes if scope in found]


def not_paused() -> ColumnElement[bool]:
    """The condition on a transmission that no pause covers it."""
    covers = or_(
        Switch.org_id.is_(None),
        and_(
            Switch.org_id == Transmission.org_id,
            or_(Switch.campaign_id.is_(None), Switch.campaign_id == Transmission.campaign_id),
        ),
    )
    return ~exists().where(covers)

"""Words and files of reports go in time; that there was a report, and of what kind, stays."""

from __future__ import annotations

from datetime import timedelta
from uuid import UUID

from sqlalchemy import and_, delete, or_, select, update
from sqlalchemy.orm import Session

from campaign import notices
from campaign.base.clock import db_now
from campaign.base.database import rowcount, writing
from campaign.campaigns.models import Campaign
from campaign.inbound.actions import weekly
from campaign.inbound.actions.models import ActionFile, ActionReport
from campaign.inbound.actions.tell import NEW

KEPT = timedelta(days=90)  # after the decision; undecided, after the campaign's end


def forget_old() -> int:
    """Wipe what was decided long ago; drop what nobody placed or decided. Returns how many."""
    with writing() as session:
        before = db_now() - KEPT
        over = select(Campaign.id).where(Campaign.closed_at < before)
        stale = (
            ActionReport.state == NEW,
            ActionReport.came_at < before,
            or_(ActionReport.campaign_id.is_(None), ActionReport.campaign_id.in_(over)),
        )
        decided = and_(ActionReport.decided_at < before, ActionReport.erased_at.is_(None))
        old = session.scalars(select(ActionReport.id).where(decided)).all()
        wipe(session, *old)
        dropped = select(ActionReport.id).where(*stale)
        session.execute(delete(ActionFile).where(ActionFile.report_id.in_(dropped)))
        return len(old) + rowcount(session.execute(delete(ActionReport).where(*stale)))


def wipe(session: Session, *report_ids: UUID) -> None:
    """Leave nothing of what was told in these reports, nor in mails about them."""
    weekly.take_back(session, report_ids)
    for report_id in report_ids:
        notices.forget(session, report_id)
    session.execute(delete(ActionFile).where(ActionFile.report_id.in_(report_ids)))
    session.execute(
        update(ActionReport)
        .where(ActionReport.id.in_(report_ids))
        .values(
            country=None,
            text=None,
            told=None,
            email=None,
            file_refused=None,
            erased_at=db_now(),
        )
    )

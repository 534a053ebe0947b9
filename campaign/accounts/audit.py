"""The trail of what managers did."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading


def record(
    session: Session,
    org_id: UUID,
    manager_id: UUID | None,
    action: str,
    subject: str,
    detail: str = "",
) -> None:
    """Add an entry in the caller's transaction; `detail` never holds a supporter's data."""
    session.add(
        AuditEntry(
            org_id=org_id,
            at=db_now(),
            manager_id=manager_id,
            action=action,
            subject=subject,
            detail=detail,
        )
    )


def trail(org_id: UUID, subjects: Collection[str], newest: int) -> Sequence[AuditEntry]:
    """What was done to any of these subjects, the newest first and no more than `newest`."""
    query = select(AuditEntry).where(AuditEntry.org_id == org_id, AuditEntry.subject.in_(subjects))
    return reading().scalars(query.order_by(AuditEntry.at.desc()).limit(newest)).all()

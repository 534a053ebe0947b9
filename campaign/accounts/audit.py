"""The trail of what managers did."""

from __future__ import annotations

from uuid import UUID

from sqlalchemy.orm import Session

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now


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

"""The outbox of notices."""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import Index
from sqlalchemy.orm import Mapped, mapped_column

from campaign.base.database import Base, Owned
from campaign.base.encrypted import Encrypted


class Notice(Owned, Base):
    """One mail to a supporter or manager; address and values are wiped once it is settled."""

    __tablename__ = "notice"
    __table_args__ = (Index("ix_notice_due", "state", "next_at"),)

    state: Mapped[str]  # ready, sending, sent, failed
    template: Mapped[str]  # its name under templates/mail/
    about: Mapped[UUID | None] = mapped_column(index=True)  # whose it is, to be forgotten with it
    to: Mapped[str | None] = mapped_column(Encrypted("notice.to"))
    values: Mapped[dict[str, Any] | None] = mapped_column(Encrypted("notice.values", "json"))
    message_id: Mapped[str]
    sandbox: Mapped[bool]
    created_at: Mapped[datetime]
    next_at: Mapped[datetime]  # while it is being sent: when its sender counts as gone
    tries: Mapped[int] = mapped_column(default=0)
    crashes: Mapped[int] = mapped_column(default=0)  # senders that were gone with it
    sent_at: Mapped[datetime | None]

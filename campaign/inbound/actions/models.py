"""Tables of reports of actions."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.base.database import Base, Owned
from campaign.base.encrypted import Encrypted
from campaign.base.ids import new_id


class ActionReport(Base):
    """What somebody says they did. `told` is as it came in; the columns beside it may be edited."""

    __tablename__ = "action_report"
    __table_args__ = (
        UniqueConstraint("form_key"),
        Index("ix_action_report_campaign_id_state", "campaign_id", "state"),
    )

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    org_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )  # none: it tells nothing of whose it is
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    recipient_id: Mapped[UUID | None] = mapped_column(ForeignKey("recipient.id"))
    form_key: Mapped[bytes]  # one form, or one mail, one report
    by_mail: Mapped[bool]
    state: Mapped[str]  # new, accepted, rejected
    kind: Mapped[str]  # see told.py; empty: a mail does not say
    done_on: Mapped[date | None]
    country: Mapped[str | None] = mapped_column(Encrypted("action_report.country"))
    text: Mapped[str | None] = mapped_column(Encrypted("action_report.text"))  # for the issuer
    told: Mapped[dict[str, Any] | None] = mapped_column(Encrypted("action_report.told", "json"))
    email: Mapped[str | None] = mapped_column(
        Encrypted("action_report.email")
    )  # for one mail of thanks, until it is decided
    language: Mapped[str | None]  # of that mail
    file_refused: Mapped[str | None]  # why what came with a mail was not kept
    sandbox: Mapped[bool]
    came_at: Mapped[datetime]
    decided_at: Mapped[datetime | None]
    edited_at: Mapped[datetime | None]
    passed_on_at: Mapped[datetime | None]  # when it stood in a summary
    erased_at: Mapped[datetime | None]


class ActionFile(Base):
    """A picture or PDF that came with a report, drawn anew."""

    __tablename__ = "action_file"

    report_id: Mapped[UUID] = mapped_column(ForeignKey("action_report.id"), primary_key=True)
    media_type: Mapped[str]
    content: Mapped[bytes] = mapped_column(Encrypted("action_file.content", "bytes"), deferred=True)


class WeeklySummary(Owned, Base):
    """To whom what is reported about a campaign goes once a week; no row: to nobody."""

    __tablename__ = "weekly_summary"
    __table_args__ = (UniqueConstraint("campaign_id"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    to: Mapped[str] = mapped_column(Encrypted("weekly_summary.to"))
    next_at: Mapped[datetime] = mapped_column(index=True)

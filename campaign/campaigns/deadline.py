"""The last day of signing; a day ends at midnight UTC, for there is one site for many zones.

Nothing has to happen at that moment: whoever asks reads the time anew.
"""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta
from uuid import UUID

from sqlalchemy import ColumnElement, or_
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign

LONGEST = timedelta(days=5 * 366)


def is_over(campaign: Campaign, now: datetime | None = None) -> bool:
    """True once the last day of signing has ended."""
    return campaign.sign_until is not None and campaign.sign_until < (now or db_now()).date()


def not_over() -> ColumnElement[bool]:
    """The same as a condition: that signing has not ended."""
    return or_(Campaign.sign_until.is_(None), Campaign.sign_until >= db_now().date())


def ends_at(day: date) -> datetime:
    """The moment at which a day has ended."""
    return datetime(day.year, day.month, day.day, tzinfo=UTC) + timedelta(days=1)


def in_words(day: date | None) -> str:
    """A last day, with the zone in which it ends; empty if there is none."""
    return f"the end of {day:%-d %B %Y} (UTC)" if day else ""


def set_last_day(session: Session, campaign: Campaign, by: UUID | None, day: date | None) -> None:
    """Let signing end with a day, or (None) with the campaign; letters stay as they are.

    Raises Problem for a closed campaign, or a day that must be a slip of the pen.
    """
    if campaign.state == "closed":
        raise Problem("This campaign is closed: nobody can sign it any more.")
    if day and day - db_now().date() > LONGEST:
        raise Problem("That day is more than five years away.")
    if campaign.sign_until != day:
        before = campaign.sign_until.isoformat() if campaign.sign_until else "none"
        campaign.sign_until = day
        detail = f"was {before}, now {day.isoformat() if day else 'none'}"
        record(session, campaign.org_id, by, "last day set", f"campaign:{campaign.id}", detail)

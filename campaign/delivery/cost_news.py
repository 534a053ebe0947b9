"""Managers are told when the month's money for faxes runs short, and when it is used up."""

from __future__ import annotations

from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.models import Organisation
from campaign.accounts.people import who_may
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import budget
from campaign.delivery.models import FaxBudget
from campaign.directory.prices import money

FULL = 100  # percent


def tell_managers() -> int:
    """Tell of every budget of this month that has come to 80 percent or its end; how many."""
    query = select(FaxBudget.id, FaxBudget.org_id, FaxBudget.told).where(
        FaxBudget.month == budget.month_of(db_now()),
        FaxBudget.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
        FaxBudget.cap.is_not(None),
        FaxBudget.told < FULL,
    )
    rows = reading().execute(query).all()
    due = [row.id for row in rows if _percent(reading(), row.org_id) > row.told]
    for budget_id in due:
        with writing() as session:
            _tell(session, session.get_one(FaxBudget, budget_id, with_for_update=True))
    return len(due)


def _percent(session: Session, org_id: UUID) -> int:
    """0, 80 or 100; full is also when no page to anybody can be paid any more."""
    purse = budget.purse(session, org_id, db_now())
    if purse.empty:
        return FULL
    return budget.WARN_AT if purse.percent >= budget.WARN_AT else 0


def _tell(session: Session, row: FaxBudget) -> None:
    """Told again only after a person has set the limit anew."""
    percent = _percent(session, row.org_id)
    if percent <= row.told:
        return
    organisation = session.get_one(Organisation, row.org_id)
    config = current_app.config["CAMPAIGN"]
    values = {
        "full": percent == FULL,
        "cap": money(row.cap or 0),
        "used": money(row.spent + row.reserved),
        "url": f"{config.base_url.rstrip('/')}/desk/fax",
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }
    for manager in who_may(session, row.org_id, "spend"):
        notices.post(session, row.org_id, manager.email, "fax_costs", values, config.sandbox)
    row.told = percent

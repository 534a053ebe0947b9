"""What was reported in a week, by the code of the appeal, to the one who issued it.

Off until the desk has set an address. Each accepted report is passed on once; a week without one
brings no mail. Counts by kind and country, and the texts as the desk accepted them: no name of a
reporter, no address, no file.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.audit import record
from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.countries import names_in
from campaign.base.database import reading, writing
from campaign.base.queue import nudge
from campaign.campaigns.models import Campaign
from campaign.inbound.actions.models import ActionReport, WeeklySummary
from campaign.inbound.actions.tell import ACCEPTED
from campaign.inbound.actions.told import KINDS, clean_email
from campaign.inbound.forward import quotation

WEEK = timedelta(days=7)
TEXTS = 100  # in one mail
TEMPLATE = "weekly"


def issuers(org_id: UUID) -> dict[UUID, str]:
    """The addresses that are set, by campaign."""
    query = select(WeeklySummary).where(WeeklySummary.org_id == org_id)
    return {one.campaign_id: one.to for one in reading().scalars(query)}


def set_issuer(session: Session, campaign: Campaign, by: UUID, typed: str) -> None:
    """Send summaries to this address from now on, or (empty) to nobody; raises Problem."""
    address = clean_email(typed)
    kept = session.scalars(select(WeeklySummary).filter_by(campaign_id=campaign.id)).first()
    if (kept.to if kept else "") == address:
        return
    if kept and address:
        kept.to = address
    elif kept:
        session.delete(kept)
    else:
        first = db_now() + WEEK
        session.add(
            WeeklySummary(
                org_id=campaign.org_id, campaign_id=campaign.id, to=address, next_at=first
            )
        )
    said = "set" if address else "removed"
    subject = f"campaign:{campaign.id}"
    record(session, campaign.org_id, by, "address of the issuer", subject, said)


def send() -> int:
    """Post the summaries that are due; returns how many. For the schedule."""
    due = select(WeeklySummary.id).where(WeeklySummary.next_at <= db_now())
    posted = sum(_send(summary_id) for summary_id in reading().scalars(due).all())
    if posted:
        nudge("notices")
    return posted


def take_back(session: Session, report_ids: Sequence[UUID]) -> None:
    """Drop summaries that tell of these reports and have not left; the next ones tell of the rest.

    In the caller's transaction.
    """
    query = select(ActionReport.org_id, ActionReport.passed_on_at).distinct()
    for org_id, posted_at in session.execute(query.where(ActionReport.id.in_(report_ids))).all():
        if org_id and posted_at and notices.take_back(session, org_id, TEMPLATE, posted_at):
            batch = (ActionReport.org_id == org_id, ActionReport.passed_on_at == posted_at)
            session.execute(update(ActionReport).where(*batch).values(passed_on_at=None))


def _send(summary_id: UUID) -> bool:
    with writing() as session:
        now = db_now()
        query = select(WeeklySummary).where(
            WeeklySummary.id == summary_id, WeeklySummary.next_at <= now
        )
        summary = session.scalars(dialects.skip_locked(session, query)).first()
        if summary is None:
            return False
        summary.next_at = now + WEEK
        campaign = session.get_one(Campaign, summary.campaign_id)
        reports = _not_passed_on(session, campaign)
        if not reports:
            return False
        values = _values(session, campaign, reports)
        notice = notices.post(
            session, campaign.org_id, summary.to, TEMPLATE, values, campaign.sandbox
        )
        for report in reports:
            report.passed_on_at = notice.created_at  # `take_back` finds the one by the other
    return True


def _not_passed_on(session: Session, campaign: Campaign) -> Sequence[ActionReport]:
    sandbox = current_app.config["CAMPAIGN"].sandbox
    if campaign.sandbox is not sandbox:
        return []
    query = select(ActionReport).where(
        ActionReport.campaign_id == campaign.id,
        ActionReport.state == ACCEPTED,
        ActionReport.passed_on_at.is_(None),
        ActionReport.sandbox.is_(sandbox),
    )
    return session.scalars(query.order_by(ActionReport.id).with_for_update()).all()


def _values(
    session: Session, campaign: Campaign, reports: Sequence[ActionReport]
) -> dict[str, Any]:
    organisation = session.get_one(Organisation, campaign.org_id)
    countries = names_in("en")
    where = Counter(countries.get(one.country or "", "Country not said") for one in reports)
    texts = [one for one in reports if one.text]
    return {
        "code": campaign.case.code or campaign.appeal.code or "",
        "title": campaign.shown_title,
        "total": len(reports),
        "kinds": Counter(str(KINDS[one.kind]) for one in reports).most_common(),
        "countries": where.most_common(),
        "texts": [
            {
                "head": _head(one, countries),
                "edited": bool(one.edited_at),
                "lines": quotation(one.text or ""),
            }
            for one in texts[:TEXTS]
        ],
        "more": max(len(texts) - TEXTS, 0),
        "organisation": organisation.name,
        "contact": organisation.contact_email,
    }


def _head(report: ActionReport, countries: dict[str, str]) -> str:
    day = f"{report.done_on:%-d %B %Y}" if report.done_on else ""
    where = countries.get(report.country or "", "")
    return ", ".join(filter(None, (str(KINDS[report.kind]), day, where)))

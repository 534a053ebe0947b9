"""A campaign goes out, or is thrown away as a draft."""

from __future__ import annotations

import secrets
from collections.abc import Collection
from uuid import UUID

from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns import search
from campaign.campaigns.approve import Approval, approve
from campaign.campaigns.cases import open_one
from campaign.campaigns.doubts import doubts
from campaign.campaigns.find import current_text
from campaign.campaigns.models import (
    AppealRecord,
    Campaign,
    Case,
    CaseCode,
    CorrectedValue,
    LetterText,
    MatchDecision,
    Recipient,
    RemovedName,
)


def publish(
    session: Session,
    campaign: Campaign,
    by: UUID | None,
    people_agreed: bool,
    acknowledged: Collection[str],
    approval: Approval | None = None,
) -> None:
    """Open a campaign for signing, in the caller's transaction.

    `people_agreed`: a person says that those named in it agreed or are safe. `acknowledged`: keys
    of the doubts that a person accepts. `approval`: what becomes of what waits, for an update that
    was looked over. Raises Problem as long as one of them is missing.
    """
    sandbox: bool = current_app.config["CAMPAIGN"].sandbox
    if campaign.state == "closed" or (
        campaign.state == "published" and campaign.sandbox == sandbox
    ):
        raise Problem(f"This campaign is {campaign.state} already.")
    if not people_agreed:
        raise Problem("Say first that the people named here agreed or are safe.")
    _refuse_incomplete(campaign)
    serious = {doubt.key for doubt in doubts(campaign) if doubt.serious}
    left = serious - set(acknowledged)
    if left:
        raise Problem(f"{len(left)} of {len(serious)} doubts wait for somebody to accept them.")
    if update := open_one(campaign):
        approve(session, campaign, update, by, approval)
    if campaign.published_at and campaign.sandbox != sandbox:  # who signed there can sign here too
        campaign.supporter_key = secrets.token_bytes(32)
    campaign.state = "published"
    campaign.sandbox = sandbox
    campaign.published_at = campaign.people_agreed_at = db_now()
    campaign.acknowledged = sorted(serious)
    mode = "in the sandbox" if sandbox else "live"
    record(
        session,
        campaign.org_id,
        by,
        "campaign published",
        f"campaign:{campaign.id}",
        f"{mode}; {len(serious)} doubts accepted; people named agreed or are safe",
    )


def discard(session: Session, campaign: Campaign, by: UUID | None) -> None:
    """Throw a draft away with its appeal; what the directory learned stays."""
    if campaign.state != "draft":
        raise Problem("Only a draft can be thrown away.")
    case_id = campaign.case_id
    record(session, campaign.org_id, by, "draft discarded", f"campaign:{campaign.id}")
    session.expunge(campaign)
    for table in (MatchDecision, RemovedName, LetterText, Recipient):
        session.execute(delete(table).where(table.campaign_id == campaign.id))
    session.execute(delete(Campaign).where(Campaign.id == campaign.id))
    session.execute(delete(CaseCode).where(CaseCode.case_id == case_id))
    appeals = select(AppealRecord.id).where(AppealRecord.case_id == case_id)
    session.execute(delete(CorrectedValue).where(CorrectedValue.appeal_id.in_(appeals)))
    session.execute(delete(AppealRecord).where(AppealRecord.case_id == case_id))
    session.execute(delete(Case).where(Case.id == case_id))
    search.forget(session, campaign.id)


def _refuse_incomplete(campaign: Campaign) -> None:
    text = current_text(campaign, campaign.appeal.language)
    if not (text.subject.strip() and text.opening.strip()):
        raise Problem("The letter needs a subject and an opening.")
    if not text.demands:
        raise Problem("The letter asks for nothing yet: add what the authorities shall do.")
    if not campaign.recipients:
        raise Problem("The campaign needs at least one recipient.")

"""A later appeal of a case that has its campaign: an update, or a translation.

An update takes the campaign off the site until somebody has looked it over and published it again.
Nothing leaves meanwhile; what waits is then written anew, so nothing old leaves afterwards.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.appeals import Appeal
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns.draft import Draft, draft
from campaign.campaigns.find import current_text
from campaign.campaigns.importing import add_recipients, hash_of, read_appeal, store
from campaign.campaigns.models import AppealRecord, Campaign, Case, LetterText


def open_update(session: Session, campaign: Campaign, source: str, by: UUID | None) -> None:
    """Put a newer text of the same appeal in force, to be looked over and published again.

    What the update does not say (no demands, no title) stays as it is; recipients it names are
    added, none is dropped. Raises Problem for a closed campaign or a text known already.
    """
    text, appeal = _new_text(session, campaign, source)
    campaign.appeal_id = store(session, session.get_one(Case, campaign.case_id), text, appeal).id
    if campaign.state == "published":
        campaign.state = "updating"
    campaign.title = appeal.title or campaign.title
    campaign.acknowledged = []  # each doubt is looked at anew
    campaign.revision = Campaign.revision + 1
    _add_version(session, campaign, current_text(campaign, appeal.language), draft(appeal), by)
    session.flush()
    session.refresh(campaign)
    add_recipients(session, campaign, appeal)
    detail = appeal.code or ""
    record(session, campaign.org_id, by, "update opened", f"campaign:{campaign.id}", detail)


def add_translation(session: Session, campaign: Campaign, source: str, by: UUID | None) -> None:
    """Keep the appeal in another language, and its letter as a text of the same campaign.

    Raises Problem for a closed campaign or a text known already.
    """
    text, appeal = _new_text(session, campaign, source)
    store(session, session.get_one(Case, campaign.case_id), text, appeal)
    drafted = draft(appeal)
    session.add(
        LetterText(
            org_id=campaign.org_id,
            campaign_id=campaign.id,
            language=appeal.language,
            version=1,
            subject=drafted.subject or campaign.title,
            opening=drafted.opening,
            demands=drafted.demands,
            created_at=db_now(),
            created_by=by,
        )
    )
    session.flush()
    subject = f"campaign:{campaign.id}"
    record(session, campaign.org_id, by, "translation added", subject, appeal.language)


def _new_text(session: Session, campaign: Campaign, source: str) -> tuple[str, Appeal]:
    if campaign.state == "closed":
        raise Problem("That campaign is closed; a closed campaign takes no new text.")
    text, appeal = read_appeal(source)
    known = select(AppealRecord.id).filter_by(case_id=campaign.case_id, source_hash=hash_of(text))
    if session.scalars(known).first():
        raise Problem("That campaign has exactly this text already; nothing was changed.")
    return text, appeal


def _add_version(
    session: Session, campaign: Campaign, before: LetterText, drafted: Draft, by: UUID | None
) -> None:
    session.add(
        LetterText(
            org_id=campaign.org_id,
            campaign_id=campaign.id,
            language=before.language,
            version=before.version + 1,
            subject=drafted.subject or before.subject,
            opening=drafted.opening or before.opening,
            demands=drafted.demands or before.demands,
            created_at=db_now(),
            created_by=by,
        )
    )

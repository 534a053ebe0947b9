"""A later appeal of a case that has its campaign: an update, or a translation.

An update takes the campaign off the site until somebody has looked it over and published it again.
Letters under way are held meanwhile, or go on with the old text, as the manager chose; publishing
raises the revision, so nothing old leaves afterwards.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.appeals import Appeal
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns.cases import open_one
from campaign.campaigns.draft import Draft, draft, subject_of, title_of
from campaign.campaigns.find import current_text
from campaign.campaigns.importing import add_recipients, read_appeal, refuse_known, store
from campaign.campaigns.languages import language_tag
from campaign.campaigns.models import (
    AppealRecord,
    AppealUpdate,
    Campaign,
    Case,
    CorrectedValue,
    LetterText,
)


def open_update(
    session: Session, campaign: Campaign, source: str, by: UUID | None, hold: bool = True
) -> None:
    """Put a newer text of the same appeal in force, to be looked over and published again.

    What the update does not say (no demands, no title) stays as it is; recipients it names are
    added, none is dropped. `hold`: letters that have not left wait until then. Raises Problem for a
    closed campaign or a text known already.
    """
    text, appeal = _new_text(session, campaign, source)
    now = db_now()
    was, old_text = campaign.appeal_id, current_text(campaign, appeal.language)
    kept = store(session, session.get_one(Case, campaign.case_id), text, appeal, now)
    if campaign.state != "draft":
        _note(session, campaign, kept, was, old_text, now, by)
        campaign.state = "updating"
        campaign.letters_go_on = not hold
    campaign.appeal_id = kept.id
    campaign.title = title_of(appeal.title) or campaign.title
    if appeal.deadline:
        campaign.sign_until = date.fromisoformat(appeal.deadline)
    campaign.acknowledged = []  # each doubt is looked at anew
    _add_version(session, old_text, draft(appeal), now, by)
    session.flush()
    session.refresh(campaign)
    add_recipients(session, campaign, appeal)
    detail = f"{appeal.code or ''}; letters {'held' if hold else 'go on'} until it is published"
    record(session, campaign.org_id, by, "update opened", f"campaign:{campaign.id}", detail)


def throw_away(session: Session, campaign: Campaign, by: UUID | None) -> None:
    """Drop an update that is not published: all is as before, and letters that waited go on.

    Recipients that it brought are left out. Raises Problem if there is none.
    """
    update = open_one(campaign)
    if update is None or campaign.state != "updating":
        raise Problem("There is no update to throw away.")
    before, appeal_id = update.before, update.appeal_id
    old_text = session.get_one(LetterText, update.before_text_id)
    newest = current_text(campaign, old_text.language)
    for recipient in campaign.all_recipients:
        recipient.printed_as = before["printed"].get(str(recipient.id))
        recipient.offered = str(recipient.id) in before.get("offered", ())
        if str(recipient.id) not in before["printed"]:
            recipient.left_out_at = recipient.left_out_at or db_now()
    campaign.appeal_id = update.before_appeal_id
    campaign.title = before["title"]
    until = before["sign_until"]
    campaign.sign_until = date.fromisoformat(until) if until else None
    campaign.acknowledged = before["acknowledged"]
    campaign.state, campaign.letters_go_on = "published", False
    as_before = Draft(old_text.subject, old_text.opening, old_text.demands)
    _add_version(session, newest, as_before, db_now(), by)
    session.delete(update)
    session.flush()
    session.execute(delete(CorrectedValue).where(CorrectedValue.appeal_id == appeal_id))
    session.execute(delete(AppealRecord).where(AppealRecord.id == appeal_id))
    session.expire(campaign)
    record(session, campaign.org_id, by, "update thrown away", f"campaign:{campaign.id}")


def add_translation(session: Session, campaign: Campaign, source: str, by: UUID | None) -> None:
    """Keep the appeal in another language, and its letter as a text of the same campaign.

    Raises Problem for a closed campaign, a text known already or a language that does not exist.
    """
    text, appeal = _new_text(session, campaign, source)
    store(session, session.get_one(Case, campaign.case_id), text, appeal)
    drafted, language = draft(appeal), language_tag(appeal.language)
    newest = select(func.max(LetterText.version)).filter_by(
        campaign_id=campaign.id, language=language
    )
    session.add(
        LetterText(
            org_id=campaign.org_id,
            campaign_id=campaign.id,
            language=language,
            version=1 + (session.scalar(newest) or 0),
            subject=drafted.subject or subject_of(campaign.title),
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
    refuse_known(session, campaign, text)
    return text, appeal


def _note(
    session: Session,
    campaign: Campaign,
    new: AppealRecord,
    before_appeal_id: UUID,
    before: LetterText,
    now: datetime,
    by: UUID | None,
) -> None:
    """Remember what was in force; of one update after the other, before the first of them."""
    if update := open_one(campaign):
        update.appeal_id, update.opened_by = new.id, by
        return
    session.add(
        AppealUpdate(
            org_id=campaign.org_id,
            campaign_id=campaign.id,
            appeal_id=new.id,
            before_appeal_id=before_appeal_id,
            before_text_id=before.id,
            before=_in_force(campaign),
            opened_at=now,
            opened_by=by,
        )
    )


def _in_force(campaign: Campaign) -> dict[str, Any]:
    """What an update changes of a campaign: title, last day, accepted doubts, where each recipient
    stands in the appeal."""
    return {
        "title": campaign.title,
        "sign_until": campaign.sign_until.isoformat() if campaign.sign_until else None,
        "acknowledged": campaign.acknowledged,
        "printed": {str(r.id): r.printed_as for r in campaign.all_recipients},
        "offered": [str(r.id) for r in campaign.all_recipients if r.offered],
    }


def _add_version(
    session: Session, before: LetterText, drafted: Draft, now: datetime, by: UUID | None
) -> None:
    session.add(
        before.next_version(
            drafted.subject or before.subject,
            drafted.opening or before.opening,
            drafted.demands or before.demands,
            by,
            now,
        )
    )

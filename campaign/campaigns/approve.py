"""An update goes out: what becomes of letters that waited, and of recipients it no longer names."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns.edit import leave_out
from campaign.campaigns.models import AppealUpdate, Campaign, Recipient

REWRITE, CANCEL, SEND = "rewrite", "cancel", "send"
MOST_DAYS = 60
DAYS = 7

WAITING: Mapping[str, str] = {
    REWRITE: "Write them anew with the new text",
    CANCEL: "Cancel them: they do not leave",
}
UNANSWERED: Mapping[str, str] = {
    SEND: "Send the letter with the new text, without their own words",
    CANCEL: "Cancel the letter",
}


@dataclass(frozen=True)
class Approval:
    """What a manager chose for the letters that wait under the old text."""

    waiting: str  # one of WAITING
    answer_days: int = DAYS  # for supporters whose own words may be wrong now
    unanswered: str = CANCEL  # one of UNANSWERED
    left_out: Collection[UUID] = ()  # recipients that nobody shall pick any more


def approve(
    session: Session,
    campaign: Campaign,
    update: AppealUpdate,
    by: UUID | None,
    chosen: Approval | None,
) -> None:
    """Note what was chosen, and let nothing leave that was written before; raises Problem."""
    if chosen is None or chosen.waiting not in WAITING or chosen.unanswered not in UNANSWERED:
        raise Problem("Choose what becomes of the letters that wait under the old text.")
    if not 1 <= chosen.answer_days <= MOST_DAYS:
        raise Problem(f"Give supporters between 1 and {MOST_DAYS} days to answer.")
    update.approved_at = db_now()
    update.waiting, update.unanswered = chosen.waiting, chosen.unanswered
    update.answer_days = chosen.answer_days
    campaign.revision = Campaign.revision + 1
    campaign.letters_go_on = False
    for recipient in no_longer_named(campaign, update):
        if recipient.id in chosen.left_out:
            leave_out(session, campaign, recipient, by)
    subject = f"campaign:{campaign.id}"
    detail = f"letters that wait: {WAITING[chosen.waiting].lower()}"
    if chosen.waiting == REWRITE:
        then = UNANSWERED[chosen.unanswered].lower()
        detail += f"; own words asked about for {chosen.answer_days} days, then: {then}"
    record(session, campaign.org_id, by, "update approved", subject, detail)


def no_longer_named(campaign: Campaign, update: AppealUpdate) -> list[Recipient]:
    """Recipients in force that the appeal before named, and this one does not."""
    named = {key for key, place in update.before["printed"].items() if place is not None}
    return [r for r in campaign.recipients if r.printed_as is None and str(r.id) in named]

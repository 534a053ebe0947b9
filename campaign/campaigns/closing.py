"""How a case ended, and what is told of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from uuid import UUID

from flask_babel import lazy_gettext as _
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.appeals import from_json
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import Problem
from campaign.base.safe_text import TextTooLong, plain
from campaign.campaigns.importing import read_appeal, refuse_known, store
from campaign.campaigns.models import AppealRecord, Campaign, Case

KINDS: Mapping[str, str] = {
    "freed": "Freed, or what was asked for was done",
    "died": "Died",
    "stop": "Letters shall stop: they may do harm, or are not needed now",
    "other": "Another end",
}
PUBLIC: Mapping[str, str] = {  # as the public page heads it
    "freed": _("Good news"),
    "died": _("Sad news"),
    "stop": _("Please write no more letters"),
    "other": _("The campaign has ended"),
}
SAID_LENGTH = 600
MAIL_LENGTH = 4000


@dataclass(frozen=True)
class Outcome:
    """What is told when a campaign is closed."""

    kind: str  # one of KINDS
    said: str  # on the public page
    mail: str  # to signers who asked to be told; empty: they are not written to


def outcome(kind: str, said: str, mail: str) -> Outcome:
    """An outcome as a person typed it, cleaned; raises Problem."""
    if kind not in KINDS:
        raise Problem("Choose how it ended.")
    said = _clean(said, SAID_LENGTH, "sentence for the public page")
    if not said:
        raise Problem("Write a sentence for the public page.")
    return Outcome(kind, said, _clean(mail, MAIL_LENGTH, "mail"))


def close(
    session: Session, campaign: Campaign, by: UUID | None, why: str, end: Outcome | None = None
) -> None:
    """End a campaign: nobody can sign, and what waits does not leave.

    `end` is what is told of it; without one nobody is written to. Raises Problem.
    """
    if campaign.state not in ("published", "updating"):
        raise Problem("Only a campaign that runs can be closed.")
    campaign.state = "closed"
    campaign.closed_at = db_now()
    campaign.revision = Campaign.revision + 1
    if end:
        campaign.outcome, campaign.outcome_said = end.kind, end.said
        campaign.outcome_mail = end.mail or None
    record(session, campaign.org_id, by, "campaign closed", f"campaign:{campaign.id}", why)


def take_closing(session: Session, campaign: Campaign, source: str, by: UUID | None) -> UUID:
    """Keep an appeal that says the case is closed; returns its id. The campaign runs on for now.

    Raises Problem for a text that is none, or is known already.
    """
    text, appeal = read_appeal(source)
    refuse_known(session, campaign, text)
    kept = store(session, session.get_one(Case, campaign.case_id), text, appeal)
    subject = f"campaign:{campaign.id}"
    record(session, campaign.org_id, by, "closing appeal imported", subject, appeal.code or "")
    return kept.id


def closing_appeal(campaign: Campaign) -> AppealRecord | None:
    """The newest appeal of a campaign's case that says it is closed, unless it is in force."""
    query = select(AppealRecord).where(
        AppealRecord.case_id == campaign.case_id,
        AppealRecord.kind == "closed",
        AppealRecord.id != campaign.appeal_id,
    )
    return reading().scalars(query.order_by(AppealRecord.imported_at.desc())).first()


def drafted(campaign: Campaign) -> tuple[str, str]:
    """Sentence and mail as the closing appeal has them, for a person to go on from."""
    found = closing_appeal(campaign)
    if found is None:
        return "", ""
    appeal = from_json(found.reading)
    story = [*filter(None, [appeal.lead]), *appeal.description]
    said = appeal.title or (story[0] if story else "")
    return said[:SAID_LENGTH], "\n\n".join(story)[:MAIL_LENGTH]


def _clean(typed: str, most: int, name: str) -> str:
    try:
        return plain(typed, most, lines=True)
    except TextTooLong:
        raise Problem(f"The {name} is too long: at most {most:,} characters.") from None

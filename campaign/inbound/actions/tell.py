"""A report of an action is kept for a person to look at; what nobody asked for is not kept of it.

No address of a visitor, and nothing of a file but what it shows. The same form sent again corrects
what it said, as long as nobody has decided on it.
"""

from __future__ import annotations

from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from flask_babel import gettext
from sqlalchemy import delete, func, select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base import dialects, keyed
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.base.ids import first_id
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign
from campaign.inbound.actions.files import SafeFile, safe_file
from campaign.inbound.actions.models import ActionFile, ActionReport
from campaign.inbound.actions.told import Told, without_addresses

NEW, ACCEPTED, REJECTED = "new", "accepted", "rejected"

DAY = timedelta(days=1)
REPORTS_A_DAY = 2_000  # of the whole site
FILES_A_DAY = 200_000_000  # bytes


class TooMuchToday(Problem):
    """The site keeps no more reports, or no more files, on this day."""


def tell(told: Told, campaign: Campaign | None, file: bytes = b"") -> None:
    """Keep a report from the form; without a campaign it waits for a person to find one.

    Raises UnfitFile or TooMuchToday, and has kept nothing then.
    """
    safe = safe_file(file) if file else None
    with writing() as session:
        report = _open(session, keyed.by_key(b"action|" + told.form_token.encode()), campaign)
        if report is None:
            return
        report.kind, report.done_on = told.kind, told.done_on
        report.recipient_id, report.country = told.recipient_id, told.country or None
        report.email, report.language = told.email or None, told.language
        fill(report, told.text, _as_it_came(told))
        keep_file(session, report, safe)


def new_report(
    session: Session, form_key: bytes, org_id: UUID | None, campaign_id: UUID | None, by_mail: bool
) -> ActionReport:
    """A row without words, for the caller to fill; raises TooMuchToday."""
    today = select(func.count()).where(ActionReport.id >= first_id(db_now() - DAY))
    if session.scalars(today).one() >= REPORTS_A_DAY:
        raise TooMuchToday(gettext("Very many reports came in today. Please try again tomorrow."))
    report = ActionReport(
        org_id=org_id,
        campaign_id=campaign_id,
        form_key=form_key,
        by_mail=by_mail,
        state=NEW,
        kind="",
        sandbox=current_app.config["CAMPAIGN"].sandbox,
        came_at=db_now(),
    )
    session.add(report)
    session.flush()
    return report


def fill(report: ActionReport, text: str, told: dict[str, Any]) -> None:
    """What was told, as it came and as the issuer may read it."""
    report.told = told
    report.text = without_addresses(text) or None


def keep_file(session: Session, report: ActionReport, file: SafeFile | None) -> None:
    """Keep a file with a report, in place of an earlier one; raises TooMuchToday."""
    session.execute(delete(ActionFile).where(ActionFile.report_id == report.id))
    if file is None:
        return
    today = ActionFile.report_id >= first_id(db_now() - DAY)
    kept = session.scalar(select(func.sum(func.length(ActionFile.content))).where(today)) or 0
    if int(kept) + len(file.content) > FILES_A_DAY:
        words = gettext("Very many files came in today. Please send your report without one.")
        raise TooMuchToday(words)
    session.add(ActionFile(report_id=report.id, media_type=file.media_type, content=file.content))


def only_organisation(session: Session) -> UUID | None:
    """Where there is one organisation, what names no campaign is for it."""
    organisations = session.scalars(select(Organisation.id).limit(2)).all()
    return organisations[0] if len(organisations) == 1 else None


def _open(session: Session, form_key: bytes, campaign: Campaign | None) -> ActionReport | None:
    """The report of a form, new or as it was sent before; None if it was decided meanwhile."""
    dialects.one_by_one(session, f"action:{form_key.hex()}")
    org_id = campaign.org_id if campaign else only_organisation(session)
    campaign_id = campaign.id if campaign else None
    known = session.scalars(select(ActionReport).filter_by(form_key=form_key)).first()
    if known is None:
        return new_report(session, form_key, org_id, campaign_id, by_mail=False)
    if known.state != NEW:
        return None
    known.org_id, known.campaign_id = org_id, campaign_id
    return known


def _as_it_came(told: Told) -> dict[str, Any]:
    return {
        "code": told.code,
        "kind": told.kind,
        "day": told.done_on.isoformat(),
        "country": told.country,
        "place": told.place,
        "recipient": told.recipient,
        "text": told.text,
    }

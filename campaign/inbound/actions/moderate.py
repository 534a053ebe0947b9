"""What the desk does with reports of actions: look, accept, reject, edit, erase.

An edit never takes the place of what came in: `told` stays beside it until both are erased, and the
record says which parts were changed.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import ColumnElement, Select, func, select
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.audit import record
from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.languages import FIRST
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import find
from campaign.campaigns.models import Campaign, Recipient
from campaign.inbound.actions.forget import wipe
from campaign.inbound.actions.models import ActionFile, ActionReport
from campaign.inbound.actions.tell import ACCEPTED, NEW, REJECTED
from campaign.inbound.actions.told import KINDS
from campaign.signing import limits

PAGE = 50

SHOWN: Mapping[str, ColumnElement[bool]] = {
    "new": (ActionReport.state == NEW) & ActionReport.campaign_id.is_not(None),
    "unplaced": (ActionReport.state == NEW) & ActionReport.campaign_id.is_(None),
    "accepted": ActionReport.state == ACCEPTED,
    "rejected": ActionReport.state == REJECTED,
}
WHY = {
    "unrelated": "It is not about an appeal of ours",
    "repeated": "The same was reported before",
    "unclear": "It does not say what was done",
    "harmful": "It could harm somebody",
    "spam": "It is advertising or abuse",
}
PARTS = {
    "campaign_id": "campaign",
    "kind": "kind",
    "done_on": "day",
    "country": "country",
    "text": "text",
}
ERASED = "What was told is erased; nothing can be changed in it any more."


@dataclass(frozen=True)
class Item:
    """A report with what belongs to it."""

    report: ActionReport
    campaign: Campaign | None
    recipient: Recipient | None
    media_type: str | None  # of its file


@dataclass(frozen=True)
class Edit:
    """A report as it shall be passed on."""

    campaign_id: UUID | None
    kind: str
    done_on: date | None
    country: str
    text: str


def items(org_id: UUID, shown: str, before: UUID | None = None) -> tuple[list[Item], bool]:
    """A page of reports of an organisation, the newest first; True if there is more.

    `shown` is a key of SHOWN, `before` the last one of the page before. Raises NotFound.
    """
    if shown not in SHOWN:
        raise NotFound("There is no such list.")
    query = _items(org_id).where(SHOWN[shown])
    if before:
        query = query.where(ActionReport.id < before)
    rows = reading().execute(query.order_by(ActionReport.id.desc()).limit(PAGE + 1)).all()
    return [Item(*row) for row in rows[:PAGE]], len(rows) > PAGE


def waiting(org_id: UUID) -> dict[str, int]:
    """How many reports stand in each list."""
    counts = select(*(func.count().filter(which).label(name) for name, which in SHOWN.items()))
    row = reading().execute(counts.where(ActionReport.org_id == org_id)).one()
    return {name: int(n) for name, n in row._mapping.items()}


def one(org_id: UUID, report_id: UUID) -> Item:
    """A report of this organisation; raises NotFound."""
    row = reading().execute(_items(org_id).where(ActionReport.id == report_id)).one_or_none()
    if row is None:
        raise NotFound("There is no such report.")
    return Item(*row)


def file_of(org_id: UUID, report_id: UUID) -> ActionFile:
    """The file that came with a report; raises NotFound."""
    one(org_id, report_id)
    file = reading().get(ActionFile, report_id)
    if file is None:
        raise NotFound("There is no such file.")
    return file


def edit(session: Session, org_id: UUID, by: UUID, report_id: UUID, wanted: Edit) -> None:
    """Change what is passed on; what was told stays beside it. Raises NotFound, or Problem."""
    report = _locked(session, org_id, report_id)
    _change(session, org_id, by, report, wanted)


def accept(session: Session, org_id: UUID, by: UUID, report_id: UUID, wanted: Edit) -> None:
    """Let it be counted and passed on, and thank who left an address, which is forgotten then.

    Raises NotFound, or Problem if it cannot be told of what kind or for which campaign it is.
    """
    report = _locked(session, org_id, report_id)
    if not wanted.campaign_id:
        raise Problem("Choose the campaign that it belongs to; or reject it.")
    if wanted.kind not in KINDS:
        raise Problem("Choose what was done.")
    _change(session, org_id, by, report, wanted)
    if report.state != ACCEPTED:
        report.state, report.decided_at = ACCEPTED, db_now()
        _thank(session, report)
        record(session, org_id, by, "action report accepted", f"action:{report.id}")


def reject(session: Session, org_id: UUID, by: UUID, report_id: UUID, why: str) -> None:
    """Let it count nowhere; `why` is a key of WHY. Raises NotFound, or Problem without a reason."""
    report = _locked(session, org_id, report_id)
    if why not in WHY:
        raise Problem("Choose why it is rejected; it is kept for the record.")
    if report.state != REJECTED:
        report.state, report.decided_at, report.email = REJECTED, db_now(), None
        record(session, org_id, by, "action report rejected", f"action:{report.id}", WHY[why])


def erase(session: Session, org_id: UUID, by: UUID, report_id: UUID) -> None:
    """Wipe what was told; one that was not decided counts as rejected. Raises NotFound."""
    report = _locked(session, org_id, report_id)
    if report.state == NEW:
        report.state, report.decided_at = REJECTED, db_now()
    session.flush()
    wipe(session, report.id)
    record(session, org_id, by, "action report erased", f"action:{report.id}")


def of_nobody() -> Sequence[ActionReport]:
    """Reports that no organisation can see, because nothing tells whose they are."""
    query = select(ActionReport).where(ActionReport.org_id.is_(None))
    return reading().scalars(query.order_by(ActionReport.id)).all()


def give(session: Session, report_id: UUID, organisation: Organisation) -> bool:
    """Give such a report to an organisation; False if there is none of this id."""
    mine = select(ActionReport).where(ActionReport.id == report_id, ActionReport.org_id.is_(None))
    report = session.scalars(mine.with_for_update()).one_or_none()
    if report:
        report.org_id = organisation.id
    return report is not None


def _items(org_id: UUID) -> Select[ActionReport, Campaign, Recipient, str]:
    return (
        select(ActionReport, Campaign, Recipient, ActionFile.media_type)
        .outerjoin(Campaign, Campaign.id == ActionReport.campaign_id)
        .outerjoin(Recipient, Recipient.id == ActionReport.recipient_id)
        .outerjoin(ActionFile, ActionFile.report_id == ActionReport.id)
        .where(ActionReport.org_id == org_id)
    )


def _locked(session: Session, org_id: UUID, report_id: UUID) -> ActionReport:
    mine = select(ActionReport).where(ActionReport.org_id == org_id, ActionReport.id == report_id)
    locked = mine.with_for_update().execution_options(populate_existing=True)
    report = session.scalars(locked).one_or_none()
    if report is None:
        raise NotFound("There is no such report.")
    return report


def _change(session: Session, org_id: UUID, by: UUID, report: ActionReport, wanted: Edit) -> None:
    """Write what differs, and record which parts that were; never what they say."""
    if report.erased_at:
        raise Problem(ERASED)
    if wanted.campaign_id:
        find.one_of(org_id, wanted.campaign_id)
    new = {
        "campaign_id": wanted.campaign_id,
        "kind": wanted.kind,
        "done_on": wanted.done_on,
        "country": wanted.country or None,
        "text": wanted.text or None,
    }
    changed = [name for name, value in new.items() if getattr(report, name) != value]
    if not changed:
        return
    for name in changed:
        setattr(report, name, new[name])
    if "campaign_id" in changed:
        report.recipient_id = None  # an office of another campaign's list
    report.edited_at = db_now()
    parts = ", ".join(PARTS[name] for name in changed)
    record(session, org_id, by, "action report edited", f"action:{report.id}", parts)


def _thank(session: Session, report: ActionReport) -> None:
    if report.email and not limits.suppressed(session, report.email):
        campaign = session.get_one(Campaign, report.campaign_id)
        organisation = session.get_one(Organisation, campaign.org_id)
        values = {
            "title": campaign.title,
            "code": campaign.appeal.code or "",
            "organisation": organisation.name,
            "contact": organisation.contact_email,
            "language": report.language or FIRST,
        }
        notices.post(
            session,
            campaign.org_id,
            report.email,
            "thanks",
            values,
            report.sandbox,
            about=report.id,
        )
    report.email = None

"""A case: every code it goes by, and its appeals in the order in which they came."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.appeals import Appeal, from_json
from campaign.base import dialects
from campaign.base.database import reading
from campaign.base.ids import new_id
from campaign.base.problems import NotFound, Problem
from campaign.campaigns.models import AppealRecord, AppealUpdate, Campaign, Case, CaseCode

LONGEST_CODE = 80
# Kinds of appeals whose related codes are those of their case.
LATER = ("new_information", "update", "closed")

_SUFFIX = re.compile(r"\.\d{1,2}\s{0,3}$")
_SERIES = re.compile(r"\bO\.?B\.?S(?![^\W\d_])\.?")
_PARTS = re.compile(r"[^\W\d_]+|\d+")
_FEWEST_PARTS, _MOST_PARTS = 3, 6  # of a code that is looked for in the middle of a text


def key_of(code: str) -> str:
    """By what a code is known in any spelling, without the suffix of an update; may be empty.

    Case, spaces, dashes, strokes and leading zeros do not matter, nor whether OBS is written.
    """
    return " ".join(_parts(_SUFFIX.sub("", code[:LONGEST_CODE])))


def keys_in(text: str) -> list[str]:
    """Keys of all that may be a code in a text, whatever stands between its parts; in their order.

    Only looked up they mean anything. In time linear in the length of the text.
    """
    parts = _parts(text)
    found = (
        parts[start : start + length]
        for start in range(len(parts))
        for length in range(_MOST_PARTS, _FEWEST_PARTS - 1, -1)
    )
    keys = (" ".join(some) for some in found if sum(part.isdigit() for part in some) > 1)
    return list(dict.fromkeys(keys))


def _parts(text: str) -> list[str]:
    """Words and numbers, the latter without leading zeros."""
    spaced = unicodedata.normalize("NFKC", text).upper().replace("_", " ")
    series_left_out = _SERIES.sub(" ", spaced)
    return [part.lstrip("0") or "0" for part in _PARTS.findall(series_left_out)]


def keys_of(appeal: Appeal) -> list[str]:
    """The keys of the case that an appeal belongs to, the surest first.

    What it says it updates, its own code; of an update also the codes it is related to.
    """
    related = appeal.related_codes if appeal.kind in LATER else ()
    codes = [appeal.update_of, appeal.code, *related]
    return list(dict.fromkeys(filter(None, (key_of(code) for code in codes if code))))


def known(session: Session, org_id: UUID, appeal: Appeal) -> UUID | None:
    """The case of this organisation that an appeal belongs to by its codes."""
    keys = keys_of(appeal)
    query = select(CaseCode).where(CaseCode.org_id == org_id, CaseCode.key.in_(keys))
    found = {one.key: one.case_id for one in session.scalars(query)}
    return next((found[key] for key in keys if key in found), None)


def note_codes(session: Session, case: Case, appeal: Appeal) -> None:
    """Remember the codes under which an appeal of a case came; one of another case stays its own.

    Related codes are not among them: that they are mentioned makes them no name of the case.
    """
    for code in (case.code, appeal.update_of, appeal.code):
        if code and (key := key_of(code)):
            row = {"id": new_id(), "org_id": case.org_id, "case_id": case.id, "key": key}
            statement = dialects.insert(session, CaseCode).values(**row)
            session.execute(statement.on_conflict_do_nothing(index_elements=["org_id", "key"]))


def refuse_foreign(session: Session, case: Case, appeal: Appeal) -> None:
    """Raise Problem if a code that an appeal of this case names as its own is another case's."""
    for code in filter(None, (appeal.code, appeal.update_of)):
        query = select(CaseCode.case_id).filter_by(org_id=case.org_id, key=key_of(code))
        if session.scalar(query) not in (None, case.id):
            raise Problem(f"{code} is the code of another case here.")


def note_anew(session: Session, case: Case) -> None:
    """Note the codes of a case by all its appeals, after those of one were corrected."""
    session.execute(delete(CaseCode).where(CaseCode.case_id == case.id))
    for stored in session.scalars(select(AppealRecord).filter_by(case_id=case.id)).all():
        note_codes(session, case, from_json(stored.reading))


def one_of(org_id: UUID, case_id: UUID) -> Case:
    """A case of this organisation; raises NotFound for any other id."""
    query = select(Case).where(Case.org_id == org_id, Case.id == case_id)
    case = reading().scalars(query).one_or_none()
    if case is None:
        raise NotFound("There is no such case.")
    return case


def campaign_of(case: Case) -> Campaign:
    """The campaign of a case; there is one for each."""
    return reading().scalars(select(Campaign).filter_by(case_id=case.id)).one()


@dataclass(frozen=True)
class Step:
    """One appeal of a case, and what became of it."""

    record: AppealRecord
    on: date  # when it was issued, or else came in
    became: str  # first, open, in_force, replaced, translation, closing or left


def steps(campaign: Campaign) -> list[Step]:
    """The appeals of a campaign's case, the oldest first."""
    session = reading()
    query = select(AppealRecord).where(AppealRecord.case_id == campaign.case_id)
    records = session.scalars(query.order_by(AppealRecord.imported_at)).all()
    updates = updates_of(campaign)
    found = (_step(record, records[0], campaign, updates) for record in records)
    return sorted(found, key=lambda step: (step.on, step.record.imported_at))


def public_steps(campaign: Campaign) -> Iterator[Step]:
    """Those that the public has seen as the appeal of the campaign."""
    return (step for step in steps(campaign) if step.became in ("first", "in_force", "replaced"))


def updates_of(campaign: Campaign) -> Sequence[AppealUpdate]:
    """All updates of a campaign, the oldest first."""
    query = select(AppealUpdate).filter_by(campaign_id=campaign.id)
    return reading().scalars(query.order_by(AppealUpdate.opened_at)).all()


def open_one(campaign: Campaign) -> AppealUpdate | None:
    """The update that is being looked over, if there is one."""
    return next((one for one in updates_of(campaign) if one.approved_at is None), None)


def _step(
    record: AppealRecord, first: AppealRecord, campaign: Campaign, updates: Sequence[AppealUpdate]
) -> Step:
    on = record.issued_on or record.imported_at.date()
    approved = [one for one in updates if one.appeal_id == record.id and one.approved_at]
    if any(one.appeal_id == record.id and not one.approved_at for one in updates):
        became = "open"
    elif record.id == campaign.appeal_id:
        became = "first" if record is first else "in_force"
    elif record is first:
        became = "first"
    elif record.kind == "closed" and not approved:
        became = "closing"
    elif approved:
        became = "replaced"
    else:
        became = "translation" if record.language != campaign.appeal.language else "left"
    return Step(record, on, became)

"""A person corrects what was read in an appeal; the correction stays through later readings."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import Problem
from campaign.campaigns import follow
from campaign.campaigns.models import Campaign, CorrectedValue
from campaign.campaigns.values import (
    fields,
    from_text,
    same_text,
    seen_of,
    value_at,
    with_values,
)


class Refused(Problem):
    """Some of what was typed cannot be; `at` says what is wrong with it, by path."""

    def __init__(self, at: dict[str, str]) -> None:
        super().__init__("Some values cannot be like this; nothing was saved yet.")
        self.at = at


def of_appeal(campaign: Campaign) -> Sequence[CorrectedValue]:
    """What was corrected or reads otherwise by now in the appeal of a campaign, by path."""
    query = select(CorrectedValue).filter_by(appeal_id=campaign.appeal_id)
    return reading().scalars(query.order_by(CorrectedValue.path)).all()


def settled(campaign: Campaign) -> set[str]:
    """The paths at which a person has said what is right; the reader's doubts there are over."""
    return {one.path for one in of_appeal(campaign) if one.corrected_by and not one.waits}


def correct(
    session: Session, campaign: Campaign, by: UUID, seen: str, typed: Mapping[str, str]
) -> int:
    """Correct values of the reading, and return how many; `typed` is text by path.

    `seen` names the reading that the person saw (`values.seen_of`). What is typed as it stands is
    no correction. Raises Refused with what cannot be, Problem if the reading changed meanwhile.
    """
    stands = campaign.appeal.reading
    if campaign.state == "closed":
        raise Problem("This campaign is closed; nothing of it is changed any more.")
    if seen != seen_of(stands):
        raise Problem(
            "Somebody has corrected this reading meanwhile. What you typed is kept below, with "
            "what stands now beside it. Save again to have it your way."
        )
    values = _changed(stands, typed)
    if not values:
        return 0
    for path, value in values.items():
        _keep(session, campaign, path, value_at(stands, path), value, by)
    follow.put(session, campaign, with_values(stands, values), by)
    subject = f"campaign:{campaign.id}"
    record(session, campaign.org_id, by, "reading corrected", subject, ", ".join(values))
    return len(values)


def confirm(session: Session, campaign: Campaign, path: str, by: UUID) -> None:
    """A person says that a value which the reader doubts is right; raises Problem for no value."""
    stands = campaign.appeal.reading
    if campaign.state == "closed" or path not in dict(fields(stands)):
        raise Problem("There is nothing of that name to confirm.")
    _keep(session, campaign, path, value_at(stands, path), value_at(stands, path), by)
    record(session, campaign.org_id, by, "reading confirmed", f"campaign:{campaign.id}", path)


def _changed(stands: dict[str, Any], typed: Mapping[str, str]) -> dict[str, Any]:
    values: dict[str, Any] = {}
    wrong: dict[str, str] = {}
    for path, kind in fields(stands):
        before = value_at(stands, path)
        if path not in typed or same_text(kind, typed[path], before):
            continue
        whose = path.rpartition(".")[0]
        country = typed.get(f"{whose}.country") or typed.get("country") or ""
        try:
            values[path] = from_text(kind, typed[path], before, country)
        except Problem as problem:
            wrong[path] = str(problem)
    if wrong:
        raise Refused(wrong)
    return values


def _keep(
    session: Session, campaign: Campaign, path: str, before: Any, value: Any, by: UUID
) -> None:
    query = select(CorrectedValue).filter_by(appeal_id=campaign.appeal_id, path=path)
    kept = session.scalars(query).one_or_none()
    if kept is None:
        kept = CorrectedValue(org_id=campaign.org_id, appeal_id=campaign.appeal_id, path=path)
        kept.read = kept.anew = before
        session.add(kept)
    elif kept.waits:  # both readings were seen beside the field
        kept.read = kept.anew
    kept.value, kept.waits = value, False
    kept.corrected_by, kept.corrected_at = by, db_now()
    session.flush()

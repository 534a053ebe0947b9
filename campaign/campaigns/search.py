"""Campaigns and their cases are found by title, code in any spelling, and country.

For managers by all that appeals of the case say, and by a code amid other words; for everybody by
what the public page shows.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, event, or_, select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.appeals import from_json
from campaign.base import dialects
from campaign.base.database import at_commit, reading
from campaign.base.search import fold, forget_words, keep_words, matching, terms_of, words_of
from campaign.campaigns import find
from campaign.campaigns.cases import key_of, keys_in, public_steps
from campaign.campaigns.models import AppealRecord, Campaign, CaseCode

KIND, PUBLIC = "campaign", "public"

_PARTED = re.compile(r"(?<=[^\W\d_])(?=\d)")  # between a letter and a digit
_CHANGED = "campaigns that changed"


def found(org_id: UUID, text: str, most: int) -> Sequence[Campaign]:
    """Campaigns of an organisation in any state, the newest first, no more than `most`."""
    condition = _condition(KIND, [org_id], text)
    if condition is None:
        return []
    keys = keys_in(text)
    coded = select(CaseCode.case_id).where(CaseCode.org_id == org_id, CaseCode.key.in_(keys))
    asked = or_(condition, Campaign.case_id.in_(coded))
    query = select(Campaign).where(Campaign.org_id == org_id, asked)
    return reading().scalars(query.order_by(Campaign.created_at.desc()).limit(most)).all()


def running(text: str, country: str = "") -> Sequence[Campaign]:
    """Campaigns that can be signed here and now, the newest first, narrowed by text and country.

    `country` is ISO 3166-1 alpha-2; what is empty does not narrow.
    """
    shown = list(find.running())
    if country:
        shown = [one for one in shown if one.case.country == country]
    orgs = reading().scalars(select(Organisation.id)).all()
    condition = _condition(PUBLIC, orgs, text)
    if condition is None:
        return shown
    ids = set(reading().scalars(select(Campaign.id).where(condition)))
    return [one for one in shown if one.id in ids]


def reindex(session: Session, org_id: UUID) -> int:
    """Write the words of all campaigns of an organisation anew; returns how many there are."""
    campaigns = session.scalars(select(Campaign).where(Campaign.org_id == org_id)).all()
    _write_words(session, org_id, campaigns)
    return len(campaigns)


def forget(session: Session, campaign_id: UUID) -> None:
    """For a draft that is thrown away."""
    for kind in (KIND, PUBLIC):
        forget_words(session, kind, [campaign_id])


def _condition(kind: str, orgs: Sequence[UUID], text: str) -> ColumnElement[bool] | None:
    """What has all words of the text, or the code that it is; None for a text without words."""
    terms = terms_of(text)
    if not terms:
        return None
    parted = terms_of(_PARTED.sub(" ", text))  # OBS021 as OBS 021
    code = _code_word(fold(text))
    ways = (terms, parted, [code] if code else [])
    return or_(*(Campaign.id.in_(matching(kind, orgs, one)) for one in ways if one))


def _code_word(code: str) -> str:
    """A code as one word of the index, the same in any spelling; empty for what is none."""
    key = key_of(code).lower()
    return key if " " in key and any(part.isdigit() for part in key.split()) else ""


def _write_words(session: Session, org_id: UUID, campaigns: Sequence[Campaign]) -> None:
    dialects.one_by_one(session, f"search:{org_id}")
    keep_words(session, KIND, org_id, {one.id: _words(session, one) for one in campaigns})
    keep_words(session, PUBLIC, org_id, {one.id: _public_words(one) for one in campaigns})


def _words(session: Session, campaign: Campaign) -> set[str]:
    query = select(AppealRecord.code, AppealRecord.reading).where(
        AppealRecord.case_id == campaign.case_id
    )
    texts: list[str | None] = [campaign.title, campaign.slug]
    codes = [campaign.case.code]
    for code, stored in session.execute(query):
        appeal = from_json(stored)
        texts += [appeal.title, appeal.lead, *appeal.description]
        codes.append(code)
    return _found_by(texts, codes, campaign.case.country)


def _public_words(campaign: Campaign) -> set[str]:
    codes = [campaign.case.code, campaign.appeal.code]
    codes += [step.record.code for step in public_steps(campaign)]
    return _found_by([campaign.shown_title], codes, campaign.case.country)


def _found_by(
    texts: Sequence[str | None], codes: Sequence[str | None], country: str | None
) -> set[str]:
    whole = {_code_word(code) for code in codes if code}
    return words_of([*texts, *codes], country) | (whole - {""})


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, *_: Any) -> None:
    if not session.info.get("writing"):
        return
    changed = session.info.setdefault(_CHANGED, set())
    for one in (*session.new, *session.dirty):
        if isinstance(one, AppealRecord | Campaign):
            changed.add(one.case_id)
    if changed:
        at_commit(session, "campaigns searched", _write_changed)


def _write_changed(session: Session) -> None:
    cases = session.info.pop(_CHANGED)
    query = select(Campaign).where(Campaign.case_id.in_(cases)).order_by(Campaign.org_id)
    for campaign in session.scalars(query).all():
        _write_words(session, campaign.org_id, [campaign])

"""What follows from a corrected reading: codes of the case, the draft, new authorities.

Only what still is as it was read follows. What a person wrote otherwise stays, and so does a letter
that is published, which is changed at its own form.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any
from uuid import UUID

from sqlalchemy import update
from sqlalchemy.orm import Session

from campaign.appeals import Appeal, RecipientEntry, from_json
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns import cases
from campaign.campaigns.draft import draft, subject_of, title_of
from campaign.campaigns.edit import edit_recipient
from campaign.campaigns.find import current_text
from campaign.campaigns.importing import case_code
from campaign.campaigns.matches import match_of
from campaign.campaigns.models import Campaign, Case, LetterText, Recipient
from campaign.directory.correct import Correction
from campaign.directory.points import addresses_of

IN_WORK = ("draft", "updating")


def put(session: Session, campaign: Campaign, reading: dict[str, Any], by: UUID | None) -> None:
    """Let another reading of a campaign's appeal stand, with all that follows from it.

    Raises Problem for a code of another case, a language of a published letter, or an address that
    cannot be one.
    """
    stored = campaign.appeal
    was, now = from_json(stored.reading), from_json(reading)
    if was.language != now.language:
        _speak(session, campaign, was.language, now.language)
    stored.reading = reading
    stored.code, stored.language, stored.kind = now.code, now.language, now.kind
    stored.issued_on = _day(now.date)
    session.flush()
    if (was.code, was.update_of) != (now.code, now.update_of):
        _recode(session, campaign, was, now)
    if campaign.sign_until == _day(was.deadline):
        campaign.sign_until = _day(now.deadline)
    case = session.get_one(Case, campaign.case_id)
    if case.country == was.country:
        case.country = now.country
    if campaign.state in IN_WORK:
        _redraft(session, campaign, was, now, by)
    for recipient in campaign.all_recipients:
        if recipient.printed_as is not None:
            _correct_authority(session, campaign, recipient, was, now, by)


def _recode(session: Session, campaign: Campaign, was: Appeal, now: Appeal) -> None:
    case = session.get_one(Case, campaign.case_id)
    cases.refuse_foreign(session, case, now)
    if case.code == case_code(was):
        case.code = case_code(now)
    cases.note_anew(session, case)
    session.flush()


def _speak(session: Session, campaign: Campaign, was: str, now: str) -> None:
    """The letter was drafted under a wrong language."""
    if campaign.state != "draft":
        raise Problem("Only in a draft can the language of the appeal be corrected.")
    theirs = update(LetterText).where(LetterText.campaign_id == campaign.id)
    if current_text(campaign, now).language == now:
        raise Problem(f"There is a letter in this language ({now}) already.")
    session.execute(theirs.where(LetterText.language == was).values(language=now))


def _redraft(
    session: Session, campaign: Campaign, was: Appeal, now: Appeal, by: UUID | None
) -> None:
    text, old, new = current_text(campaign, now.language), draft(was), draft(now)
    title, old_title = (text.subject or subject_of(campaign.title) for text in (new, old))
    if campaign.title == (title_of(was.title) or old_title):
        campaign.title = title_of(now.title) or title
    wanted: dict[str, Any] = {
        "subject": title if text.subject == old_title else text.subject,
        "opening": new.opening if text.opening == old.opening else text.opening,
        "demands": new.demands if text.demands == old.demands else text.demands,
    }
    if wanted != {key: getattr(text, key) for key in wanted}:
        session.add(text.next_version(**wanted, by=by, at=db_now()))
    session.flush()


def _correct_authority(
    session: Session,
    campaign: Campaign,
    recipient: Recipient,
    was: Appeal,
    now: Appeal,
    by: UUID | None,
) -> None:
    """Correct one that this appeal brought; of one that was known a person decides at its field."""
    before, after = (_entry(appeal, recipient.printed_as or 0) for appeal in (was, now))
    match = match_of(campaign, now, recipient)
    if before == after or match is None or match.known:
        return
    authority = recipient.authority
    holder = authority.holder
    person = (holder.honorific, holder.name, holder.salutation) if holder else (None, None, None)
    honorific, name, salutation = person
    wanted = Correction(
        office=_followed(authority.office, before.office, after.office),
        honorific=_followed(honorific, before.honorific, after.honorific),
        name=_followed(name, before.name, after.name),
        salutation=_followed(salutation, before.salutation, after.salutation),
        holder_checked=False,
        country=_followed(authority.country, before.country, after.country),
        address=_followed(authority.address, before.address, after.address),
        emails=_all_followed(addresses_of(authority, "email"), before.emails, after.emails),
        faxes=_all_followed(addresses_of(authority, "fax"), before.faxes, after.faxes),
    )
    if wanted.office:
        edit_recipient(session, campaign, recipient, by, wanted)


def _entry(appeal: Appeal, index: int) -> RecipientEntry:
    entry = appeal.recipients[index]
    return replace(entry, country=entry.country or appeal.country)


def _followed(stands: str | None, was: str | None, now: str | None) -> str:
    return (now if (stands or "") == (was or "") else stands) or ""


def _all_followed(stands: list[str], was: tuple[str, ...], now: tuple[str, ...]) -> tuple[str, ...]:
    return now if stands == list(dict.fromkeys(was)) else tuple(stands)


def _day(day: str | None) -> date | None:
    return date.fromisoformat(day) if day else None

"""A person adds recipients: by lines of the appeal that its reader passed over, or by own ones."""

from __future__ import annotations

from collections.abc import Sequence
from uuid import UUID

from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.appeals import RecipientEntry, UnreadableAppeal, as_json, from_json, read_quote
from campaign.appeals.lines import clean_text
from campaign.appeals.places import stands_in
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns import edit, follow
from campaign.campaigns.importing import add_recipient
from campaign.campaigns.models import Campaign, CorrectedValue, Recipient
from campaign.directory.correct import Correction

LONGEST = 5000  # characters


def add_quoted(session: Session, campaign: Campaign, words: str, by: UUID) -> Sequence[Recipient]:
    """Add the recipients that lines name, and return them.

    Lines of the source become part of its reading, and are corrected there like all of it; others
    are the person's own, and only the campaign writes to them. Raises Problem for lines that name
    nobody, or an address that cannot be one.
    """
    if campaign.state == "closed":
        raise Problem("This campaign is closed; nothing of it is changed any more.")
    appeal = from_json(campaign.appeal.reading)
    entries = _read(words, appeal.language, appeal.country)
    if stands_in(clean_text(campaign.appeal.source)[0], words):
        return [_of_source(session, campaign, entry, by) for entry in entries]
    return [edit.add_recipient(session, campaign, by, _own(entry)) for entry in entries]


def _read(words: str, language: str, country: str | None) -> list[RecipientEntry]:
    if len(words) > LONGEST:
        raise Problem(f"That is too long for recipients: more than {LONGEST} characters.")
    try:
        entries = read_quote(words, language, country) if words.strip() else []
    except UnreadableAppeal as error:
        raise Problem(str(error)) from error
    if not entries:
        raise Problem("No recipient can be read in that. Write the office on the first line.")
    return entries


def _of_source(session: Session, campaign: Campaign, entry: RecipientEntry, by: UUID) -> Recipient:
    reading = campaign.appeal.reading
    number = len(reading["recipients"])
    more = reading | {"recipients": [*reading["recipients"], as_json(entry)]}
    follow.put(session, campaign, more, by)
    session.add(
        CorrectedValue(
            org_id=campaign.org_id,
            appeal_id=campaign.appeal_id,
            path=f"recipients[{number}]",
            read=False,  # so that a later reading which does not find it either says nothing
            value=True,
            anew=False,
            waits=False,
            corrected_by=by,
            corrected_at=db_now(),
        )
    )
    added = add_recipient(session, campaign, from_json(more), number)
    if added.left_out_at:
        edit.take_in(session, campaign, added, by)
    record(session, campaign.org_id, by, "recipient added", f"recipient:{added.id}")
    return added


def _own(entry: RecipientEntry) -> Correction:
    return Correction(
        office=entry.office or entry.name or "",
        honorific=entry.honorific or "",
        name=(entry.name or "") if entry.office else "",
        salutation=entry.salutation or "",
        holder_checked=False,
        country=entry.country or "",
        address=entry.address or "",
        emails=entry.emails,
        faxes=entry.faxes,
    )

"""The name of a person is taken out of an appeal, at once and everywhere but at the desk.

The appeal and the letter texts stay as they are; what is shown or sent is made from them without
the name (`Campaign.veiled`), so that a person can put it back.
"""

from __future__ import annotations

import secrets
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.audit import record
from campaign.appeals.model import Appeal, from_json
from campaign.base.clock import db_now
from campaign.base.problems import NotFound, Problem
from campaign.base.safe_text import TextTooLong, plain
from campaign.campaigns.draft import slug_words
from campaign.campaigns.models import Campaign, LetterText, RemovedName
from campaign.campaigns.veil import veiled

NAME_LENGTH = 120
SHORTEST = 2
MOST_NAMES = 20  # typed at once
WHY_LENGTH = 300
# What of a reading is shown; recipients are no persons in danger.
_SHOWN = ("title", "place", "lead", "description", "actions", "issuers", "categories", "footnotes")


def shown_appeal(campaign: Campaign) -> Appeal:
    """The appeal in force as everybody may read it, without names that were taken out."""
    stored = campaign.appeal.reading
    if not campaign.names_out:
        return from_json(stored)
    return from_json(stored | {key: _veil(campaign, stored[key]) for key in _SHOWN})


def remove(session: Session, campaign: Campaign, by: UUID | None, typed: str, why: str) -> int:
    """Take names out, each spelling on a line of its own; returns how many were new.

    It counts from the commit on: letters that wait are written anew before any leaves, and mails
    that wait are changed here. An address of the page with a name in it changes as well. Raises
    Problem for a line that stands nowhere in the appeal or its letters: it would protect nobody.
    """
    names, why = _spellings(typed), _reason(why)
    said = _said(session, campaign)
    missing = [name for name in names if veiled(said, [name], "") == said]
    if missing:
        raise Problem(
            f"“{missing[0]}” stands nowhere in this appeal or its letters. Write it as it is "
            "printed there; nothing was changed yet."
        )
    new = [name for name in names if name not in campaign.names_out]
    for name in new:
        session.add(
            RemovedName(
                org_id=campaign.org_id,
                campaign_id=campaign.id,
                name=name,
                removed_at=db_now(),
                removed_by=by,
            )
        )
    if new:
        _changed(session, campaign, by, "name taken out", why)
        old = _new_slug(session, campaign)
        notices.change_waiting(session, campaign.org_id, lambda text: _in_mail(campaign, old, text))
    return len(new)


def put_back(session: Session, campaign: Campaign, by: UUID | None, one: UUID, why: str) -> None:
    """Show a name again; letters that wait are written anew. Raises NotFound or Problem."""
    found = session.get(RemovedName, one)
    if found is None or found.campaign_id != campaign.id or found.put_back_at:
        raise NotFound("This name is not taken out.")
    why = _reason(why)
    found.put_back_at, found.put_back_by = db_now(), by
    _changed(session, campaign, by, "name put back", why)


def _changed(session: Session, campaign: Campaign, by: UUID | None, what: str, why: str) -> None:
    campaign.revision = Campaign.revision + 1  # and with it what is found by its words
    session.flush()
    session.expire(campaign, ["removed_names"])
    record(session, campaign.org_id, by, what, f"campaign:{campaign.id}", why)


def _new_slug(session: Session, campaign: Campaign) -> str:
    """Give the page another address if a name stands in it; returns the one it had."""
    old = campaign.slug
    named = {word for name in campaign.names_out for word in slug_words(name) if len(word) > 2}
    if named & set(old.split("-")):
        campaign.slug = f"appeal-{secrets.token_hex(4)}"
        session.flush()
    return old


def _in_mail(campaign: Campaign, old_slug: str, text: str) -> str:
    if text.startswith(("http://", "https://")):
        return text.replace(f"/c/{old_slug}", f"/c/{campaign.slug}")
    return campaign.veiled(text)


def _said(session: Session, campaign: Campaign) -> str:
    """All in which a name is looked for."""
    texts = session.scalars(select(LetterText).filter_by(campaign_id=campaign.id)).all()
    parts: list[Any] = [campaign.title, campaign.slug.replace("-", " "), campaign.outcome_said]
    parts += [campaign.outcome_mail, campaign.appeal.reading]
    parts += [[text.subject, text.opening, text.demands] for text in texts]
    return "\n".join(_strings(parts))


def _strings(value: Any) -> list[str]:
    if isinstance(value, str):
        return [value]
    inner = value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()
    return [text for one in inner for text in _strings(one)]


def _veil(campaign: Campaign, value: Any) -> Any:
    if isinstance(value, str):
        return campaign.veiled(value)
    if isinstance(value, dict):
        return {key: _veil(campaign, inner) for key, inner in value.items()}
    return [_veil(campaign, inner) for inner in value] if isinstance(value, list) else value


def _spellings(typed: str) -> list[str]:
    try:
        lines = [plain(line, NAME_LENGTH, lines=False) for line in typed.splitlines()]
    except TextTooLong:
        raise Problem(f"Write a name in at most {NAME_LENGTH} characters a line.") from None
    names = list(dict.fromkeys(filter(None, lines)))
    if not names:
        raise Problem("Write the name as it stands in the appeal.")
    if len(names) > MOST_NAMES:
        raise Problem(f"Write at most {MOST_NAMES} lines at once.")
    if any(len(name) < SHORTEST for name in names):
        raise Problem("A single letter is no name.")
    return names


def _reason(typed: str) -> str:
    try:
        why = plain(typed, WHY_LENGTH, lines=False)
    except TextTooLong:
        raise Problem(f"Say why in at most {WHY_LENGTH} characters.") from None
    if not why:
        raise Problem("Say why, for the record.")
    return why

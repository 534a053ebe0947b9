"""Letter texts of a campaign in further languages, and which recipient gets which."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.appeals import codes_in
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import Problem
from campaign.campaigns import edit
from campaign.campaigns.find import current_text
from campaign.campaigns.languages import language_tag, name_of
from campaign.campaigns.models import Campaign, LetterText, Recipient

_PLACEHOLDER = re.compile(r"\[[^\[\]\n]{1,80}\]|\{[^{}\n]{1,80}\}")


def versions(campaign: Campaign, language: str) -> Sequence[LetterText]:
    """All versions of the text in a language, the newest first; empty if there is none."""
    query = select(LetterText).filter_by(campaign_id=campaign.id, language=language)
    return reading().scalars(query.order_by(LetterText.version.desc())).all()


def newest(campaign: Campaign) -> list[LetterText]:
    """The newest version in each language, that of the appeal first, then by tag."""
    query = select(LetterText).filter_by(campaign_id=campaign.id).order_by(LetterText.version)
    by_language = {text.language: text for text in reading().scalars(query)}
    first = by_language.pop(campaign.appeal.language)
    return [first, *(by_language[tag] for tag in sorted(by_language))]


def counts(campaign: Campaign, text: LetterText) -> bool:
    """True unless the text says what an update has replaced."""
    return current_text(campaign, text.language).language == text.language


def replaced(campaign: Campaign) -> list[tuple[LetterText, list[Recipient]]]:
    """Texts that say what an update has replaced, each with those for whom it was chosen.

    Until such a text is written anew, they get the letter in the appeal's language.
    """
    found = [(text, _chosen_for(campaign, text)) for text in newest(campaign)[1:]]
    return [(text, who) for text, who in found if who and not counts(campaign, text)]


def _chosen_for(campaign: Campaign, text: LetterText) -> list[Recipient]:
    return [one for one in campaign.recipients if one.language == text.language]


def is_behind(campaign: Campaign, text: LetterText) -> bool:
    """True if the letter in the appeal's language was changed after this text was written."""
    return current_text(campaign, campaign.appeal.language).created_at > text.created_at


def translate(
    session: Session,
    campaign: Campaign,
    tag: str,
    by: UUID | None,
    seen_version: int,
    subject: str,
    opening: str,
    demands: str,
) -> None:
    """Write the letter in a further language (a BCP 47 tag): its first version, or another one.

    `seen_version` is the one that was looked at, 0 for none. Raises Problem for a language that
    does not exist or is the appeal's own, for text that cannot stand in a letter or has lost a code
    or a placeholder, and if somebody made another version meanwhile.
    """
    if campaign.state == "closed":
        raise Problem("This campaign is closed; nothing of it is changed any more.")
    language = language_tag(tag)
    if language == campaign.appeal.language:
        raise Problem("In this language the letter is there already: it is the campaign's first.")
    before = next(iter(versions(campaign, language)), None)
    if (before.version if before else 0) != seen_version:
        raise Problem(edit.CHANGED_MEANWHILE)
    wanted = edit.written(subject, opening, demands)
    if not (wanted[0] and wanted[1] and wanted[2]):
        raise Problem("A letter needs a subject, an opening and at least one demand.")
    first = current_text(campaign, campaign.appeal.language)
    _refuse_lost(_said(first.subject, first.opening, first.demands), _said(*wanted))
    same = before and wanted == (before.subject, before.opening, before.demands)
    if before and same and counts(campaign, before) and not is_behind(campaign, before):
        return
    now = db_now()
    text = (before or _none_yet(campaign, language)).next_version(*wanted, by, now)
    edit.add_version(session, campaign, text, by)


def choose_language(
    session: Session, campaign: Campaign, recipient: Recipient, language: str, by: UUID | None
) -> None:
    """Say in which language letters to a recipient are, from those of the campaign; empty for that
    of the appeal. Letters that were signed keep theirs. Raises Problem."""
    if language and language not in [text.language for text in newest(campaign)]:
        raise Problem(f"There is no letter in this language ({language}).")
    if (recipient.language or "") == language:
        return
    recipient.language = language or None
    session.flush()
    detail = name_of(language) if language else "that of the appeal"
    subject = f"recipient:{recipient.id}"
    record(session, campaign.org_id, by, "language of letters chosen", subject, detail)


def _none_yet(campaign: Campaign, language: str) -> LetterText:
    return LetterText(org_id=campaign.org_id, campaign_id=campaign.id, language=language, version=0)


def _said(subject: str, opening: str, demands: Sequence[dict[str, object]]) -> str:
    return "\n".join([subject, opening, edit.demands_as_text(list(demands))])


def _refuse_lost(first: str, said: str) -> None:
    """Codes stay as they are; a placeholder may speak another language, but must be there."""
    kept = codes_in(said)
    for code in codes_in(first):
        if code not in kept:
            raise Problem(f"The letter names the code {code}; keep it in this language, too.")
    lost = len(_PLACEHOLDER.findall(first)) - len(_PLACEHOLDER.findall(said))
    if lost > 0:
        named = ", ".join(dict.fromkeys(_PLACEHOLDER.findall(first)))
        raise Problem(f"Keep every placeholder of the letter in this language, too: {named}.")

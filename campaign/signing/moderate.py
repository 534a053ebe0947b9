"""Own words that a person reads before they leave; nobody but their writer ever changes them.

Read are words that stand on a list of the operator's, and words much like those of another
supporter of the campaign: copies are how a flood of letters begins, and offices throw them away.
"""

from __future__ import annotations

from functools import lru_cache
from pathlib import Path
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign import notices
from campaign.accounts.audit import record
from campaign.accounts.models import Organisation
from campaign.base.problems import NotFound, Problem
from campaign.base.safe_text import plain
from campaign.base.search import fold
from campaign.campaigns.models import Campaign
from campaign.letters.models import Letter
from campaign.letters.renew import write_anew
from campaign.letters.supersede import settle
from campaign.letters.write import DECLINED, TO_READ
from campaign.signing import links
from campaign.signing.models import Signature
from campaign.signing.states import CONFIRMED

WORD_LIST, LIKENESS = "word_list", "likeness"
COMPARED = 200  # supporters of the campaign, the newest: their words are encrypted and opened
RUN = 3  # words that stand together in both
FEWEST = 8  # words; shorter ones are alike by chance
ALIKE = 0.6  # share of the runs of both that are in both
WHY_LENGTH = 600


def why_read(session: Session, signature: Signature) -> str:
    """WORD_LIST or LIKENESS if a person has to read the own words first, else empty."""
    said = _folded(signature.own_words or "")
    if not said.strip():
        return ""
    if any(f" {listed} " in said for listed in _listed()):
        return WORD_LIST
    return LIKENESS if _like_another(session, signature, said) else ""


def let_leave(session: Session, letter_id: UUID, manager_id: UUID) -> None:
    """Send a letter on its way with its own words as they are.

    Raises NotFound, or Problem while its campaign does not run.
    """
    letter = _waiting(session, letter_id)
    if session.get_one(Campaign, letter.campaign_id).state != "published":
        raise Problem("This campaign does not run: nothing of it leaves.")
    write_anew(session, letter, TO_READ, f"manager:{manager_id}")
    record(session, letter.org_id, manager_id, "letter let leave", f"letter:{letter.id}")


def decline(session: Session, letter_id: UUID, manager_id: UUID, why: str) -> None:
    """Do not send a letter; its writer gets a mail that says why. Raises NotFound or Problem."""
    why = plain(why[:WHY_LENGTH], WHY_LENGTH, lines=True)
    if not why:
        raise Problem("Say kindly why: the supporter reads it.")
    letter = _waiting(session, letter_id)
    settle(session, letter, TO_READ, DECLINED, f"manager:{manager_id}")
    record(session, letter.org_id, manager_id, "letter declined", f"letter:{letter.id}", why)
    signature = session.get_one(Signature, letter.signature_id)
    campaign = session.get_one(Campaign, letter.campaign_id)
    organisation = session.get_one(Organisation, letter.org_id)
    if signature.email:
        values = {
            "language": signature.language,
            "title": campaign.shown_title,
            "code": campaign.appeal.code or "",
            "lines": why.splitlines(),
            "status_url": links.new(session, signature, links.STATUS),
            "organisation": organisation.name,
            "contact": organisation.contact_email,
        }
        notices.post(
            session,
            letter.org_id,
            signature.email,
            "declined",
            values,
            signature.sandbox,
            about=signature.id,
        )


def _waiting(session: Session, letter_id: UUID) -> Letter:
    letter = session.get_one(Letter, letter_id, with_for_update={"key_share": True})
    if letter.state != TO_READ:
        raise NotFound("This letter does not wait to be read any more.")
    return letter


def _like_another(session: Session, signature: Signature, said: str) -> bool:
    runs = _runs(said)
    if not runs:
        return False
    query = (
        select(Signature.own_words)
        .where(
            Signature.campaign_id == signature.campaign_id,
            Signature.state == CONFIRMED,
            Signature.supporter_key != signature.supporter_key,
            Signature.own_words.is_not(None),
        )
        .order_by(Signature.confirmed_at.desc())
        .limit(COMPARED)
    )
    others = (_runs(_folded(words or "")) for words in session.scalars(query))
    return any(len(runs & other) >= ALIKE * len(runs | other) for other in others if other)


def _runs(said: str) -> set[tuple[str, ...]]:
    words = said.split()
    if len(words) < FEWEST:
        return set()
    return {tuple(words[at : at + RUN]) for at in range(len(words) - RUN + 1)}


def _folded(text: str) -> str:
    """Words between single spaces, without case, accents and marks, a space at either end."""
    kept = "".join(c if c.isalnum() else " " for c in fold(text))
    return f" {' '.join(kept.split())} "


def _listed() -> frozenset[str]:
    folder: str = current_app.config["CAMPAIGN"].word_lists
    files = sorted(Path(folder).glob("*.txt")) if folder else []
    return _read(tuple((str(file), file.stat().st_mtime_ns) for file in files))


@lru_cache(maxsize=4)
def _read(files: tuple[tuple[str, int], ...]) -> frozenset[str]:
    """All lines of these files, folded; read again when one of them has changed."""
    lines = [line for name, _ in files for line in Path(name).read_text("utf-8").splitlines()]
    found = (_folded(line).strip() for line in lines if not line.startswith("#"))
    return frozenset(filter(None, found))

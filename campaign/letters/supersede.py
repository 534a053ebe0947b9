"""What an update makes of a letter that waited under the text before it.

An update that was published says what becomes of such letters: they are cancelled, or written anew.
Where the text has changed, own words may be wrong beside it; their writer is asked first (see
`signing/ask.py`), and the letter waits for the answer.
"""

from __future__ import annotations

from collections.abc import Sequence, Set
from dataclasses import dataclass
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, Select, and_, exists, or_, select, text, update
from sqlalchemy.orm import Session

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.approve import CANCEL
from campaign.campaigns.find import current_text
from campaign.campaigns.models import AppealUpdate, Campaign, LetterText
from campaign.letters import counts
from campaign.letters.models import Letter, LetterContent, Transmission
from campaign.letters.states import CLAIMED, READY
from campaign.letters.write import (
    ASKED,
    GATHERING,
    HELD,
    PETITION,
    SUPERSEDED,
    TO_PRINT,
    TO_READ,
    TRAVELLING,
    kind_of,
    let_go,
    tell,
)

BATCH = 100
COUNTED = 5_000  # letters that are opened to be counted
CALLED_BACK = (READY, CLAIMED)  # what travels and waits
# On paper or in hand: nothing else looks at these again. Held ones, and those under way, are seen
# to where letters are written anew.
RESTING = (TO_PRINT, GATHERING, PETITION)


def verdict(session: Session, letter: Letter, content: LetterContent, campaign: Campaign) -> str:
    """What the last update makes of a letter: SUPERSEDED, ASKED, or nothing (empty)."""
    chosen = _last_update(session, campaign.id)
    if chosen is None:
        return ""
    old = session.get_one(LetterText, letter.letter_text_id)
    if old.created_at >= chosen.opened_at:
        return ""
    if chosen.waiting == CANCEL:
        return SUPERSEDED
    new = current_text(campaign, content.composed["language"])
    same = (old.language, old.opening, old.demands) == (new.language, new.opening, new.demands)
    return ASKED if content.signer["own_words"].strip() and not same else ""


def stays(session: Session, letter: Letter) -> bool:
    """True for a letter that remains in its petition, which is printed with the text in force."""
    content = session.get(LetterContent, letter.id)
    campaign = session.get_one(Campaign, letter.campaign_id)
    if letter.state != PETITION or content is None:
        return False
    if verdict(session, letter, content, campaign):
        return False
    letter.letter_text_id = current_text(campaign, content.composed["language"]).id
    letter.revision = campaign.revision
    return True


def settle(session: Session, letter: Letter, counted: str, state: str, by: str) -> None:
    """Take a letter (locked) from its way, into a state of its own.

    `counted` is the state in which it is counted now.
    """
    counts.add(session, kind_of(letter, counted), -1)
    if letter.state == TRAVELLING:
        let_go(session, letter)
    if state == ASKED:
        letter.transmission_id = None
    letter.state, letter.petition_id = state, None
    counts.add(session, kind_of(letter, state), +1)
    tell(session, letter, state, counted, state, by)


def resting(failed: Set[UUID]) -> Sequence[UUID]:
    """Letters that rest under a text which an update has replaced."""
    query = _resting().where(Letter.id.not_in(failed)).limit(BATCH)
    return reading().scalars(query).all()


def note_followed() -> None:
    """Note of updates that no letter rests any more under a text before them."""
    of_update = _old_text().where(Letter.campaign_id == AppealUpdate.campaign_id)
    done = (
        AppealUpdate.approved_at.is_not(None),
        AppealUpdate.followed_at.is_(None),
        AppealUpdate.campaign_id.in_(
            select(Campaign.id).where(Campaign.state == "published", _ours(Campaign))
        ),
        ~exists(of_update.correlate(AppealUpdate)),
    )
    if reading().scalars(select(AppealUpdate.id).where(*done)).first():
        with writing() as session:
            session.execute(
                update(AppealUpdate)
                .where(*done)
                .values(followed_at=db_now())
                .execution_options(synchronize_session=False)
            )


@dataclass(frozen=True)
class Waiting:
    """How many letters wait now, and so are touched by what is chosen at an update."""

    letters: int
    own_words: int  # of them, with words of their writer's
    at_least: bool  # there are more with own words than were looked at


def waiting(campaign: Campaign) -> Waiting:
    """The letters of a campaign that wait. Own words are encrypted: they are opened one by one."""
    figures = counts.figures(campaign.id, campaign.sandbox)
    own = (HELD, TO_READ, ASKED, *RESTING)
    wait = {*own, *CALLED_BACK}
    n = sum(f.n for f in figures if f.subject == "letter" and f.state in wait)
    under_way = and_(Letter.state == TRAVELLING, Transmission.state.in_(CALLED_BACK))
    query = (
        select(LetterContent.signer)
        .join(Letter, Letter.id == LetterContent.letter_id)
        .outerjoin(Transmission, Transmission.id == Letter.transmission_id)
        .where(
            Letter.campaign_id == campaign.id,
            Letter.sandbox.is_(campaign.sandbox),
            or_(Letter.state.in_(own), under_way),
        )
    )
    signers = reading().scalars(query.limit(COUNTED)).all()
    own_words = sum(bool(signer["own_words"].strip()) for signer in signers)
    return Waiting(n, own_words, len(signers) == COUNTED)


def _old_text() -> Select[UUID]:
    return (
        select(Letter.id)
        .join(LetterText, LetterText.id == Letter.letter_text_id)
        .join(LetterContent, LetterContent.letter_id == Letter.id)  # but the erased
        .where(
            Letter.state.in_((*RESTING, ASKED)),
            text("letter.state != 'travelling'"),  # as the index says it
            _ours(Letter),
            LetterText.created_at < AppealUpdate.opened_at,
            _concerned(),
        )
    )


def _resting() -> Select[UUID]:
    return (
        _old_text()
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .join(AppealUpdate, AppealUpdate.campaign_id == Campaign.id)
        .where(
            Campaign.state == "published",
            AppealUpdate.approved_at.is_not(None),
            AppealUpdate.followed_at.is_(None),
        )
    )


def _last_update(session: Session, campaign_id: UUID) -> AppealUpdate | None:
    """The update that was published last; asked once in a transaction."""
    asked: dict[UUID, AppealUpdate | None] = session.info.setdefault("last_updates", {})
    if campaign_id not in asked:
        query = (
            select(AppealUpdate)
            .where(AppealUpdate.campaign_id == campaign_id, AppealUpdate.approved_at.is_not(None))
            .order_by(AppealUpdate.approved_at.desc())
        )
        asked[campaign_id] = session.scalars(query.limit(1)).first()
    return asked[campaign_id]


def _concerned() -> ColumnElement[bool]:
    """Who was asked already is asked no second time; only cancelled."""
    return or_(Letter.state != ASKED, AppealUpdate.waiting == CANCEL)


def _ours(what: type[Letter] | type[Campaign]) -> ColumnElement[bool]:
    return what.sandbox.is_(current_app.config["CAMPAIGN"].sandbox)

"""Letters that wait while their campaign changes: written anew, or called back for good.

A correction, a new holder or another address raises the campaign's revision. What was made under
an older one is never claimed; here it is called back and its letters get a new transmission. A
letter that was held gets another chance then. When a campaign is closed, what waits is called back
and nothing takes its place.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence, Set
from uuid import UUID

from flask import current_app
from sqlalchemy import and_, or_, select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.database import reading, writing
from campaign.campaigns.find import current_text
from campaign.campaigns.models import Campaign, Recipient
from campaign.letters import counts, states
from campaign.letters.compose import Signer
from campaign.letters.models import Letter, LetterContent, Transmission
from campaign.letters.write import HELD, kind_of, send_on_its_way

BATCH = 100  # looked for at once
SECONDS = 20  # then others have their turn; the next call goes on

log = logging.getLogger(__name__)


def renew() -> int:
    """Write anew what waits under an old revision, call back what waits in a closed campaign.

    Returns how many transmissions and held letters that were. Each has a transaction of its own:
    one that cannot be written anew waits alone.
    """
    end = time.monotonic() + SECONDS
    return _one_by_one(_stale, _replace, end) + _one_by_one(_held, _try_again, end)


def _one_by_one(
    find: Callable[[Set[UUID]], Sequence[UUID]],
    mend: Callable[[Session, UUID], None],
    end: float,
) -> int:
    """Mend what is found until nothing is left or time is up; returns how many were mended."""
    done, failed = 0, set[UUID]()
    while found := find(failed):
        for key in found:
            if time.monotonic() > end:
                return done
            try:
                with writing() as session:
                    mend(session, key)
                done += 1
            except Exception as error:
                log.error("%s cannot be written anew: %s", key, type(error).__name__)
                failed.add(key)
    return done


def _stale(failed: Set[UUID]) -> Sequence[UUID]:
    ours = Transmission.sandbox.is_(current_app.config["CAMPAIGN"].sandbox)
    corrected = and_(Campaign.state == "published", Transmission.revision < Campaign.revision, ours)
    query = (
        select(Transmission.id)
        .join(Campaign, Campaign.id == Transmission.campaign_id)
        .where(
            Transmission.state == states.READY,
            Transmission.id.not_in(failed),
            or_(Campaign.state == "closed", corrected),
        )
        .limit(BATCH)
    )
    return reading().scalars(query).all()


def _held(failed: Set[UUID]) -> Sequence[UUID]:
    query = (
        select(Letter.id)
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .where(
            Letter.state == HELD,
            Letter.revision < Campaign.revision,
            Letter.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            Letter.id.not_in(failed),
            Campaign.state == "published",
        )
        .limit(BATCH)
    )
    return reading().scalars(query).all()


def _try_again(session: Session, letter_id: UUID) -> None:
    letter = session.get_one(Letter, letter_id, with_for_update=True)
    if letter.state == HELD:
        _write_anew(session, letter)


def _replace(session: Session, transmission_id: UUID) -> None:
    """Call a transmission back; in a campaign that runs, its letters get a new one.

    Letters are locked before what carries them, as in `withdraw`.
    """
    query = select(Letter).where(Letter.transmission_id == transmission_id).order_by(Letter.id)
    letters = session.scalars(query.with_for_update(key_share=True)).all()
    fence = Transmission.fence + 1
    if not states.move(session, "called_back", [transmission_id], "renewal", fence=fence):
        return
    for letter in letters:
        _write_anew(session, letter)


def _write_anew(session: Session, letter: Letter) -> None:
    """Compose a letter again and send it on its way, unless its campaign ended or it was erased."""
    campaign = session.get_one(Campaign, letter.campaign_id)
    content = session.get(LetterContent, letter.id)
    if content is None:
        letter.revision = campaign.revision
    if campaign.state == "closed" or content is None:
        return
    counts.add(session, kind_of(letter, states.CANCELLED), -1)
    send_on_its_way(
        session,
        letter,
        campaign,
        session.get_one(Organisation, letter.org_id),
        current_text(campaign, content.composed["language"]),
        session.get_one(Recipient, letter.recipient_id),
        Signer(**content.signer),
    )

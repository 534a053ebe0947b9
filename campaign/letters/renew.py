"""Letters that wait while their campaign changes: written anew, or called back for good.

A correction, a new holder or another address raises the campaign's revision. What was made under
an older one is never claimed; here it is called back and its letters get a new transmission. When
a campaign is closed, what waits is called back and nothing takes its place.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Sequence, Set
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
from campaign.letters.write import kind_of, send_on_its_way

BATCH = 100  # looked for at once
SECONDS = 20  # then others have their turn; the next call goes on

log = logging.getLogger(__name__)


def renew() -> int:
    """Write anew what waits under an old revision, call back what waits in a closed campaign.

    Returns how many transmissions were replaced or called back. Each has a transaction of its own:
    one that cannot be written anew waits alone.
    """
    done, failed = 0, set[UUID]()
    end = time.monotonic() + SECONDS
    while stale := _stale(failed):
        for transmission_id in stale:
            if time.monotonic() > end:
                return done
            try:
                with writing() as session:
                    _replace(session, transmission_id)
                done += 1
            except Exception as error:
                log.error("%s cannot be written anew: %s", transmission_id, type(error).__name__)
                failed.add(transmission_id)
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
        campaign = session.get_one(Campaign, letter.campaign_id)
        content = session.get(LetterContent, letter.id)
        if campaign.state == "closed" or content is None:  # or erased: it stays called back
            continue
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

"""Letters that wait while their campaign changes: written anew before they leave.

A correction, a new holder or another address raises the campaign's revision. What was made under
an older one is never claimed; here it is called back and its letters get a new transmission.
"""

from __future__ import annotations

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.database import writing
from campaign.campaigns.find import current_text
from campaign.campaigns.models import Campaign, Recipient
from campaign.letters import counts, states
from campaign.letters.compose import Signer
from campaign.letters.models import Letter, LetterContent, Transmission
from campaign.letters.write import kind_of, send_on_its_way

BATCH = 100  # a transaction stays short


def renew() -> int:
    """Write anew what waits under an old revision; returns how many transmissions were replaced."""
    replaced = 0
    while True:
        with writing() as session:
            stale = _stale(session)
            for transmission_id in stale:
                _replace(session, transmission_id)
        replaced += len(stale)
        if len(stale) < BATCH:
            return replaced


def _stale(session: Session) -> list[UUID]:
    query = (
        select(Transmission.id)
        .join(Campaign, Campaign.id == Transmission.campaign_id)
        .where(
            Transmission.state == states.READY,
            Transmission.revision < Campaign.revision,
            Campaign.state == "published",
        )
        .limit(BATCH)
    )
    return list(session.scalars(query))


def _replace(session: Session, transmission_id: UUID) -> None:
    fence = Transmission.fence + 1
    if not states.move(session, "called_back", [transmission_id], "renewal", fence=fence):
        return
    letters = select(Letter).where(Letter.transmission_id == transmission_id)
    for letter in session.scalars(letters.order_by(Letter.id)).all():
        content = session.get(LetterContent, letter.id)
        if content is None:  # erased meanwhile; it stays called back
            continue
        campaign = session.get_one(Campaign, letter.campaign_id)
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

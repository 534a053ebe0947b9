"""Letters that wait while their campaign changes: written anew, or called back for good.

A correction, a new holder or another address raises the campaign's revision. What was made under
an older one is never claimed; here it is called back and its letters get a new transmission. A
letter that was held or given up gets another chance then. When a campaign is closed, what waits is
called back and nothing takes its place.
"""

from __future__ import annotations

import logging
import time
from collections.abc import Callable, Sequence, Set
from uuid import UUID

from flask import current_app
from sqlalchemy import and_, or_, select, text, update
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.database import reading, writing
from campaign.campaigns.find import current_text
from campaign.campaigns.models import Campaign, Recipient
from campaign.letters import counts, states, supersede
from campaign.letters.compose import Signer
from campaign.letters.joint import due, gather_for, scattered, take_apart
from campaign.letters.models import Carriage, Letter, LetterContent, Transmission
from campaign.letters.write import (
    ASKED,
    GATHERING,
    GIVEN_UP,
    HELD,
    SUPERSEDED,
    TO_PRINT,
    TRAVELLING,
    carried_by,
    kind_of,
    let_go,
    send_on_its_way,
    tell,
)

BATCH = 100  # looked for at once
SECONDS = 20  # then others have their turn; the next call goes on
BY = "renewal"

log = logging.getLogger(__name__)


def renew() -> int:
    """Write anew what waits under an old revision, call back what waits in a closed campaign.

    Letters that rest under the text before an update are seen to as well. Returns how many
    transmissions and letters that were. Each has a transaction of its own:
    one that cannot be written anew waits alone.
    """
    end = time.monotonic() + SECONDS
    done = one_by_one(_stale, _replace, end) + one_by_one(_stuck, _try_again, end)
    done += one_by_one(supersede.resting, _supersede, end)
    supersede.note_followed()
    return done


def one_by_one(
    find: Callable[[Set[UUID]], Sequence[UUID]],
    mend: Callable[[Session, UUID], None],
    end: float,
) -> int:
    """Mend what is found until nothing is left or `end` (monotonic) has come; returns how many.

    Each has a transaction of its own; one that fails is logged, passed over and stays as it is.
    """
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
                log.error("%s cannot be seen to: %s", key, type(error).__name__)
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
            text("carried > 0"),  # as the index says it
            Transmission.id.not_in(failed),
            or_(Campaign.state == "closed", corrected),
        )
        .limit(BATCH)
    )
    return reading().scalars(query).all()


def _stuck(failed: Set[UUID]) -> Sequence[UUID]:
    query = (
        select(Letter.id)
        .join(Campaign, Campaign.id == Letter.campaign_id)
        .where(
            Letter.state.in_((HELD, GIVEN_UP)),
            text("letter.state != 'travelling'"),  # as the index says it
            Letter.revision < Campaign.revision,
            Letter.sandbox.is_(current_app.config["CAMPAIGN"].sandbox),
            Letter.id.not_in(failed),
            Campaign.state == "published",
        )
        .limit(BATCH)
    )
    return reading().scalars(query).all()


def take_up(session: Session, recipient_id: UUID) -> None:
    """Give the held letters to a recipient another chance at the next call of `renew`."""
    held = (Letter.recipient_id == recipient_id, Letter.state == HELD)
    session.execute(update(Letter).where(*held).values(revision=0))


def _try_again(session: Session, letter_id: UUID) -> None:
    letter = session.get_one(Letter, letter_id, with_for_update=True)
    if letter.state in (HELD, GIVEN_UP):
        write_anew(session, letter, letter.state, BY)


def _supersede(session: Session, letter_id: UUID) -> None:
    letter = session.get_one(Letter, letter_id, with_for_update=True)
    if letter.state in (*supersede.RESTING, ASKED) and not supersede.stays(session, letter):
        write_anew(session, letter, letter.state, BY)


def _replace(session: Session, transmission_id: UUID) -> None:
    """Call a transmission back; in a campaign that runs, its letters get a new one.

    Letters are locked before what carries them, as in `withdraw`.
    """
    query = select(Letter).where(Letter.transmission_id == transmission_id).order_by(Letter.id)
    letters = session.scalars(query.with_for_update(key_share=True)).all()
    fence = Transmission.fence + 1
    if not states.move(session, "called_back", [transmission_id], BY, fence=fence):
        return
    if len(letters) > 1:
        return  # a joint letter; `gather` sees to those that were in it
    for letter in letters:
        write_anew(session, letter, states.CANCELLED, BY)


def gather() -> int:
    """Take apart joint letters that were called back, and write those that are due.

    Returns how many transmissions and recipients that were.
    """
    end = time.monotonic() + SECONDS
    return one_by_one(scattered, take_apart, end) + one_by_one(due, _gather, end)


def _gather(session: Session, recipient_id: UUID) -> None:
    """Those for whom no way is left go on as a single letter would: printed, held or given up."""
    for letter in gather_for(session, recipient_id):
        write_anew(session, letter, GATHERING, BY)


def write_anew(
    session: Session, letter: Letter, counted: str, by: str, answered: bool = False
) -> None:
    """Compose a letter again and send it on its way, the next that it has not tried.

    `counted` is the state in which the letter (locked by the caller) is counted now. Nothing
    happens if its campaign has ended, if it was erased, or if one of its transmissions may have
    arrived: no letter ever travels twice at once. After an update it may be cancelled instead, or
    wait until its writer was asked; `answered` says that this was done.
    """
    campaign = session.get_one(Campaign, letter.campaign_id)
    letter.revision = campaign.revision
    content = session.get(LetterContent, letter.id)
    carriers = carriers_of(session, letter.id)
    fates_known = all(carrier.state in states.ENDS for carrier in carriers)
    tried = [carrier for carrier in carriers if carrier.state != states.CANCELLED]
    if campaign.state == "closed" or content is None or not fates_known:
        return
    state = "" if answered else supersede.verdict(session, letter, content, campaign)
    if state == SUPERSEDED and tried:
        _as_far_as(session, letter, counted, tried[-1], by)
        return
    if state:
        if state != letter.state:
            supersede.settle(session, letter, counted, state, by)
        return
    counts.add(session, kind_of(letter, counted), -1)
    if letter.state == TRAVELLING:
        let_go(session, letter)
    send_on_its_way(
        session,
        letter,
        campaign,
        session.get_one(Organisation, letter.org_id),
        current_text(campaign, content.composed["language"]),
        session.get_one(Recipient, letter.recipient_id),
        Signer(**content.signer),
        {carrier.contact_point_id for carrier in tried},
    )
    travels = letter.state == TRAVELLING
    after, carrier = ("ready", letter.transmission_id) if travels else (letter.state, None)
    if after == counted == TO_PRINT:
        tell(session, letter, "rewritten", counted, after, by)
    elif after != counted:
        tell(session, letter, "sent_on" if travels else letter.state, counted, after, by, carrier)


def _as_far_as(
    session: Session, letter: Letter, counted: str, carrier: Transmission, by: str
) -> None:
    """What had left or was refused before an update is not said to have been called back by it."""
    if letter.state != TRAVELLING or letter.transmission_id != carrier.id:
        letter.petition_id = None
        carried_by(session, letter, counted, carrier, "arrived_before", by)


def carriers_of(session: Session, letter_id: UUID) -> Sequence[Transmission]:
    """All transmissions that carry or carried a letter, oldest first."""
    query = (
        select(Transmission)
        .join(Carriage, Carriage.transmission_id == Transmission.id)
        .where(Carriage.letter_id == letter_id)
        .order_by(Transmission.id)
    )
    return session.scalars(query).all()

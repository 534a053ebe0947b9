"""A confirmed signature becomes letters, each on its way; all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from uuid import UUID

from flask import current_app
from sqlalchemy import update
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.ids import new_id
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.directory.models import ContactPoint
from campaign.directory.ways import letter_points, ways
from campaign.letters import counts, states
from campaign.letters.addresses import new_reference
from campaign.letters.carry import UNSENDABLE, carry
from campaign.letters.compose import Signer, compose, sender_name
from campaign.letters.models import (
    History,
    Letter,
    LetterContent,
    Transmission,
)
from config import Config

TRAVELLING, TO_PRINT, HELD = "travelling", "to_print", "held"
GATHERING = "gathering"
POSTED, GIVEN_UP = "posted", "given_up"
EXPIRED = "expired"  # its campaign ended before it left
TO_READ, DECLINED = "to_read", "declined"  # its own words wait for a person; were refused
ASKED, SUPERSEDED = "asked", "superseded"  # by an update: whether own words still fit; cancelled
PETITION, PRESENTED = "petition", "presented"  # to be handed over by hand; received
OWN_STATES = (
    TO_PRINT, HELD, TO_READ, GATHERING, PETITION, POSTED, PRESENTED, ASKED, DECLINED,
    "withdrawn", SUPERSEDED, EXPIRED, GIVEN_UP,
)  # fmt: skip


def write(
    session: Session,
    signature_id: UUID,
    supporter_key: bytes,
    campaign: Campaign,
    organisation: Organisation,
    text: LetterText,
    recipients: Sequence[Recipient],
    signer: Signer,
    sandbox: bool,
    read_first: str = "",
) -> list[Letter]:
    """One letter to each recipient to whom this supporter has none yet; returns the new ones.

    `read_first` is why a person has to read their own words before they leave (see DOERS of the
    desk); empty: nobody has.
    """
    letters = []
    for recipient in recipients:
        letter = _promise(session, signature_id, supporter_key, text, recipient, sandbox)
        if letter:
            send_on_its_way(session, letter, campaign, organisation, text, recipient, signer)
            if read_first:
                _put_aside(session, letter, read_first)
            letters.append(letter)
    return letters


def _put_aside(session: Session, letter: Letter, why: str) -> None:
    """In the transaction that wrote it: nobody has seen its transmission, which is called back."""
    before = letter.state
    if before == TRAVELLING and letter.transmission_id:
        fence = Transmission.fence + 1
        states.move(session, "called_back", [letter.transmission_id], why, fence=fence)
        before = states.CANCELLED
    counts.add(session, kind_of(letter, before), -1)
    if letter.state == TRAVELLING:
        let_go(session, letter)
    letter.state, letter.transmission_id = TO_READ, None
    counts.add(session, kind_of(letter, TO_READ), +1)
    tell(session, letter, TO_READ, before, TO_READ, why)


def _promise(
    session: Session,
    signature_id: UUID,
    supporter_key: bytes,
    text: LetterText,
    recipient: Recipient,
    sandbox: bool,
) -> Letter | None:
    """The row of a letter; None if the unique key says that there is one already."""
    row = {
        "id": new_id(),
        "org_id": recipient.org_id,
        "campaign_id": recipient.campaign_id,
        "recipient_id": recipient.id,
        "signature_id": signature_id,
        "letter_text_id": text.id,
        "supporter_key": supporter_key,
        "state": TO_PRINT,
        "channel": "print",
        "reference": new_reference(),
        "revision": 0,  # not composed yet
        "sandbox": sandbox,
        "created_at": db_now(),
    }
    statement = dialects.insert(session, Letter).values(row)
    once = statement.on_conflict_do_nothing(
        index_elements=["campaign_id", "recipient_id", "supporter_key"]
    )
    letter_id = session.scalar(once.returning(Letter.id))
    return session.get_one(Letter, letter_id) if letter_id else None


def send_on_its_way(
    session: Session,
    letter: Letter,
    campaign: Campaign,
    organisation: Organisation,
    text: LetterText,
    recipient: Recipient,
    signer: Signer,
    tried: Collection[UUID] = (),
) -> None:
    """Compose a letter and give it a transmission; or have it printed, or looked at by a person.

    `tried` are contact points from which it came back, or which did not take it. If there is no
    other it is given up, if the manager wants no other it is held: it keeps its words, and its last
    transmission, which tells why. Where letters travel together it waits for the next joint one.
    """
    now = db_now()
    usable = next_ways(recipient, tried)
    if tried and not usable:
        letter.state = GIVEN_UP if recipient.next_way else HELD
        letter.revision = campaign.revision
        counts.add(session, kind_of(letter, states.READY), +1)
        return
    composed = compose(
        campaign,
        organisation,
        text,
        recipient,
        signer,
        letter.reference,
        now.date(),
        on_paper=not usable,
    )
    session.merge(
        LetterContent(
            letter_id=letter.id,
            org_id=letter.org_id,
            signer=signer.as_json(),
            composed=composed.as_json(),
        )
    )
    letter.letter_text_id, letter.revision = text.id, campaign.revision
    if not usable:
        letter.state, letter.channel, letter.transmission_id = TO_PRINT, "print", None
    elif recipient.joint or flooded(session, letter, usable[0].channel):
        letter.state, letter.channel, letter.transmission_id = GATHERING, usable[0].channel, None
    else:
        letter.channel = usable[0].channel
        from_name = sender_name(signer, composed.organisation, composed.language)
        try:
            carry(session, [letter], campaign.revision, text, composed, from_name, usable[0], now)
            letter.state = TRAVELLING
        except UNSENDABLE:
            letter.state, letter.transmission_id = HELD, None
    session.flush()
    counts.add(session, kind_of(letter, states.READY), +1)


def next_ways(recipient: Recipient, tried: Collection[UUID]) -> list[ContactPoint]:
    """The ways that are left to a letter that tried these, the preferred one first.

    Where the manager wants no next way there is only the first one, which a correction may change.
    """
    fax_available = current_app.config["CAMPAIGN"].fax_available
    usable = [point for point in ways(recipient.authority, fax_available) if point.id not in tried]
    if tried and not recipient.next_way:
        first = letter_points(recipient.authority)[:1]
        return [point for point in usable[:1] if point in first]
    return usable


def flooded(session: Session, letter: Letter, channel: str) -> bool:
    """True if more wait for the letter's recipient, this way, than may leave in a day."""
    config: Config = current_app.config["CAMPAIGN"]
    cap = config.number_per_day if channel == "fax" else config.mailbox_per_day
    if cap <= 0:
        return False
    kind = counts.Kind(
        letter.org_id,
        letter.campaign_id,
        "transmission",
        states.READY,
        letter.sandbox,
        letter.recipient_id,
        channel,
    )
    return counts.number(session, kind) >= cap


def kind_of(letter: Letter, transmission_state: str) -> counts.Kind:
    """Where a letter is counted: under its own state, or that of the transmission it is in."""
    state = transmission_state if letter.state == TRAVELLING else letter.state
    return counts.Kind(
        letter.org_id,
        letter.campaign_id,
        "letter",
        state,
        letter.sandbox,
        letter.recipient_id,
        letter.channel,
    )


def bring(session: Session, letter: Letter, state: str, by: str) -> None:
    """Bring a letter (locked) that does not travel to another state of its own."""
    before = letter.state
    counts.add(session, kind_of(letter, before), -1)
    letter.state = state
    counts.add(session, kind_of(letter, state), +1)
    tell(session, letter, state, before, state, by)


def carried_by(
    session: Session, letter: Letter, counted: str, carrier: Transmission, event: str, by: str
) -> None:
    """From now on a letter is as far as this transmission that it had before.

    `counted` is the state in which the letter (locked by the caller) is counted now.
    """
    counts.add(session, kind_of(letter, counted), -1)
    if letter.state == TRAVELLING:
        let_go(session, letter)
    letter.state, letter.channel, letter.transmission_id = TRAVELLING, carrier.channel, carrier.id
    carrier.carried = Transmission.carried + 1
    session.flush()
    counts.add(session, kind_of(letter, carrier.state), +1)
    tell(session, letter, event, counted, carrier.state, by, carrier.id)


def let_go(session: Session, letter: Letter) -> None:
    """What becomes of its transmission from now on is no news of this letter any more."""
    session.execute(
        update(Transmission)
        .where(Transmission.id == letter.transmission_id)
        .values(carried=Transmission.carried - 1)
    )


def tell(
    session: Session,
    letter: Letter,
    event: str,
    before: str,
    after: str,
    by: str,
    transmission_id: UUID | None = None,
) -> None:
    """Add to the history what became of a letter, beside the moves of its transmissions."""
    session.add(
        History(
            org_id=letter.org_id,
            campaign_id=letter.campaign_id,
            transmission_id=transmission_id,
            letter_id=letter.id,
            event=event,
            from_state=before,
            to_state=after,
            at=db_now(),
            by=by,
        )
    )

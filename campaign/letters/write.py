"""A confirmed signature becomes letters, each on its way; all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.ids import new_id
from campaign.base.safe_text import UnsafeText
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.directory.models import ContactPoint
from campaign.directory.ways import ways
from campaign.letters import counts, states
from campaign.letters.addresses import from_address, new_message_id, new_reference
from campaign.letters.compose import Signer, compose, sender_name
from campaign.letters.composed import ComposedLetter
from campaign.letters.message import (
    Envelope,
    UnsafeMessage,
    UnusableAddress,
    build_message,
    envelope_address,
)
from campaign.letters.models import (
    Carriage,
    Destination,
    Domain,
    History,
    Lane,
    Letter,
    LetterContent,
    Transmission,
    TransmissionContent,
)
from campaign.letters.pages import TooManyPages, page_count, within_pages
from campaign.letters.pdf import letter_pdf

TRAVELLING, TO_PRINT, HELD = "travelling", "to_print", "held"
POSTED, GIVEN_UP = "posted", "given_up"
OWN_STATES = (
    TO_PRINT, HELD, "gathering", POSTED, "withdrawn", "superseded", "expired", GIVEN_UP,
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
) -> list[Letter]:
    """One letter to each recipient to whom this supporter has none yet; returns the new ones."""
    letters = []
    for recipient in recipients:
        letter = _promise(session, signature_id, supporter_key, text, recipient, sandbox)
        if letter:
            send_on_its_way(session, letter, campaign, organisation, text, recipient, signer)
            letters.append(letter)
    return letters


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
    other it is given up: it keeps its words, and its last transmission, which tells why.
    """
    now = db_now()
    fax_available = current_app.config["CAMPAIGN"].fax_available
    usable = [point for point in ways(recipient.authority, fax_available) if point.id not in tried]
    if tried and not usable:
        letter.state, letter.revision = GIVEN_UP, campaign.revision
        counts.add(session, kind_of(letter, states.READY), +1)
        return
    composed = compose(
        campaign, organisation, text, recipient, signer, letter.reference, now.date()
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
    else:
        letter.channel = usable[0].channel
        try:
            _carry(session, letter, campaign, composed, signer, usable[0], now)
            letter.state = TRAVELLING
        except (UnsafeText, UnsafeMessage, UnusableAddress, TooManyPages):
            letter.state, letter.transmission_id = HELD, None
    session.flush()
    counts.add(session, kind_of(letter, states.READY), +1)


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


def _carry(
    session: Session,
    letter: Letter,
    campaign: Campaign,
    composed: ComposedLetter,
    signer: Signer,
    contact: ContactPoint,
    now: datetime,
) -> None:
    """A new transmission with this one letter, rendered, ready to be claimed."""
    transmission_id = new_id()
    message_id = new_message_id(transmission_id)
    payload = _render(composed, signer, contact, message_id, now)
    destination_id = _destination(session, contact)
    transmission = Transmission(
        id=transmission_id,
        org_id=letter.org_id,
        campaign_id=letter.campaign_id,
        recipient_id=letter.recipient_id,
        contact_point_id=contact.id,
        destination_id=destination_id,
        lane_id=_lane(session, letter, contact.channel, destination_id),
        channel=contact.channel,
        state=states.READY,
        revision=campaign.revision,
        sandbox=letter.sandbox,
        message_id=message_id,
        fax_pages=page_count(payload) if contact.channel == "fax" else None,
        next_at=now,
        created_at=now,
    )
    session.add(transmission)
    session.flush()
    session.add_all(
        [
            Carriage(transmission_id=transmission_id, letter_id=letter.id, org_id=letter.org_id),
            TransmissionContent(
                transmission_id=transmission_id, org_id=letter.org_id, payload=payload
            ),
        ]
    )
    letter.transmission_id = transmission_id
    kind = counts.Kind(
        letter.org_id,
        letter.campaign_id,
        "transmission",
        states.READY,
        letter.sandbox,
        letter.recipient_id,
        contact.channel,
    )
    counts.add(session, kind, +1)


def _render(
    composed: ComposedLetter,
    signer: Signer,
    contact: ContactPoint,
    message_id: str,
    now: datetime,
) -> bytes:
    """The bytes that leave: a whole mail, or the pages of a fax."""
    if contact.channel == "fax":
        return within_pages(letter_pdf(composed, now.date().isoformat()))
    envelope = Envelope(
        message_id=message_id,
        date=now,
        from_name=sender_name(signer, composed.organisation, composed.language),
        from_address=from_address(),
        reply_to_address=composed.reply_address,
        to_name=composed.addressee[0],
        to_address=contact.address,
    )
    return build_message(composed, envelope, None)


def _destination(session: Session, contact: ContactPoint) -> UUID:
    """The row of a mailbox or number, through which the limits of its owner act."""
    domain_id = None
    if contact.channel == "email":
        name = envelope_address(contact.address).rpartition("@")[2]
        domain_id = _row(session, Domain, {"org_id": contact.org_id, "name": name})
    key = {"org_id": contact.org_id, "channel": contact.channel, "address": contact.address}
    return _row(session, Destination, key, domain_id=domain_id)


def _lane(session: Session, letter: Letter, channel: str, destination_id: UUID) -> UUID:
    """The row of the queue in which a letter waits."""
    key = {"recipient_id": letter.recipient_id, "destination_id": destination_id}
    more = {"org_id": letter.org_id, "campaign_id": letter.campaign_id, "channel": channel}
    return _row(session, Lane, key, **more)


def _row(
    session: Session, table: type[Domain | Destination | Lane], key: dict[str, Any], **more: Any
) -> UUID:
    """The id of the one row with this key, made if it is not there yet."""
    found = session.scalar(select(table.id).filter_by(**key))
    if found is None:
        statement = dialects.insert(session, table).values(id=new_id(), **key, **more)
        session.execute(statement.on_conflict_do_nothing(index_elements=list(key)))
        found = session.scalars(select(table.id).filter_by(**key)).one()
    return found

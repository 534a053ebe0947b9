"""A confirmed signature becomes letters, each on its way; all in the caller's transaction."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from flask import current_app
from sqlalchemy import select
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
from campaign.letters.message import Envelope, UnsafeMessage, UnusableAddress, build_message
from campaign.letters.models import (
    Carriage,
    Destination,
    Letter,
    LetterContent,
    Transmission,
    TransmissionContent,
)
from campaign.letters.pages import TooManyPages, within_pages
from campaign.letters.pdf import letter_pdf

TRAVELLING, TO_PRINT, HELD = "travelling", "to_print", "held"
OWN_STATES = (
    TO_PRINT, HELD, "gathering", "posted", "withdrawn", "superseded", "expired", "given_up",
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
) -> None:
    """Compose a letter and give it a transmission; or have it printed, or looked at by a person."""
    now = db_now()
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
    usable = ways(recipient.authority, current_app.config["CAMPAIGN"].fax_available)
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
    transmission = Transmission(
        id=transmission_id,
        org_id=letter.org_id,
        campaign_id=letter.campaign_id,
        recipient_id=letter.recipient_id,
        contact_point_id=contact.id,
        destination_id=_destination(session, contact),
        channel=contact.channel,
        state=states.READY,
        revision=campaign.revision,
        sandbox=letter.sandbox,
        message_id=message_id,
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
    """The row through which what is due for this mailbox or number is claimed."""
    key = {"org_id": contact.org_id, "channel": contact.channel, "address": contact.address}
    statement = dialects.insert(session, Destination).values(id=new_id(), **key)
    session.execute(statement.on_conflict_do_nothing(index_elements=list(key)))
    return session.scalars(select(Destination.id).filter_by(**key)).one()

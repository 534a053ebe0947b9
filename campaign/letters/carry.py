"""A new transmission: bytes for one contact point, carrying one letter or, joint, many."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.ids import new_id
from campaign.base.safe_text import UnsafeText
from campaign.campaigns.models import LetterText
from campaign.directory.models import ContactPoint
from campaign.letters import counts, states
from campaign.letters.addresses import from_address, new_message_id
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
    Lane,
    Letter,
    Transmission,
    TransmissionContent,
)
from campaign.letters.pages import TooManyPages, page_count, within_pages
from campaign.letters.pdf import Unprintable, letter_pdf, missing_characters

# Why a letter cannot leave as it is, and a person must look at it.
UNSENDABLE = (UnsafeText, UnsafeMessage, UnusableAddress, TooManyPages, Unprintable)


def carry(
    session: Session,
    letters: Sequence[Letter],
    revision: int,
    text: LetterText,
    composed: ComposedLetter,
    from_name: str,
    contact: ContactPoint,
    now: datetime,
) -> None:
    """Render a transmission with these letters (all to one recipient), ready to be claimed.

    `revision` is the campaign's, `text` what the letters were composed of; `from_name` stands in
    the From header of an e-mail. Raises one of UNSENDABLE if it cannot be sent so; nothing has
    changed then.
    """
    first = letters[0]
    transmission_id = new_id()
    message_id = new_message_id(transmission_id)
    payload = _render(composed, from_name, contact, message_id, now)
    destination_id = _destination(session, contact)
    transmission = Transmission(
        id=transmission_id,
        org_id=first.org_id,
        campaign_id=first.campaign_id,
        recipient_id=first.recipient_id,
        contact_point_id=contact.id,
        destination_id=destination_id,
        lane_id=_lane(session, first, contact.channel, destination_id),
        channel=contact.channel,
        state=states.READY,
        revision=revision,
        text_version=text.version,
        carried=len(letters),
        sandbox=first.sandbox,
        message_id=message_id,
        fax_pages=page_count(payload) if contact.channel == "fax" else None,
        next_at=now,
        created_at=now,
    )
    session.add(transmission)
    session.flush()
    content = {"transmission_id": transmission_id, "org_id": first.org_id, "payload": payload}
    session.add(TransmissionContent(**content))
    for letter in letters:
        carriage = {"transmission_id": transmission_id, "letter_id": letter.id}
        session.add(Carriage(**carriage, org_id=letter.org_id))
        letter.transmission_id = transmission_id
    kind = counts.Kind(
        first.org_id,
        first.campaign_id,
        "transmission",
        states.READY,
        first.sandbox,
        first.recipient_id,
        contact.channel,
    )
    counts.add(session, kind, +1)


def _render(
    composed: ComposedLetter,
    from_name: str,
    contact: ContactPoint,
    message_id: str,
    now: datetime,
) -> bytes:
    """The bytes that leave: a whole mail, a joint one with its pages, or the pages of a fax."""
    pdf = None
    if contact.channel == "fax" or composed.joint:
        if missing := missing_characters(composed):
            raise Unprintable(" ".join(sorted(missing)))
        pdf = letter_pdf(composed, now.date().isoformat())
    if contact.channel == "fax" and pdf is not None:
        return within_pages(pdf)
    envelope = Envelope(
        message_id=message_id,
        date=now,
        from_name=from_name,
        from_address=from_address(),
        reply_to_address=composed.reply_address,
        to_name=composed.addressee[0],
        to_address=contact.address,
    )
    return build_message(composed, envelope, pdf)


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

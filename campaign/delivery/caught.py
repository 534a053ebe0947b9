"""What the sandbox caught, kept so that it can be looked at in the post room."""

from __future__ import annotations

from email.parser import BytesHeaderParser
from uuid import UUID

from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.base import keyed
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.delivery.models import Caught
from campaign.letters.models import Transmission
from campaign.notices.models import Notice


def keep(channel: str, envelope_from: str, envelope_to: str, content: bytes) -> None:
    """Store a mail that the SMTP catcher took; it is stored when this returns."""
    message_id = str(BytesHeaderParser().parsebytes(content).get("Message-ID", ""))
    with writing() as session:
        org_id, transmission_id = _owner(session, message_id)
        session.add(
            Caught(
                org_id=org_id,
                transmission_id=transmission_id,
                channel=channel,
                at=db_now(),
                to_key=address_key(envelope_to),
                envelope_from=envelope_from,
                envelope_to=envelope_to,
                content=content,
            )
        )


def forget(session: Session, address: str, transmission_ids: list[UUID]) -> None:
    """Drop what was kept for an address, and of these transmissions."""
    session.execute(
        delete(Caught).where(
            Caught.to_key.in_(_address_keys(address)) | Caught.transmission_id.in_(transmission_ids)
        )
    )


def address_key(address: str) -> bytes:
    """By which mail to an address is found without the address being readable."""
    return _address_keys(address)[0]


def _address_keys(address: str) -> list[bytes]:
    return keyed.by_every_key(b"caught|" + address.casefold().encode())


def _owner(session: Session, message_id: str) -> tuple[UUID | None, UUID | None]:
    letter = session.execute(
        select(Transmission.org_id, Transmission.id).where(Transmission.message_id == message_id)
    ).first()
    if letter:
        return letter[0], letter[1]
    return session.scalar(select(Notice.org_id).where(Notice.message_id == message_id)), None

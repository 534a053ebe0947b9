"""Tables of mail that came in.

`incoming` has a row for every mail that was taken; what it says lies in a table of its own,
encrypted, and only for mail that a person may want to read.
"""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.base.database import Base
from campaign.base.encrypted import Encrypted
from campaign.base.ids import new_id


class Incoming(Base):
    """One mail to one address of ours; the same mail again is the same row."""

    __tablename__ = "incoming"
    __table_args__ = (UniqueConstraint("digest"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    org_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("organisation.id"), index=True
    )  # none: it tells nothing of whose it is
    digest: Mapped[bytes]  # SHA-256 of address and bytes
    kind: Mapped[str]  # see kinds.py
    matched: Mapped[str]  # how it found its letter: see match.py; empty: it did not
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter.id"), index=True)
    transmission_id: Mapped[UUID | None] = mapped_column(ForeignKey("transmission.id"), index=True)
    at: Mapped[datetime]
    opened_at: Mapped[datetime | None]  # when a manager first read it


class IncomingContent(Base):
    """What a mail says, as text; and its bytes, where something may be lost otherwise."""

    __tablename__ = "incoming_content"

    incoming_id: Mapped[UUID] = mapped_column(ForeignKey("incoming.id"), primary_key=True)
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    sender: Mapped[str] = mapped_column(Encrypted("incoming_content.sender"))
    subject: Mapped[str] = mapped_column(Encrypted("incoming_content.subject"))
    text: Mapped[str] = mapped_column(Encrypted("incoming_content.text"))
    # what it quotes of our letter, and with it of the supporter: erased with that letter
    quoted: Mapped[str | None] = mapped_column(Encrypted("incoming_content.quoted"))
    attachments: Mapped[list[dict[str, Any]]] = mapped_column(
        Encrypted("incoming_content.attachments", "json")
    )  # name, type and size of each
    raw: Mapped[bytes | None] = mapped_column(
        Encrypted("incoming_content.raw", "bytes"), deferred=True
    )  # erased with the letter, too


class TurnedAway(Base):
    """How many addresses with a forged token, or that nobody has, were refused on a day."""

    __tablename__ = "turned_away"

    day: Mapped[date] = mapped_column(primary_key=True)
    n: Mapped[int]

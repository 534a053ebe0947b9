"""Tables of delivery: workers, attempts, switches, and what the sandbox caught."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.base.database import Base, Owned
from campaign.base.encrypted import Encrypted
from campaign.base.ids import new_id


class Worker(Base):
    """A process that delivers; gone when its lease is over."""

    __tablename__ = "worker"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    channel: Mapped[str]
    started_at: Mapped[datetime]
    lease_until: Mapped[datetime]


class Attempt(Owned, Base):
    """One try to hand a transmission over; written before the first byte leaves."""

    __tablename__ = "attempt"
    __table_args__ = (UniqueConstraint("transmission_id", "fence"),)

    transmission_id: Mapped[UUID] = mapped_column(ForeignKey("transmission.id"))
    fence: Mapped[int]
    worker_id: Mapped[UUID]
    gateway: Mapped[str]
    outcome: Mapped[str]  # open, then taken, refused, not_taken, cut or voided
    started_at: Mapped[datetime]
    ended_at: Mapped[datetime | None]
    code: Mapped[int | None]  # of the other side
    text: Mapped[str | None]  # of the other side, cleaned
    gateway_ref: Mapped[str | None]


class Switch(Base):
    """A pause: the row is there as long as the pause lasts. Read in every claim and every mark."""

    __tablename__ = "switch"
    __table_args__ = (UniqueConstraint("scope"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    scope: Mapped[str]  # everything, organisation:<id> or campaign:<id>
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    since: Mapped[datetime]
    why: Mapped[str]
    by: Mapped[str]


class Caught(Base):
    """What the sandbox kept instead of sending: a mail, or the PDF of a fax."""

    __tablename__ = "caught"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"), index=True)
    transmission_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("transmission.id"), index=True
    )  # none for a notice
    channel: Mapped[str]
    at: Mapped[datetime]
    to_key: Mapped[bytes] = mapped_column(index=True)  # HMAC of the address, for erasure
    envelope_from: Mapped[str] = mapped_column(Encrypted("caught.envelope_from"))
    envelope_to: Mapped[str] = mapped_column(Encrypted("caught.envelope_to"))
    content: Mapped[bytes] = mapped_column(Encrypted("caught.content", "bytes"))

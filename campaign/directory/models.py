"""Tables of authorities, and of what calling them costs."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaign.base.database import Base, Owned


class Authority(Owned, Base):
    """An office in a country, whoever holds it; shared by the campaigns of an organisation."""

    __tablename__ = "authority"

    office: Mapped[str]
    kind: Mapped[str]  # see kinds.py
    country: Mapped[str | None]  # ISO 3166-1 alpha-2 of the post
    address: Mapped[str | None]  # one line, parts joined with ", "
    created_at: Mapped[datetime]

    holders: Mapped[list[OfficeHolder]] = relationship(
        order_by="OfficeHolder.id", lazy="selectin", viewonly=True
    )
    contact_points: Mapped[list[ContactPoint]] = relationship(
        primaryjoin="and_(Authority.id == ContactPoint.authority_id, "
        "ContactPoint.retired_at.is_(None))",
        order_by="ContactPoint.position",
        lazy="selectin",
        viewonly=True,
    )

    @property
    def holder(self) -> OfficeHolder | None:
        """Who holds the office now, if anybody is known to."""
        current = [h for h in self.holders if h.until is None]
        return current[-1] if current else None


class OfficeHolder(Owned, Base):
    """A person who holds or held an office."""

    __tablename__ = "office_holder"

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"), index=True)
    honorific: Mapped[str | None]
    name: Mapped[str | None]
    salutation: Mapped[str | None]  # as an appeal printed it
    since: Mapped[date | None]
    until: Mapped[date | None]
    verified_at: Mapped[datetime | None]


class ContactPoint(Owned, Base):
    """One e-mail address or fax number of an authority."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("authority_id", "channel", "address"),)

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"), index=True)
    channel: Mapped[str]  # email or fax
    address: Mapped[str]  # e-mail address, or number as E.164
    position: Mapped[int]  # preferred order, lowest first
    health: Mapped[str] = mapped_column(default="unproven")  # unproven, good, failing
    doubted_by: Mapped[UUID | None]  # the letter that was refused or came back; a second: failing
    failing_since: Mapped[datetime | None]
    failing_because: Mapped[str | None]  # the last words of the other side
    told_at: Mapped[datetime | None]  # when managers were last told that it fails
    source: Mapped[str]  # where it was found, such as an appeal's code
    last_verified_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]  # a manager took it out; what went there keeps its row


class FaxPrice(Owned, Base):
    """What a page costs an organisation to numbers that begin so; see `prices.py`."""

    __tablename__ = "fax_price"
    __table_args__ = (UniqueConstraint("org_id", "prefix"),)

    prefix: Mapped[str]  # as E.164 begins: +44, +4420
    price: Mapped[int] = mapped_column(BigInteger)  # hundredths of a cent

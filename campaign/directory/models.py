"""Tables of authorities, and of what calling them costs."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime
from typing import TypeVar
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaign.base.database import Base, Owned


class Authority(Owned, Base):
    """An office in a country, whoever holds it; shared by the campaigns of an organisation."""

    __tablename__ = "authority"
    __table_args__ = (Index(None, "org_id", "country"),)

    office: Mapped[str]
    kind: Mapped[str]  # see kinds.py
    country: Mapped[str | None]  # ISO 3166-1 alpha-2 of the post
    created_at: Mapped[datetime]
    merged_into: Mapped[UUID | None] = mapped_column(ForeignKey("authority.id"), index=True)

    names: Mapped[list[OfficeName]] = relationship(
        order_by="OfficeName.language", lazy="selectin", viewonly=True
    )
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

    @property
    def address(self) -> str | None:
        """Where its post goes: one line, parts joined with ", "; the preferred one of several."""
        return next((p.address for p in self.contact_points if p.channel == "post"), None)

    def office_in(self, language: str) -> str:
        """The title of the office in a language (BCP 47 tag), else as it is known first."""
        found = _in_language(self.names, language)
        return found.name if found else self.office


class OfficeName(Owned, Base):
    """The title of an office in one more language."""

    __tablename__ = "office_name"
    __table_args__ = (UniqueConstraint("authority_id", "language"),)

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    language: Mapped[str]  # BCP 47 tag
    name: Mapped[str]


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

    styles: Mapped[list[HolderStyle]] = relationship(
        order_by="HolderStyle.language", lazy="selectin", viewonly=True
    )

    def style_in(self, language: str) -> HolderStyle | None:
        """How this person is addressed in a language (BCP 47 tag), if that is known."""
        return _in_language(self.styles, language)


class HolderStyle(Owned, Base):
    """How the holder of an office is addressed in one language."""

    __tablename__ = "holder_style"
    __table_args__ = (UniqueConstraint("holder_id", "language"),)

    holder_id: Mapped[UUID] = mapped_column(ForeignKey("office_holder.id"))
    language: Mapped[str]  # BCP 47 tag
    honorific: Mapped[str | None]
    salutation: Mapped[str | None]


class ContactPoint(Owned, Base):
    """One way to reach an authority; letters travel by e-mail and fax only."""

    __tablename__ = "contact_point"
    __table_args__ = (UniqueConstraint("authority_id", "channel", "address"),)

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"), index=True)
    channel: Mapped[str]  # email, fax, phone (for reference), post or web (a form)
    address: Mapped[str]  # e-mail address, number as E.164, postal address on one line, or URL
    position: Mapped[int]  # preferred order, lowest first
    health: Mapped[str] = mapped_column(default="unproven")  # unproven, good, failing
    doubted_by: Mapped[UUID | None]  # the letter that was refused or came back; a second: failing
    failing_since: Mapped[datetime | None]
    failing_because: Mapped[str | None]  # the last words of the other side
    told_at: Mapped[datetime | None]  # when managers were last told that it fails
    source: Mapped[str]  # where it was found, such as an appeal's code
    last_verified_at: Mapped[datetime | None]
    retired_at: Mapped[datetime | None]  # a manager took it out; what went there keeps its row


class Mission(Owned, Base):
    """What is known of an authority as the mission of one state in others.

    Sending and receiving state: Vienna Convention on Diplomatic Relations (1961).
    """

    __tablename__ = "mission"
    __table_args__ = (UniqueConstraint("authority_id"),)

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    sending: Mapped[str]  # ISO 3166-1 alpha-2 of the state it represents
    city: Mapped[str | None]  # where it has its seat
    website: Mapped[str | None]


class Accreditation(Owned, Base):
    """A state in which a mission represents its own, from its seat or from elsewhere."""

    __tablename__ = "accreditation"
    __table_args__ = (
        UniqueConstraint("authority_id", "receiving"),
        Index("ix_accreditation_states", "org_id", "sending", "receiving"),
    )

    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    sending: Mapped[str]  # as its mission has it
    receiving: Mapped[str]  # ISO 3166-1 alpha-2


class FaxPrice(Owned, Base):
    """What a page costs an organisation to numbers that begin so; see `prices.py`."""

    __tablename__ = "fax_price"
    __table_args__ = (UniqueConstraint("org_id", "prefix"),)

    prefix: Mapped[str]  # as E.164 begins: +44, +4420
    price: Mapped[int] = mapped_column(BigInteger)  # hundredths of a cent


_Spoken = TypeVar("_Spoken", OfficeName, HolderStyle)


def _in_language(found: Sequence[_Spoken], language: str) -> _Spoken | None:
    """The one of this tag, else of its language without script and region."""
    by_tag = {one.language: one for one in found}
    return by_tag.get(language) or by_tag.get(language.split("-")[0])

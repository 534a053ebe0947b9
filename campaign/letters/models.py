"""Tables of letters and of the transmissions that carry them.

What people wrote and what is sent lies, encrypted, in tables that retention and erasure empty.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.base.database import Base, Owned
from campaign.base.encrypted import Encrypted

SCATTERED = "state = 'cancelled' AND carried > 0"  # of joint letters that were called back
# What was tried, and is not to be tried again by itself.
LEFT = "state IN ('accepted', 'uncertain', 'silent', 'delivered', 'bounced', 'failed', 'dead')"


class Letter(Owned, Base):
    """The promise: one signature to one recipient."""

    __tablename__ = "letter"
    __table_args__ = (
        UniqueConstraint("campaign_id", "recipient_id", "supporter_key"),
        UniqueConstraint("reference"),
        Index(  # for lists; those that travel are found by their transmission
            "ix_letter_own",
            "campaign_id",
            "state",
            "channel",
            "recipient_id",
            "id",
            sqlite_where=text("state != 'travelling'"),
            postgresql_where=text("state != 'travelling'"),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("recipient.id"))
    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"), index=True)
    letter_text_id: Mapped[UUID] = mapped_column(ForeignKey("letter_text.id"))
    transmission_id: Mapped[UUID | None] = mapped_column(
        ForeignKey("transmission.id"), index=True
    )  # the current one
    petition_id: Mapped[UUID | None] = mapped_column(ForeignKey("petition.id"), index=True)
    supporter_key: Mapped[bytes]
    state: Mapped[str]
    channel: Mapped[str]  # email, fax or print
    reference: Mapped[str]
    revision: Mapped[int]  # of the campaign when it was composed
    sandbox: Mapped[bool]
    created_at: Mapped[datetime]


class LetterContent(Base):
    """What a letter says, and what is needed to say it anew."""

    __tablename__ = "letter_content"

    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), primary_key=True)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    signer: Mapped[dict[str, Any]] = mapped_column(Encrypted("letter_content.signer", "json"))
    composed: Mapped[dict[str, Any]] = mapped_column(Encrypted("letter_content.composed", "json"))


class Gate:
    """What letters to one place pass through: how many may go, and from when on.

    Closed until `free_at`; then at most `tokens` at once, which grow again at the usual rate times
    `pace`. Closed by the breaker it lets one letter through when `free_at` has come, and opens when
    all went well with that. Changed by `delivery/gates.py` alone.
    """

    free_at: Mapped[datetime | None]  # none: open
    closed_by: Mapped[str | None]  # limit, breaker or policy
    since: Mapped[datetime | None]  # when breaker or policy closed it, or it was last slowed down
    tokens: Mapped[float | None]  # none: never used, so full
    tokens_at: Mapped[datetime | None]
    pace: Mapped[float] = mapped_column(default=1.0)  # share of the usual rate
    failures: Mapped[int] = mapped_column(default=0)  # in a row, not the letters' fault
    openings: Mapped[int] = mapped_column(default=0)  # of the breaker since the last success
    last_id: Mapped[UUID | None]  # the transmission that failed last, or is out as a probe


class ChannelGate(Gate, Base):
    """The way out of a whole channel: our relay, or the fax gateway."""

    __tablename__ = "channel_gate"

    channel: Mapped[str] = mapped_column(primary_key=True)


class Domain(Owned, Gate, Base):
    """The part of an e-mail address after the @, which one organisation writes to."""

    __tablename__ = "domain"
    __table_args__ = (UniqueConstraint("org_id", "name"),)

    name: Mapped[str]  # lower case, A-labels


class Destination(Owned, Gate, Base):
    """A mailbox or number; what is due for it is claimed through its row."""

    __tablename__ = "destination"
    __table_args__ = (UniqueConstraint("org_id", "channel", "address"),)

    channel: Mapped[str]
    address: Mapped[str]
    domain_id: Mapped[UUID | None] = mapped_column(ForeignKey("domain.id"))  # none: a number


class Lane(Owned, Base):
    """What one recipient is written over one destination: the queue that is claimed from.

    Pauses and office hours are asked once for a lane and never once for a letter in it.
    """

    __tablename__ = "lane"
    __table_args__ = (UniqueConstraint("recipient_id", "destination_id"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("recipient.id"))
    destination_id: Mapped[UUID] = mapped_column(ForeignKey("destination.id"), index=True)
    channel: Mapped[str]
    opens_at: Mapped[datetime | None]  # until then its office is closed, or there is no money


class Transmission(Owned, Base):
    """One set of bytes to one contact point, carrying one letter or, joint, many."""

    __tablename__ = "transmission"
    __table_args__ = (
        UniqueConstraint("message_id"),
        Index(
            "ix_transmission_due",
            "lane_id",
            "revision",
            "next_at",
            sqlite_where=text("state = 'ready'"),
            postgresql_where=text("state = 'ready'"),
        ),
        Index(
            "ix_transmission_open",
            "state",
            "worker_id",
            sqlite_where=text("state IN ('claimed', 'handing_over', 'uncertain')"),
            postgresql_where=text("state IN ('claimed', 'handing_over', 'uncertain')"),
        ),
        Index(
            "ix_transmission_followed",
            "channel",
            "handed_at",
            sqlite_where=text("state IN ('accepted')"),
            postgresql_where=text("state IN ('accepted')"),
        ),
        Index(
            "ix_transmission_missed",
            "campaign_id",
            sqlite_where=text("missed_at IS NOT NULL"),
            postgresql_where=text("missed_at IS NOT NULL"),
        ),
        Index(
            "ix_transmission_scattered",
            "campaign_id",
            sqlite_where=text(SCATTERED),
            postgresql_where=text(SCATTERED),
        ),
        Index(  # what became of letters that left to a contact point
            "ix_transmission_fate",
            "contact_point_id",
            "sandbox",
            "state",
            sqlite_where=text(LEFT),
            postgresql_where=text(LEFT),
        ),
        Index(  # for lists: those by which a letter is known now
            "ix_transmission_campaign",
            "campaign_id",
            "state",
            "channel",
            "recipient_id",
            "id",
            sqlite_where=text("carried > 0"),
            postgresql_where=text("carried > 0"),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("recipient.id"))
    contact_point_id: Mapped[UUID] = mapped_column(ForeignKey("contact_point.id"))
    destination_id: Mapped[UUID] = mapped_column(ForeignKey("destination.id"))
    lane_id: Mapped[UUID] = mapped_column(ForeignKey("lane.id"))
    channel: Mapped[str]
    state: Mapped[str]
    fence: Mapped[int] = mapped_column(default=0)  # raised by every claim and every cancelling
    worker_id: Mapped[UUID | None]
    revision: Mapped[int]  # of the campaign when the bytes were made
    text_version: Mapped[int | None]  # of the letter text in them; none: not kept in earlier days
    carried: Mapped[int] = mapped_column(default=1)  # letters that are as far as it is
    sandbox: Mapped[bool]
    message_id: Mapped[str]  # made once; our reference at a gateway too
    next_at: Mapped[datetime]
    deadline: Mapped[datetime | None]  # set by the first try that began
    tries: Mapped[int] = mapped_column(default=0)  # those that count
    crashes: Mapped[int] = mapped_column(default=0)  # workers that died with it
    error_class: Mapped[str | None]
    error_text: Mapped[str | None]
    gateway_ref: Mapped[str | None]
    fax_pages: Mapped[int | None]  # of a fax as it leaves
    pages: Mapped[int | None]  # that were confirmed
    created_at: Mapped[datetime]
    marked_at: Mapped[datetime | None]  # when last marked `handing_over`
    resent_at: Mapped[datetime | None]  # sent again without proof; once, and never a fax
    handed_at: Mapped[datetime | None]  # when last accepted by relay or gateway
    missed_at: Mapped[datetime | None]  # when our relay had lost it, without a word in its log
    settled_at: Mapped[datetime | None]  # when it reached a state that is news to people


class Carriage(Base):
    """Which letters a transmission carries or carried."""

    __tablename__ = "carriage"
    __table_args__ = (PrimaryKeyConstraint("transmission_id", "letter_id"),)

    transmission_id: Mapped[UUID] = mapped_column(ForeignKey("transmission.id"))
    letter_id: Mapped[UUID] = mapped_column(ForeignKey("letter.id"), index=True)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))


class TransmissionContent(Base):
    """The bytes of a transmission: a whole mail, or the PDF of a fax."""

    __tablename__ = "transmission_content"

    transmission_id: Mapped[UUID] = mapped_column(ForeignKey("transmission.id"), primary_key=True)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    payload: Mapped[bytes] = mapped_column(Encrypted("transmission_content.payload", "bytes"))


# Of which events a later reader takes note, and writes `handled_at`.
NEWS_OF_HISTORY = "event IN ('came_back', 'refused', 'spent', 'proved_after_all')"

# Of which a supporter who wants to know of it is told.
ENDED_IN_HISTORY = "event IN ('came_back', 'refused', 'spent')"


class History(Owned, Base):
    """Every move of a transmission or letter; only ever added to (see migrations/env.py)."""

    __tablename__ = "history"
    __table_args__ = (
        Index("ix_history_transmission", "transmission_id", "at"),
        Index(
            "ix_history_unhandled",
            "event",
            sqlite_where=text(f"{NEWS_OF_HISTORY} AND handled_at IS NULL"),
            postgresql_where=text(f"{NEWS_OF_HISTORY} AND handled_at IS NULL"),
        ),
        Index(
            "ix_history_ended",
            "at",
            sqlite_where=text(ENDED_IN_HISTORY),
            postgresql_where=text(ENDED_IN_HISTORY),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    transmission_id: Mapped[UUID | None] = mapped_column(ForeignKey("transmission.id"))
    letter_id: Mapped[UUID | None] = mapped_column(ForeignKey("letter.id"), index=True)
    event: Mapped[str]
    from_state: Mapped[str]
    to_state: Mapped[str]
    at: Mapped[datetime]
    by: Mapped[str]  # worker, sweeper, supporter, manager:<id>
    handled_at: Mapped[datetime | None]  # when a later room has read it


class Count(Base):
    """How many there are now of a kind, spread over a few slots; pages read these."""

    __tablename__ = "count"
    __table_args__ = (
        PrimaryKeyConstraint(
            "campaign_id", "subject", "state", "sandbox", "recipient_id", "channel", "slot"
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    subject: Mapped[str]  # signature, letter or transmission
    state: Mapped[str]
    sandbox: Mapped[bool]
    recipient_id: Mapped[UUID]  # NOBODY for signatures
    channel: Mapped[str]  # empty for signatures
    slot: Mapped[int]
    n: Mapped[int]


class HourlyCount(Base):
    """How many came into a state in an hour; for charts."""

    __tablename__ = "hourly_count"
    __table_args__ = (
        PrimaryKeyConstraint("campaign_id", "subject", "state", "sandbox", "hour", "slot"),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    subject: Mapped[str]
    state: Mapped[str]
    sandbox: Mapped[bool]
    hour: Mapped[datetime]
    slot: Mapped[int]
    n: Mapped[int]

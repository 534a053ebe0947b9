"""Tables of delivery: workers, attempts, evidence, switches, budgets, what the sandbox caught."""

from __future__ import annotations

from datetime import date, datetime
from uuid import UUID

from sqlalchemy import BigInteger, ForeignKey, Index, UniqueConstraint, text
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
    error_class: Mapped[str | None]
    code: Mapped[int | None]  # of the other side
    text: Mapped[str | None]  # of the other side, cleaned
    gateway_ref: Mapped[str | None]


class FaxReport(Owned, Base):
    """What a fax gateway said of a try, once for each piece of news."""

    __tablename__ = "fax_report"
    __table_args__ = (
        UniqueConstraint("attempt_id", "key"),
        Index(
            "ix_fax_report_undeleted",
            "at",
            sqlite_where=text("deleted_at IS NULL"),
            postgresql_where=text("deleted_at IS NULL"),
        ),
    )

    attempt_id: Mapped[UUID] = mapped_column(ForeignKey("attempt.id"))
    key: Mapped[str]  # the same whenever the same news comes again
    at: Mapped[datetime]
    event: Mapped[str]  # proved, not_through, partly or came_back
    error_class: Mapped[str | None]
    text: Mapped[str]  # of the gateway, cleaned
    pages: Mapped[int | None]  # that went over the line
    cost: Mapped[int | None]  # in cents
    raw: Mapped[str]  # all that the gateway said, without the document
    deleted_at: Mapped[datetime | None]  # when the document there was deleted


# A trace whose end the log has not told yet: the relay must have the mail in its queue.
OPEN = "active AND (status IS NULL OR status = 'deferred')"


class Trace(Base):
    """What our relay's log tells of one queue id: that it took a mail, and what became of it."""

    __tablename__ = "trace"
    __table_args__ = (
        Index(
            "ix_trace_news",
            "seen_at",
            sqlite_where=text("news"),
            postgresql_where=text("news"),
        ),
        Index(
            "ix_trace_open",
            "seen_at",
            sqlite_where=text(OPEN),
            postgresql_where=text(OPEN),
        ),
    )

    queue_id: Mapped[str] = mapped_column(primary_key=True)  # long, so never used twice
    message_id: Mapped[str] = mapped_column(index=True)
    seen_at: Mapped[datetime]  # when we read its first line
    active: Mapped[bool] = mapped_column(default=False)  # the queue manager has it: it is kept
    status: Mapped[str | None]  # sent, deferred, bounced, expired or removed (by an operator)
    dsn: Mapped[str | None]  # enhanced code (RFC 3463)
    reply: Mapped[str | None]  # of the authority's server, cleaned
    server: Mapped[str | None]  # which server said so
    said_at: Mapped[datetime | None]  # when we read that
    news: Mapped[bool] = mapped_column(default=False)  # a status not yet told to the transmission


class RelayLog(Base):
    """How far the relay's log has been read: one row."""

    __tablename__ = "relay_log"

    path: Mapped[str] = mapped_column(primary_key=True)
    inode: Mapped[str]  # of the file that is being read
    offset: Mapped[int] = mapped_column(BigInteger)  # of the first byte not read
    tail: Mapped[str]  # hash of what stands just before, by which another file is recognised
    boot: Mapped[str]  # which start of this machine it was when we last read
    greeted_at: Mapped[datetime | None]  # when we last greeted the relay
    farewell: Mapped[int | None]  # the mark of that greeting; none: its end was found in the log
    read_until: Mapped[datetime | None]  # all that the relay did before is known
    gap_at: Mapped[datetime | None]  # part of the log was lost then: before, nothing is sure
    compared_at: Mapped[datetime | None]  # when the relay's queue was last asked for what is silent


class Switch(Base):
    """A pause: the row is there as long as the pause lasts. Read in every claim and every mark."""

    __tablename__ = "switch"
    __table_args__ = (UniqueConstraint("scope"),)

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    scope: Mapped[str]  # in words, such as everything or campaign:<id>
    # what it covers: all that agrees with every column that is set
    org_id: Mapped[UUID | None] = mapped_column(ForeignKey("organisation.id"))
    campaign_id: Mapped[UUID | None] = mapped_column(ForeignKey("campaign.id"))
    recipient_id: Mapped[UUID | None] = mapped_column(ForeignKey("recipient.id"))
    destination_id: Mapped[UUID | None] = mapped_column(ForeignKey("destination.id"))
    channel: Mapped[str | None]
    since: Mapped[datetime]
    why: Mapped[str]
    by: Mapped[str]


class FaxBudget(Owned, Base):
    """What an organisation may spend on faxes in a month; changed by `budget.py` alone.

    Money is counted in whole hundredths of a cent.
    """

    __tablename__ = "fax_budget"
    __table_args__ = (UniqueConstraint("org_id", "month", "sandbox"),)

    month: Mapped[date]  # its first day, in UTC
    sandbox: Mapped[bool]
    cap: Mapped[int | None] = mapped_column(BigInteger)  # none: nobody has set one
    reserved: Mapped[int] = mapped_column(BigInteger, default=0)  # for faxes that are on their way
    spent: Mapped[int] = mapped_column(BigInteger, default=0)
    told: Mapped[int] = mapped_column(default=0)  # percent of the cap of which managers were told


class FaxReservation(Base):
    """What is kept of a budget for one fax, from its claim until its end is known."""

    __tablename__ = "fax_reservation"

    transmission_id: Mapped[UUID] = mapped_column(ForeignKey("transmission.id"), primary_key=True)
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))
    budget_id: Mapped[UUID] = mapped_column(ForeignKey("fax_budget.id"))
    price: Mapped[int] = mapped_column(BigInteger)  # of a page
    amount: Mapped[int] = mapped_column(BigInteger)  # of all pages: the most it can cost


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

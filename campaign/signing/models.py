"""Tables of signatures."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import ForeignKey, Index, PrimaryKeyConstraint, UniqueConstraint, false, text
from sqlalchemy.orm import Mapped, mapped_column

from campaign.base.database import Base, Owned
from campaign.base.encrypted import Encrypted


class Consent(Owned, Base):
    """The words a supporter agreed to; never changed, a new wording is a new version."""

    __tablename__ = "consent"
    __table_args__ = (UniqueConstraint("org_id", "language", "version"),)

    language: Mapped[str]
    version: Mapped[str]
    wording: Mapped[str]


class Signature(Owned, Base):
    """A supporter's wish to write, and what became of it."""

    __tablename__ = "signature"
    __table_args__ = (
        UniqueConstraint("form_key"),
        Index(
            "uq_signature_confirmed",
            "campaign_id",
            "supporter_key",
            unique=True,
            sqlite_where=text("state = 'confirmed'"),
            postgresql_where=text("state = 'confirmed'"),
        ),
        Index("ix_signature_supporter", "campaign_id", "supporter_key"),
        Index(
            "ix_signature_waiting",
            "expires_at",
            sqlite_where=text("state = 'waiting'"),
            postgresql_where=text("state = 'waiting'"),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    # waiting; confirmed; repeated (the same person had confirmed before); expired; erased
    state: Mapped[str]
    supporter_key: Mapped[bytes]  # HMAC of the normalised e-mail under the campaign's key
    form_key: Mapped[bytes]  # HMAC of the form's token and the address: one form, one signature
    name: Mapped[str | None] = mapped_column(Encrypted("signature.name"))
    name_choice: Mapped[str]  # full, initials or withheld
    email: Mapped[str | None] = mapped_column(Encrypted("signature.email"))
    country: Mapped[str | None] = mapped_column(Encrypted("signature.country"))
    city: Mapped[str | None] = mapped_column(Encrypted("signature.city"))
    own_words: Mapped[str | None] = mapped_column(Encrypted("signature.own_words"))
    language: Mapped[str]  # of the pages and our mails; letters have that of their text
    consent_id: Mapped[UUID] = mapped_column(ForeignKey("consent.id"))
    wants_replies: Mapped[bool]
    wants_outcome: Mapped[bool]
    # of letters that come back
    wants_news: Mapped[bool] = mapped_column(default=False, server_default=false())
    sandbox: Mapped[bool]
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    confirmed_at: Mapped[datetime | None]
    erased_at: Mapped[datetime | None]
    reminded_at: Mapped[datetime | None]  # of letters to print; once, and never again
    outcome_told_at: Mapped[datetime | None]  # when the end of the campaign was told
    confirm_reminded_at: Mapped[datetime | None]  # once, and never again
    news_told_at: Mapped[datetime | None]  # up to when letters that came back were told


class Chosen(Base):
    """Which recipients a signature is for."""

    __tablename__ = "chosen"
    __table_args__ = (PrimaryKeyConstraint("signature_id", "recipient_id"),)

    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"))
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("recipient.id"))
    org_id: Mapped[UUID] = mapped_column(ForeignKey("organisation.id"))


class Link(Owned, Base):
    """A link in a mail: random, stored hashed, good for one purpose."""

    __tablename__ = "link"
    __table_args__ = (UniqueConstraint("token_hash"),)

    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"), index=True)
    purpose: Mapped[str]  # see links.py
    token_hash: Mapped[bytes]
    address_key: Mapped[bytes | None]  # whom "that was not me" suppresses, also after 72 hours
    created_at: Mapped[datetime]


class Question(Owned, Base):
    """Whether a supporter's own words still fit the new text of an update; see ask.py."""

    __tablename__ = "question"
    __table_args__ = (
        Index(
            "uq_question_open",
            "signature_id",
            unique=True,
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
        Index(
            "ix_question_open",
            "answer_by",
            sqlite_where=text("answered_at IS NULL"),
            postgresql_where=text("answered_at IS NULL"),
        ),
    )

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    signature_id: Mapped[UUID] = mapped_column(ForeignKey("signature.id"), index=True)
    unanswered: Mapped[str]  # what becomes of the letters if no answer comes: send or cancel
    asked_at: Mapped[datetime]
    answer_by: Mapped[datetime]
    answered_at: Mapped[datetime | None]
    answer: Mapped[str | None]  # keep, change, withdraw; none given: without, cancelled, ended


class ConfirmationMail(Owned, Base):
    """That a mail goes to an address at a time, kept for a day to hold the limits."""

    __tablename__ = "confirmation_mail"
    __table_args__ = (
        UniqueConstraint("form_key"),
        Index("ix_confirmation_mail_address", "address_key", "send_at"),
        Index("ix_confirmation_mail_send_at", "send_at"),
    )

    form_key: Mapped[bytes]  # one form, one mail
    address_key: Mapped[bytes]  # HMAC of the address under the site's key
    send_at: Mapped[datetime]


class Suppression(Owned, Base):
    """An address whose owner said "that was not me": it gets no further mail from us."""

    __tablename__ = "suppression"
    __table_args__ = (UniqueConstraint("org_id", "address_key"),)

    address_key: Mapped[bytes]
    at: Mapped[datetime]

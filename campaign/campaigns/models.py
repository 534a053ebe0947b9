"""Tables of cases, appeals and campaigns."""

from __future__ import annotations

from datetime import date, datetime
from typing import Any
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from campaign.base.database import Base, Owned
from campaign.base.encrypted import Encrypted
from campaign.campaigns.veil import veiled
from campaign.directory.models import Authority


class Case(Owned, Base):
    """What one appeal code stands for, through all its appeals."""

    __tablename__ = "appeal_case"
    __table_args__ = (UniqueConstraint("org_id", "code"),)

    code: Mapped[str | None]  # normal form without an update's suffix
    country: Mapped[str | None]
    created_at: Mapped[datetime]


class CaseCode(Owned, Base):
    """A code by which a case is known, however it is spelled (`cases.key_of`)."""

    __tablename__ = "case_code"
    __table_args__ = (UniqueConstraint("org_id", "key"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("appeal_case.id"), index=True)
    key: Mapped[str]


class AppealRecord(Owned, Base):
    """An appeal as it came in (first, update, closing, translation), with what was read in it."""

    __tablename__ = "appeal"
    __table_args__ = (UniqueConstraint("org_id", "code", "language", "source_hash"),)

    case_id: Mapped[UUID] = mapped_column(ForeignKey("appeal_case.id"), index=True)
    code: Mapped[str | None]
    language: Mapped[str]
    kind: Mapped[str]
    issued_on: Mapped[date | None]
    source: Mapped[str]
    source_hash: Mapped[bytes]
    reading: Mapped[dict[str, Any]] = mapped_column(JSON)  # as appeals.as_json gives it
    imported_at: Mapped[datetime]


class CorrectedValue(Owned, Base):
    """A value of a reading that a person corrected, or that a later reading gives otherwise.

    `value` stands in the reading. `read` is what the program read when that was settled, `anew`
    what it reads now, as long as a person has not settled it (`waits`).
    """

    __tablename__ = "corrected_value"
    __table_args__ = (UniqueConstraint("appeal_id", "path"),)

    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    path: Mapped[str]  # see values.py; `recipients[1]`: not found any more, `recipients+…`: new
    read: Mapped[Any] = mapped_column(JSON, nullable=False)
    value: Mapped[Any] = mapped_column(JSON, nullable=False)
    anew: Mapped[Any] = mapped_column(JSON, nullable=False)
    waits: Mapped[bool] = mapped_column(default=False)
    corrected_by: Mapped[UUID | None] = mapped_column(ForeignKey("manager.id"))
    corrected_at: Mapped[datetime]


class Campaign(Owned, Base):
    """Letters for one case."""

    __tablename__ = "campaign"
    __table_args__ = (UniqueConstraint("slug"), UniqueConstraint("case_id"))

    case_id: Mapped[UUID] = mapped_column(ForeignKey("appeal_case.id"))
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))  # the one in force
    slug: Mapped[str]
    title: Mapped[str]
    state: Mapped[str]  # draft, published, updating (off the site, to be looked over), closed
    sandbox: Mapped[bool]  # published in the sandbox: must be published anew to go live
    revision: Mapped[int] = mapped_column(default=1)  # raised by all that changes its letters
    supporter_key: Mapped[bytes] = mapped_column(Encrypted("campaign.supporter_key", "bytes"))
    goal: Mapped[int] = mapped_column(default=500)
    office_hours: Mapped[bool] = mapped_column(default=False)  # e-mails too leave only in them
    sign_until: Mapped[date | None]  # the last day of signing, in UTC
    letters_go_on: Mapped[bool] = mapped_column(default=False)  # while updating: those under way do
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]
    outcome: Mapped[str | None]  # freed, died, stop or other; see closing.py
    outcome_said: Mapped[str | None]  # the sentence on the public page
    outcome_mail: Mapped[str | None]  # what signers who asked for it are told; none: nothing
    outcome_told: Mapped[int] = mapped_column(default=0)  # people to whom it went
    outcome_told_at: Mapped[datetime | None]  # when it had gone to all of them
    people_agreed_at: Mapped[datetime | None]  # "people named here agreed or are safe"
    acknowledged: Mapped[list[str]] = mapped_column(JSON, default=list)  # doubts a manager accepted

    case: Mapped[Case] = relationship(lazy="joined", viewonly=True)
    appeal: Mapped[AppealRecord] = relationship(lazy="select", viewonly=True)
    recipients: Mapped[list[Recipient]] = relationship(
        primaryjoin="and_(Campaign.id == Recipient.campaign_id, Recipient.left_out_at.is_(None), "
        "Recipient.offered.is_(False))",
        order_by="Recipient.position",
        lazy="select",
        viewonly=True,
    )
    all_recipients: Mapped[list[Recipient]] = relationship(
        order_by="Recipient.position", lazy="select", viewonly=True
    )
    removed_names: Mapped[list[RemovedName]] = relationship(
        order_by="RemovedName.removed_at", lazy="select", viewonly=True
    )

    @property
    def names_out(self) -> list[str]:
        """Names that are not shown to anybody but managers."""
        return [one.name for one in self.removed_names if one.put_back_at is None]

    @property
    def shown_title(self) -> str:
        """The title as everybody may read it."""
        return self.veiled(self.title)

    def veiled(self, text: str, language: str = "") -> str:
        """A text without the names that were taken out; by default it is in that of the appeal."""
        names = self.names_out
        return veiled(text, names, language or self.appeal.language) if names else text


class RemovedName(Owned, Base):
    """A name in one spelling that was taken out of an appeal; see names.py."""

    __tablename__ = "removed_name"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    name: Mapped[str] = mapped_column(Encrypted("removed_name.name"))
    removed_at: Mapped[datetime]
    removed_by: Mapped[UUID | None] = mapped_column(ForeignKey("manager.id"))
    put_back_at: Mapped[datetime | None]  # none: it is out
    put_back_by: Mapped[UUID | None] = mapped_column(ForeignKey("manager.id"))


class AppealUpdate(Owned, Base):
    """An update: what was in force before it, and what was chosen when it went out."""

    __tablename__ = "appeal_update"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    before_appeal_id: Mapped[UUID] = mapped_column(ForeignKey("appeal.id"))
    before_text_id: Mapped[UUID] = mapped_column(ForeignKey("letter_text.id"))
    before: Mapped[dict[str, Any]] = mapped_column(JSON)  # see update.py
    opened_at: Mapped[datetime]
    opened_by: Mapped[UUID | None] = mapped_column(ForeignKey("manager.id"))
    approved_at: Mapped[datetime | None]  # none: it is being looked over
    waiting: Mapped[str | None]  # what becomes of letters that waited: rewrite or cancel
    answer_days: Mapped[int | None]  # how long supporters are asked about their own words
    unanswered: Mapped[str | None]  # and then: send (without own words) or cancel
    followed_at: Mapped[datetime | None]  # when no letter was left that waited under the old text

    appeal: Mapped[AppealRecord] = relationship(
        foreign_keys=[appeal_id], lazy="select", viewonly=True
    )
    before_appeal: Mapped[AppealRecord] = relationship(
        foreign_keys=[before_appeal_id], lazy="select", viewonly=True
    )


class Recipient(Owned, Base):
    """An authority in one campaign."""

    __tablename__ = "recipient"
    __table_args__ = (UniqueConstraint("campaign_id", "authority_id"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"))
    position: Mapped[int]
    printed_as: Mapped[int | None]  # its index among the recipients read in the appeal
    left_out_at: Mapped[datetime | None]  # nobody can pick it any more; its letters stay
    offered: Mapped[bool] = mapped_column(default=False)  # a mission; only in its own countries
    next_way: Mapped[bool] = mapped_column(default=True)  # else a letter that failed is held
    joint: Mapped[bool] = mapped_column(default=False)  # its letters travel in one, once a day
    gathered_at: Mapped[datetime | None]  # when last they were
    language: Mapped[str | None]  # of letters to it; none: that of the appeal

    authority: Mapped[Authority] = relationship(lazy="joined", viewonly=True)


class MatchDecision(Owned, Base):
    """What a person said to a difference between an appeal and the directory.

    `field` is what differs, as `directory.gather.Difference` has it, with the value that the appeal
    prints; or `authority`, with the id of one that might be the same office.
    """

    __tablename__ = "match_decision"
    __table_args__ = (UniqueConstraint("campaign_id", "authority_id", "field", "value"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    authority_id: Mapped[UUID] = mapped_column(ForeignKey("authority.id"), index=True)
    field: Mapped[str]
    value: Mapped[str]
    taken: Mapped[bool]
    said: Mapped[str]  # the difference in words, as it was read when it was decided
    decided_by: Mapped[UUID] = mapped_column(ForeignKey("manager.id"))
    decided_at: Mapped[datetime]


class Petition(Owned, Base):
    """Letters to one recipient that were printed as one, to be handed over by hand."""

    __tablename__ = "petition"

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"))
    recipient_id: Mapped[UUID] = mapped_column(ForeignKey("recipient.id"), index=True)
    made_at: Mapped[datetime]
    received_on: Mapped[str | None]  # as a person wrote it: when, where, by whom
    place: Mapped[str | None]
    receiver: Mapped[str | None]
    noted_at: Mapped[datetime | None]


class LetterText(Owned, Base):
    """The prefilled letter of a campaign in one language; a change is a new version."""

    __tablename__ = "letter_text"
    __table_args__ = (UniqueConstraint("campaign_id", "language", "version"),)

    campaign_id: Mapped[UUID] = mapped_column(ForeignKey("campaign.id"), index=True)
    language: Mapped[str]
    version: Mapped[int]
    subject: Mapped[str]
    opening: Mapped[str]  # what happened; paragraphs separated by an empty line
    demands: Mapped[list[dict[str, Any]]] = mapped_column(JSON)  # [{"text": ..., "items": [...]}]
    created_at: Mapped[datetime]
    created_by: Mapped[UUID | None] = mapped_column(ForeignKey("manager.id"))

    def next_version(
        self,
        subject: str,
        opening: str,
        demands: list[dict[str, Any]],
        by: UUID | None,
        at: datetime,
    ) -> LetterText:
        """What follows this version, for the caller to add; `at` is in UTC."""
        return LetterText(
            org_id=self.org_id,
            campaign_id=self.campaign_id,
            language=self.language,
            version=self.version + 1,
            subject=subject,
            opening=opening,
            demands=demands,
            created_at=at,
            created_by=by,
        )

"""Tables of organisations and managers."""

from __future__ import annotations

from datetime import datetime
from uuid import UUID

from sqlalchemy import JSON, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from campaign.base.database import Base, Owned
from campaign.base.encrypted import Encrypted
from campaign.base.ids import new_id


class Organisation(Base):
    """Who runs campaigns here, and stands behind the letters."""

    __tablename__ = "organisation"

    id: Mapped[UUID] = mapped_column(primary_key=True, default=new_id)
    name: Mapped[str]
    slug: Mapped[str] = mapped_column(unique=True)
    postal_address: Mapped[str]  # lines, as they stand on a letter
    contact_email: Mapped[str]  # where authorities and supporters reach people
    created_at: Mapped[datetime]
    embed_hosts: Mapped[list[str]] = mapped_column(  # sites that may embed its appeals
        JSON, default=list, server_default="[]"
    )


class Manager(Owned, Base):
    """A person with a log-in at the desk."""

    __tablename__ = "manager"
    __table_args__ = (UniqueConstraint("email_key"),)

    name: Mapped[str] = mapped_column(Encrypted("manager.name"))
    email: Mapped[str] = mapped_column(Encrypted("manager.email"))
    email_key: Mapped[bytes]  # HMAC of the normalised address, for finding it
    password_hash: Mapped[str]
    role: Mapped[str]
    session_version: Mapped[int] = mapped_column(default=1)  # raised: all sessions end
    created_at: Mapped[datetime]
    disabled_at: Mapped[datetime | None]


class LogIn(Owned, Base):
    """A manager who is logged in; the browser holds the token, we its hash."""

    __tablename__ = "log_in"
    __table_args__ = (UniqueConstraint("token_hash"),)

    manager_id: Mapped[UUID] = mapped_column(ForeignKey("manager.id"), index=True)
    token_hash: Mapped[bytes]
    version: Mapped[int]  # the manager's session_version when it began
    began_at: Mapped[datetime]
    seen_at: Mapped[datetime]


class AuditEntry(Owned, Base):
    """Who did what, when and why; only ever added to. Never holds a supporter's name."""

    __tablename__ = "audit_entry"

    at: Mapped[datetime]
    manager_id: Mapped[UUID | None] = mapped_column(ForeignKey("manager.id"))
    action: Mapped[str]
    subject: Mapped[str]  # what it was done to, such as `campaign:<id>`
    detail: Mapped[str] = mapped_column(default="")

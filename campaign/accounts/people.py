"""Organisations and managers: founding, adding, letting in."""

from __future__ import annotations

import re
from collections.abc import Sequence
from uuid import UUID

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerifyMismatchError
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import Manager, Organisation
from campaign.accounts.roles import MAY, ROLES, Deed
from campaign.base import keyed
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import Problem

PASSWORD_LEAST = 12

_SLUG = re.compile(r"[a-z0-9]+(-[a-z0-9]+)*\Z")
_EMAIL = re.compile(r"[^@\s]+@[^@\s]+\Z")  # only against a slip; the log-in proves the rest

_hasher = PasswordHasher()
_nobody = _hasher.hash("nobody has this password")  # so that an unknown name costs the same time


def found(
    session: Session, name: str, slug: str, postal_address: str, contact_email: str
) -> Organisation:
    """Add an organisation; raises Problem for a slug that is taken or cannot be one."""
    if not _SLUG.match(slug):
        raise Problem(f"“{slug}” cannot be a short name; use small letters, digits and dashes.")
    if session.scalar(select(Organisation.id).where(Organisation.slug == slug)):
        raise Problem(f"There is an organisation “{slug}” already.")
    organisation = Organisation(
        name=name,
        slug=slug,
        postal_address=postal_address,
        contact_email=contact_email,
        created_at=db_now(),
    )
    session.add(organisation)
    session.flush()
    return organisation


def add_manager(
    session: Session, organisation: Organisation, name: str, email: str, password: str, role: str
) -> Manager:
    """Add a person to the desk.

    Raises Problem for an unknown role, a short password, an address that is taken or is none.
    """
    if role not in ROLES:
        raise Problem(f"There is no role “{role}”; choose one of {', '.join(ROLES)}.")
    if len(password) < PASSWORD_LEAST:
        raise Problem(f"The password needs at least {PASSWORD_LEAST} characters.")
    if not _EMAIL.match(email.strip()):
        raise Problem(f"“{email}” is no e-mail address.")
    if session.scalar(select(Manager.id).where(Manager.email_key.in_(_email_keys(email)))):
        raise Problem("Somebody with this e-mail address is at the desk already.")
    manager = Manager(
        org_id=organisation.id,
        name=name,
        email=email,
        email_key=email_key(email),
        password_hash=_hasher.hash(password),
        role=role,
        created_at=db_now(),
    )
    session.add(manager)
    session.flush()
    return manager


def organisation_named(session: Session, slug: str) -> Organisation:
    """The organisation with this slug, or the only one if the slug is empty; raises Problem."""
    query = select(Organisation).order_by(Organisation.slug)
    known = session.scalars(query.where(Organisation.slug == slug) if slug else query).all()
    if len(known) == 1:
        return known[0]
    if known:
        names = ", ".join(organisation.slug for organisation in known)
        raise Problem(f"There are several organisations; say which one: {names}.")
    if slug:
        raise Problem(f"There is no organisation “{slug}”.")
    raise Problem("There is no organisation yet; add one with `flask organisation add`.")


def check_password(email: str, password: str) -> Manager | None:
    """The manager with this address and password, or None; takes the same time either way."""
    query = select(Manager).where(Manager.email_key.in_(_email_keys(email)))
    manager = reading().scalars(query.where(Manager.disabled_at.is_(None))).one_or_none()
    try:
        _hasher.verify(manager.password_hash if manager else _nobody, password)
    except (VerifyMismatchError, InvalidHashError):
        return None
    return manager


def name_of(manager_id: UUID) -> str:
    """The name of a manager, also of one who has left."""
    manager = reading().get(Manager, manager_id)
    return manager.name if manager else "somebody"


def email_key(email: str) -> bytes:
    """By which a manager's address is found without being readable."""
    return _email_keys(email)[0]


def _email_keys(email: str) -> list[bytes]:
    return keyed.by_every_key(b"manager|" + email.strip().casefold().encode())


def who_may(session: Session, org_id: UUID, deed: Deed) -> Sequence[Manager]:
    """The managers of an organisation who may do this, those that were disabled left out."""
    query = select(Manager).where(
        Manager.org_id == org_id, Manager.role.in_(MAY[deed]), Manager.disabled_at.is_(None)
    )
    return session.scalars(query.order_by(Manager.id)).all()

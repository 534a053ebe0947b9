"""One mail is taken: recognised, kept, and what follows from it done, all in one commit."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from dataclasses import asdict
from uuid import UUID

from flask import current_app
from sqlalchemy import select
from sqlalchemy.exc import DatabaseError, SQLAlchemyError
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.ids import new_id
from campaign.delivery import consequences, fax_news
from campaign.delivery.errors import classify_report
from campaign.delivery.gateways import mail_to_fax
from campaign.delivery.gateways.mail_to_fax import confirmation
from campaign.directory.models import ContactPoint
from campaign.inbound import bounds, kinds, match
from campaign.inbound.actions import mailed
from campaign.inbound.actions.tell import TooMuchToday
from campaign.inbound.forward import forward
from campaign.inbound.match import Match
from campaign.inbound.mime import NOTHING, Mail
from campaign.inbound.models import Incoming, IncomingContent, TurnedAway
from campaign.inbound.report import Report
from campaign.inbound.understood import Understood, understand
from campaign.letters import states
from campaign.letters.addresses import Named, is_for_reports, named_by, reference_in
from campaign.letters.models import Transmission

BY = "inbound"
NOBODY = ("", "<>", "mailer-daemon")  # envelope senders to whom nothing is ever answered

log = logging.getLogger(__name__)


class NoSuchRecipient(Exception):
    """The address is not one of ours, or its token is forged."""


class NotYet(Exception):
    """The letter is just being handed over: the mail must be offered again in a while."""


class TooMuch(NotYet):
    """As much as is kept in a day has come: the mail must be offered again, tomorrow perhaps."""


def known(address: str) -> Named:
    """What an address proves; asks nobody but the key. Raises NoSuchRecipient.

    The address of an answer with a wrong token proves nothing: somebody has mistyped it from a
    fax. Whether there is such a letter makes no difference here, so that nobody can find out.
    """
    named = named_by(address)
    if named is None and not reference_in(address):
        raise NoSuchRecipient
    return named or Named()


def turn_away() -> None:
    """Count a refused address; that it was refused does not depend on the count."""
    with suppress(DatabaseError), writing() as session:
        row = dialects.insert(session, TurnedAway).values(day=db_now().date(), n=1)
        more = {"n": TurnedAway.n + 1}
        session.execute(row.on_conflict_do_update(index_elements=["day"], set_=more))


def take(address: str, sender: str | None, content: bytes) -> bool:
    """Take one mail that came to one address; it is kept when this returns.

    `sender` is that of the envelope; None if the way it came does not tell, then Return-Path says
    it. Returns False for the same mail again, which changes nothing. Nothing is ever answered.
    Raises NoSuchRecipient, NotYet, and whatever the database raises.
    """
    known(address)
    return take_understood(address, sender, understand(content))


def take_understood(address: str, sender: str | None, understood: Understood) -> bool:
    """The same for a mail that was taken apart already, because it came to several addresses.

    One over which our own code breaks is kept for a person as if nothing in it could be read: else
    it would come again for ever.
    """
    try:
        return _take(address, sender, understood)
    except (NoSuchRecipient, NotYet, SQLAlchemyError, OSError):
        raise
    except Exception as error:
        log.error("a mail is kept for a person: %s", type(error).__name__)
        return _take(address, sender, Understood(understood.content, NOTHING))


def _take(address: str, sender: str | None, understood: Understood) -> bool:
    named = known(address)
    mail, report = understood.mail, understood.report
    null_sender = _is_nobody(mail.message.get("Return-Path") if sender is None else sender)
    kind = kinds.kind_of(mail, report, named.transmission_id is not None, null_sender)
    if _is_news_of_fax(mail):
        kind = kinds.AUTOMATIC
    action = None
    digest = hashlib.sha256(address.lower().encode() + b"\n" + understood.content).digest()
    if kind == kinds.REPLY and is_for_reports(address):
        digest = mailed.digest_of(mail) or digest
        if _is_here(digest):
            return False
        kind, action = kinds.ACTION, mailed.read(mail)  # before the transaction: it takes time
    with writing() as session:
        found, kind = _place(session, named, reference_in(address), understood, kind)
        incoming = _row(session, digest, kind, found)
        if incoming is None:
            return False
        welcome = bounds.is_welcome(session, incoming)
        if kind in kinds.SAYS_SOMETHING:
            _keep(session, incoming, understood, whole=welcome)
        if not bounds.has_room(session, incoming):
            raise TooMuch
        if action:
            _keep_action(session, digest, found, action)
        if report and named.transmission_id:
            _believe(session, report, kind, named.transmission_id)
        if kind == kinds.REPLY and welcome:
            forward(session, found, mail)
    log.info("mail taken: %s, matched by %s", kind, found.how or "nothing")
    return True


def _is_news_of_fax(mail: Mail) -> bool:
    """Let a fax hear what the fax service confirms by mail; False if the mail is none of that."""
    config = current_app.config["CAMPAIGN"]
    news = confirmation(config, mail.sender_address, mail.subject, mail.text)
    if news is None:
        return False
    try:
        fax_news.tell(mail_to_fax.NAME, news, BY)
    except fax_news.TooEarly:
        raise NotYet from None
    return True


def _place(
    session: Session, named: Named, hint: str, understood: Understood, kind: str
) -> tuple[Match, str]:
    """Where a mail belongs, and what it is once that is known; `hint`: a reference in the address.

    A report moves the transmission that its address proves. At our other addresses anybody can
    write one: if it speaks of a letter of ours it is for a person, else it is filed.
    """
    mail, report = understood.mail, understood.report
    found = match.by_address(session, named)
    if named != Named() and not found.how:
        raise NoSuchRecipient
    if report and not report.read_receipt and not found.transmission_id:
        found = found if found.how else match.by_message_id(session, [report.message_id])
        kind = kinds.UNREAD if found.how else kinds.AUTOMATIC
    if not found.how:
        found = match.by_hint(session, hint) if hint else match.by_content(session, mail)
    return found, kind


def _is_here(digest: bytes) -> bool:
    return bool(reading().scalar(select(Incoming.id).filter_by(digest=digest)))


def _row(session: Session, digest: bytes, kind: str, found: Match) -> Incoming | None:
    """The row of a mail; None if it is there already."""
    row = dialects.insert(session, Incoming).values(
        id=new_id(),
        org_id=found.org_id,
        digest=digest,
        kind=kind,
        matched=found.how,
        campaign_id=found.campaign_id,
        letter_id=found.letter_id,
        transmission_id=found.transmission_id,
        at=db_now(),
    )
    once = row.on_conflict_do_nothing(index_elements=["digest"]).returning(Incoming)
    made: Incoming | None = session.scalar(once)
    return made


def _keep(session: Session, incoming: Incoming, understood: Understood, whole: bool) -> None:
    """What a mail says; and its bytes, or their beginning, unless no person wrote it."""
    mail = understood.mail
    raw = understood.content if whole else understood.content[: bounds.BEGINNING]
    session.add(
        IncomingContent(
            incoming_id=incoming.id,
            org_id=incoming.org_id,
            sender=mail.sender,
            subject=mail.subject,
            text=mail.text,
            quoted=mail.quoted or None,
            attachments=[asdict(attachment) for attachment in mail.attachments],
            raw=None if incoming.kind == kinds.AUTOMATIC else raw,
        )
    )


def _keep_action(session: Session, digest: bytes, found: Match, action: mailed.Mailed) -> None:
    try:
        mailed.keep(session, digest, found, action)
    except TooMuchToday:
        raise TooMuch from None


def _believe(session: Session, report: Report, kind: str, transmission_id: UUID) -> None:
    """Do what follows from a report; late and repeated ones find nothing to move."""
    if kind == kinds.BOUNCE:
        error_class = classify_report(report.status, report.text)
        words = f"{report.status} {report.text}".strip()
        moved = states.move(
            session,
            "came_back",
            [transmission_id],
            BY,
            error_class=error_class,
            error_text=words,
        )
        if moved:
            consequences.heard(session, transmission_id, error_class, words, reported=True)
    elif kind == kinds.PROOF and _from_their_side(session, report, transmission_id):
        moved = [
            *states.move(session, "proved", [transmission_id], BY),
            *states.move(session, "proved_after_all", [transmission_id], BY),
        ]
        if moved:
            consequences.heard(session, transmission_id, None)
    else:
        return
    if not moved and session.get_one(Transmission, transmission_id).state == states.HANDING_OVER:
        raise NotYet  # our own record of the handing over comes first


def _is_nobody(sender: str | None) -> bool:
    return sender is not None and sender.strip().lower() in NOBODY


def _from_their_side(session: Session, report: Report, transmission_id: UUID) -> bool:
    """True if a server of the domain that was written to says that it delivered.

    Our own relay may call "delivered" what it passed on to somebody else's filter.
    """
    carrier = session.get_one(Transmission, transmission_id)
    contact = session.get_one(ContactPoint, carrier.contact_point_id)
    domain = contact.address.rpartition("@")[2].lower()
    return report.reporter == domain or report.reporter.endswith(f".{domain}")

"""One mail is taken: recognised, kept, and what follows from it done, all in one commit."""

from __future__ import annotations

import hashlib
import logging
from contextlib import suppress
from dataclasses import asdict
from uuid import UUID

from flask import current_app
from sqlalchemy.exc import DatabaseError
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.base.ids import new_id
from campaign.delivery import consequences, fax_news
from campaign.delivery.errors import classify_report
from campaign.delivery.gateways import mail_to_fax
from campaign.delivery.gateways.mail_to_fax import confirmation
from campaign.directory.models import ContactPoint
from campaign.inbound import kinds, match
from campaign.inbound.forward import forward
from campaign.inbound.match import Match
from campaign.inbound.mime import LARGEST, Mail, head_alone, read
from campaign.inbound.models import Incoming, IncomingContent, TurnedAway
from campaign.inbound.report import Report, report_in
from campaign.letters import states
from campaign.letters.addresses import Named, named_by
from campaign.letters.models import Transmission

BY = "inbound"
NOBODY = ("", "<>", "mailer-daemon")  # envelope senders to whom nothing is ever answered

log = logging.getLogger(__name__)


class NoSuchRecipient(Exception):
    """The address is not one of ours, or its token is forged."""


class NotYet(Exception):
    """The letter is just being handed over: the mail must be offered again in a while."""


def known(address: str) -> Named:
    """What an address names; asks nobody but the key. Raises NoSuchRecipient."""
    named = named_by(address)
    if named is None:
        raise NoSuchRecipient
    return named


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
    named = known(address)
    content = content[:LARGEST]
    mail, report = _understood(content)
    null_sender = _is_nobody(mail.message.get("Return-Path") if sender is None else sender)
    kind = kinds.kind_of(mail, report, named.transmission_id is not None, null_sender)
    if _is_news_of_fax(mail):
        kind = kinds.AUTOMATIC
    digest = hashlib.sha256(address.lower().encode() + b"\n" + content).digest()
    with writing() as session:
        found, kind = _place(session, named, mail, report, kind)
        incoming_id = _row(session, digest, kind, found)
        if incoming_id is None:
            return False
        if kind in kinds.SAYS_SOMETHING:
            _keep(session, incoming_id, found, mail, content if kind != kinds.AUTOMATIC else None)
        if report and found.transmission_id:
            _believe(session, report, kind, found.transmission_id)
        if kind == kinds.REPLY and found.proved:
            forward(session, found, mail)
    log.info("mail taken: %s, matched by %s", kind, found.how or "nothing")
    return True


def _understood(content: bytes) -> tuple[Mail, Report | None]:
    """A mail and the report that it is; one over which the parser breaks is kept all the same."""
    try:
        mail = read(content)
        return mail, report_in(mail)
    except Exception as error:
        log.warning("a mail could not be taken apart: %s", type(error).__name__)
        return head_alone(content), None


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
    session: Session, named: Named, mail: Mail, report: Report | None, kind: str
) -> tuple[Match, str]:
    """Where a mail belongs, and what it is once that is known.

    A report is about a transmission: the one that its address names or, at our other addresses, the
    one whose Message-ID comes back with it. One that names none moves nothing: sent to the address
    of a letter it is for a person, else it is filed.
    """
    found = match.by_address(session, named)
    if named != Named() and not found.how:
        raise NoSuchRecipient
    if report and not report.read_receipt and not found.transmission_id:
        told = match.by_message_id(session, [report.message_id])
        if told.how and found.campaign_id in (None, told.campaign_id):
            return told, kind
        kind = kinds.UNREAD if found.how else kinds.AUTOMATIC
    if not found.how:
        found = match.by_content(session, mail)
    return found, kind


def _row(session: Session, digest: bytes, kind: str, found: Match) -> UUID | None:
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
    once = row.on_conflict_do_nothing(index_elements=["digest"]).returning(Incoming.id)
    made: UUID | None = session.scalar(once)
    return made


def _keep(session: Session, incoming_id: UUID, found: Match, mail: Mail, raw: bytes | None) -> None:
    session.add(
        IncomingContent(
            incoming_id=incoming_id,
            org_id=found.org_id,
            sender=mail.sender,
            subject=mail.subject,
            text=mail.text,
            quoted=mail.quoted or None,
            attachments=[asdict(attachment) for attachment in mail.attachments],
            raw=raw,
        )
    )


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
            consequences.heard(session, transmission_id, error_class, words)
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

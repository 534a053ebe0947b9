"""Faxes by a service that takes mail: a PDF attached, the number in the address.

It goes over our relay, in the conversation of `smtp.py`. That the relay took it is all we know
until the service's confirmation comes by mail, which must quote our reference: it names the try and
cannot be made by others. Nothing can be looked up, so a doubt waits for a person.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from email.message import EmailMessage
from email.policy import SMTP
from email.utils import format_datetime

from campaign.delivery.errors import TABLE
from campaign.delivery.gateways import (
    Finding,
    Forged,
    Found,
    Outcome,
    Parcel,
    Report,
    failure,
    not_begun,
)
from campaign.delivery.gateways.conversation import clean
from campaign.delivery.gateways.smtp import SmtpGateway
from campaign.letters.addresses import fax_reference, named_by_fax
from config import Config

NAME = "mail"
REFERENCE = re.compile(r"(?<![a-z0-9-])[a-z2-7]{26}-\d{1,9}-[a-z2-7]{16}(?![a-z0-9-])")
PAGES = re.compile(r"pages?[ _-]?(?:sent|transmitted)\W{0,5}(\d{1,3})\b", re.IGNORECASE)
# What a confirmation says when not all went well; the first that is found counts.
REASONS = (
    ("busy", re.compile(r"\bbusy\b", re.IGNORECASE)),
    ("no_answer", re.compile(r"no[ _-]?answer|\bring_to\b|not answered", re.IGNORECASE)),
    ("voice", re.compile(r"\bno[ _-]?fax|\bhuman\b|\bvoice\b|no carrier", re.IGNORECASE)),
    ("bad_number", re.compile(r"(?:invalid|unallocated|wrong|bad)[ _-]?(?:fax )?number", re.I)),
    ("account", re.compile(r"no credit|insufficient (?:funds|credit)|not authori[sz]ed", re.I)),
    ("content", re.compile(r"conver(?:t|sion)|unsupported (?:file|format)", re.IGNORECASE)),
    ("line", re.compile(r"\bfail|\berror\b|not (?:sent|delivered)|unsuccessful", re.IGNORECASE)),
)
WELL = re.compile(r"\bsuccess|\bdelivered\b|\bsent\b|\bstatus\W{0,3}ok\b", re.IGNORECASE)


class MailToFaxGateway:
    """A mail to the service for each fax."""

    name = NAME

    def __init__(self, config: Config) -> None:
        self._config = config
        self._relay = SmtpGateway(config)

    def hand_over(self, parcel: Parcel, until: float) -> Outcome:
        """Hand the mail to our relay; what the relay refuses is a fault of our settings."""
        if refused := not_begun(parcel, until):
            return refused
        reference = fax_reference(parcel.transmission_id, parcel.fence)
        mail = replace(
            parcel,
            sender=self._config.mail_to_fax_sender,
            address=self._config.mail_to_fax_address.format(number=parcel.address.lstrip("+")),
            payload=_mail(self._config, reference, parcel),
        )
        outcome = self._relay.hand_over(mail, until)
        if outcome.event == "taken":
            return replace(outcome, reference=reference)
        if outcome.error_class and TABLE[outcome.error_class].blames != "channel":
            return replace(outcome, event="not_taken", error_class="account", began=False)
        return outcome

    def look_up(self, reference: str) -> Report | None:  # noqa: ARG002
        """Nobody can be asked."""
        return None

    def find(self, ours: str, number: str, since: datetime) -> Found:  # noqa: ARG002
        """Nobody can be asked."""
        return Found([], complete=False)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Report | None:  # noqa: ARG002
        """It writes, and does not call."""
        raise Forged("a service that takes mail does not call")

    def delete(self, reference: str) -> None:
        """Nothing can be deleted there."""

    def check(self) -> Sequence[Finding]:
        """Greet our relay, and say what cannot be seen from here."""
        config = self._config
        problem = self._relay.reach()
        address = config.mail_to_fax_address.format(number="442079460100")
        hears = config.inbound != "none" and bool(config.mail_to_fax_confirms)
        confirmations = (
            f"confirmations are believed of {config.mail_to_fax_confirms}"
            if hears
            else "set INBOUND and MAIL_TO_FAX_CONFIRMS; until then no fax counts as delivered"
        )
        return [
            Finding("gateway", not problem, problem or "our relay answers and lets us in"),
            Finding("credentials", True, f"{config.mail_to_fax_sender} writes to {address}"),
            Finding("callbacks", hears, confirmations),
        ]

    def close(self) -> None:
        """Hang up."""
        self._relay.close()


def confirmation(config: Config, sender: str, subject: str, text: str) -> Report | None:
    """What a mail says of a fax, if it is the service's confirmation; None if it is not.

    `sender` is the address in From: it must be the one that MAIL_TO_FAX_CONFIRMS names, or of that
    domain.
    """
    sender, confirms = sender.lower(), config.mail_to_fax_confirms.lower()
    if config.fax_gateway != NAME or not confirms:
        return None
    if sender != confirms and sender.rpartition("@")[2] != confirms:
        return None
    said = f"{subject}\n{text}"
    ours = next((r for r in REFERENCE.findall(said) if named_by_fax(r)), None)
    if ours is None:
        return None
    said = said.replace(ours, "")
    report = _verdict(said)
    if report is None:
        return None
    return replace(report, reference=ours, ours=ours, key=str(report.event), raw=clean(said))


def _verdict(said: str) -> Report | None:
    told = PAGES.search(said)
    pages = int(told[1]) if told else None
    for error_class, pattern in REASONS:
        if found := pattern.search(said):
            return failure(error_class, clean(found[0]), pages)
    if found := WELL.search(said):
        return Report("proved", clean(found[0]), pages=pages)
    return None


def _mail(config: Config, reference: str, parcel: Parcel) -> bytes:
    mail = EmailMessage(policy=SMTP)
    mail["From"] = config.mail_to_fax_sender
    mail["To"] = config.mail_to_fax_address.format(number=parcel.address.lstrip("+"))
    mail["Subject"] = config.mail_to_fax_subject.format(reference=reference)
    mail["Date"] = format_datetime(datetime.now(UTC))
    # never the letter's own Message-ID: that a server took this mail proves nothing of the fax
    mail["Message-ID"] = f"<{reference}@{config.letters_domain}>"
    mail.add_attachment(
        parcel.payload, maintype="application", subtype="pdf", filename="letter.pdf"
    )
    return mail.as_bytes()

"""Faxes by a service that takes mail: over our relay, and what its confirmations say."""

from __future__ import annotations

import email
import email.policy
from dataclasses import replace
from email.message import EmailMessage

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.base.database import reading, writing
from campaign.delivery import drain, sweep
from campaign.delivery.gateways.mail_to_fax import confirmation
from campaign.delivery.models import Attempt
from campaign.inbound.models import Incoming
from campaign.inbound.take import NotYet, take
from campaign.letters.addresses import fax_reference
from campaign.letters.models import ChannelGate, Transmission, TransmissionContent
from config import Config, ConfigError
from tests.builders import FAX, assert_counts_true, published, signed, transmissions
from tests.conftest import LIVE, Clock
from tests.smtp import DROP, SmtpServer

SERVICE = "reports@fax.example.net"
OURS = "letters@letters.example.net"

pytestmark = pytest.mark.config(
    **LIVE,
    fax_gateway="mail",
    mail_to_fax_address="+{number}@fax.example.net",
    mail_to_fax_sender=OURS,
    mail_to_fax_subject="ref {reference}",
    mail_to_fax_confirms="fax.example.net",
    inbound="pipe",
)


@pytest.fixture(autouse=True)
def always_open(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("campaign.delivery.hours.keeps", lambda channel, office_hours: False)


def now() -> Transmission:
    [transmission] = transmissions()
    return transmission


def sent(smtp: SmtpServer) -> EmailMessage:
    """The newest mail to the service."""
    message = email.message_from_bytes(smtp.received[-1].content, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def confirms(smtp: SmtpServer, text: str, sender: str = SERVICE) -> bool:
    """The service answers; True if the mail is new."""
    mail = EmailMessage()
    mail["From"], mail["To"] = sender, OURS
    mail["Subject"] = f"Re: {sent(smtp)['Subject']}"
    mail.set_content(text)
    return take(OURS, "", mail.as_bytes())


def handed_over(smtp: SmtpServer) -> None:
    signed(published(FAX))
    assert drain("fax") == 1


def test_the_letter_goes_to_the_number_under_our_reference(app: Flask, smtp: SmtpServer) -> None:
    handed_over(smtp)
    [received] = smtp.received
    assert received.envelope_to == ["+12025550123@fax.example.net"]
    assert received.envelope_from == OURS
    mail = sent(smtp)
    reference = fax_reference(now().id, now().fence)
    assert mail["Subject"] == f"ref {reference}"
    assert mail["Message-ID"] != now().message_id
    [document] = mail.iter_attachments()
    payload = reading().scalars(select(TransmissionContent)).one().payload
    assert document.get_content() == payload
    assert (now().state, now().gateway_ref) == ("accepted", reference)


@pytest.mark.parametrize(
    ("text", "state", "error_class"),
    [
        ("Status: SUCCESS\nPages sent: 2", "delivered", None),
        ("Your fax was sent.", "delivered", None),
        ("Failed: BUSY", "ready", "busy"),
        ("Status: NOFAX_TO", "ready", "voice"),
        ("Status: No answer", "ready", "no_answer"),
        ("Failed: invalid number", "bounced", "bad_number"),
        ("Failed: carrier lost", "uncertain", "line"),
        ("Failed: carrier lost. Pages sent: 0", "ready", "line"),
        ("Busy. Pages sent: 1", "uncertain", "busy"),
        ("Your monthly invoice", "accepted", None),
    ],
)
def test_its_confirmation_says_what_became_of_it(
    app: Flask, smtp: SmtpServer, text: str, state: str, error_class: str | None
) -> None:
    stage = published(FAX)
    signed(stage)
    drain("fax")
    assert confirms(smtp, text)
    assert not confirms(smtp, text)
    assert (now().state, now().error_class) == (state, error_class)
    assert_counts_true(stage.campaign.id)


def test_the_next_try_has_a_reference_of_its_own(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    handed_over(smtp)
    first = sent(smtp)["Subject"]
    confirms(smtp, "Failed: BUSY")
    clock.forward(hours=1)
    assert drain("fax") == 1
    assert sent(smtp)["Subject"] != first
    confirms(smtp, "Status: SUCCESS")
    assert now().state == "delivered"


@pytest.mark.parametrize(
    "sender", ["reports@fax.example.org", "fax.example.net@example.org", "x@a.fax.example.net"]
)
def test_nobody_else_can_confirm(app: Flask, smtp: SmtpServer, sender: str) -> None:
    handed_over(smtp)
    confirms(smtp, "Status: SUCCESS", sender)
    assert now().state == "accepted"


def test_a_reference_that_we_did_not_make_confirms_nothing(app: Flask, smtp: SmtpServer) -> None:
    handed_over(smtp)
    forged = fax_reference(now().id, now().fence)[:-1] + "2"
    config = app.config["CAMPAIGN"]
    if forged == fax_reference(now().id, now().fence):
        forged = forged[:-1] + "3"
    assert confirmation(config, SERVICE, forged, "Status: SUCCESS") is None
    assert confirmation(config, SERVICE, sent(smtp)["Subject"], "Status: SUCCESS") is not None
    other = replace(config, fax_gateway="none")
    assert confirmation(other, SERVICE, sent(smtp)["Subject"], "Status: SUCCESS") is None


def test_a_confirmation_before_ours_is_recorded_must_come_again(
    app: Flask, smtp: SmtpServer
) -> None:
    handed_over(smtp)
    with writing() as session:
        session.execute(update(Attempt).values(outcome="open"))
    with pytest.raises(NotYet):
        confirms(smtp, "Status: SUCCESS")
    assert reading().scalars(select(Incoming)).all() == []
    with writing() as session:
        session.execute(update(Attempt).values(outcome="taken"))
    assert confirms(smtp, "Status: SUCCESS")
    assert now().state == "delivered"


def test_a_mail_cut_after_its_dot_waits_for_a_person_or_its_confirmation(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    signed(published(FAX))
    smtp.once("dot", DROP)
    drain("fax")
    for _ in range(3):
        clock.forward(hours=10)
        sweep()
        assert drain("fax") == 0
    assert now().state == "uncertain"
    confirms(smtp, "Status: SUCCESS")
    assert now().state == "delivered"
    assert len(smtp.received) == 1


def test_what_our_relay_refuses_is_our_fault_and_no_numbers(app: Flask, smtp: SmtpServer) -> None:
    signed(published(FAX))
    smtp.once("rcpt", "550 5.1.1 no such service")
    assert drain("fax") == 0
    assert (now().state, now().error_class, now().tries) == ("ready", "account", 0)
    [gate] = reading().scalars(select(ChannelGate))
    assert (gate.channel, gate.closed_by) == ("fax", "breaker")


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("mail_to_fax_address", "fax@example.net"),
        ("mail_to_fax_address", "{number}{other}@example.net"),
        ("mail_to_fax_address", "{number@example.net"),
        ("mail_to_fax_address", ""),
        ("mail_to_fax_sender", ""),
        ("mail_to_fax_subject", "fax"),
        ("mail_to_fax_subject", "{reference}\nBcc: x@example.net"),
    ],
)
def test_a_wrong_template_stops_the_start(app: Flask, name: str, value: str) -> None:
    config: Config = app.config["CAMPAIGN"]
    with pytest.raises(ConfigError, match=name.upper()):
        replace(config, secret_key="s" * 40, **{name: value}).check()

"""The catcher answers 250 only for what it has stored."""

from __future__ import annotations

import smtplib
from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.base.extensions import db
from campaign.delivery import caught
from campaign.delivery.models import Caught
from campaign.works import catcher

MAIL = b"Subject: Re: VLA 004\r\nMessage-ID: <a@letters.example.org>\r\n\r\n.Saltmere\r\n"


@pytest.fixture
def port(app: Flask) -> Iterator[int]:
    controller = catcher.start(app)
    yield app.config["CAMPAIGN"].catcher_port
    controller.stop()


def send(port: int, to: str = "office@example.org", content: bytes = MAIL) -> None:
    with smtplib.SMTP("127.0.0.1", port, timeout=10) as session:
        session.sendmail("a@letters.example.org", [to], content, ["SMTPUTF8"])


def test_keeps_mail(app: Flask, port: int) -> None:
    send(port)
    [mail] = db.session.scalars(select(Caught))
    assert (mail.channel, mail.envelope_to) == ("email", "office@example.org")
    assert mail.envelope_from == "a@letters.example.org"
    assert mail.content == MAIL


def test_keeps_other_scripts_and_eight_bits(app: Flask, port: int) -> None:
    content = MAIL + "Привет, прошу освободить\r\n".encode()
    send(port, "почта@example.org", content)
    [mail] = db.session.scalars(select(Caught))
    assert mail.envelope_to == "почта@example.org"
    assert mail.content == content


def test_what_is_not_stored_is_not_taken(
    app: Flask, port: int, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def fail(*_: object) -> None:
        raise OSError("disk full, ada@example.org")

    monkeypatch.setattr(caught, "keep", fail)
    with pytest.raises(smtplib.SMTPDataError) as refused:
        send(port)
    assert refused.value.smtp_code == 451
    assert "ada@example.org" not in caplog.text


def test_listens_on_loopback_only() -> None:
    assert catcher.HOST == "127.0.0.1"

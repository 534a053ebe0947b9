"""The fixtures themselves: what other tests lean on."""

from __future__ import annotations

import smtplib
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import inspect

from campaign.base.clock import db_now
from campaign.base.extensions import db
from tests.smtp import DROP, SmtpServer


def test_schema_is_there(app: Flask) -> None:
    assert "organisation" in inspect(db.engine).get_table_names()


def test_clock(app: Flask, clock) -> None:
    before = db_now()
    clock.forward(days=6)
    assert db_now() - before >= timedelta(days=6)


@pytest.mark.config(window=5)
def test_settings_by_mark(app: Flask, redis_url: str, smtp: SmtpServer) -> None:
    config = app.config["CAMPAIGN"]
    assert (config.window, config.redis_url, config.catcher_port) == (5, redis_url, smtp.port)
    assert app.extensions["redis"].ping()


def send(smtp: SmtpServer) -> None:
    with smtplib.SMTP(smtp.host, smtp.port, timeout=2) as session:
        session.sendmail("a@example.org", ["b@example.org"], "Subject: x\r\n\r\n.dot\r\n")


def test_smtp_keeps_what_it_took(smtp: SmtpServer) -> None:
    send(smtp)
    [letter] = smtp.received
    assert letter.envelope_to == ["b@example.org"]
    assert letter.content == b"Subject: x\r\n\r\n.dot\r\n"
    assert smtp.stages == ["connect", "ehlo", "mail", "rcpt", "data", "body", "dot", "quit"]


@pytest.mark.parametrize("stage", ["connect", "ehlo", "mail", "rcpt", "data", "body", "dot"])
def test_smtp_drops(smtp: SmtpServer, stage: str) -> None:
    smtp.once(stage, DROP)
    with pytest.raises((smtplib.SMTPServerDisconnected, ConnectionResetError)):
        send(smtp)
    assert len(smtp.received) == (stage == "dot")
    send(smtp)


@pytest.mark.parametrize(("stage", "code"), [("mail", 450), ("rcpt", 550), ("dot", 452)])
def test_smtp_refuses(smtp: SmtpServer, stage: str, code: int) -> None:
    smtp.once(stage, f"{code} 4.0.0 not now")
    with pytest.raises(smtplib.SMTPException) as refused:
        send(smtp)
    assert str(code) in str(refused.value)
    assert smtp.received == []

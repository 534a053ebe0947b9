"""How mail gets here: LMTP over a socket, a pipe, a mailbox. Nothing is lost or doubled."""

from __future__ import annotations

import os
import smtplib
import socket
import subprocess
import sys
import threading
from collections.abc import Iterator
from dataclasses import fields
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select
from sqlalchemy.exc import OperationalError

from campaign import inbound
from campaign.base.database import reading, writing
from campaign.inbound import bounds, inbox
from campaign.inbound.mime import LARGEST
from campaign.inbound.models import Incoming, TurnedAway
from campaign.letters.addresses import bounce_address, reply_address
from campaign.letters.models import Transmission
from campaign.works import lmtp, mailbox, schedule
from campaign.works.processes import ROOT
from tests import builders
from tests.builders import Stage, signed, transmissions
from tests.dovecot import Dovecot, why_not
from tests.inbound.conftest import go, incoming, letter, state_of
from tests.inbound.mails import MINISTER, failed, reply
from tests.servers import free_port

OPEN = "letters@letters.example.org"
FORGED = "b-" + "a" * 26 + "-" + "b" * 16 + "@letters.example.org"

TAKE = sys.modules["campaign.inbound.take"]  # the function hides its module


class AwayError(OperationalError):
    def __init__(self) -> None:
        super().__init__("SELECT 1", {}, Exception("the database is away"))


def away(*_: object, **__: object) -> Any:
    raise AwayError


@pytest.fixture
def listener(app: Flask) -> Iterator[smtplib.LMTP]:
    controller = lmtp.start(app)
    with smtplib.LMTP("127.0.0.1", app.config["CAMPAIGN"].lmtp_port, timeout=30) as client:
        yield client
    controller.stop()


on_a_free_port = pytest.mark.config(lmtp_port=free_port())


@on_a_free_port
def test_lmtp_takes_a_bounce(listener: smtplib.LMTP, sent: Transmission) -> None:
    to = bounce_address(sent.id)
    assert listener.sendmail("", [to.upper()], failed(to)) == {}
    assert state_of(sent) == "bounced"


@on_a_free_port
def test_lmtp_says_how_large_a_mail_may_be(listener: smtplib.LMTP, sent: Transmission) -> None:
    listener.ehlo()
    assert listener.esmtp_features["size"] == str(LARGEST)
    large = b"x" * 70 + b"\r\n" + (b"x" * 900 + b"\r\n") * 11_200
    with pytest.raises(smtplib.SMTPSenderRefused) as told:
        listener.sendmail("", [OPEN], large)
    assert told.value.smtp_code == 552
    listener.mail("")  # and without a word on its size
    for to in (bounce_address(sent.id), OPEN):
        listener.rcpt(to)
    listener.docmd("DATA")
    listener.send(large + b".\r\n")
    assert [listener.getreply()[0] for _ in range(2)] == [552, 552]
    assert listener.noop()[0] == 250
    assert incoming() == []


@on_a_free_port
def test_lmtp_refuses_forged_addresses_before_the_mail(
    listener: smtplib.LMTP, sent: Transmission
) -> None:
    with pytest.raises(smtplib.SMTPRecipientsRefused) as refused:
        listener.sendmail("", [FORGED, "root@letters.example.org"], failed(FORGED))
    assert {code for code, _ in refused.value.recipients.values()} == {550}
    assert all(words.startswith(b"5.1.1") for _, words in refused.value.recipients.values())
    assert incoming() == []
    reading().rollback()
    assert inbox.turned_away() == 2


@on_a_free_port
def test_lmtp_refuses_although_nobody_can_count(
    listener: smtplib.LMTP, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(TAKE, "writing", away)
    with pytest.raises(smtplib.SMTPRecipientsRefused):
        listener.sendmail("", [FORGED], failed(FORGED))


@on_a_free_port
def test_lmtp_answers_for_each_recipient(
    listener: smtplib.LMTP, stage: Stage, sent: Transmission
) -> None:
    signed(stage)
    other = transmissions()[1]
    go(other, "claimed marked")  # a bounce of it comes too early
    one, two = bounce_address(sent.id), bounce_address(other.id)
    listener.ehlo()
    listener.mail("")
    listener.rcpt(one)
    listener.rcpt(two)
    listener.docmd("DATA")
    listener.send(failed(one) + b".\r\n")
    assert [listener.getreply()[0] for _ in range(2)] == [250, 451]
    assert (state_of(sent), state_of(other)) == ("bounced", "handing_over")


@on_a_free_port
def test_lmtp_understands_a_mail_once_and_hears_others_meanwhile(
    app: Flask, listener: smtplib.LMTP, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    begun, go_on, understood = threading.Event(), threading.Event(), []

    def slowly(content: bytes) -> inbound.Understood:
        understood.append(content)
        begun.set()
        assert go_on.wait(30)
        return understand(content)

    understand = inbound.understand
    monkeypatch.setattr(inbound, "understand", slowly)
    listener.ehlo()
    listener.mail(MINISTER)
    for to in (OPEN, reply_address(letter().reference)):
        listener.rcpt(to)
    listener.docmd("DATA")
    listener.send(reply("x") + b".\r\n")
    assert begun.wait(30)
    with smtplib.LMTP("127.0.0.1", app.config["CAMPAIGN"].lmtp_port, timeout=30) as other:
        assert other.noop()[0] == 250
        other.ehlo()
        other.mail("")
        assert other.rcpt(OPEN)[0] == 250
        assert other.rcpt(FORGED)[0] == 550
    go_on.set()
    assert [listener.getreply()[0] for _ in range(2)] == [250, 250]
    assert len(understood) == 1
    assert [row.matched for row in incoming()] == ["", "token"]


def full(*_: object) -> bool:
    return False


@on_a_free_port
def test_lmtp_says_that_there_is_no_room_today(
    listener: smtplib.LMTP, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "has_room", full)
    with pytest.raises(smtplib.SMTPDataError) as later:
        listener.sendmail("", [OPEN], reply(OPEN))
    assert later.value.smtp_code == 452
    assert incoming() == []


@on_a_free_port
def test_lmtp_asks_again_later_while_the_database_is_away(
    listener: smtplib.LMTP, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = bounce_address(sent.id)
    with monkeypatch.context() as patch:
        patch.setattr(TAKE, "writing", away)
        with pytest.raises(smtplib.SMTPDataError) as later:
            listener.sendmail("", [to], failed(to))
        assert later.value.smtp_code == 451
    assert state_of(sent) == "accepted"
    listener.sendmail("", [to], failed(to))
    assert state_of(sent) == "bounced"


@on_a_free_port
def test_lmtp_is_not_heard_from_outside(app: Flask, listener: smtplib.LMTP) -> None:
    port = app.config["CAMPAIGN"].lmtp_port
    with socket.socket() as probe:
        assert probe.connect_ex(("127.0.0.2", port)) != 0


def receive(runner: FlaskCliRunner, address: str, mail: bytes, *more: str) -> int:
    return runner.invoke(args=["inbound", "receive", address, *more], input=mail).exit_code


def test_the_pipe_tells_the_mail_server_what_to_do(
    runner: FlaskCliRunner, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    to = bounce_address(sent.id)
    assert receive(runner, FORGED, failed(FORGED)) == os.EX_NOUSER == 67
    with monkeypatch.context() as patch:
        patch.setattr(TAKE, "writing", away)
        assert receive(runner, to, failed(to)) == os.EX_TEMPFAIL == 75
    assert (state_of(sent), incoming()) == ("accepted", [])
    assert receive(runner, to, failed(to), "--sender", "") == 0
    assert state_of(sent) == "bounced"
    assert inbox.turned_away() == 1


def test_the_pipe_waits_for_our_own_record(runner: FlaskCliRunner, stage: Stage) -> None:
    signed(stage)
    [carrier] = transmissions()
    go(carrier, "claimed marked")
    to = bounce_address(carrier.id)
    assert receive(runner, to, failed(to)) == 75
    go(carrier, "taken")
    assert receive(runner, to, failed(to)) == 0


def test_the_pipe_offers_again_what_has_no_room_today(
    runner: FlaskCliRunner, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bounds, "has_room", full)
    assert receive(runner, OPEN, reply(OPEN)) == 75
    assert incoming() == []


@pytest.mark.parametrize("path", ["<>", "<minister@justice.example.org>"])
def test_the_pipe_believes_return_path(
    runner: FlaskCliRunner, sent: Transmission, path: str
) -> None:
    """A mail without a sender and without a report is a bounce that no machine can read."""
    mail = f"Return-Path: {path}\r\n".encode() + reply("x")
    assert receive(runner, bounce_address(sent.id), mail) == 0
    assert incoming()[0].kind == ("unread" if path == "<>" else "reply")


@pytest.mark.config(secret_key="only for tests: without a space at its end")
def test_the_command_as_a_process(app: Flask, sent: Transmission) -> None:
    config = app.config["CAMPAIGN"]
    settings = {f.name.upper(): str(getattr(config, f.name)) for f in fields(config)}
    to = bounce_address(sent.id)

    def run(**more: str) -> int:
        return subprocess.run(
            [sys.executable, "-m", "flask", "--app", "wsgi", "inbound", "receive", to],
            input=failed(to),
            env=os.environ | settings | more,
            cwd=ROOT,
            check=False,
        ).returncode

    assert run(DATABASE_URL="postgresql+psycopg://x@/x?host=/nowhere&connect_timeout=1") == 75
    assert run() == 0
    assert state_of(sent) == "bounced"


def test_what_nothing_tells_of_is_given_to_an_organisation(
    runner: FlaskCliRunner, stage: Stage
) -> None:
    with writing() as session:
        builders.organisation(session, "other")
    inbound.take(OPEN, "somebody@example.com", reply(OPEN, "Hello?"))
    [row] = incoming()
    listed = runner.invoke(args=["inbound", "waiting"]).output
    assert str(row.id) in listed
    assert "somebody" not in listed
    done = runner.invoke(args=["inbound", "give", str(row.id), "demo"])
    assert done.exit_code == 0, done.output
    assert incoming()[0].org_id == stage.organisation.id
    again = runner.invoke(args=["inbound", "give", str(row.id), "other"])
    assert again.exit_code == 1


@pytest.fixture(scope="module")
def dovecot() -> Iterator[Dovecot]:
    if reason := why_not():
        pytest.skip(reason)
    server = Dovecot()
    yield server
    server.close()


@pytest.fixture
def imap(app: Flask, dovecot: Dovecot, monkeypatch: pytest.MonkeyPatch) -> Dovecot:
    """The mailbox, empty of unread mail; the settings know it."""
    monkeypatch.setenv("SSL_CERT_FILE", str(dovecot.certificate))
    values = {
        "inbound": "imap",
        "imap_host": dovecot.host,
        "imap_port": dovecot.port,
        "imap_username": dovecot.user,
        "imap_password": dovecot.password,
    }
    for name, value in values.items():
        object.__setattr__(app.config["CAMPAIGN"], name, value)
    mailbox.fetch()
    with writing() as session:
        for row in session.scalars(select(Incoming)):
            session.delete(row)
        for day in session.scalars(select(TurnedAway)):
            session.delete(day)
    return dovecot


def test_a_mailbox_is_emptied_of_what_is_unread(imap: Dovecot, sent: Transmission) -> None:
    to = bounce_address(sent.id)
    imap.deliver(b"Return-Path: <>\r\nDelivered-To: all@example.org\r\n" + failed(to))
    imap.deliver(reply(reply_address(letter().reference)))
    imap.deliver(reply(f"Letters <{OPEN}>", f"letter {letter().reference}"))
    schedule.tick()
    assert [(row.kind, row.matched) for row in incoming()] == [
        ("bounce", "token"),
        ("reply", "token"),
        ("reply", "reference"),
    ]
    assert state_of(sent) == "bounced"
    assert imap.unread() == 0
    assert mailbox.fetch() == 0


def test_a_crash_between_commit_and_mark_doubles_nothing(
    imap: Dovecot, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.deliver(failed(bounce_address(sent.id)))

    class Killed(BaseException):
        pass

    def killed(*arguments: Any) -> bool:
        taken(*arguments)
        raise Killed

    taken = inbound.take_understood
    with monkeypatch.context() as patch:
        patch.setattr("campaign.inbound.take_understood", killed)
        with pytest.raises(Killed):
            mailbox.fetch()
    assert state_of(sent) == "bounced"
    assert imap.unread() == 1
    assert mailbox.fetch() == 1
    assert (len(incoming()), imap.unread()) == (1, 0)


def test_nothing_is_marked_that_was_not_kept(
    imap: Dovecot, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    imap.deliver(failed(bounce_address(sent.id)))
    with monkeypatch.context() as patch:
        patch.setattr(TAKE, "writing", away)
        assert mailbox.fetch() == 0
    assert imap.unread() == 1
    assert mailbox.fetch() == 1
    assert state_of(sent) == "bounced"


def test_mails_that_have_to_wait_keep_no_others_waiting(
    imap: Dovecot, sent: Transmission, monkeypatch: pytest.MonkeyPatch
) -> None:
    for number in range(4):
        imap.deliver(reply(OPEN, f"Hello {number}?"))
    imap.deliver(reply(reply_address(letter().reference)))
    with monkeypatch.context() as patch:
        patch.setattr(mailbox, "BATCH", 2)
        patch.setattr(bounds, "FROM_ANYBODY", 0)
        for _ in range(60):  # each time by lot: that it fails is less likely than one in 10^13
            if not incoming():
                mailbox.fetch()
    assert [row.matched for row in incoming()] == ["token"]
    assert mailbox.fetch() == 4


def test_a_mail_whose_addresses_cannot_be_read_is_taken(imap: Dovecot, stage: Stage) -> None:
    imap.deliver(b"From: " + b"(" * 1_900 + b"\r\nTo: " + b"(" * 1_900 + b"\r\n\r\nx\r\n")
    assert mailbox.fetch() == 1
    assert imap.unread() == 0
    assert incoming()[0].matched == ""


def test_a_forged_address_in_a_mailbox_is_counted_and_proves_nothing(
    imap: Dovecot, sent: Transmission
) -> None:
    imap.deliver(failed(FORGED))
    assert mailbox.fetch() == 1
    assert state_of(sent) == "accepted"
    assert incoming()[0].kind == "automatic"
    assert inbox.turned_away() == 1


def test_a_mailbox_whose_certificate_nobody_vouches_for_is_not_asked(
    imap: Dovecot, monkeypatch: pytest.MonkeyPatch, runner: FlaskCliRunner
) -> None:
    monkeypatch.delenv("SSL_CERT_FILE")
    done = runner.invoke(args=["inbound", "fetch"])
    assert done.exit_code == 1
    assert "SSLCertVerificationError" in done.output

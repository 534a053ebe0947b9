"""The judge is judged: what the sink writes down, and what the comparison sees."""

from __future__ import annotations

import smtplib
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import text

from campaign.base.database import writing
from campaign.base.extensions import db
from tests.builders import EMAIL, published, signed, transmissions
from tests.faults.compare import Verdict, judge, wrong_counts
from tests.faults.relay import Relay

MAIL = b"Message-ID: <one@example.net>\r\n\r\nGood day.\r\n"


@pytest.fixture
def relay(tmp_path: Path) -> Iterator[Relay]:
    def child(command: list[str], **options: Any) -> subprocess.Popen[bytes]:
        return subprocess.Popen(command, **options)

    relay = Relay(child, tmp_path, timeout=1)
    yield relay
    relay.close()


def offer(relay: Relay) -> None:
    with smtplib.SMTP("127.0.0.1", relay.port, timeout=5) as smtp:
        smtp.sendmail("b-1@example.net", ["office@example.net"], MAIL)


def test_the_sink_writes_down_what_it_takes_as_a_postfix_does(relay: Relay) -> None:
    offer(relay)
    assert [line[1:] for line in relay.received()] == [("<one@example.net>", "office@example.net")]
    log = relay.log.read_text()
    assert ": message-id=<one@example.net>" in log
    assert "(queue active)" in log
    assert "status=sent" in log


def test_what_the_sink_took_when_it_was_killed_is_in_its_queue_afterwards(relay: Relay) -> None:
    offer(relay)
    offer(relay)
    relay.kill()
    log = relay.log.read_text()
    relay.log.write_text(log[: log.rindex("(queue active)")].rpartition("\n")[0] + "\n")
    relay.start()
    assert relay.log.read_text().count("(queue active)") == 2


@pytest.mark.parametrize(
    ("stage", "taken"), [("connect", 0), ("rcpt", 0), ("body", 0), ("lost", 0), ("dot", 1)]
)
def test_the_sink_cuts_where_it_is_told(relay: Relay, stage: str, taken: int) -> None:
    relay.tell(stage=stage, action="drop", times=1)
    with pytest.raises((smtplib.SMTPException, OSError)):
        offer(relay)
    assert len(relay.received()) == taken
    assert relay.tell() == 1
    offer(relay)
    assert relay.how_often()["<one@example.net>"] == taken + 1


def test_the_sink_refuses_and_keeps_nothing(relay: Relay) -> None:
    relay.tell(stage="dot", action="452 4.3.1 full", times=1)
    with pytest.raises(smtplib.SMTPDataError):
        offer(relay)
    assert relay.received() == []


def test_the_sink_cuts_who_is_silent(relay: Relay) -> None:
    with smtplib.SMTP("127.0.0.1", relay.port, timeout=5) as smtp:
        smtp.ehlo()
        assert smtp.sock
        assert smtp.sock.recv(10) == b""


@pytest.mark.parametrize(
    ("state", "times", "lost", "doubled"),
    [
        ("delivered", 1, 0, 0),
        ("uncertain", 0, 0, 0),
        ("uncertain", 1, 0, 0),
        ("accepted", 0, 1, 0),
        ("accepted", 2, 0, 1),
        ("ready", 0, 1, 0),
        ("cancelled", 1, 2, 0),
    ],
)
def test_what_is_said_is_held_against_what_was_received(
    app: Flask, state: str, times: int, lost: int, doubled: int
) -> None:
    signed(published(EMAIL))
    with writing() as session:
        session.execute(text("UPDATE transmission SET state = :state"), {"state": state})
    got = {transmissions()[0].message_id: times}
    verdict = Verdict()
    with db.engine.connect() as connection:
        judge(connection, got, 1, verdict)
    assert (verdict.lost, verdict.doubled) == (lost, doubled)
    assert verdict.undecided == (state == "uncertain")
    assert bool(verdict.wrong_counts) == (state != "ready")  # the counts were not moved


def test_a_wrong_count_is_seen(app: Flask) -> None:
    signed(published(EMAIL))
    with db.engine.connect() as connection:
        assert wrong_counts(connection) == []
    with writing() as session:
        session.execute(text("UPDATE \"count\" SET n = n + 1 WHERE subject = 'letter'"))
    with db.engine.connect() as connection:
        assert wrong_counts(connection) == [("letter", "ready", 2, 1)]


def test_a_mail_that_nobody_promised_is_a_failure(app: Flask) -> None:
    verdict = Verdict()
    with db.engine.connect() as connection:
        judge(connection, {"<strange@example.net>": 1}, 0, verdict)
    assert not verdict.good

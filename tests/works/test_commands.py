"""The commands an operator's service manager runs, and the demonstration."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import func, select

from campaign import delivery, notices
from campaign.accounts.models import Manager
from campaign.accounts.people import check_password
from campaign.base.database import writing
from campaign.base.extensions import db
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign
from campaign.notices.models import Notice
from campaign.works import demo
from tests.builders import assert_counts_true, published, signed, transmissions
from tests.smtp import SmtpServer

LIVE = pytest.mark.config(
    sending="live",
    smtp_host="127.0.0.1",
    smtp_tls="off",
    mail_server="mail.test",
    base_url="https://letters.test",
    letters_domain="letters.test",
    mail_default_sender="appeals@letters.test",
)
SIGNED_ALREADY = "already_signed"
LOGIN = ("manager@example.org", "a password for tests")


@pytest.fixture
def done(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """What happened, in order."""
    happened: list[str] = []
    monkeypatch.setattr(delivery, "sweep", lambda: happened.append("sweep"))
    monkeypatch.setattr(delivery, "drain", lambda channel: happened.append(channel))
    monkeypatch.setattr(notices, "drain", lambda: happened.append("notices"))
    return happened


def test_sweep(runner: FlaskCliRunner, done: list[str]) -> None:
    assert runner.invoke(args=["sweep"]).exit_code == 0
    assert done == ["sweep"]


def test_sweep_and_drain(runner: FlaskCliRunner, done: list[str]) -> None:
    assert runner.invoke(args=["sweep", "--drain"]).exit_code == 0
    assert done == ["sweep", "email", "fax", "notices"]


@LIVE
@pytest.mark.parametrize(
    ("command", "words"),
    [("catch", "nothing to catch"), ("demo", "only for SENDING=sandbox")],
)
def test_the_sandbox_is_not_opened_in_live_mode(
    runner: FlaskCliRunner, command: str, words: str
) -> None:
    result = runner.invoke(args=[command])
    assert result.exit_code == 1
    assert words in result.output


def test_the_demonstration_is_made_once(app: Flask) -> None:
    page = demo.prepare(None, *LOGIN)
    assert demo.prepare(None, *LOGIN) == page
    assert db.session.scalar(select(func.count()).select_from(Campaign)) == 1
    assert db.session.scalar(select(func.count()).select_from(Manager)) == 1
    assert check_password(*LOGIN) is not None


def test_the_demonstration_shows_every_way_to_send(app: Flask) -> None:
    demo.prepare(None, *LOGIN)
    [campaign] = db.session.scalars(select(Campaign))
    assert campaign.state == "published"
    ways = [
        sorted({point.channel for point in recipient.authority.contact_points} - {"post"})
        for recipient in campaign.recipients
    ]
    assert sorted(ways) == [[], ["email"], ["email"], ["email", "fax"], ["fax"], ["fax"]]


def test_a_text_that_is_no_appeal(app: Flask) -> None:
    with pytest.raises(Problem):
        demo.prepare("Good morning.", *LOGIN)
    assert db.session.scalar(select(func.count()).select_from(Campaign)) == 0


def test_one_sweep_without_redis_and_workers_empties_every_channel(
    app: Flask, runner: FlaskCliRunner, smtp: SmtpServer
) -> None:
    stage = published()  # by e-mail, fax and paper
    signed(stage, 3)
    with writing() as session:
        notices.post(session, stage.organisation.id, "ada@example.org", SIGNED_ALREADY, {}, True)
    assert app.extensions["redis"] is None
    assert runner.invoke(args=["sweep", "--drain"]).exit_code == 0
    assert {(t.channel, t.state) for t in transmissions()} == {
        ("email", "accepted"),
        ("fax", "accepted"),
    }
    assert len(smtp.received) == 3 + 1
    assert [notice.state for notice in db.session.scalars(select(Notice))] == ["sent"]
    assert_counts_true(stage.campaign.id)

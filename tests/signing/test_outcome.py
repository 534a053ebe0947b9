"""How it ended is told once to each person who asked; signing ends with its last day."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign import notices
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns import closing
from campaign.campaigns.models import Campaign
from campaign.delivery import drain
from campaign.delivery.sweep import sweep
from campaign.letters.models import Letter
from campaign.notices.models import Notice
from campaign.signing import outcome
from campaign.signing.keys import address_key
from campaign.signing.models import Signature, Suppression
from campaign.signing.sign import sign
from campaign.signing.wish import Wish
from tests.builders import EMAIL, FAX, PAPER, Stage, assert_counts_true, published, transmissions
from tests.conftest import Clock
from tests.signing import way
from tests.smtp import SmtpServer

MAIL = "They came home on Monday.\n\nTheir families thank you."


def closed(stage: Stage, mail: str = MAIL) -> None:
    with writing() as session:
        end = closing.outcome("freed", "Both wardens are free.", mail)
        one = session.get_one(Campaign, stage.campaign.id)
        closing.close(session, one, None, "freed", end)


def told(smtp: SmtpServer) -> list[str]:
    """Addresses that the news went to."""
    notices.drain()
    return [m["To"] for m in way.mails(smtp) if "News of the case" in m["Subject"]]


def crash_while_telling() -> None:
    with writing() as session:
        one = session.scalars(select(Signature).where(Signature.wants_outcome)).all()[0]
        outcome._tell(session, session.get_one(Campaign, one.campaign_id), one)
        raise RuntimeError("crash before the commit")


def campaign() -> Campaign:
    reading().rollback()
    return reading().scalars(select(Campaign)).one()


@pytest.mark.config(confirmations_per_hour=9)
def test_who_asked_is_told_once(app: Flask, client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published(EMAIL, FAX, PAPER)
    first = [str(r.id) for r in stage.recipients[:1]]
    rest = [str(r.id) for r in stage.recipients[1:]]
    yes = {"wants_outcome": "y"}
    way.confirmed(client, smtp, stage, email="many@example.org", recipients=first, **yes)
    links = way.confirmed(client, smtp, stage, email="many@example.org", recipients=rest, **yes)
    way.confirmed(client, smtp, stage, email="quiet@example.org")
    gone = way.confirmed(client, smtp, stage, email="gone@example.org", **yes)
    stranger = way.confirmed(client, smtp, stage, email="stranger@example.org", **yes)
    way.sign(client, stage, email="unconfirmed@example.org", **yes)
    client.post(gone["erase"])
    assert stranger
    assert outcome.wanted(campaign()) == 2
    closed(stage)
    with writing() as session:  # said "that was not me" elsewhere
        key = address_key("stranger@example.org")
        session.add(Suppression(org_id=stage.organisation.id, address_key=key, at=db_now()))
    with pytest.raises(RuntimeError, match="crash"):
        crash_while_telling()
    assert [outcome.tell(), outcome.tell()] == [1, 0]
    assert told(smtp) == ["many@example.org"]
    assert (campaign().outcome_told, campaign().outcome_told_at is not None) == (1, True)
    [mail] = [m for m in way.mails(smtp) if "News of the case" in m["Subject"]]
    assert "They came home on Monday." in mail.get_content()
    assert client.get(way.path(mail, "status")).status_code == 200
    assert client.get(way.path(mail, "erase")).status_code == 200
    page = client.get(links["status"]).text
    assert "Print it" not in page  # no old text is posted any more
    assert "Good news" in page
    assert "Both wardens are free." in page
    sweep()
    assert drain("email") == drain("fax") == 0
    assert {one.state for one in transmissions()} == {"cancelled"}
    page = client.get(f"/c/{stage.campaign.slug}")
    assert page.status_code == 410
    for words in ("Both wardens are free.", "Signing is closed", "The case so far"):
        assert words in page.text
    assert_counts_true(stage.campaign.id)


def test_without_a_mail_nobody_is_written_to(
    app: Flask, client: FlaskClient, smtp: SmtpServer
) -> None:
    stage = published(EMAIL)
    way.confirmed(client, smtp, stage, wants_outcome="y")
    waiting = way.sign(client, stage, email="late@example.org", wants_outcome="y")
    assert waiting.status_code == 303
    path = way.path(way.mails(smtp)[-1], "confirm")
    closed(stage, mail="")
    assert outcome.tell() == 0
    assert told(smtp) == []
    ended = client.post(path)
    assert ended.status_code == 410
    assert "Both wardens are free." in ended.text
    assert reading().scalars(select(Notice).filter_by(template="outcome")).all() == []


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_signing_ends_with_its_last_day_and_confirmed_letters_go_on(
    app: Flask, client: FlaskClient, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL)
    url = f"/c/{stage.campaign.slug}"
    today = db_now().date()
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).sign_until = today
    assert f"It can be signed until the end of {today:%-d %B %Y} (UTC)." in client.get(url).text
    way.confirmed(client, smtp, stage)
    way.sign(client, stage, email="late@example.org")
    path = way.path(way.mails(smtp)[-1], "confirm")
    midnight = db_now().replace(hour=0, minute=0, second=0, microsecond=0) + timedelta(days=1)
    clock.forward(seconds=(midnight - db_now()).total_seconds() - 60)
    assert client.get(path).status_code == 200
    clock.forward(minutes=2)
    over = client.get(url)
    assert over.status_code == 200
    assert "Signing is over" in over.text
    assert 'id="sign"' not in over.text
    assert way.sign(client, stage, email="later@example.org").status_code == 409
    nobody = Wish((), "A", "full", "a@example.org", "", "", "", False, False, "en", "token")
    with pytest.raises(Problem, match="time for signing"):  # read anew where it counts
        sign(campaign(), nobody)
    for response in (client.get(path), client.post(path)):
        assert response.status_code == 410
        assert "your letters were not sent" in response.text
    assert stage.campaign.title not in client.get("/").text
    assert drain("email") == 1
    assert len(reading().scalars(select(Letter)).all()) == 1

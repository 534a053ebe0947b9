"""Who wished to know is told of letters that did not arrive: once a day at most."""

from __future__ import annotations

from flask import Flask
from flask.testing import FlaskClient

from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.letters import states
from campaign.letters.models import Transmission
from campaign.letters.reroute import reroute
from campaign.signing import returned
from campaign.signing.keys import address_key
from campaign.signing.models import Suppression
from tests.builders import EMAIL, Stage, published, transmissions
from tests.conftest import Clock
from tests.signing import way
from tests.smtp import SmtpServer

OTHER = {"office": "Prosecutor General", "email": "prosecutor@justice.example.org"}


def go(transmission: Transmission, *events: str) -> None:
    for event in events:
        changes = {"handed_at": db_now()} if event == "taken" else {}
        with writing() as session:
            assert states.move(session, event, [transmission.id], "test", **changes)


def told(smtp: SmtpServer) -> list[str]:
    returned.tell()
    return [m["To"] for m in way.mails(smtp) if "News of your letter" in m["Subject"]]


def test_one_mail_a_day_about_all_that_came_back(
    app: Flask, client: FlaskClient, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL, OTHER)
    links = way.confirmed(client, smtp, stage, wants_news="y")
    way.confirmed(client, smtp, stage, email="quiet@example.org")
    mails = transmissions()
    for one in mails:
        go(one, "claimed", "marked", "taken")
    assert told(smtp) == []
    for one in mails:
        go(one, "came_back")
    reroute()
    assert told(smtp) == []  # not before the next way is known
    clock.forward(minutes=11)
    assert told(smtp) == told(smtp) == [way.EMAIL]
    mail = way.mails(smtp)[-1]
    text = mail.get_content()
    assert "Prosecutor General" in text
    assert "Came back" in text
    assert "swam" not in text
    assert client.get(way.path(mail, "status")).status_code == 200
    for event in ("proved_after_all", "came_back"):
        go(mails[0], event)
    clock.forward(hours=2)
    assert told(smtp) == [way.EMAIL]  # it waits until the day is over
    clock.forward(hours=23)
    assert len(told(smtp)) == 2
    client.post(links["erase"])
    go(mails[1], "proved_after_all", "came_back")
    clock.forward(days=2)
    assert len(told(smtp)) == 2


def test_what_arrived_after_all_and_who_said_not_me_is_left_alone(
    app: Flask, client: FlaskClient, smtp: SmtpServer, clock: Clock
) -> None:
    stage: Stage = published(EMAIL)
    way.confirmed(client, smtp, stage, wants_news="y")
    way.confirmed(client, smtp, stage, email="stranger@example.org", wants_news="y")
    with writing() as session:  # said it elsewhere
        key = address_key("stranger@example.org")
        session.add(Suppression(org_id=stage.organisation.id, address_key=key, at=db_now()))
    arrived, lost = transmissions()
    go(arrived, "claimed", "marked", "taken", "came_back", "proved_after_all")
    go(lost, "claimed", "marked", "refused")
    clock.forward(minutes=11)
    assert told(smtp) == []

"""One reminder to confirm, halfway, and never a second one."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask.testing import FlaskClient

from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.campaigns.models import Campaign
from campaign.signing import remind_confirm
from campaign.signing.expire import expire
from campaign.signing.keys import address_key
from campaign.signing.models import Suppression
from tests.builders import EMAIL, FAX, Stage, assert_counts_true, published
from tests.conftest import Clock
from tests.signing import way
from tests.smtp import SmtpServer


@pytest.fixture
def stage(app: object) -> Stage:
    return published(EMAIL, FAX)


def reminders(smtp: SmtpServer) -> list[str]:
    remind_confirm.remind()
    return [m["To"] for m in way.mails(smtp) if "still wait" in m["Subject"]]


def test_one_reminder_halfway_whose_links_work(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    way.sign(client, stage)
    clock.forward(hours=35)
    assert reminders(smtp) == []
    clock.forward(hours=2)
    assert reminders(smtp) == [way.EMAIL]
    clock.forward(hours=20)
    assert reminders(smtp) == [way.EMAIL]
    mail = way.mails(smtp)[-1]
    assert "swam" not in mail.get_content()  # nothing that was typed
    assert client.get(way.path(mail, "not_me")).status_code == 200
    assert client.get(way.path(mail, "erase")).status_code == 200
    assert client.post(way.path(mail, "confirm")).status_code == 303
    assert [one.state for one in way.signatures()] == ["confirmed"]
    assert_counts_true(stage.campaign.id)


def test_without_an_answer_everything_is_erased_after_72_hours(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    way.sign(client, stage)
    clock.forward(hours=40)
    assert reminders(smtp) == [way.EMAIL]
    clock.forward(hours=33)
    assert expire() == 1
    assert "swam" not in way.everything()
    assert way.EMAIL not in way.everything()
    gone = way.path(way.mails(smtp)[-1], "confirm")
    assert client.post(gone).status_code == 410
    assert reminders(smtp) == [way.EMAIL]


@pytest.mark.config(confirmations_per_hour=3)
def test_a_person_is_reminded_once_however_often_they_signed(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    for one in stage.recipients:
        way.sign(client, stage, recipients=[str(one.id)])
    clock.forward(hours=40)
    assert reminders(smtp) == [way.EMAIL]
    assert reminders(smtp) == [way.EMAIL]


@pytest.mark.config(confirmations_per_hour=3)
def test_who_has_confirmed_said_not_me_or_is_suppressed_is_left_alone(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    way.confirmed(client, smtp, stage, recipients=[str(stage.recipients[0].id)])
    way.sign(client, stage)
    way.sign(client, stage, email="stranger@example.org")
    client.post(way.path(way.mails(smtp)[-1], "not_me"))
    way.sign(client, stage, email="elsewhere@example.org")
    with writing() as session:  # said it to another campaign
        key = address_key("elsewhere@example.org")
        session.add(Suppression(org_id=stage.organisation.id, address_key=key, at=db_now()))
    clock.forward(hours=40)
    assert reminders(smtp) == []


def test_nobody_is_reminded_of_what_cannot_be_signed_any_more(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    way.sign(client, stage)
    clock.forward(hours=40)
    with writing() as session:
        one = session.get_one(Campaign, stage.campaign.id)
        one.sign_until = (db_now() - timedelta(days=1)).date()
    assert reminders(smtp) == []
    with writing() as session:
        one = session.get_one(Campaign, stage.campaign.id)
        one.sign_until, one.state = None, "closed"
    assert reminders(smtp) == []


@pytest.mark.config(confirm_remind_hours=0)
def test_the_reminder_can_be_switched_off(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    way.sign(client, stage)
    clock.forward(hours=60)
    assert reminders(smtp) == []

"""A letter on paper: printed, posted, reported, and one kind reminder."""

from __future__ import annotations

import re

import pytest
from flask.testing import FlaskClient

from campaign import notices
from campaign.base.database import writing
from campaign.campaigns.models import Campaign
from campaign.letters.models import Letter
from campaign.letters.read import composed_of
from campaign.signing.progress import progress
from campaign.signing.remind import remind
from tests.builders import EMAIL, PAPER, Stage, assert_counts_true, published
from tests.conftest import Clock
from tests.signing import way
from tests.smtp import SmtpServer


@pytest.fixture
def stage(app: object) -> Stage:
    return published(PAPER)


def letter() -> Letter:
    way.reading().rollback()
    return way.reading().query(Letter).one()


def report(client: FlaskClient, status: str) -> int:
    path = re.findall(r'action="(/s/[^"]+/posted)"', client.get(status).text)
    return client.post(path[0]).status_code if path else 0


def reminders(smtp: SmtpServer) -> list[str]:
    remind()
    notices.drain()
    return [m["Subject"] for m in way.mails(smtp) if "for you to post" in m["Subject"]]


def test_the_supporter_gets_the_pages_and_says_that_they_were_posted(
    client: FlaskClient, smtp: SmtpServer, stage: Stage
) -> None:
    status = way.confirmed(client, smtp, stage)["status"]
    page = client.get(status).text
    assert "For you to print and post" in page
    [pdf] = re.findall(r'href="([^"]+/letter/[^"]+\.pdf)"', page)
    assert client.get(pdf).data.startswith(b"%PDF")
    assert report(client, status) == 303
    assert letter().state == "posted"
    page = client.get(status).text
    assert "You posted it" in page
    assert "/posted" not in page
    assert_counts_true(stage.campaign.id)
    assert progress(stage.campaign).handed_over == 0


def test_what_was_posted_stays_posted(client: FlaskClient, smtp: SmtpServer, stage: Stage) -> None:
    status = way.confirmed(client, smtp, stage)["status"]
    path = f"{status}/letter/{letter().reference}/posted"
    assert client.get(path).status_code == 405  # programs that open links report nothing
    assert [client.post(path).status_code for _ in range(2)] == [303, 303]
    assert client.post(f"{status}/letter/NONE-NONE/posted").status_code == 404
    assert client.post(path.replace("/s/", "/s/x")).status_code == 404
    client.post(f"{status}/withdraw")
    assert letter().state == "posted"
    assert_counts_true(stage.campaign.id)


def test_one_reminder_after_a_week_and_never_a_second(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    way.confirmed(client, smtp, stage)
    clock.forward(days=6)
    assert reminders(smtp) == []
    clock.forward(days=2)
    assert len(reminders(smtp)) == 1
    mail = way.mails(smtp)[-1]
    assert mail["To"] == way.EMAIL
    assert PAPER["office"] in mail.get_content()
    assert "Canary" not in mail.get_content()
    for _ in range(3):
        clock.forward(days=30)
        assert len(reminders(smtp)) == 1
    assert report(client, way.path(mail, "status")) == 303
    assert letter().state == "posted"


def test_a_person_who_signs_again_is_not_reminded_again(
    client: FlaskClient, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(PAPER, {"office": "Mayor of the Town"})
    one, both = [[str(r.id) for r in stage.recipients[:n]] for n in (1, 2)]
    way.confirmed(client, smtp, stage, recipients=one)
    clock.forward(days=8)
    assert len(reminders(smtp)) == 1
    way.confirmed(client, smtp, stage, recipients=both)
    assert way.reading().query(Letter).count() == 2
    clock.forward(days=30)
    assert len(reminders(smtp)) == 1


def test_nobody_is_reminded_of_what_is_posted_withdrawn_erased_or_over(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    first = way.confirmed(client, smtp, stage)
    report(client, first["status"])
    second = way.confirmed(client, smtp, stage, email="b@example.org")
    client.post(second["status"] + "/withdraw")
    third = way.confirmed(client, smtp, stage, email="c@example.org")
    client.post(third["erase"])
    way.sign(client, stage, email="d@example.org")  # never confirmed
    clock.forward(days=8)
    assert reminders(smtp) == []
    way.confirmed(client, smtp, stage, email="e@example.org")
    clock.forward(days=8)
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).state = "closed"
    assert reminders(smtp) == []


def test_nobody_is_reminded_of_letters_that_go_by_themselves(
    client: FlaskClient, smtp: SmtpServer, app: object, clock: Clock
) -> None:
    way.confirmed(client, smtp, published(EMAIL))
    clock.forward(days=8)
    assert reminders(smtp) == []


@pytest.mark.config(remind_days=0)
def test_reminders_can_be_switched_off(
    client: FlaskClient, smtp: SmtpServer, stage: Stage, clock: Clock
) -> None:
    way.confirmed(client, smtp, stage)
    clock.forward(days=90)
    assert reminders(smtp) == []


def test_what_is_not_sent_is_not_called_sent(
    client: FlaskClient, smtp: SmtpServer, stage: Stage
) -> None:
    way.sign(client, stage)
    mail = way.mails(smtp)[-1]
    assert "1 letter goes on paper: you print it and post it yourself." in mail.get_content()
    page = client.get(way.path(mail, "confirm")).text
    assert "Write this letter?" in page
    assert "Write it, I will post it" in page
    done = client.post(way.path(mail, "confirm"), follow_redirects=True).text
    assert "Thank you. Your letter is written." in done


def test_a_letter_on_paper_does_not_say_that_the_organisation_sends_it(
    client: FlaskClient, smtp: SmtpServer
) -> None:
    both = published(EMAIL, PAPER)
    way.sign(client, both)
    page = client.get(way.path(way.mails(smtp)[-1], "confirm")).text
    assert "Send this letter? And 1 to print and post?" in page
    assert "Yes, send it, and 1 to print and post" in page
    assert page.count("which sends it on the author&#39;s behalf") == 1
    assert page.count("and posts it in person") == 1
    assert client.post(way.path(way.mails(smtp)[-1], "confirm")).status_code == 303
    by_channel = {one.channel: str(composed_of(one.id)) for one in way.reading().query(Letter)}
    assert "posts it in person" in by_channel["print"]
    assert "posts it in person" not in by_channel["email"]

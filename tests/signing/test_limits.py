"""Nobody is flooded with mail through us, and nobody learns anything by trying."""

from __future__ import annotations

import logging
import re

import pytest
from flask import Flask
from flask.testing import FlaskClient

from campaign.base.database import reading
from campaign.signing import expire
from campaign.signing.models import ConfirmationMail
from tests.builders import published
from tests.signing import way
from tests.signing.test_whole_way import parallel
from tests.smtp import SmtpServer


def test_one_mail_an_hour_three_a_day(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    stage = published()
    for _ in range(5):
        assert way.sign(client, stage).status_code == 303
    arrived = []
    for _ in range(30):
        arrived.append(len(way.mails(smtp)))
        clock.forward(hours=1, seconds=1)
    assert arrived[:4] == [1, 2, 3, 3]
    assert arrived[-1] == 3  # what was beyond the day's limit never comes
    assert len(way.signatures()) == 3


def test_limits_hold_over_all_campaigns(client: FlaskClient, smtp: SmtpServer) -> None:
    first, second = published(), published(slug="second", org_slug="other")
    way.sign(client, first)
    way.sign(client, second, email=way.EMAIL.upper().replace("EXAMPLE.ORG", "Example.Org"))
    assert len(way.mails(smtp)) == 1


def test_spellings_of_one_mailbox_are_one_address(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    for spelling in ("anna", "Anna", "anna+news", "ANNA+other+news"):
        way.sign(client, stage, email=f"{spelling}@example.org")
    assert len(way.mails(smtp)) == 1


def test_google_reads_over_dots_and_others_do_not(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    for spelling in ("anna.bell@gmail.com", "a.n.nabell+x@gmail.com", "annabell@googlemail.com"):
        way.sign(client, stage, email=spelling)
    assert len(way.mails(smtp)) == 1
    for spelling in ("anna.bell@example.org", "annabell@example.org"):
        way.sign(client, stage, email=spelling)
    assert len(way.mails(smtp)) == 3


def test_five_forms_at_once_are_one_mail(app: Flask, smtp: SmtpServer) -> None:
    stage = published()
    url = f"/c/{stage.campaign.slug}"
    work = lambda: app.test_client().post(url, data=way.form(stage)).status_code  # noqa: E731
    assert parallel(app, 5, work) == [303] * 5
    assert len(way.mails(smtp)) == 1
    assert len(way.signatures()) == 3


def test_a_scheduled_mail_leaves_all_its_hours(
    client: FlaskClient, smtp: SmtpServer, clock
) -> None:
    stage = published()
    way.sign(client, stage)
    way.sign(client, stage)
    clock.forward(hours=1, seconds=1)
    last = way.mails(smtp)[-1]
    clock.forward(hours=71, minutes=58)
    expire.expire()
    assert client.get(way.path(last, "confirm")).status_code == 200


@pytest.mark.config(confirmations_ceiling=2)
def test_ceiling_of_the_whole_site(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    stage = published()
    for n in range(2):
        assert way.sign(client, stage, email=f"{n}@example.org").status_code == 303
    answer = way.sign(client, stage, email="third@example.org", own_words="Typed with care.")
    assert answer.status_code == 409
    assert "try again in an hour" in answer.text
    assert "Typed with care." in answer.text
    clock.forward(hours=1, seconds=1)
    assert way.sign(client, stage, email="third@example.org").status_code == 303


@pytest.mark.config(sign_limit="2/hour")
def test_limit_of_a_network_loses_nothing_typed(client: FlaskClient, smtp: SmtpServer) -> None:
    stage = published()
    for n in range(2):
        assert way.sign(client, stage, email=f"{n}@example.org").status_code == 303
    answer = way.sign(client, stage, email="third@example.org", own_words="Typed with care.")
    assert answer.status_code == 429
    assert "Typed with care." in answer.text
    assert "third@example.org" in answer.text
    assert len(way.signatures()) == 2


def test_answer_is_the_same_whatever_we_know(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    stage = published()
    way.confirmed(client, smtp, stage, email="known@example.org")
    way.sign(client, stage, email="waiting@example.org")
    way.sign(client, stage, email="victim@example.org")
    client.post(way.path(way.mails(smtp)[-1], "not_me"))
    clock.forward(hours=3)
    answers = set()
    for name in ("known", "waiting", "victim", "new"):
        first = way.sign(client, stage, email=f"{name}@example.org")
        page = client.get(first.location)
        headers = [(k, v) for k, v in first.headers if k not in ("Date", "Set-Cookie")]
        answers.add((first.status_code, first.data, str(headers), page.data))
    assert len(answers) == 1


def test_suppressed_address_gets_nothing_ever(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    stage, other = published(), published(slug="second", org_slug="other")
    way.sign(client, stage)
    [mail] = way.mails(smtp)
    client.post(way.path(mail, "not_me"))
    for campaign in (stage, other):
        clock.forward(days=2)
        way.sign(client, campaign)
    assert len(way.mails(smtp)) == 1


def test_mails_are_remembered_for_a_day_only(client: FlaskClient, smtp: SmtpServer, clock) -> None:
    way.sign(client, published())
    clock.forward(hours=25)
    expire.expire()
    assert reading().query(ConfirmationMail).count() == 0


def test_nothing_personal_in_the_log(
    client: FlaskClient, smtp: SmtpServer, clock, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.DEBUG)
    stage = published()
    smtp.once("rcpt", f"450 4.2.1 <{way.EMAIL}> mailbox busy")
    smtp.once("dot", f"550 5.7.1 {way.EMAIL} refused")
    way.sign(client, stage)
    way.mails(smtp)
    clock.forward(minutes=2)
    way.mails(smtp)
    clock.forward(minutes=10)
    links = way.mails(smtp)[-1]
    client.post(way.path(links, "confirm"))
    client.post(way.path(links, "erase"))
    assert "notice" in caplog.text  # something was logged
    assert not re.search("canary|swam", caplog.text, re.IGNORECASE)

"""Managers are told of an address that stops working, once."""

from __future__ import annotations

from email.parser import BytesParser

import pytest
from flask import Flask
from sqlalchemy import select

from campaign import notices
from campaign.accounts.models import Manager
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import failing
from campaign.directory.models import ContactPoint
from campaign.notices.models import Notice
from tests import builders
from tests.builders import EMAIL, Stage
from tests.conftest import Clock
from tests.smtp import SmtpServer


@pytest.fixture
def stage(app: Flask) -> Stage:
    stage = builders.published(EMAIL | {"fax": "+12025550123"})
    builders.signed(stage)
    with writing() as session:
        for role in ("editor", "approver", "reader"):
            builders.manager(session, stage.organisation, role)
        builders.manager(session, builders.organisation(session, "other"), "owner")
    return stage


def fails(
    because: str = "550 5.1.1 Anna Example is not known here", health: str = "failing"
) -> None:
    with writing() as session:
        contact = session.scalars(select(ContactPoint).filter_by(channel="email")).one()
        contact.health, contact.failing_since = health, db_now()
        contact.failing_because = because


def told() -> list[str]:
    reading().rollback()
    return sorted(str(to) for to in reading().scalars(select(Notice.to)) if to)


def test_whoever_may_correct_it_is_told_once(stage: Stage) -> None:
    assert failing.tell_managers() == 0
    fails()
    assert failing.tell_managers() == 1
    assert failing.tell_managers() == 0
    assert told() == ["editor@demo.example.org", "owner@demo.example.org"]


def test_what_the_mail_says(app: Flask, smtp: SmtpServer, stage: Stage) -> None:
    fails()
    failing.tell_managers()
    notices.drain()
    mail = BytesParser().parsebytes(smtp.received[0].content)
    assert mail["Subject"] == "An address does not work: Minister of Justice"
    body = mail.get_payload(decode=True).decode()
    assert "minister@justice.example.org" in body
    assert "Letters go on to +12025550123." in body
    page = f"/desk/campaigns/{stage.campaign.id}/recipients/{stage.recipients[0].id}"
    assert app.config["CAMPAIGN"].base_url + page in body
    assert "Anna" not in body


def test_one_that_worked_again_and_fails_again_is_told_again(stage: Stage, clock: Clock) -> None:
    fails()
    failing.tell_managers()
    fails(health="good")
    clock.forward(days=1)
    assert failing.tell_managers() == 0
    fails()
    assert failing.tell_managers() == 1


def test_whoever_has_left_and_what_was_taken_out_is_left_in_peace(stage: Stage) -> None:
    with writing() as session:
        for manager in session.scalars(select(Manager).filter_by(role="editor")):
            manager.disabled_at = db_now()
    fails()
    with writing() as session:
        contact = session.scalars(select(ContactPoint).filter_by(channel="email")).one()
        contact.retired_at = db_now()
    assert failing.tell_managers() == 0
    with writing() as session:
        session.get_one(ContactPoint, contact.id).retired_at = None
    assert failing.tell_managers() == 1
    assert told() == ["owner@demo.example.org"]

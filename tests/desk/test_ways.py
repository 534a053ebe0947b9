"""A recipient's ways: their order, what became of them, and what a person may choose."""

from __future__ import annotations

import re

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import Recipient
from campaign.delivery.sweep import sweep
from campaign.directory.models import ContactPoint
from campaign.letters import states
from campaign.letters.models import Letter
from tests import builders
from tests.builders import EMAIL, Stage, assert_counts_true, transmissions
from tests.desk.conftest import LogIn

NUMBER = "+12025550123"


@pytest.fixture
def stage(app: Flask) -> Stage:
    return builders.published(EMAIL | {"fax": NUMBER})


def path(stage: Stage) -> str:
    return f"/desk/campaigns/{stage.campaign.id}/recipients/{stage.recipients[0].id}"


def failed_for_good() -> None:
    [mail] = transmissions()
    for event in ("claimed", "marked", "refused"):
        with writing() as session:
            states.move(session, event, [mail.id], "test")


def only_letter() -> Letter:
    reading().rollback()
    return reading().scalars(select(Letter)).one()


def test_the_order_of_ways_is_shown(stage: Stage, log_in: LogIn) -> None:
    page = log_in("reader").get(path(stage)).text
    ways = page[page.index('id="ways"') : page.index("the-letter")]
    assert re.findall(r"(E-mail|Fax): ", ways) == ["E-mail", "Fax"]
    assert "use it again" not in ways


def test_without_the_next_way_a_letter_that_failed_is_held_for_a_person(
    stage: Stage, log_in: LogIn
) -> None:
    builders.signed(stage)
    owner = log_in("owner")
    assert owner.post(f"{path(stage)}/ways", data={}).status_code == 303
    failed_for_good()
    sweep()
    assert only_letter().state == "held"
    assert [t.channel for t in transmissions()] == ["email"]
    with writing() as session:  # a correction of the campaign is no leave to take another way
        session.get_one(type(stage.campaign), stage.campaign.id).revision += 1
    sweep()
    assert only_letter().state == "held"
    assert_counts_true(stage.campaign.id)
    assert "held until a person decides" in owner.get(path(stage)).text
    owner.post(f"{path(stage)}/ways", data={"next_way": "y"})
    sweep()
    assert only_letter().state == "travelling"
    assert [t.channel for t in transmissions()] == ["email", "fax"]
    assert_counts_true(stage.campaign.id)
    acts = reading().scalars(select(AuditEntry.action)).all()
    assert {"next way allowed", "next way not allowed"} <= set(acts)


def test_a_corrected_address_is_the_first_way_and_no_next_one(stage: Stage, log_in: LogIn) -> None:
    builders.signed(stage)
    owner = log_in("owner")
    owner.post(f"{path(stage)}/ways", data={})
    failed_for_good()
    sweep()
    assert only_letter().state == "held"
    right = {"office": EMAIL["office"], "country": "", "emails": "right@justice.example.org"}
    assert owner.post(path(stage), data=right | {"faxes": NUMBER}).status_code == 303
    sweep()
    assert only_letter().state == "travelling"
    assert [t.channel for t in transmissions()] == ["email", "email"]


def test_a_reader_chooses_nothing(stage: Stage, log_in: LogIn) -> None:
    reader = log_in("reader")
    assert reader.post(f"{path(stage)}/ways", data={}).status_code == 403
    assert reading().scalars(select(Recipient.next_way)).one()


def test_a_suspended_number_says_why_and_a_person_may_use_it_again(
    stage: Stage, log_in: LogIn
) -> None:
    with writing() as session:
        number = update(ContactPoint).where(ContactPoint.channel == "fax")
        why = {"failing_since": db_now(), "failing_because": "a voice answered"}
        session.execute(number.values(health="failing", **why))
    owner = log_in("owner")
    for page in (owner.get(path(stage)).text, owner.get("/desk/").text):
        assert "private line" in page
        assert "a voice answered" in page
    point = reading().scalars(select(ContactPoint).filter_by(channel="fax")).one()
    assert log_in("editor").post(f"{path(stage)}/trust/{point.id}").status_code == 403
    assert owner.post(f"{path(stage)}/trust/{stage.campaign.id}").status_code == 404
    assert owner.post(f"{path(stage)}/trust/{point.id}").status_code == 303
    reading().rollback()
    point = reading().scalars(select(ContactPoint).filter_by(channel="fax")).one()
    assert (point.health, point.failing_because) == ("unproven", None)
    assert "private line" not in owner.get("/desk/").text

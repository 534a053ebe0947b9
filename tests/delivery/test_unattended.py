"""What waits although nothing holds it, and nobody takes it."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign import notices
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.delivery import gates, switches, unattended
from campaign.delivery.workers import working
from campaign.letters.models import ChannelGate, Destination, Domain, Lane, Transmission
from campaign.notices.models import Notice
from tests.builders import EMAIL, FAX, Stage, published, signed
from tests.conftest import Clock


@pytest.fixture
def stage(app: Flask) -> Stage:
    stage = published(EMAIL, FAX)
    signed(stage)
    return stage


def test_what_is_due_for_longer_than_two_drains_is_late(stage: Stage, clock: Clock) -> None:
    assert unattended.late() == []
    clock.forward(seconds=60)
    assert unattended.late() == []
    clock.forward(seconds=61)
    assert unattended.late() == ["email", "fax"]
    assert unattended.late(["email"], stage.campaign) == ["email"]
    other = published(EMAIL, slug="other-case", org_slug="other")
    assert unattended.late(["email"], other.campaign) == []


@pytest.mark.parametrize("table", [Destination, Domain, ChannelGate])
def test_a_way_that_opened_just_now_is_not_late(
    stage: Stage, clock: Clock, table: type[gates.Gate]
) -> None:
    with writing() as session:
        if table is ChannelGate:
            session.merge(ChannelGate(channel="email"))
        opens = {"closed_by": gates.LIMIT, "free_at": db_now() + timedelta(minutes=10)}
        session.execute(update(table).values(**opens))
    clock.forward(minutes=5)
    assert unattended.since("email") is None, "it is closed"
    clock.forward(minutes=6)
    assert "email" not in unattended.late(), "open since a minute"
    clock.forward(minutes=6)
    assert "email" in unattended.late()


def test_what_something_holds_is_not_late(stage: Stage, clock: Clock) -> None:
    clock.forward(minutes=3)
    with working("email"):
        assert unattended.late() == ["fax"], "somebody is at work"
        clock.forward(minutes=5)
        assert unattended.late() == ["email", "fax"], "it has not been heard of for too long"
    with writing() as session:
        session.execute(update(Lane).values(opens_at=db_now() + timedelta(hours=1)))
    assert unattended.late() == []
    with writing() as session:
        session.execute(update(Lane).values(opens_at=None))
        switches.pause(session, "why", "test")
    assert unattended.late() == []
    with writing() as session:
        switches.resume(session)
        session.execute(update(Transmission).values(next_at=db_now() + timedelta(hours=1)))
    assert unattended.late() == []


def test_mail_to_supporters_that_nobody_sends_is_late(stage: Stage, clock: Clock) -> None:
    with writing() as session:
        for address in ("a@example.org", "b@example.org"):
            notices.post(session, stage.organisation.id, address, "confirm", {}, True)
    clock.forward(minutes=3)
    assert unattended.late(["notices"]) == ["notices"]
    with writing() as session:
        later = db_now() + timedelta(minutes=10)
        one = session.scalars(select(Notice).limit(1)).one()
        one.state, one.next_at = "sending", later
    assert unattended.late(["notices"]) == [], "somebody is at work"
    clock.forward(minutes=11)
    assert unattended.late(["notices"]) == ["notices"]

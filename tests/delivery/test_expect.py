"""When a waiting letter will leave: what is said agrees with what then happens."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import update

from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.campaigns.models import Campaign
from campaign.delivery import drain, hours
from campaign.delivery.expect import Departure, departures, last_departures
from campaign.delivery.switches import Scope, pause
from campaign.directory.models import Authority
from campaign.letters.models import Transmission
from tests.builders import EMAIL, FAX, published, signed, transmissions
from tests.conftest import Clock
from tests.smtp import SmtpServer

HOUR = timedelta(hours=1)
A_MOMENT = timedelta(seconds=30)


def expected() -> list[Departure]:
    """Of everything that waits, the oldest first."""
    waiting = transmissions(state="ready")
    found = departures([t.id for t in waiting])
    return [found[t.id] for t in sorted(waiting, key=lambda t: (t.next_at, t.id))]


def test_an_open_line(app: Flask) -> None:
    signed(published(EMAIL), 2)
    for one in expected():
        assert one.because == "line"
        assert one.at is not None
        assert abs(one.at - db_now()) < A_MOMENT


@pytest.mark.config(mailbox_per_day=24)
def test_a_mailbox_that_takes_one_an_hour(app: Flask, smtp: SmtpServer, clock: Clock) -> None:
    stage = published(EMAIL)
    for _ in range(3):
        signed(stage)
    now = db_now()
    first, second, third = expected()
    assert first.because == "line"
    assert second.because == third.because == "limit"
    assert second.at is not None
    assert third.at is not None
    assert abs(second.at - now - HOUR) < A_MOMENT
    assert abs(third.at - now - 2 * HOUR) < A_MOMENT
    last = last_departures(stage.campaign.id, sandbox=True)
    [(recipient_id, channel)] = last
    assert (recipient_id, channel) == (stage.recipients[0].id, "email")
    until = last[recipient_id, channel].at
    assert until is not None
    assert abs(until - third.at) < A_MOMENT
    for n, hour in enumerate((0, 1, 1), start=1):  # and so it happens
        clock.forward(hours=hour, seconds=5)
        drain("email")
        assert len(smtp.received) == n


@pytest.mark.config(domain_per_hour=1)
def test_two_mailboxes_of_one_domain_share_what_it_takes(app: Flask) -> None:
    other = {"office": "Minister of Health", "email": "health@justice.example.org"}
    signed(published(EMAIL, other))
    waits = sorted(one.at - db_now() for one in expected() if one.at)
    assert waits[1] > HOUR - A_MOMENT


def test_a_next_try(app: Flask) -> None:
    signed(published(EMAIL))
    later = db_now() + HOUR
    with writing() as session:
        session.execute(update(Transmission).values(next_at=later))
    assert expected() == [Departure(later, "next_try")]


def test_a_pause_has_no_end_that_we_know(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage)
    with writing() as session:
        pause(session, "the lawyer calls", "test", Scope(recipient_id=stage.recipients[0].id))
    assert expected() == [Departure(None, "pause")]


def test_office_hours(app: Flask, smtp: SmtpServer, clock: Clock) -> None:
    stage = published(EMAIL)
    signed(stage)
    with writing() as session:
        session.execute(update(Campaign).values(office_hours=True))
        session.execute(update(Authority).values(country="KG"))
    clock.by = hours.opening("KG", db_now() + timedelta(days=7)) - db_now()
    clock.forward(hours=12)  # past five
    [one] = expected()
    assert (one.because, one.country) == ("hours", "KG")
    assert one.at == hours.opening("KG", db_now())
    assert drain("email") == 0
    assert one.at is not None
    clock.forward(seconds=(one.at - db_now()).total_seconds() + 5)
    assert expected()[0].because == "line"
    assert drain("email") == 1


def test_what_does_not_wait_is_not_expected(app: Flask, smtp: SmtpServer) -> None:
    signed(published(EMAIL, FAX))
    drain("email")
    [one] = transmissions(state="accepted")
    assert departures([one.id]) == {}

"""Public counts name nobody and claim nothing."""

from __future__ import annotations

from datetime import timedelta

import pytest
from flask import Flask

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign
from campaign.letters import states
from campaign.signing.progress import progress
from tests.builders import EMAIL, Stage, published, signed, transmissions


def figures(stage: Stage) -> tuple[int, int]:
    reading().rollback()
    now = progress(reading().get_one(Campaign, stage.campaign.id))
    return now.people, now.handed_over


@pytest.fixture
def next_hour(clock):
    """To the first minute of the next hour."""

    def go() -> None:
        rest = timedelta(hours=1) - timedelta(minutes=db_now().minute, seconds=db_now().second)
        clock.forward(seconds=rest.total_seconds())

    return go


def test_people_from_ten_on_in_tens_and_late(app: Flask, next_hour) -> None:
    stage = published(EMAIL)
    next_hour()
    signed(stage, 9)
    next_hour()
    assert figures(stage) == (0, 0)
    signed(stage, 1)
    assert figures(stage) == (0, 0)  # not before the hour is over: a step must name nobody
    next_hour()
    assert figures(stage) == (10, 0)
    signed(stage, 9)
    next_hour()
    assert figures(stage) == (10, 0)


def test_only_what_was_handed_over_and_stayed_there(app: Flask, next_hour) -> None:
    stage = published(EMAIL)
    signed(stage, 12)
    ids = [t.id for t in transmissions()]
    with writing() as session:
        for event in ("claimed", "marked"):
            states.move(session, event, ids, "test")
        states.move(session, "taken", ids[:11], "test")
        states.move(session, "cut", ids[11:], "test")
    assert figures(stage)[1] == 0  # not before the hour is over, as with people
    next_hour()
    assert figures(stage)[1] == 10
    with writing() as session:
        states.move(session, "came_back", ids[:2], "test")
    assert figures(stage)[1] == 0

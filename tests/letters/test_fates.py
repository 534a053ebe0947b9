"""What became of letters, by the address they went to."""

from __future__ import annotations

from flask import Flask

from campaign.base.database import reading, writing
from campaign.campaigns.authorities import merge
from campaign.directory.models import Authority
from campaign.letters import states
from campaign.letters.fates import GROUPS, fates
from tests.builders import EMAIL, FAX, Stage, published, signed, transmissions

MINISTER = ("email", EMAIL["email"])


def go(*events: str) -> None:
    """Lead the first that still waits through these events."""
    key = transmissions(state="ready")[0].id
    for event in events:
        with writing() as session:
            [_] = states.move(session, event, [key], "test")


def authority(stage: Stage) -> Authority:
    reading().expire_all()
    found: Authority = reading().get_one(Authority, stage.recipients[0].authority_id)
    return found


def test_every_letter_that_left_is_counted_where_it_went(app: Flask) -> None:
    stage = published(EMAIL)
    assert fates(authority(stage)) == {}
    signed(stage, 4)
    assert fates(authority(stage)) == {}  # nothing left yet
    taken = ("claimed", "marked", "taken")
    go(*taken)
    go(*taken, "came_back")
    go("claimed", "marked", "cut")
    assert fates(authority(stage)) == {
        MINISTER: {"arrived": 0, "handed_over": 1, "unsettled": 1, "came_back": 1, "failed": 0}
    }


def test_what_went_to_one_that_was_merged_is_told_of_the_one_that_stays(app: Flask) -> None:
    stage, other = published(EMAIL), published(FAX, slug="singers")
    signed(stage)
    go("claimed", "marked", "taken")
    with writing() as session:
        merge(session, authority(stage), authority(other), None)
    assert fates(authority(other))[MINISTER]["handed_over"] == 1


def test_every_state_that_is_over_has_its_group() -> None:
    known = {move.target for move in states.MOVES.values()}
    not_gone = {*states.WAITING, states.CANCELLED, states.QUARANTINED}
    assert {state for group in GROUPS.values() for state in group} == known - not_gone

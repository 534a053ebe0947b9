"""What a named person decides: with a reason, recorded, once, and never against what is known."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign
from campaign.delivery import errors
from campaign.delivery.by_hand import ACTS, act_on, possible
from campaign.letters import states
from campaign.letters.models import History, Letter, Transmission
from campaign.letters.reroute import OURS, reroute
from campaign.letters.withdraw import forget
from tests.builders import EMAIL, FAX, Stage, assert_counts_true, published, signed, transmissions

PATHS = {
    "failed": "claimed marked refused",
    "dead": "spent",
    "quarantined": "claimed poisonous",
    "uncertain": "claimed marked cut",
    "accepted": "claimed marked taken",
    "silent": "claimed marked taken no_news",
    "bounced": "claimed marked taken came_back",
    "delivered": "claimed marked taken proved",
    "ready": "",
    "claimed": "claimed",
    "handing_over": "claimed marked",
    "cancelled": "called_back",
}


def go(transmission: Transmission, events: str, **changes: Any) -> None:
    for event in events.split():
        with writing() as session:
            [_] = states.move(session, event, [transmission.id], "test", **changes)


def act(name: str, stage: Stage, keys: list[UUID], **more: Any) -> int:
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        return act_on(session, name, campaign, keys, stage.manager.id, "They told us.", **more)


@pytest.mark.parametrize("missed", [False, True])
@pytest.mark.parametrize("state", states.STATES)
def test_an_act_is_possible_only_from_its_states(app: Flask, state: str, missed: bool) -> None:
    stage = published(EMAIL)
    keys = signed(stage, len(ACTS))
    for key, transmission, name in zip(keys, transmissions(), ACTS, strict=True):
        go(transmission, PATHS[state])
        with writing() as session:
            lost = update(Transmission).where(Transmission.id == transmission.id)
            session.execute(lost.values(missed_at=db_now() if missed else None))
        offered = possible(reading().get_one(Letter, key), transmissions(id=transmission.id)[0])
        handed_over = state in states.HANDED_OVER  # then only what our relay has lost
        ours_to_mend = state != "bounced"  # and no fault of ours was noted
        allowed = state in ACTS[name].sources and ours_to_mend and (missed or not handed_over)
        assert (name in offered) is allowed
        assert act(name, stage, [key]) == allowed
        assert act(name, stage, [key]) == 0  # a double click
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize("state", ["failed", "dead", "quarantined", "bounced"])
def test_trying_again_begins_anew_with_the_same_bytes(app: Flask, state: str) -> None:
    stage = published(EMAIL)
    [key] = signed(stage)
    [before] = transmissions()
    message_id, worn = before.message_id, {"tries": 12, "crashes": 3, "error_text": "no"}
    with writing() as session:
        session.execute(update(Transmission).values(deadline=db_now(), **worn))
    go(before, PATHS[state], error_class="policy")
    act("try-again", stage, [key])
    [after] = transmissions()
    assert (after.state, after.tries, after.crashes, after.deadline) == ("ready", 0, 0, None)
    assert (after.message_id, after.error_class, after.settled_at) == (message_id, None, None)
    assert after.next_at <= db_now()
    assert_counts_true(stage.campaign.id)


def test_it_is_written_down_who_decided_and_why(app: Flask) -> None:
    stage = published(EMAIL)
    [key] = signed(stage)
    go(transmissions()[0], PATHS["uncertain"])
    act("it-arrived", stage, [key])
    [entry] = reading().scalars(select(AuditEntry))
    assert (entry.action, entry.subject) == ("letter said to have arrived", f"letter:{key}")
    assert (entry.manager_id, entry.detail) == (stage.manager.id, "They told us.")
    rows = reading().scalars(select(History).order_by(History.id)).all()
    assert (rows[-1].event, rows[-1].by) == ("found_taken", f"manager:{stage.manager.id}")
    assert [(t.state, t.handed_at is not None) for t in transmissions()] == [("accepted", True)]


def test_a_fax_goes_a_second_time_only_with_a_second_word(app: Flask) -> None:
    stage = published(FAX)
    [key] = signed(stage)
    go(transmissions()[0], PATHS["uncertain"])
    with pytest.raises(Problem):
        act("send-anew", stage, [key])
    assert transmissions()[0].state == "uncertain"
    assert act("send-anew", stage, [key], fax_twice=True) == 1
    [sent] = transmissions()
    assert (sent.state, sent.resent_at is not None) == ("ready", True)


def test_a_letter_that_was_given_up_is_taken_up_again(app: Flask) -> None:
    stage = published(EMAIL)
    [key] = signed(stage)
    go(transmissions()[0], PATHS["failed"], error_class="refused")
    reroute()
    assert reading().get_one(Letter, key).state == "given_up"
    assert act("try-again", stage, [key]) == 1
    reading().rollback()
    assert reading().get_one(Letter, key).state == "travelling"
    assert [t.state for t in transmissions()] == ["ready"]
    assert_counts_true(stage.campaign.id)


def test_what_is_heard_of_the_first_sending_says_nothing_of_the_next(app: Flask) -> None:
    stage = published(EMAIL)
    [key] = signed(stage)
    go(transmissions()[0], PATHS["bounced"], error_class="policy")
    with writing() as session:
        session.execute(update(Transmission).values(handed_at=db_now()))
    assert act("try-again", stage, [key]) == 1
    assert transmissions()[0].resent_at is not None


def test_nothing_is_tried_again_that_goes_another_way(app: Flask) -> None:
    stage = published(EMAIL | {"fax": "+12025550123"})
    [key] = signed(stage)
    go(transmissions()[0], PATHS["failed"], error_class="address")
    reroute()
    assert act("try-again", stage, [key]) == 0
    assert [t.state for t in transmissions()] == ["failed", "ready"]


def test_nothing_is_tried_again_once_an_earlier_one_has_arrived(app: Flask) -> None:
    stage = published(EMAIL | {"fax": "+12025550123"})
    [key] = signed(stage)
    mail = transmissions()[0]
    go(mail, PATHS["bounced"])
    reroute()
    go(transmissions()[1], PATHS["failed"], error_class="policy")
    go(mail, "proved_after_all")
    assert act("try-again", stage, [key]) == 0
    assert [t.state for t in transmissions()] == ["delivered", "failed"]


def test_what_was_erased_or_is_another_campaigns_stays(app: Flask) -> None:
    stage, other = published(EMAIL), published(EMAIL, slug="other")
    [key], [foreign] = signed(stage), signed(other)
    for transmission in transmissions():
        go(transmission, PATHS["failed"])
    signature_id = reading().get_one(Letter, key).signature_id
    with writing() as session:
        forget(session, signature_id)
    assert act("try-again", stage, [key, foreign]) == 0
    assert {t.state for t in transmissions()} == {"failed"}


def test_nothing_of_a_closed_campaign_is_tried_again(app: Flask) -> None:
    stage = published(EMAIL)
    [key] = signed(stage)
    go(transmissions()[0], PATHS["failed"])
    with writing() as session:
        session.execute(update(Campaign).values(state="closed"))
    with pytest.raises(Problem):
        act("try-again", stage, [key])


def test_what_waits_for_a_person_is_named_by_the_table_of_errors() -> None:
    """Another way is for what the contact or its domain refuses; not for faults of ours."""
    channel = {name for name, rule in errors.TABLE.items() if rule.blames == "channel"}
    assert channel | {"policy", "content"} == OURS

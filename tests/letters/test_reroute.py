"""The next way after a bounce or refusal: only when the fate is known, and counted truly."""

from __future__ import annotations

from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign
from campaign.delivery.sweep import sweep
from campaign.directory.models import ContactPoint
from campaign.letters import states
from campaign.letters.models import History, Letter, Transmission
from campaign.letters.renew import renew
from campaign.letters.reroute import OURS, reroute
from campaign.letters.withdraw import forget, withdraw
from tests.builders import EMAIL, Stage, assert_counts_true, published, signed, transmissions

BOTH = EMAIL | {"fax": "+12025550123"}


@pytest.fixture
def stage(app: Flask) -> Stage:
    return published(BOTH)


def go(transmission: Transmission, *events: str, **changes: Any) -> None:
    for event in events:
        with writing() as session:
            [_] = states.move(session, event, [transmission.id], "test", **changes)


def come_back(transmission: Transmission, **changes: Any) -> None:
    go(transmission, "claimed", "marked", "taken")
    go(transmission, "came_back", **changes)


def letter(key: UUID) -> Letter:
    reading().rollback()
    return reading().get_one(Letter, key)


def change(stage: Stage, **values: Any) -> None:
    with writing() as session:
        session.execute(update(Campaign).values(**values))


def shape() -> list[tuple[str, str]]:
    return [(t.channel, t.state) for t in transmissions()]


@pytest.mark.parametrize(
    "events",
    [
        ("claimed", "marked", "taken", "came_back"),
        ("claimed", "marked", "cut", "came_back"),
        ("claimed", "marked", "refused"),
        ("claimed", "marked", "not_taken", "spent"),
    ],
)
def test_what_did_not_arrive_takes_the_next_way(stage: Stage, events: tuple[str, ...]) -> None:
    [key] = signed(stage)
    [mail] = transmissions()
    go(mail, *events[:-1])
    go(mail, events[-1], error_class="address")
    assert (reroute(), reroute()) == (1, 0)
    [old, fax] = transmissions()
    assert (old.state, fax.state, fax.channel) == (states.MOVES[events[-1]].target, "ready", "fax")
    assert (letter(key).transmission_id, letter(key).channel) == (fax.id, "fax")
    assert old.message_id != fax.message_id
    assert_counts_true(stage.campaign.id)


def test_with_no_way_left_it_is_given_up_and_keeps_the_reason(stage: Stage) -> None:
    [key] = signed(stage)
    come_back(transmissions()[0], error_class="address")
    reroute()
    go(transmissions()[1], "claimed", "marked")
    go(transmissions()[1], "refused", error_class="refused")
    reroute()
    assert letter(key).state == "given_up"
    assert letter(key).transmission_id == transmissions()[1].id
    assert shape() == [("email", "bounced"), ("fax", "failed")]
    assert reroute() == renew() == 0
    assert_counts_true(stage.campaign.id)


def test_the_sweeper_sees_to_it(stage: Stage) -> None:
    signed(stage)
    come_back(transmissions()[0], error_class="address")
    sweep()
    assert shape() == [("email", "bounced"), ("fax", "ready")]


@pytest.mark.parametrize("fault", sorted(OURS))
def test_a_fault_of_ours_waits_for_a_person(stage: Stage, fault: str) -> None:
    [key] = signed(stage)
    come_back(transmissions()[0], error_class=fault)
    assert (reroute(), reroute()) == (1, 0)
    assert shape() == [("email", "bounced")]
    assert letter(key).state == "travelling"
    assert_counts_true(stage.campaign.id)


def test_no_new_way_while_the_fate_is_unknown(stage: Stage) -> None:
    """Refused, tried again by a person before anybody saw to the refusal, and then cut."""
    signed(stage)
    [mail] = transmissions()
    go(mail, "claimed", "marked", "refused", "replayed", "claimed", "marked", "cut")
    reroute()
    assert shape() == [("email", "uncertain")]
    go(mail, "came_back")
    reroute()
    assert shape() == [("email", "bounced"), ("fax", "ready")]
    assert_counts_true(stage.campaign.id)


def test_an_earlier_one_in_doubt_forbids_a_new_way(stage: Stage) -> None:
    """It cannot come about by the moves; a letter would still not travel twice at once."""
    signed(stage)
    come_back(transmissions()[0])
    reroute()
    old, fax = transmissions()
    with writing() as session:
        session.get_one(Transmission, old.id).state = "uncertain"
        authority = session.get_one(ContactPoint, old.contact_point_id).authority_id
        session.add(
            ContactPoint(
                org_id=old.org_id,
                authority_id=authority,
                channel="fax",
                address="+12025550199",
                position=9,
                source="test",
            )
        )
    go(fax, "claimed", "marked", "refused")
    reroute()
    assert len(transmissions()) == 2


def test_a_failing_contact_is_no_way(stage: Stage) -> None:
    [key] = signed(stage)
    with writing() as session:
        session.execute(
            update(ContactPoint).where(ContactPoint.channel == "fax").values(health="failing")
        )
    come_back(transmissions()[0])
    reroute()
    assert letter(key).state == "given_up"
    assert_counts_true(stage.campaign.id)


def test_a_closed_campaign_gives_no_new_way(stage: Stage) -> None:
    [key] = signed(stage)
    come_back(transmissions()[0])
    change(stage, state="closed", revision=2)
    assert (reroute(), reroute()) == (1, 0)
    assert (shape(), letter(key).state) == ([("email", "bounced")], "travelling")
    assert_counts_true(stage.campaign.id)


def test_while_an_update_is_looked_over_it_waits(stage: Stage) -> None:
    signed(stage)
    come_back(transmissions()[0])
    change(stage, state="updating", revision=2)
    assert reroute() == 0
    change(stage, state="published", revision=3)
    assert reroute() == 1
    assert [t.revision for t in transmissions()] == [1, 3]


def test_what_was_erased_gets_no_new_way(stage: Stage) -> None:
    [key] = signed(stage)
    come_back(transmissions()[0])
    signature_id = letter(key).signature_id
    with writing() as session:
        forget(session, signature_id)
    assert (reroute(), reroute()) == (1, 0)
    assert shape() == [("email", "bounced")]
    assert_counts_true(stage.campaign.id)


def test_what_was_withdrawn_gets_no_new_way(stage: Stage) -> None:
    [key] = signed(stage)
    come_back(transmissions()[0])
    reroute()
    signature_id = letter(key).signature_id
    with writing() as session:
        assert withdraw(session, signature_id, "supporter") == 1
    assert letter(key).state == "withdrawn"
    assert shape() == [("email", "bounced"), ("fax", "cancelled")]
    assert (reroute(), renew()) == (0, 0)
    assert_counts_true(stage.campaign.id)


def test_a_late_proof_calls_the_new_one_back(stage: Stage) -> None:
    [key] = signed(stage)
    [mail] = transmissions()
    come_back(mail)
    reroute()
    go(mail, "proved_after_all")
    assert_counts_true(stage.campaign.id)
    assert (reroute(), reroute()) == (1, 0)
    assert shape() == [("email", "delivered"), ("fax", "cancelled")]
    assert (letter(key).transmission_id, letter(key).channel) == (mail.id, "email")
    assert_counts_true(stage.campaign.id)


def test_a_late_proof_saves_what_was_given_up(app: Flask) -> None:
    stage = published(EMAIL)
    [key] = signed(stage)
    [mail] = transmissions()
    come_back(mail)
    reroute()
    assert letter(key).state == "given_up"
    go(mail, "proved_after_all")
    reroute()
    assert letter(key).state == "travelling"
    assert_counts_true(stage.campaign.id)


def test_a_proof_that_comes_too_late_is_told_honestly(stage: Stage) -> None:
    [key] = signed(stage)
    mail = transmissions()[0]
    come_back(mail)
    reroute()
    fax = transmissions()[1]
    go(fax, "claimed", "marked", "taken")
    go(mail, "proved_after_all")
    reroute()
    assert shape() == [("email", "delivered"), ("fax", "accepted")]
    assert letter(key).transmission_id == fax.id
    told = reading().scalars(select(History.event).where(History.letter_id == key)).all()
    assert told == ["sent_on", "arrived_twice"]
    assert_counts_true(stage.campaign.id)
    go(fax, "came_back")  # then it arrived once: by mail
    reroute()
    assert letter(key).transmission_id == mail.id
    assert_counts_true(stage.campaign.id)


def test_a_proof_before_anybody_saw_the_bounce_changes_nothing(stage: Stage) -> None:
    [key] = signed(stage)
    [mail] = transmissions()
    come_back(mail)
    go(mail, "proved_after_all")
    reroute()
    assert shape() == [("email", "delivered")]
    assert letter(key).transmission_id == mail.id
    assert_counts_true(stage.campaign.id)


def test_a_bounce_seen_twice_gives_one_new_way(stage: Stage) -> None:
    signed(stage)
    [mail] = transmissions()
    come_back(mail)
    go(mail, "proved_after_all", "came_back")
    assert reroute() == 3
    assert shape() == [("email", "bounced"), ("fax", "ready")]
    assert_counts_true(stage.campaign.id)


def test_a_corrected_address_gives_another_chance(app: Flask) -> None:
    stage = published(EMAIL)
    [key] = signed(stage)
    [mail] = transmissions()
    come_back(mail)
    reroute()
    assert renew() == 0
    change(stage, revision=2)  # of something else
    assert (renew(), renew()) == (1, 0)
    assert letter(key).state == "given_up"
    with writing() as session:
        session.execute(update(ContactPoint).values(retired_at=mail.created_at))
        authority = session.get_one(ContactPoint, mail.contact_point_id).authority_id
        session.add(
            ContactPoint(
                org_id=mail.org_id,
                authority_id=authority,
                channel="email",
                address="new@justice.example.org",
                position=0,
                source="test",
            )
        )
    change(stage, revision=3)
    assert (renew(), renew()) == (1, 0)
    assert shape() == [("email", "bounced"), ("email", "ready")]
    assert letter(key).state == "travelling"
    assert_counts_true(stage.campaign.id)


def test_a_renewal_does_not_go_back_to_where_it_came_from(stage: Stage) -> None:
    signed(stage)
    come_back(transmissions()[0])
    reroute()
    change(stage, revision=2)
    assert renew() == 1
    assert shape() == [("email", "bounced"), ("fax", "cancelled"), ("fax", "ready")]
    assert_counts_true(stage.campaign.id)


def test_news_of_the_other_mode_waits(stage: Stage) -> None:
    signed(stage)
    come_back(transmissions()[0])
    with writing() as session:
        session.execute(update(Transmission).values(sandbox=False))
    assert reroute() == 0


def test_many_at_once_stay_apart(stage: Stage) -> None:
    signed(stage, 5)
    for mail in transmissions():
        come_back(mail)
    assert reroute() == 5
    assert len(transmissions(state="ready")) == 5
    assert_counts_true(stage.campaign.id)

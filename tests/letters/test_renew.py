"""What waits while its campaign changes: written anew, or called back when the campaign ends."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Flask
from sqlalchemy import update

from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign, LetterText
from campaign.directory.models import ContactPoint
from campaign.letters import renew as renewal
from campaign.letters import states
from campaign.letters.models import Letter, Transmission
from campaign.letters.read import composed_of
from campaign.letters.renew import renew
from campaign.letters.withdraw import forget
from tests.builders import EMAIL, FAX, assert_counts_true, published, signed, transmissions


def change(stage: Any, **values: Any) -> None:
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        for name, value in values.items():
            setattr(campaign, name, value)


def test_a_correction_is_in_what_waits_and_not_in_what_left(app: Flask) -> None:
    stage = published(EMAIL)
    left, waits = signed(stage, 2)
    first, _ = transmissions()
    for event in ("claimed", "marked", "taken"):
        with writing() as session:
            states.move(session, event, [first.id], "test")
    with writing() as session:
        session.execute(update(LetterText).values(opening="They are free since Monday."))
    change(stage, revision=2)
    assert (renew(), renew()) == (1, 0)
    assert sorted(t.state for t in transmissions()) == ["accepted", "cancelled", "ready"]
    assert composed_of(waits).opening == ("They are free since Monday.",)
    assert composed_of(left).opening != composed_of(waits).opening
    assert_counts_true(stage.campaign.id)


def test_a_called_back_transmission_is_in_nobodys_hands(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage)
    change(stage, revision=2)
    renew()
    [old] = transmissions(state="cancelled")
    assert old.fence == 1


def test_what_waits_in_a_closed_campaign_is_called_back(app: Flask) -> None:
    stage = published(EMAIL, FAX)
    letters = signed(stage)
    change(stage, state="closed", revision=2)
    assert (renew(), renew()) == (2, 0)
    assert {t.state for t in transmissions()} == {"cancelled"}
    assert {reading().get_one(Letter, key).state for key in letters} == {"travelling"}
    assert_counts_true(stage.campaign.id)


def test_what_was_erased_is_called_back_and_not_written_anew(app: Flask) -> None:
    stage = published(EMAIL)
    [letter_id] = signed(stage)
    with writing() as session:
        forget(session, session.get_one(Letter, letter_id).signature_id)
    change(stage, revision=2)
    renew()
    assert [t.state for t in transmissions()] == ["cancelled"]
    assert_counts_true(stage.campaign.id)


def test_what_was_signed_in_the_other_mode_stays_as_it_is(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage)
    with writing() as session:
        session.execute(update(Transmission).values(sandbox=False))
    change(stage, revision=2)
    assert renew() == 0


def test_one_that_cannot_be_written_anew_waits_alone(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = published(EMAIL)
    [poison, *_] = signed(stage, 3)
    real = renewal.send_on_its_way

    def fragile(session: Any, letter: Letter, *rest: Any) -> None:
        real(session, letter, *rest)
        if letter.id == poison:
            raise RuntimeError("no way to write this one")

    monkeypatch.setattr(renewal, "send_on_its_way", fragile)
    change(stage, revision=2)
    assert renew() == 2
    assert sorted(t.revision for t in transmissions(state="ready")) == [1, 2, 2]
    assert_counts_true(stage.campaign.id)


def test_a_held_letter_leaves_once_its_address_is_corrected(app: Flask) -> None:
    stage = published({"office": "Ministry", "email": "müller@example.org"}, FAX)
    held, _ = signed(stage)
    assert renew() == 0
    with writing() as session:
        session.execute(
            update(ContactPoint)
            .where(ContactPoint.channel == "email")
            .values(address="mueller@example.org")
        )
    change(stage, revision=2)
    assert renew() == 2  # the held one, and the fax that waits
    letter = reading().get_one(Letter, held)
    assert letter.state == "travelling"
    assert [t.state for t in transmissions(channel="email")] == ["ready"]
    assert renew() == 0
    assert_counts_true(stage.campaign.id)


def test_a_held_letter_that_still_cannot_leave_stays_held(app: Flask) -> None:
    stage = published({"office": "Ministry", "email": "müller@example.org"})
    [held] = signed(stage)
    change(stage, revision=2)
    assert (renew(), renew()) == (1, 0)
    assert reading().get_one(Letter, held).state == "held"
    assert_counts_true(stage.campaign.id)

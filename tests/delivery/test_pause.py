"""Nothing leaves while something is paused, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Sequence

import pytest
from flask import Flask
from sqlalchemy import update

from campaign.base.database import writing
from campaign.campaigns.models import Campaign
from campaign.delivery import drain, sweep, switches, window, workers
from campaign.delivery.claim import claim
from campaign.delivery.gateways.smtp import SmtpGateway
from campaign.letters.models import Transmission
from tests.builders import EMAIL, Stage, assert_counts_true, published, signed, transmissions
from tests.conftest import Clock
from tests.smtp import SmtpServer


def scope(stage: Stage, what: str) -> dict[str, object]:
    """The arguments that name a scope."""
    org, campaign = stage.organisation.id, stage.campaign.id
    return {
        "everything": {},
        "organisation": {"org_id": org},
        "campaign": {"org_id": org, "campaign_id": campaign},
    }[what]


@pytest.mark.parametrize("what", ["everything", "organisation", "campaign"])
def test_a_pause_holds_and_a_resume_lets_go(app: Flask, smtp: SmtpServer, what: str) -> None:
    stage = published(EMAIL)
    signed(stage)
    with writing() as session:
        switches.pause(session, "an error in the text", "test", **scope(stage, what))
    assert drain("email") == 0
    assert switches.paused(stage.campaign)
    with writing() as session:
        assert switches.resume(session, **scope(stage, what))
    assert drain("email") == 1


def test_a_long_pause_costs_no_letter_its_life(app: Flask, smtp: SmtpServer, clock: Clock) -> None:
    stage = published(EMAIL)
    signed(stage)
    smtp.once("rcpt", "451 4.7.1 greylisted")
    drain("email")
    with writing() as session:
        switches.pause(session, "the lawyer wants to look", "test")
    clock.forward(days=8)
    sweep()
    assert transmissions()[0].state == "ready"
    with writing() as session:
        switches.resume(session)
    assert drain("email") == 1


def test_a_pause_of_one_lets_the_others_go(app: Flask, smtp: SmtpServer) -> None:
    one, other = published(EMAIL), published(EMAIL, slug="other-case", org_slug="other")
    signed(one)
    signed(other)
    with writing() as session:
        switches.pause(session, "why", "test", org_id=one.organisation.id)
    assert drain("email") == 1
    assert {t.state for t in transmissions(org_id=other.organisation.id)} == {"accepted"}


def stop(session: object, stage: Stage, how: str) -> None:
    campaign = session.get_one(Campaign, stage.campaign.id)
    if how == "pause":
        switches.pause(session, "why", "test", stage.organisation.id, stage.campaign.id)
    elif how == "close":
        campaign.state = "closed"
    else:
        campaign.revision += 1


@pytest.mark.parametrize("how", ["pause", "close", "correction"])
def test_what_is_claimed_is_not_marked_after_a_stop(app: Flask, how: str) -> None:
    stage = published(EMAIL)
    signed(stage)
    gateway = SmtpGateway(app.config["CAMPAIGN"])
    with workers.working("email") as me:
        claimed = claim(me, "email")
        with writing() as session:
            stop(session, stage, how)
        assert window.record_and_mark(me, gateway, [], claimed) == []
    assert transmissions()[0].state == "ready"
    assert_counts_true(stage.campaign.id)


def test_a_late_worker_marks_nothing(app: Flask, clock: object) -> None:
    signed(published(EMAIL))
    gateway = SmtpGateway(app.config["CAMPAIGN"])
    with workers.working("email") as me:
        claimed: dict[object, int] = claim(me, "email")
        clock.forward(hours=1)
        with pytest.raises(workers.LeaseLost):
            window.record_and_mark(me, gateway, [], claimed)


def test_letters_of_the_other_mode_stay_where_they_are(app: Flask, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    signed(stage)
    with writing() as session:
        session.execute(update(Transmission).values(sandbox=False))
    assert drain("email") == 0
    assert smtp.received == []


def test_campaigns_take_turns(app: Flask, smtp: SmtpServer) -> None:
    many, few = published(EMAIL), published(EMAIL, slug="other-case")
    signed(many, 6)
    signed(few, 2)
    with workers.working("email") as me:
        order: Sequence[object] = list(claim(me, "email"))
    campaigns = {t.id: t.campaign_id for t in transmissions()}
    assert [campaigns[key] for key in order][:4].count(few.campaign.id) == 2

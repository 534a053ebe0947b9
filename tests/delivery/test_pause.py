"""Nothing leaves while something is paused, and nothing is lost by it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign import create_app
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.campaigns.models import Campaign
from campaign.delivery import drain, sweep, switches, window, workers
from campaign.delivery.claim import claim
from campaign.delivery.gateways.smtp import SmtpGateway
from campaign.delivery.switches import Scope
from campaign.letters.models import Destination, Transmission
from tests.builders import EMAIL, FAX, Stage, assert_counts_true, published, signed, transmissions
from tests.conftest import Clock
from tests.smtp import SmtpServer


def scope(stage: Stage, what: str) -> Scope:
    """One that covers the only letter of a stage."""
    org, campaign = stage.organisation.id, stage.campaign.id
    [letter] = transmissions()
    return {
        "everything": Scope(),
        "organisation": Scope(org),
        "campaign": Scope(org, campaign),
        "recipient": Scope(org, campaign, recipient_id=letter.recipient_id),
        "destination": Scope(org, destination_id=letter.destination_id),
        "channel": Scope(channel="email"),
        "channel of the organisation": Scope(org, channel="email"),
        "channel of the campaign": Scope(org, campaign, channel="email"),
    }[what]


WHOLE = ("everything", "organisation", "campaign")
PARTS = (
    "recipient",
    "destination",
    "channel",
    "channel of the organisation",
    "channel of the campaign",
)


@pytest.mark.parametrize("what", WHOLE + PARTS)
def test_a_pause_holds_and_a_resume_lets_go(app: Flask, smtp: SmtpServer, what: str) -> None:
    stage = published(EMAIL)
    signed(stage)
    covers = scope(stage, what)
    with writing() as session:
        switches.pause(session, "an error in the text", "test", covers)
    assert drain("email") == 0
    assert (switches.paused(stage.campaign) is not None) == (what in WHOLE)
    assert len(switches.partly(stage.campaign)) == (what in PARTS)
    with writing() as session:
        assert switches.resume(session, covers)
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
        switches.pause(session, "why", "test", Scope(one.organisation.id))
    assert drain("email") == 1
    assert {t.state for t in transmissions(org_id=other.organisation.id)} == {"accepted"}


def stop(session: object, stage: Stage, how: str) -> None:
    campaign = session.get_one(Campaign, stage.campaign.id)
    if how == "pause":
        switches.pause(session, "why", "test", Scope(stage.organisation.id, stage.campaign.id))
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


@pytest.mark.parametrize("what", WHOLE + PARTS)
def test_no_pause_lets_a_claimed_letter_be_marked(app: Flask, what: str) -> None:
    stage = published(EMAIL)
    signed(stage)
    covers = scope(stage, what)
    gateway = SmtpGateway(app.config["CAMPAIGN"])
    with workers.working("email") as me:
        claimed = claim(me, "email")
        with writing() as session:
            switches.pause(session, "why", "test", covers)
        assert window.record_and_mark(me, gateway, [], claimed) == []
        assert claim(me, "email") == {}
    assert transmissions()[0].state == "ready"


@pytest.mark.config(window=5, mailbox_per_day=1440)
def test_between_two_windows_a_pause_lets_only_the_first_go(app: Flask, smtp: SmtpServer) -> None:
    """What was not marked goes back, and so do its tokens."""
    stage = published(EMAIL)
    signed(stage, 9)
    gateway = SmtpGateway(app.config["CAMPAIGN"])
    with workers.working("email") as me:
        claimed = list(claim(me, "email").items())
        parcels = window.record_and_mark(me, gateway, [], dict(claimed[:5]))
        with writing() as session:
            switches.pause(session, "why", "test", Scope(channel="email"))
        results = [window.Result(p, gateway.hand_over(p, float("inf"))) for p in parcels]
        assert window.record_and_mark(me, gateway, results, dict(claimed[5:])) == []
    gateway.close()
    assert len(smtp.received) == 5
    assert sorted(t.state for t in transmissions()) == ["accepted"] * 5 + ["ready"] * 4
    assert round(reading().scalars(select(Destination.tokens)).one()) == 5


@pytest.mark.parametrize("what", ["recipient", "destination", "channel"])
def test_a_pause_of_a_part_lets_the_rest_go(app: Flask, smtp: SmtpServer, what: str) -> None:
    signed(published(EMAIL))
    covers = scope(published(slug="unused"), what) if what == "channel" else None
    other = published({"office": "Court", "email": "court@example.net"}, FAX, slug="other-case")
    if covers is None:
        [first] = transmissions()
        ids = {"recipient": first.recipient_id, "destination": first.destination_id}
        covers = Scope(first.org_id, **{f"{what}_id": ids[what]})
    signed(other)
    with writing() as session:
        switches.pause(session, "why", "test", covers)
    assert (drain("email"), drain("fax")) == ((0, 1) if what == "channel" else (1, 1))
    parts = switches.partly(other.campaign)
    assert len(parts) == (1 if what == "channel" else 0)


def test_a_pause_outlives_the_program_and_needs_no_redis(app: Flask, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    signed(stage)
    with writing() as session:
        switches.pause(session, "why", "test", Scope(stage.organisation.id))
    restarted = create_app(replace(app.config["CAMPAIGN"], redis_url="redis://127.0.0.1:1/0"))
    with restarted.app_context():
        sweep()
        assert drain("email") == 0
        assert switches.in_force()[0].why == "why"
        db.session.remove()
        db.engine.dispose()


def test_what_is_in_force_for_whom(app: Flask) -> None:
    one, other = published(EMAIL), published(EMAIL, slug="other-case", org_slug="other")
    with writing() as session:
        switches.pause(session, "all faxes", "test", Scope(channel="fax"))
        switches.pause(session, "one", "test", Scope(one.organisation.id, one.campaign.id))
    assert [s.why for s in switches.in_force()] == ["all faxes", "one"]
    assert [s.why for s in switches.in_force(other.organisation.id)] == ["all faxes"]
    assert switches.stopping(one.organisation.id) == []
    assert [s.why for s in switches.stopping(one.organisation.id, one.campaign.id)] == ["one"]


def test_each_scope_has_a_name_of_its_own(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage)
    names = {scope(stage, what).name for what in WHOLE + PARTS}
    assert len(names) == len(WHOLE + PARTS)

"""Draining a channel against a real SMTP server: what leaves, and what every answer does."""

from __future__ import annotations

import email
import email.policy
import time

import pytest
from flask import Flask
from sqlalchemy import Uuid, bindparam, delete, select, text

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import Campaign
from campaign.delivery import drain, sweep
from campaign.delivery.gateways import Outcome, Parcel
from campaign.delivery.gateways.smtp import SmtpGateway
from campaign.delivery.models import Attempt, Caught, Worker
from campaign.letters.models import Letter
from campaign.letters.withdraw import forget
from tests.builders import (
    CODE,
    EMAIL,
    FAX,
    assert_counts_true,
    published,
    signed,
    transmissions,
)
from tests.conftest import LIVE, Clock
from tests.smtp import DROP, SmtpServer


def attempts() -> list[Attempt]:
    return list(reading().scalars(select(Attempt).order_by(Attempt.started_at)))


def test_a_letter_arrives_with_the_code_and_is_accepted(app: Flask, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    signed(stage)
    assert drain("email") == 1
    [received] = smtp.received
    message = email.message_from_bytes(received.content, policy=email.policy.default)
    assert received.envelope_to == ["minister@justice.example.org"]
    assert received.envelope_from.endswith("@letters.example.org")
    assert CODE in str(message["Subject"])
    assert message["X-Appeal-Code"] == CODE
    assert str(message["From"]) == (
        "Anna Example via Letters for Defenders <letters@letters.example.org>"
    )
    body = message.get_body()
    assert body is not None
    text = body.get_content()
    assert CODE in text
    assert "I once swam in that bay." in text
    [transmission] = transmissions()
    assert (transmission.state, transmission.message_id) == ("accepted", message["Message-ID"])
    assert [a.outcome for a in attempts()] == ["taken"]
    assert_counts_true(stage.campaign.id)


def test_a_domain_beyond_ascii_reaches_the_relay_as_its_a_label(
    app: Flask, smtp: SmtpServer
) -> None:
    signed(published({"office": "Ministry", "email": "office@bücher.example"}))
    assert drain("email") == 1
    assert smtp.received[0].envelope_to == ["office@xn--bcher-kva.example"]


def test_draining_again_sends_nothing_again(app: Flask, smtp: SmtpServer) -> None:
    signed(published(EMAIL), 3)
    assert (drain("email"), drain("email")) == (3, 0)
    assert len(smtp.received) == 3
    assert smtp.connections == 1


def test_a_fax_is_kept_by_the_sandbox_and_confirmed(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    assert drain("fax") == 1
    assert transmissions()[0].state == "accepted"
    sweep()
    [transmission] = transmissions()
    assert (transmission.state, transmission.pages) == ("delivered", 1)
    [kept] = reading().scalars(select(Caught))
    assert kept.content.startswith(b"%PDF")
    assert kept.envelope_to == "+12025550123"
    assert_counts_true(stage.campaign.id)


BEFORE_THE_DOT = ["connect", "ehlo", "mail", "rcpt", "data"]


@pytest.mark.parametrize("stage_", BEFORE_THE_DOT)
def test_cut_before_the_final_dot_is_tried_again_and_sent_once(
    app: Flask, smtp: SmtpServer, clock: Clock, stage_: str
) -> None:
    stage = published(EMAIL)
    signed(stage)
    smtp.once(stage_, DROP)
    assert drain("email") == 0
    [waiting] = transmissions()
    assert waiting.state == "ready"
    assert waiting.next_at > db_now()
    clock.forward(minutes=10)
    assert drain("email") == 1
    assert len(smtp.received) == 1
    assert_counts_true(stage.campaign.id)


@pytest.mark.config(**LIVE)
@pytest.mark.parametrize("kept", [True, False])
def test_cut_after_the_final_dot_is_never_sent_again(
    app: Flask, smtp: SmtpServer, clock: Clock, kept: bool
) -> None:
    stage = published(EMAIL)
    signed(stage)
    smtp.once("dot", DROP, keep=kept)
    drain("email")
    assert transmissions()[0].state == "uncertain"
    for _ in range(3):  # there is no evidence
        clock.forward(days=3)
        sweep()
        drain("email")
    assert transmissions()[0].state == "uncertain"
    assert len(smtp.received) == int(kept)
    assert_counts_true(stage.campaign.id)


def test_cut_while_the_content_comes_is_in_doubt_or_sent_once(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    """A short mail may be on its way whole, dot included, before the cut can be seen."""
    stage = published(EMAIL)
    signed(stage)
    smtp.once("body", DROP)
    drain("email")
    first = transmissions()[0].state
    clock.forward(hours=1)
    drain("email")
    assert (first, transmissions()[0].state, len(smtp.received)) in [
        ("uncertain", "uncertain", 0),
        ("ready", "accepted", 1),
    ]
    assert_counts_true(stage.campaign.id)


def test_cut_at_quit_is_accepted(app: Flask, smtp: SmtpServer) -> None:
    signed(published(EMAIL))
    smtp.once("quit", DROP)
    assert drain("email") == 1
    assert transmissions()[0].state == "accepted"


@pytest.mark.parametrize(
    ("stage_", "answer", "state", "error_class"),
    [
        ("rcpt", "550 5.1.1 no such user", "failed", "address"),
        ("dot", "554 5.7.1 rejected", "failed", "policy"),
        ("data", "552 5.3.4 too big", "failed", "content"),
        ("rcpt", "450 4.2.1 slow down", "ready", "throttled"),
        ("mail", "451 4.3.0 later", "ready", "local"),
        ("rcpt", "452 4.2.2 full", "ready", "temporary"),
        ("dot", "421 4.7.0 closing", "ready", "throttled"),
        ("connect", "554 not here", "ready", "local"),
    ],
)
def test_answers_end_in_the_right_state(
    app: Flask, smtp: SmtpServer, stage_: str, answer: str, state: str, error_class: str
) -> None:
    stage = published(EMAIL)
    signed(stage)
    smtp.once(stage_, answer)
    drain("email")
    [transmission] = transmissions()
    assert (transmission.state, transmission.error_class) == (state, error_class)
    assert smtp.received == []
    assert_counts_true(stage.campaign.id)


@pytest.mark.config(window=1)
def test_an_unreachable_relay_keeps_everything(app: Flask, clock: Clock) -> None:
    stage = published(EMAIL)
    signed(stage, 4)
    assert drain("email") == 0
    assert {t.state for t in transmissions()} == {"ready"}
    assert [a.outcome for a in attempts()] == ["voided"]  # the others were given back untried
    clock.forward(days=30)
    sweep()
    drain("email")
    assert {t.state for t in transmissions()} == {"ready"}  # nobody was asked, so nobody refused
    assert {t.deadline for t in transmissions()} == {None}
    assert_counts_true(stage.campaign.id)


def test_five_days_after_the_first_try_a_failed_one_is_the_last(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL)
    signed(stage)
    smtp.always("rcpt", "450 4.2.2 full")
    drain("email")
    clock.forward(days=4, hours=23)
    drain("email")
    assert transmissions()[0].state == "ready"
    clock.forward(hours=5)
    drain("email")
    [transmission] = transmissions()
    assert (transmission.state, transmission.tries) == ("dead", 3)
    assert_counts_true(stage.campaign.id)


def test_a_retry_sends_the_same_bytes(app: Flask, smtp: SmtpServer, clock: Clock) -> None:
    signed(published(EMAIL))
    smtp.once("dot", "451 4.3.0 later")
    drain("email")
    clock.forward(hours=1)
    drain("email")
    [received] = smtp.received
    assert transmissions()[0].message_id.encode() in received.content
    assert [a.outcome for a in attempts()] == ["not_taken", "taken"]


def test_twelve_tries_are_enough(app: Flask, smtp: SmtpServer, clock: Clock) -> None:
    signed(published(EMAIL))
    smtp.always("rcpt", "450 4.2.2 full")
    for _ in range(14):
        clock.forward(hours=4)
        drain("email")
    [transmission] = transmissions()
    assert (transmission.state, transmission.tries) == ("dead", 12)


def test_silence_is_not_delivery(app: Flask, smtp: SmtpServer, clock: Clock) -> None:
    signed(published(EMAIL))
    drain("email")
    clock.forward(days=6, minutes=1)
    sweep()
    assert transmissions()[0].state == "silent"


@pytest.mark.config(window=5)
def test_a_window_of_five_voids_the_rest_when_the_relay_goes(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL)
    signed(stage, 5)
    smtp.once("mail", DROP)
    smtp.once("connect", DROP, times=1)
    drain("email")
    assert {t.state for t in transmissions()} <= {"ready", "accepted"}
    for _ in range(2):
        clock.forward(minutes=10)
        drain("email")
    assert len(smtp.received) == 5
    assert len({r.content for r in smtp.received}) == 5
    assert_counts_true(stage.campaign.id)


def test_a_correction_reaches_what_waits_and_not_what_left(app: Flask, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    signed(stage)
    drain("email")
    signed(stage)
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        campaign.revision += 1
    sweep()
    drain("email")
    states_ = [t.state for t in transmissions()]
    assert sorted(states_) == ["accepted", "accepted", "cancelled"]
    assert len(smtp.received) == 2
    assert_counts_true(stage.campaign.id)


def test_what_was_erased_is_not_sent(app: Flask, smtp: SmtpServer) -> None:
    stage = published(EMAIL)
    [letter_id] = signed(stage)
    with writing() as session:
        letter = session.get_one(Letter, letter_id)
        forget(session, letter.signature_id)
    drain("email")
    assert smtp.received == []
    assert transmissions()[0].state == "cancelled"


@pytest.mark.config(drain_seconds=1, window=1)
def test_a_drain_that_ends_in_the_middle_gives_back_the_rest(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(published(EMAIL), 3)

    def slow(_gateway: SmtpGateway, _parcel: Parcel, _until: float) -> Outcome:
        time.sleep(1.1)
        return Outcome("taken", 250, "ok")

    monkeypatch.setattr(SmtpGateway, "hand_over", slow)
    assert drain("email") == 1
    assert sorted(t.state for t in transmissions()) == ["accepted", "ready", "ready"]
    assert {t.worker_id for t in transmissions()} == {None}


def test_a_fax_without_news_is_silent_after_two_days(app: Flask, clock: Clock) -> None:
    signed(published(FAX))
    drain("fax")
    with writing() as session:
        session.execute(delete(Caught))  # the gateway knows nothing of it any more
    clock.forward(days=2, minutes=1)
    sweep()
    assert transmissions()[0].state == "silent"


def test_no_worker_stays_on_the_list(app: Flask, smtp: SmtpServer) -> None:
    signed(published(EMAIL))
    drain("email")
    assert reading().scalars(select(Worker)).all() == []


def test_the_lease_outlives_the_last_letter_of_a_window(app: Flask) -> None:
    config = app.config["CAMPAIGN"]
    attempt = 2 * config.smtp_timeout + config.dot_timeout
    assert attempt <= 120
    assert config.lease_seconds >= config.window_seconds + attempt


@pytest.mark.config(window=1)
def test_what_was_taken_is_recorded_although_the_next_letter_is_unreadable(
    app: Flask, smtp: SmtpServer
) -> None:
    stage = published(EMAIL)
    signed(stage, 2)
    second = transmissions()[1]
    with writing() as session:
        session.execute(
            text("UPDATE transmission_content SET payload = :bytes WHERE transmission_id = :id")
            .bindparams(bindparam("id", type_=Uuid()), bytes=b"nobody can read this")
            .bindparams(id=second.id)
        )
    with pytest.raises(Exception, match="not in ENCRYPTION_KEYS"):
        drain("email")
    assert [t.state for t in transmissions()] == ["accepted", "claimed"]
    assert len(smtp.received) == 1
    assert_counts_true(stage.campaign.id)

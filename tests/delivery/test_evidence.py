"""Doubts are settled by what is proved, letters followed beyond the relay, and nothing by guess."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import delete, select, update

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import by_hand, drain, evidence, postfix, relay_log, sweep
from campaign.delivery.models import Attempt, Caught, RelayLog
from campaign.directory.models import ContactPoint
from campaign.letters import states
from campaign.letters.addresses import bounce_address
from campaign.letters.models import Letter, Transmission
from campaign.works import catcher
from tests.builders import EMAIL, FAX, assert_counts_true, published, signed, transmissions
from tests.conftest import LIVE, Clock
from tests.delivery.test_relay_log import Log, ids

PATIENCE = timedelta(seconds=120 + 60 + 60)
SENT = "dsn=2.0.0, status=sent (250 2.0.0 Ok: queued as 1)"
BUSY = "dsn=4.2.1, status=deferred (host mx[192.0.2.1] said: 450 4.2.1 mailbox busy)"
NOBODY = "dsn=5.1.1, status=bounced (host mx[192.0.2.1] said: 550 5.1.1 unknown)"
MX = "mx.example.org[192.0.2.1]:25"

live = pytest.mark.config(**LIVE)


@pytest.fixture
def log(app: Flask, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Log:
    """A log beside a live application; whoever greets finds it up to date, and the queue empty."""
    written = Log(tmp_path / "log")
    config = app.config["CAMPAIGN"]
    object.__setattr__(config, "relay_log", str(written.path))
    object.__setattr__(config, "relay_queue", "true")
    monkeypatch.setattr(relay_log, "greet", lambda: greeted(written))
    relay_log.read()  # the log is known from here on
    return written


def greeted(log: Log) -> bool:
    with writing() as session:
        row = session.get_one(RelayLog, str(log.path))
        row.greeted_at, row.farewell = db_now(), 42
    log.write("smtpd[1]: disconnect from localhost[127.0.0.1] ehlo=1 noop=42 quit=1 commands=44")
    relay_log.read()
    return True


def said(log: Log, queue_id: str, what: str, relay: str = MX) -> None:
    to = f"to=<minister@justice.example.org>, relay={relay}, delay=0, delays=0/0/0/0, {what}"
    log.write(f"smtp[1]: {queue_id}: {to}")


def moved(events: str, **changes: Any) -> Transmission:
    """A letter that went through these events just now."""
    signed(published(EMAIL))
    [transmission] = transmissions()
    for event in events.split():
        with writing() as session:
            more = {"marked_at": db_now()} if event == "marked" else {}
            [_] = states.move(session, event, [transmission.id], "test", **more, **changes)
    return transmissions()[0]


def now_is(transmission: Transmission) -> Transmission:
    return transmissions(id=transmission.id)[0]


CUT = "claimed marked cut"
TAKEN = "claimed marked taken"


# Doubts


@live
def test_a_trace_settles_a_doubt_at_once(log: Log) -> None:
    t = moved(CUT)
    with writing() as session:
        session.add(
            Attempt(
                org_id=t.org_id,
                transmission_id=t.id,
                fence=t.fence,
                worker_id=t.id,
                gateway="smtp",
                outcome="cut",
                started_at=db_now(),
            )
        )
    log.taken(ids(1), t.message_id)
    evidence.settle()
    after = now_is(t)
    assert (after.state, after.gateway_ref, after.handed_at) == ("accepted", ids(1), t.marked_at)
    [attempt] = reading().scalars(select(Attempt))
    assert (attempt.outcome, attempt.gateway_ref) == ("taken", ids(1))
    assert_counts_true(t.campaign_id)


@live
def test_no_trace_settles_a_doubt_only_when_nobody_can_be_at_it(log: Log, clock: Clock) -> None:
    t = moved(CUT)
    clock.forward(seconds=PATIENCE.total_seconds() - 1)
    evidence.settle()
    assert now_is(t).state == "uncertain"
    clock.forward(seconds=2)
    evidence.settle()
    after = now_is(t)
    assert after.state == "ready"
    assert after.next_at <= db_now()
    assert_counts_true(t.campaign_id)


@live
def test_no_trace_proves_nothing_unless_the_relay_was_heard_since(
    log: Log, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    t = moved(CUT)
    greeted(log)
    clock.forward(hours=1)
    monkeypatch.setattr(relay_log, "greet", lambda: False)
    evidence.settle()
    assert now_is(t).state == "uncertain"
    monkeypatch.setattr(relay_log, "greet", lambda: True)  # but its end is not in the log
    evidence.settle()
    assert now_is(t).state == "uncertain"


@live
@pytest.mark.parametrize("lost", ["the log", "the power"])
def test_no_trace_proves_nothing_after_a_gap(
    log: Log, clock: Clock, monkeypatch: pytest.MonkeyPatch, lost: str
) -> None:
    log.write("master[1]: daemon started -- version 3.7.11, configuration /etc/postfix")
    relay_log.read()
    t = moved(CUT)
    if lost == "the log":
        log.path.write_text("")
    else:
        monkeypatch.setattr(relay_log, "boot", lambda: "another")
    clock.forward(minutes=1)
    relay_log.read()
    clock.forward(hours=1)
    evidence.settle()
    assert now_is(t).state == "uncertain"
    log.taken(ids(1), t.message_id)
    evidence.settle()
    assert now_is(t).state == "accepted"  # a trace always proves


@live
def test_what_only_cleanup_saw_is_settled_by_the_queue(
    log: Log, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    t = moved(CUT)
    log.write(f"cleanup[1]: {ids(1)}: message-id={t.message_id}")
    clock.forward(hours=1)
    for listed in (
        None,
        postfix.Queue(frozenset({ids(1)}), frozenset()),
        postfix.Queue(frozenset({ids(9)}), frozenset({bounce_address(t.id)})),
    ):
        monkeypatch.setattr(postfix, "queue", lambda _, listed=listed: listed)
        evidence.settle()
        assert now_is(t).state == "uncertain"
    monkeypatch.setattr(postfix, "queue", lambda _: postfix.Queue(frozenset(), frozenset()))
    evidence.settle()
    assert now_is(t).state == "ready"


@live
def test_without_any_trace_the_queue_need_not_answer(log: Log, app: Flask, clock: Clock) -> None:
    object.__setattr__(app.config["CAMPAIGN"], "relay_queue", "false")
    t = moved(CUT)
    clock.forward(hours=1)
    evidence.settle()
    assert now_is(t).state == "ready"


@live
def test_a_doubt_of_the_other_mode_is_not_touched(log: Log, clock: Clock) -> None:
    t = moved(CUT, sandbox=True)
    clock.forward(hours=1)
    evidence.settle()
    assert now_is(t).state == "uncertain"


@pytest.mark.config(**LIVE, when_cut="park")
def test_parked_doubts_are_settled_by_a_trace_and_by_nothing_else(log: Log, clock: Clock) -> None:
    t = moved(CUT)
    clock.forward(days=3)
    evidence.settle()
    assert now_is(t).state == "uncertain"
    log.taken(ids(1), t.message_id)
    evidence.settle()
    assert now_is(t).state == "accepted"


@pytest.mark.config(**LIVE)
def test_without_evidence_a_doubt_stays(app: Flask, clock: Clock) -> None:
    t = moved(CUT)
    clock.forward(days=3)
    sweep()
    assert now_is(t).state == "uncertain"


@pytest.mark.config(**LIVE, when_cut="resend")
def test_the_operator_may_have_it_sent_again_once(app: Flask, clock: Clock) -> None:
    t = moved(CUT)
    clock.forward(minutes=29)
    sweep()
    assert now_is(t).state == "uncertain"
    clock.forward(minutes=2)
    sweep()
    again = now_is(t)
    assert (again.state, again.message_id) == ("ready", t.message_id)
    assert again.resent_at
    for event in CUT.split():
        with writing() as session:
            [_] = states.move(session, event, [t.id], "test")
    clock.forward(days=1)
    sweep()
    assert now_is(t).state == "uncertain"  # never twice
    assert_counts_true(t.campaign_id)


@pytest.mark.config(when_cut="resend", settle_margin=10**6)
def test_a_fax_is_never_sent_again_without_proof(app: Flask, clock: Clock) -> None:
    signed(published(FAX))
    [t] = transmissions()
    for event in CUT.split():
        with writing() as session:
            states.move(session, event, [t.id], "test", marked_at=db_now())
    clock.forward(days=1)
    sweep()
    assert now_is(t).state == "uncertain"


@pytest.mark.config(**LIVE, when_cut="resend")
def test_a_trace_of_the_first_sending_says_nothing_of_the_second(log: Log, clock: Clock) -> None:
    t = moved(TAKEN)
    log.taken(ids(1), t.message_id)
    evidence.settle()
    clock.forward(minutes=5)
    for event in ("sent_anew", *CUT.split()):
        with writing() as session:
            again = {"resent_at": db_now(), "marked_at": db_now()}
            [_] = states.move(session, event, [t.id], "test", **again)
    evidence.settle()
    assert now_is(t).state == "uncertain"
    clock.forward(minutes=5)
    evidence.settle()
    assert now_is(t).state == "ready"


# Beyond the relay


@live
def test_what_their_server_took_is_delivered(log: Log) -> None:
    t = moved(TAKEN)
    log.taken(ids(1), t.message_id)
    said(log, ids(1), SENT)
    evidence.settle()
    after = now_is(t)
    assert after.state == "delivered"
    assert after.settled_at
    assert_counts_true(t.campaign_id)


@pytest.mark.config(**LIVE, relay_next="127.0.0.1, smarthost.example.net")
@pytest.mark.parametrize(
    "relay", ["localhost[127.0.0.1]:10024", "smarthost.example.net[192.0.2.7]:25"]
)
def test_what_our_own_next_server_took_is_not(log: Log, relay: str) -> None:
    t = moved(TAKEN)
    log.taken(ids(1), t.message_id)
    said(log, ids(1), SENT, relay)
    evidence.settle()
    assert now_is(t).state == "accepted"
    log.taken(ids(2), t.message_id)  # comes back from the filter under another queue id
    said(log, ids(2), SENT)
    evidence.settle()
    assert now_is(t).state == "delivered"


@live
def test_deferred_is_still_handed_over_and_says_why(log: Log) -> None:
    t = moved(TAKEN)
    log.taken(ids(1), t.message_id)
    said(log, ids(1), BUSY)
    evidence.settle()
    after = now_is(t)
    assert (after.state, after.error_class) == ("accepted", "throttled")
    assert "mailbox busy" in str(after.error_text)
    said(log, ids(1), SENT)
    evidence.settle()
    after = now_is(t)
    assert (after.state, after.error_class, after.error_text) == ("delivered", None, None)


@live
@pytest.mark.parametrize("how", ["bounced", "expired"])
def test_what_came_back_says_why_and_the_contact_hears_of_it(log: Log, how: str) -> None:
    t = moved(TAKEN)
    log.taken(ids(1), t.message_id)
    if how == "bounced":
        said(log, ids(1), NOBODY)
    else:
        said(log, ids(1), BUSY)
        log.write(f"qmgr[1]: {ids(1)}: from=<x@y.example>, status=expired, returned to sender")
    evidence.settle()
    after = now_is(t)
    assert after.state == "bounced"
    assert after.error_class == ("address" if how == "bounced" else "throttled")
    doubted = reading().scalars(select(ContactPoint).filter_by(channel="email")).one().doubted_by
    assert (doubted is not None) is (how == "bounced")
    assert_counts_true(t.campaign_id)


@live
def test_news_wait_until_the_worker_has_said_what_it_saw(log: Log) -> None:
    t = moved("claimed marked")
    log.taken(ids(1), t.message_id)
    said(log, ids(1), SENT)
    evidence.settle()
    assert now_is(t).state == "handing_over"
    with writing() as session:
        states.move(session, "taken", [t.id], "test")
    evidence.settle()
    assert now_is(t).state == "delivered"


@live
@pytest.mark.parametrize("state", ["accepted", "silent", "delivered", "bounced", "uncertain"])
@pytest.mark.parametrize("times", [1, 2])
def test_news_told_twice_or_late_are_told_once(log: Log, state: str, times: int) -> None:
    paths = {
        "accepted": TAKEN,
        "silent": f"{TAKEN} no_news",
        "delivered": f"{TAKEN} proved",
        "bounced": f"{TAKEN} came_back",
        "uncertain": CUT,
    }
    t = moved(paths[state])
    for _ in range(times):
        log.taken(ids(1), t.message_id)
        said(log, ids(1), SENT)
        evidence.settle()
        assert now_is(t).state == "delivered"
    assert_counts_true(t.campaign_id)


@live
def test_a_bounce_of_one_copy_does_not_undo_what_another_proved(log: Log) -> None:
    t = moved(TAKEN)
    log.taken(ids(1), t.message_id)
    said(log, ids(1), BUSY)
    evidence.settle()
    log.taken(ids(2), t.message_id)
    said(log, ids(2), NOBODY)
    evidence.settle()
    assert now_is(t).state == "accepted"  # the other copy is still under way
    said(log, ids(1), SENT)
    evidence.settle()
    assert now_is(t).state == "delivered"
    said(log, ids(2), NOBODY)
    evidence.settle()
    assert now_is(t).state == "delivered"


@live
def test_their_answer_is_cleaned(log: Log) -> None:
    t = moved(TAKEN)
    log.taken(ids(1), t.message_id)
    said(log, ids(1), f"dsn=5.0.0, status=bounced (550 no\x01 {'x' * 400})")
    evidence.settle()
    text = str(now_is(t).error_text)
    assert text.isprintable()
    assert len(text) <= 300


# A spool that was lost


@live
def test_what_the_relay_lost_is_listed_for_a_person(
    log: Log, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage_letter = moved(TAKEN)
    log.taken(ids(1), stage_letter.message_id)
    said(log, ids(1), BUSY)
    evidence.settle()
    clock.forward(hours=3)
    asked = []

    def queue(command: str) -> postfix.Queue:
        asked.append(command)
        return postfix.Queue(frozenset({ids(1)}), frozenset())

    monkeypatch.setattr(postfix, "queue", queue)
    evidence.settle()
    evidence.settle()
    assert len(asked) == 1  # sparingly
    assert now_is(stage_letter).missed_at is None
    clock.forward(hours=2)
    monkeypatch.setattr(postfix, "queue", lambda _: postfix.Queue(frozenset(), frozenset()))
    evidence.settle()
    lost = now_is(stage_letter)
    assert (lost.state, bool(lost.missed_at)) == ("accepted", True)
    letter = reading().scalars(select(Letter)).one()
    assert by_hand.possible(letter, lost) == ["send-anew"]
    said(log, ids(1), SENT)  # its spool came back from a backup
    evidence.settle()
    after = now_is(stage_letter)
    assert (after.state, after.missed_at) == ("delivered", None)


@live
def test_what_an_operator_removed_from_the_queue_is_listed_too(log: Log) -> None:
    t = moved(TAKEN)
    log.taken(ids(1), t.message_id)
    log.write(f"postsuper[1]: {ids(1)}: removed")
    evidence.settle()
    assert now_is(t).missed_at


# The sandbox


@pytest.fixture
def caught_by(app: Flask) -> Iterator[None]:
    controller = catcher.start(app)
    yield
    controller.stop()


@pytest.mark.usefixtures("caught_by")
def test_the_post_room_settles_doubts_both_ways(app: Flask, clock: Clock) -> None:
    stage = published(EMAIL)
    signed(stage, 2)
    drain("email")
    one, two = transmissions()
    with writing() as session:  # as if both had been cut, and one of them was not caught
        session.execute(update(Transmission).values(state="uncertain"))
        session.execute(delete(Caught).where(Caught.transmission_id == two.id))
    sweep()
    assert [now_is(t).state for t in (one, two)] == ["accepted", "uncertain"]
    clock.forward(minutes=5)
    sweep()
    assert [now_is(t).state for t in (one, two)] == ["accepted", "ready"]


def test_a_fax_of_the_sandbox_is_found_in_the_post_room(app: Flask, clock: Clock) -> None:
    stage = published(FAX)
    signed(stage)
    drain("fax")
    [t] = transmissions()
    with writing() as session:
        session.execute(update(Transmission).values(state="uncertain", gateway_ref=None))
    sweep()
    assert now_is(t).state == "delivered"


def test_the_window_is_large_only_where_there_is_evidence(app: Flask) -> None:
    config = app.config["CAMPAIGN"]
    assert (config.sandbox, config.window_size) == (True, config.window)
    object.__setattr__(config, "sending", "live")
    assert config.window_size == 1
    object.__setattr__(config, "relay_log", "/var/log/postfix.log")
    assert config.window_size == config.window

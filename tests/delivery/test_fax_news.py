"""What a gateway says of a fax, and what follows: every kind of news, early, late, twice."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import drain, fax_news, sweep
from campaign.delivery.errors import TABLE
from campaign.delivery.gateways import Report, failure
from campaign.delivery.models import Attempt, FaxReport
from campaign.delivery.restored import restored
from campaign.directory.models import ContactPoint
from campaign.letters import states
from campaign.letters.addresses import FaxTry, fax_reference, named_by_fax
from campaign.letters.models import ChannelGate, Transmission
from tests.builders import FAX, assert_counts_true, published, signed, transmissions
from tests.conftest import Clock

PROVED = Report("proved", "all pages confirmed", pages=2, cost=14, key="end")
NOT_THROUGH = [name for name, row in TABLE.items() if row.most]


def taken() -> FaxTry:
    """The next fax is handed over; returns this try."""
    assert drain("fax") == 1
    [transmission] = transmissions(state="accepted")
    return FaxTry(transmission.id, transmission.fence)


def about(fax: FaxTry | Transmission, report: Report) -> Report:
    """A report on this try."""
    key = fax.id if isinstance(fax, Transmission) else fax.transmission_id
    return replace(report, ours=fax_reference(key, fax.fence))


def tell(fax: FaxTry | Transmission, report: Report) -> bool:
    return fax_news.tell("sandbox", about(fax, report), "fax")


def attempts() -> list[Attempt]:
    reading().rollback()
    return list(reading().scalars(select(Attempt).order_by(Attempt.fence)))


def reports() -> int:
    return reading().scalar(select(func.count()).select_from(FaxReport)) or 0


def state() -> str:
    return transmissions()[0].state


def test_all_pages_confirmed_is_delivered_once(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    fax = taken()
    assert tell(fax, PROVED)
    assert not tell(fax, PROVED)
    [moved] = transmissions()
    assert (moved.state, moved.pages) == ("delivered", 2)
    assert reports() == 1
    [kept] = reading().scalars(select(FaxReport))
    assert (kept.pages, kept.cost, kept.attempt_id) == (2, 14, attempts()[0].id)
    assert_counts_true(stage.campaign.id)


@pytest.mark.parametrize("error_class", NOT_THROUGH)
def test_what_surely_did_not_get_through_is_tried_again_as_the_table_says(
    app: Flask, clock: Clock, error_class: str
) -> None:
    stage = published(FAX)
    signed(stage)
    rule = TABLE[error_class]
    for n in range(1, (rule.most or 0) + 1):
        fax = taken()
        before = db_now()
        assert tell(fax, Report("not_through", "it was so", error_class, pages=0, key="end"))
        [moved] = transmissions()
        assert (moved.tries, moved.error_class) == (n, error_class)
        pause = timedelta(minutes=rule.pauses[min(n - 1, len(rule.pauses) - 1)])
        assert before + pause / 4 <= moved.next_at <= db_now() + pause
        assert moved.state == ("dead" if n == rule.most else "ready")
        clock.forward(seconds=pause.total_seconds() + 1)
    assert [a.error_class for a in attempts()] == [error_class] * (rule.most or 0)
    assert_counts_true(stage.campaign.id)


def test_each_reason_has_tries_of_its_own(app: Flask, clock: Clock) -> None:
    signed(published(FAX))
    for error_class in ("busy", "busy", "voice", "busy", "voice"):
        fax = taken()
        tell(fax, Report("not_through", "", error_class, pages=0, key="end"))
        clock.forward(hours=5)
    assert state() == "dead"


def test_after_two_days_a_failure_is_the_last(app: Flask, clock: Clock) -> None:
    signed(published(FAX))
    tell(taken(), Report("not_through", "", "busy", pages=0, key="end"))
    clock.forward(hours=49)
    tell(taken(), Report("not_through", "", "busy", pages=0, key="end"))
    assert state() == "dead"


@pytest.mark.parametrize(
    ("pages", "error_class", "event"),
    [
        (0, "busy", "not_through"),
        (None, "busy", "not_through"),
        (0, "line", "not_through"),
        (None, "line", "partly"),  # nobody says that no page went
        (1, "line", "partly"),
        (1, "busy", "partly"),
        (0, "bad_number", "came_back"),
        (1, "bad_number", "partly"),
    ],
)
def test_what_may_have_gone_partly_is_a_persons_matter(
    pages: int | None, error_class: str, event: str
) -> None:
    assert failure(error_class, "", pages).event == event


def test_a_fax_that_went_partly_waits_for_a_person(app: Flask, clock: Clock) -> None:
    stage = published(FAX)
    signed(stage)
    assert tell(taken(), replace(failure("line", "cut", 1), key="end"))
    clock.forward(days=1)
    assert drain("fax") == 0
    [moved] = transmissions()
    assert (moved.state, moved.pages) == ("uncertain", 1)
    assert_counts_true(stage.campaign.id)


def test_a_bad_number_comes_back_and_two_of_them_make_it_failing(app: Flask) -> None:
    signed(published(FAX), 2)
    drain("fax")
    for fax in transmissions():
        tell(fax, Report("came_back", "no such number", "bad_number", pages=0, key="end"))
    assert {t.state for t in transmissions()} == {"bounced"}
    [contact] = reading().scalars(select(ContactPoint).filter_by(channel="fax"))
    assert (contact.health, contact.failing_because) == ("failing", "no such number")


def test_after_two_letters_answered_by_a_voice_nobody_is_rung_up_there(app: Flask) -> None:
    signed(published(FAX), 2)
    drain("fax")
    one, other = transmissions()
    tell(one, Report("not_through", "a voice", "voice", pages=0, key="end"))
    assert (
        reading().scalars(select(ContactPoint).filter_by(channel="fax")).one().health != "failing"
    )
    tell(other, Report("not_through", "a voice", "voice", pages=0, key="end"))
    reading().rollback()
    assert (
        reading().scalars(select(ContactPoint).filter_by(channel="fax")).one().health == "failing"
    )


@pytest.mark.parametrize("error_class", ["account", "no_line"])
def test_a_fault_on_our_side_lets_the_channel_rest(app: Flask, error_class: str) -> None:
    signed(published(FAX))
    tell(taken(), Report("not_through", "no", error_class, pages=0, key="end"))
    [gate] = reading().scalars(select(ChannelGate))
    assert (gate.channel, gate.closed_by) == ("fax", "breaker")
    assert transmissions()[0].tries == int(error_class == "no_line")


def test_news_of_an_earlier_try_is_kept_and_moves_nothing(app: Flask, clock: Clock) -> None:
    signed(published(FAX))
    first = taken()
    tell(first, Report("not_through", "busy", "busy", pages=0, key="busy"))
    clock.forward(minutes=10)
    second = taken()
    assert second.fence > first.fence
    assert tell(first, Report("came_back", "late", "bad_number", pages=0, key="late"))
    assert state() == "accepted"
    assert [a.text for a in attempts()] == ["late", "kept by the sandbox"]
    tell(second, PROVED)
    assert state() == "delivered"


def test_proof_after_a_failure_counts_and_a_failure_after_proof_does_not(app: Flask) -> None:
    signed(published(FAX))
    fax = taken()
    tell(fax, Report("came_back", "no", "bad_number", pages=0, key="1"))
    tell(fax, replace(PROVED, key="2"))
    assert state() == "delivered"
    tell(fax, Report("not_through", "no", "busy", pages=0, key="3"))
    assert state() == "delivered"
    assert reports() == 3


@pytest.mark.parametrize(
    ("report", "state_"),
    [(PROVED, "delivered"), (replace(failure("line", "cut", 1), key="end"), "uncertain")],
)
def test_what_waits_to_be_sent_again_is_not_when_its_last_try_went_after_all(
    app: Flask, clock: Clock, report: Report, state_: str
) -> None:
    stage = published(FAX)
    signed(stage)
    fax = taken()
    tell(fax, Report("not_through", "busy", "busy", pages=0, key="busy"))
    tell(fax, report)
    clock.forward(hours=3)
    assert (state(), drain("fax")) == (state_, 0)
    assert_counts_true(stage.campaign.id)


def test_news_before_handing_over_is_recorded_must_come_again(app: Flask) -> None:
    signed(published(FAX))
    fax = taken()
    with writing() as session:
        session.execute(update(Attempt).values(outcome="open"))
    with pytest.raises(fax_news.TooEarly):
        tell(fax, PROVED)
    assert (state(), reports()) == ("accepted", 0)


@pytest.mark.parametrize("ours", ["", "x", "b" * 26 + "-1-" + "b" * 16])
def test_news_of_a_fax_that_is_not_ours_changes_nothing(app: Flask, ours: str) -> None:
    signed(published(FAX))
    taken()
    assert not fax_news.tell("sandbox", replace(PROVED, ours=ours, reference="other"), "fax")
    assert (state(), reports()) == ("accepted", 0)


def test_a_gateway_tells_nothing_of_anothers_faxes(app: Flask) -> None:
    signed(published(FAX))
    fax = taken()
    assert not fax_news.tell("another", about(fax, PROVED), "fax")
    assert state() == "accepted"


def test_a_reference_names_one_try_and_cannot_be_made_by_others(app: Flask) -> None:
    signed(published(FAX))
    [fax] = transmissions()
    reference = fax_reference(fax.id, 3)
    named = named_by_fax(reference)
    assert named is not None
    assert (named.transmission_id, named.fence) == (fax.id, 3)
    assert named_by_fax(reference.replace("-3-", "-4-")) is None
    assert len(fax_reference(fax.id, 999_999_999)) <= 53


def test_a_gateway_is_asked_again_and_again_but_ever_more_rarely(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    signed(published(FAX))
    taken()
    asked: list[str] = []
    look_up = "campaign.delivery.gateways.sandbox_fax.SandboxFaxGateway.look_up"
    monkeypatch.setattr(look_up, lambda self, reference: asked.append(reference))
    for _ in range(4 * 60):
        sweep()
        clock.forward(minutes=1)
    assert 15 < len(asked) < 30
    assert state() == "accepted"


def test_after_a_backup_came_back_old_tries_tell_nothing(app: Flask) -> None:
    signed(published(FAX))
    fax = taken()
    restored()
    tell(fax, Report("not_through", "", "busy", pages=0, key="end"))
    assert state() == "accepted"


def test_the_moves_of_reports_are_moves_of_the_table() -> None:
    for event in ("proved", "not_through", "partly", "came_back"):
        assert states.ACCEPTED in states.MOVES[event].sources

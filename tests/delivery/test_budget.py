"""Faxes never cost more than an organisation has set aside for them."""

from __future__ import annotations

import threading
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import func, select, update

from campaign.base import clock as database_clock
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.delivery import budget, drain, hours, switches, window, workers
from campaign.delivery.budget import Purse
from campaign.delivery.claim import claim
from campaign.delivery.expect import departures
from campaign.delivery.models import FaxBudget, FaxReservation
from campaign.delivery.sweep import sweep
from campaign.directory.prices import UNIT, set_prices
from campaign.letters import states
from campaign.letters.models import Transmission
from campaign.letters.withdraw import withdraw
from tests.builders import EMAIL, FAX, Stage, assert_counts_true, published, signed, transmissions
from tests.conftest import Clock
from tests.smtp import SmtpServer

PRICE = 700  # a page: 0.07
TEN = 10 * UNIT


def numbers(n: int) -> list[dict[str, str]]:
    return [{"office": f"Office {i}", "fax": f"+120255501{i:02}"} for i in range(n)]


def spending(stage: Stage, cap: int | None, **prices: int) -> None:
    with writing() as session:
        set_prices(session, stage.organisation.id, prices or {"+1": PRICE})
        budget.set_cap(session, stage.organisation.id, cap)


def standing(stage: Stage) -> Purse:
    reading().rollback()
    return budget.purse(reading(), stage.organisation.id, db_now())


def kept() -> int:
    reading().rollback()
    return reading().scalar(select(func.coalesce(func.sum(FaxReservation.amount), 0))) or 0


def claimed(channel: str = "fax") -> dict[Any, int]:
    with workers.working(channel) as me:
        return claim(me, channel)


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_a_thousand_letters_ten_to_spend_and_eight_workers(
    app: Flask, smtp: SmtpServer, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("campaign.letters.carry.page_count", lambda _: 1)
    monkeypatch.setattr("campaign.letters.carry.letter_pdf", lambda *_: one_page())
    monkeypatch.setattr("campaign.delivery.claim.AT_ONCE", (5, 5, 1))  # small bites, many at it
    stage = published(*numbers(100), EMAIL)
    signed(stage, 10)
    spending(stage, TEN)
    org_id = stage.organisation.id
    most, enough, wrong = [0], threading.Event(), list[BaseException]()
    monkeypatch.setattr(threading, "excepthook", lambda told: wrong.append(told.exc_value))
    watcher = threading.Thread(target=_watch, args=(app, most, enough))
    watcher.start()
    crowd = [threading.Thread(target=_work, args=(app, org_id, number)) for number in range(8)]
    for one in crowd:
        one.start()
    for one in crowd:
        one.join()
    enough.set()
    watcher.join()
    sweep()
    now = standing(stage)
    left = len(transmissions(channel="fax", state="delivered"))
    assert not wrong
    assert most[0] <= TEN
    assert left == TEN // PRICE == 142
    assert (now.spent, now.reserved, kept()) == (142 * PRICE, 0, 0)
    waiting = transmissions(channel="fax", state="ready")
    assert len(waiting) == 1000 - 142
    assert {d.because for d in departures([t.id for t in waiting[:5]]).values()} == {"budget"}
    assert drain("email") == 10  # e-mail goes on
    assert_counts_true(stage.campaign.id)


def one_page() -> bytes:
    """The smallest PDF of one page, for what counts pages only."""
    return (
        b"%PDF-1.4\n1 0 obj<</Type/Catalog/Pages 2 0 R>>endobj\n"
        b"2 0 obj<</Type/Pages/Kids[3 0 R]/Count 1>>endobj\n"
        b"3 0 obj<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>endobj\n"
        b"trailer<</Root 1 0 R>>\n"
    )


def _work(app: Flask, org_id: UUID, number: int) -> None:
    """Claim, give some back, hand over, settle; as the money goes, ask again and again."""
    with app.app_context():
        for turn in range(12):
            if (number + turn) % 3 == 0:
                with workers.working("fax") as me:
                    window.put_back(me, claim(me, "fax"))
            drain("fax")
            if number == 0:
                sweep()
            with writing() as session:
                budget.wake(session, org_id)  # nobody waits ten minutes
        db.session.remove()


def _watch(app: Flask, most: list[int], enough: threading.Event) -> None:
    with app.app_context():
        while not enough.wait(0.002):
            with db.engine.connect() as connection:
                used = connection.scalar(select(FaxBudget.spent + FaxBudget.reserved))
            most[0] = max(most[0], used or 0)
        db.session.remove()


def test_a_claim_sets_aside_all_pages_and_a_report_settles_them(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    spending(stage, TEN)
    [fax] = transmissions()
    assert fax.fax_pages
    assert claimed() != {}
    assert (standing(stage).reserved, standing(stage).spent) == (fax.fax_pages * PRICE, 0)
    for told in (1, 3):  # told twice it counts once
        with writing() as session:
            budget.settle(session, fax.id, pages=told)
    assert (standing(stage).reserved, standing(stage).spent) == (0, PRICE)


def test_a_gateway_that_tells_the_cost_is_believed(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    spending(stage, TEN)
    [key] = claimed()
    with writing() as session:
        budget.settle(session, key, cost=1234)
    assert (standing(stage).reserved, standing(stage).spent) == (0, 1234)


def test_nobody_said_how_many_pages_went_through(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    spending(stage, TEN)
    [key] = claimed()
    aside = kept()
    with writing() as session:
        budget.settle(session, key)
    assert standing(stage).spent == aside > 0


def test_what_is_put_back_paused_or_withdrawn_gives_its_money_back(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    spending(stage, TEN)
    with workers.working("fax") as me:
        held = claim(me, "fax")
        assert kept() > 0
        window.put_back(me, held)
        assert (kept(), standing(stage).reserved) == (0, 0)
        held = claim(me, "fax")
        with writing() as session:
            switches.pause(session, "a test", "test")
        assert window.record_and_mark(me, _NoGateway(), [], held) == []
        assert (kept(), standing(stage).reserved) == (0, 0)
        with writing() as session:
            switches.resume(session)
        claim(me, "fax")
        assert kept() > 0
    with writing() as session:
        [signature] = session.scalars(select(_signature_of()))
        withdraw(session, signature, "supporter")
    sweep()
    assert (kept(), standing(stage).reserved, standing(stage).spent) == (0, 0, 0)


def _signature_of() -> Any:
    return db.metadata.tables["letter"].c.signature_id


class _NoGateway:
    name = "none"

    def hand_over(self, parcel: Any, until: float) -> Any:
        raise AssertionError("nothing may leave")

    def close(self) -> None: ...


def test_a_fax_that_may_have_been_called_costs_even_when_it_is_sent_anew(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    spending(stage, TEN)
    [key] = claimed()
    aside = kept()
    with writing() as session:
        for event in ("marked", "cut", "sent_anew"):
            states.move(session, event, [key], "test")
    assert claimed() != {}
    assert (standing(stage).spent, standing(stage).reserved) == (aside, aside)


def test_more_money_lets_faxes_leave_at_once(app: Flask) -> None:
    stage = published(FAX)
    signed(stage, 2)
    spending(stage, 0)
    assert drain("fax") == 0
    assert drain("fax") == 0
    spending(stage, TEN)
    assert drain("fax") == 2


def test_the_money_of_one_organisation_is_no_other_ones(app: Flask) -> None:
    poor, rich = published(FAX), published(FAX, slug="rich", org_slug="other")
    for stage, cap in ((poor, 0), (rich, TEN)):
        signed(stage)
        spending(stage, cap)
    assert drain("fax") == 1
    assert [t.org_id for t in transmissions(state="accepted")] == [rich.organisation.id]


def test_many_without_money_keep_nobody_out(app: Flask) -> None:
    poor, rich = published(*numbers(60)), published(FAX, slug="rich", org_slug="other")
    for stage, cap in ((poor, 0), (rich, TEN)):
        signed(stage)
        spending(stage, cap)
    assert drain("fax") == 1


def test_a_new_month_begins_with_the_same_cap_and_nothing_spent(app: Flask) -> None:
    stage = published(FAX)
    signed(stage, 2)
    spending(stage, TEN)
    [first, _] = claimed()
    aside = kept() // 2
    _turn_the_month()
    try:
        assert standing(stage) == Purse(stage.organisation.id, TEN, 0, 0, {"+1": PRICE})
        signed(stage)
        assert len(claimed()) == 1
        with writing() as session:  # a late report counts where it was set aside
            budget.settle(session, first, pages=1)
        assert (standing(stage).reserved, standing(stage).spent) == (aside, 0)
        months = reading().scalars(select(FaxBudget).order_by(FaxBudget.month)).all()
        assert [(m.reserved, m.spent) for m in months] == [(aside, PRICE), (aside, 0)]
    finally:
        database_clock.shift(timedelta())


def _turn_the_month() -> None:
    now = datetime.now(UTC)
    first = datetime(now.year + now.month // 12, now.month % 12 + 1, 1, 0, 0, 5, tzinfo=UTC)
    database_clock.shift(first - now)


def test_a_number_without_a_price_waits(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    spending(stage, TEN, **{"+44": PRICE})
    assert drain("fax") == 0
    [fax] = transmissions()
    assert departures([fax.id])[fax.id].because == "budget"
    key = fax.id
    with writing() as session:  # nor does the claim itself set anything aside for it
        assert budget.reserve(session, [key], db_now()) == set()


def test_the_sandbox_without_a_cap_has_no_limit_and_counts_what_it_would_cost(app: Flask) -> None:
    stage = published(FAX)
    signed(stage, 3)
    spending(stage, None)
    assert drain("fax") == 3
    sweep()
    pages = sum(t.pages or 0 for t in transmissions())
    assert standing(stage).spent == pages * PRICE > 0


@pytest.fixture
def calling(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    """The site is live, has some fax gateway, and all offices are open."""
    live = replace(app.config["CAMPAIGN"], sending="live", fax_gateway="some")
    monkeypatch.setitem(app.config, "CAMPAIGN", live)
    monkeypatch.setattr(hours, "keeps", lambda *_: False)


@pytest.mark.usefixtures("calling")
def test_live_without_a_cap_no_fax_leaves() -> None:
    stage = published(FAX)
    signed(stage)
    spending(stage, None)
    assert claimed() == {}
    assert standing(stage).blocked
    [fax] = transmissions()
    with writing() as session:  # nor does the claim itself find money
        assert budget.reserve(session, [fax.id], db_now()) == set()
    spending(stage, TEN)
    assert len(claimed()) == 1


@pytest.mark.usefixtures("calling")
def test_a_number_is_called_for_one_letter_at_a_time() -> None:
    stage = published(FAX, {"office": "Deputy", "fax": FAX["fax"]}, *numbers(1))
    signed(stage, 3)
    spending(stage, TEN)
    first = claimed()
    assert len({t.destination_id for t in transmissions(state="claimed")}) == len(first) == 2
    assert claimed() == {}
    for event in ("marked", "taken"):
        with writing() as session:
            states.move(session, event, list(first), "test")
        assert claimed() == {}  # their machine is still busy with it
    with writing() as session:
        states.move(session, "proved", list(first), "test")
    assert len(claimed()) == 2


@pytest.mark.config(number_per_day=20)
def test_no_number_gets_more_than_twenty_a_day(app: Flask, clock: Clock) -> None:
    stage = published(FAX)
    signed(stage, 30)
    for _ in range(24):
        drain("fax")
        clock.forward(hours=1)
    assert len([t for t in transmissions() if t.state != "ready"]) <= 20


def test_old_rows_that_do_not_know_their_pages_set_the_most_aside(app: Flask) -> None:
    stage = published(FAX)
    signed(stage)
    spending(stage, TEN)
    with writing() as session:
        session.execute(update(Transmission).values(fax_pages=None))
    claimed()
    assert kept() == 10 * PRICE

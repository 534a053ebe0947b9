"""Limits, rests and paces: the arithmetic of one gate, then what a claim makes of many."""

from __future__ import annotations

import threading
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update

from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.base.ids import new_id
from campaign.delivery import consequences, drain, gates, sweep, window, workers
from campaign.delivery.claim import claim
from campaign.delivery.gates import BREAKER, LIMIT, POLICY, Rate
from campaign.letters.models import ChannelGate, Destination, Domain, Lane
from tests.builders import EMAIL, FAX, published, signed, transmissions
from tests.conftest import Clock
from tests.smtp import SmtpServer

NOW = datetime(2026, 11, 24, 9, tzinfo=UTC)
DAILY = Rate(cap=24, period=timedelta(days=1), burst=5)
ONE_A_DAY = Rate(cap=1, period=timedelta(days=1), burst=1)


def gate(**values: Any) -> Destination:
    """A mailbox's gate that lies in no database."""
    at_rest = {"channel": "email", "pace": 1.0, "failures": 0, "openings": 0}
    return Destination(**at_rest | values)


def ids(n: int) -> list[UUID]:
    return [new_id() for _ in range(n)]


# One gate


@pytest.mark.parametrize("rate", [DAILY, ONE_A_DAY, Rate(360, timedelta(hours=1), 60)])
def test_in_no_period_more_than_the_cap(rate: Rate) -> None:
    """However greedily it is used: a letter as soon as one may go."""
    mailbox, now, went = gate(), NOW, []
    while now < NOW + 3 * rate.period:
        n = gates.allowance(mailbox, rate, now)
        if n:
            gates.spend(mailbox, rate, now, ids(n))
            went += [now] * n
        assert mailbox.closed_by == LIMIT
        now = max(now + timedelta(microseconds=1), mailbox.free_at)
    for first in went:
        assert sum(first <= then < first + rate.period for then in went) <= rate.cap
    assert sum(then < NOW + rate.period for then in went) == rate.cap
    assert len(went) >= 3 * (rate.cap - rate.burst)


def test_a_burst_and_then_one_at_a_time() -> None:
    mailbox = gate()
    assert gates.allowance(mailbox, DAILY, NOW) == 5
    gates.spend(mailbox, DAILY, NOW, ids(5))
    assert gates.allowance(mailbox, DAILY, NOW) == 0
    assert mailbox.free_at == NOW + timedelta(seconds=86400 / 20)
    assert gates.allowance(mailbox, DAILY, mailbox.free_at) == 1
    assert gates.allowance(mailbox, DAILY, NOW + timedelta(days=9)) == 5


def test_no_limit_means_none() -> None:
    mailbox = gate()
    gates.spend(mailbox, None, NOW, ids(5000))
    assert gates.allowance(mailbox, None, NOW) >= 5000
    assert mailbox.free_at is None


def test_what_is_given_back_opens_again_and_is_never_more_than_the_burst() -> None:
    mailbox = gate()
    gates.spend(mailbox, DAILY, NOW, ids(5))
    gates.give_back(mailbox, DAILY, NOW, ids(2))
    assert gates.allowance(mailbox, DAILY, NOW) == 2
    gates.give_back(mailbox, DAILY, NOW, ids(50))
    assert gates.allowance(mailbox, DAILY, NOW) == 5


def test_a_clock_set_back_gives_nothing() -> None:
    mailbox = gate()
    gates.spend(mailbox, DAILY, NOW, ids(4))
    assert gates.allowance(mailbox, DAILY, NOW - timedelta(days=1)) == 1


def test_half_the_pace_is_half_as_many_and_twenty_good_ones_make_up_for_it() -> None:
    ministry = gate()
    gates.slow_down(ministry, NOW)
    gates.slow_down(ministry, NOW + timedelta(seconds=5))  # of the same burst
    assert ministry.pace == 0.5
    assert gates.allowance(ministry, DAILY, NOW) == 2
    for hour in range(1, 9):
        gates.slow_down(ministry, NOW + timedelta(hours=hour))
    assert ministry.pace == gates.SLOWEST
    gates.went_well(ministry, 20)
    assert ministry.pace == pytest.approx(2 * gates.SLOWEST)
    gates.went_well(ministry, 1000)
    assert ministry.pace == 1.0


@pytest.mark.config(breaker_failures=3, breaker_minutes=15)
def test_the_breaker_rests_longer_each_time(app: Flask) -> None:
    mailbox, now = gate(), NOW
    rests = []
    for letter in ids(3):
        assert gates.is_open(mailbox, now)
        gates.failed(mailbox, now, letter, "temporary")
    for _ in range(7):
        rests.append(mailbox.free_at - now)
        assert gates.allowance(mailbox, None, now) == 0
        now = mailbox.free_at
        assert gates.allowance(mailbox, None, now) == 1
        [probe] = ids(1)
        gates.spend(mailbox, None, now, [probe])
        assert gates.allowance(mailbox, None, now) == 0
        gates.failed(mailbox, now, probe, "temporary")
    assert [rest / timedelta(minutes=15) for rest in rests] == [1, 2, 4, 8, 16, 16, 16]
    assert mailbox.since == NOW
    gates.went_well(mailbox, 1)
    assert gates.allowance(mailbox, None, now) > 1000
    assert (mailbox.failures, mailbox.openings, mailbox.closed_by) == (0, 0, None)


@pytest.mark.config(breaker_failures=3)
def test_only_the_probe_prolongs_a_rest(app: Flask) -> None:
    mailbox = gate()
    letters = ids(6)
    for letter in letters:
        gates.failed(mailbox, NOW, letter, "temporary")
    assert mailbox.openings == 1
    later = mailbox.free_at
    gates.spend(mailbox, None, later, [probe := new_id()])
    gates.failed(mailbox, later, letters[5], "temporary")
    assert mailbox.openings == 1
    gates.failed(mailbox, later, probe, "temporary")
    gates.failed(mailbox, later, probe, "temporary")  # told twice
    assert mailbox.openings == 2


@pytest.mark.config(breaker_failures=2)
def test_one_letter_counts_once_in_a_row(app: Flask) -> None:
    mailbox, (one, other) = gate(), ids(2)
    gates.failed(mailbox, NOW, one, "temporary")
    gates.failed(mailbox, NOW, one, "temporary")
    assert mailbox.closed_by is None
    gates.failed(mailbox, NOW, other, "temporary")
    assert mailbox.closed_by == BREAKER


@pytest.mark.config(breaker_failures=2)
def test_a_probe_that_stayed_here_is_no_probe(app: Flask) -> None:
    mailbox = gate()
    for letter in ids(2):
        gates.failed(mailbox, NOW, letter, "temporary")
    later = mailbox.free_at
    gates.spend(mailbox, None, later, [probe := new_id()])
    gates.give_back(mailbox, None, later, [probe])
    assert gates.allowance(mailbox, None, later) == 1


@pytest.mark.config(patience_percent=100)
def test_a_relay_that_is_gone_is_asked_again_soon(app: Flask) -> None:
    relay, now = ChannelGate(channel="email", pace=1.0, failures=0, openings=0), NOW
    gates.failed(relay, now, new_id(), "local")
    for longest in (0.5, 1, 2, 5, 5):
        assert now < relay.free_at <= now + timedelta(minutes=longest)
        now = relay.free_at
        gates.spend(relay, None, now, [probe := new_id()])
        gates.failed(relay, now, probe, "local")


# Many gates, in the database


def fetch(table: Any, **where: Any) -> Any:
    reading().rollback()
    return reading().scalars(select(table).filter_by(**where)).one()


def mailboxes(n: int, domain: str = "example.org") -> list[dict[str, str]]:
    return [{"office": f"Office {i}", "email": f"office{i}@{domain}"} for i in range(n)]


@pytest.mark.config(mailbox_per_day=288)
def test_a_mailbox_has_one_limit_over_all_campaigns(app: Flask, clock: Clock) -> None:
    """288 a day: two at once, then one in five minutes."""
    signed(published(EMAIL), 5)
    signed(published(EMAIL, slug="other-case"), 5)
    with workers.working("email") as me:
        assert len(claim(me, "email")) == 2
        assert claim(me, "email") == {}
    assert len({t.campaign_id for t in transmissions(state="claimed")}) == 2
    clock.forward(minutes=5, seconds=2)
    with workers.working("email") as me:
        assert len(claim(me, "email")) == 1


@pytest.mark.config(domain_per_hour=18)
def test_two_mailboxes_share_the_limit_of_their_domain(app: Flask) -> None:
    signed(published(*mailboxes(2)), 4)
    signed(published(*mailboxes(1, "example.net"), slug="other-case"), 4)
    with workers.working("email") as me:
        claimed = claim(me, "email")
    where = {t.id: t.destination_id for t in transmissions()}
    hosts = dict(reading().execute(select(Destination.id, Domain.name).join(Domain)).all())
    assert Counter(hosts[where[key]] for key in claimed) == {"example.org": 3, "example.net": 3}
    assert fetch(Domain, name="example.org").closed_by == LIMIT


@pytest.mark.config(number_per_day=8)
def test_a_number_is_not_flooded(app: Flask) -> None:
    signed(published(FAX), 5)
    with workers.working("fax") as me:
        assert len(claim(me, "fax")) == 2


@pytest.mark.config(mailbox_per_day=288)
def test_organisations_do_not_share_a_limit(app: Flask) -> None:
    signed(published(EMAIL), 3)
    signed(published(EMAIL, slug="other-case", org_slug="other"), 3)
    with workers.working("email") as me:
        assert len(claim(me, "email")) == 4


@pytest.mark.config(mailbox_per_day=1440, domain_per_hour=360)
def test_what_is_put_back_can_be_claimed_again_at_once(app: Flask) -> None:
    signed(published(EMAIL), 30)
    with workers.working("email") as me:
        for _ in range(3):
            claimed = claim(me, "email")
            assert len(claimed) == 10
            window.put_back(me, claimed)


@pytest.mark.config(mailbox_per_day=1440)
def test_what_a_dead_worker_held_is_given_back(app: Flask, clock: Clock) -> None:
    signed(published(EMAIL), 12)
    with pytest.raises(RuntimeError), workers.working("email") as me:  # noqa: PT012
        assert len(claim(me, "email")) == 10
        raise RuntimeError
    with writing() as session:
        session.execute(update(workers.Worker).values(lease_until=workers.db_now()))
    sweep()
    assert round(fetch(Destination).tokens) == 10


@pytest.mark.config(mailbox_per_day=1440)
def test_a_full_lane_behind_a_closed_gate_hides_no_other(app: Flask) -> None:
    signed(published(EMAIL), 30)
    signed(published(*mailboxes(3), slug="other-case"), 1)
    with workers.working("email") as me:
        assert len(claim(me, "email")) == 13
        assert claim(me, "email") == {}


def in_threads(app: Flask, n: int, work: Any) -> None:
    """Do a work n times at once, each with a session of its own."""
    ready = threading.Barrier(n)

    def run() -> None:
        with app.app_context():
            ready.wait(10)
            work()
            db.session.remove()

    threads = [threading.Thread(target=run) for _ in range(n)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(60)


@pytest.mark.config(domain_per_hour=120)
def test_workers_at_once_never_overspend(app: Flask) -> None:
    """20 at once, and at most 101 more an hour; the test takes seconds."""
    signed(published(*mailboxes(4)), 20)
    claimed: list[UUID] = []

    def work() -> None:
        with workers.working("email") as me:
            for _ in range(6):
                claimed.extend(claim(me, "email"))

    in_threads(app, 3, work)
    assert 20 <= len(claimed) <= 21
    assert len(set(claimed)) == len(claimed)


@pytest.mark.config(breaker_failures=2)
@pytest.mark.parametrize("what", [Destination, Domain, ChannelGate])
def test_exactly_one_probe_with_workers_at_once(app: Flask, clock: Clock, what: Any) -> None:
    signed(published(*mailboxes(1 if what is Destination else 4)), 12)
    with writing() as session:
        if what is ChannelGate:
            session.add(ChannelGate(channel="email", pace=1.0, failures=0, openings=0))
            session.flush()
        resting = session.scalars(select(what)).first()
        resting.closed_by, resting.openings = BREAKER, 1
        resting.free_at = workers.db_now() - timedelta(seconds=1)
    claimed: list[UUID] = []

    def work() -> None:
        with workers.working("email") as me:
            for _ in range(4):
                claimed.extend(claim(me, "email"))

    in_threads(app, 3, work)
    assert len(claimed) == 1
    with writing() as session:
        consequences.heard(session, claimed[0], None)
    with workers.working("email") as me:
        assert len(claim(me, "email")) > 5


@pytest.mark.config(breaker_failures=3, window=1)
def test_a_mailbox_that_fails_rests_until_one_letter_gets_through(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    signed(published(EMAIL), 8)
    smtp.always("rcpt", "452 4.2.2 mailbox full")
    drain("email")
    assert smtp.stages.count("rcpt") == 3
    assert (fetch(Destination).closed_by, fetch(Destination).failures) == (BREAKER, 3)
    clock.forward(minutes=14)
    assert drain("email") == 0
    clock.forward(minutes=2)
    drain("email")
    assert smtp.stages.count("rcpt") == 4
    smtp.normal()
    clock.forward(minutes=29)
    assert drain("email") == 0
    clock.forward(minutes=2)
    assert drain("email") == 8


@pytest.mark.config(window=1)
def test_policy_closes_the_domain_until_a_person_opens_it(
    app: Flask, smtp: SmtpServer, clock: Clock, caplog: pytest.LogCaptureFixture
) -> None:
    stage, other = published(*mailboxes(2)), published(EMAIL, slug="other", org_slug="other")
    signed(stage, 3)
    smtp.once("rcpt", "550 5.7.1 your server is on a block list")
    assert drain("email") == 0
    assert smtp.stages.count("rcpt") == 1
    clock.forward(days=300)
    assert drain("email") == 0
    org_id, domain = stage.organisation.id, fetch(Domain)
    [closed] = gates.closed(org_id)
    assert (closed.kind, closed.key, closed.by) == ("domain", domain.id, POLICY)
    assert (closed.name, closed.until) == (domain.name, None)
    assert gates.closed(other.organisation.id) == []
    assert "closed until a person opens it" in caplog.text
    assert domain.name not in caplog.text
    with writing() as session:
        assert not gates.open_again(session, "domain", closed.key, other.organisation.id)
        assert gates.open_again(session, "domain", closed.key, org_id)
        assert not gates.open_again(session, "domain", closed.key, org_id)
    assert drain("email") == 5


def test_a_relay_that_is_gone_costs_no_letter_anything(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    signed(published(EMAIL), 30)
    smtp.always("connect", "421 4.3.2 closing")
    assert drain("email") == 0
    connections = smtp.connections
    assert drain("email") == 0
    assert smtp.connections == connections
    assert {(t.state, t.tries) for t in transmissions()} == {("ready", 0)}
    clock.forward(seconds=31)
    drain("email")
    assert smtp.connections > connections
    smtp.normal()
    clock.forward(seconds=61)
    assert drain("email") == 30
    assert fetch(ChannelGate).closed_by is None


@pytest.mark.config(window=1)
def test_patience_is_asked_for_once_and_the_domain_is_slower(app: Flask, smtp: SmtpServer) -> None:
    signed(published(EMAIL), 3)
    smtp.once("rcpt", "450 4.7.1 too much mail from you", times=2)
    assert drain("email") == 1
    assert 0.5 < fetch(Domain).pace < 0.6


def test_an_office_that_is_closed_costs_its_lane_nothing(app: Flask, clock: Clock) -> None:
    signed(published(*mailboxes(2)), 2)
    with writing() as session:
        lane = session.scalars(select(Lane)).first()
        lane.opens_at = workers.db_now() + timedelta(hours=2)
    with workers.working("email") as me:
        assert len(claim(me, "email")) == 2
        clock.forward(hours=2)
    with workers.working("email") as me:
        assert len(claim(me, "email")) == 2

"""Whoever holds a letter is on the list of workers; nothing is held by nobody."""

from __future__ import annotations

import time

import pytest
from flask import Flask
from sqlalchemy import select, text

from campaign.base.database import reading
from campaign.delivery import drain, sweep, window, workers
from campaign.delivery.claim import claim
from campaign.delivery.gateways import Outcome, Parcel
from campaign.delivery.gateways.smtp import SmtpGateway
from campaign.delivery.models import Attempt, Worker
from tests.builders import EMAIL, assert_counts_true, published, signed, transmissions
from tests.conftest import LIVE, Clock
from tests.smtp import SmtpServer


def broken(*_: object) -> Outcome:
    raise RuntimeError("an error nobody thought of")


def outcomes() -> list[str]:
    reading().rollback()
    return list(reading().scalars(select(Attempt.outcome).order_by(Attempt.started_at)))


def locks(app: Flask) -> int:
    """How many advisory locks are held in this database."""
    if "sqlite" in app.config["CAMPAIGN"].database_url:
        return 0
    return (
        reading()
        .execute(
            text(
                "SELECT count(*) FROM pg_locks JOIN pg_database ON pg_database.oid = database "
                "WHERE locktype = 'advisory' AND datname = current_database()"
            )
        )
        .scalar_one()
    )


@pytest.mark.config(**LIVE)
def test_an_unforeseen_error_leaves_nothing_behind_for_ever(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    stage = published(EMAIL)
    signed(stage, 2)
    monkeypatch.setattr(SmtpGateway, "hand_over", broken)
    with pytest.raises(RuntimeError):
        drain("email")
    assert sorted(t.state for t in transmissions()) == ["claimed", "handing_over"]
    clock.forward(minutes=5)
    sweep()
    assert sorted(t.state for t in transmissions()) == ["ready", "uncertain"]
    assert outcomes() == ["cut"]
    assert_counts_true(stage.campaign.id)


def test_no_lock_of_a_worker_outlives_it(app: Flask, smtp: SmtpServer) -> None:
    for _ in range(3):
        drain("email")
    deadline = time.monotonic() + 5  # a server notices a closed connection a moment later
    while locks(app) and time.monotonic() < deadline:
        time.sleep(0.05)
    assert locks(app) == 0


def test_a_worker_taken_for_dead_claims_nothing(app: Flask, clock: Clock) -> None:
    signed(published(EMAIL))
    with pytest.raises(workers.LeaseLost), workers.working("email") as me:  # noqa: PT012
        clock.forward(hours=1)
        sweep()
        claim(me, "email")
    assert transmissions()[0].state == "ready"


def test_what_nobody_on_the_list_holds_goes_back(app: Flask) -> None:
    """However it came about: a worker that is not on the list holds nothing."""
    signed(published(EMAIL))
    with workers.working("email") as me:
        claim(me, "email")
    sweep()
    assert transmissions()[0].state == "ready"


@pytest.mark.config(**LIVE)
@pytest.mark.parametrize(
    ("outcome", "state"),
    [
        (Outcome("taken", 250, "ok"), "accepted"),
        (Outcome("not_taken", 451, "4.3.0 later", "temporary"), "ready"),
        (Outcome("refused", 550, "5.1.1 unknown", "address"), "ready"),
        (Outcome("cut", text="cut after the final dot"), "uncertain"),
    ],
)
def test_what_a_worker_saw_counts_though_it_was_taken_for_dead(
    app: Flask, clock: Clock, monkeypatch: pytest.MonkeyPatch, outcome: Outcome, state: str
) -> None:
    """Its letter was in doubt meanwhile; what the worker knows settles that."""
    stage = published(EMAIL)
    signed(stage)

    def slow(_: SmtpGateway, _parcel: Parcel, _until: float) -> Outcome:
        clock.forward(hours=1)
        sweep()
        assert transmissions()[0].state == "uncertain"
        return outcome

    monkeypatch.setattr(SmtpGateway, "hand_over", slow)
    drain("email")
    assert transmissions()[0].state == state
    assert outcomes() == [outcome.event]
    assert_counts_true(stage.campaign.id)


def test_a_lease_is_prolonged_by_every_mark(app: Flask, clock: Clock) -> None:
    signed(published(EMAIL), 3)
    gateway = SmtpGateway(app.config["CAMPAIGN"])
    with workers.working("email") as me:
        for key, fence in claim(me, "email").items():
            clock.forward(minutes=3)
            assert window.record_and_mark(me, gateway, [], {key: fence})
        sweep()
        assert {t.state for t in transmissions()} == {"handing_over"}


def test_nobody_alive_is_struck_off(app: Flask, clock: Clock) -> None:
    with workers.working("email"):
        clock.forward(minutes=3)
        sweep()
        assert len(reading().scalars(select(Worker)).all()) == 1

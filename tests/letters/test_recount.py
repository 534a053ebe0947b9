"""Counts against what they count: wrong ones are found, told in words, and mended under load."""

from __future__ import annotations

import threading
from collections import Counter
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import delete, func, select, update

from campaign.base.database import reading, writing
from campaign.delivery import drain, sweep
from campaign.desk.tables import table
from campaign.letters import counts, recount, states
from campaign.letters.models import Count, HourlyCount, Letter, Transmission
from campaign.letters.withdraw import withdraw
from tests.builders import EMAIL, FAX, PAPER, Stage, published, signed, transmissions
from tests.conftest import Clock
from tests.smtp import DROP, SmtpServer


def differences(campaign_id: UUID | None = None) -> list[recount.Difference]:
    """As they stand now."""
    reading().rollback()
    return recount.differences(campaign_id)


def spoil(n: int, state: str = "ready", subject: str = "letter") -> None:
    """One count row says n more than is true."""
    with writing() as session:
        key = select(Count.recipient_id, Count.channel, Count.slot).filter_by(
            state=state, subject=subject
        )
        recipient_id, channel, slot = session.execute(key).first()  # type: ignore[misc]
        session.execute(
            update(Count)
            .where(Count.state == state, Count.subject == subject, Count.slot == slot)
            .where(Count.recipient_id == recipient_id, Count.channel == channel)
            .values(n=Count.n + n)
        )


def test_counts_are_true_after_every_kind_of_end(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL, FAX, PAPER)
    signed(stage, 12)
    smtp.once("rcpt", "550 5.1.1 nobody of that name")
    smtp.once("mail", "451 4.3.0 later")
    smtp.once("data", DROP)
    smtp.once("dot", DROP)
    drain("email")
    drain("fax")
    with writing() as session:
        letter = session.scalars(select(Letter).filter_by(state="to_print")).first()
        assert letter is not None
        withdraw(session, letter.signature_id, "supporter")
    clock.forward(days=7)
    sweep()
    signed(stage, 2)
    assert len({t.state for t in transmissions()}) > 2
    assert differences() == []
    assert_columns_hold_every_letter(stage)


def assert_columns_hold_every_letter(stage: Stage) -> None:
    """The desk's columns add up to the letters that were promised."""
    figures = counts.figures(stage.campaign.id, sandbox=True)
    letters = reading().scalars(select(func.count()).select_from(Letter)).one()
    for key in ("recipient_id", "channel", "state"):
        assert table(figures, "letter", [], lambda f, k=key: getattr(f, k)).sums.total == letters
    confirmed = sum(f.n for f in figures if (f.subject, f.state) == ("signature", "confirmed"))
    assert letters == confirmed * len(stage.recipients)


@pytest.mark.parametrize("state", states.STATES)
def test_a_letter_in_any_state_stands_in_one_column(app: Flask, state: str) -> None:
    stage = published(EMAIL)
    signed(stage)
    with writing() as session:
        session.execute(update(Transmission).values(state=state))
    recount.repair(stage.campaign.id)
    assert differences() == []
    shown = table(counts.figures(stage.campaign.id, True), "letter", [], lambda f: f.channel)
    assert Counter(shown.sums.cells) == Counter({0: len(shown.columns) - 1, 1: 1})


def test_a_wrong_count_is_told_in_words(app: Flask, runner: FlaskCliRunner) -> None:
    signed(published(EMAIL, PAPER), 3)
    good = runner.invoke(args=["counts", "check"])
    assert (good.exit_code, good.output) == (0, "All counts are true.\n")

    spoil(+2)
    spoil(-1, "confirmed", "signature")
    bad = runner.invoke(args=["counts", "check"])
    assert bad.exit_code == 1
    assert bad.output.splitlines() == [
        "river-wardens: letters ready to Minister of Justice (email), sandbox: counted 5, true 3",
        "river-wardens: signatures confirmed, sandbox: counted 2, true 3",
        "Not true: 2. `flask counts check --repair` makes them true.",
    ]
    assert len(differences()) == 2, "nothing is mended unless that was asked for"


def test_repair_on_request(app: Flask, runner: FlaskCliRunner) -> None:
    stage = published(EMAIL)
    signed(stage, 3)
    hours = [(h.state, h.n) for h in reading().scalars(select(HourlyCount))]
    spoil(+2)
    mended = runner.invoke(args=["counts", "check", "--repair"])
    assert mended.exit_code == 0
    assert "Repaired: 1." in mended.output
    assert differences() == []
    assert [(h.state, h.n) for h in reading().scalars(select(HourlyCount))] == hours
    assert runner.invoke(args=["counts", "check", "--repair"]).output.endswith("Repaired: 0.\n")


def test_counts_that_are_gone_altogether(app: Flask) -> None:
    stage = published(EMAIL, FAX, PAPER)
    signed(stage, 3)
    with writing() as session:
        session.execute(delete(Count))
    assert {(d.counted, d.true) for d in differences()} == {(0, 3)}
    recount.repair(stage.campaign.id)
    assert differences() == []
    assert_columns_hold_every_letter(stage)


def test_a_letter_that_travels_in_nothing_is_found(app: Flask) -> None:
    signed(published(EMAIL))
    with writing() as session:
        session.execute(update(Letter).values(transmission_id=None))
    assert {(d.kind.state, d.counted, d.true) for d in differences()} == {
        ("ready", 1, 0),
        ("travelling", 0, 1),
    }


def test_one_campaign_alone(app: Flask, runner: FlaskCliRunner) -> None:
    one, other = published(EMAIL), published(EMAIL, slug="other")
    signed(one)
    signed(other)
    with writing() as session:
        session.execute(update(Count).where(Count.campaign_id == other.campaign.id).values(n=9))
    assert differences(one.campaign.id) == []
    assert runner.invoke(args=["counts", "check", "--campaign", "river-wardens"]).exit_code == 0
    assert runner.invoke(args=["counts", "check", "--campaign", "other"]).exit_code == 1
    unknown = runner.invoke(args=["counts", "check", "--campaign", "nobody"])
    assert unknown.exit_code == 1
    assert unknown.output == "Error: There is no campaign “nobody”.\n"


def test_exact_while_others_write(app: Flask) -> None:
    """No check in the midst of moves sees a difference, and a repair among them leaves none."""
    stage = published(EMAIL)
    signed(stage, 20)
    errors: list[object] = []
    over = threading.Event()

    def move_to_and_fro() -> None:
        with app.app_context():
            ids = list(reading().scalars(select(Transmission.id)))
            for event in ("claimed", "put_back") * 12:
                with writing() as session:
                    states.move(session, event, ids, "test")
            over.set()

    def check() -> None:
        with app.app_context():
            while not over.is_set():
                errors.extend(differences())

    together(move_to_and_fro, check)
    assert errors == []


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)  # SQLite has but one writer
def test_a_mover_slips_in_between(app: Flask) -> None:
    """Between looking and writing a mover commits; what is written then must still be true."""
    stage = published(EMAIL)
    signed(stage, 4)
    spoil(+2)
    looked, moved = threading.Event(), threading.Event()
    correct, campaign_id = counts.correct, stage.campaign.id

    def mend() -> None:
        def later(*arguments: object) -> None:
            looked.set()
            assert moved.wait(10)
            correct(*arguments)  # type: ignore[arg-type]

        counts.correct = later  # type: ignore[assignment]
        with app.app_context():
            recount.repair(campaign_id)

    def move() -> None:
        with app.app_context():
            assert looked.wait(10)
            with writing() as session:
                ids = list(session.scalars(select(Transmission.id)))
                states.move(session, "claimed", ids[:3], "test")
            moved.set()

    try:
        together(mend, move)
    finally:
        counts.correct = correct
    assert differences() == []


def test_two_repairs_at_once(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage, 4)
    spoil(+2)
    held, campaign_id = threading.Barrier(6), stage.campaign.id

    def mend() -> None:
        with app.app_context():
            held.wait(10)
            recount.repair(campaign_id)

    together(*[mend] * 6)
    assert differences() == []


def together(*actions: object) -> None:
    """Do all at once; the first error is raised."""
    errors: list[BaseException] = []

    def careful(action: object) -> None:
        try:
            action()  # type: ignore[operator]
        except BaseException as error:
            errors.append(error)

    threads = [threading.Thread(target=careful, args=(action,)) for action in actions]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    if errors:
        raise errors[0]

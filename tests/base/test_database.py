"""Transactions: reading cannot write, writing is whole or not at all."""

from __future__ import annotations

import threading
from datetime import UTC, datetime, timedelta, timezone

import pytest
from flask import Flask
from sqlalchemy import select, text
from sqlalchemy.exc import DBAPIError, StatementError

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import Base, at_commit, reading, writing
from campaign.base.extensions import db
from tests.builders import organisation

# Rows that belong to no organisation, each with its reason.
OF_NOBODY = {
    "organisation": "it is one",
    "worker": "a process serves all organisations",
    "channel_gate": "all organisations use the same relay",
    "trace": "the relay's log knows no organisations",
    "relay_log": "there is one log for all",
    "switch": "the operator can pause everything",
    "incoming": "mail from outside may tell nothing of whose it is",
    "incoming_content": "as the mail whose words it holds",
    "turned_away": "a forged address belongs to nobody",
    "action_report": "what a stranger tells may name no appeal",
    "action_file": "as the report that it came with",
    "caught": "the sandbox's catcher takes mail it cannot place",
}


def test_every_row_belongs_to_an_organisation() -> None:
    without = {
        name
        for name, table in Base.metadata.tables.items()
        if "org_id" not in table.columns or table.columns["org_id"].nullable
    }
    assert without == set(OF_NOBODY)


def test_reading_cannot_write(app: Flask) -> None:
    with pytest.raises(DBAPIError):
        reading().execute(text("DELETE FROM organisation"))
    reading().rollback()


def test_an_error_leaves_nothing_behind(app: Flask) -> None:
    with pytest.raises(RuntimeError, match="halfway"), writing() as session:  # noqa: PT012
        organisation(session)
        raise RuntimeError("halfway")
    assert reading().scalars(select(Organisation)).all() == []


def test_writing_does_not_nest(app: Flask) -> None:
    with writing(), pytest.raises(RuntimeError), writing():
        pass


def test_last_things_happen_once_and_only_if_all_went_well(app: Flask) -> None:
    done: list[str] = []
    with writing() as session:
        at_commit(session, "counts", lambda _: done.append("counts"))
        at_commit(session, "gates", lambda _: done.append("gates"))
        at_commit(session, "counts", lambda _: done.append("counts"))
    with pytest.raises(RuntimeError), writing() as session:  # noqa: PT012
        at_commit(session, "gates", lambda _: done.append("never"))
        raise RuntimeError
    with writing():
        pass
    assert done == ["gates", "counts"]


def test_writers_wait_for_each_other(app: Flask) -> None:
    with writing() as session:
        org_id = organisation(session).id

    def append() -> None:
        with app.app_context():
            for _ in range(10):
                with writing() as session:
                    row = session.get_one(Organisation, org_id, with_for_update=True)
                    row.name += "x"
            db.session.remove()

    threads = [threading.Thread(target=append) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    reading().rollback()
    assert reading().get_one(Organisation, org_id).name.count("x") == 40


def test_times_are_utc_and_never_naive(app: Flask) -> None:
    east = timezone(timedelta(hours=6))
    with writing() as session:
        org = organisation(session)
        org.created_at = datetime(2026, 11, 23, 12, tzinfo=east)
    reading().expire_all()
    stored = reading().get_one(Organisation, org.id).created_at
    assert stored == datetime(2026, 11, 23, 6, tzinfo=UTC)
    assert stored.utcoffset() == timedelta()
    with pytest.raises(StatementError, match="without zone"), writing() as session:  # noqa: PT012
        session.get_one(Organisation, org.id).created_at = datetime(2026, 11, 23)
        session.flush()


def test_the_clock_can_be_moved(app: Flask, clock: object) -> None:
    before = db_now()
    clock.forward(days=6)
    assert timedelta(days=6) <= db_now() - before < timedelta(days=6, minutes=1)

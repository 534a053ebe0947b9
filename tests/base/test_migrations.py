"""The migrations make exactly what the models say, keep what is there, and can be taken back."""

from __future__ import annotations

import re
import threading
import time
from dataclasses import replace
from typing import Any

import flask_migrate
import pytest
from flask import Flask
from sqlalchemy import MetaData, func, inspect, select, text, update
from sqlalchemy.exc import DBAPIError, OperationalError

from campaign import delivery
from campaign.base.database import writing
from campaign.base.extensions import db
from campaign.campaigns.models import Recipient
from campaign.delivery import switches
from campaign.delivery.models import Switch
from campaign.directory import points
from campaign.letters import petition
from campaign.letters.models import Destination, Domain, Lane, Letter
from tests.builders import FAX, PAPER, Stage, assert_counts_true, published, signed, transmissions
from tests.smtp import SmtpServer

MAILBOXES = (
    {"office": "Minister of Justice", "email": "minister@Justice.example.org"},
    {"office": "Deputy Minister", "email": "minister@Justice.example.org"},  # the same mailbox
    {"office": "Registry of the Ministry", "email": "registry@justice.example.org"},
    {"office": "Ombudsperson", "email": "office@bürger.example.org"},
    FAX,
    PAPER,
)
SIGNERS = 6
FIRST = "0001"


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def shape() -> dict[str, Any]:
    """Columns, keys, indexes and triggers, as the database itself tells them."""
    looked = inspect(db.engine)
    found: dict[str, Any] = {"made": made()}
    for table in tables():
        columns = {c["name"]: (str(c["type"]), c["nullable"]) for c in looked.get_columns(table)}
        keys = {(*k["constrained_columns"], k["name"]) for k in looked.get_foreign_keys(table)}
        unique = {(*u["column_names"], u["name"]) for u in looked.get_unique_constraints(table)}
        found[table] = (columns, keys, unique, looked.get_pk_constraint(table)["name"])
    return found


def made() -> set[str]:
    """How indexes and triggers were made, with their conditions."""
    queries = {
        "sqlite": "SELECT sql FROM sqlite_master WHERE type IN ('index', 'trigger')",
        "postgresql": """
            SELECT indexdef FROM pg_indexes WHERE schemaname = 'public'
            UNION SELECT pg_get_triggerdef(oid) FROM pg_trigger WHERE NOT tgisinternal
        """,
    }
    with db.engine.connect() as connection:
        lines = connection.execute(text(queries[connection.dialect.name])).scalars()
        words = (re.sub(r"[\s\"]+", " ", line).strip() for line in lines if line)
        return {line for line in words if "alembic_version" not in line}


def signed_up() -> Stage:
    """Letters to four people with three mailboxes in two domains, to a fax and to paper."""
    stage = published(*MAILBOXES)
    signed(stage, SIGNERS)
    delivery.drain("email")
    signed(stage, SIGNERS)
    return stage


def as_first_made() -> None:
    """Bring this database with all its rows to 0001, without the help of what is tested here."""
    whole, old = MetaData(), MetaData()
    whole.reflect(db.engine)
    with db.engine.connect() as connection:
        rows = {
            name: [dict(row) for row in connection.execute(select(table)).mappings()]
            for name, table in whole.tables.items()
        }
    db.session.rollback()
    flask_migrate.downgrade(revision="base")
    flask_migrate.upgrade(revision=FIRST)
    old.reflect(db.engine)
    with db.engine.connect().execution_options(writes=True) as connection:
        for table in old.sorted_tables:
            if table.name != "alembic_version" and rows[table.name]:
                known = [
                    {column.name: row.get(column.name) for column in table.columns}
                    for row in rows[table.name]
                ]
                connection.execute(table.insert(), known)
        connection.commit()


def upgrade() -> None:
    db.session.rollback()
    flask_migrate.upgrade()


def number(table: type[Any]) -> int:
    return db.session.scalar(select(func.count()).select_from(table)) or 0


def everything_leaves(stage: Stage, smtp: SmtpServer, waiting: int) -> None:
    """What waits is claimed and handed over, once, by the present code; counts say so."""
    assert {t.state for t in transmissions(channel="email")} == {"ready", "accepted"}
    before = len(smtp.received)
    assert delivery.drain("email") == 4 * waiting
    assert len(smtp.received) - before == 4 * waiting
    assert delivery.drain("fax") == SIGNERS + waiting
    assert {t.state for t in transmissions(channel="email")} == {"accepted"}
    assert_counts_true(stage.campaign.id)


def test_migrations_and_models_agree(app: Flask) -> None:
    flask_migrate.check()  # ends the process if a migration is missing


def test_indexes_have_the_conditions_of_the_models(app: Flask) -> None:
    migrated = {line for line in made() if "TRIGGER" not in line}
    flask_migrate.downgrade(revision="base")
    with db.engine.connect().execution_options(writes=True) as connection:
        db.metadata.create_all(connection)
        connection.commit()
    assert made() == migrated


def test_there_and_back_and_there(app: Flask) -> None:
    before = tables()
    assert before == set(db.metadata.tables)
    flask_migrate.downgrade(revision="base")
    assert tables() == set()
    flask_migrate.upgrade()
    assert tables() == before


def test_a_full_database_is_upgraded_and_its_letters_leave(app: Flask, smtp: SmtpServer) -> None:
    stage, new = signed_up(), shape()
    letters = number(Letter)
    as_first_made()
    assert "lane" not in tables()
    upgrade()
    assert shape() == new
    assert number(Letter) == letters
    assert sorted(d.name for d in db.session.scalars(select(Domain))) == [
        "justice.example.org",
        "xn--brger-kva.example.org",
    ]
    for mailbox in db.session.scalars(select(Destination)):
        assert bool(mailbox.domain_id) == (mailbox.channel == "email")
        assert (mailbox.pace, mailbox.failures, mailbox.openings) == (1.0, 0, 0)
    assert number(Lane) == 5  # of each recipient
    for t in transmissions():
        lane = db.session.get_one(Lane, t.lane_id)
        same = ("org_id", "campaign_id", "recipient_id", "destination_id", "channel")
        assert [getattr(lane, name) for name in same] == [getattr(t, name) for name in same]
    signed(stage)  # whoever signs now gets into the same lanes
    assert (number(Lane), number(Domain)) == (5, 2)
    everything_leaves(stage, smtp, waiting=SIGNERS + 1)
    with pytest.raises(DBAPIError, match="history is only added to"), writing() as session:
        session.execute(text("DELETE FROM history"))


def test_a_downgrade_keeps_the_letters_and_they_leave_after_the_next_upgrade(
    app: Flask, smtp: SmtpServer
) -> None:
    stage, new = signed_up(), shape()
    letters = number(Letter)
    as_first_made()
    old = shape()
    upgrade()
    db.session.rollback()
    flask_migrate.downgrade(revision=FIRST)
    assert shape() == old
    upgrade()
    assert shape() == new
    assert number(Letter) == letters
    everything_leaves(stage, smtp, waiting=SIGNERS)


def test_a_downgrade_lets_nothing_leave_that_was_paused(app: Flask) -> None:
    stage = published()
    campaign = switches.Scope(stage.organisation.id, stage.campaign.id)
    fax = replace(campaign, channel="fax")
    recipient = replace(campaign, recipient_id=stage.recipients[0].id)
    with writing() as session:
        for scope in fax, recipient, switches.Scope(channel="email"):
            switches.pause(session, "a test", "somebody", scope)
    db.session.rollback()
    flask_migrate.downgrade(revision=FIRST)
    with db.engine.connect() as connection:
        scopes = connection.execute(text("SELECT scope FROM switch ORDER BY scope")).scalars()
        assert list(scopes) == [campaign.name, switches.EVERYTHING.name]
    upgrade()
    with writing() as session:
        assert switches.resume(session, campaign)
        assert switches.resume(session)
    assert number(Switch) == 0


def test_a_downgrade_lets_letters_go_alone_that_waited_for_others(app: Flask) -> None:
    stage = published({"office": "Minister", "email": "minister@example.org"}, PAPER)
    with writing() as session:
        session.execute(update(Recipient).values(joint=True))
    signed(stage, 2)
    with writing() as session:
        paper = session.get_one(Recipient, stage.recipients[1].id)
        petition.make(session, paper, stage.manager.id)
    db.session.rollback()
    flask_migrate.downgrade(revision="0002")
    with db.engine.connect() as connection:
        assert set(connection.execute(text("SELECT state FROM letter")).scalars()) == {"held"}
    upgrade()
    assert_counts_true(stage.campaign.id)
    delivery.sweep()
    states = [letter.state for letter in db.session.scalars(select(Letter).order_by(Letter.id))]
    assert sorted(states) == ["to_print", "to_print", "travelling", "travelling"]
    assert_counts_true(stage.campaign.id)


def test_a_postal_address_is_kept_there_and_back(app: Flask) -> None:
    stage = published(PAPER)
    with writing() as session:
        office = stage.recipients[0].authority
        points.add_point(session, office, "phone", "+33 1 99 00 12 34", "a test")
        points.add_point(session, office, "post", "3 Quay of Ropes", "a test")
    db.session.rollback()
    flask_migrate.downgrade(revision="0005")
    with db.engine.connect() as connection:
        kept = connection.execute(text("SELECT address FROM authority")).scalars()
        assert list(kept) == ["2 Quay of Ropes, Port Vala"]
        ways = connection.execute(text("SELECT channel FROM contact_point")).scalars()
        assert list(ways) == []
    upgrade()
    [point] = stage.recipients[0].authority.contact_points
    assert (point.channel, point.address) == ("post", "2 Quay of Ropes, Port Vala")


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_an_upgrade_hangs_behind_nobody_and_nobody_behind_it(app: Flask, smtp: SmtpServer) -> None:
    stage = signed_up()
    before = shape()
    flask_migrate.downgrade(revision=FIRST)
    old = shape()
    with db.engine.connect() as worker:
        worker.execute(text("SELECT count(*) FROM transmission"))  # and does not go on
        longest, enough = [0.0], threading.Event()
        others = threading.Thread(target=_use_all_tables, args=(app, longest, enough))
        others.start()
        began = time.monotonic()
        with pytest.raises(OperationalError, match="could not obtain lock"):
            upgrade()
        assert time.monotonic() - began < 10
        enough.set()
        others.join()
        assert longest[0] < 2
    assert shape() == old
    upgrade()
    assert shape() == before
    everything_leaves(stage, smtp, waiting=SIGNERS)


def _use_all_tables(app: Flask, longest: list[float], enough: threading.Event) -> None:
    """Read and go on, again and again; remembers what took longest."""
    with app.app_context():
        while not enough.wait(0.01):
            for table in ("transmission", "history", "campaign", "organisation"):
                began = time.monotonic()
                with db.engine.connect() as connection:
                    connection.execute(text(f"SELECT count(*) FROM {table}"))
                longest[0] = max(longest[0], time.monotonic() - began)


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_no_migration_waits_for_a_lock_longer_than_two_seconds(app: Flask) -> None:
    with db.engine.connect() as reader:
        reader.execute(text("SELECT count(*) FROM history"))
        began = time.monotonic()
        with pytest.raises(OperationalError, match="lock timeout"):
            flask_migrate.upgrade()  # makes the triggers anew
        assert 1 < time.monotonic() - began < 4


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_what_refers_to_nothing_is_not_committed(
    app: Flask, caplog: pytest.LogCaptureFixture
) -> None:
    signed_up()
    as_first_made()
    with db.engine.connect().execution_options(writes=True) as connection:
        driver: Any = connection.connection.dbapi_connection
        driver.execute("PRAGMA foreign_keys=OFF")
        connection.execute(text("DELETE FROM recipient"))
        connection.commit()
        driver.execute("PRAGMA foreign_keys=ON")
    old = shape()
    with pytest.raises(SystemExit):
        upgrade()
    assert "something would refer to nothing" in caplog.text
    assert shape() == old
    with db.engine.connect() as connection:
        assert connection.execute(text("PRAGMA foreign_keys")).scalar_one() == 1

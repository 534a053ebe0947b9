"""Pauses and closed gates at the command line."""

from __future__ import annotations

from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from campaign import create_app, notices
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.delivery import gates
from campaign.delivery.models import Switch
from campaign.letters.models import Destination, Domain
from config import Config
from tests.builders import EMAIL, FAX, published, signed
from tests.conftest import Clock

OFFICE = EMAIL["office"]


def scopes() -> list[str]:
    reading().rollback()
    return [switch.scope.partition(":")[0] for switch in reading().scalars(select(Switch))]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        ([], "everything"),
        (["--organisation", "demo"], "organisation demo"),
        (["--campaign", "river-wardens"], "campaign river-wardens"),
        (["--channel", "fax"], "channel fax"),
        (["--organisation", "demo", "--channel", "email"], "organisation demo, channel email"),
        (["--campaign", "river-wardens", "--recipient", OFFICE], f"recipient {OFFICE} ("),
        (["--destination", EMAIL["email"]], f"destination {EMAIL['email']}"),
    ],
)
def test_a_pause_of_every_kind(
    app: Flask, runner: FlaskCliRunner, options: list[str], said: str
) -> None:
    signed(published(EMAIL, FAX))
    assert runner.invoke(args=["resume", *options]).exit_code == 1
    for _ in range(2):  # once is enough
        paused = runner.invoke(args=["pause", "The lawyer looks.", *options])
        assert paused.exit_code == 0, paused.output
    listed = runner.invoke(args=["pauses"]).output
    assert listed.count("by command line: The lawyer looks.") == 1
    assert said in listed
    assert runner.invoke(args=["resume", *options]).exit_code == 0
    assert runner.invoke(args=["pauses"]).output == "Nothing is paused.\n"


def test_it_is_said_in_which_database(app: Flask, runner: FlaskCliRunner) -> None:
    url = app.config["CAMPAIGN"].database_url
    for args in (["pause", "why"], ["resume"], ["restored"]):
        *_, said = runner.invoke(args=args).output.splitlines()
        assert said.startswith("Database: ")
        assert said.rpartition("/")[2] == url.partition("?")[0].rpartition("/")[2]
        assert "@" not in said


@pytest.mark.parametrize(
    "args", [["restored"], ["sweep"], ["inbound", "waiting"], ["pause", "why"], ["pauses"]]
)
def test_a_database_that_is_not_there_is_said_in_a_sentence(
    tmp_path: Path, args: list[str]
) -> None:
    runner = create_app(Config(data_dir=str(tmp_path / "nothing"))).test_cli_runner()
    done = runner.invoke(args=args)
    assert done.exit_code == 1
    assert done.output.startswith("Error: The database cannot be used;")
    assert len(done.output.splitlines()) == 1


def test_a_destination_is_paused_for_all_who_write_there(
    app: Flask, runner: FlaskCliRunner
) -> None:
    signed(published(EMAIL))
    signed(published(EMAIL, slug="other-case", org_slug="other"))
    runner.invoke(args=["pause", "They asked us to.", "--destination", EMAIL["email"]])
    assert scopes() == ["destination", "destination"]
    one = ["--organisation", "other", "--destination", EMAIL["email"]]
    assert runner.invoke(args=["resume", *one]).exit_code == 0
    assert scopes() == ["destination"]


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["--organisation", "nobody"], "no organisation called nobody"),
        (["--campaign", "nothing"], "no campaign called nothing"),
        (["--organisation", "other", "--campaign", "river-wardens"], "no campaign called"),
        (["--recipient", OFFICE], "--campaign"),
        (["--campaign", "river-wardens", "--recipient", "Nobody"], "0 recipients"),
        (["--destination", "nobody@example.org"], "No letter was ever written"),
    ],
)
def test_what_is_not_there_cannot_be_paused(
    app: Flask, runner: FlaskCliRunner, options: list[str], said: str
) -> None:
    published(EMAIL)
    published(EMAIL, slug="other-case", org_slug="other")
    result = runner.invoke(args=["pause", "why", *options])
    assert (result.exit_code, said in result.output) == (1, True), result.output
    assert scopes() == []


def test_the_age_of_what_nobody_takes_is_told(
    app: Flask, runner: FlaskCliRunner, clock: Clock
) -> None:
    stage = published(EMAIL)
    signed(stage)
    with writing() as session:
        values = {"link": "x"}
        notices.post(session, stage.organisation.id, "a@example.org", "confirm", values, True)
    clock.forward(minutes=7)
    said = "{}: what nobody has taken is due for 7 minutes\n"
    told = runner.invoke(args=["gates"]).output
    assert told == "Every way is open.\n" + said.format("email") + said.format("notices")


def test_closed_gates_are_listed_and_opened(app: Flask, runner: FlaskCliRunner) -> None:
    signed(published(EMAIL))
    assert runner.invoke(args=["gates"]).output.startswith("Every way is open.\n")
    with writing() as session:
        domain = session.scalars(select(Domain)).one()
        gates.shut(domain, db_now())
        name = domain.name
        mailbox = session.scalars(select(Destination)).one()
        gates.failed(mailbox, db_now(), domain.id, "temporary")
        mailbox.free_at, mailbox.closed_by = domain.free_at, gates.LIMIT
    listed = runner.invoke(args=["gates"]).output
    assert f"domain {name}: closed until it is opened: they refuse us by policy" in listed
    assert "the limit is reached" in listed
    assert runner.invoke(args=["open", name]).exit_code == 0
    assert runner.invoke(args=["open", name]).exit_code == 1
    assert runner.invoke(args=["open", EMAIL["email"]]).exit_code == 1

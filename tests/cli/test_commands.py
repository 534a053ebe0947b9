"""The command line."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select

from campaign import create_app
from campaign.accounts.models import Manager, Organisation
from campaign.accounts.people import check_password
from campaign.base.database import reading, writing
from campaign.campaigns import find
from campaign.campaigns.models import Campaign
from campaign.delivery.models import Switch
from config import Config
from tests import builders
from tests.campaigns.samples import APPEAL, CODE, UPDATE
from tests.campaigns.test_publishing import LIVE


@pytest.fixture
def file(tmp_path: Path) -> str:
    path = tmp_path / "appeal.txt"
    path.write_text(APPEAL)
    return str(path)


@pytest.fixture
def organisation(app: Flask) -> None:
    with writing() as session:
        builders.organisation(session)


def test_parse_needs_no_database(file: str) -> None:
    app = create_app(Config(database_url="sqlite:////nowhere/at/all.db"))
    runner = app.test_cli_runner()
    shown = runner.invoke(args=["appeal", "parse", file])
    assert shown.exit_code == 0, shown.output
    assert CODE in shown.output
    read = json.loads(runner.invoke(args=["appeal", "parse", "--json", file]).output)
    assert read["code"] == CODE
    assert len(read["recipients"]) == 4


@pytest.mark.parametrize("command", [["appeal", "parse"], ["appeal", "import"]])
def test_a_file_that_cannot_be_read(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path, command: list[str]
) -> None:
    (tmp_path / "empty.txt").write_text("")
    (tmp_path / "large.txt").write_text("x" * 200_001)
    for name in ("missing.txt", "empty.txt", "large.txt", "."):
        result = runner.invoke(args=[*command, str(tmp_path / name)])
        assert result.exit_code == 1, name
        assert result.output.startswith("Error: ")
        assert "Traceback" not in result.output
        assert len(result.output.strip().splitlines()) == 1


@pytest.mark.usefixtures("organisation")
def test_import_makes_a_draft(runner: FlaskCliRunner, file: str) -> None:
    result = runner.invoke(args=["appeal", "import", file])
    assert result.exit_code == 0, result.output
    assert "imported as a draft" in result.output
    assert find.running() == []
    again = runner.invoke(args=["appeal", "import", file])
    assert again.exit_code == 1
    assert "is here already" in again.output
    assert "New appeal" not in again.output  # exactly this text is nothing to open
    Path(file).write_text(UPDATE)
    later = runner.invoke(args=["appeal", "import", file])
    assert later.exit_code == 1
    assert "would be an update of it. Open it as such at the desk" in later.output


@pytest.mark.usefixtures("organisation")
def test_import_and_publish_names_every_doubt_it_accepted(
    runner: FlaskCliRunner, file: str
) -> None:
    result = runner.invoke(args=["appeal", "import", file, "--publish"])
    assert result.exit_code == 0, result.output
    campaign = find.running()[0]
    assert f"/c/{campaign.slug}" in result.output
    assert "people named here agreed" in result.output
    assert f"{len(campaign.acknowledged)} doubts accepted on your behalf" in result.output
    assert "Nobody has checked that Aldo Marr" in result.output


@pytest.mark.usefixtures("organisation")
def test_publishing_from_the_command_line_is_only_for_the_sandbox(
    app: Flask, runner: FlaskCliRunner, file: str
) -> None:
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], **LIVE)
    result = runner.invoke(args=["appeal", "import", file, "--publish"])
    assert result.exit_code == 1
    assert "only for the sandbox" in result.output
    assert reading().scalars(select(Campaign)).all() == []


def test_import_without_an_organisation_says_what_to_do(runner: FlaskCliRunner, file: str) -> None:
    result = runner.invoke(args=["appeal", "import", file])
    assert result.exit_code == 1
    assert "flask organisation add" in result.output


def test_adding_an_organisation_and_a_manager(app: Flask, runner: FlaskCliRunner) -> None:
    result = runner.invoke(
        args=[
            "organisation",
            "add",
            "--name=River Watch",
            "--slug=river",
            "--postal-address=1 Street | 1000 Town",
            "--contact-email=a@example.org",
        ]
    )
    assert result.exit_code == 0, result.output
    assert reading().scalars(select(Organisation)).one().postal_address == "1 Street\n1000 Town"
    asked = runner.invoke(
        args=["manager", "add", "--name=M. T.", "--email=m@example.org"],
        input=f"{builders.PASSWORD}\n{builders.PASSWORD}\n",
    )
    assert asked.exit_code == 0, asked.output
    assert builders.PASSWORD not in asked.output
    reading().rollback()
    assert check_password("m@example.org", builders.PASSWORD) is not None
    short = runner.invoke(
        args=["manager", "add", "--name=N.", "--email=n@example.org", "--password=short"]
    )
    assert (short.exit_code, "at least 12" in short.output) == (1, True)
    assert len(reading().scalars(select(Manager)).all()) == 1


def test_pause_and_resume_everything(app: Flask, runner: FlaskCliRunner) -> None:
    assert runner.invoke(args=["resume"]).exit_code == 1
    assert runner.invoke(args=["pause", "Moving house"]).exit_code == 0
    reading().rollback()
    switch = reading().scalars(select(Switch)).one()
    assert (switch.scope, switch.why) == ("everything", "Moving house")
    assert runner.invoke(args=["resume"]).exit_code == 0
    reading().rollback()
    assert reading().scalars(select(Switch)).all() == []


def test_a_database_without_tables_is_one_sentence(tmp_path: Path, file: str) -> None:
    app = create_app(Config(data_dir=str(tmp_path)))
    result = app.test_cli_runner().invoke(args=["appeal", "import", file])
    assert result.exit_code == 1
    assert "flask db upgrade" in result.output


def test_a_file_in_an_old_encoding_is_told_in_one_sentence(
    runner: FlaskCliRunner, tmp_path: Path
) -> None:
    (tmp_path / "old.txt").write_bytes(APPEAL.replace("Mara", "Mára").encode("cp1252"))
    result = runner.invoke(args=["appeal", "parse", str(tmp_path / "old.txt")])
    assert result.exit_code == 0
    assert "Note: The file is not UTF-8" in result.stderr
    assert "UnicodeWarning" not in result.stderr

"""A backup is whole, private, and never of nothing; and it can be put back."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from campaign import create_app
from config import Config
from tests.builders import EMAIL, published, signed

SQLITE = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@SQLITE
def test_a_backup_holds_what_was_committed(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    signed(published(EMAIL), 3)
    file = tmp_path / "copy.db"
    done = runner.invoke(args=["backup", str(file)])
    assert done.exit_code == 0, done.output
    assert f"{file} holds 3 letters of " in done.output
    assert file.stat().st_mode & 0o777 == 0o600
    assert [path.name for path in tmp_path.iterdir()] == ["copy.db"]
    with closing(sqlite3.connect(file)) as copy:
        assert copy.execute("PRAGMA integrity_check").fetchone() == ("ok",)
        assert copy.execute("SELECT count(*) FROM transmission").fetchone() == (3,)


@SQLITE
def test_an_existing_file_stays_as_it_is(
    app: Flask, runner: FlaskCliRunner, tmp_path: Path
) -> None:
    file = tmp_path / "copy.db"
    file.write_text("the backup of yesterday")
    done = runner.invoke(args=["backup", str(file)])
    assert (done.exit_code, "file exists" in done.output) == (1, True)
    assert file.read_text() == "the backup of yesterday"


def test_nothing_is_no_site(tmp_path: Path) -> None:
    app, file = create_app(Config(data_dir=str(tmp_path))), tmp_path / "copy.db"
    done = app.test_cli_runner().invoke(args=["backup", str(file)])
    assert (done.exit_code, "flask db upgrade" in done.output) == (1, True)
    assert not file.exists()


@pytest.mark.parametrize("app", ["postgresql"], indirect=True)
def test_postgresql_has_its_own_way(app: Flask, runner: FlaskCliRunner, tmp_path: Path) -> None:
    done = runner.invoke(args=["backup", str(tmp_path / "copy")])
    assert (done.exit_code, "pg_dump" in done.output) == (1, True)

"""`flask backup`: a copy of an SQLite database, made while everything runs."""

from __future__ import annotations

import os
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import click
from flask.cli import with_appcontext
from sqlalchemy import func, select

from campaign.base.database import reading
from campaign.base.extensions import db
from campaign.base.plainly import plainly
from campaign.base.problems import Problem
from campaign.cli.files import reason_of
from campaign.letters.models import Letter

COUNT = str(select(func.count()).select_from(Letter))


@click.command("backup")
@click.argument("file", type=click.Path(path_type=Path))
@with_appcontext
@plainly
def backup(file: Path) -> None:
    """Copy an SQLite database into FILE, which must not be there yet; workers may go on."""
    if db.engine.dialect.name != "sqlite":
        raise Problem("`flask backup` is for SQLite; use pg_dump --format=custom for PostgreSQL.")
    reading().execute(select(Letter.id).limit(1))  # an empty database is no site of ours
    _make(file)
    with closing(sqlite3.connect(file)) as copy:
        source: Any = reading().connection().connection.driver_connection
        source.backup(copy)
        copy.execute("PRAGMA journal_mode = DELETE")  # all of it is in this one file
        [letters] = copy.execute(COUNT).fetchone()
    click.echo(f"{file} holds {letters} letters of {db.engine.url.database}.")


def _make(file: Path) -> None:
    """Make an empty file that only its owner may read; raises Problem if it is there."""
    try:
        os.close(os.open(file, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600))
    except OSError as error:
        raise Problem(f"{file} cannot be made: {reason_of(error)}.") from error

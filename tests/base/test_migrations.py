"""The migrations make exactly what the models say, and can be taken back."""

from __future__ import annotations

import flask_migrate
from flask import Flask
from sqlalchemy import inspect

from campaign.base.extensions import db


def tables() -> set[str]:
    return set(inspect(db.engine).get_table_names()) - {"alembic_version"}


def test_migrations_and_models_agree(app: Flask) -> None:
    flask_migrate.check()  # ends the process if a migration is missing


def test_there_and_back_and_there(app: Flask) -> None:
    before = tables()
    assert before == set(db.metadata.tables)
    flask_migrate.downgrade(revision="base")
    assert tables() == set()
    flask_migrate.upgrade()
    assert tables() == before

"""Migrations there and back on both databases, and no table that they forgot."""

from __future__ import annotations

import sys
import tempfile
from dataclasses import replace
from pathlib import Path

import flask_migrate

ROOT = Path(__file__).parent.parent
sys.path.insert(0, str(ROOT))

from campaign import create_app  # noqa: E402
from config import Config  # noqa: E402
from tests.servers import PostgresServer  # noqa: E402


def round_trip(url: str) -> None:
    """Upgrade, compare with the models, downgrade to nothing, upgrade again."""
    app = create_app(replace(Config(), database_url=url))
    folder = str(ROOT / "migrations")
    with app.app_context():
        flask_migrate.upgrade(directory=folder)
        flask_migrate.check(directory=folder)
        flask_migrate.downgrade(directory=folder, revision="base")
        flask_migrate.upgrade(directory=folder)
    print(f"migrations: up, down and up again on {url.partition(':')[0]}")


def main() -> None:
    """Both databases, made for this and thrown away."""
    with tempfile.TemporaryDirectory() as folder:
        round_trip(f"sqlite:///{folder}/campaign.db")
    server = PostgresServer()
    try:
        server.create("round_trip")
        round_trip(server.url("round_trip"))
    finally:
        server.close()


main()

"""A file of many authorities: looked at, taken in, and taken in again, on both databases."""

from __future__ import annotations

import argparse
import csv
import io
import time

import flask_migrate

from bench import report
from bench.ground import ROOT, Ground, tell, wait_for_go
from bench.report import Line
from campaign import create_app
from campaign.base.database import reading, writing
from campaign.campaigns.directory_file import in_sum, lines_in, take_in
from tests.builders import organisation

NAME = "directory"
TURNS = {
    "a dry run of": ("new", True),
    "new": ("new", False),
    "known already": ("same", False),
}
MOST = 30  # seconds
COUNTRIES = ("BE", "KE", "KG", "EG", "CO", "DE", "FR", "UA", "TH", "BR")
OFFICES = (
    ("Ministry of Justice", "Ministère de la Justice"),
    ("Генеральная прокуратура", "Parquet général"),
    ("Police of the Province of Łódź", "Police de la province"),
    ("محكمة الاستئناف", "Cour d’appel"),
    ("Embassy of the Republic", "Ambassade de la République"),
)


def measure(ground: Ground, lines: int, rounds: int) -> list[Line]:
    """Each round on new databases; a file that came in once is then known."""
    took: dict[tuple[str, str], list[float]] = {}
    for number in range(rounds):
        name = f"{NAME}_{number}"
        ground.postgres.create(name)
        sqlite = f"sqlite:///{ground.folder}/{name}.db"
        for database, url in (
            ("PostgreSQL", ground.postgres.url(name)),
            ("SQLite", sqlite),
        ):
            told = ground.alone("directory", lines, config=ground.config(name, database_url=url))
            for turn, seconds in told.items():
                took.setdefault((database, turn), []).append(seconds)
    return [
        report.rates(f"{lines:,} lines of authorities, {turn}, {database}", seconds, "s", most=MOST)
        for (database, turn), seconds in took.items()
    ]


def table(lines: int) -> bytes:
    """A CSV file of so many authorities, each with a holder, four ways and a second title."""
    into = io.StringIO()
    rows = csv.writer(into)
    rows.writerow(
        ["office", "country", "holder", "honorific", "email", "fax", "post", "web", "office_fr"]
    )
    for number in range(lines):
        domain = f"ministry-{number // 2}.example.org"  # two offices of each
        office, french = OFFICES[number % len(OFFICES)]
        rows.writerow(
            [
                f"{office} {number}",
                COUNTRIES[number % len(COUNTRIES)],
                f"Zoë Ö. Example {number % 997}",
                "Mme",
                f"office-{number}@{domain} | second-{number}@{domain}",
                f"+44207946{number % 1000:04}",
                f"{number} Example Square, 1000 Town",
                f"https://example.org/office/{number}",
                f"{french} {number}",
            ]
        )
    return into.getvalue().encode()


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("lines", type=int)
    data = table(parser.parse_args().lines)
    with create_app().app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        with writing() as session:
            org_id = organisation(session).id
        wait_for_go()
        took = {}
        for turn, (outcome, dry_run) in TURNS.items():
            began = time.perf_counter()
            found = lines_in(data)
            reports = take_in(org_id, found, "table.csv", None, dry_run)
            took[turn] = time.perf_counter() - began
            reading().rollback()
            assert in_sum(reports)[outcome] == len(found), in_sum(reports)
        tell(**took)


if __name__ == "__main__":
    main()

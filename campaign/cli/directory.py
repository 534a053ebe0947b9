"""`flask directory`: authorities come in from a file, or go out to one."""

from __future__ import annotations

from pathlib import Path

import click
from flask.cli import AppGroup
from sqlalchemy import select

from campaign.accounts.models import Organisation
from campaign.accounts.people import organisation_named
from campaign.base.database import reading, writing
from campaign.base.plainly import plainly
from campaign.base.problems import Problem
from campaign.campaigns import search as campaigns
from campaign.campaigns.directory_file import OUTCOMES, in_sum, lines_in, take_in
from campaign.cli.files import bytes_of, reason_of
from campaign.directory import search as authorities
from campaign.directory.columns import LARGEST_FILE
from campaign.directory.give_out import table_of

directory = AppGroup("directory", help="Import and export authorities and how to reach them.")

whose = click.option(
    "--organisation", "slug", default="", help="Whose directory; needed if there are many."
)


@directory.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--dry-run", is_flag=True, help="Write nothing; only say what would be done.")
@whose
@plainly
def import_(file: Path, dry_run: bool, slug: str) -> None:
    """Add what FILE (CSV) has and the directory lacks; nothing known is overwritten.

    FILE has the columns of docs/directory.md, or is the list of missions from Wikidata.
    """
    lines = lines_in(bytes_of(file, LARGEST_FILE))
    org_id = organisation_named(reading(), slug).id
    reports = take_in(org_id, lines, file.name, None, dry_run)
    for report in reports:
        said = f": {report.words}" if report.words else ""
        click.echo(f"{report.line}\t{report.outcome}\t{report.office}{said}")
    click.echo("Nothing was written; this is what would be:" if dry_run else "Done:", err=True)
    for outcome, number in in_sum(reports).items():
        click.echo(f"  {number:,} {OUTCOMES[outcome].lower()}", err=True)


@directory.command("export")
@click.argument("file", type=click.Path(path_type=Path))
@whose
@plainly
def export(file: Path, slug: str) -> None:
    """Write all authorities and how to reach them to FILE (CSV)."""
    org_id = organisation_named(reading(), slug).id
    try:
        with file.open("w", encoding="utf-8", newline="") as opened:
            opened.writelines(table_of(org_id))
    except OSError as error:
        raise Problem(f"{file} cannot be written: {reason_of(error)}.") from error


@directory.command("reindex")
@plainly
def reindex() -> None:
    """Write anew the words by which authorities and campaigns are found."""
    offices = cases = 0
    for org_id in reading().scalars(select(Organisation.id)).all():
        with writing() as session:
            offices += authorities.reindex(session, org_id)
            cases += campaigns.reindex(session, org_id)
    click.echo(f"{offices:,} authorities and {cases:,} campaigns can be found.")

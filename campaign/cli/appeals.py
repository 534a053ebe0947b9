"""`flask appeal`: read an appeal, make a campaign of it."""

from __future__ import annotations

import json
import warnings
from pathlib import Path

import click
from flask import current_app
from flask.cli import AppGroup
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.accounts.people import organisation_named
from campaign.appeals import UnreadableAppeal, as_json, read, summary
from campaign.appeals.inputs import LARGEST_FILE, text_of
from campaign.base.database import writing
from campaign.base.plainly import plainly
from campaign.base.problems import Problem
from campaign.campaigns.doubts import Doubt, doubts
from campaign.campaigns.importing import AlreadyHere, import_appeal
from campaign.campaigns.models import Campaign
from campaign.campaigns.publish import publish
from campaign.cli.files import bytes_of

appeal = AppGroup("appeal", help="Read appeals and make campaigns of them.")


@appeal.command("parse")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--json", "wants_json", is_flag=True, help="Print all that was read as JSON.")
@plainly
def parse(file: Path, wants_json: bool) -> None:
    """Show what is read in FILE (text, web page, PDF, Word, e-mail); stores nothing."""
    try:
        found = read(_text_of(file))
    except UnreadableAppeal as error:
        raise Problem(str(error)) from error
    if wants_json:
        click.echo(json.dumps(as_json(found), ensure_ascii=False, indent=1))
    else:
        click.echo(summary(found))


@appeal.command("import")
@click.argument("file", type=click.Path(path_type=Path))
@click.option("--publish", "goes_out", is_flag=True, help="Publish at once; only in the sandbox.")
@click.option(
    "--organisation", "slug", default="", help="Whose campaign; needed if there are many."
)
@plainly
def import_(file: Path, goes_out: bool, slug: str) -> None:
    """Make a campaign in draft of the appeal in FILE."""
    config = current_app.config["CAMPAIGN"]
    if goes_out and config.live:
        raise Problem("--publish is only for the sandbox; publish at the desk instead.")
    source = _text_of(file)
    with writing() as session:
        organisation = organisation_named(session, slug)
        campaign = _imported(session, organisation, source)
        open_doubts = doubts(campaign)
        if goes_out:
            publish(session, campaign, None, True, [doubt.key for doubt in open_doubts])
        done = "published" if goes_out else "imported as a draft"
        click.echo(f"“{campaign.title}” is {done}.")
        path = f"/c/{campaign.slug}" if goes_out else f"/desk/campaigns/{campaign.id}/review"
        click.echo(f"{config.base_url}{path}")
    _say_doubts(open_doubts, goes_out)


def _imported(session: Session, organisation: Organisation, source: str) -> Campaign:
    try:
        return import_appeal(session, organisation, source, by=None).campaign
    except AlreadyHere as here:
        if not here.offer:
            raise
        raise Problem(f"{here} Open it as such at the desk, under “New appeal”.") from here


def _say_doubts(found: list[Doubt], accepted: bool) -> None:
    serious = [doubt for doubt in found if doubt.serious]
    if accepted:
        click.echo("Accepted on your behalf: the people named here agreed or are safe;")
    if serious:
        head = "accepted on your behalf" if accepted else "to look at before publishing"
        click.echo(f"{len(serious)} doubts {head}:")
    for doubt in serious:
        click.echo(f"  {doubt.field}: {doubt.message}")


def _text_of(file: Path) -> str:
    """What a file says; a doubt about its letters is told apart. Raises Problem."""
    data = bytes_of(file, LARGEST_FILE)
    try:
        with warnings.catch_warnings(record=True) as doubts_of_letters:
            warnings.simplefilter("always", UnicodeWarning)
            text = text_of(data)
    except UnreadableAppeal as error:
        raise Problem(str(error)) from error
    for doubt in doubts_of_letters:
        click.echo(f"Note: {doubt.message}", err=True)
    return text

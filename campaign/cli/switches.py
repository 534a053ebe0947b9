"""`flask pause`, `flask resume`: everything, for all organisations."""

from __future__ import annotations

import click
from flask.cli import with_appcontext

from campaign.base.database import writing
from campaign.base.problems import Problem
from campaign.base.queue import CHANNELS, nudge
from campaign.cli.words import plainly
from campaign.delivery import switches


@click.command("pause")
@click.argument("why")
@with_appcontext
@plainly
def pause(why: str) -> None:
    """Stop all letters of all campaigns; WHY is shown at the desk."""
    with writing() as session:
        switches.pause(session, why, by="command line")
    click.echo("Paused: no letter leaves until `flask resume`.")


@click.command("resume")
@with_appcontext
@plainly
def resume() -> None:
    """End the pause of everything; pauses of campaigns and organisations stay."""
    with writing() as session:
        if not switches.resume(session):
            raise Problem("Nothing is paused for everybody.")
    for channel in CHANNELS:
        nudge(channel)
    click.echo("Letters leave again.")

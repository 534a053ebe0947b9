"""`flask counts`: whether the counts say what is."""

from __future__ import annotations

import sys
from uuid import UUID

import click
from flask.cli import AppGroup
from sqlalchemy import select

from campaign.base.database import reading
from campaign.base.plainly import plainly
from campaign.base.problems import Problem
from campaign.campaigns.models import Campaign
from campaign.letters.recount import differences, repair

counts = AppGroup("counts", help="The figures that pages show.")


@counts.command("check")
@click.option("--campaign", "slug", default="", help="Only this campaign, by its short name.")
@click.option("--repair", "mends", is_flag=True, help="Make the counts true.")
@plainly
def check(slug: str, mends: bool) -> None:
    """Compare all counts with the letters, transmissions and signatures themselves.

    Workers may go on meanwhile. Exit code 1 if a count is not true and was not repaired.
    """
    wrong = [d for id_ in _campaigns(slug) for d in differences(id_)]
    for difference in wrong:
        click.echo(str(difference))
    if mends:
        mended = sum(len(repair(id_)) for id_ in sorted({d.kind.campaign_id for d in wrong}))
        click.echo(f"Repaired: {mended}.")
    elif wrong:
        click.echo(f"Not true: {len(wrong)}. `flask counts check --repair` makes them true.")
        sys.exit(1)
    else:
        click.echo("All counts are true.")


def _campaigns(slug: str) -> list[UUID | None]:
    """The campaigns of this name (each organisation may have one); for no name: all at once."""
    if not slug:
        return [None]
    found = list(reading().scalars(select(Campaign.id).filter_by(slug=slug)))
    if not found:
        raise Problem(f"There is no campaign “{slug}”.")
    return [*found]

"""What an operator's service manager runs: `flask work email`, `flask schedule`, `flask catch`."""

from __future__ import annotations

import click
from flask import Flask, current_app
from flask.cli import with_appcontext

from campaign import delivery
from campaign.base.queue import CHANNELS
from campaign.works import catcher, jobs, schedule


@click.command("work")
@click.argument("channel", type=click.Choice(CHANNELS))
@with_appcontext
def work(channel: str) -> None:
    """Drain CHANNEL whenever it is nudged, until stopped."""
    jobs.work(channel)


@click.command("schedule")
@with_appcontext
def run_schedule() -> None:
    """Sweep and nudge again and again, until stopped."""
    schedule.run()


@click.command("catch")
@with_appcontext
def catch() -> None:
    """Catch the sandbox's mail on loopback, until stopped."""
    if current_app.config["CAMPAIGN"].live:
        raise click.ClickException("There is nothing to catch while SENDING is live.")
    catcher.run(current_app._get_current_object())  # type: ignore[attr-defined]


@click.command("sweep")
@click.option("--drain", is_flag=True, help="Deliver what is due, too, without workers.")
@with_appcontext
def sweep(drain: bool) -> None:
    """Put back what was dropped, once."""
    delivery.sweep()
    if drain:
        schedule.drain_here()


def register(app: Flask) -> None:
    """Give the commands to the application."""
    for command in (work, run_schedule, catch, sweep):
        app.cli.add_command(command)

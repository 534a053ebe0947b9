"""What an operator's service manager runs: `flask work email`, `flask schedule`, `flask catch`.

`flask inbound ...` is in `incoming.py`.
"""

from __future__ import annotations

import os
from pathlib import Path

import click
import flask_migrate
from flask import Flask, current_app
from flask.cli import with_appcontext

from campaign import delivery
from campaign.appeals import UnreadableAppeal, decode
from campaign.base.plainly import plainly
from campaign.base.problems import Problem
from campaign.base.queue import CHANNELS
from campaign.works import catcher, demo, incoming, jobs, schedule


@click.command("work")
@click.argument("channel", type=click.Choice(CHANNELS))
@with_appcontext
@plainly
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
@plainly
def sweep(drain: bool) -> None:
    """Put back what was dropped, once."""
    delivery.sweep()
    if drain:
        schedule.drain_here()


@click.command("demo")
@click.option("--appeal", type=click.Path(path_type=Path), help="Instead of the invented one.")
@with_appcontext
def run_demo(appeal: Path | None) -> None:
    """Bring the database up to date, with a published campaign; prints the path of its page."""
    config = current_app.config["CAMPAIGN"]
    if config.live:
        raise click.ClickException("The demonstration is only for SENDING=sandbox.")
    flask_migrate.upgrade()
    try:
        source = decode(appeal.read_bytes()) if appeal else None
        page = demo.prepare(source, os.environ["DEMO_EMAIL"], os.environ["DEMO_PASSWORD"])
    except OSError as error:
        raise click.ClickException(f"{appeal} cannot be read: {error.strerror}.") from error
    except (Problem, UnreadableAppeal) as error:
        raise click.ClickException(str(error)) from error
    click.echo(page)


def register(app: Flask) -> None:
    """Give the commands to the application."""
    for command in (work, run_schedule, catch, sweep, run_demo):
        app.cli.add_command(command)
    incoming.register(app)

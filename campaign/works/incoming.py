"""`flask inbound ...`: mail comes in, and what an operator may have to do about it."""

from __future__ import annotations

import imaplib
import logging
import os
import sys
from uuid import UUID

import click
from flask import Flask, current_app
from flask.cli import AppGroup

from campaign import inbound
from campaign.accounts.people import organisation_named
from campaign.base.database import writing
from campaign.base.plainly import plainly
from campaign.inbound import inbox
from campaign.inbound.actions import moderate
from campaign.inbound.mime import LARGEST
from campaign.works import lmtp, mailbox

group = AppGroup("inbound", help="Bounces and replies: how they come in.")

log = logging.getLogger(__name__)


@group.command("lmtp")
def listen() -> None:
    """Take mail by LMTP on loopback, until stopped."""
    lmtp.run(current_app._get_current_object())  # type: ignore[attr-defined]


@group.command("receive")
@click.argument("address")
@click.option("--sender", help="That of the envelope; else Return-Path is believed.")
def receive(address: str, sender: str | None) -> None:
    """Take one mail from standard input, for ADDRESS.

    Exit codes as in sysexits.h: 0 kept, 67 there is no such address, 75 not now, offer it again.
    """
    try:
        inbound.take(address, sender, sys.stdin.buffer.read(LARGEST))
    except inbound.NoSuchRecipient:
        inbound.turn_away()
        sys.exit(os.EX_NOUSER)
    except inbound.NotYet:
        sys.exit(os.EX_TEMPFAIL)
    except Exception as error:
        log.error("a mail was not kept: %s", type(error).__name__)
        sys.exit(os.EX_TEMPFAIL)


@group.command("fetch")
@plainly
def fetch() -> None:
    """Ask the mailbox once, as the schedule does when INBOUND is imap."""
    try:
        click.echo(f"Taken: {mailbox.fetch()}.")
    except (OSError, imaplib.IMAP4.error) as error:
        words = f"The mailbox cannot be asked: {type(error).__name__}."
        raise click.ClickException(words) from error


@group.command("waiting")
@plainly
def waiting() -> None:
    """List mail and reports that say nothing of whose they are, and count refused addresses."""
    for incoming in inbox.of_nobody():
        click.echo(f"{incoming.id}  {incoming.at:%Y-%m-%d %H:%M} UTC  {incoming.kind}")
    for report in moderate.of_nobody():
        click.echo(f"{report.id}  {report.came_at:%Y-%m-%d %H:%M} UTC  report of an action")
    click.echo(f"Refused because of a forged or unknown address: {inbox.turned_away()}.")


@group.command("give")
@click.argument("incoming_id", type=click.UUID)
@click.argument("organisation")
@plainly
def give(incoming_id: UUID, organisation: str) -> None:
    """Give such a mail or report to an organisation (its short name), whose desk then shows it."""
    with writing() as session:
        whose = organisation_named(session, organisation)
        if not moderate.give(session, incoming_id, whose):
            inbox.give(session, incoming_id, whose)
    click.echo("Given.")


def register(app: Flask) -> None:
    """Give the commands to the application."""
    app.cli.add_command(group)

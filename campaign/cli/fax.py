"""`flask fax`: whether faxes can leave."""

from __future__ import annotations

import sys

import click
from flask import current_app
from flask.cli import AppGroup

from campaign.delivery.gateways.choose import fax_gateway

fax = AppGroup("fax", help="The way out for faxes.")


@fax.command("check")
def check() -> None:
    """Ask the fax gateway whether it is there and lets us in; nothing is sent.

    Exit code 1 if something must be mended first.
    """
    config = current_app.config["CAMPAIGN"]
    if not config.fax_available:
        click.echo("FAX_GATEWAY is none: letters to fax numbers are given to supporters to print.")
        return
    gateway = fax_gateway(config)
    try:
        findings = gateway.check()
    finally:
        gateway.close()
    click.echo(f"Gateway: {gateway.name}")
    for finding in findings:
        click.echo(f"{'good ' if finding.good else 'wrong'}  {finding.what}: {finding.text}")
    if not all(finding.good for finding in findings):
        sys.exit(1)

"""`flask organisation`, `flask manager`: who runs campaigns here."""

from __future__ import annotations

import click
from flask.cli import AppGroup

from campaign.accounts.people import add_manager, found, organisation_named
from campaign.accounts.roles import ROLES
from campaign.base.database import writing
from campaign.base.plainly import plainly

organisation = AppGroup("organisation", help="Organisations that run campaigns.")
manager = AppGroup("manager", help="People who log in at the desk.")


@organisation.command("add")
@click.option("--name", prompt=True, help="As it stands on letters.")
@click.option("--slug", prompt=True, help="Short name for commands: small letters and dashes.")
@click.option("--postal-address", prompt=True, help="As on letters; lines separated by a | sign.")
@click.option("--contact-email", prompt=True, help="Where authorities and supporters reach people.")
@plainly
def add_organisation(name: str, slug: str, postal_address: str, contact_email: str) -> None:
    """Add an organisation."""
    address = "\n".join(line.strip() for line in postal_address.split("|"))
    with writing() as session:
        found(session, name, slug, address, contact_email)
    click.echo(f"{name} is added.")


@manager.command("add")
@click.option("--name", prompt=True)
@click.option("--email", prompt=True)
@click.option("--role", default="owner", show_default=True, help=f"One of {', '.join(ROLES)}.")
@click.option("--organisation", "slug", default="", help="Needed if there are many.")
@click.password_option(help="Leave it out to be asked; then it stays out of the shell's history.")
@plainly
def add(name: str, email: str, role: str, slug: str, password: str) -> None:
    """Add a person to the desk."""
    with writing() as session:
        add_manager(session, organisation_named(session, slug), name, email, password, role)
    click.echo(f"{name} can log in at the desk as {role}.")

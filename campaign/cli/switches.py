"""`flask pause`, `flask resume`, `flask pauses`, `flask gates`, `flask open`, `flask restored`."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import UUID

import click
from flask import current_app
from flask.cli import with_appcontext
from sqlalchemy import URL, select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.base.plainly import plainly
from campaign.base.problems import Problem
from campaign.base.queue import CHANNELS, nudge
from campaign.campaigns.models import Campaign, Recipient
from campaign.delivery import gates, switches, unattended
from campaign.delivery import restored as restored_
from campaign.delivery.models import Switch
from campaign.delivery.switches import Scope
from campaign.directory.models import Authority
from campaign.letters.models import Destination

BY = {
    gates.LIMIT: "the limit is reached",
    gates.BREAKER: "too many failures in a row",
    gates.POLICY: "they refuse us by policy; `flask open` when that is mended",
}


def scoped(command: Callable[..., Any]) -> Callable[..., Any]:
    """The options that say what a pause covers; together they narrow it."""
    for option in reversed(
        (
            click.option("--organisation", metavar="SLUG", help="Only of one organisation."),
            click.option("--campaign", metavar="SLUG", help="Only of one campaign."),
            click.option(
                "--recipient", metavar="ID|OFFICE", help="Only to one recipient of that campaign."
            ),
            click.option("--channel", type=click.Choice(("email", "fax")), help="Only this way."),
            click.option("--destination", metavar="ADDRESS", help="Only to one mailbox or number."),
        )
    ):
        command = option(command)
    return command


@click.command("pause")
@click.argument("why")
@scoped
@with_appcontext
@plainly
def pause(why: str, **what: str | None) -> None:
    """Stop all letters, or those that the options name; WHY is shown at the desk."""
    with writing() as session:
        for scope in _scopes(session, **what):
            switches.pause(session, why, "command line", scope)
    click.echo("Paused: no such letter leaves until `flask resume` with the same options.")
    _say_where()


@click.command("resume")
@scoped
@with_appcontext
@plainly
def resume(**what: str | None) -> None:
    """End a pause: that of everything, or the one made with the same options."""
    with writing() as session:
        ended = [switches.resume(session, scope) for scope in _scopes(session, **what)]
        if not any(ended):
            raise Problem("There is no such pause; see `flask pauses`.")
    _nudge()
    click.echo("These letters leave again, unless another pause holds them.")
    _say_where()


@click.command("pauses")
@with_appcontext
@plainly
def pauses() -> None:
    """List what is paused, since when, by whom and why."""
    found = switches.in_force()
    for switch in found:
        since = f"since {switch.since:%Y-%m-%d %H:%M} UTC"
        click.echo(f"{_words(switch)}: {since} by {switch.by}: {switch.why}")
    if not found:
        click.echo("Nothing is paused.")


@click.command("gates")
@with_appcontext
@plainly
def closed() -> None:
    """List what rests just now, and since when something waits that nobody takes."""
    found = gates.closed()
    for gate in found:
        until = f"until {gate.until:%Y-%m-%d %H:%M} UTC" if gate.until else "until it is opened"
        click.echo(f"{gate.kind} {gate.name}: closed {until}: {BY[gate.by]}")
    if not found:
        click.echo("Every way is open.")
    for channel in CHANNELS:
        if at := unattended.since(channel):
            minutes = (db_now() - at) // timedelta(minutes=1)
            click.echo(f"{channel}: what nobody has taken is due for {minutes} minutes")


@click.command("open")
@click.argument("name")
@with_appcontext
@plainly
def open_again(name: str) -> None:
    """Open a channel, domain, mailbox or number that was closed by failures or by policy."""
    found = [gate for gate in gates.closed() if gate.name == name]
    with writing() as session:
        opened = [gates.open_again(session, gate.kind, gate.key) for gate in found]
        if not any(opened):
            raise Problem(f"{name} is not closed by failures or policy; see `flask gates`.")
    _nudge()
    click.echo("Open.")


@click.command("restored")
@with_appcontext
@plainly
def restored() -> None:
    """After a backup came back: pause everything, and doubt all letters that wait in it.

    Run it before any worker or schedule is started. What left since the backup is found by the
    relay's log; then `flask resume`.
    """
    doubted = restored_.restored()
    click.echo(f"Everything is paused; {doubted} letters are in doubt until evidence settles them.")
    if not current_app.config["CAMPAIGN"].evidence:
        click.echo("Without RELAY_LOG nothing settles them but a person, or WHEN_CUT=resend.")
    _say_where()


COMMANDS = (pause, resume, pauses, closed, open_again, restored)


def _say_where() -> None:
    """In which database this was, without what gives access to it: a shell may know another one."""
    known = db.engine.url
    shown = URL.create(known.drivername, host=known.host, port=known.port, database=known.database)
    click.echo(f"Database: {shown}")


def _nudge() -> None:
    for channel in CHANNELS:
        nudge(channel)


def _scopes(
    session: Session,
    organisation: str | None,
    campaign: str | None,
    recipient: str | None,
    channel: str | None,
    destination: str | None,
) -> list[Scope]:
    """What the options name: one scope, or one for each organisation that uses a destination."""
    org_id = campaign_id = recipient_id = None
    if organisation:
        org_id = _one(session, Organisation, slug=organisation).id
    if campaign:
        named = _one(session, Campaign, slug=campaign, **({"org_id": org_id} if org_id else {}))
        org_id, campaign_id = named.org_id, named.id
    if recipient:
        if campaign_id is None:
            raise Problem("Name the recipient's campaign too, with --campaign.")
        recipient_id = _recipient(session, campaign_id, recipient)
    if not destination:
        return [Scope(org_id, campaign_id, recipient_id, channel=channel)]
    places = select(Destination).filter_by(address=destination)
    if org_id:
        places = places.filter_by(org_id=org_id)
    found = session.scalars(places).all()
    if not found:
        raise Problem(f"No letter was ever written to {destination}.")
    return [Scope(place.org_id, campaign_id, recipient_id, place.id, channel) for place in found]


def _one(session: Session, table: type[Any], slug: str, **where: Any) -> Any:
    found = session.scalars(select(table).filter_by(slug=slug, **where)).one_or_none()
    if found is None:
        raise Problem(f"There is no {table.__name__.lower()} called {slug}.")
    return found


def _recipient(session: Session, campaign_id: UUID, named: str) -> UUID:
    """The recipient of a campaign whose id or office this is."""
    query = (
        select(Recipient.id, Authority.office)
        .join(Authority, Authority.id == Recipient.authority_id)
        .where(Recipient.campaign_id == campaign_id)
    )
    found = [row.id for row in session.execute(query) if named in (str(row.id), row.office)]
    if len(found) != 1:
        raise Problem(f"{len(found)} recipients of this campaign are called {named}; give the id.")
    return UUID(str(found[0]))


def _words(switch: Switch) -> str:
    """What a pause covers, in the words of the options; the campaign says which organisation."""
    session, words = reading(), []
    if switch.org_id and not switch.campaign_id:
        words.append(f"organisation {session.get_one(Organisation, switch.org_id).slug}")
    if switch.campaign_id:
        words.append(f"campaign {session.get_one(Campaign, switch.campaign_id).slug}")
    if switch.recipient_id:
        office = session.get_one(Recipient, switch.recipient_id).authority.office
        words.append(f"recipient {office} ({switch.recipient_id})")
    if switch.channel:
        words.append(f"channel {switch.channel}")
    if switch.destination_id:
        address = session.get_one(Destination, switch.destination_id).address
        words.append(f"destination {address}")
    return ", ".join(words) or "everything"

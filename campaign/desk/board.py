"""What became of a campaign's letters, and what needs a person."""

from __future__ import annotations

import csv
import io
from collections.abc import Sequence
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import Response as FlaskResponse
from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.base.queue import CHANNELS, nudge
from campaign.campaigns import closing, find, texts
from campaign.campaigns.closing import closing_appeal
from campaign.campaigns.languages import name_of
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.delivery import gates, switches
from campaign.delivery.switches import Scope
from campaign.desk.departures import CLOSED_BY, NOBODY_COMES, closed_ways, nobody_comes
from campaign.desk.forms import HoursForm, WhyForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import acts, who_did
from campaign.desk.tables import (
    BAR_HOURS,
    COLUMNS,
    LOST,
    Table,
    column_of,
    hours,
    signatures,
    table,
)
from campaign.letters import counts, states
from campaign.letters.life import how_many_lost
from campaign.letters.write import PETITION

CHANNEL_NAMES = [("email", "E-mail"), ("fax", "Fax"), ("print", "Paper")]
FORMULA = ("=", "+", "-", "@", "\t", "\r")


@desk.get("/campaigns/<uuid:campaign_id>")
@needs("see")
def board(campaign_id: UUID) -> str | Response:
    """Figures, tables, chart; a draft is reviewed instead."""
    campaign = find.one_of(me().org_id, campaign_id)
    if campaign.state == "draft":
        return redirect(url_for("desk.reading", campaign_id=campaign.id), 303)
    figures = counts.figures(campaign.id, campaign.sandbox)
    now = db_now()
    arrived = counts.hourly(campaign.id, campaign.sandbox, now - timedelta(hours=BAR_HOURS))
    offices = [(r.id, r.authority.office) for r in campaign.all_recipients]
    by_recipient = table(figures, "letter", offices, lambda f: f.recipient_id)
    pause = switches.paused(campaign)
    config = current_app.config["CAMPAIGN"]
    return render_template(
        "desk/board.html",
        campaign=campaign,
        signatures=signatures(figures),
        by_recipient=by_recipient,
        by_channel=table(figures, "letter", CHANNEL_NAMES, lambda f: f.channel),
        transmissions=table(figures, "transmission", CHANNEL_NAMES[:2], lambda f: f.channel),
        columns=COLUMNS,
        handed_by_hour=hours(arrived.get(("letter", states.ACCEPTED), {}), now),
        confirmed_by_hour=hours(arrived.get(("signature", "confirmed"), {}), now),
        pause=pause,
        paused_by=who_did(pause.by) if pause else "",
        own_pause=pause is not None and pause.campaign_id == campaign.id,
        paused_in_part=bool(switches.partly(campaign)),
        tasks=_tasks(campaign, by_recipient, figures),
        acts=acts(campaign),
        why=WhyForm(),
        outcome=_outcome(campaign),
        hours_form=HoursForm(office_hours=campaign.office_hours),
        office_hours=(config.office_opens, config.office_closes),
    )


@desk.post("/campaigns/<uuid:campaign_id>/counts.csv")
@needs("export")
def export_counts(campaign_id: UUID) -> FlaskResponse:
    """The counts as a table for a spreadsheet; no supporter is in it."""
    campaign = find.one_of(me().org_id, campaign_id)
    offices = {r.id: r.authority.office for r in campaign.all_recipients}
    lines: dict[tuple[str, str, str], int] = {}
    heads = {state: column.head for column in COLUMNS for state in column.states}
    for f in counts.figures(campaign.id, campaign.sandbox):
        if f.subject == "letter":
            line = (offices.get(f.recipient_id, "Others"), f.channel, heads[f.state])
            lines[line] = lines.get(line, 0) + f.n
    with writing() as session:
        record(session, me().org_id, me().id, "counts exported", f"campaign:{campaign_id}")
    out = io.StringIO()
    writer = csv.writer(out, quoting=csv.QUOTE_ALL, lineterminator="\r\n")
    writer.writerow(["recipient", "channel", "state", "n"])
    for line, n in sorted(lines.items()):
        writer.writerow([*map(_harmless, line), n])
    headers = {"Content-Disposition": f'attachment; filename="{campaign.slug}.csv"'}
    # the mark tells spreadsheets that this is UTF-8
    return FlaskResponse("\ufeff" + out.getvalue(), mimetype="text/csv", headers=headers)


@desk.post("/campaigns/<uuid:campaign_id>/pause")
@needs("stop")
def pause_campaign(campaign_id: UUID) -> Response:
    """Stop its letters, at once."""
    form = WhyForm()
    campaign = find.one_of(me().org_id, campaign_id)
    if form.validate_on_submit():
        why, by = form.why.data, f"manager:{me().id}"
        with writing() as session:
            switches.pause(session, why, by, Scope(campaign.org_id, campaign.id))
            subject = f"campaign:{campaign.id}"
            record(session, campaign.org_id, me().id, "campaign paused", subject, why)
        flash("Paused: no letter of this campaign leaves.", "wait")
    else:
        flash("Say why; it is kept for the record.", "bad")
    return redirect(url_for("desk.board", campaign_id=campaign_id), 303)


@desk.post("/campaigns/<uuid:campaign_id>/resume")
@needs("resume")
def resume_campaign(campaign_id: UUID) -> Response:
    """End the pause of this campaign; a wider one stays in force."""
    campaign = find.one_of(me().org_id, campaign_id)
    with writing() as session:
        if switches.resume(session, Scope(campaign.org_id, campaign.id)):
            subject = f"campaign:{campaign.id}"
            record(session, campaign.org_id, me().id, "campaign resumed", subject)
    for channel in CHANNELS:
        nudge(channel)
    flash("The pause of this campaign is over.", "good")
    return redirect(url_for("desk.board", campaign_id=campaign_id), 303)


def _outcome(campaign: Campaign) -> dict[str, str] | None:
    """How a campaign ended, and how many were told; None while it runs, or if nothing was said."""
    if campaign.state != "closed" or not campaign.outcome:
        return None
    n, mail = campaign.outcome_told, campaign.outcome_mail
    people = "1 person who asked for it was" if n == 1 else f"{n:,} people who asked for it were"
    more = "" if campaign.outcome_told_at else " The others follow within minutes."
    told = f"{people} told by mail.{more}" if mail else "Nobody was written to."
    if mail and not n and more:
        told = "Those who asked to be told are written to within minutes."
    return {
        "words": closing.KINDS[campaign.outcome],
        "said": campaign.outcome_said or "",
        "told": told,
    }


def _tasks(
    campaign: Campaign, letters: Table, figures: Sequence[counts.Figure]
) -> list[dict[str, Any]]:
    """What a person should do now, the most urgent first."""
    n = letters.by_head
    tasks: list[dict[str, Any]] = []
    for recipient in campaign.recipients:
        for point in recipient.authority.contact_points:
            if point.health == "failing":
                tasks.append(
                    {
                        "title": f"{recipient.authority.office}: {point.address} does not work",
                        "words": "It refused letters or sent them back. Correct it or replace it.",
                        "said": point.failing_because or "",
                        "recipient_id": recipient.id,
                        "urgent": True,
                    }
                )
    if campaign.state != "closed" and closing_appeal(campaign):
        tasks.append(_END | {"href": url_for("desk.closing", campaign_id=campaign.id)})
    if nobody_comes(campaign):
        title, words = "Letters wait although nothing holds them", NOBODY_COMES
        tasks.append({"title": title, "words": words, "departures": True, "urgent": True})
    tasks += [
        {"title": f"{gate.name} rests", "words": CLOSED_BY[gate.by], "departures": True}
        | {"urgent": gate.by == gates.POLICY}
        for gate in closed_ways(campaign)
        if gate.by != gates.LIMIT
    ]
    if lost := how_many_lost(campaign):
        title = f"{lost} of which our mail service has no trace any more"
        words = "It had taken them. Nothing of it is sent again unless you say so."
        tasks.append({"title": title, "words": words, "slug": LOST.slug, "urgent": True})
    over = campaign.state == "closed"
    if not over:
        tasks += [_replaced(campaign, text, who) for text, who in texts.replaced(campaign)]
    for head, title, words in _LOOK_AT:
        if n[head] and (head == "Cannot tell" or not over):
            slug = head.lower().replace(" ", "-")
            task = {"title": title.format(n=n[head]), "words": words, "slug": slug}
            tasks.append(task | {"urgent": False})
    if over and (held := sum(f.n for f in figures if f.state == PETITION)):
        tasks.append(_PETITIONS | {"title": f"{held} in petitions"})
    return tasks


def _replaced(campaign: Campaign, text: LetterText, who: Sequence[Recipient]) -> dict[str, Any]:
    language, offices = name_of(text.language), ", ".join(one.authority.office for one in who)
    return {
        "title": f"The {language} letter is out of date",
        "words": f"An update replaced what it says. Letters to {offices} are not in {language} "
        "until it is written anew.",
        "do": "Write it",
        "href": url_for("desk.languages", campaign_id=campaign.id),
        "urgent": False,
    }


_END = {
    "title": "An appeal says that this case is closed",
    "words": "Letters go on until you close the campaign. The text is filled in from that appeal.",
    "do": "Close it",
    "urgent": True,
}

_PETITIONS = {
    "words": "The campaign has ended. Say at each authority whether its petition was handed over.",
    "slug": column_of(PETITION).slug,
    "urgent": False,
}

_LOOK_AT = (
    ("Held", "{n} held", "Their text cannot stand in a mail or fax as it is."),
    ("Cannot tell", "{n} of which we cannot tell", "Ask the authority before sending again."),
    ("Given up", "{n} given up", "Look for another address of these authorities."),
    ("Came back", "{n} came back", "Check the address of these authorities."),
)


def _harmless(text: str) -> str:
    """Text that no spreadsheet takes for a formula."""
    return f"'{text}" if text.startswith(FORMULA) else text

"""An update beside what was in force: see what is new, then publish it or throw it away."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.base.queue import CHANNELS, nudge
from campaign.campaigns import cases, find, publish, texts
from campaign.campaigns.compare import compare
from campaign.campaigns.doubts import doubts
from campaign.campaigns.languages import name_of
from campaign.campaigns.models import AppealUpdate, Campaign
from campaign.campaigns.update import throw_away
from campaign.desk.forms import UpdateForm
from campaign.desk.let_in import desk, me, needs
from campaign.letters import supersede


@desk.get("/campaigns/<uuid:campaign_id>/update")
@needs("see")
def update(campaign_id: UUID) -> str | Response:
    """What is new; without an open update the campaign is reviewed."""
    campaign = find.one_of(me().org_id, campaign_id)
    found = cases.open_one(campaign)
    if found is None:
        return redirect(url_for("desk.review", campaign_id=campaign_id), 303)
    return _page(campaign, found, UpdateForm(formdata=None, acknowledged=campaign.acknowledged))


@desk.post("/campaigns/<uuid:campaign_id>/update")
@needs("publish")
def publish_update(campaign_id: UUID) -> tuple[str, int] | Response:
    """Let the update supersede what was in force."""
    campaign = find.one_of(me().org_id, campaign_id)
    found = cases.open_one(campaign)
    if found is None:
        flash("There is no update to publish.", "bad")
        return redirect(url_for("desk.review", campaign_id=campaign_id), 303)
    form = UpdateForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                publish.publish(
                    session,
                    find.one_of(me().org_id, campaign_id),
                    me().id,
                    bool(form.people_agreed.data),
                    form.acknowledged.data or [],
                    form.approval(),
                )
            for channel in CHANNELS:
                nudge(channel)
            flash(
                "The update is published. Letters that waited are seen to within minutes.", "good"
            )
            return redirect(url_for("desk.board", campaign_id=campaign_id), 303)
        except Problem as problem:
            form.form_errors.append(str(problem))
    return _page(find.one_of(me().org_id, campaign_id), found, form), 422


@desk.post("/campaigns/<uuid:campaign_id>/update/throw-away")
@needs("publish")
def throw_update_away(campaign_id: UUID) -> Response:
    """All is as it was before the update."""
    try:
        with writing() as session:
            throw_away(session, find.one_of(me().org_id, campaign_id), me().id)
        flash("The update is thrown away; the campaign goes on as before.", "good")
    except NotFound:
        raise
    except Problem as problem:
        flash(str(problem), "bad")
    return redirect(url_for("desk.board", campaign_id=campaign_id), 303)


_PLACES = {"title": "Title", "subject": "Subject", "opening": "What happened", "demands": "Demands"}


def _page(campaign: Campaign, found: AppealUpdate, form: UpdateForm) -> str:
    changes = compare(campaign, found)
    waiting = supersede.waiting(campaign)
    new_words = any(part.changed for part in changes.letter[1:])  # the subject stands for itself
    offices = {r.id: r.authority.office for r in campaign.recipients}
    serious = [doubt for doubt in doubts(campaign) if doubt.serious]
    return render_template(
        "desk/update.html",
        campaign=campaign,
        update=found,
        changes=changes,
        waiting=waiting,
        asked=waiting.own_words if new_words else 0,
        serious=[
            {
                "value": one.key,
                "name": one.message,
                "place": offices.get(one.recipient_id, "")
                if one.recipient_id
                else _PLACES.get(one.field, "The appeal"),
            }
            for one in serious
        ],
        replaced=[
            (name_of(text.language), [one.authority.office for one in who])
            for text, who in texts.replaced(campaign)
        ],
        first_language=name_of(campaign.appeal.language),
        gone=[{"value": str(r.id), "name": r.authority.office} for r in changes.gone],
        form=form,
    )

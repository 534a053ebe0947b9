"""A campaign is closed: how the case ended, and what is told of it, read before it goes out."""

from __future__ import annotations

import hashlib
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from campaign.accounts.models import Organisation
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns import closing as ending
from campaign.campaigns import find
from campaign.campaigns.closing import Outcome
from campaign.campaigns.models import Campaign
from campaign.desk.forms import ClosingForm
from campaign.desk.let_in import desk, me, needs
from campaign.notices.message import text_of
from campaign.signing import outcome


@desk.get("/campaigns/<uuid:campaign_id>/closing")
@needs("publish")
def closing(campaign_id: UUID) -> str:
    """The form, filled in from an appeal that says the case is closed."""
    campaign = find.one_of(me().org_id, campaign_id)
    said, mail = ending.drafted(campaign)
    return _page(campaign, ClosingForm(formdata=None, said=said, mail=mail))


@desk.post("/campaigns/<uuid:campaign_id>/closing")
@needs("publish")
def close_campaign(campaign_id: UUID) -> tuple[str, int] | str | Response:
    """Show what will be told; close, if exactly that was looked at before."""
    campaign = find.one_of(me().org_id, campaign_id)
    form = ClosingForm()
    if not form.validate_on_submit():
        return _page(campaign, form), 422
    try:
        end = ending.outcome(form.kind.data, form.said.data, form.mail.data or "")
        if form.seen.data != _fingerprint(end):
            form.seen.data = _fingerprint(end)
            return _page(campaign, form, end)
        with writing() as session:
            one = find.one_of(me().org_id, campaign_id)
            ending.close(session, one, me().id, f"{ending.KINDS[end.kind]}: {end.said}", end)
    except Problem as problem:
        form.form_errors.append(str(problem))
        return _page(find.one_of(me().org_id, campaign_id), form), 422
    flash("The campaign is closed: nobody can sign, and nothing more leaves.", "good")
    return redirect(url_for("desk.board", campaign_id=campaign_id), 303)


def _page(campaign: Campaign, form: ClosingForm, end: Outcome | None = None) -> str:
    shown = None
    if end and end.mail:
        organisation = reading().get_one(Organisation, campaign.org_id)
        values = outcome.mail_values(campaign, organisation, end.mail)
        own = {"status_url": "(the link to their letters)", "erase_url": "(the link to erase all)"}
        shown = text_of("outcome", values | own)
    return render_template(
        "desk/closing.html",
        campaign=campaign,
        form=form,
        end=end,
        heads=ending.PUBLIC,
        mail=shown,
        wanted=outcome.wanted(campaign),
        source=ending.closing_appeal(campaign),
    )


def _fingerprint(end: Outcome) -> str:
    """By which it is known that what is closed with is what was looked at."""
    said = "\0".join((end.kind, end.said, end.mail))
    return hashlib.sha256(said.encode()).hexdigest()[:32]

"""The name of somebody in danger is taken out of an appeal, or put back."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from campaign.base.database import writing
from campaign.base.problems import Problem
from campaign.base.queue import nudge
from campaign.campaigns import find
from campaign.campaigns import names as taken_out
from campaign.desk.forms import NamesForm, WhyForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import acts


@desk.get("/campaigns/<uuid:campaign_id>/names")
@needs("see")
def names(campaign_id: UUID) -> str:
    """Names that are out, and the form to take out another."""
    return _page(campaign_id, NamesForm(formdata=None))


@desk.post("/campaigns/<uuid:campaign_id>/names")
@needs("stop")
def remove_name(campaign_id: UUID) -> tuple[str, int] | Response:
    """Take a name out at once."""
    form = NamesForm()
    if not form.validate_on_submit():
        return _page(campaign_id, form), 422
    try:
        with writing() as session:
            campaign = find.one_of(me().org_id, campaign_id)
            slug = campaign.slug
            taken_out.remove(session, campaign, me().id, form.names.data or "", form.why.data or "")
            moved = campaign.slug != slug
    except Problem as problem:
        form.form_errors.append(str(problem))
        return _page(campaign_id, form), 422
    nudge("email")
    nudge("fax")
    words = "The name is out. Letters that wait are written anew before any of them leaves."
    flash(f"{words} The page has another address now." if moved else words, "good")
    return redirect(url_for("desk.names", campaign_id=campaign_id), 303)


@desk.post("/campaigns/<uuid:campaign_id>/names/<uuid:name_id>")
@needs("publish")
def put_name_back(campaign_id: UUID, name_id: UUID) -> Response:
    """Show a name again."""
    form = WhyForm()
    campaign = find.one_of(me().org_id, campaign_id)
    if form.validate_on_submit():
        with writing() as session:
            one = find.one_of(me().org_id, campaign_id)
            taken_out.put_back(session, one, me().id, name_id, form.why.data or "")
        flash("The name is shown again.", "good")
    else:
        flash("Say why it is put back; nothing was changed.", "bad")
    return redirect(url_for("desk.names", campaign_id=campaign.id), 303)


def _page(campaign_id: UUID, form: NamesForm) -> str:
    campaign = find.one_of(me().org_id, campaign_id)
    return render_template(
        "desk/names.html",
        campaign=campaign,
        form=form,
        why=WhyForm(formdata=None),
        out=[one for one in campaign.removed_names if one.put_back_at is None],
        acts=acts(campaign),
    )

"""Whether a campaign's e-mails wait for the offices to open."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from campaign.base.database import writing
from campaign.base.queue import nudge
from campaign.campaigns import edit, find
from campaign.delivery import hours
from campaign.desk.forms import HoursForm
from campaign.desk.let_in import desk, me, needs


@desk.post("/campaigns/<uuid:campaign_id>/hours")
@needs("edit")
def keep_hours(campaign_id: UUID) -> Response:
    """Take over the choice; lanes that were closed for it are asked anew."""
    form = HoursForm()
    if form.validate_on_submit():
        keep = bool(form.office_hours.data)
        with writing() as session:
            campaign = find.one_of(me().org_id, campaign_id)
            edit.keep_hours(session, campaign, me().id, keep)
            hours.forget(session, campaign.id)
        nudge("email")
        words = "E-mails of this campaign wait for office hours." if keep else "No office hours."
        flash(words, "good")
    return redirect(url_for("desk.board", campaign_id=campaign_id), 303)

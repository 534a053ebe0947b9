"""One recipient of a campaign: what the directory knows, and the letter as it will be."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaign.base.database import writing
from campaign.base.problems import Problem
from campaign.campaigns import edit, find
from campaign.campaigns.doubts import doubts
from campaign.campaigns.models import Campaign, Recipient
from campaign.desk.forms import RecipientForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.review import SAVED, letter_to, printed_in, review_page, words_at
from campaign.directory.salutations import salutation

Change = Callable[[Session, Campaign, Recipient, UUID | None], None]


@desk.get("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>")
@needs("see")
def recipient(campaign_id: UUID, recipient_id: UUID) -> str:
    """The form, filled with what is known."""
    campaign = find.one_of(me().org_id, campaign_id)
    chosen = edit.recipient_of(campaign, recipient_id)
    authority, holder = chosen.authority, chosen.authority.holder
    points = authority.contact_points
    form = RecipientForm(
        formdata=None,
        office=authority.office,
        honorific=holder.honorific if holder else "",
        name=holder.name if holder else "",
        salutation=holder.salutation if holder else "",
        address=authority.address,
        country=authority.country or "",
        emails="\n".join(point.address for point in points if point.channel == "email"),
        faxes="\n".join(point.address for point in points if point.channel == "fax"),
    )
    return _page(campaign, chosen, form)


@desk.post("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>")
@needs("edit")
def edit_recipient(campaign_id: UUID, recipient_id: UUID) -> tuple[str, int] | Response:
    """Correct the authority, in all campaigns that write to it."""
    form = RecipientForm()
    campaign = find.one_of(me().org_id, campaign_id)
    chosen = edit.recipient_of(campaign, recipient_id)
    if form.validate_on_submit():
        try:
            with writing() as session:
                edit.edit_recipient(session, campaign, chosen, me().id, form.correction())
            flash(SAVED, "good")
            return redirect(url_for("desk.review", campaign_id=campaign_id), 303)
        except Problem as problem:
            form.form_errors.append(str(problem))
    return _page(campaign, chosen, form), 422


@desk.post("/campaigns/<uuid:campaign_id>/recipients")
@needs("edit")
def add_recipient(campaign_id: UUID) -> tuple[str, int] | Response:
    """Add an authority that was not read in the appeal."""
    form = RecipientForm()
    campaign = find.one_of(me().org_id, campaign_id)
    if not form.validate_on_submit():
        return review_page(campaign, new_recipient=form), 422
    with writing() as session:
        added = edit.add_recipient(session, campaign, me().id, form.correction()).id
    return redirect(url_for("desk.recipient", campaign_id=campaign_id, recipient_id=added), 303)


@desk.post("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>/leave-out")
@needs("edit")
def leave_out(campaign_id: UUID, recipient_id: UUID) -> Response:
    """Take it off the campaign's page."""
    return _changed(campaign_id, recipient_id, edit.leave_out)


@desk.post("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>/take-in")
@needs("edit")
def take_in(campaign_id: UUID, recipient_id: UUID) -> Response:
    """Put it back."""
    return _changed(campaign_id, recipient_id, edit.take_in)


@desk.post("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>/up")
@needs("edit")
def move_up(campaign_id: UUID, recipient_id: UUID) -> Response:
    """Let it stand one place higher."""
    return _changed(campaign_id, recipient_id, edit.move_up)


def _changed(campaign_id: UUID, recipient_id: UUID, change: Change) -> Response:
    with writing() as session:
        campaign = find.one_of(me().org_id, campaign_id)
        change(session, campaign, edit.recipient_of(campaign, recipient_id), me().id)
    return redirect(url_for("desk.review", campaign_id=campaign_id) + "#recipients", 303)


def _page(campaign: Campaign, chosen: Recipient, form: RecipientForm) -> str:
    language = campaign.appeal.language
    return render_template(
        "desk/recipient.html",
        campaign=campaign,
        recipient=chosen,
        form=form,
        salutation=salutation(chosen.authority, language),
        doubt_at=words_at(doubts(campaign), chosen.id),
        printed=printed_in(campaign).get(chosen.id, ""),
        letter=letter_to(campaign, chosen),
    )

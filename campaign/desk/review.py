"""The second step of a review: the letter, doubts where they belong, and publishing.

What was read in the appeal, and who is written to, is the first (`reading.py`)."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from campaign.accounts.models import Organisation
from campaign.appeals import excerpts, from_json
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import edit, find, publish, texts
from campaign.campaigns.cases import open_one
from campaign.campaigns.doubts import Doubt, doubts
from campaign.campaigns.languages import name_of
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.desk.forms import PublishForm, TextForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import acts
from campaign.letters.compose import PREVIEW_REFERENCE, Signer, compose
from campaign.letters.composed import ComposedLetter
from campaign.letters.pdf import missing_characters

SOMEBODY = Signer("Name of the supporter", "full", "Country", "City", "")
SAVED = "Saved. Letters that wait, if any, are written anew."
LETTERS_AT_ONCE = 30  # with more recipients, each letter has its own page only


@desk.get("/campaigns/<uuid:campaign_id>/review")
@needs("see")
def review(campaign_id: UUID) -> str:
    """Everything a manager looks at before publishing."""
    return review_page(find.one_of(me().org_id, campaign_id))


@desk.post("/campaigns/<uuid:campaign_id>/text")
@needs("edit")
def edit_text(campaign_id: UUID) -> tuple[str, int] | Response:
    """Change title and letter."""
    form = TextForm()
    if form.validate_on_submit():
        try:
            with writing() as session:
                edit.edit_text(
                    session,
                    find.one_of(me().org_id, campaign_id),
                    me().id,
                    form.version.data or 0,
                    form.title.data,
                    form.subject.data,
                    form.opening.data,
                    form.demands.data or "",
                )
            flash(SAVED, "good")
            return redirect(url_for("desk.review", campaign_id=campaign_id), 303)
        except Problem as problem:
            form.form_errors.append(str(problem))
    return review_page(find.one_of(me().org_id, campaign_id), text_form=form), 422


@desk.post("/campaigns/<uuid:campaign_id>/publish")
@needs("publish")
def publish_campaign(campaign_id: UUID) -> tuple[str, int] | Response:
    """Open it for signing; an update is published where it is compared."""
    form = PublishForm()
    campaign = find.one_of(me().org_id, campaign_id)
    if open_one(campaign):
        return redirect(url_for("desk.update", campaign_id=campaign_id), 303)
    if form.validate_on_submit():
        try:
            with writing() as session:
                publish.publish(
                    session,
                    find.one_of(me().org_id, campaign_id),
                    me().id,
                    bool(form.people_agreed.data),
                    form.acknowledged.data or [],
                )
            flash("The campaign is published.", "good")
            return redirect(url_for("desk.board", campaign_id=campaign_id), 303)
        except Problem as problem:
            form.form_errors.append(str(problem))
    return review_page(campaign, publish_form=form), 422


@desk.post("/campaigns/<uuid:campaign_id>/discard")
@needs("edit")
def discard_campaign(campaign_id: UUID) -> Response:
    """Throw a draft away."""
    try:
        with writing() as session:
            publish.discard(session, find.one_of(me().org_id, campaign_id), me().id)
        flash("The campaign is thrown away.", "good")
    except NotFound:
        raise
    except Problem as problem:
        flash(str(problem), "bad")
    return redirect(url_for("desk.overview"), 303)


def review_page(
    campaign: Campaign,
    text_form: TextForm | None = None,
    publish_form: PublishForm | None = None,
) -> str:
    """The review of a campaign; a form that is given is shown as it was filled in."""
    text = find.current_text(campaign, campaign.appeal.language)
    if text_form is None:
        text_form = TextForm(
            formdata=None,
            version=text.version,
            title=campaign.title,
            subject=text.subject,
            opening=text.opening,
            demands=edit.demands_as_text(text.demands),
        )
    found = doubts(campaign)
    if publish_form is None:
        publish_form = PublishForm(formdata=None, acknowledged=campaign.acknowledged)
    return render_template(
        "desk/review.html",
        campaign=campaign,
        appeal_doubts=[doubt for doubt in found if doubt.field == "appeal"],
        doubt_at=words_at(found, None),
        rows=[_row(campaign, one, found) for one in campaign.recipients],
        text_form=text_form,
        publish_form=publish_form,
        languages=[name_of(one.language) for one in texts.newest(campaign)],
        serious=[_choice(campaign, text_form, one) for one in found if one.serious],
        acts=acts(campaign),
    )


def printed_in(campaign: Campaign) -> dict[UUID, str]:
    """What the appeal prints of each recipient that was read in it."""
    appeal = from_json(campaign.appeal.reading)
    printed = excerpts(campaign.appeal.source, appeal.recipients)
    read = (one for one in campaign.all_recipients if one.printed_as is not None)
    return {one.id: printed[one.printed_as or 0] for one in read}


def _row(campaign: Campaign, recipient: Recipient, found: list[Doubt]) -> dict[str, Any]:
    few = len(campaign.recipients) <= LETTERS_AT_ONCE
    letter = letter_to(campaign, recipient) if few else None
    return {
        "recipient": recipient,
        "doubts": [doubt for doubt in found if doubt.recipient_id == recipient.id],
        "boxes": sorted(missing_characters(letter)) if letter else [],
        "letter": letter,
    }


def _choice(campaign: Campaign, form: TextForm, doubt: Doubt) -> dict[str, str]:
    """A doubt as a box to tick, with the name of the field at which it stands above."""
    offices = {recipient.id: recipient.authority.office for recipient in campaign.recipients}
    where = form[doubt.field].label.text if doubt.field in form else "The appeal"
    if doubt.recipient_id:
        where = offices.get(doubt.recipient_id, "")
    return {"value": doubt.key, "name": doubt.message, "place": where}


def words_at(found: list[Doubt], recipient_id: UUID | None) -> dict[str, str]:
    """The doubts about the campaign, or about one recipient, as words by field."""
    words: dict[str, str] = {}
    for doubt in found:
        if doubt.recipient_id == recipient_id:
            words[doubt.field] = f"{words.get(doubt.field, '')} {doubt.message}".strip()
    return words


def letter_to(
    campaign: Campaign, recipient: Recipient, text: LetterText | None = None
) -> ComposedLetter:
    """The letter to one recipient as it will be, or of another text; signed by nobody yet."""
    return compose(
        campaign,
        reading().get_one(Organisation, campaign.org_id),
        text or find.text_to(campaign, recipient),
        recipient,
        SOMEBODY,
        PREVIEW_REFERENCE,
        db_now().date(),
    )

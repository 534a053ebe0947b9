"""The letter of a campaign in further languages: its texts, their versions, and who gets which."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from campaign.accounts.people import name_of as name_of_person
from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import edit, find, texts
from campaign.campaigns.languages import language_tag, name_of
from campaign.campaigns.models import Campaign, LetterText
from campaign.desk.forms import TranslationForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.review import SAVED, letter_to
from campaign.letters.phrases import phrases

NEW = "new"  # stands for a language that is still to be named


@desk.get("/campaigns/<uuid:campaign_id>/languages")
@needs("see")
def languages(campaign_id: UUID) -> str:
    """All texts, and which recipient gets which."""
    campaign = find.one_of(me().org_id, campaign_id)
    known = texts.newest(campaign)
    return render_template(
        "desk/languages.html",
        campaign=campaign,
        rows=[_row(campaign, text) for text in known],
        choices=[(text.language, name_of(text.language)) for text in known],
    )


@desk.post("/campaigns/<uuid:campaign_id>/languages")
@needs("edit")
def choose_languages(campaign_id: UUID) -> Response:
    """Say which recipient gets which text; one that is not named in the form keeps its own."""
    try:
        with writing() as session:
            campaign = find.one_of(me().org_id, campaign_id)
            for one in campaign.recipients:
                chosen = request.form.get(f"language-{one.id}", one.language or "")
                texts.choose_language(session, campaign, one, chosen, me().id)
        flash("Saved. Letters that were signed stay as they were shown to their writers.", "good")
    except NotFound:
        raise
    except Problem as problem:
        flash(str(problem), "bad")
    return redirect(url_for("desk.languages", campaign_id=campaign_id), 303)


@desk.get("/campaigns/<uuid:campaign_id>/languages/<tag>")
@needs("see")
def text_in(campaign_id: UUID, tag: str) -> str:
    """The text in a language, or a form for one that is still to be named."""
    campaign = find.one_of(me().org_id, campaign_id)
    known = texts.versions(campaign, tag)
    if tag not in (NEW, campaign.appeal.language) and not known:
        raise NotFound("There is no letter in this language.")
    text = known[0] if known else find.current_text(campaign, campaign.appeal.language)
    form = TranslationForm(
        formdata=None,
        version=text.version if known else 0,
        language=text.language if known else "",
        subject=text.subject,
        opening=text.opening,
        demands=edit.demands_as_text(text.demands),
    )
    return _page(campaign, form, tag)


@desk.post("/campaigns/<uuid:campaign_id>/languages/<tag>")
@needs("edit")
def edit_text_in(campaign_id: UUID, tag: str) -> tuple[str, int] | Response:
    """Keep another version, or the first one of a language."""
    form = TranslationForm()
    campaign = find.one_of(me().org_id, campaign_id)
    if tag != NEW:
        form.language.data = tag
    if form.validate_on_submit():
        try:
            with writing() as session:
                texts.translate(
                    session,
                    find.one_of(me().org_id, campaign_id),
                    form.language.data,
                    me().id,
                    form.version.data or 0,
                    form.subject.data,
                    form.opening.data,
                    form.demands.data,
                )
            flash(SAVED, "good")
            spoken = language_tag(form.language.data)
            return redirect(url_for("desk.text_in", campaign_id=campaign_id, tag=spoken), 303)
        except Problem as problem:
            form.form_errors.append(str(problem))
    return _page(campaign, form, tag), 422


def _row(campaign: Campaign, text: LetterText) -> dict[str, Any]:
    return {
        "text": text,
        "name": name_of(text.language),
        "by": _by(text),
        "first": text.language == campaign.appeal.language,
        "counts": texts.counts(campaign, text),
        "behind": texts.is_behind(campaign, text),
        "gets": [one for one in campaign.recipients if one.language == text.language],
    }


def _page(campaign: Campaign, form: TranslationForm, tag: str) -> str:
    known = [] if tag == NEW else texts.versions(campaign, tag)
    first = find.current_text(campaign, campaign.appeal.language)
    recipient = next((one for one in campaign.recipients if one.language == tag), None)
    recipient = recipient or next(iter(campaign.recipients), None)
    return render_template(
        "desk/text.html",
        campaign=campaign,
        form=form,
        tag=tag,
        name="" if tag == NEW else name_of(tag),
        is_first=tag == campaign.appeal.language,
        first=first,
        first_demands=edit.demands_as_text(first.demands),
        versions=[(one, _by(one)) for one in known],
        as_text=edit.demands_as_text,
        behind=bool(known) and texts.is_behind(campaign, known[0]),
        in_english=bool(known) and _greets_in_english(tag),
        letter=letter_to(campaign, recipient, known[0]) if known and recipient else None,
    )


def _by(text: LetterText) -> str:
    return name_of_person(text.created_by) if text.created_by else ""


def _greets_in_english(tag: str) -> bool:
    return not tag.startswith("en") and phrases(tag) is phrases("en")

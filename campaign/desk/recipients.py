"""One recipient of a campaign: what the directory knows, and the letter as it will be."""

from __future__ import annotations

from uuid import UUID

from flask import current_app, flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from campaign.accounts.audit import record
from campaign.accounts.people import name_of
from campaign.appeals import from_json
from campaign.base.database import writing
from campaign.base.problems import Problem
from campaign.campaigns import edit, find
from campaign.campaigns.doubts import doubts
from campaign.campaigns.matches import match_of
from campaign.campaigns.models import Campaign, Petition, Recipient
from campaign.desk.directory_forms import RecipientForm
from campaign.desk.forms import ReceivedForm, WaysForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.review import SAVED, letter_to, printed_in, words_at
from campaign.desk.telling import moment
from campaign.desk.words import WAYS
from campaign.directory import points
from campaign.directory.salutations import salutation
from campaign.letters import petition
from campaign.letters.renew import take_up


@desk.get("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>")
@needs("see")
def recipient(campaign_id: UUID, recipient_id: UUID) -> str:
    """The form, filled with what is known."""
    campaign = find.one_of(me().org_id, campaign_id)
    chosen = edit.recipient_of(campaign, recipient_id)
    authority, holder = chosen.authority, chosen.authority.holder
    known = authority.contact_points
    form = RecipientForm(
        formdata=None,
        office=authority.office,
        honorific=holder.honorific if holder else "",
        name=holder.name if holder else "",
        salutation=holder.salutation if holder else "",
        address=authority.address,
        country=authority.country or "",
        emails="\n".join(point.address for point in known if point.channel == "email"),
        faxes="\n".join(point.address for point in known if point.channel == "fax"),
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


@desk.post("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>/ways")
@needs("edit")
def choose_ways(campaign_id: UUID, recipient_id: UUID) -> Response:
    """Whether a letter that failed goes on by the next way, and whether letters are gathered."""
    form = WaysForm()
    if form.validate_on_submit():
        next_way, joint = bool(form.next_way.data), bool(form.joint.data)
        with writing() as session:
            chosen = edit.recipient_of(find.one_of(me().org_id, campaign_id), recipient_id)
            edit.choose_ways(session, chosen, me().id, next_way, joint)
            if next_way:
                take_up(session, recipient_id)
        flash("Saved.", "good")
    return _back(campaign_id, recipient_id)


@desk.post("/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>/trust/<uuid:contact_id>")
@needs("resume")
def trust_again(campaign_id: UUID, recipient_id: UUID, contact_id: UUID) -> Response:
    """Use a suspended address or number again, on this person's word."""
    with writing() as session:
        chosen = edit.recipient_of(find.one_of(me().org_id, campaign_id), recipient_id)
        address = points.trust_again(session, chosen.authority, contact_id)
        subject = f"authority:{chosen.authority_id}"
        record(session, me().org_id, me().id, "address trusted again", subject, address)
    flash(f"{address} is used again.", "good")
    return _back(campaign_id, recipient_id)


def _back(campaign_id: UUID, recipient_id: UUID) -> Response:
    page = url_for("desk.recipient", campaign_id=campaign_id, recipient_id=recipient_id)
    return redirect(page + "#ways", 303)


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
        match=match_of(campaign, from_json(campaign.appeal.reading), chosen),
        decider=name_of,
        letter=letter_to(campaign, chosen),
        fax_available=current_app.config["CAMPAIGN"].fax_available,
        petitions=[(one, n, _received(one)) for one, n in petition.of_recipient(chosen)],
        waiting=petition.waiting(chosen),
        ways_form=WaysForm(formdata=None, next_way=chosen.next_way, joint=chosen.joint),
        way_names=WAYS,
        moment=moment,
    )


def _received(one: Petition) -> ReceivedForm:
    """The form of a petition; its fields have ids of their own, for there may be several."""
    form = ReceivedForm(formdata=None)
    for field in (form.on, form.place, form.receiver):
        field.id = f"{field.name}-{one.id}"
    return form

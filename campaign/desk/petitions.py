"""Petitions: letters printed as one and handed over by hand."""

from __future__ import annotations

from uuid import UUID

from flask import Response as FlaskResponse
from flask import flash, redirect, url_for
from werkzeug.wrappers import Response

from campaign.accounts.audit import record
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns import edit, find
from campaign.campaigns.models import Petition, Recipient
from campaign.desk.forms import ReceivedForm
from campaign.desk.let_in import desk, me, needs
from campaign.letters import petition as petitions

_PLACE = "/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>/petitions"


@desk.post(_PLACE)
@needs("export")
def make_petition(campaign_id: UUID, recipient_id: UUID) -> Response:
    """Take all letters that wait for this authority into a petition."""
    chosen = _recipient(campaign_id, recipient_id)
    try:
        with writing() as session:
            made = petitions.make(session, chosen, me().id)
            _record("petition made", made)
        flash("The petition is ready to be printed.", "good")
    except Problem as problem:
        flash(str(problem), "bad")
    return _back(campaign_id, recipient_id)


@desk.post(_PLACE + "/<uuid:petition_id>/print")
@needs("export")
def print_petition(campaign_id: UUID, recipient_id: UUID, petition_id: UUID) -> FlaskResponse:
    """The pages, with the names of those who agreed; who took them is recorded."""
    chosen = _recipient(campaign_id, recipient_id)
    found = petitions.one_of(reading(), chosen, petition_id)
    pdf = petitions.as_pdf(found)
    with writing():
        _record("petition printed", found)
    headers = {"Content-Disposition": 'attachment; filename="petition.pdf"'}
    return FlaskResponse(pdf, mimetype="application/pdf", headers=headers)


@desk.post(_PLACE + "/<uuid:petition_id>/received")
@needs("edit")
def petition_received(campaign_id: UUID, recipient_id: UUID, petition_id: UUID) -> Response:
    """Note when, where and by whom it was received."""
    form = ReceivedForm()
    valid = form.validate_on_submit()
    on, place, receiver = form.on.data, form.place.data, form.receiver.data
    with writing() as session:
        chosen = _recipient(campaign_id, recipient_id)
        found = petitions.one_of(session, chosen, petition_id)
        if valid:
            petitions.received(session, found, me().id, on, place, receiver)
            _record("petition received", found, f"{on}, {place}, {receiver}")
    if valid:
        flash("Noted: the petition was handed over.", "good")
    else:
        flash("Say when, where and by whom it was received.", "bad")
    return _back(campaign_id, recipient_id)


@desk.post(_PLACE + "/<uuid:petition_id>/give-up")
@needs("edit")
def give_up_petition(campaign_id: UUID, recipient_id: UUID, petition_id: UUID) -> Response:
    """It is not handed over: its letters wait again."""
    with writing() as session:
        chosen = _recipient(campaign_id, recipient_id)
        found = petitions.one_of(session, chosen, petition_id)
        petitions.give_up(session, found, me().id)
        _record("petition given up", found)
    over = find.one_of(me().org_id, campaign_id).state == "closed"
    flash("Its letters do not leave." if over else "Its letters wait again.", "wait")
    return _back(campaign_id, recipient_id)


def _recipient(campaign_id: UUID, recipient_id: UUID) -> Recipient:
    return edit.recipient_of(find.one_of(me().org_id, campaign_id), recipient_id)


def _record(action: str, petition: Petition, detail: str = "") -> None:
    subject = f"recipient:{petition.recipient_id}"
    record(reading(), petition.org_id, me().id, action, subject, detail)


def _back(campaign_id: UUID, recipient_id: UUID) -> Response:
    page = url_for("desk.recipient", campaign_id=campaign_id, recipient_id=recipient_id)
    return redirect(page + "#by-hand", 303)

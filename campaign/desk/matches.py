"""What an appeal prints otherwise than the directory has it: a person takes or refuses it."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

from flask import flash, redirect, request, url_for
from sqlalchemy.orm import Session
from werkzeug.wrappers import Response

from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import edit, find, matches
from campaign.campaigns.models import Campaign, Recipient
from campaign.desk.let_in import desk, me, needs

_ONE = "/campaigns/<uuid:campaign_id>/recipients/<uuid:recipient_id>"
Decision = Callable[[Session, Campaign, Recipient], None]


@desk.post(f"{_ONE}/difference")
@needs("edit")
def decide_difference(campaign_id: UUID, recipient_id: UUID) -> Response:
    """Take what the appeal prints into the directory, or leave the directory as it is."""
    field, value = request.form.get("field", ""), request.form.get("value", "")
    taken = request.form.get("taken") == "y"

    def decide(session: Session, campaign: Campaign, recipient: Recipient) -> None:
        matches.decide(session, campaign, recipient, field, value, taken, me().id)

    done = "Taken into the directory." if taken else "The directory stays as it is."
    return _decided(campaign_id, recipient_id, decide, done)


@desk.post(f"{_ONE}/same/<uuid:other_id>")
@needs("edit")
def decide_same(campaign_id: UUID, recipient_id: UUID, other_id: UUID) -> Response:
    """Whether a new authority is one that was here already."""
    same = request.form.get("same") == "y"

    def decide(session: Session, campaign: Campaign, recipient: Recipient) -> None:
        matches.is_same(session, campaign, recipient, other_id, same, me().id)

    done = "They are one now, as the directory has it." if same else "They stay two authorities."
    return _decided(campaign_id, recipient_id, decide, done)


@desk.post(f"{_ONE}/another")
@needs("edit")
def decide_another(campaign_id: UUID, recipient_id: UUID) -> Response:
    """The authority that was taken for this recipient is another office."""

    def decide(session: Session, campaign: Campaign, recipient: Recipient) -> None:
        matches.is_another(session, campaign, recipient, me().id)

    return _decided(campaign_id, recipient_id, decide, "It is an authority of its own now.")


def _decided(campaign_id: UUID, recipient_id: UUID, decide: Decision, done: str) -> Response:
    try:
        with writing() as session:
            campaign = find.one_of(me().org_id, campaign_id)
            decide(session, campaign, edit.recipient_of(campaign, recipient_id))
        flash(done, "good")
    except NotFound:
        raise
    except Problem as problem:
        flash(str(problem), "bad")
    page = url_for("desk.recipient", campaign_id=campaign_id, recipient_id=recipient_id)
    return redirect(page + "#matches", 303)

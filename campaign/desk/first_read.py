"""A person read a supporter's own words: the letter leaves, or does not and its writer is told."""

from __future__ import annotations

from flask import flash, redirect, request, url_for
from werkzeug.wrappers import Response

from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.base.queue import nudge
from campaign.desk.let_in import desk, me, needs
from campaign.letters import life
from campaign.signing import moderate


@desk.post("/letters/<reference>/words-read")
@needs("read")
def words_read(reference: str) -> Response:
    """Let it leave, or decline it with the reason that was typed."""
    found = life.find(me().org_id, reference)
    try:
        with writing() as session:
            if request.form.get("decision") == "leave":
                moderate.let_leave(session, found.id, me().id)
                words = "It is on its way."
            else:
                moderate.decline(session, found.id, me().id, request.form.get("why", ""))
                words = "It is not sent, and its writer gets a mail that says why."
        flash(words, "good")
        nudge("email")
        nudge("fax")
        nudge("notices")
    except NotFound as problem:
        flash(str(problem), "wait")
    except Problem as problem:
        flash(str(problem), "bad")
    return redirect(url_for("desk.letter", reference=found.reference), 303)

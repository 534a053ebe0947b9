"""A case: all its appeals by date, its campaign, answers, how it ended; the last day of signing."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, url_for
from werkzeug.wrappers import Response

from campaign.appeals import from_json
from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import cases, closing, deadline, find
from campaign.campaigns.languages import name_of
from campaign.desk.forms import DeadlineForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import acts
from campaign.inbound.inbox import answers_to

BECAME = {
    "first": "The campaign was made of it",
    "open": "Opened as an update, not published yet",
    "in_force": "In force: the campaign goes by it",
    "replaced": "Was published as an update; a later one replaced it",
    "translation": "Kept as a translation",
    "closing": "Says that the case is closed",
    "left": "Kept with the case",
}
KINDS = {"urgent_appeal": "Urgent appeal", "new_information": "Update", "closed": "Closing"}


@desk.get("/cases/<uuid:case_id>")
@needs("see")
def case(case_id: UUID) -> str:
    """What is known of a case, in the order in which it happened."""
    found = cases.one_of(me().org_id, case_id)
    campaign = cases.campaign_of(found)
    return render_template(
        "desk/case.html",
        case=found,
        campaign=campaign,
        steps=[_line(step) for step in cases.steps(campaign)],
        answers=answers_to(campaign),
        ended=closing.KINDS.get(campaign.outcome or "", ""),
        acts=acts(campaign),
    )


@desk.post("/campaigns/<uuid:campaign_id>/last-day")
@needs("edit")
def set_last_day(campaign_id: UUID) -> Response:
    """Let signing end with a day, or with the campaign."""
    form = DeadlineForm()
    campaign = find.one_of(me().org_id, campaign_id)
    try:
        if not form.validate_on_submit():
            raise Problem("That is no day. Write it as 2026-12-31, or leave it empty.")
        with writing() as session:
            one = find.one_of(me().org_id, campaign_id)
            deadline.set_last_day(session, one, me().id, form.last_day.data)
        day = deadline.in_words(form.last_day.data)
        words = f"It can be signed until {day}." if day else "Signing ends with the campaign."
        flash(words, "good")
    except NotFound:
        raise
    except Problem as problem:
        flash(str(problem), "bad")
    page = "desk.review" if campaign.state in ("draft", "updating") else "desk.board"
    return redirect(url_for(page, campaign_id=campaign_id), 303)


@desk.context_processor
def last_day() -> dict[str, Callable[..., Any]]:
    """The form of `_deadline.html`, for every page that shows it."""
    return {
        "deadline_form": lambda campaign: DeadlineForm(formdata=None, last_day=campaign.sign_until),
        "signing_over": deadline.is_over,
        "in_words": deadline.in_words,
    }


def _line(step: cases.Step) -> dict[str, Any]:
    record = step.record
    return {
        "on": step.on,
        "kind": KINDS.get(record.kind, record.kind.replace("_", " ").capitalize()),
        "code": from_json(record.reading).code_as_printed or record.code or "",
        "language": name_of(record.language),
        "tag": record.language,
        "title": from_json(record.reading).title or "",
        "became": step.became,
        "words": BECAME[step.became],
        "imported_at": record.imported_at,
    }

"""All campaigns of the organisation; a new appeal; stop everything."""

from __future__ import annotations

from typing import Any

from flask import flash, redirect, render_template, request, url_for
from flask import session as browser
from werkzeug.wrappers import Response

from campaign.accounts.audit import record
from campaign.accounts.logins import COOKIE_KEY
from campaign.accounts.models import Organisation
from campaign.appeals import UnreadableAppeal
from campaign.appeals.inputs import KINDS, LARGEST_FILE, LARGEST_TEXT, text_of
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.base.queue import CHANNELS, nudge
from campaign.campaigns import find, tasks
from campaign.campaigns.closing import take_closing
from campaign.campaigns.deadline import is_over
from campaign.campaigns.importing import AlreadyHere, import_appeal
from campaign.campaigns.models import Campaign
from campaign.campaigns.update import add_translation, open_update
from campaign.delivery import switches
from campaign.delivery.switches import Scope
from campaign.desk import costs
from campaign.desk.forms import AppealForm, WhyForm
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import who_did
from campaign.desk.tables import signatures
from campaign.letters import counts

ROOM_BESIDE = 600_000  # bytes of a form beside its file
TAKEN = {
    "update": "The update is open. Look over what was read, then see what is new and publish it.",
    "closing": "The text is kept with the case. Now say how it ended.",
    "translation": "The translation is kept with the campaign, with its letter text.",
}
GOES_ON = {"update": "desk.reading", "closing": "desk.closing", "translation": "desk.languages"}


@desk.get("/")
@needs("see")
def overview() -> str:
    """The campaigns of this organisation, and whether they are stopped."""
    return render_template(
        "desk/overview.html",
        rows=[_row(campaign) for campaign in find.of_organisation(me().org_id)],
        failing=find.failing(me().org_id),
        tasks=tasks.tasks(me().org_id),
        fax_costs=costs.warning(),
        organisation=reading().get_one(Organisation, me().org_id),
        pauses=[(pause, who_did(pause.by)) for pause in switches.stopping(me().org_id)],
        own_scope=Scope(me().org_id).name,
        why=WhyForm(),
    )


@desk.url_value_preprocessor
def room_for_a_file(endpoint: str | None, _values: object) -> None:
    """A file may be larger than other forms; said before the form is read, where its token is."""
    if endpoint == "desk.new_appeal" and COOKIE_KEY in browser:
        request.max_content_length = LARGEST_FILE + ROOM_BESIDE


@desk.route("/appeals/new", methods=["GET", "POST"])
@needs("edit")
def new_appeal() -> str | tuple[str, int] | Response:
    """Paste or upload an appeal; it becomes a campaign in draft."""
    form = AppealForm()
    known, offer = None, ""
    if form.validate_on_submit():
        try:
            source = _source(form)
            form.source.data = source  # an uploaded file would have to be chosen again
            return redirect(_take(source, form), 303)
        except AlreadyHere as problem:
            known, offer = find.one_of(me().org_id, problem.campaign_id), problem.offer
            form.form_errors.append(str(problem))
        except Problem as problem:
            form.form_errors.append(str(problem))
    page = render_template(
        "desk/new_appeal.html",
        form=form,
        known=known,
        offer=offer,
        kinds=",".join(KINDS),
        megabytes=LARGEST_FILE // 1_000_000,
        kilobytes=LARGEST_TEXT // 1000,
    )
    return page, 422 if form.errors else 200


def _take(source: str, form: AppealForm) -> str:
    """Import a text; as part of a case that is here only if that was asked for and it is such.

    Returns the address of the page on which it goes on.
    """
    take_as = request.form.get("take_as", "")
    try:
        with writing() as session:
            organisation = session.get_one(Organisation, me().org_id)
            made = import_appeal(session, organisation, source, me().id).campaign.id
        return url_for("desk.reading", campaign_id=made)
    except AlreadyHere as here:
        if not here.offer or here.offer != take_as:
            raise
        campaign_id = here.campaign_id
    with writing() as session:
        campaign = find.one_of(me().org_id, campaign_id)
        if take_as == "update":
            open_update(session, campaign, source, me().id, hold=form.until.data != "go_on")
        else:
            take_in = add_translation if take_as == "translation" else take_closing
            take_in(session, campaign, source, me().id)
    flash(TAKEN[take_as], "good")
    return url_for(GOES_ON[take_as], campaign_id=campaign_id)


@desk.post("/pause")
@needs("stop")
def pause_organisation() -> Response:
    """Stop all letters of the organisation, at once."""
    form = WhyForm()
    if form.validate_on_submit():
        with writing() as session:
            switches.pause(session, form.why.data, f"manager:{me().id}", Scope(me().org_id))
            record(
                session,
                me().org_id,
                me().id,
                "everything paused",
                f"organisation:{me().org_id}",
                form.why.data,
            )
        flash("No letter of your organisation leaves until you resume.", "wait")
    else:
        flash("Say why; it is kept for the record.", "bad")
    return redirect(url_for("desk.overview"), 303)


@desk.post("/resume")
@needs("resume")
def resume_organisation() -> Response:
    """End the pause of the organisation; those of single campaigns stay."""
    with writing() as session:
        if switches.resume(session, Scope(me().org_id)):
            subject = f"organisation:{me().org_id}"
            record(session, me().org_id, me().id, "everything resumed", subject)
    for channel in CHANNELS:
        nudge(channel)
    flash("Letters leave again.", "good")
    return redirect(url_for("desk.overview"), 303)


def _row(campaign: Campaign) -> dict[str, Any]:
    """A campaign in the list: the same numbers as on its board."""
    figures = counts.figures(campaign.id, campaign.sandbox)
    return {
        "campaign": campaign,
        "paused": campaign.state == "published" and switches.paused(campaign) is not None,
        "over": campaign.state == "published" and is_over(campaign),
        "signatures": signatures(figures),
        "letters": sum(figure.n for figure in figures if figure.subject == "letter"),
    }


def _source(form: AppealForm) -> str:
    """The text that was pasted or uploaded; raises Problem."""
    chosen = form.file.data
    data = b""
    if chosen:
        with chosen.stream as stream:
            data = stream.read(LARGEST_FILE + 1)
    pasted: str = form.source.data or ""
    if chosen and pasted.strip():
        raise Problem("Paste the text or choose a file, not both.")
    if not chosen and not pasted.strip():
        raise Problem("Paste the text of the appeal, or choose a file.")
    if len(pasted.encode()) > LARGEST_TEXT:
        raise Problem(f"That is too large for an appeal: more than {LARGEST_TEXT // 1000} kB.")
    if not chosen:
        return pasted
    try:
        return text_of(data)
    except UnreadableAppeal as error:
        raise Problem(str(error)) from error

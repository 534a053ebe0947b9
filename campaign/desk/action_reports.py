"""Reports of actions: what people did themselves is looked at, accepted or rejected, passed on."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from campaign.accounts.audit import record
from campaign.base.countries import names_in
from campaign.base.database import writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import find
from campaign.desk.let_in import desk, me, needs
from campaign.desk.record import acts_on
from campaign.desk.report_form import DecisionForm, IssuerForm
from campaign.inbound.actions import moderate, weekly
from campaign.inbound.actions.files import TYPES
from campaign.inbound.actions.moderate import Item
from campaign.inbound.actions.told import KINDS
from campaign.signing.preview import office_name

LISTS = {
    "new": ("New", "Somebody tells of what they did. Nothing is counted before you accept it."),
    "unplaced": (
        "For no campaign yet",
        "Nothing in them tells for sure which campaign they belong to. Look, and choose it; kept "
        "for 90 days.",
    ),
    "accepted": ("Accepted", "Counted on the campaign's page, apart from letters."),
    "rejected": ("Rejected", "Counted nowhere. What was told is erased 90 days after."),
}
DONE = {
    "accept": "Accepted: it is counted, and goes into the next summary.",
    "reject": "Rejected: it is counted nowhere.",
    "save": "Saved. What came in stays beside it.",
}


@desk.get("/actions")
@needs("read")
def action_reports() -> str:
    """One of the lists, the newest first."""
    shown = request.args.get("show", "new")
    items, more = moderate.items(me().org_id, shown, _before())
    return render_template(
        "desk/action_reports.html",
        shown=shown,
        lists=LISTS,
        waiting=moderate.waiting(me().org_id),
        items=items,
        more=more,
        first="before" not in request.args,
        kinds=KINDS,
    )


@desk.post("/actions/<uuid:report_id>/read")
@needs("read")
def read_action(report_id: UUID) -> str:
    """One report; who read it is recorded, for it may name people."""
    with writing() as session:
        moderate.one(me().org_id, report_id)
        record(session, me().org_id, me().id, "action report read", f"action:{report_id}")
    item = moderate.one(me().org_id, report_id)
    return _page(item, DecisionForm(find.of_organisation(me().org_id), item.report))


@desk.post("/actions/<uuid:report_id>")
@needs("read")
def decide_action(report_id: UUID) -> tuple[str, int] | Response:
    """Accept, reject, or save what was edited; what came in stays as it is."""
    item = moderate.one(me().org_id, report_id)
    form = DecisionForm(find.of_organisation(me().org_id))
    act = request.form.get("act", "")
    if not form.validate():
        return _page(item, form), 422
    try:
        with writing() as session:
            who = (session, me().org_id, me().id, report_id)
            if act == "accept":
                moderate.accept(*who, form.edit())
            elif act == "reject":
                moderate.reject(*who, form.why.data or "")
            elif act == "save":
                moderate.edit(*who, form.edit())
            else:
                raise Problem("Press one of the buttons: accept, save or reject.")
    except NotFound:
        raise
    except Problem as problem:
        form.form_errors.append(str(problem))
        return _page(moderate.one(me().org_id, report_id), form), 422
    flash(DONE[act], "good")
    return redirect(url_for("desk.action_reports"), 303)


@desk.post("/actions/<uuid:report_id>/file")
@needs("read")
def action_file(report_id: UUID) -> Response:
    """The picture or PDF that came with a report; who opened it is recorded."""
    file = moderate.file_of(me().org_id, report_id)
    answer = Response(file.content, mimetype=file.media_type)
    name = f"action-{report_id.hex[-6:]}.{TYPES[file.media_type]}"
    answer.headers["Content-Disposition"] = f'inline; filename="{name}"'
    with writing() as session:
        record(session, me().org_id, me().id, "file of action report read", f"action:{report_id}")
    return answer


@desk.post("/actions/<uuid:report_id>/erase")
@needs("read")
def erase_action(report_id: UUID) -> Response:
    """All that was told goes; that there was a report stays in the record."""
    with writing() as session:
        moderate.erase(session, me().org_id, me().id, report_id)
    flash("What was told is erased.", "good")
    return redirect(url_for("desk.action_reports"), 303)


@desk.get("/actions/issuers")
@needs("read")
def issuers() -> str:
    """To whom weekly summaries go, campaign by campaign."""
    return _issuers()


@desk.post("/campaigns/<uuid:campaign_id>/issuer")
@needs("edit")
def set_issuer(campaign_id: UUID) -> tuple[str, int] | Response:
    """Send summaries to an address, or to nobody."""
    campaign = find.one_of(me().org_id, campaign_id)
    form = IssuerForm(prefix=f"c{campaign_id.hex}")
    try:
        if not form.validate():
            raise Problem("Enter an e-mail address such as name@example.org, or leave it empty.")
        with writing() as session:
            weekly.set_issuer(session, campaign, me().id, form.address.data or "")
    except Problem as problem:
        form.address.errors = [str(problem)]
        return _issuers(form), 422
    flash("Saved." if form.address.data else "No summaries are sent for this campaign.", "good")
    return redirect(url_for("desk.issuers"), 303)


def _issuers(wrong: IssuerForm | None = None) -> str:
    """The page; `wrong` is the form that needs another look."""
    known = weekly.issuers(me().org_id)
    rows = []
    for campaign in find.of_organisation(me().org_id):
        form = IssuerForm(
            formdata=None, prefix=f"c{campaign.id.hex}", address=known.get(campaign.id, "")
        )
        mine = wrong is not None and wrong.address.name == form.address.name
        rows.append((campaign, wrong if mine else form, campaign.id in known))
    return render_template("desk/issuers.html", rows=rows, wrong=wrong)


def _page(item: Item, form: DecisionForm) -> str:
    return render_template(
        "desk/action_report.html",
        item=item,
        told=_told(item),
        form=form,
        office=office_name(item.recipient) if item.recipient else "",
        acts=acts_on(me().org_id, [f"action:{item.report.id}"]),
    )


def _told(item: Item) -> dict[str, Any]:
    """What came in, in words."""
    told = dict(item.report.told or {})
    told["kind"] = KINDS.get(told.get("kind", ""), "")
    told["country"] = names_in("en").get(told.get("country", ""), "")
    return told


def _before() -> UUID | None:
    typed = request.args.get("before", "")
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise NotFound("There is no such page.") from None

"""Mail that came in: answers, bounces that no machine could read, and what belongs nowhere yet."""

from __future__ import annotations

from uuid import UUID

from flask import flash, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from campaign.accounts.audit import record
from campaign.base.database import writing
from campaign.base.problems import NotFound
from campaign.desk.let_in import desk, me, needs
from campaign.inbound import bounds, kinds, match
from campaign.inbound import inbox as mail

LISTS = {
    "answers": (
        "Answers",
        "What authorities wrote back, by the letter or campaign it belongs to. No more than "
        f"{bounds.WELCOME} answers to one letter go on to its supporter in a day.",
    ),
    "unmatched": (
        "Unmatched",
        "Nothing in them tells to which letter or campaign they belong. A person must look; kept "
        "for 90 days.",
    ),
    "unread-bounces": (
        "Bounces that machines could not read",
        "They speak of a letter, but do not say what became of it in a way that is sure, or came "
        "to an address to which anybody can write. Read them, and correct the address or let it "
        "be; the letter stays as it is.",
    ),
    "automatic": (
        "Automatic mail",
        "Receipts, absences and the like. Nothing is ever answered; kept for 90 days.",
    ),
}
HOW = {
    match.TOKEN: "by its address, for sure",
    match.MESSAGE_ID: "by the letter it answers",
    match.REFERENCE: "by a letter reference in it; anybody may have written that",
    match.CODE: "by the code in it; anybody may have written that",
    "": "by nothing",
}
KINDS = {
    kinds.REPLY: "Answer",
    kinds.UNREAD: "Bounce, not understood",
    kinds.AUTOMATIC: "Automatic mail",
}


@desk.get("/inbox")
@needs("read")
def inbox() -> str:
    """One of the lists, the newest mail first."""
    shown = request.args.get("show", "answers")
    items, more = mail.items(me().org_id, shown, _before())
    return render_template(
        "desk/inbox.html",
        shown=shown,
        lists=LISTS,
        unopened=mail.unopened(me().org_id),
        items=items,
        more=more,
        first="before" not in request.args,
        how=HOW,
    )


@desk.post("/inbox/<uuid:incoming_id>/read")
@needs("read")
def read_mail(incoming_id: UUID) -> str:
    """One mail as text; who read it is recorded, for it may name supporters."""
    with writing() as session:
        mail.open_mail(session, me().org_id, incoming_id)
        record(session, me().org_id, me().id, "mail read", f"incoming:{incoming_id}")
    item, content = mail.one(me().org_id, incoming_id)
    return render_template(
        "desk/mail.html", item=item, content=content, how=HOW, kind=KINDS[item.incoming.kind]
    )


@desk.post("/inbox/<uuid:incoming_id>/delete")
@needs("read")
def delete_mail(incoming_id: UUID) -> Response:
    """A mail that anybody may have sent goes, with all that it says; who did so is recorded."""
    with writing() as session:
        mail.delete_mail(session, me().org_id, incoming_id)
        record(session, me().org_id, me().id, "mail deleted", f"incoming:{incoming_id}")
    flash("The mail is deleted.", "good")
    return redirect(url_for("desk.inbox"), 303)


def _before() -> UUID | None:
    typed = request.args.get("before", "")
    try:
        return UUID(typed) if typed else None
    except ValueError:
        raise NotFound("There is no such page.") from None

"""The list of what was caught, each mail, each fax."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from flask import (
    Blueprint,
    abort,
    current_app,
    g,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask import Response as FlaskResponse
from sqlalchemy import Select, select
from werkzeug.wrappers import Response

from campaign.accounts.logins import COOKIE_KEY, manager_of
from campaign.base.database import reading
from campaign.campaigns.models import Recipient
from campaign.delivery.models import Caught
from campaign.directory.models import Authority
from campaign.letters.models import Transmission
from campaign.letters.pages import page_count, page_pictures
from campaign.postroom.reading import pieces, read_mail
from config import is_loopback

NEWEST = 100

postroom = Blueprint("postroom", __name__, url_prefix="/postroom")


@postroom.before_request
def let_in() -> Response | None:
    """Open to anybody, to managers, or to nobody, as the operator set it."""
    who = current_app.config["CAMPAIGN"].postroom
    if who == "off" or (who == "open" and not _on_this_machine()):
        abort(404)
    g.manager = manager_of(session.get(COOKIE_KEY))
    if who == "desk" and g.manager is None:
        return redirect(url_for("desk.log_in", next=request.path), 303)
    return None


@postroom.context_processor
def about_the_manager() -> dict[str, Any]:
    """Who looks; nobody where the post room is open."""
    return {"manager": g.get("manager")}


@postroom.get("/")
def caught() -> str:
    """What was caught, the newest first; letters and mail to supporters apart."""
    letters = _visible(
        select(Caught, Authority.office)
        .join(Transmission, Transmission.id == Caught.transmission_id)
        .join(Recipient, Recipient.id == Transmission.recipient_id)
        .join(Authority, Authority.id == Recipient.authority_id)
    )
    notices = _visible(select(Caught).where(Caught.transmission_id.is_(None)))
    return render_template(
        "postroom/caught.html",
        letters=[_line(row[0], row[1]) for row in reading().execute(letters)],
        notices=[_line(row, "") for row in reading().scalars(notices)],
        newest=NEWEST,
    )


@postroom.get("/<uuid:caught_id>")
def one(caught_id: UUID) -> str:
    """One mail in words, or one fax as pictures of its pages."""
    kept = _one(caught_id)
    if kept.channel == "fax":
        pages = page_count(kept.content)
        return render_template("postroom/fax.html", kept=kept, pages=pages)
    mail = read_mail(kept.content)
    is_notice = kept.transmission_id is None
    own_site = current_app.config["CAMPAIGN"].base_url
    text = pieces(mail.text, own_site) if is_notice else pieces(mail.text, "nowhere:")
    return render_template("postroom/mail.html", kept=kept, mail=mail, text=text)


@postroom.get("/<uuid:caught_id>/pages/<int:number>.png")
def page(caught_id: UUID, number: int) -> FlaskResponse:
    """One page of a fax as a picture; the first is number 1."""
    kept = _one(caught_id)
    if kept.channel != "fax" or not 1 <= number <= page_count(kept.content):
        abort(404)
    return FlaskResponse(page_pictures(kept.content)[number - 1], mimetype="image/png")


@postroom.get("/<uuid:caught_id>/fax.pdf")
def pdf(caught_id: UUID) -> FlaskResponse:
    """The fax as it was made."""
    kept = _one(caught_id)
    if kept.channel != "fax":
        abort(404)
    headers = {"Content-Disposition": 'attachment; filename="fax.pdf"'}
    return FlaskResponse(kept.content, mimetype="application/pdf", headers=headers)


def _on_this_machine() -> bool:
    """True if browser and address are of loopback: no other machine, and no other site's name."""
    name = urlsplit(f"//{request.host}").hostname
    return is_loopback(name or "") and is_loopback(request.remote_addr or "")


def _visible(query: Select[*tuple[Any, ...]]) -> Select[*tuple[Any, ...]]:
    """The newest that this visitor may see: managers those of their organisation."""
    if current_app.config["CAMPAIGN"].postroom != "open":
        query = query.where(Caught.org_id == g.manager.org_id)
    return query.order_by(Caught.at.desc(), Caught.id.desc()).limit(NEWEST)


def _one(caught_id: UUID) -> Caught:
    kept: Caught | None = (
        reading().scalars(_visible(select(Caught).where(Caught.id == caught_id))).one_or_none()
    )
    if kept is None:
        abort(404)
    return kept


def _line(kept: Caught, office: str) -> dict[str, Any]:
    subject = "" if kept.channel == "fax" else read_mail(kept.content).subject
    return {"kept": kept, "office": office, "subject": subject}

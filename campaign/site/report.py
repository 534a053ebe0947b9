"""Telling of what one did: which appeal it is about, the form, and thanks."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import closing

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_limiter import RateLimitExceeded
from werkzeug.exceptions import RequestEntityTooLarge

from campaign.base.extensions import csrf, limiter
from campaign.base.languages import page_language
from campaign.base.problems import Problem
from campaign.base.web import same_for_strangers
from campaign.campaigns import find
from campaign.campaigns.models import Campaign
from campaign.inbound.actions.files import LARGEST, UnfitFile
from campaign.inbound.actions.named import SEARCHED, campaigns_named
from campaign.inbound.actions.tell import tell
from campaign.inbound.actions.told import TEXT_LENGTH
from campaign.letters.addresses import report_address
from campaign.signing.public import shown
from campaign.site import show
from campaign.site.report_form import NONE_OF_THEM, ReportForm

READ_AT_MOST = 30_000_000  # bytes of a form, so that what is beside too large a file is not lost

blueprint = Blueprint("report", __name__)
csrf.exempt(blueprint)  # its form checks the token itself, and loses nothing typed if it fails


@blueprint.url_value_preprocessor
def room_for_a_file(_endpoint: str | None, _values: object) -> None:
    """A picture may be larger than other forms."""
    request.max_content_length = READ_AT_MOST


@blueprint.get("/report")
@same_for_strangers
def start() -> ResponseReturnValue:
    """Which appeal it is about: by its code in any spelling, or from the list."""
    code = request.args.get("code", "")[:SEARCHED].strip()
    found = _to_choose(campaigns_named(code)) if code else []
    if len(found) == 1:
        return redirect(url_for("report.about", slug=found[0].slug))
    if code and not found:
        return redirect(url_for("report.without_code", code=code))
    return render_template(
        "site/report.html",
        code=code,
        found=[show.campaign_page(campaign) for campaign in found],
        pages=[show.campaign_page(campaign) for campaign in find.running()],
        mail_to=_mail_to(),
        site_name=show.site_name(),
    )


@blueprint.route("/report/without_code", methods=["GET", "POST"])
def without_code() -> ResponseReturnValue:
    """For somebody whose code is not known here, or who has none; found once more if corrected."""
    form = _form(None, request.args.get("code", "")[:SEARCHED])
    if request.method == "GET":
        return _page(form, None)
    found = campaigns_named(form.code.data or "") or campaigns_named(form.text.data or "")
    if len(found) > 1 and (choices := _to_choose(found)):
        form.choose(choices)
    with closing(form):
        return _told(form, None, found)


@blueprint.route("/report/<slug>", methods=["GET", "POST"])
def about(slug: str) -> ResponseReturnValue:
    """Tell of an action for one appeal, running or ended; nothing of it while it is updated."""
    campaign = find.public(slug)
    if campaign is None or request.method == "GET":  # what was typed before an update is taken
        campaign = shown(slug)
    form = _form(campaign)
    if request.method == "GET":
        return _page(form, campaign)
    with closing(form):
        return _told(form, campaign, [campaign])


@blueprint.get("/reported")
def reported() -> ResponseReturnValue:
    """Thanks; the same page for everybody."""
    return render_template("site/reported.html", site_name=show.site_name())


@blueprint.errorhandler(RequestEntityTooLarge)
def too_large(_error: RequestEntityTooLarge) -> ResponseReturnValue:
    """So much that the form was not even read."""
    words = gettext("What was sent is far larger than we take, so nothing of it was read.")
    next_step = gettext(
        "Go back: most browsers still have what you typed. Then choose a smaller file, or none."
    )
    heading = gettext("That was too much")
    page = render_template("error.html", heading=heading, words=words, next_step=next_step)
    return page, 413


def _told(
    form: ReportForm, campaign: Campaign | None, found: Sequence[Campaign]
) -> ResponseReturnValue:
    """Keep what was told for the one campaign that is meant, or for a person to find it."""
    if form.trapped():
        return redirect(url_for("report.reported"), 303)
    if not form.validate():
        return _page(form, campaign), 400
    meant = _meant(form, found)
    try:
        _keep(form, meant)
    except RateLimitExceeded:
        form.form_errors = [
            gettext(
                "Many reports came from near you in the last hour. Please try again a little later."
            )
        ]
        return _page(form, campaign), 429
    except UnfitFile as problem:
        form.file.errors = [str(problem)]
        return _page(form, campaign), 400
    except Problem as problem:
        form.form_errors = [str(problem)]
        return _page(form, campaign), 409
    if meant is None:
        words = gettext(
            "We could not tell which appeal this is about. It is kept, and a person will find out."
        )
        flash(words, "wait")
    return redirect(url_for("report.reported"), 303)


def _to_choose(found: Sequence[Campaign]) -> list[Campaign]:
    """Those that may be named; of one that is being updated nothing is shown."""
    return [campaign for campaign in found if campaign.state != "updating"]


def _meant(form: ReportForm, found: Sequence[Campaign]) -> Campaign | None:
    if form.shows_choice and form.which.data != NONE_OF_THEM:
        return next(one for one in found if one.slug == form.which.data)
    return found[0] if len(found) == 1 else None


@limiter.limit(lambda: current_app.config["CAMPAIGN"].sign_limit)
def _keep(form: ReportForm, campaign: Campaign | None) -> None:
    tell(form.told(), campaign, form.file_bytes())


def _form(campaign: Campaign | None, code: str = "") -> ReportForm:
    return ReportForm(campaign, code, page_language())


def _page(form: ReportForm, campaign: Campaign | None) -> str:
    return render_template(
        "site/report_form.html",
        form=form,
        page=show.campaign_page(campaign) if campaign and _to_choose([campaign]) else None,
        text_length=TEXT_LENGTH,
        megabytes=LARGEST // 1_000_000,
        mail_to=_mail_to(),
        site_name=show.site_name(),
    )


def _mail_to() -> str:
    """Where reports may come by mail; empty if no mail comes in here."""
    return report_address() if current_app.config["CAMPAIGN"].inbound != "none" else ""

"""About the site: privacy, who we are, and whether it is well."""

from __future__ import annotations

from flask import Blueprint, current_app, render_template, url_for
from flask.typing import ResponseReturnValue
from sqlalchemy import text

from campaign.base import languages
from campaign.base.database import reading
from campaign.base.web import same_for_strangers
from campaign.signing.public import address
from campaign.site import show

blueprint = Blueprint("pages", __name__)


def context() -> dict[str, object]:
    """What the layout of every page needs, at every door."""
    return {
        "page_language": languages.page_language(),
        "languages": languages.offered(),
        "public_address": address,
        "config_view": {"sandbox": current_app.config["CAMPAIGN"].sandbox},
        "privacy_url": url_for("pages.privacy"),
        "about_url": url_for("pages.about"),
        "report_url": url_for("report.start"),
    }


@blueprint.get("/privacy")
@same_for_strangers
def privacy() -> ResponseReturnValue:
    """What is kept, why, and for how long."""
    config = current_app.config["CAMPAIGN"]
    return _page("privacy", hours=config.confirm_hours)


@blueprint.get("/about")
@same_for_strangers
def about() -> ResponseReturnValue:
    """Who stands behind the letters."""
    return _page("about", organisations=show.organisations())


@blueprint.get("/healthz")
def healthz() -> ResponseReturnValue:
    """`ok` while the database answers."""
    reading().execute(text("SELECT 1"))
    return "ok", {"Content-Type": "text/plain; charset=utf-8"}


def _page(name: str, **values: object) -> str:
    return render_template(f"site/{name}.html", site_name=show.site_name(), **values)

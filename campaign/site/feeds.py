"""What feed readers and search engines fetch: Atom, the sitemap, robots.txt.

Only what can be signed now stands in them, and never an address that belongs to a person.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime

from flask import Blueprint, Response, current_app, render_template, request
from flask_babel import gettext
from sqlalchemy import select

from campaign.accounts.models import Organisation
from campaign.base.countries import names_in
from campaign.base.database import reading
from campaign.base.extensions import limiter
from campaign.base.languages import FIRST, LANGUAGES, page_language
from campaign.base.problems import NotFound
from campaign.base.web import for_everybody
from campaign.campaigns import find
from campaign.signing.public import PublicCampaign, address, public
from campaign.site import show

KEPT = 300  # seconds
NEVER = datetime(1970, 1, 1, tzinfo=UTC)  # RFC 4287 wants a time also of an empty feed
ABOUT = ("/", "/about", "/privacy", "/report")
ATOM = "application/atom+xml"

blueprint = Blueprint("feeds", __name__)
limiter.shared_limit(
    lambda: current_app.config["CAMPAIGN"].api_limit,
    "public",
    exempt_when=lambda: request.endpoint == "feeds.robots",  # it costs nothing
)(blueprint)


@dataclass(frozen=True)
class Page:
    """A page in the sitemap: its addresses by language, and the day of its last change."""

    addresses: dict[str, str]
    changed: date | None = None


@blueprint.get("/feed.atom")
def everything() -> Response:
    """All running appeals."""
    return _atom("/feed.atom", show.site_name(), _running())


@blueprint.get("/feeds/organisation/<slug>.atom")
def of_organisation(slug: str) -> Response:
    """Those of one organisation."""
    house = reading().scalars(select(Organisation).filter_by(slug=slug)).one_or_none()
    if house is None:
        raise NotFound(gettext("There is no such organisation here."))
    found = [one for one in _running() if one.organisation_slug == slug]
    return _atom(f"/feeds/organisation/{slug}.atom", house.name, found)


@blueprint.get("/feeds/country/<code>.atom")
def of_country(code: str) -> Response:
    """Those for people in one country (ISO 3166-1 alpha-2, in capitals)."""
    name = names_in(page_language()).get(code)
    if name is None:
        raise NotFound(gettext("There is no such country."))
    found = [one for one in _running() if one.country == code]
    return _atom(f"/feeds/country/{code}.atom", f"{show.site_name()}: {name}", found)


@blueprint.get("/sitemap.xml")
def sitemap() -> Response:
    """Every public page in every language (sitemaps.org, hreflang as search engines read it)."""
    pages = [Page(_in_all_languages(path)) for path in ABOUT]
    pages += [
        Page(_in_all_languages(f"/c/{one.slug}"), one.changed_at.date()) for one in _running()
    ]
    text = render_template("site/sitemap.xml", pages=pages, first=FIRST)
    return for_everybody(Response(text, mimetype="application/xml"), KEPT)


@blueprint.get("/robots.txt")
def robots() -> Response:
    """Where crawlers need not go (RFC 9309).

    Personal pages are not listed: nothing points there, and a crawler that got an address must be
    let in to read that the page may not be kept.
    """
    closed = ("/desk/", "/postroom/", "/callbacks/")
    lines = ["User-agent: *", *(f"Disallow: {path}" for path in closed), ""]
    text = "\n".join([*lines, f"Sitemap: {address('/sitemap.xml')}", ""])
    return for_everybody(Response(text, mimetype="text/plain"), KEPT)


def _running() -> list[PublicCampaign]:
    return [public(one) for one in find.running()]


def _atom(path: str, title: str, entries: Sequence[PublicCampaign]) -> Response:
    language = page_language()
    text = render_template(
        "site/feed.xml",
        language=language,
        here=address(path, language),
        home=address("/", language),
        title=title,
        entries=[(one, address(f"/c/{one.slug}", language)) for one in entries],
        changed=max((one.changed_at for one in entries), default=NEVER),
    )
    return for_everybody(Response(text, mimetype=ATOM), KEPT)


def _in_all_languages(path: str) -> dict[str, str]:
    return {tag: address(path, tag) for tag in LANGUAGES}

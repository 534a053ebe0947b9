"""What people pass on of a campaign: links, the picture beside them, a QR code, a sheet."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from hashlib import sha256
from urllib.parse import quote, urlencode

from flask import Blueprint, Response, current_app, request
from flask_babel import gettext

from campaign.base.extensions import limiter
from campaign.base.languages import page_language
from campaign.base.problems import NotFound
from campaign.base.web import for_everybody
from campaign.campaigns.models import Campaign
from campaign.signing import handouts
from campaign.signing.public import PublicCampaign, address, public, shown

KEPT = 300  # seconds

blueprint = Blueprint("handouts", __name__)
limiter.shared_limit(
    lambda: current_app.config["CAMPAIGN"].api_limit,
    "public",
    exempt_when=lambda: request.endpoint == "handouts.qr_code",  # our own page shows it
)(blueprint)


@dataclass(frozen=True)
class Spread:
    """What a page needs to be passed on. A link asks nobody before somebody follows it."""

    page: str  # the public address, never that of a page of one's own
    title: str
    who: str
    picture: str
    alt: str
    links: tuple[tuple[str, str], ...]  # words and address


def spread(campaign: Campaign) -> Spread:
    """How a campaign is passed on, in the language of the page that is asked for."""
    found = public(campaign)
    page = handouts.page_address(found)
    version = sha256(repr(handouts.card(found)).encode()).hexdigest()[:12]
    picture = address(f"/c/{found.slug}/picture.png?v={version}", page_language())
    title = handouts.cut(found.title, handouts.TITLE_LENGTH)
    mail = _query(subject=title, body=f"{title}\n\n{page}")
    return Spread(
        page=page,
        title=title,
        who=handouts.cut(found.who, 300),
        picture=picture,
        alt=gettext("A letter with an airmail edge, on it: %(title)s", title=title),
        links=(
            (gettext("By e-mail"), f"mailto:?{mail}"),
            (gettext("By WhatsApp"), f"https://wa.me/?{_query(text=f'{title} {page}')}"),
            (gettext("By Telegram"), f"https://t.me/share/url?{_query(url=page, text=title)}"),
        ),
    )


@blueprint.get("/c/<slug>/picture.png")
def picture(slug: str) -> Response:
    """The picture that stands beside a link to the campaign."""
    return _made(slug, "image/png", lambda found: handouts.picture(handouts.card(found)))


@blueprint.get("/c/<slug>/qr.svg")
def qr_code(slug: str) -> Response:
    """A QR code of the campaign's address."""
    return _made(
        slug, "image/svg+xml", lambda found: handouts.qr_code(handouts.page_address(found))
    )


@blueprint.get("/c/<slug>/sheet.pdf")
def sheet(slug: str) -> Response:
    """A sheet to print for a vigil or a stall."""
    answer = _made(slug, "application/pdf", handouts.sheet)
    answer.headers["Content-Disposition"] = f'inline; filename="{slug}.pdf"'
    return answer


def _made(slug: str, mimetype: str, make: Callable[[PublicCampaign], bytes | str]) -> Response:
    found = public(shown(slug))
    if found.state != "open":
        raise NotFound(gettext("This appeal cannot be signed any more."))
    return for_everybody(Response(make(found), mimetype=mimetype), KEPT)


def _query(**parts: str) -> str:
    return urlencode(parts, quote_via=quote)

"""An appeal on the page of another site: who is in danger, and a way to our own form.

Nothing is typed there and no cookie is set; only sites that the organisation named may show it.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template, request
from flask_limiter import RateLimitExceeded

from campaign.base.extensions import limiter
from campaign.base.problems import Problem
from campaign.base.web import content_security_policy, for_everybody, not_indexed
from campaign.campaigns import find
from campaign.campaigns.models import Campaign
from campaign.signing.handouts import cut, page_address
from campaign.signing.progress import progress
from campaign.signing.public import Updating, public, shown
from campaign.site import show
from campaign.site.errors import BY_CODE

KEPT = 300  # seconds; so long does it take until a site that was struck off sees nothing any more
WHO_LENGTH = 300
MOST_ASKS = 3

blueprint = Blueprint("embed", __name__, url_prefix="/embed")
blueprint.after_request(not_indexed)
limiter.shared_limit(lambda: current_app.config["CAMPAIGN"].api_limit, "embed")(blueprint)


@blueprint.get("/<slug>")
def appeal(slug: str) -> Response:
    """The appeal in a small frame."""
    stored = shown(slug)
    found = public(stored)
    page = render_template(
        "site/embed.html",
        found=found,
        address=page_address(found),
        who=cut(found.who, WHO_LENGTH),
        asks=[ask.text for ask in found.asks[:MOST_ASKS]],
        more=len(found.asks) - MOST_ASKS,
        progress=progress(stored),
    )
    return _framed(for_everybody(Response(page, mimetype="text/html"), KEPT), stored)


@blueprint.errorhandler(Problem)
def nothing(problem: Problem) -> Response:
    """No appeal to show: a frame has room for one sentence."""
    return _sentence(str(problem), 503 if isinstance(problem, Updating) else 404)


@blueprint.errorhandler(RateLimitExceeded)
def too_often(_error: RateLimitExceeded) -> Response:
    """Asked for many times from near there."""
    heading, words, _next = BY_CODE[429]
    return _sentence(f"{heading}. {words}", 429)


def _sentence(words: str, status: int) -> Response:
    page = render_template("site/embed.html", found=None, problem=words)
    answer = Response(page, status, mimetype="text/html")
    stored = find.public((request.view_args or {}).get("slug", ""))
    return _framed(answer, stored) if stored else answer


def _framed(answer: Response, stored: Campaign) -> Response:
    """Let the sites that the organisation named show it."""
    hosts = show.organisation(stored).embed_hosts
    answer.headers["Content-Security-Policy"] = content_security_policy(hosts)
    return answer

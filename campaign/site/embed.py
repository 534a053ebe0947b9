"""An appeal on the page of another site: who is in danger, and a way to our own form.

Nothing is typed there and no cookie is set; only sites that the organisation named may show it.
"""

from __future__ import annotations

from flask import Blueprint, Response, current_app, render_template

from campaign.base.extensions import limiter
from campaign.base.problems import Problem
from campaign.base.web import content_security_policy, for_everybody, not_indexed
from campaign.signing.handouts import cut, page_address
from campaign.signing.progress import progress
from campaign.signing.public import Updating, public, shown
from campaign.site import show

KEPT = 300  # seconds; so long does it take until a site that was struck off sees nothing any more
WHO_LENGTH = 300
MOST_ASKS = 3

blueprint = Blueprint("embed", __name__, url_prefix="/embed")
blueprint.after_request(not_indexed)
limiter.shared_limit(lambda: current_app.config["CAMPAIGN"].api_limit, "public")(blueprint)


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
    answer = for_everybody(Response(page, mimetype="text/html"), KEPT)
    hosts = show.organisation(stored).embed_hosts
    answer.headers["Content-Security-Policy"] = content_security_policy(hosts)
    return answer


@blueprint.errorhandler(Problem)
def nothing(problem: Problem) -> tuple[str, int]:
    """No appeal to show: a frame has room for one sentence."""
    status = 503 if isinstance(problem, Updating) else 404
    return render_template("site/embed.html", found=None, problem=str(problem)), status

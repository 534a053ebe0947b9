"""The public API, version 1: campaigns, whom they write to, and public counts, for reading only.

No log-in, no cookie; any page may ask (CORS), anybody may keep an answer for a few minutes.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import msgspec
from flask import Blueprint, Response, current_app
from flask.typing import ResponseReturnValue

from campaign.api import answers
from campaign.api.description import PROBLEMS, Route, describe
from campaign.base.extensions import limiter
from campaign.base.languages import page_language
from campaign.base.problems import NotFound
from campaign.base.web import for_everybody
from campaign.campaigns import find
from campaign.signing.public import Updating, address, public, shown

PATH = "/api/v1"
KEPT = 300  # seconds
CORS = {
    "Access-Control-Allow-Origin": "*",
    "Access-Control-Allow-Methods": "GET, HEAD",
    "Access-Control-Expose-Headers": "ETag, Retry-After",
    "Cross-Origin-Resource-Policy": "cross-origin",
}

v1 = Blueprint("api_v1", __name__, url_prefix=PATH)
limiter.shared_limit(lambda: current_app.config["CAMPAIGN"].api_limit, "public")(v1)


def _campaigns() -> answers.CampaignList:
    return answers.CampaignList(tuple(answers.summary(public(one)) for one in find.running()))


def _campaign(slug: str) -> answers.Campaign:
    return answers.campaign(public(shown(slug)))


def _recipients(slug: str) -> answers.RecipientList:
    stored = shown(slug)
    return answers.recipients(stored, public(stored).state)


def _counts(slug: str) -> answers.Counts:
    stored = shown(slug)
    return answers.counts(stored, public(stored).state)


ROUTES = (
    Route(
        "campaigns",
        "/campaigns",
        "The campaigns that can be signed now.",
        answers.CampaignList,
        _campaigns,
    ),
    Route(
        "campaign",
        "/campaigns/<slug>",
        "One campaign with its appeal.",
        answers.Campaign,
        _campaign,
    ),
    Route(
        "recipients",
        "/campaigns/<slug>/recipients",
        "The authorities that can be written to.",
        answers.RecipientList,
        _recipients,
    ),
    Route(
        "counts",
        "/campaigns/<slug>/counts",
        "How far the campaign is.",
        answers.Counts,
        _counts,
    ),
)


def _view(give: Callable[..., Any]) -> Callable[..., Response]:
    def view(**parts: str) -> Response:
        return for_everybody(_json(give(**parts)), KEPT)

    return view


for route in ROUTES:
    v1.add_url_rule(route.path, route.name, _view(route.give))


@v1.get("/openapi.json")
def openapi() -> Response:
    """The description of all this, made from the code."""
    return for_everybody(_json(describe(ROUTES, address(PATH, page_language()))), KEPT)


@v1.after_request
def let_pages_read(response: Response) -> Response:
    """Any page of any site may read (Fetch Standard, CORS); no cookie goes along."""
    response.headers.update(CORS)
    return response


@v1.errorhandler(NotFound)
def not_found(problem: NotFound) -> ResponseReturnValue:
    """No such campaign."""
    return _problem(str(problem), 404)


@v1.errorhandler(Updating)
def updating(problem: Updating) -> ResponseReturnValue:
    """None of it is shown at the moment."""
    answer = _problem(str(problem), 503)
    answer.headers["Retry-After"] = "3600"
    return answer


@v1.errorhandler(429)
def too_often(_error: Exception) -> ResponseReturnValue:
    """Too many questions."""
    answer = _problem(PROBLEMS[429], 429)
    answer.headers["Retry-After"] = "60"
    return answer


@v1.errorhandler(500)
def broken(_error: Exception) -> ResponseReturnValue:
    """Our own mistake, which the log tells of."""
    return _problem(PROBLEMS[500], 500)


def _problem(words: str, status: int) -> Response:
    answer = _json(answers.Problem(words, status), "application/problem+json")
    answer.status_code = status
    return answer


def _json(data: Any, mimetype: str = "application/json") -> Response:
    return Response(msgspec.json.encode(data), mimetype=mimetype)

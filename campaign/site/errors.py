"""What went wrong, in kind words; for every door that has no words of its own."""

from __future__ import annotations

from flask import Flask, render_template
from flask.typing import ResponseReturnValue
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from flask_limiter import RateLimitExceeded
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import OperationalError
from werkzeug.exceptions import HTTPException

from campaign.base.problems import NotFound, Problem
from campaign.signing.links import LinkEnded

# Code of an answer: heading, words, what to do next.
BY_CODE = {
    404: (_("This page is not here"), _("The address may be old, or cut in two."), ""),
    405: (_("This does not work this way"), "", _("Please begin at the appeals.")),
    413: (
        _("That was too much"),
        _("What was sent is larger than we take."),
        _("Please send less."),
    ),
    429: (
        _("Please wait a little"),
        _("This was asked for many times in a short while, by you or by people near you."),
        _("Nothing is lost. Go back, wait some minutes, and try again."),
    ),
    500: (
        _("Something broke here"),
        _("It was our mistake, and it is in our records."),
        _("Please try again: nothing is sent twice by that. If it stays like this, write to us."),
    ),
    503: (
        _("We cannot answer right now"),
        _("Something behind this page is away for a moment."),
        _("Please go back and try again in a minute: nothing is sent twice by that."),
    ),
}


def register(app: Flask) -> None:
    """Give every error a page."""
    app.register_error_handler(LinkEnded, _link_ended)
    app.register_error_handler(NotFound, _not_found)
    app.register_error_handler(Problem, _problem)
    app.register_error_handler(CSRFError, _no_csrf_token)
    app.register_error_handler(RateLimitExceeded, _http)
    app.register_error_handler(OperationalError, _database_away)
    for code in (404, 405, 413, 500):
        app.register_error_handler(code, _http)


def _page(
    heading: str, words: str, code: int, next_step: str = "", slug: str = ""
) -> ResponseReturnValue:
    page = render_template(
        "error.html", heading=heading, words=words, next_step=next_step, slug=slug
    )
    return page, code


def _link_ended(problem: LinkEnded) -> ResponseReturnValue:
    return _page(gettext("This link has ended"), str(problem), 410, slug=problem.slug)


def _not_found(problem: NotFound) -> ResponseReturnValue:
    return _page(gettext("We did not find this"), str(problem), 404)


def _problem(problem: Problem) -> ResponseReturnValue:
    return _page(gettext("This is not possible"), str(problem), 409)


def _no_csrf_token(_error: CSRFError) -> ResponseReturnValue:
    return _page(
        gettext("Please press the button once more"),
        gettext(
            "The page was open for very long, or your browser keeps no cookies. We need one, only "
            "to know that it is you who pressed the button."
        ),
        400,
        gettext("Go back, load the page again, and press the button."),
    )


def _database_away(_error: OperationalError) -> ResponseReturnValue:
    heading, words, next_step = BY_CODE[503]
    page = render_template("error.html", heading=heading, words=words, next_step=next_step)
    return page, 503, {"Retry-After": "60"}


def _http(error: HTTPException) -> ResponseReturnValue:
    code = error.code or 500
    heading, words, next_step = BY_CODE[code]
    return _page(heading, words, code, next_step)

"""Headers that every answer carries, and what the log may say of a request."""

from __future__ import annotations

from collections.abc import Callable, Collection
from functools import wraps
from typing import Any, TypeVar

from flask import Flask, Response, abort, make_response, request, session
from flask_wtf.csrf import CSRFError

OWN = ("same-origin", "none")  # as browsers name where a request comes from; programs name nothing

View = TypeVar("View", bound=Callable[..., Any])


def content_security_policy(framed_by: Collection[str] = ()) -> str:
    """The policy of a page that these hosts may show in a frame: by default none."""
    hosts = " ".join(framed_by) or "'none'"
    return (
        "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none'; "
        f"form-action 'self'; frame-ancestors {hosts}"
    )


def for_everybody(response: Response, seconds: int) -> Response:
    """Let anybody keep this answer for so long, then ask by its ETag whether it is still true.

    Only for what is the same for all who ask and sets no cookie (RFC 9111).
    """
    response.cache_control.public = True
    response.cache_control.max_age = seconds
    response.add_etag()
    response.make_conditional(request)
    return response


def same_for_strangers(view: View) -> View:
    """Mark a view whose page anybody may keep for a minute if it was made for nobody.

    Whoever brings a cookie or asks a question gets a page that is kept by nobody, as does everybody
    once the page itself needs a session, for a form or a message.
    """

    @wraps(view)
    def kept(*args: Any, **kwargs: Any) -> Response:
        response: Response = make_response(view(*args, **kwargs))
        if request.cookies or request.args or session.modified:
            return response
        response.vary.add("Cookie")
        return for_everybody(response, 60)

    return kept  # type: ignore[return-value]


def not_indexed(response: Response) -> Response:
    """Keep an answer out of search engines; for `after_request` of pages that are not public."""
    response.headers["X-Robots-Tag"] = "noindex, noarchive"
    return response


class Site(Flask):
    """A Flask application whose log names no address: a path may hold somebody's link."""

    def log_exception(self, exc_info: Any) -> None:
        """Log what broke, and in which view."""
        self.logger.error("Exception in %s", request.endpoint, exc_info=exc_info)


def secure_answers(app: Flask) -> None:
    """Add the security headers to every answer; personal pages are never stored on the way.

    An address with a NUL is not looked up: PostgreSQL would break over it. What a browser says to
    come from a page of another site (Fetch Metadata) changes nothing here, with or without a token.
    """

    @app.before_request
    def refuse_nul() -> None:
        if "\0" in request.path:
            abort(404)

    @app.before_request
    def refuse_forms_of_other_sites() -> None:
        if request.method == "POST" and request.headers.get("Sec-Fetch-Site", "none") not in OWN:
            raise CSRFError("This form was sent from another site.")

    @app.after_request
    def add_headers(response: Response) -> Response:
        headers = response.headers
        if (response.location or "").startswith(request.host_url):  # whatever the visitor calls us
            path = response.headers["Location"].removeprefix(request.host_url)
            response.location = "/" + path.lstrip("/")
        headers.setdefault("Content-Security-Policy", content_security_policy())
        headers.setdefault("Referrer-Policy", "no-referrer")
        headers.setdefault("X-Content-Type-Options", "nosniff")
        headers.setdefault("Cross-Origin-Opener-Policy", "same-origin")
        headers.setdefault("Permissions-Policy", "camera=(), microphone=(), geolocation=()")
        if app.config["SESSION_COOKIE_SECURE"]:  # our address is https, whatever a proxy tells us
            headers.setdefault("Strict-Transport-Security", "max-age=31536000")
        if request.endpoint != "static":
            headers.setdefault("Cache-Control", "no-store")
        return response

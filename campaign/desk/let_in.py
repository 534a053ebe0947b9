"""Who may open which page of the desk: every view is marked, and every request passes here."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeVar

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
from werkzeug.exceptions import Forbidden
from werkzeug.wrappers import Response

from campaign.accounts.logins import COOKIE_KEY, manager_of
from campaign.accounts.models import Manager
from campaign.accounts.roles import Deed, may
from campaign.base.problems import NotFound

View = TypeVar("View", bound=Callable[..., Any])
ANYBODY = "anybody"

desk = Blueprint("desk", __name__, url_prefix="/desk")

_needed: dict[Callable[..., Any], str] = {}


def needs(deed: Deed) -> Callable[[View], View]:
    """Mark a view with what a manager must be allowed to do; stands right under the route."""
    return _marked(deed)


def open_to_anybody(view: View) -> View:
    """Mark a view that needs no log-in."""
    return _marked(ANYBODY)(view)


def _marked(deed: str) -> Callable[[View], View]:
    def mark(view: View) -> View:
        _needed[view] = deed
        return view

    return mark


def needed_by(endpoint: str) -> str | None:
    """What an endpoint of the desk asks for; None for one that was never marked."""
    return _needed.get(current_app.view_functions[endpoint])


def me() -> Manager:
    """The manager who is logged in."""
    manager: Manager = g.manager
    return manager


@desk.before_request
def let_in() -> Response | None:
    """Refuse whatever is not allowed: an unmarked view to everybody."""
    deed = needed_by(request.endpoint or "")
    g.manager = manager_of(session.get(COOKIE_KEY))
    if deed == ANYBODY:
        return None
    if deed is None:
        abort(403)
    if g.manager is None:
        wanted = request.full_path.rstrip("?") if request.method == "GET" else None
        return redirect(url_for("desk.log_in", next=wanted), 303)
    if not may(g.manager.role, deed):  # type: ignore[arg-type]
        abort(403)
    return None


@desk.context_processor
def about_the_desk() -> dict[str, Any]:
    """What every page of the desk shows."""
    manager = g.get("manager")
    return {
        "manager": manager,
        "i_may": lambda deed: manager is not None and may(manager.role, deed),
    }


@desk.errorhandler(NotFound)
@desk.errorhandler(404)
def not_found(_error: Exception) -> tuple[str, int]:
    """A page that is not there, or belongs to another organisation."""
    words = "It may have been moved, or it belongs to another organisation."
    return render_template("error.html", heading="There is no such page", words=words), 404


@desk.errorhandler(413)
def too_much(_error: Exception) -> tuple[str, int]:
    """More than any form of the desk takes, such as a whole book instead of an appeal."""
    words = "Nothing was stored. An appeal has a few pages: paste its text alone, without pictures."
    return render_template("error.html", heading="That is too large", words=words), 413


@desk.errorhandler(403)
def refused(_error: Forbidden) -> tuple[str, int]:
    """Something this manager may not do."""
    words = "Your role at the desk does not allow this; an owner can change it."
    return render_template("error.html", heading="That is not for your role", words=words), 403

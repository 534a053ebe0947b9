"""Logging in and out."""

from __future__ import annotations

from collections.abc import Callable
from typing import cast

from flask import current_app, flash, redirect, render_template, request, session, url_for
from flask_limiter import RateLimitExceeded
from werkzeug.wrappers import Response

from campaign.accounts import logins
from campaign.accounts.audit import record
from campaign.accounts.people import check_password, email_key
from campaign.base.database import writing
from campaign.base.extensions import limiter
from campaign.base.network import network_key
from campaign.desk.forms import LogInForm
from campaign.desk.let_in import View, desk, me, needs, open_to_anybody

WRONG = "This e-mail address and this password do not belong together."
FROM_ONE_NETWORK = "30/15minutes"  # over all accounts; each attempt costs us a tenth of a second
ON_ONE_ACCOUNT = "100/hour"  # from all networks; never a lock for good
TOO_OFTEN = "Too many attempts. Please wait a quarter of an hour."


def _limit() -> str:
    limit: str = current_app.config["CAMPAIGN"].login_limit
    return limit


def _account() -> str:
    return email_key(request.form.get("email", "")).hex()


def _account_and_network() -> str:
    return f"{_account()}|{network_key()}"


def _failed(response: Response) -> bool:
    return response.status_code != 303


def _limited(limit: Callable[[], str], key: Callable[[], str]) -> Callable[[View], View]:
    """Allow so many attempts under a key; only those that failed count."""
    return cast(
        "Callable[[View], View]",
        limiter.limit(limit, key_func=key, methods=["POST"], deduct_when=_failed),
    )


@desk.route("/login", methods=["GET", "POST"])
@open_to_anybody
@_limited(_limit, _account_and_network)
@_limited(lambda: FROM_ONE_NETWORK, network_key)
@_limited(lambda: ON_ONE_ACCOUNT, _account)
def log_in() -> str | tuple[str, int] | Response:
    """The form; unknown address and wrong password look and last the same."""
    form = LogInForm(next=request.args.get("next", ""))
    if not form.validate_on_submit():
        return render_template("desk/log_in.html", form=form), 422 if form.errors else 200
    manager = check_password(form.email.data, form.password.data)
    if manager is None:
        form.form_errors.append(WRONG)
        return render_template("desk/log_in.html", form=form), 422
    with writing() as transaction:
        token = logins.begin(transaction, manager)
        record(transaction, manager.org_id, manager.id, "logged in", f"manager:{manager.id}")
    session.clear()  # nothing of before the log-in lives on
    session[logins.COOKIE_KEY] = token
    session.permanent = True
    return redirect(_inside(form.next.data), 303)


@desk.post("/logout")
@needs("see")
def log_out() -> Response:
    """End the log-in, here and for whoever holds a copy of the cookie."""
    with writing() as transaction:
        logins.end(transaction, session[logins.COOKIE_KEY])
        record(transaction, me().org_id, me().id, "logged out", f"manager:{me().id}")
    session.clear()
    flash("You are logged out.", "good")
    return redirect(url_for("desk.log_in"), 303)


@desk.errorhandler(RateLimitExceeded)
def too_often(_error: RateLimitExceeded) -> tuple[str, int]:
    """The form again, with what to do."""
    form = LogInForm()
    form.form_errors.append(TOO_OFTEN)
    return render_template("desk/log_in.html", form=form), 429


def _inside(wanted: str | None) -> str:
    """Where to go on: only pages of managers, never another site, nor what is no address."""
    home = url_for("desk.overview")
    inside = wanted and wanted.isprintable() and wanted.startswith((home, "/postroom/"))
    return wanted if wanted and inside else home

"""Logging in and out."""

from __future__ import annotations

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
from campaign.desk.let_in import desk, me, needs, open_to_anybody

WRONG = "This e-mail address and this password do not belong together."
TOO_OFTEN = "Too many attempts. Please wait a quarter of an hour."


def _limit() -> str:
    limit: str = current_app.config["CAMPAIGN"].login_limit
    return limit


def _account_and_network() -> str:
    return f"{email_key(request.form.get('email', '')).hex()}|{network_key()}"


@desk.route("/login", methods=["GET", "POST"])
@open_to_anybody
@limiter.limit(
    _limit,
    key_func=_account_and_network,
    methods=["POST"],
    deduct_when=lambda response: response.status_code != 303,  # only what failed counts
)
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
    """Where to go on: only pages of managers, never another site."""
    home = url_for("desk.overview")
    return wanted if wanted and wanted.startswith((home, "/postroom/")) else home

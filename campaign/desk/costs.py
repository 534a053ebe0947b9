"""What faxes cost: the limit of a month, the prices, and how much is left."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from flask import current_app, flash, redirect, render_template, url_for
from sqlalchemy import select
from werkzeug.wrappers import Response

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.queue import nudge
from campaign.delivery import budget
from campaign.delivery.budget import Purse
from campaign.desk.forms import CapForm, PricesForm
from campaign.desk.let_in import desk, me, needs
from campaign.directory.models import ContactPoint
from campaign.directory.prices import money, price_of, prices_as_text, prices_from, set_prices


@dataclass(frozen=True)
class Warning:
    """What a manager must know of the money for faxes; urgent: faxes wait."""

    head: str
    words: str
    urgent: bool


@desk.get("/fax")
@needs("see")
def costs() -> str:
    """Spent, set aside and left this month, and the forms to change limit and prices."""
    return _page(None, None)


@desk.post("/fax/limit")
@needs("spend")
def set_limit() -> tuple[str, int] | Response:
    """Set what faxes may cost from this month on."""
    form = CapForm()
    if not form.validate_on_submit():
        return _page(form, None), 422
    org_id, cap = me().org_id, form.amount
    words = "no limit" if cap is None else money(cap)
    with writing() as session:
        budget.set_cap(session, org_id, cap)
        record(session, org_id, me().id, "fax limit set", f"organisation:{org_id}", words)
    nudge("fax")
    flash(f"The limit for faxes is set: {words} a month.", "good")
    return redirect(url_for("desk.costs"), 303)


@desk.post("/fax/prices")
@needs("spend")
def set_fax_prices() -> tuple[str, int] | Response:
    """Put other prices in the place of the present ones."""
    form = PricesForm()
    if not form.validate_on_submit():
        return _page(None, form), 422
    org_id, prices = me().org_id, prices_from(form.prices.data or "")
    with writing() as session:
        budget.wake(session, org_id)
        set_prices(session, org_id, prices)
        detail = ", ".join(prices_as_text(prices).splitlines())
        record(session, org_id, me().id, "fax prices set", f"organisation:{org_id}", detail)
    nudge("fax")
    flash("The prices are set.", "good")
    return redirect(url_for("desk.costs"), 303)


def warning() -> Warning | None:
    """What is to be said of the organisation's money for faxes now, if anything."""
    if not current_app.config["CAMPAIGN"].fax_available or not _numbers():
        return None
    return _warning(budget.purse(reading(), me().org_id, db_now()))


def _warning(purse: Purse) -> Warning | None:
    if purse.blocked:
        return Warning("No fax leaves:", "nobody has set what faxes may cost.", urgent=True)
    if purse.cap is not None and purse.empty:
        words = "what waits leaves next month, or when the limit is raised. E-mail goes on."
        return Warning("Faxes wait, for this month's limit is reached:", words, urgent=True)
    if purse.percent >= budget.WARN_AT:
        words = f"{money(purse.left)} of {money(purse.cap or 0)} is left for this month."
        return Warning("The limit for faxes is nearly reached:", words, urgent=False)
    return None


def _page(cap_form: CapForm | None, prices_form: PricesForm | None) -> str:
    purse = budget.purse(reading(), me().org_id, db_now())
    own = {prefix: price for prefix, price in purse.prices.items() if prefix != "+"}
    cap = "" if purse.cap is None else money(purse.cap).replace(",", "")
    return render_template(
        "desk/costs.html",
        purse=purse,
        money=money,
        warning=_warning(purse),
        month=budget.month_of(db_now()),
        unlisted=[n for n in _numbers() if price_of(purse.prices, n) is None],
        cap_form=cap_form or CapForm(formdata=None, cap=cap),
        prices_form=prices_form or PricesForm(formdata=None, prices=prices_as_text(own)),
        live=current_app.config["CAMPAIGN"].live,
    )


def _numbers() -> Sequence[str]:
    """The fax numbers that the organisation's authorities have."""
    query = select(ContactPoint.address).where(
        ContactPoint.org_id == me().org_id,
        ContactPoint.channel == "fax",
        ContactPoint.retired_at.is_(None),
    )
    return reading().scalars(query.distinct().order_by(ContactPoint.address)).all()

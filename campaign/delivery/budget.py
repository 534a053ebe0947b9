"""What faxes may cost: an organisation's money for a month (UTC), kept in its claims.

A claim sets aside the most that a fax can cost, by an UPDATE that does nothing beyond the cap; so
what is spent and what is set aside never exceed it together, however many workers claim. What does
not leave gives it back, and what a gateway reports settles it. Amounts are whole hundredths of a
cent. Where no cap is set, the sandbox has no limit, and live no fax leaves.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import ColumnElement, and_, delete, or_, select, update
from sqlalchemy.orm import Session

from campaign.base import dialects, many
from campaign.base.clock import db_now
from campaign.base.database import rowcount
from campaign.base.ids import new_id
from campaign.delivery.models import FaxBudget, FaxReservation
from campaign.directory.prices import price_of, prices_of
from campaign.letters import states
from campaign.letters.models import Destination, Lane, Transmission
from campaign.letters.pages import MOST_PAGES

ASK_AGAIN = timedelta(minutes=10)  # after a lane found no money; a new cap or price asks at once
WARN_AT = 80  # percent
NEVER_CALLED = (states.CANCELLED, states.QUARANTINED)


@dataclass(frozen=True)
class Purse:
    """How an organisation stands this month, and its prices by prefix."""

    org_id: UUID
    cap: int | None
    reserved: int = 0
    spent: int = 0
    prices: dict[str, int] = field(default_factory=dict)

    @property
    def left(self) -> int:
        """What can still be set aside; only where there is a cap."""
        return max(0, (self.cap or 0) - self.reserved - self.spent)

    @property
    def percent(self) -> int:
        """How much of the cap is spent or set aside; 0 without one."""
        used = self.reserved + self.spent
        return min(100, used * 100 // self.cap if self.cap else 100) if self.cap is not None else 0

    @property
    def blocked(self) -> bool:
        """True if no fax leaves because nobody has set a cap."""
        return self.cap is None and not _sandbox()

    @property
    def empty(self) -> bool:
        """True if there is no money for a page to anybody who could be called."""
        return bool(self.prices) and not self._affords(min(self.prices.values()))

    def pays(self, number: str) -> bool:
        """True if there is money for a page to this number."""
        return self._affords(price_of(self.prices, number))

    def _affords(self, price: int | None) -> bool:
        if price is None or self.blocked:
            return False
        return self.cap is None or price <= self.left


def purse(session: Session, org_id: UUID, now: datetime) -> Purse:
    """How an organisation stands now; last month's cap holds until another one is set."""
    query = select(FaxBudget).filter_by(org_id=org_id, sandbox=_sandbox())
    query = query.order_by(FaxBudget.month.desc()).limit(1)
    last = session.scalar(query.execution_options(populate_existing=True))
    prices = prices_of(session, org_id)
    if last is None or last.month < month_of(now):
        return Purse(org_id, last.cap if last else None, prices=prices)
    return Purse(org_id, last.cap, last.reserved, last.spent, prices)


def set_cap(session: Session, org_id: UUID, cap: int | None) -> None:
    """Set what may be spent this month and the following ones; none takes the cap away."""
    wake(session, org_id)  # lanes are locked before a budget
    budget_id = _this_month(session, org_id, db_now())
    session.execute(
        update(FaxBudget).where(FaxBudget.id == budget_id).values(cap=cap, told=0),
        execution_options=_PLAIN,
    )


def wake(session: Session, org_id: UUID) -> None:
    """Ask anew for the faxes of an organisation: its cap or its prices have changed."""
    ours = select(Lane.id).where(Lane.org_id == org_id, Lane.opens_at.is_not(None))
    ours = ours.where(Lane.channel == "fax").order_by(Lane.id)
    held = session.scalars(ours.with_for_update(key_share=True)).all()
    again = update(Lane).where(Lane.id.in_(held)).values(opens_at=None)
    session.execute(again, execution_options=_PLAIN)


def shut(session: Session, lanes: Collection[UUID], now: datetime) -> set[UUID]:
    """Let those of these lanes rest for which there is no money, and return them.

    With them rest all others of an organisation that has none left for anybody.
    """
    query = (
        select(Lane.id, Lane.org_id, Destination.address)
        .join(Destination, Destination.id == Lane.destination_id)
        .where(Lane.id.in_(lanes))
    )
    rows = session.execute(query).all()
    purses = {org_id: purse(session, org_id, now) for org_id in {row.org_id for row in rows}}
    short = {row.id for row in rows if not purses[row.org_id].pays(row.address)}
    empty = {org_id for org_id, one in purses.items() if one.empty}
    if short:
        _rest(session, or_(Lane.id.in_(short), Lane.org_id.in_(empty)), now)
    return short


def reserve(session: Session, ids: Sequence[UUID], now: datetime) -> set[UUID]:
    """Set aside what these faxes can cost; returns those for which there was enough.

    Part of the claim that takes them; the lanes of the others rest.
    """
    t = Transmission
    query = select(t.id, t.org_id, t.lane_id, t.fax_pages, Destination.address)
    query = query.join(Destination, Destination.id == t.destination_id).where(t.id.in_(ids))
    faxes = {fax.id: fax for fax in session.execute(query)} if ids else {}
    spend_all(session, ids)  # of an earlier try, of which nothing was ever heard
    months: dict[UUID, UUID] = {}
    prices: dict[UUID, dict[str, int]] = {}
    kept: list[dict[str, Any]] = []
    short: set[UUID] = set()
    for fax in (faxes[key] for key in ids):
        if fax.org_id not in months:
            months[fax.org_id] = _this_month(session, fax.org_id, now)
            prices[fax.org_id] = prices_of(session, fax.org_id)
        price = price_of(prices[fax.org_id], fax.address)
        amount = (price or 0) * (fax.fax_pages or MOST_PAGES)
        if price is None or not _set_aside(session, months[fax.org_id], amount):
            short.add(fax.lane_id)
            continue
        kept.append(
            {
                "transmission_id": fax.id,
                "org_id": fax.org_id,
                "budget_id": months[fax.org_id],
                "price": price,
                "amount": amount,
            }
        )
    many.insert(session, FaxReservation, kept)
    if short:
        _rest(session, Lane.id.in_(short), now)
    return {row["transmission_id"] for row in kept}


def give_back(session: Session, ids: Iterable[UUID]) -> None:
    """Give back what was set aside for faxes that were surely not called."""
    _end(session, {row.transmission_id: 0 for row in _kept(session, ids)})


def settle(
    session: Session, transmission_id: UUID, pages: int | None = None, cost: int | None = None
) -> None:
    """Turn what was set aside for a fax into what it did cost.

    `cost` is what the gateway says (hundredths of a cent), else that of the `pages` that went
    through; without either all that was set aside counts as spent. Told twice it counts once.
    """
    for row in _kept(session, [transmission_id]):
        by_pages = row.amount if pages is None else row.price * pages
        _end(session, {transmission_id: by_pages if cost is None else cost})


def spend_all(session: Session, ids: Iterable[UUID]) -> None:
    """Count what was set aside for these faxes as spent: nobody knows better."""
    _end(session, {row.transmission_id: row.amount for row in _kept(session, ids)})


def release(session: Session) -> None:
    """Give back what is set aside for faxes that will never be called, for the sweeper."""
    query = (
        select(FaxReservation.transmission_id)
        .join(Transmission, Transmission.id == FaxReservation.transmission_id)
        .where(Transmission.state.in_(NEVER_CALLED))
    )
    give_back(session, session.scalars(query).all())


def month_of(now: datetime) -> date:
    """The first day of the month in which a moment (aware) lies, in UTC."""
    return now.astimezone(UTC).date().replace(day=1)


def _this_month(session: Session, org_id: UUID, now: datetime) -> UUID:
    """The row of this month, made if it is not there yet."""
    key = {"org_id": org_id, "month": month_of(now), "sandbox": _sandbox()}
    query = select(FaxBudget.id).filter_by(**key)
    if (found := session.scalar(query)) is None:
        row = {"id": new_id(), "cap": purse(session, org_id, now).cap}
        row |= {"reserved": 0, "spent": 0, "told": 0}
        statement = dialects.insert(session, FaxBudget).values(**key, **row)
        session.execute(statement.on_conflict_do_nothing(index_elements=list(key)))
        found = session.scalars(query).one()
    return found


def _set_aside(session: Session, budget_id: UUID, amount: int) -> bool:
    """The guard: nothing is set aside beyond the cap, whoever else is at it."""
    b = FaxBudget
    within: ColumnElement[bool] = and_(b.cap.is_not(None), b.spent + b.reserved + amount <= b.cap)
    if _sandbox():
        within = or_(b.cap.is_(None), within)
    change = update(b).where(b.id == budget_id, within).values(reserved=b.reserved + amount)
    return bool(rowcount(session.execute(change, execution_options=_PLAIN)))


def _kept(session: Session, ids: Iterable[UUID]) -> Sequence[Any]:
    """What is set aside for these, locked so that it ends once."""
    keys = list(ids)
    if not keys:
        return []
    query = select(FaxReservation).where(FaxReservation.transmission_id.in_(keys))
    ordered = query.order_by(FaxReservation.transmission_id).with_for_update()
    return session.scalars(ordered.execution_options(populate_existing=True)).all()


def _end(session: Session, spent: dict[UUID, int]) -> None:
    """End reservations that we hold; budgets change in the order of their keys."""
    if not spent:
        return
    ending = delete(FaxReservation).where(FaxReservation.transmission_id.in_(spent))
    r = FaxReservation
    freed, paid = Counter[UUID](), Counter[UUID]()
    for row in session.execute(ending.returning(r.transmission_id, r.budget_id, r.amount)).all():
        freed[row.budget_id] += row.amount
        paid[row.budget_id] += spent[row.transmission_id]
    for key in sorted(freed):
        values = {"reserved": FaxBudget.reserved - freed[key], "spent": FaxBudget.spent + paid[key]}
        change = update(FaxBudget).where(FaxBudget.id == key).values(values)
        session.execute(change, execution_options=_PLAIN)


def _rest(session: Session, which: ColumnElement[bool], now: datetime) -> None:
    """Not asked again for a while; one that somebody else holds just now is, and rests then."""
    asked = or_(Lane.opens_at.is_(None), Lane.opens_at <= now)
    query = select(Lane.id).where(Lane.channel == "fax", asked, which)
    if held := session.scalars(dialects.skip_locked(session, query)).all():
        later = update(Lane).where(Lane.id.in_(held)).values(opens_at=now + ASK_AGAIN)
        session.execute(later, execution_options=_PLAIN)


def _sandbox() -> bool:
    return bool(current_app.config["CAMPAIGN"].sandbox)


_PLAIN = {"synchronize_session": False}

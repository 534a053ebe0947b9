"""What a page to a fax number costs, by the beginning of the number, and which are never called.

Prices are whole hundredths of a cent of the currency in which the fax service bills. The longest
prefix that fits decides; a number that none fits is of an unlisted country and cannot be called.
In the sandbox an organisation that has set no price at all pays nothing.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from decimal import Decimal, InvalidOperation
from uuid import UUID

import phonenumbers
from flask import current_app
from sqlalchemy import delete, select
from sqlalchemy.orm import Session

from campaign.base.problems import Problem
from campaign.directory.models import FaxPrice

UNIT = 10_000  # hundredths of a cent in one of the currency
MOST = 1_000_000 * UNIT  # beyond that it is a slip of the keyboard
DEAR = (
    phonenumbers.PhoneNumberType.PREMIUM_RATE,
    phonenumbers.PhoneNumberType.SHARED_COST,
    phonenumbers.PhoneNumberType.PERSONAL_NUMBER,
)
# Country codes that belong to no country (ITU-T E.164): shared cost, satellites, personal numbers,
# international networks, international premium rate.
NO_COUNTRY = frozenset((808, 870, 878, 881, 882, 883, 888, 979))
_LINE = re.compile(r"\+?([1-9][0-9 ]{0,14})\s*[=:;\t ]\s*([0-9]+(?:[.,][0-9]+)?)\s*\Z")


def never_called(number: str) -> bool:
    """True for a number (E.164) at a premium rate, of a satellite or of no country."""
    return is_dear(phonenumbers.parse(number))


def is_dear(number: phonenumbers.PhoneNumber) -> bool:
    """The same of a number that is read already."""
    return number.country_code in NO_COUNTRY or phonenumbers.number_type(number) in DEAR


def prices_of(session: Session, org_id: UUID) -> dict[str, int]:
    """An organisation's prices by prefix (`+44`), as `price_of` takes them."""
    query = select(FaxPrice.prefix, FaxPrice.price).where(FaxPrice.org_id == org_id)
    found = {row.prefix: row.price for row in session.execute(query)}
    return found or ({"+": 0} if current_app.config["CAMPAIGN"].sandbox else {})


def price_of(prices: Mapping[str, int], number: str) -> int | None:
    """What a page to this number (E.164) costs, or None if it cannot be called."""
    if never_called(number):
        return None
    fitting = (number[:length] for length in range(len(number), 0, -1))
    return next((prices[prefix] for prefix in fitting if prefix in prices), None)


def set_prices(session: Session, org_id: UUID, prices: Mapping[str, int]) -> None:
    """Put these prices in the place of an organisation's present ones."""
    session.execute(delete(FaxPrice).where(FaxPrice.org_id == org_id))
    session.add_all(
        FaxPrice(org_id=org_id, prefix=prefix, price=price) for prefix, price in prices.items()
    )


def prices_from(text: str) -> dict[str, int]:
    """Prices as people write them, one a line such as `+44 0.07`; raises Problem."""
    prices: dict[str, int] = {}
    for line in filter(None, map(str.strip, text.splitlines())):
        read = _LINE.match(line)
        if read is None:
            raise Problem(f"“{line}” is no price; write the prefix, then the price: +44 0.07")
        prices["+" + read[1].replace(" ", "")] = amount_from(read[2])
    return prices


def prices_as_text(prices: Mapping[str, int]) -> str:
    """Prices as `prices_from` reads them."""
    return "\n".join(f"{prefix} {money(price)}" for prefix, price in sorted(prices.items()))


def amount_from(text: str) -> int:
    """An amount such as `10`, `10.50` or `0,0725`, in hundredths of a cent; raises Problem."""
    try:
        amount = Decimal(text.strip().replace(",", ".")) * UNIT
    except InvalidOperation:
        raise Problem(f"“{text}” is no amount of money; write it like 10.50.") from None
    if not amount.is_finite() or amount != amount.to_integral_value() or not 0 <= amount <= MOST:
        raise Problem(f"“{text}” cannot be used; at most four digits stand behind the point.")
    return int(amount)


def money(amount: int) -> str:
    """Hundredths of a cent in words: `10.00`, with more digits only where there are any."""
    exact = f"{Decimal(amount) / UNIT:,.4f}"
    return exact[:-2] + exact[-2:].rstrip("0")

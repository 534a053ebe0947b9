"""When the offices of a country are open: its zone, its weekend, its holidays.

Zones are those of the IANA database, holidays those of the library of that name. Of a country with
several zones the capital's counts. A country that is not known has no hours: letters to it leave
at any time.
"""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
from functools import lru_cache
from importlib import resources
from uuid import UUID
from zoneinfo import ZoneInfo

import holidays
import phonenumbers
from flask import current_app
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.campaigns.models import Recipient
from campaign.directory.models import Authority
from campaign.letters.models import Destination, Lane

LONGEST_CLOSED = 30  # days; longer holidays than that are a mistake in the data

# Where the first zone in the database's list is not that of the capital.
CAPITALS = {
    "AU": "Australia/Sydney",
    "BR": "America/Sao_Paulo",
    "CA": "America/Toronto",
    "FM": "Pacific/Pohnpei",
    "RU": "Europe/Moscow",
    "UA": "Europe/Kyiv",
}


def zone_of(country: str | None) -> ZoneInfo | None:
    """The zone of a country (ISO 3166-1 alpha-2); None if it is not known."""
    name = _zones().get(country or "")
    return ZoneInfo(name) if name else None


def opening(country: str | None, at: datetime) -> datetime:
    """The first moment from `at` on (aware) when the offices are open, in UTC; `at` if they are."""
    zone = zone_of(country)
    if zone is None or country is None:
        return at.astimezone(UTC)
    local = at.astimezone(zone)
    for days in range(LONGEST_CLOSED):
        day = local.date() + timedelta(days=days)
        if not _works(country, day):
            continue
        opens, closes = _hours(day, zone)
        if local < closes:
            return max(local, opens).astimezone(UTC)
    return at.astimezone(UTC)


def advance(country: str | None, at: datetime, work: timedelta) -> datetime:
    """The moment (UTC) when so much open time has passed since `at`."""
    zone = zone_of(country)
    if zone is None:
        return at.astimezone(UTC) + work
    while True:
        at = opening(country, at)
        _, closes = _hours(at.astimezone(zone).date(), zone)
        left = closes - at
        if left <= timedelta() or work <= left:
            return at + work
        work -= left
        at = closes


def country_of(channel: str, country: str | None, address: str) -> str | None:
    """Whose clock rules: for a fax that of the number's country, else that of the authority's."""
    if channel != "fax":
        return country
    return phonenumbers.region_code_for_number(phonenumbers.parse(address)) or country


def keeps(channel: str, wanted: bool) -> bool:
    """True if letters wait for office hours.

    E-mails do where the campaign's manager wants it. Live faxes always do, since a machine may
    stand in somebody's bedroom; in the sandbox no machine rings.
    """
    live: bool = current_app.config["CAMPAIGN"].live
    return wanted or (live and channel == "fax")


def shut(session: Session, lanes: Sequence[UUID], now: datetime) -> set[UUID]:
    """Close those of these lanes whose office is closed until it opens; returns them."""
    query = (
        select(Lane.id, Lane.channel, Authority.country, Destination.address)
        .join(Recipient, Recipient.id == Lane.recipient_id)
        .join(Authority, Authority.id == Recipient.authority_id)
        .join(Destination, Destination.id == Lane.destination_id)
        .where(Lane.id.in_(lanes))
        .order_by(Lane.id)
    )
    closed = set()
    for lane_id, channel, country, address in session.execute(query).all():
        opens = opening(country_of(channel, country, address), now)
        if opens > now:
            session.execute(update(Lane).where(Lane.id == lane_id).values(opens_at=opens))
            closed.add(lane_id)
    return closed


def forget(session: Session, campaign_id: UUID) -> None:
    """Ask anew for a campaign's lanes: its manager changed whether they keep hours."""
    session.execute(update(Lane).where(Lane.campaign_id == campaign_id).values(opens_at=None))


def _hours(day: date, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """In UTC, because aware times of one zone are compared by the clock on the wall."""
    config = current_app.config["CAMPAIGN"]
    hours = (time(config.office_opens), time(config.office_closes))
    opens, closes = (datetime.combine(day, hour, zone).astimezone(UTC) for hour in hours)
    return opens, closes


@lru_cache(maxsize=4096)
def _works(country: str, day: date) -> bool:
    """True on a working day: neither weekend nor public holiday there."""
    try:
        calendar = holidays.country_holidays(country, years=day.year)
    except NotImplementedError:  # how the library says that it has no holidays of this country
        return day.weekday() < 5
    return bool(calendar.is_working_day(day))


@lru_cache(maxsize=1)
def _zones() -> dict[str, str]:
    """Zone by country: the capital's, else the first that the database lists."""
    table = resources.files("tzdata").joinpath("zoneinfo/zone.tab").read_text()
    found: dict[str, str] = {}
    for line in table.splitlines():
        if not line.startswith("#"):
            country, _, zone, *_ = line.split("\t")
            found.setdefault(country, zone)
    return found | CAPITALS

"""Office hours by country: zones, weekends, holidays, and the change of the clocks."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
from flask import Flask

from campaign.delivery.hours import advance, country_of, opening, zone_of
from config import Config


@pytest.fixture(autouse=True)
def settings() -> Iterator[None]:
    """The hours are settings; no database is needed."""
    app = Flask(__name__)
    app.config["CAMPAIGN"] = Config()
    with app.app_context():
        yield


FRIDAY_NOON = datetime(2026, 11, 27, 12, tzinfo=UTC)


def utc(*parts: int) -> datetime:
    return datetime(*parts, tzinfo=UTC)  # type: ignore[misc]


@pytest.mark.parametrize(
    ("country", "expected"),
    [
        ("FR", FRIDAY_NOON),  # 13:00 in Paris
        ("KG", utc(2026, 11, 30, 2)),  # 18:00 in Bishkek: Monday, 08:00
        ("SA", utc(2026, 11, 29, 5)),  # the weekend is Friday and Saturday: Sunday, 08:00
        ("IR", utc(2026, 11, 28, 4, 30)),  # only Friday: Saturday, 08:00, half an hour off
        ("US", utc(2026, 11, 27, 13)),  # 07:00 in Washington: 08:00 the same day
        (None, FRIDAY_NOON),
        ("XX", FRIDAY_NOON),
    ],
)
def test_the_next_opening(country: str | None, expected: datetime) -> None:
    assert opening(country, FRIDAY_NOON) == expected


def test_holidays_are_no_working_days() -> None:
    assert opening("FR", utc(2026, 12, 25, 10)) == utc(2026, 12, 28, 7)  # Christmas, a weekend
    assert opening("KG", utc(2026, 12, 31, 12)) == utc(2027, 1, 8, 2)  # New Year to 7 January


def test_the_clock_of_the_office_rules_when_it_is_put_back() -> None:
    assert opening("FR", utc(2026, 10, 23, 5)) == utc(2026, 10, 23, 6)  # summer time
    assert opening("FR", utc(2026, 10, 26, 5)) == utc(2026, 10, 26, 7)  # after 25 October


def test_the_capital_of_a_wide_country() -> None:
    assert str(zone_of("RU")) == "Europe/Moscow"
    assert str(zone_of("BR")) == "America/Sao_Paulo"
    assert str(zone_of("KG")) == "Asia/Bishkek"
    assert zone_of(None) is None


def test_a_closing_office_is_closed_at_five_sharp() -> None:
    assert opening("FR", utc(2026, 11, 26, 15, 59)) == utc(2026, 11, 26, 15, 59)
    assert opening("FR", utc(2026, 11, 26, 16)) == utc(2026, 11, 27, 7)


def test_work_goes_on_when_the_office_opens_again() -> None:
    """Ten open hours from Friday 13:00 on: four on Friday, six on Monday."""
    assert advance("FR", FRIDAY_NOON, timedelta(hours=10)) == utc(2026, 11, 30, 13)
    assert advance(None, FRIDAY_NOON, timedelta(hours=10)) == FRIDAY_NOON + timedelta(hours=10)


def test_a_fax_goes_by_the_clock_of_its_number() -> None:
    assert country_of("fax", "KG", "+33199001234") == "FR"
    assert country_of("email", "KG", "minister@example.org") == "KG"

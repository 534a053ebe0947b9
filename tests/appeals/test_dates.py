from datetime import date

import pytest

from campaign.appeals.dates import find_dates


@pytest.mark.parametrize(
    ("text", "day"),
    [
        ("March 17, 2014", date(2014, 3, 17)),
        ("March 17 2014", date(2014, 3, 17)),
        ("March\u00a013, 2018", date(2018, 3, 13)),
        ("14th March 2001", date(2001, 3, 14)),
        ("June 1 2023", date(2023, 6, 1)),
        ("18 OCTOBER 2018", date(2018, 10, 18)),
        ("Sept. 3, 2009", date(2009, 9, 3)),
        ("3 May, 2011", date(2011, 5, 3)),
        ("2014-03-17", date(2014, 3, 17)),
        ("17/03/2014", date(2014, 3, 17)),
        ("02/19/2020", date(2020, 2, 19)),
        ("11.01.18", date(2018, 1, 11)),
        ("30.12.99", date(1999, 12, 30)),
    ],
)
def test_dates_as_printed(text, day):
    (found,) = find_dates(f"Paris, {text}.", "en")
    assert (found.day, found.printed) == (day, text)


def test_day_and_month_that_could_change_places_are_unsure():
    assert [d.unsure for d in find_dates("02/11/2006", "en")] == [True]
    assert [d.unsure for d in find_dates("22/11/2006", "en")] == [False]
    assert [d.unsure for d in find_dates("02/02/2006", "en")] == [False]


@pytest.mark.parametrize(
    "text", ["February 30, 2014", "32/01/2014", "KGZ 002 / 0314", "in May", "+996 312 00-00-24"]
)
def test_what_is_no_day(text):
    assert list(find_dates(text, "en")) == []


def test_months_of_another_language():
    assert [d.day for d in find_dates("20 de junio de 2019", "es")] == [date(2019, 6, 20)]
    assert [d.day for d in find_dates("1er mars 2017", "fr")] == [date(2017, 3, 1)]
    assert [d.day for d in find_dates("١٩ يونيو ٢٠١٨", "ar")] == [date(2018, 6, 19)]

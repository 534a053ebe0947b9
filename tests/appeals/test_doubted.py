"""What competes in a doubt is shown where it stands, with the value it would give."""

from __future__ import annotations

import pytest

from campaign.appeals import Appeal, Doubt, read
from campaign.appeals.doubted import Reading, readings
from campaign.appeals.lines import clean_text
from campaign.appeals.places import places
from tests.campaigns.samples import APPEAL, CODE


def shown(source: str, field: str) -> list[tuple[str, str]]:
    """The words and values of the first doubt at a field, each checked to stand in the source."""
    text, appeal = clean_text(source)[0], read(source)
    doubt = next(one for one in appeal.warnings if one.field == field)
    found = readings(text, appeal, doubt, places(text, appeal))
    assert [one.start for one in found] == sorted(one.start for one in found)
    assert all(one.words == " ".join(text[one.start : one.end].split()) for one in found)
    return [(one.words, one.value) for one in found]


def test_two_codes() -> None:
    source = APPEAL.replace(CODE, f"{CODE} update to VLA 009 / 1126 / OBS 044", 1)
    assert shown(source, "code") == [
        (CODE, CODE),
        ("VLA 009 / 1126 / OBS 044", "VLA 009 / 1126 / OBS 044"),
    ]


def test_two_dates() -> None:
    source = APPEAL.replace("Paris-Geneva, November 12", "Paris-Geneva, November 14")
    assert shown(source, "date") == [
        ("November 12, 2026", "2026-11-12"),
        ("November 14, 2026", "2026-11-14"),
    ]


def test_a_date_that_could_have_the_month_first() -> None:
    source = APPEAL.replace("November 12, 2026", "11/12/2026")
    assert ("11/12/2026", "2026-11-12") in shown(source, "date")


def test_the_code_beside_the_month_that_differs() -> None:
    source = APPEAL.replace("VLA 004 / 1126", "VLA 004 / 1026")
    assert shown(source, "date")[0] == ("VLA 004 / 1026 / OBS 031", "")


def test_requests_between_which_one_may_be_missing() -> None:
    assert [
        words[:7] for words, _ in shown(APPEAL.replace("ii. Comply", "iii. Comply"), "actions")
    ] == [
        "Release",
        "Comply ",
    ]


def test_an_address_that_is_missing_where_its_recipient_stands() -> None:
    source = APPEAL.replace("Email: minister@justice.example.org", "Email: [blanked out]")
    text, appeal = clean_text(source)[0], read(source)
    doubt = Doubt("recipients[0].emails", "It was removed; please look it up.")
    found = readings(text, appeal, doubt, places(text, appeal))
    assert [one.words for one in found] == ["Aldo Marr", "Minister of Justice"]


def test_the_number_that_is_meant_among_several() -> None:
    source = APPEAL.replace("Fax: +33 1 99 00 12 34", "Fax: +33 1 99 00 12 34, +33 1 99 00 56 78")
    text, appeal = clean_text(source)[0], read(source)
    doubt = Doubt("recipients[3].faxes", "+33199005678 is a number of another country.")
    found = readings(text, appeal, doubt, places(text, appeal))
    assert [one.words for one in found] == ["+33 1 99 00 56 78"]


def test_a_country_beside_the_one_of_the_code() -> None:
    source = APPEAL.replace("VLA 004", "KGZ 004").replace("in Valoria", "in Kazakhstan")
    found = shown(source, "country")
    assert found[0] == ("Kazakhstan", "KZ")
    assert ("KGZ 004 / 1126 / OBS 031", "") in found
    assert not {"CH", "FR"} & {value for _, value in found}


@pytest.mark.parametrize(
    "field", ["title", "country", "recipients[0].emails", "recipients", "x[1]"]
)
def test_a_doubt_without_anything_to_show(field: str) -> None:
    nothing = Appeal(family="other", language="xx")
    assert readings("", nothing, Doubt(field, "What is it?"), []) == []


def test_no_more_than_a_few_and_none_twice() -> None:
    text = " ".join(f"VLA 004 / 1126 / OBS {n:03}" for n in range(1, 99))
    found = readings(text, read(APPEAL), Doubt("code", "more than one code."), [])
    assert len({one.value for one in found}) == len(found) == 6
    assert isinstance(found[0], Reading)

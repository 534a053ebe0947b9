"""Each value of a reading is found where the source prints it."""

from __future__ import annotations

from pathlib import Path

import pytest

from campaign.appeals import read
from campaign.appeals.lines import clean_text
from campaign.appeals.model import Action, Appeal, RecipientEntry
from campaign.appeals.places import SCANS, TRY, _Letters, places, quoted
from tests.campaigns.samples import APPEAL

HERE = Path(__file__).parent
SOURCES = [
    path
    for folder in ("samples", "unseen")
    for path in sorted((HERE / folder).iterdir())
    if path.suffix in (".txt", ".html")
]


def at(text: str, appeal: Appeal) -> dict[str, str]:
    return {place.path: text[place.start : place.end] for place in places(text, appeal)}


def test_values_of_an_appeal() -> None:
    text = clean_text(APPEAL)[0]
    found = at(text, read(APPEAL))
    assert found["code"] == "VLA 004 / 1126 / OBS 031"
    assert found["date"] == "November 12, 2026"
    assert found["actions[1].items[1]"] == "its Article 12.2"
    assert found["recipients[0].honorific"] == "Mr"
    assert found["recipients[0].name"] == "Aldo Marr"
    assert found["recipients[0].faxes[0]"] == "+1 202 555 0123"
    assert found["recipients[1].faxes[0]"] == "+1 202 555 0145"
    assert found["recipients[0].emails[0]"] == "minister@justice.example.org"


@pytest.mark.parametrize("path", SOURCES, ids=lambda path: path.name)
def test_nearly_all_of_each_sample_is_found(path: Path) -> None:
    source = path.read_text()
    appeal = read(source)
    text = clean_text(source)[0]
    found = at(text, appeal)
    wanted = [key for key in ("code", "title", "date", "lead") if getattr(appeal, key)]
    wanted += [f"actions[{n}].text" for n in range(len(appeal.actions))]
    wanted += [f"description[{n}]" for n in range(len(appeal.description))]
    for number, entry in enumerate(appeal.recipients):
        wanted += [
            f"recipients[{number}].{key}" for key in ("name", "office") if getattr(entry, key)
        ]
        wanted += [f"recipients[{number}].emails[{n}]" for n in range(len(entry.emails))]
        wanted += [f"recipients[{number}].faxes[{n}]" for n in range(len(entry.faxes))]
    missed = [one for one in wanted if one not in found]
    assert len(missed) <= max(2, len(wanted) // 10), missed


def test_spaces_soft_hyphens_and_line_ends_do_not_matter() -> None:
    text = clean_text("Release the war\u00addens\n   of\u00a0Oru  Bay, at\nonce.")[0]
    appeal = Appeal("other", "en", actions=(Action(None, "Release the wardens of Oru Bay"),))
    assert at(text, appeal)["actions[0].text"] == "Release the wardens\n   of\u00a0Oru  Bay"


def test_right_to_left_text_and_its_digits() -> None:
    text = "السيد منصف بوخريص، وزير العدل، فاكس: ٠٠٠٠٣١ ٢١٨١٠٠+"
    entry = RecipientEntry(
        "السيد", "منصف بوخريص", "وزير العدل", None, "LY", faxes=("+000031218100",)
    )
    found = at(text, Appeal("other", "ar", recipients=(entry,)))
    assert found["recipients[0].name"] == "منصف بوخريص"
    assert found["recipients[0].office"] == "وزير العدل"
    assert found["recipients[0].faxes[0]"] == "٠٠٠٠٣١ ٢١٨١٠٠"


def test_a_number_without_its_country_code() -> None:
    text = "Minister of Justice, Tel/Fax: (0)20 7946 0141"
    entry = RecipientEntry(None, None, "Minister of Justice", None, "GB", faxes=("+442079460141",))
    found = at(text, Appeal("other", "en", recipients=(entry,)))
    assert found["recipients[0].faxes[0]"] == "(0)20 7946 0141"


def test_a_short_value_is_no_part_of_a_word() -> None:
    appeal = Appeal("other", "en", place="Oru")
    assert "place" not in at("Orukan and Noru", appeal)
    assert at("Orukan and Oru.", appeal)["place"] == "Oru"


def test_what_a_doubt_quotes() -> None:
    text = "Paris, 2 May 2026 … Geneva, 3 May 2026"
    said = "“2 May 2026” was taken, but the text also says “3 May 2026”."
    assert [text[start:end] for _, start, end in quoted(text, said)] == [
        "2 May 2026",
        "3 May 2026",
    ]


@pytest.mark.parametrize("kilobytes", [50, 100, 200])
def test_near_matches_are_searched_no_more_than_so_often(kilobytes: int) -> None:
    text = ("Release the warden of Oru B. " * 40 * kilobytes)[: kilobytes * 1000]
    actions = tuple(Action(None, f"Release the warden of Oru Bay {n}") for n in range(2000))
    assert places(text, Appeal("other", "en", actions=actions)) == []
    letters = _Letters(text)
    for action in actions:
        letters.find(action.text)
    most = SCANS * (len(letters.letters) + TRY)
    one_scan = len(letters.letters) + len("releasethewardenoforubay2000") + TRY
    assert -one_scan <= letters.left <= 0 < most

from __future__ import annotations

from dataclasses import replace

import pytest

from campaign.letters.composed import ComposedLetter
from campaign.letters.mail_text import WIDTH, mail_text
from tests.letters.sample import ARABIC, HOSTILE, LONG, RUSSIAN, SOURCE_CODE, USUAL


def test_everything_stands_in_the_order_of_a_letter() -> None:
    text = mail_text(USUAL)
    parts = (
        "13 November 2026",
        "Ms. Ilda Venn\nMinister of Justice\n2 Quay of Ropes\nPort Vala\nValoria\n\n",
        "Re: VLA 004 / 1126 / OBS 031\nArbitrary detention of Mara Tellin and Josef Arund\n",
        "Letter reference: 7K2Q-M9XD\n\nExcellency,\n\nI write to you",
        "I grew up beside a river",
        "I respectfully urge you to:\n\n1. Release",
        "2. Guarantee",
        "\n   - access to their lawyer in private;\n   - visits of a doctor",
        "3. Investigate",
        "Yours respectfully,\n\nAnna Example\nGhent, Belgium",
        "Observatory Demo sends this letter",
        "Observatory Demo\n12 Sample Street\n1000 Sampleton\nExampleland\nr-k7m2q9@letters",
    )
    places = [text.find(part) for part in parts]
    assert -1 not in places
    assert places == sorted(places)
    assert text.endswith("\nr-k7m2q9@letters.example.org\n")


def test_empty_parts_leave_no_gap() -> None:
    text = mail_text(replace(USUAL, own_words=(), convey="", code=""))
    assert "\n\n\n" not in text
    assert "Re: Arbitrary detention of Mara Tellin and Josef Arund\nLetter reference" in text


def test_convey_stands_between_demands_and_closing() -> None:
    text = mail_text(LONG)
    assert text.index("9. ") < text.index("Please convey") < text.index("Yours respectfully")


@pytest.mark.parametrize("letter", [USUAL, LONG, RUSSIAN, ARABIC])
def test_lines_are_short(letter: ComposedLetter) -> None:
    assert max(map(len, mail_text(letter).split("\n"))) <= WIDTH


def test_a_long_word_is_not_broken() -> None:
    address = "https://www.example.org/" + "a-long-path/" * 10
    text = mail_text(replace(USUAL, own_words=(f"I read this at {address} and was moved.",)))
    assert f"\n{address}\n" in text


def test_the_code_stays_on_one_line() -> None:
    for n in range(WIDTH):
        attestation = f"{'x' * n} Please quote {USUAL.code} in your answer."
        assert mail_text(replace(USUAL, attestation=attestation)).count(USUAL.code) == 2


def test_own_line_ends_stay() -> None:
    assert "\nfirst\nsecond\n" in mail_text(replace(USUAL, own_words=("first\nsecond",)))


def test_hostile_text_is_only_text() -> None:
    text = mail_text(HOSTILE)
    assert " ".join(text.split()).count(SOURCE_CODE) == 3
    assert "one two three[31m four" in text
    assert not set("\u202e\x00\u2028\x1b") & set(text)

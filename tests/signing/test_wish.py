"""What people type, cleaned or kindly refused."""

from __future__ import annotations

import pytest

from campaign.base.problems import Problem
from campaign.signing import wish


@pytest.mark.parametrize(
    "name",
    [
        "Anna Example",
        "ნინო მაისურაძე",
        "محمد الأمين",
        "Nguyễn Thị Minh Khai",
        "O’Brien-Šimůnek",
        "李小龍",
    ],
)
def test_names_of_every_script(name: str) -> None:
    assert wish.clean_name(name, "full") == name


def test_initials_are_all_that_is_kept() -> None:
    assert wish.clean_name("Anna Maria Example", "initials") == "A. M. E."
    assert wish.clean_name("ليلى العمري", "initials") == "ل. ع."
    assert wish.clean_name("Anna Maria Example", "withheld") == ""


@pytest.mark.parametrize(
    "name",
    [
        "",
        "   ",
        "12345",
        "Eve\r\nBcc: x@example.org",
        "Eve\nSubject: other",
        "Eve\x0bReply-To: other",
        "Eve\x85Subject: other",
        "Eve\u2028Subject: other",
        "Eve =?utf-8?q?=0ABcc:_x?=",
        "eve@example.org",
        "Visit www.example.org",
        "Buy at example．com",
        "x" * 81,
    ],
)
def test_what_is_no_name(name: str) -> None:
    with pytest.raises(Problem):
        wish.clean_name(name, "full")


def test_marks_that_turn_text_around_are_left_out() -> None:
    assert wish.clean_name("Anna\u202e Example\u200f", "full") == "Anna Example"


@pytest.mark.parametrize(
    ("typed", "clean"),
    [
        (" anna@example.org ", "anna@example.org"),
        ("Anna@EXAMPLE.org", "Anna@example.org"),
        ("anna@bücher.example.org", "anna@xn--bcher-kva.example.org"),
    ],
)
def test_addresses(typed: str, clean: str) -> None:
    assert wish.clean_email(typed) == clean


@pytest.mark.parametrize(
    "typed", ["", "anna", "anna@", "a b@example.org", "a@example.org\nBcc: b@example.org",
              "a@example.org, b@example.org", "Anna <a@example.org>", "änna@example.org"]
)  # fmt: skip
def test_what_is_no_address(typed: str) -> None:
    with pytest.raises(Problem):
        wish.clean_email(typed)


def test_own_words_are_counted_after_tidying() -> None:
    assert len(wish.clean_own_words("  " + "x" * 1500 + "\r\n\r\n")) == 1500
    assert len(wish.clean_own_words("e\u0301" * 1500)) == 1500
    assert wish.clean_own_words("a\r\n\r\n\r\n\r\nb") == "a\n\nb"
    with pytest.raises(Problem, match="are 1 character too long: at most 1,500"):
        wish.clean_own_words("x" * 1501)
    with pytest.raises(Problem, match="141 characters too long"):
        wish.clean_own_words("x " * 820 + "x")


@pytest.mark.parametrize(
    "typed",
    ["see https://example.org", "see www.example.org", "example.com", "Example．COM", "x.ly/abc"],
)
def test_web_addresses_are_refused(typed: str) -> None:
    with pytest.raises(Problem, match="web addresses"):
        wish.clean_own_words(typed)


@pytest.mark.parametrize(
    "typed", ["They are in prison.They are ill.", "Art. 9 and 10", "1.500 people", "{{7*7}} #read"]
)
def test_words_that_are_no_web_address(typed: str) -> None:
    assert wish.clean_own_words(typed) == typed


def test_countries() -> None:
    countries = dict(wish.countries("en"))
    assert countries["BE"] == "Belgium"
    assert not {"EU", "UN", "ZZ", "001"} & set(countries)
    assert 230 < len(countries) < 270

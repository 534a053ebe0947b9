from __future__ import annotations

import unicodedata

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaign.base.safe_text import TextTooLong, UnsafeText, header_value, plain, without_controls

BIDI = "\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"


@pytest.mark.parametrize("character", [chr(code) for code in (*range(32), *range(127, 160))])
def test_header_refuses_every_control(character: str) -> None:
    with pytest.raises(UnsafeText):
        header_value(f"hi{character}Bcc: x@example.org")


@pytest.mark.parametrize("character", ["\u2028", "\u2029", "\ud800", "\uffff", *BIDI])
def test_header_refuses_separators_surrogates_unassigned_and_bidi(character: str) -> None:
    with pytest.raises(UnsafeText):
        header_value(f"hi{character}there")


@pytest.mark.parametrize(
    "text",
    ["=?utf-8?q?a=0D=0ABcc:_x?=", "a =? b", "=\u00ad?utf-8?q?x?=", "=\ufeff?", "=\u200b?x"],
)
def test_header_refuses_encoded_words_even_when_an_invisible_mark_hides_them(text: str) -> None:
    with pytest.raises(UnsafeText):
        header_value(text)


@pytest.mark.parametrize("text", ["", "   ", "\u00a0", "\u00ad\ufeff"])
def test_header_needs_something_to_see(text: str) -> None:
    with pytest.raises(UnsafeText):
        header_value(text)


def test_header_counts_after_tidying() -> None:
    assert len(header_value("e\u0301" * 120)) == 120
    assert header_value(" a" + " " * 200 + "b ") == "a b"
    with pytest.raises(TextTooLong):
        header_value("a" * 121)


def test_header_takes_the_paste_of_a_word_processor() -> None:
    assert header_value("\ufeffO\u2019Con\u00adnor\u00a0 \u201cX\u201d \u2013 y\u2026") == (
        "O\u2019Connor \u201cX\u201d \u2013 y\u2026"
    )


@pytest.mark.parametrize(
    "name", ["José Müller-Šimić", "Анна Пример", "آنا مثال", "می\u200cخواهم", "山田"]
)
def test_every_script_passes(name: str) -> None:
    assert header_value(name) == unicodedata.normalize("NFC", name)
    assert plain(name, 50, lines=False) == unicodedata.normalize("NFC", name)


def test_plain_takes_the_paste_of_a_word_processor() -> None:
    text = (
        "\ufeff\u201cIt\u2019s\u201d\u00a0so\u00adme \u2013 words\u2026\x0bnext\r\nthird\u2029last"
    )
    assert plain(text, 100, lines=True) == (
        "\u201cIt\u2019s\u201d some \u2013 words\u2026\nnext\nthird\nlast"
    )
    assert plain(text, 100, lines=False) == (
        "\u201cIt\u2019s\u201d some \u2013 words\u2026 next third last"
    )


def test_plain_drops_controls_bidi_and_surrogates() -> None:
    assert plain(f"a\x00b\x1b[{BIDI}c\ud800\udfff\x9f", 10, lines=True) == "ab[c"


def test_plain_drops_hidden_text_in_tags() -> None:
    assert plain("hi\U000e0041\U000e007f", 10, lines=False) == "hi"


def test_plain_keeps_joiners_between_letters_only() -> None:
    assert plain("می\u200cخواهم", 20, lines=False) == "می\u200cخواهم"
    assert plain("क्\u200dष", 20, lines=False) == "क्\u200dष"
    assert plain("e\u200d\u200d\u0301", 20, lines=False) == "é"
    assert plain("\u200da \u200c1\u200d\u200d", 20, lines=False) == "a 1"


@pytest.mark.parametrize("joiner", ["", "\u200d"])
def test_plain_keeps_four_marks_a_base(joiner: str) -> None:
    towering = "x" + joiner.join(["\u0300\u0315\u0316\u0317"] * 20) + "y"
    tidied = plain(towering, 200, lines=False)
    assert sum(unicodedata.category(character) == "Mn" for character in tidied) == 4
    assert tidied.endswith("y")


def test_plain_limits_what_comes_out() -> None:
    assert plain(" " * 50 + "e\u0301" * 5, 5, lines=False) == "ééééé"
    with pytest.raises(TextTooLong):
        plain("\u0958" * 5, 9, lines=False)  # NFC makes two characters of each


def test_plain_keeps_one_empty_line() -> None:
    assert plain("\n\n a \n \n\n\n b\n", 20, lines=True) == "a\n\nb"


def test_markup_is_only_text() -> None:
    text = '#read("/etc/passwd") $x$ *b* <b>&amp;&#x202e; {{7*7}} {% x %}'
    assert plain(text, 100, lines=False) == text


@given(st.text(st.characters(), max_size=60), st.booleans())
def test_plain_is_stable_and_safe(text: str, lines: bool) -> None:
    tidied = plain(text, 1000, lines)
    assert plain(tidied, 1000, lines) == tidied
    assert unicodedata.is_normalized("NFC", tidied)
    assert without_controls(tidied) == tidied
    tidied.encode()
    if not lines:
        assert "\n" not in tidied


@given(st.text(st.characters(), max_size=130))
def test_header_is_one_safe_line_or_nothing(text: str) -> None:
    try:
        value = header_value(text)
    except UnsafeText:
        return
    assert len(value.splitlines()) == 1
    assert "=?" not in value
    assert 1 <= len(value) <= 120
    assert header_value(value) == value

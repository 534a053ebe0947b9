import pytest

from campaign.appeals.numbers import read_numbers, region_fits, region_of


@pytest.mark.parametrize(
    ("text", "country", "numbers"),
    [
        ("+ 996312000011", "KG", ["+996312000011"]),
        ("+ 996312000011 / + 996312000012", "KG", ["+996312000011", "+996312000012"]),
        ("+996 312 00-00-11", "KG", ["+996312000011"]),
        ("+33 1 99.00.00.11", "CH", ["+33199000011"]),
        ("+996 (312) 00-00-11 (fax)", "KG", ["+996312000011"]),
        ("(+996 312) 00 00 11", "KG", ["+996312000011"]),
        ("00996 312 00 00 11", "KG", ["+996312000011"]),
        ("011-44-20-7946-0011", "US", ["+442079460011"]),
        ("+44 (0)20 7946 0011", None, ["+442079460011"]),
        ("020 7946 0011", "GB", ["+442079460011"]),
        ("202 555 0111", "US", ["+12025550111"]),
        ("01 99 00 00 11", "FR", ["+33199000011"]),
        ("+44 20 7946 0011 or 7946 0012", "GB", ["+442079460011", "+442079460012"]),
        ("+44 20 7946 0011/12", "GB", ["+442079460011", "+442079460012"]),
        ("+44 20 7946 0011; +44 20 7946 0012", "GB", ["+442079460011", "+442079460012"]),
        ("+٩٩٦ ٣١٢ ٠٠ ٠٠ ١١", "KG", ["+996312000011"]),
        ("+1 202 555 0111\n", "US", ["+12025550111"]),
    ],
)
def test_numbers_as_printed(text, country, numbers):
    assert list(read_numbers(text, country).e164) == numbers


def test_what_follows_the_numbers_is_given_back():
    assert read_numbers("+44 20 7946 0011, 12 Plover Road", "GB").rest == ", 12 Plover Road"
    assert read_numbers("+44 20 7946 0011, Email", "GB").rest.strip(" ,") == "Email"


@pytest.mark.parametrize(
    ("text", "country", "word"),
    [
        ("+44 20 7946 0011 or 7946 0012", "GB", "completed"),
        ("+41 22 917 0000 ext. 3", "CH", "extension"),
        ("+996 312 626", "KG", "today"),
        ("0312 00 00 11", None, "country"),
        ("+996 31", "KG", "cannot"),
    ],
)
def test_every_doubt_is_told(text, country, word):
    doubts = read_numbers(text, country).doubts
    assert len(doubts) == 1
    assert word in doubts[0]


def test_a_number_out_of_date_is_kept():
    assert read_numbers("+996 312 626", "KG").e164 == ("+996312626",)


def test_a_number_without_any_country_is_not_guessed():
    assert read_numbers("0312 00 00 11", None).e164 == ()


def test_countries_of_numbers():
    assert region_of("+996312000011") == "KG"
    assert region_of("+12025550111") is None
    assert region_fits("+12025550111", "CA")
    assert not region_fits("+996312000011", "CH")


def test_where_the_numbers_end_does_not_hang_on_the_country():
    for country in ("GB", None):
        assert read_numbers("020 7946 0011/12", country).rest == ""
        assert read_numbers("020 7946 0011 or 7946 0012, Leeds", country).rest == ", Leeds"
    assert read_numbers("020 7946 0011/12", "GB").e164 == ("+442079460011", "+442079460012")

import pytest

from campaign.appeals import AppealCode, find_codes
from campaign.appeals.countries import country_of_code


@pytest.mark.parametrize(
    ("printed", "normal"),
    [
        ("KGZ 002 / 0314 / OBS 020", "KGZ 002 / 0314 / OBS 020"),
        ("BLR 007 / 0721 / OBS 080.1", "BLR 007 / 0721 / OBS 080.1"),
        ("UZB 002/ 0201 / OBS 015.01", "UZB 002 / 0201 / OBS 015.01"),
        ("SAU 001/0304/OBS 017", "SAU 001 / 0304 / OBS 017"),
        ("RDC 002/0102/OBS 005", "RDC 002 / 0102 / OBS 005"),
        ("COD 002 /0317 / OBS 021", "COD 002 / 0317 / OBS 021"),
        ("COD 002 / 0217 / OBS020.1", "COD 002 / 0217 / OBS 020.1"),
        ("GTM007 / 0816 / OBS 068", "GTM 007 / 0816 / OBS 068"),
        ("UZB / 002/ 0201 / OBS 015", "UZB 002 / 0201 / OBS 015"),
        ("KGZ 001/1012/100.2", "KGZ 001 / 1012 / 100.2"),
        ("KGZ 2 / 0314 / OBS 20", "KGZ 002 / 0314 / OBS 020"),
        ("UGA\u00a0002 /0318 / OBS021", "UGA 002 / 0318 / OBS 021"),
        ("KGZ 002 /\n0314 / OBS 020", "KGZ 002 / 0314 / OBS 020"),
    ],
)
def test_every_spelling_has_one_normal_form(printed, normal):
    assert str(AppealCode.parse(printed)) == normal
    assert str(AppealCode.parse(normal)) == normal


def test_a_code_is_found_inside_a_title_and_glued_to_a_word():
    text = "Harassment - PHL 001 / 0608 / OBS 099, then articleCOD 009 / 0809 / OBS 115 Attack"
    found = list(find_codes(text))
    assert [str(f.code) for f in found] == ["PHL 001 / 0608 / OBS 099", "COD 009 / 0809 / OBS 115"]
    assert [f.printed for f in found] == ["PHL 001 / 0608 / OBS 099", "COD 009 / 0809 / OBS 115"]
    assert text[found[1].start : found[1].end] == found[1].printed


@pytest.mark.parametrize(
    "text",
    [
        "UA-346-2007",
        "Communication No. 1250/2004",
        "Distr: UA/SC",
        "UA 132/19",
        "KGZ 002 / 03",
        "AKGZ 002 / 0314 / OBS 020",
        "KGZ 002 / 03145 / OBS 020",
        "on 12/03/2014",
    ],
)
def test_what_only_looks_like_a_code_is_none(text):
    assert list(find_codes(text)) == []
    with pytest.raises(ValueError, match="not an appeal code"):
        AppealCode.parse(text)


def test_the_base_is_the_code_without_its_suffix():
    code = AppealCode.parse("BLR 007 / 0721 / OBS 080.1")
    assert code.base == AppealCode.parse("BLR 007 / 0721 / OBS 080")
    assert code.base.base == code.base
    assert code != code.base


def test_the_letters_of_a_code_name_a_country():
    letters = ("KGZ", "COD", "RDC", "UGA", "PSE", "ZZZ")
    assert [country_of_code(three) for three in letters] == ["KG", "CD", "CD", "UG", "PS", None]

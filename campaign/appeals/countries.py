"""Country names, capitals and old code letters to ISO 3166-1 alpha-2, by CLDR."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from babel import Locale
from babel.core import get_global

from campaign.base.countries import COUNTRIES, names_in

# Names CLDR does not give, as appeals print them.
_ALIASES = {
    "bolivarian republic of venezuela": "VE",
    "bosnia": "BA",
    "bosnia and herzegovina": "BA",
    "brunei darussalam": "BN",
    "burma": "MM",
    "cabo verde": "CV",
    "congo": "CG",
    "republic of congo": "CG",
    "republic of the congo": "CG",
    "czech republic": "CZ",
    "democratic republic of congo": "CD",
    "democratic republic of the congo": "CD",
    "drc": "CD",
    "rdc": "CD",
    "east timor": "TL",
    "england": "GB",
    "great britain": "GB",
    "holland": "NL",
    "hong kong": "HK",
    "ivory coast": "CI",
    "cote d'ivoire": "CI",
    "kyrgyz republic": "KG",
    "lao pdr": "LA",
    "macedonia": "MK",
    "myanmar": "MM",
    "occupied palestinian territory": "PS",
    "palestine": "PS",
    "people's republic of china": "CN",
    "plurinational state of bolivia": "BO",
    "republic of korea": "KR",
    "republic of moldova": "MD",
    "russian federation": "RU",
    "scotland": "GB",
    "slovak republic": "SK",
    "swaziland": "SZ",
    "syrian arab republic": "SY",
    "the gambia": "GM",
    "timor leste": "TL",
    "turkey": "TR",
    "u.k": "GB",
    "uk": "GB",
    "u.s.a": "US",
    "united republic of tanzania": "TZ",
    "united states of america": "US",
    "usa": "US",
    "viet nam": "VN",
    "wales": "GB",
    "fédération de russie": "RU",
    "république arabe syrienne": "SY",
    "république bolivarienne du venezuela": "VE",
    "république de corée": "KR",
    "république de moldavie": "MD",
    "république du congo": "CG",
    "république démocratique du congo": "CD",
    "république kirghize": "KG",
    "république populaire de chine": "CN",
    "viêt nam": "VN",
    "federación de rusia": "RU",
    "federación rusa": "RU",
    "república bolivariana de venezuela": "VE",
    "república de corea": "KR",
    "república democrática del congo": "CD",
    "república kirguisa": "KG",
    "república popular china": "CN",
    "república árabe siria": "SY",
    "демократическая республика конго": "CD",
    "киргизская республика": "KG",
    "кыргызская республика": "KG",
    "китайская народная республика": "CN",
    "российская федерация": "RU",
    "сирийская арабская республика": "SY",
    "сша": "US",
    "جمهورية الكونغو الديمقراطية": "CD",
    "الجمهورية العربية السورية": "SY",
    "جمهورية قرغيزستان": "KG",
    "الاتحاد الروسي": "RU",
}
# Cases of Russian names that are one word: their ending, and what takes its place.
_CASES = (
    ("ия", ("ии", "ию", "ией")),
    ("ь", ("и", "ью")),
    ("я", ("и", "ю", "е")),
    ("а", ("ы", "и", "е", "у")),
    ("н", ("на", "не", "ну", "ном")),
    ("т", ("та", "те", "ту")),
    ("р", ("ра", "ре", "ру")),
    ("к", ("ка", "ке", "ку")),
    ("с", ("са", "се", "су")),
    ("м", ("ма", "ме", "му")),
)
# Seats of missions and ministries that are no time zone of their own.
_CITIES = {
    "abuja": "NG",
    "ankara": "TR",
    "beijing": "CN",
    "bern": "CH",
    "berne": "CH",
    "brasilia": "BR",
    "bruxelles": "BE",
    "canberra": "AU",
    "geneva": "CH",
    "geneve": "CH",
    "genève": "CH",
    "hanoi": "VN",
    "islamabad": "PK",
    "kiev": "UA",
    "new delhi": "IN",
    "ottawa": "CA",
    "pretoria": "ZA",
    "rabat": "MA",
    "strasbourg": "FR",
    "the hague": "NL",
    "washington": "US",
    "yangon": "MM",
}
# Letters at the head of a code that ISO does not know.
_OLD_CODES = {"RDC": "CD", "GUI": "GN", "PAL": "PS", "KOS": "XK", "CAF": "CF"}
_WORD = re.compile(r"[^\W\d_]+(?:[.'’-][^\W\d_]+){0,4}|&")
_LONGEST = 6


@dataclass(frozen=True)
class FoundCountry:
    """A country or city named in a text: its country, and where the name stands."""

    country: str
    start: int
    end: int


def country_of_code(letters: str) -> str | None:
    """Return the alpha-2 of the three letters at the head of a code, or None."""
    if letters in _OLD_CODES:
        return _OLD_CODES[letters]
    aliases = get_global("territory_aliases")
    found = aliases.get(letters, [])
    known = len(found) == 1 and found[0] in COUNTRIES
    return found[0] if known else None


def find_countries(text: str, language: str) -> Iterator[FoundCountry]:
    """Yield the countries named in the text, longest name first at each place."""
    yield from _find(text, _country_names(language))


def find_cities(text: str, language: str) -> Iterator[FoundCountry]:
    """Yield the capitals and large cities named in the text."""
    yield from _find(text, _city_names(language))


def only_country(text: str, language: str) -> str | None:
    """Return the country when the text is a country's name and nothing else."""
    text = text.strip(" .,:;()")
    for prefix in ("", "republic of ", "islamic republic of ", "kingdom of ", "the republic of "):
        if text.casefold().startswith(prefix):
            rest = text[len(prefix) :]
            found = next(find_countries(rest, language), None)
            if found and found.start <= len("the ") and found.end == len(rest):
                lead = rest[: found.start].casefold()
                return found.country if lead in ("", "the ") else None
    return None


def _find(text: str, names: dict[str, str]) -> Iterator[FoundCountry]:
    words = list(_WORD.finditer(text))
    at = 0
    while at < len(words):
        # A name begins with a capital: "turkey" at dinner and "chad" in a ballot are no countries.
        if words[at].group()[:1].islower():
            at += 1
            continue
        for last in range(min(at + _LONGEST, len(words)) - 1, at - 1, -1):
            name = _key(text[words[at].start() : words[last].end()])
            if name in names:
                yield FoundCountry(names[name], words[at].start(), words[last].end())
                at = last
                break
        at += 1


def _key(name: str) -> str:
    return " ".join(name.casefold().replace("’", "'").replace("&", "and").split())


@cache
def _country_names(language: str) -> dict[str, str]:
    """Map lower-case names of countries in the language and in English to alpha-2."""
    names: dict[str, str] = {}
    for tag in dict.fromkeys((language, "en")):
        for code, name in names_in(tag).items():
            names.setdefault(_key(name), code)
            names.setdefault(_key(name.split(" (")[0]), code)
            if tag == "ru":
                names = {_key(case): code for case in _cases(name)} | names
            if name.startswith("St. "):
                names.setdefault(_key("Saint " + name[4:]), code)
    return names | _ALIASES


def _cases(name: str) -> list[str]:
    """Return a Russian name as it stands in a sentence: `в Беларуси`, `из Таджикистана`."""
    for ending, others in _CASES:
        if name.endswith(ending) and " " not in name:
            return [name.removesuffix(ending) + other for other in others]
    return []


@cache
def _city_names(language: str) -> dict[str, str]:
    """Map lower-case names of the cities that CLDR knows as time zones to alpha-2."""
    territories = get_global("zone_territories")
    cities: dict[str, str] = {}
    for tag in dict.fromkeys((language, "en")):
        zones = Locale.parse(tag).time_zones
        for zone, territory in territories.items():
            city = (zones[zone].get("city") if zone in zones else None) or zone.rsplit("/", 1)[-1]
            if len(territory) == 2 and territory.isalpha():
                cities.setdefault(_key(city.replace("_", " ")), territory)
    return cities | _CITIES

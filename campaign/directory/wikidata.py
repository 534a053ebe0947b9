"""The list of missions that the project “Database of embassies” takes from Wikidata (CC0).

Its columns: operator, operatorQID, operatorISO, jurisdictions, jurisdictionQIDs, country,
countryQID, countryISO, city, cityQID, address, latitude, longitude, phone, email, website, ...,
type, typeQID, creation, QID; between semicolons, jurisdictions between bars. Older editions lack
the ISO codes and jurisdictions; then names say which state is meant.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from campaign.appeals.countries import only_country
from campaign.base.problems import Problem
from campaign.directory.columns import BETWEEN, Line, read_lines

NEEDED = ("operator", "country", "city", "type", "QID")
SOURCE = "Wikidata"

# Names in that list which CLDR has otherwise.
_NAMED = {
    "Danish Realm": "DK",
    "Kingdom of Denmark": "DK",
    "Kingdom of the Netherlands": "NL",
    "People's Republic of China": "CN",
    "Republic of Ireland": "IE",
    "State of Palestine": "PS",
    "The Bahamas": "BS",
    "The Gambia": "GM",
    "Federated States of Micronesia": "FM",
    "Vatican": "VA",
    "Holy See": "VA",
    "Sahrawi Arab Democratic Republic": "EH",
    "São Tomé and Príncipe": "ST",
    "Eswatini": "SZ",
    "Saint Kitts and Nevis": "KN",
    "Saint Vincent and the Grenadines": "VC",
    "Trinidad and Tobago": "TT",
    "Antigua and Barbuda": "AG",
}


def is_missions(lines: list[Line]) -> bool:
    """True if these lines have the columns of that list."""
    return bool(lines) and set(NEEDED) <= set(lines[0][1])


def lines_of(data: bytes) -> list[Line]:
    """The missions of the list as lines of our own table (`columns.FIXED`).

    A mission whose states we cannot name is left out, for nobody would be offered it. Raises
    Problem for another file.
    """
    lines = list(read_lines(data))
    if not is_missions(lines):
        raise Problem(f"This is not the list of missions: it has not the columns {NEEDED}.")
    return [(number, ours) for number, theirs in lines for ours in _ours(theirs)]


def _ours(theirs: Mapping[str, str]) -> Iterator[dict[str, str]]:
    sending = _state(theirs.get("operatorISO", ""), theirs["operator"])
    country = _state(theirs.get("countryISO", ""), theirs.get("country", ""))
    kind = theirs.get("type", "")
    if not sending or not country or not kind:
        return
    covered = (_state("", name) for name in theirs.get("jurisdictions", "").split("|"))
    email = theirs.get("email", "").removeprefix("mailto:")
    where = theirs.get("city") or theirs["country"]
    yield {
        "office": f"{kind[:1].upper()}{kind[1:]} of {theirs['operator']} in {where}",
        "kind": "mission" if "permanent mission" in kind else "embassy",
        "country": country,
        "represents": sending,
        "covers": BETWEEN.join(sorted({state for state in covered if state and state != country})),
        "city": theirs.get("city", ""),
        "website": theirs.get("website", ""),
        "email": email,
        "phone": theirs.get("phone", ""),
        "post": theirs.get("address", ""),
        "source": f"{SOURCE} {theirs.get('QID', '').rpartition('/')[2]}".strip(),
    }


def _state(code: str, name: str) -> str:
    if len(code) == 2 and code.isalpha():
        return code.upper()
    name = name.strip()
    return _NAMED.get(name) or only_country(name, "en") or "" if name else ""

"""One block of the address list becomes one recipient: who, office, post, and every contact."""

import re
from dataclasses import dataclass, field

from campaign.appeals.contacts import Contacts, read_contacts
from campaign.appeals.countries import find_cities, find_countries, only_country
from campaign.appeals.headings.words import Headings
from campaign.appeals.lines import squeeze
from campaign.appeals.model import RecipientEntry
from campaign.appeals.numbers import Numbers, read_numbers, region_fits, region_of

_DASH = re.compile(r"\s[–—-]\s")
_ATTENTION = re.compile(
    r"\A(?:attn|att|attention|for the attention of|à l['’]attention d[eu]|a la atención del?"
    r"|z\. ?hd?n?\.(?: ?v\.)?|zu händen(?: von)?|вниманию|عناية)[.:]?\s{1,3}",
    re.IGNORECASE,
)
_NAME_WORDS = 6
_JOINS = frozenset(("of", "for", "the", "and", "pour", "para", "für"))  # of offices, not of names
# A Russian name is known by its second or third word, also without a title.
_PATRONYMIC = re.compile(r"\A\S{2,40}(?:\s\S{1,40})?\s\w{2,20}(?:вич|ьич|вна|чна)(?:\s\S{2,40})?\Z")


@dataclass
class _Who:
    """The person, the office and the fields of the address."""

    honorific: str | None = None
    name: str | None = None
    office: list[str] = field(default_factory=list)
    address: list[str] = field(default_factory=list)


def read_recipient(
    block: str, headings: Headings, home: str | None, copy: bool
) -> tuple[RecipientEntry, list[tuple[str, str]]]:
    """Read one recipient and the doubts about it, each with the name of its field.

    `block` has a line break between fields that stood on lines of their own; `home` is the
    country of the appeal, where an office sits unless its address says otherwise.
    """
    found = read_contacts(block, headings)
    who = _who(found, headings)
    comma = "، " if headings.tag == "ar" else ", "
    office = squeeze(comma.join(who.office)).strip(" .") or None
    address = squeeze(", ".join(who.address)).strip(" .,") or None
    country = _post_country(who, home, headings, found)
    faxes, phones = _dial(found, country)
    if not (faxes or phones or found.emails or address):
        found.doubts.append(
            ("", "Nothing is printed by which a letter could reach this recipient.")
        )
    entry = RecipientEntry(
        honorific=who.honorific,
        name=who.name,
        office=office,
        address=address,
        country=country,
        faxes=tuple(faxes),
        phones=tuple(phones),
        emails=tuple(found.emails),
        email_blanked=found.blanked,
        salutation=found.salutation,
        copy=copy,
    )
    return entry, found.doubts


def _who(found: Contacts, headings: Headings) -> _Who:
    """Tell person, office and address apart, by labels first and then by shape."""
    fields = [_ATTENTION.sub("", text) for text in found.fields]
    named = found.named
    if "name" in named:
        fields.insert(0, named["name"])
    who = _Who()
    rest = _take_person(fields, who, headings, found)
    if "office" in named:
        who.office.append(named["office"])
    else:
        rest = _take_office(rest, who, headings, found)
    who.address = ([named["address"]] if "address" in named else []) + rest
    return who


def _take_person(fields: list[str], who: _Who, headings: Headings, found: Contacts) -> list[str]:
    """Move the person (and an office printed before the name) out of the fields."""
    if not fields:
        return fields
    at = next((n for n, text in enumerate(fields[:4]) if headings.honorific.match(text)), None)
    if at is not None and not any(_is_place(text, headings) for text in fields[:at]):
        who.office += fields[:at]
        title = headings.honorific.match(fields[at])
        assert title is not None  # noqa: S101 - found just above
        who.honorific = title.group().strip()
        name, rest = fields[at][title.end() :], fields[at + 1 :]
        if not name and rest:
            name, rest = rest[0], rest[1:]
        if _is_bare_office(name, rest, headings):
            who.office.append(name)  # "Señor Presidente de la República"
            return rest
        if rest and _is_office_with_name(name, rest[0], headings):
            who.office.append(name)
            title = headings.honorific.match(rest[0])
            who.honorific = title.group().strip() if title else who.honorific
            name, rest = rest[0][title.end() if title else 0 :], rest[1:]
        return _name_then(name, rest, who, headings)
    first = fields[0]
    inside = headings.inner_honorific.search(first)
    if inside and headings.office_word.search(first[: inside.start()]):
        who.office.append(first[: inside.start()].rstrip(" :"))
        return _take_person([first[inside.start() :], *fields[1:]], who, headings, found)
    # Below an office of one person, what stands before the name is a rank: "Comisionado X".
    held_above = re.match(rf"(?:{headings.office_splits})(?!\w)", first)
    body = headings.office_word.search(first) and not held_above
    for at, text in enumerate(fields[:2] if body else fields[:1]):
        held = headings.held_office.match(text)
        if held and _is_bare_name(text[held.end() :], headings):
            found.doubts.append(("name", f"“{text}” was parted into an office and a name."))
            who.office += [*fields[:at], held.group().strip()]
            who.name = text[held.end() :]
            return fields[at + 1 :]
    office_first = headings.office_word.search(first) and not _is_place(first, headings)
    if office_first and len(fields) > 1:
        title = headings.held_office.match(fields[1])
        name = fields[1][title.end() :] if title else fields[1]
        if _PATRONYMIC.search(name) or (
            len(fields) > 2 and _is_bare_name(name, headings) and not _is_city(name, headings)
        ):
            who.office.append(first)
            who.honorific = title.group().strip() if title else None
            who.name = name
            found.doubts.append(("name", f"“{fields[1]}” was taken for a person's name."))
            return fields[2:]
    name, _, after = _DASH.sub("\n", first, count=1).partition("\n")
    follows = [after, *fields[1:]] if after else fields[1:]
    if follows and _is_bare_name(name, headings) and headings.office_word.search(follows[0]):
        found.doubts.append(("name", f"“{name}” has no title and was taken for a person's name."))
        who.name = name
        return follows
    return fields


def _is_office_with_name(text: str, below: str, headings: Headings) -> bool:
    """Tell whether an office stands behind a title and the person's name on the next line."""
    if not headings.office_word.match(text) or _has_place_word(below, headings):
        return False
    if headings.honorific.match(below):
        return True
    words = below.split()
    nobody = headings.office_word.search(below) or only_country(below, headings.tag)
    return not nobody and 2 <= len(words) <= _NAME_WORDS and not below[0].islower()


def _name_then(name: str, rest: list[str], who: _Who, headings: Headings) -> list[str]:
    """Cut the name where an office follows it without a comma; return the fields after it."""
    held = headings.held_office.match(name)
    if held and _is_bare_name(name[held.end() :], headings):
        who.office.append(held.group().strip())
        name = name[held.end() :]
    cut = _DASH.search(name) or re.search(r"\s(?=\()", name) or headings.office_split.search(name)
    if cut:
        offices = _DASH.split(name[cut.start() :].strip(" ()–—-"))
        name = name[: cut.start()]
        rest = [*filter(None, offices), *rest]
    who.name = squeeze(name).strip(" .:") or None
    return rest


def _take_office(rest: list[str], who: _Who, headings: Headings, found: Contacts) -> list[str]:
    """Move the office out of the fields: the first one that is no place, and those like it."""
    if rest and not who.office and not _is_place(rest[0], headings):
        office, address = _part_office(rest[0], len(rest) == 1, headings)
        who.office.append(office)
        rest = [address, *rest[1:]] if address else rest[1:]
        if address:
            found.doubts.append(
                ("address", f"No comma tells where “{office}” ends and the address begins.")
            )
    while rest and not _has_place_word(rest[0], headings) and _is_of_office(rest, headings, found):
        who.office.append(rest[0])
        rest = rest[1:]
    return rest


def _is_of_office(rest: list[str], headings: Headings, found: Contacts) -> bool:
    """Tell whether the first field goes on with an office: `Director, Bright Water Company`."""
    if headings.office_word.search(rest[0]):
        return True
    places = (find_countries(rest[0], headings.tag), find_cities(rest[0], headings.tag))
    named = any(next(place, None) for place in places)
    return len(rest) > 1 and rest[0] in found.beside and not named


def _part_office(text: str, alone: bool, headings: Headings) -> tuple[str, str | None]:
    """Part an office from an address that follows it without a comma."""
    word = headings.office_word.search(text)
    number = re.search(r"(?<=\s)\d", text)
    street = next((s for s in headings.street.finditer(text) if s.start() > 0), None)
    if word and ((street and number) or (alone and (street or number))):
        start = number.start() if number else len(text)
        if street and street.start() < start:
            prefix = re.match(rf"(?:{headings.prefix_streets})(?!\w)", text[street.start() :], re.I)
            start = (
                street.start() if prefix else text.rstrip().rfind(" ", 0, street.start() - 1) + 1
            )
        if start > word.start():
            return text[:start].strip(" ,"), text[start:].strip(" ,")
    if word and alone:
        places = [
            *find_countries(text, headings.tag),
            *find_cities(text, headings.tag),
        ]
        for place in sorted(places, key=lambda place: place.start):
            before = text[: place.start].split()
            tail = sum(other.start >= place.start for other in places)
            if (
                len(before) > 1
                and before[-1][0].isupper()
                and len(text[place.start :].split()) <= 2 * tail
            ):
                return " ".join(before), text[place.start :]
    return text, None


def _is_place(text: str, headings: Headings) -> bool:
    """Tell whether a field is part of an address rather than an office or a name."""
    if text[0].isdecimal() or only_country(text, headings.tag):
        return True
    return _has_place_word(text, headings) and not headings.office_word.search(text)


def _has_place_word(text: str, headings: Headings) -> bool:
    return any(map(str.isdecimal, text)) or headings.street.search(text) is not None


def _is_bare_office(text: str, rest: list[str], headings: Headings) -> bool:
    """Tell whether an office stands where a name would, and none after it."""
    if rest and headings.office_word.search(rest[0]) and not _is_place(rest[0], headings):
        return False
    word = re.match(rf"(?:{headings.office_splits})(?!\w)", text)
    after = text[word.end() :].strip() if word else ""
    small = not after or not after[0].isupper() or headings.office_word.match(after) is not None
    return word is not None and small


def _is_city(text: str, headings: Headings) -> bool:
    found = next(find_cities(text, headings.tag), None)
    return found is not None and found.start == 0


def _is_bare_name(text: str, headings: Headings) -> bool:
    words = text.split()
    return (
        2 <= len(words) <= _NAME_WORDS
        and sum(word[0].isupper() for word in words) >= len(words) - 1
        and words[-1][0].isupper()
        and not _JOINS.intersection(words)
        and not headings.office_word.search(text)
        and not _has_place_word(text, headings)
        and not only_country(text, headings.tag)
    )


def _post_country(who: _Who, home: str | None, headings: Headings, found: Contacts) -> str | None:
    """Return the country of the post: by the address, else the seat of a mission, else home."""
    office = ", ".join(who.office)
    abroad = re.search(rf"\b(?:{headings.missions})\b", office, re.IGNORECASE) is not None
    places = [text for field in reversed(who.address) for text in [*reversed(field.split(", "))]]
    seats = (
        [office[seat.end() :] for seat in re.finditer(headings.seated, office)] if abroad else []
    )
    for text in places:
        ends = [c for c in find_countries(text, headings.tag) if not text[c.end :].strip(" .)")]
        if ends:
            return ends[-1].country
    for text in (places if abroad or not home else []) + seats[::-1]:
        for find in (find_cities, find_countries):
            if place := next(find(text, headings.tag), None):
                return place.country
    if not abroad:
        return home
    found.doubts.append(("country", "The text does not say in which country this office is."))
    for _, value in found.numbers:
        for number in read_numbers(value, None).e164:
            if country := region_of(number):
                return country
    return None


def _dial(found: Contacts, country: str | None) -> tuple[list[str], list[str]]:
    """Read the kept numbers with the country of the post; return faxes and phones."""
    faxes: list[str] = []
    phones: list[str] = []
    for kind, value in found.numbers:
        numbers = read_numbers(value, country)
        targets = {"fax": [faxes], "phone": [phones], "tel_fax": [faxes, phones]}[kind]
        where = "phones" if kind == "phone" else "faxes"
        for number in numbers.e164:
            for target in targets:
                if number not in target:
                    target.append(number)
        found.doubts += [(where, doubt) for doubt in _number_doubts(kind, numbers, country)]
    return faxes, phones


def _number_doubts(kind: str, numbers: Numbers, country: str | None) -> list[str]:
    doubts = list(numbers.doubts)
    if not numbers.e164 and not doubts and kind != "phone":
        doubts.append("There is a fax label with no number behind it; please look it up.")
    if country:
        doubts += [
            f"{number} is a number of another country than the address."
            for number in numbers.e164
            if not region_fits(number, country)
        ]
    return doubts

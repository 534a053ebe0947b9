"""A letter as composed: what it says, before it takes the form of mail, page or fax."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Demand:
    """One thing that is asked for, with its nested points."""

    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class Signatory:
    """Somebody who agreed to be named under a joint letter."""

    name: str  # full, or initials
    country: str  # in words, or empty
    date: str  # when it was signed, in words


@dataclass(frozen=True)
class Joint:
    """What follows the text of a joint letter."""

    heading: str  # "Signed by 213 people"
    columns: tuple[str, ...]  # heads of number, name, country and date
    signatories: tuple[Signatory, ...]
    unnamed: str  # how many signed without their name, or empty
    words_heading: str  # above what some of them added
    words: tuple[str, ...]  # a paragraph each, may be empty

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Joint:
        """As `ComposedLetter.as_json` wrote it."""
        named = tuple(Signatory(**one) for one in stored["signatories"])
        texts = {key: tuple(stored[key]) for key in ("columns", "words")}
        return cls(**stored | texts | {"signatories": named})


@dataclass(frozen=True)
class ComposedLetter:
    """All the words of one letter, in the order in which they stand on the page.

    Every text is plain text; nothing in it is markup. Dates are already in words.
    """

    language: str  # BCP 47 tag
    organisation: str
    organisation_address: tuple[str, ...]  # postal address, a line each
    reply_address: str  # e-mail address for the answer
    addressee: tuple[str, ...]  # name, office, address, country; a line each
    country: str  # ISO 3166-1 alpha-2 of the place of delivery, decides the paper size
    date: str  # in words of the language
    code: str  # appeal code in its normal form
    reference: str  # short reference of this letter
    re_label: str  # "Re:"
    subject: str  # what the letter is about, without the code
    salutation: str
    opening: tuple[str, ...]  # what happened, paragraphs
    own_words: tuple[str, ...]  # the supporter's own paragraphs, may be empty
    asking: str  # "I urge you to:"
    demands: tuple[Demand, ...]
    convey: str  # "Please convey ..." for missions and embassies, else empty
    closing: str  # "Yours respectfully,"
    signatory: tuple[str, ...]  # name as shown, city and country; a line each
    attestation: str  # what the organisation vouches for, and how to answer
    reference_label: str  # "Letter reference"
    page_label: str  # "Page {page} of {pages}"
    joint: Joint | None = None  # only of a letter that carries many

    def as_json(self) -> dict[str, Any]:
        """For storing; `from_json` restores it."""
        return asdict(self)

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> ComposedLetter:
        """A letter as `as_json` wrote it."""
        values: dict[str, Any] = {
            key: tuple(value) if isinstance(value, list) else value for key, value in stored.items()
        }
        values["demands"] = tuple(Demand(d["text"], tuple(d["items"])) for d in stored["demands"])
        if joint := stored.get("joint"):
            values["joint"] = Joint.from_json(joint)
        return cls(**values)

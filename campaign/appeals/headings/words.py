"""What a language must tell so that an appeal in it can be read."""

import re
from dataclasses import dataclass
from functools import cached_property


@dataclass(frozen=True)
class Labels:
    """Words before a contact or a field of an address, as regular expressions without groups."""

    tel_fax: str
    fax: str
    phone: str
    email: str
    ignored: str  # telex, telegrams, web, social networks
    salutation: str
    name: str
    office: str
    address: str


@dataclass(frozen=True)
class Headings:
    """The words of one language; every pattern is a regular expression, case ignored.

    Patterns named `*_heading` match at the start of a paragraph and swallow the heading only;
    `banner`, `update_banner`, `closed_banner` and `furniture` must match a whole line; the others
    are searched for inside a paragraph.
    """

    tag: str
    banner: str
    head_labels: str
    update_banner: str
    closed_banner: str
    furniture: str
    formula: str
    story_heading: str
    actions_heading: str
    actions_intro: str
    addresses_heading: str
    copies_heading: str
    diplomatic: str
    report: str
    closing: str
    own_contact: str
    reader_note: str
    deadline: str
    update_of: str
    issuer_joins: str
    article: str
    labels: Labels
    honorifics: str
    ranks: str
    offices: str
    office_splits: str
    missions: str
    streets: str
    prefix_streets: str
    buildings: str
    seated: str
    list_intro: str = r"(?!)"  # in a short line above a list: the list is what is asked for

    @cached_property
    def label(self) -> re.Pattern[str]:
        """Any contact or field label; the name of the group that matched is the kind."""
        kinds = self.labels
        number_ahead = r"(?=\s{0,3}[+(\d])"
        aside = r"(?:\s?\([^\W\d][^)]{0,20}\))?"
        sign = rf"{aside}\s{{0,3}}(?:n[o°º]\.?\s{{0,2}})?(?::|\.(?![^\W\d])|{number_ahead})"
        colon = r"\s{0,3}:"
        return re.compile(
            rf"(?<![\w@.-])(?:(?P<tel_fax>{kinds.tel_fax}){sign}|(?P<fax>{kinds.fax}){sign}"
            rf"|(?P<phone>{kinds.phone}){sign}"
            rf"|(?P<email>{kinds.email}){aside}(?:{colon}|\.(?!\w)|(?=\s{{1,3}}\S{{1,64}}@)|(?=\s{{0,3}}(?:\n|\Z)))"
            rf"|(?P<ignored>{kinds.ignored})(?:{colon}|{number_ahead})"
            rf"|(?P<salutation>{kinds.salutation}){colon}|(?P<name>{kinds.name}){colon}"
            rf"|(?P<office>{kinds.office}){colon}|(?P<address>{kinds.address}){colon})",
            re.IGNORECASE,
        )

    @cached_property
    def honorific(self) -> re.Pattern[str]:
        """One or more titles at the start of a name; ranks count only before a name."""
        return re.compile(
            rf"(?:(?:{self.honorifics})(?:\.\s{{1,3}}|\.(?=\w{{2}})|\.?\Z|\s{{1,3}})"
            rf"|(?:{self.ranks})(?:\.\s{{0,2}}|\s{{1,3}})(?!(?i:of|for|the|{self.offices})\b)){{1,4}}"
        )

    @cached_property
    def inner_honorific(self) -> re.Pattern[str]:
        """A title inside a line, with a capital letter after it."""
        title = rf"(?:{self.honorifics})(?:\.\s{{0,3}}|\s{{1,3}})"
        return re.compile(rf"(?<=\s)(?:{title}){{1,4}}(?=[^\W\d_a-z])")

    @cached_property
    def office_word(self) -> re.Pattern[str]:
        """A word that only an office carries."""
        return re.compile(rf"\b(?:{self.offices})\b", re.IGNORECASE)

    @cached_property
    def office_split(self) -> re.Pattern[str]:
        """The first word of an office that follows a name without a comma."""
        return re.compile(rf"(?<=\s)(?:{self.office_splits})\b")

    @cached_property
    def held_office(self) -> re.Pattern[str]:
        """A person's office right before the name: `Ambassador Jane Doe`."""
        general = r"(?:[\s-](?:[Gg][ée]n[ée]ral[e]?|Adjunto|Nacional|national|Chief))?"
        return re.compile(rf"(?:{self.office_splits}){general}\s(?=[^\W\d_a-z])")

    @cached_property
    def zone(self) -> re.Pattern[str]:
        """A heading with its colon."""
        return re.compile(
            rf"(?:{self.story_heading}|{self.actions_heading}|{self.addresses_heading}"
            rf"|{self.copies_heading})\s?:",
            re.IGNORECASE,
        )

    @cached_property
    def street(self) -> re.Pattern[str]:
        """A word that only a street or a building carries."""
        return re.compile(rf"\b(?:{self.streets}|{self.buildings})(?!\w)", re.IGNORECASE)


@dataclass(frozen=True)
class Demands:
    """Regular expressions, case ignored.

    The first six are more ways to say what the `Headings` field of that name says. `letter_heading`
    stands before a model letter, `letter_opening` and `letter_close` are its first and last
    paragraph, `signature` what the reader fills in, `greeting` speaks to the reader; `issues` is
    the label of the categories, `code_label` that of a code; `asks` has the group `who`, the
    organisation that asks; `writes` is any word for what the reader shall send; `organisations`
    finds the name of an organisation in the line above the title; `asking` is any word by which
    one asks.
    """

    story_heading: str
    actions_heading: str
    actions_intro: str
    addresses_heading: str
    closing: str
    deadline: str
    letter_heading: str
    letter_opening: str
    letter_close: str
    signature: str
    greeting: str
    issues: str
    code_label: str
    asks: str
    writes: str
    organisations: str
    asking: str


@dataclass(frozen=True)
class AmnestyWords:
    """Regular expressions, case ignored. Those for whole lines are `banner` and `placeholder`.

    `story`, `actions`, `letter`, `addresses` and `copies` open a zone at the start of a paragraph;
    `fields` begin a line of facts for the reader; the others are searched for.
    """

    issuer: str
    banner: str
    header: str  # words that stand beside code, index, country and date
    earlier: str  # the date after it is that of an earlier text
    follows: str
    closes: str
    update_of: str
    story: str
    actions: str
    letter: str
    addresses: str
    copies: str
    diplomatic: str
    placeholder: str
    deadline: str  # up to the date
    reader: str
    fields: str
    demand: str
    greeting: str
    sign_off: str

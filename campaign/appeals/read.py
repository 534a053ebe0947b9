"""Read an appeal from top to bottom: clean text, language, family, then the family's own order."""

import re
from dataclasses import replace

from campaign.appeals.codes import find_codes
from campaign.appeals.families.ahrc import AHRC
from campaign.appeals.families.amnesty import read_amnesty
from campaign.appeals.families.amnesty_codes import INDEX, find_amnesty_codes
from campaign.appeals.families.demand import read_demand
from campaign.appeals.families.observatory import read_observatory
from campaign.appeals.families.omct import OMCT
from campaign.appeals.families.other import OTHER
from campaign.appeals.families.pen import PEN
from campaign.appeals.headings import headings_for
from campaign.appeals.language import detect_language
from campaign.appeals.lines import clean_text, squeeze, to_paragraphs, wrapped_at
from campaign.appeals.model import Appeal
from campaign.appeals.schemes import find_family_codes

# Signs of a family; a text belongs to the first whose sign it bears.
_FAMILIES = (
    ("omct", re.compile(r"\b(?:[Cc]as[eo]?|CAS[EO]?) [A-Z]{3}\s{1,3}\d{6}\b")),
    ("ahrc", re.compile(r"\bAHRC-[A-Z]{3}-\d{3}|asian human rights commission", re.IGNORECASE)),
    ("pen", re.compile(r"\bRAN \d{1,2}/\d{2,4}|rapid action network|PEN International")),
    ("observatory", re.compile(r"OMCT")),
)
_BY_NAME = {"ahrc": AHRC, "omct": OMCT, "pen": PEN}


def read(source: str) -> Appeal:
    """Read decoded text or a web page.

    Raises UnreadableAppeal, with a message for people, when the source is empty, binary or too
    large; anything else comes out as an Appeal, with doubts where something was not understood.
    """
    text, is_page = clean_text(source)
    headings = headings_for(detect_language(text))
    paragraphs = to_paragraphs(text, is_page, headings)
    width = wrapped_at(paragraphs)
    family = _family(text)
    if family == "observatory":
        appeal = read_observatory(paragraphs, headings, width)
    elif family == "amnesty":
        appeal = read_amnesty(paragraphs, headings, width)
    if family not in ("observatory", "amnesty") or _is_of_no_era(appeal):
        rules = _BY_NAME.get(family) or replace(OTHER, name=family)
        appeal = read_demand(paragraphs, headings, width, rules)
    return replace(appeal, code_as_printed=_as_printed(appeal.code_as_printed, text))


def _is_of_no_era(appeal: Appeal) -> bool:
    """True if an appeal of Amnesty has nothing that any of its eras would have."""
    return appeal.family == "amnesty" and not (
        appeal.recipients or appeal.actions or appeal.kind == "closed"
    )


def _as_printed(code: str | None, text: str) -> str | None:
    """Return the code as it stands in the text, with its non-breaking spaces."""
    printed = [found.printed for found in find_codes(text)]
    printed += [found.printed for found in find_family_codes(text)]
    return next((p for p in printed if code and squeeze(p) == squeeze(code)), code)


def _family(text: str) -> str:
    if next(find_codes(text), None):
        return "observatory"
    for name, sign in _FAMILIES:
        if sign.search(text):
            return name
    return "amnesty" if INDEX.search(text) or next(find_amnesty_codes(text), None) else "other"

"""Who issues an appeal, in the words of the text."""

import re

from campaign.appeals.headings.words import Demands, Headings
from campaign.appeals.lines import squeeze

_BARE_ACRONYM = re.compile(r"\b[A-Z]{3,8}\b")
_ACRONYM = re.compile(r"\(([A-Z]{2,8})\)")
_NAME_TO = 12  # words


def issuers_of(formula: str | None, headings: Headings) -> list[str]:
    """Read who issues it: `The Observatory ..., a programme of A (AA) and B (BB), requests`."""
    if not formula:
        return []
    says = re.split(headings.formula, formula, maxsplit=1, flags=re.IGNORECASE)[0]
    name, _, rest = says.replace("،", ",").partition(",")
    issuers = [without_article(name, headings)]
    start = 0
    for acronym in _ACRONYM.finditer(rest):
        issuers += _organisations(rest[start : acronym.end()], headings)
        start = acronym.end()
    return issuers + _BARE_ACRONYM.findall(rest[start:])


def is_organisation(line: str, words: Demands) -> bool:
    """Tell whether a line at the top of a text is the name of an organisation.

    Its kind (union, network, committee) stands first, last or before a preposition.
    """
    name = _ACRONYM.sub("", line).strip()
    if len(name.split()) > _NAME_TO or ":" in name or name[-1:] in "!?":
        return False
    return re.search(words.organisations, name, re.IGNORECASE) is not None


def without_article(name: str, headings: Headings) -> str:
    """Take the article of the language off a name."""
    return re.sub(rf"\A(?:{headings.article})", "", squeeze(name), flags=re.IGNORECASE)


def _organisations(text: str, headings: Headings) -> list[str]:
    """Cut the words that join an organisation to the sentence off its name.

    An acronym may stand before it: `a partnership of AA and the Bbb Ccc (BB)`.
    """
    join = re.compile(rf"(?:{headings.issuer_joins})\s{{0,3}}(?=[^\W\d_a-z])")
    first = join.search(text)
    name = text[first.end() :] if first else text
    bare = _BARE_ACRONYM.match(name)
    if bare and (second := join.search(name)):
        return [bare.group(), squeeze(name[second.end() :]).strip(" ,")]
    return [squeeze(name).strip(" ,")]

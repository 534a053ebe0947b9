"""Who issues an appeal, in the words of the text."""

import re

from campaign.appeals.headings.words import Headings
from campaign.appeals.lines import squeeze

_BARE_ACRONYM = re.compile(r"\b[A-Z]{3,8}\b")
_ACRONYM = re.compile(r"\(([A-Z]{2,8})\)")


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

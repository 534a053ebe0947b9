"""Who issues an appeal, in the words of the text."""

import re

from campaign.appeals.headings.words import Demands, Headings
from campaign.appeals.lines import Paragraph, squeeze

_BARE_ACRONYM = re.compile(r"\b[A-Z]{3,8}\b")
_ACRONYM = re.compile(r"\(([A-Z]{2,8})\)")
_NAME_TO = 12  # words
_ASKING_TO = 10
_NAMES = 20  # so many are looked for in the whole text
_PRONOUN = re.compile(
    r"(?:i|we|you|s?he|it|they|this|these|that|who|his|her|their|please|ils?|elles?|je|nous|vous|yo"
    r"|nosotros|usted|él|ell[ao]s?|se|wir|ich|sie|er|es|мы|я|вы|он|она|они)\Z",
    re.IGNORECASE,
)


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


def who_asks(
    text: str, rest: list[Paragraph], lines: list[str], headings: Headings, words: Demands
) -> list[str]:
    """Return who asks before a list of demands, else a name or one of the lines said twice."""
    asks = re.compile(words.asks, re.IGNORECASE)
    asked = [
        (paragraph.text.endswith(":"), without_article(found["who"], headings))
        for paragraph in rest
        if not paragraph.first.mark
        for found in asks.finditer(squeeze(paragraph.text))
    ]
    writes = re.compile(words.writes, re.IGNORECASE)
    names = [(opens, name) for opens, name in asked if _is_name(name) and not writes.match(name)]
    again = [line for line in lines if _is_name(line)]
    chosen = [name for opens, name in names if opens]
    perhaps = [name for _, name in names[:_NAMES]] + again[:_NAMES]
    chosen += [name for name in perhaps if text.count(name) > 1]
    return chosen[:1]


def _is_name(text: str) -> bool:
    """Tell whether words may be an organisation's name: few, and the first with a capital."""
    words = [word for word in text.split() if any(map(str.isalpha, word))]
    if not 1 <= len(words) <= _ASKING_TO or _PRONOUN.match(words[0]):
        return False
    return not words[0].lstrip('«“"(')[:1].islower()


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

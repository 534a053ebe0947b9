"""How a letter to an authority begins."""

from __future__ import annotations

import re

from campaign.directory.kinds import post_of
from campaign.directory.models import Authority, OfficeHolder
from campaign.directory.words import BEGINNINGS, forms

_ENDS = (",", ":", ";", ".", "!", "،")
_ENGLISH_TITLE = re.compile(r"(H\.? ?E|Excellency|His|Her|The|Mr|Mrs|Ms|Miss|Sir|Hon)\b")
# Of those who are styled Excellency, as appeals print it.
_EXCELLENT = re.compile(
    r"H\. ?E|HE |[SI]\. ?E|Е\. ?П|Exc+el|Excm|Exz|"
    r"(His|Her|Son|Su|Seine|Ihre|Его|Её|Ее) (Exc|Exz|Прев)"
)


def salutation(authority: Authority, language: str) -> str:
    """The first line of a letter, with the mark at its end, in a language (BCP 47 tag).

    What a person wrote for this language wins, then what an appeal printed, unless in another
    language; then the holder's title, the office, the holder's name.
    """
    words = forms(language)
    holder = authority.holder
    style = holder.style_in(language) if holder else None
    if style and style.salutation:
        return _ended(_ours(style.salutation, words.beginnings), words.mark)
    if holder and holder.salutation:
        printed = _ours(holder.salutation, words.beginnings)
        if printed.startswith(words.beginnings) or not printed.startswith(BEGINNINGS):
            return _ended(printed, words.mark)
    known = (style.honorific if style else None) or (holder.honorific if holder else None)
    if _EXCELLENT.match(known or ""):
        return words.excellency
    titles = [authority.office, *(one.name for one in authority.names)]
    post = next(filter(None, map(post_of, titles)), None)
    if post:
        return words.by_post.get(post, words.nobody)
    if holder and holder.name:
        # whole, since which part is the family name differs from country to country
        honorific = honorific_in(holder, language)
        if honorific:
            return words.titled.format(name=f"{honorific} {holder.name}")
        return words.person.format(name=holder.name)
    return words.nobody


def honorific_in(holder: OfficeHolder, language: str) -> str:
    """What stands before a holder's name in a language (BCP 47 tag), or an empty string.

    What an appeal printed, too, unless it is English and the letter's words are not.
    """
    style = holder.style_in(language)
    if style and style.honorific:
        return style.honorific
    printed = holder.honorific or ""
    in_english = forms(language) is forms("en")
    return "" if _ENGLISH_TITLE.match(printed) and not in_english else printed


def _ours(salutation: str, beginnings: tuple[str, ...]) -> str:
    """What an appeal printed; of several, such as `Señor Ministro / Dear Minister`, ours."""
    choices = [choice.strip() for choice in salutation.split("/") if choice.strip()]
    return next((c for c in choices if c.startswith(beginnings)), choices[0])


def _ended(salutation: str, mark: str) -> str:
    return salutation if salutation.endswith(_ENDS) else salutation + mark

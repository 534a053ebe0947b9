"""How a letter to an authority begins."""

from __future__ import annotations

from campaign.directory.kinds import post_of
from campaign.directory.models import Authority, OfficeHolder
from campaign.directory.words import forms


def salutation(authority: Authority, language: str) -> str:
    """The first line of a letter, with its comma, in a language (BCP 47 tag).

    What a person wrote for this language wins, then what an appeal printed; then the holder's
    title, the office, the holder's name.
    """
    words = forms(language)
    holder = authority.holder
    style = holder.style_in(language) if holder else None
    if style and style.salutation:
        return _printed(style.salutation, words.beginnings)
    honorific = honorific_in(holder, language) if holder else ""
    if holder and holder.salutation:
        return _printed(holder.salutation, words.beginnings)
    if honorific.startswith(("H.E", "HE ", "Excellency")):
        return words.excellency
    titles = [authority.office, *(one.name for one in authority.names)]
    post = next(filter(None, map(post_of, titles)), None)
    if post:
        return words.by_post.get(post, words.nobody)
    if holder and holder.name:
        # whole, since which part is the family name differs from country to country
        return words.person.format(name=" ".join(filter(None, [honorific, holder.name])))
    return words.nobody


def honorific_in(holder: OfficeHolder, language: str) -> str:
    """What stands before a holder's name in a language (BCP 47 tag), or an empty string."""
    style = holder.style_in(language)
    return (style.honorific if style else None) or holder.honorific or ""


def _printed(salutation: str, beginnings: tuple[str, ...]) -> str:
    """What an appeal printed; of several, such as `Señor Ministro / Dear Minister`, ours."""
    choices = [choice.strip() for choice in salutation.split("/") if choice.strip()]
    ours = next((c for c in choices if c.startswith(beginnings)), choices[0])
    return ours if ours[-1] in ",:;.!،" else ours + ","

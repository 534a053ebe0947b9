"""How a letter to an authority begins."""

from __future__ import annotations

from campaign.directory.kinds import post_of
from campaign.directory.models import Authority
from campaign.directory.words import forms


def salutation(authority: Authority, language: str) -> str:
    """The first line of a letter, with its comma, in a language (BCP 47 tag).

    What an appeal printed wins; then the holder's title, the office, the holder's name.
    """
    words = forms(language)
    holder = authority.holder
    if holder and holder.salutation:
        return _printed(holder.salutation, words.beginnings)
    if holder and (holder.honorific or "").startswith(("H.E", "HE ", "Excellency")):
        return words.excellency
    post = post_of(authority.office)
    if post:
        return words.by_post.get(post, words.nobody)
    if holder and holder.name:
        # whole, since which part is the family name differs from country to country
        return words.person.format(name=" ".join(filter(None, [holder.honorific, holder.name])))
    return words.nobody


def _printed(salutation: str, beginnings: tuple[str, ...]) -> str:
    """What an appeal printed; of several, such as `Señor Ministro / Dear Minister`, ours."""
    choices = [choice.strip() for choice in salutation.split("/") if choice.strip()]
    ours = next((c for c in choices if c.startswith(beginnings)), choices[0])
    return ours if ours[-1] in ",:;.!،" else ours + ","

"""From an appeal to the prefilled letter that a reader of the appeal would sign."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from campaign.appeals import Appeal
from campaign.base.safe_text import HEADER_LENGTH
from campaign.campaigns.words import draft_words

OPENING_LENGTH = 1200  # characters taken from the description
TITLE_LENGTH = 300  # characters of a page's title
CUT = "…"  # ends what was cut

_OBSERVATORY = re.compile(r"\b([Tt]he) Observatory\b(?! for)")


@dataclass(frozen=True)
class Draft:
    """A letter text before a person has looked at it."""

    subject: str
    opening: str  # paragraphs separated by an empty line
    demands: list[dict[str, Any]]  # [{"text": ..., "items": [...]}]


def draft(appeal: Appeal) -> Draft:
    """The letter text that an appeal asks for, without its footnote marks."""
    marks = _footnote_marks([note.label for note in appeal.footnotes])
    words = draft_words(appeal.language)
    said = _issuer_in_full(" \n\n".join(_story(appeal)), appeal.issuers)
    if words:
        said = words.aside.sub("", said)
    opening = [words.beginning] if words else []
    return Draft(
        subject=subject_of(_without(marks, appeal.title or " / ".join(appeal.categories))),
        opening="\n\n".join([*opening, *_without(marks, said).split(" \n\n")]).strip(),
        demands=[
            {
                "text": _without(marks, action.text),
                "items": [_without(marks, item) for item in action.items],
            }
            for action in appeal.actions
        ],
    )


def subject_of(title: str) -> str:
    """A title as the subject of a letter: if it is too long for a header, cut at a word."""
    return _cut(title, HEADER_LENGTH)


def title_of(text: str | None) -> str:
    """What an appeal has as its title, as the title of a page: a very long one is cut at a word."""
    return _cut(text or "", TITLE_LENGTH)


def slug_words(text: str) -> list[str]:
    """The words of a text as they stand in the address of a page: a to z and digits."""
    plain = unicodedata.normalize("NFKD", text).encode("ascii", "ignore").decode().lower()
    return re.findall(r"[a-z0-9]+", plain)


def dangling(text: str, language: str) -> list[str]:
    """Words that point to something a letter does not hold, such as “above-mentioned”."""
    words = draft_words(language)
    found = words.dangling.finditer(text) if words else ()
    return list(dict.fromkeys(match.group() for match in found))


def _story(appeal: Appeal) -> list[str]:
    """The lead; and what happened, where there is no lead or the demands point back to it."""
    demands = (text for action in appeal.actions for text in (action.text, *action.items))
    if appeal.lead and not any(dangling(text, appeal.language) for text in demands):
        return [appeal.lead]
    return [*filter(None, [appeal.lead]), *_first_paragraphs(appeal.description)]


def _first_paragraphs(description: Sequence[str]) -> list[str]:
    """At least one paragraph, and more as long as a letter stays short."""
    taken: list[str] = []
    for paragraph in description:
        if taken and sum(map(len, taken)) + len(paragraph) > OPENING_LENGTH:
            break
        taken.append(paragraph)
    return taken


def _issuer_in_full(text: str, issuers: Sequence[str]) -> str:
    """“The Observatory” means nothing to a clerk; its first mention gets the whole name."""
    full = next((name for name in issuers if name.startswith("Observatory for ")), None)
    return _OBSERVATORY.sub(rf"\1 {full}", text, count=1) if full else text


def _footnote_marks(labels: Sequence[str]) -> re.Pattern[str]:
    """`[1]` whether or not the note was found, other marks only if there is such a note."""
    named = "".join(rf"|\[{re.escape(label)}\]" for label in labels)
    return re.compile(rf"\s?(?:\[\d{{1,3}}\]{named}|[¹²³⁴⁵⁶⁷⁸⁹⁰]+)")


def _without(marks: re.Pattern[str], text: str) -> str:
    return marks.sub("", text).strip()


def _cut(text: str, most: int) -> str:
    if len(text) <= most:
        return text
    start = text[: most - len(CUT)]
    return (start.rpartition(" ")[0] or start).rstrip(",;:–- ") + CUT

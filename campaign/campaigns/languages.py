"""Language tags of letter texts, as BCP 47 (RFC 5646) has them."""

from __future__ import annotations

import re
from functools import lru_cache

from babel import Locale
from babel.core import get_global

from campaign.base.problems import Problem

LONGEST = 60

_TAG = re.compile(
    r"(?P<language>[a-z]{2,3})"
    r"(?:-(?P<script>[a-z]{4}))?"
    r"(?:-(?P<region>[a-z]{2}|[0-9]{3}))?"
    r"(?P<variants>(?:-(?:[a-z0-9]{5,8}|[0-9][a-z0-9]{3})){0,4})"
    r"(?P<more>(?:-[0-9a-wy-z](?:-[a-z0-9]{2,8}){1,4}){0,3}(?:-x(?:-[a-z0-9]{1,8}){1,4})?)"
)


def language_tag(typed: str) -> str:
    """A language tag in its usual spelling, such as `fr`, `pt-BR`, `sr-Latn`; raises Problem.

    Language, script and region must be known (to CLDR); variants and extensions only well formed.
    """
    tag = typed.strip().lower().replace("_", "-")
    match = _TAG.fullmatch(tag) if len(tag) <= LONGEST else None
    if match is None:
        raise Problem("That is no language tag. Write one such as fr, pt-BR or sr-Latn.")
    languages, scripts, regions = _known()
    language, script, region = match["language"], match["script"], match["region"]
    parts = [language]
    if language not in languages:
        raise Problem(f"No language has the tag “{language}”.")
    if script:
        parts.append(script.title())
        if parts[-1] not in scripts:
            raise Problem(f"No script has the tag “{parts[-1]}”.")
    if region:
        parts.append(region.upper())
        if parts[-1] not in regions:
            raise Problem(f"No region has the tag “{parts[-1]}”.")
    return "-".join(parts) + match["variants"] + match["more"]


def name_of(tag: str) -> str:
    """A language in English words; the tag itself where there are none."""
    language, *rest = tag.split("-")
    locale = Locale("en")
    name = str(locale.languages.get(language, tag))
    aside = [str(locale.scripts.get(x) or locale.territories.get(x) or x) for x in rest]
    return f"{name} ({', '.join(aside)})" if aside else name


@lru_cache
def _known() -> tuple[frozenset[str], frozenset[str], frozenset[str]]:
    english = Locale("en")
    likely = {str(tag).split("_")[0] for tag in get_global("likely_subtags")}
    return (
        frozenset(likely | {str(tag).split("_")[0] for tag in english.languages}) - {"und"},
        frozenset(map(str, english.scripts)),
        frozenset(map(str, english.territories)),
    )

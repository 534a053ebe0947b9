"""Codes of every family in a text of anybody, such as an answer to a letter."""

from collections.abc import Iterator

from campaign.appeals.codes import find_codes
from campaign.appeals.families.amnesty_codes import find_amnesty_codes
from campaign.appeals.schemes import find_family_codes


def codes_in(text: str) -> list[str]:
    """Return the codes of a text in their normal form, each once, family by family."""
    return list(dict.fromkeys(_found(text)))


def _found(text: str) -> Iterator[str]:
    yield from (str(found.code) for found in find_codes(text.upper()))
    for spelled in (text, text.upper()):
        yield from (found.code for found in find_family_codes(spelled))
        yield from (found.normal for found in find_amnesty_codes(spelled))

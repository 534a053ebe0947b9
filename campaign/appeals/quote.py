"""Recipients that a person points at: lines of the source, or lines written like them."""

from __future__ import annotations

from campaign.appeals.addresses import AddressLines, read_addresses
from campaign.appeals.headings import headings_for
from campaign.appeals.lines import clean_text, to_paragraphs, wrapped_at
from campaign.appeals.model import RecipientEntry


def read_quote(words: str, language: str, country: str | None) -> list[RecipientEntry]:
    """The recipients that lines name, in their order; those without any office are left out.

    `language` is the appeal's (BCP 47), `country` where its offices sit (ISO 3166-1 alpha-2) unless
    an address says otherwise. Raises UnreadableAppeal for what is no text.
    """
    headings = headings_for(language)
    paragraphs = to_paragraphs(clean_text(words)[0], False, headings)
    lines = [line for paragraph in paragraphs for line in paragraph.lines]
    width = wrapped_at(paragraphs)
    read = read_addresses([AddressLines(lines, copy=False)], headings, country, width)[0]
    return [entry for entry in read if entry.office or entry.name]

"""Texts of families that have no reader of their own: only what shape alone tells."""

from campaign.appeals.addresses import read_addresses
from campaign.appeals.codes import find_codes
from campaign.appeals.countries import find_countries
from campaign.appeals.headings.words import Headings
from campaign.appeals.lines import Paragraph, squeeze
from campaign.appeals.model import Appeal, Doubt
from campaign.appeals.story import part_story


def read_other(
    paragraphs: list[Paragraph], headings: Headings, wrapped: bool, family: str
) -> Appeal:
    """Read recipients and codes by shape; the doubts say what could not be read."""
    story = part_story(paragraphs, headings)
    title = squeeze(paragraphs[0].text)[:200] if paragraphs else None
    named = next(find_countries("\n".join(p.text for p in paragraphs[:5]), headings.tag), None)
    country = named.country if named else None
    recipients, doubts = read_addresses(story.addresses, headings, country, wrapped)
    everything = "\n".join(p.text for p in paragraphs)
    unread = "This kind of appeal cannot be read yet; please enter it by hand."
    return Appeal(
        family=family,
        language=headings.tag,
        related_codes=tuple(dict.fromkeys(str(found.code) for found in find_codes(everything))),
        title=title,
        country=country,
        recipients=tuple(recipients),
        footnotes=tuple(story.footnotes),
        warnings=tuple(
            Doubt(field, unread) for field in ("code", "kind", "date", "description", "actions")
        )
        + tuple(doubts),
    )

"""Which campaigns a text names by their codes, in any spelling."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.appeals import codes_in
from campaign.base.safe_text import without_controls
from campaign.campaigns import find
from campaign.campaigns.cases import LONGEST_CODE, key_of
from campaign.campaigns.models import Campaign

SEARCHED = 5_000  # characters of a text
CODES = 50


def campaigns_named(text: str) -> Sequence[Campaign]:
    """The public campaigns, running or ended, whose codes stand in a text; the first code first.

    A short text may be a code of no known family.
    """
    text = without_controls(text[:SEARCHED])
    codes = codes_in(text)[:CODES]
    if len(text) <= LONGEST_CODE:
        codes.append(text)
    return find.known_as([key for key in map(key_of, codes) if key])

"""Which campaigns a text names by their codes, in any spelling."""

from __future__ import annotations

from collections.abc import Sequence

from campaign.appeals import codes_in
from campaign.base.safe_text import without_controls
from campaign.campaigns import find
from campaign.campaigns.cases import LONGEST_CODE, key_of, keys_in
from campaign.campaigns.models import Campaign

SEARCHED = 5_000  # characters of a text
CODES = 50


def campaigns_named(text: str) -> Sequence[Campaign]:
    """The public campaigns, running or ended, whose codes stand in a text; the surest first.

    By the codes of every family; then by whatever has the parts of a known code, as in
    `vla-4-1126-31`; and a short text may be a code of no known family.
    """
    text = without_controls(text[:SEARCHED])
    keys = [key_of(code) for code in codes_in(text)[:CODES]] + keys_in(text)
    if len(text) <= LONGEST_CODE:
        keys.append(key_of(text))
    return find.known_as([key for key in keys if key])

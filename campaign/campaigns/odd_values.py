"""Values that a person wrote into a reading and that look wrong: to be looked at once more."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date

from campaign.appeals import Doubt, codes_in
from campaign.base.clock import db_now
from campaign.campaigns.corrections import of_appeal
from campaign.campaigns.models import Campaign


def odd_values(campaign: Campaign) -> Iterator[Doubt]:
    """What a person corrected in the appeal of a campaign and is of no known form, or yet to come.

    A doubt, never a refusal: an organisation may write its codes in a way of its own.
    """
    for row in of_appeal(campaign):
        if not row.corrected_by or row.value == row.read or not row.value:
            continue
        if row.path in ("code", "update_of") and not codes_in(f"Case {row.value}"):
            what = "code" if row.path == "code" else "code of the appeal that is updated"
            yield Doubt(row.path, f"“{row.value}” has the form of no known {what}.")
        if row.path == "date" and date.fromisoformat(row.value) > db_now().date():
            yield Doubt(row.path, f"The date of issue, {row.value}, lies in the future.")

"""A letter that a supporter prints, signs and posts without telling us a name or an address."""

from __future__ import annotations

from flask_babel import gettext

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import NotFound
from campaign.campaigns.find import current_text
from campaign.campaigns.missions import as_recipient, asks_for_missions, offer, unknown_mission
from campaign.campaigns.models import Campaign
from campaign.letters.pdf import letter_pdf
from campaign.letters.unsigned import compose_unsigned

FOR_PAPER = ("offered", "paper", "unknown")  # states of an offer in which there is a letter to it


def letter_to_mission(campaign: Campaign, country: str) -> bytes:
    """The PDF of a letter to the mission for a country (ISO 3166-1 alpha-2), known or not.

    Raises NotFound where the appeal asks for none, or the campaign does not write to it.
    """
    found = offer(campaign, country) if asks_for_missions(campaign) else None
    if found is None or found.state not in FOR_PAPER:
        raise NotFound(gettext("There is no such letter."))
    known = found.mission.authority if found.mission else unknown_mission(campaign, country)
    organisation = reading().get_one(Organisation, campaign.org_id)
    text = current_text(campaign, campaign.appeal.language)
    today = db_now().date()
    recipient = as_recipient(campaign, known)
    letter = compose_unsigned(campaign, organisation, text, recipient, today)
    return letter_pdf(letter, today.isoformat())

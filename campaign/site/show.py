"""What pages need to draw an appeal and its recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import date

from babel.dates import format_date
from flask import current_app
from sqlalchemy import select

from campaign.accounts.models import Organisation
from campaign.appeals.model import Appeal, from_json
from campaign.base.database import reading
from campaign.campaigns.cases import public_steps
from campaign.campaigns.closing import PUBLIC
from campaign.campaigns.deadline import in_words, is_over
from campaign.campaigns.missions import Offer, as_recipient
from campaign.campaigns.models import Campaign, Recipient
from campaign.delivery.switches import paused
from campaign.inbound.actions.counted import reported
from campaign.letters.compose import country_name
from campaign.signing.preview import channel_of, office_name
from campaign.signing.progress import Progress, progress

HOW = {
    "email": "By e-mail",
    "fax": "By fax",
    "print": "On paper: we give you the letter to print and post",
}


@dataclass(frozen=True)
class Row:
    """A recipient in the list of choices."""

    value: str
    name: str
    place: str
    how: str


@dataclass(frozen=True)
class Embassy:
    """What the page says of the embassy for the country that was chosen."""

    state: str  # see campaigns.missions.Offer
    code: str  # of the country that was chosen
    country: str  # the same in words
    rows: list[Row]  # to choose, if it is offered
    name: str  # or empty
    city: str  # of its seat, or empty
    seat: str  # the country from which it covers the other, in words, or empty
    website: str  # or empty


@dataclass(frozen=True)
class Step:
    """One step of a case on its time line."""

    on: str  # in words
    words: str


@dataclass(frozen=True)
class CampaignPage:
    """All that the page of a campaign shows beside its form."""

    campaign: Campaign
    organisation: Organisation
    appeal: Appeal
    country: str  # in words, or empty
    issued: str  # date in words, or empty
    rows: list[Row]
    progress: Progress
    actions: int  # that people reported, apart from letters; 0: too few to say
    paused: bool
    until: str  # the last day of signing in words, or empty
    over: bool  # that day has ended
    steps: list[Step]  # the appeals of the case that were public, if there is more than one step
    ended: str  # how it ended in words, or empty


def campaign_page(campaign: Campaign, language: str = "en") -> CampaignPage:
    """Read a campaign for its page."""
    return CampaignPage(
        campaign=campaign,
        organisation=organisation(campaign),
        appeal=from_json(campaign.appeal.reading),
        country=country_name(campaign.case.country, language),
        issued=_day(campaign.appeal.issued_on, language),
        rows=[_row(recipient, language) for recipient in campaign.recipients],
        progress=progress(campaign),
        actions=reported(campaign),
        paused=paused(campaign) is not None,
        until=in_words(campaign.sign_until),
        over=is_over(campaign),
        steps=_steps(campaign, language),
        ended=PUBLIC.get(campaign.outcome or "", ""),
    )


def embassy(campaign: Campaign, offer: Offer | None, language: str = "en") -> Embassy | None:
    """What to say of an offer, if there is any."""
    if offer is None:
        return None
    found = offer.mission
    rows = []
    if found and offer.state == "offered":
        row = _row(as_recipient(campaign, found.authority), language)
        rows = [replace(row, value=str(found.authority.id))]
    seat = (
        "" if found is None or found.resident else country_name(found.authority.country, language)
    )
    return Embassy(
        state=offer.state,
        code=offer.country,
        country=country_name(offer.country, language),
        rows=rows,
        name=found.authority.office_in(language) if found else "",
        city=found.city if found else "",
        seat=seat,
        website=found.website if found else "",
    )


def _steps(campaign: Campaign, language: str) -> list[Step]:
    found = [
        Step(_day(one.on, language), "The appeal" if one.became == "first" else "News of the case")
        for one in public_steps(campaign)
    ]
    if campaign.closed_at:
        ended = PUBLIC.get(campaign.outcome or "", PUBLIC["other"])
        found.append(Step(_day(campaign.closed_at.date(), language), ended))
    return found if len(found) > 1 else []


def countries_of(campaigns: Sequence[Campaign], language: str = "en") -> list[tuple[str, str]]:
    """Code and name of the countries of some campaigns, by name."""
    codes = {one.case.country for one in campaigns if one.case.country}
    return sorted(((code, country_name(code, language)) for code in codes), key=lambda c: c[1])


def organisation(campaign: Campaign) -> Organisation:
    """Who runs a campaign."""
    return reading().get_one(Organisation, campaign.org_id)


def organisations() -> list[Organisation]:
    """Everybody who runs campaigns here."""
    return list(reading().scalars(select(Organisation).order_by(Organisation.name)))


def site_name() -> str:
    """What stands at the head of pages about no campaign: whose house this is, if it is one's."""
    houses = organisations()
    return houses[0].name if len(houses) == 1 else "Letters"


def postroom_url() -> str | None:
    """Where anybody may see what the sandbox caught; None if that is for managers only."""
    config = current_app.config["CAMPAIGN"]
    return "/postroom/" if config.sandbox and config.postroom == "open" else None


def _day(day: date | None, language: str) -> str:
    return format_date(day, "long", locale=language) if day else ""


def _row(recipient: Recipient, language: str) -> Row:
    return Row(
        value=str(recipient.id),
        name=office_name(recipient),
        place=country_name(recipient.authority.country, language),
        how=HOW[channel_of(recipient)],
    )

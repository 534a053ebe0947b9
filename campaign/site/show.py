"""What pages need to draw an appeal and its recipients."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

from flask import current_app
from flask_babel import gettext
from flask_babel import lazy_gettext as _
from sqlalchemy import select

from campaign.accounts.models import Organisation
from campaign.appeals.model import Appeal, from_json
from campaign.base.database import reading
from campaign.base.languages import day, page_language
from campaign.campaigns.cases import public_steps
from campaign.campaigns.closing import PUBLIC
from campaign.campaigns.deadline import is_over
from campaign.campaigns.missions import Offer, as_recipient
from campaign.campaigns.models import Campaign, Recipient
from campaign.delivery.switches import paused
from campaign.inbound.actions.counted import reported
from campaign.letters.compose import NAMELESS, country_name, shown_name
from campaign.signing.preview import channel_of, office_name
from campaign.signing.progress import Progress, progress

HOW = {
    "email": _("By e-mail"),
    "fax": _("By fax"),
    "print": _("On paper: we give you the letter to print and post"),
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
    withheld: list[tuple[str, str]]  # what letters say instead of a name, by language
    progress: Progress
    actions: int  # that people reported, apart from letters; 0: too few to say
    paused: bool
    until: str  # the last day of signing (UTC) in words, or empty
    over: bool  # that day has ended
    steps: list[Step]  # the appeals of the case that were public, if there is more than one step
    ended: str  # how it ended in words, or empty


def campaign_page(campaign: Campaign) -> CampaignPage:
    """Read a campaign for its page, in the language of the page."""
    org = organisation(campaign)
    return CampaignPage(
        campaign=campaign,
        organisation=org,
        appeal=from_json(campaign.appeal.reading),
        country=country_name(campaign.case.country, page_language()),
        issued=day(campaign.appeal.issued_on),
        rows=[_row(recipient) for recipient in campaign.recipients],
        withheld=_withheld(campaign, org.name),
        progress=progress(campaign),
        actions=reported(campaign),
        paused=paused(campaign) is not None,
        until=day(campaign.sign_until),
        over=is_over(campaign),
        steps=_steps(campaign),
        ended=str(PUBLIC.get(campaign.outcome or "", "")),
    )


def embassy(campaign: Campaign, offer: Offer | None) -> Embassy | None:
    """What to say of an offer, if there is any; in the language of the page."""
    if offer is None:
        return None
    found, language = offer.mission, page_language()
    rows = []
    if found and offer.state == "offered":
        row = _row(as_recipient(campaign, found.authority))
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


def _steps(campaign: Campaign) -> list[Step]:
    found = [
        Step(
            day(one.on),
            gettext("The appeal") if one.became == "first" else gettext("News of the case"),
        )
        for one in public_steps(campaign)
    ]
    if campaign.closed_at:
        ended = str(PUBLIC.get(campaign.outcome or "", PUBLIC["other"]))
        found.append(Step(day(campaign.closed_at.date()), ended))
    return found if len(found) > 1 else []


def countries_of(campaigns: Sequence[Campaign]) -> list[tuple[str, str]]:
    """Code and name of the countries of some campaigns, by name."""
    codes = {one.case.country for one in campaigns if one.case.country}
    names = ((code, country_name(code, page_language())) for code in codes)
    return sorted(names, key=lambda pair: pair[1])


def organisation(campaign: Campaign) -> Organisation:
    """Who runs a campaign."""
    return reading().get_one(Organisation, campaign.org_id)


def organisations() -> list[Organisation]:
    """Everybody who runs campaigns here."""
    return list(reading().scalars(select(Organisation).order_by(Organisation.name)))


def site_name() -> str:
    """What stands at the head of pages about no campaign: whose house this is, if it is one's."""
    houses = organisations()
    return houses[0].name if len(houses) == 1 else gettext("Letters")


def postroom_url() -> str | None:
    """Where anybody may see what the sandbox caught; None if that is for managers only."""
    config = current_app.config["CAMPAIGN"]
    return "/postroom/" if config.sandbox and config.postroom == "open" else None


def _withheld(campaign: Campaign, organisation_name: str) -> list[tuple[str, str]]:
    """The letters' own words, in each language in which they are written."""
    languages = dict.fromkeys(
        one.language or campaign.appeal.language for one in campaign.recipients
    )
    return [(one, shown_name(NAMELESS, organisation_name, one)) for one in languages]


def _row(recipient: Recipient) -> Row:
    return Row(
        value=str(recipient.id),
        name=office_name(recipient),
        place=country_name(recipient.authority.country, page_language()),
        how=str(HOW[channel_of(recipient)]),
    )

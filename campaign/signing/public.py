"""What everybody may know of a campaign, wherever it is shown beyond its own page.

Feeds, the API, pictures, sheets and embeds all read it here, so that what is taken out of an appeal
is gone from all of them. Nothing of a supporter is ever among it.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal

from flask import current_app
from flask_babel import gettext

from campaign.accounts.models import Organisation
from campaign.appeals.model import Action, from_json
from campaign.base import languages
from campaign.base.database import reading
from campaign.base.problems import NotFound, Problem
from campaign.base.safe_text import without_controls
from campaign.campaigns import find
from campaign.campaigns.closing import PUBLIC
from campaign.campaigns.deadline import is_over
from campaign.campaigns.models import Campaign

State = Literal["open", "over", "closed"]


class Updating(Problem):
    """The appeal is being brought up to date: until that is done, none of it is shown."""


@dataclass(frozen=True)
class PublicCampaign:
    """A campaign as its public page shows it; texts are in `language`, free of control characters.

    Once it is over, what was asked is not shown any more; closed with a sentence on its outcome,
    neither is who was in danger.
    """

    slug: str
    state: State
    title: str
    code: str  # or empty
    language: str  # BCP 47
    country: str  # ISO 3166-1 alpha-2, or empty
    categories: tuple[str, ...]
    lead: str  # or empty
    description: tuple[str, ...]
    asks: tuple[Action, ...]
    issuers: tuple[str, ...]
    issued_on: date | None
    organisation: str
    organisation_slug: str
    sign_until: date | None  # the last day, in UTC
    published_at: datetime
    changed_at: datetime  # published anew, or closed
    ended: str  # how, in two or three English words; empty while it is not closed
    outcome: str  # the sentence on it, or empty

    @property
    def who(self) -> str:
        """Who is in danger, in a few lines; may be empty."""
        return self.lead or next(iter(self.description), "")


def public(campaign: Campaign) -> PublicCampaign:
    """What is public of a campaign that `find.public` or `find.running` gave."""
    appeal = from_json(campaign.appeal.reading)
    organisation = reading().get_one(Organisation, campaign.org_id)
    state = _state(campaign)
    told = state == "closed" and bool(campaign.outcome_said)
    first = without_controls(next(iter(appeal.description), ""))
    began = campaign.published_at or campaign.created_at
    return PublicCampaign(
        slug=campaign.slug,
        state=state,
        title=without_controls(campaign.title),
        code=campaign.appeal.code or "",
        language=campaign.appeal.language,
        country=campaign.case.country or "",
        categories=tuple(map(without_controls, appeal.categories)),
        lead="" if told else without_controls(appeal.lead or first),
        description=tuple(map(without_controls, appeal.description)) if state == "open" else (),
        asks=tuple(map(_clean, appeal.actions)) if state == "open" else (),
        issuers=tuple(map(without_controls, appeal.issuers)),
        issued_on=campaign.appeal.issued_on,
        organisation=organisation.name,
        organisation_slug=organisation.slug,
        sign_until=campaign.sign_until,
        published_at=began,
        changed_at=campaign.closed_at or began,
        ended=PUBLIC.get(campaign.outcome or "", PUBLIC["other"]) if state == "closed" else "",
        outcome=without_controls(campaign.outcome_said or "") if state == "closed" else "",
    )


def shown(slug: str) -> Campaign:
    """The campaign with this slug; raises NotFound, or Updating while none of it is shown."""
    campaign = find.public(slug)
    if campaign is None:
        raise NotFound(gettext("There is no such appeal here, or not any more."))
    if campaign.state == "updating":
        raise Updating(
            gettext("This appeal is being brought up to date. Please come back in a while.")
        )
    return campaign


def is_open(campaign: Campaign) -> bool:
    """True if it can be signed now."""
    return campaign.state == "published" and not is_over(campaign)


def address(path: str, language: str = languages.FIRST) -> str:
    """The public address of a path (`/c/…`) of the site, for use outside of it."""
    base: str = current_app.config["CAMPAIGN"].base_url
    return f"{base.rstrip('/')}{languages.prefix(language)}{path}"


def _state(campaign: Campaign) -> State:
    if campaign.state == "closed":
        return "closed"
    return "over" if is_over(campaign) else "open"


def _clean(action: Action) -> Action:
    items = tuple(map(without_controls, action.items))
    return Action(action.label, without_controls(action.text), items)

"""What the public API answers, as dataclasses: the description is made from them.

Only ever added to within a version: nothing here is renamed or taken out.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Annotated, Literal

from msgspec import Meta

from campaign.base.languages import page_language
from campaign.campaigns.models import Campaign as StoredCampaign
from campaign.letters.compose import country_name
from campaign.signing.preview import channel_of, office_name
from campaign.signing.progress import LEAST, progress
from campaign.signing.public import PublicCampaign, State, address

Slug = Annotated[str, Meta(description="short name of the campaign in addresses")]
Address = Annotated[str, Meta(description="address of the page that people read")]
Country = Annotated[str | None, Meta(description="ISO 3166-1 alpha-2; null if it has none")]
CountryName = Annotated[str, Meta(description="the same in words (CLDR), or empty")]
Language = Annotated[str, Meta(description="BCP 47; of title, lead, description and asks")]


@dataclass(frozen=True)
class Summary:
    """A campaign in a list."""

    slug: Slug
    page: Address
    state: Annotated[
        State, Meta(description="open: can be signed; over: its last day has ended; closed")
    ]
    title: Annotated[str, Meta(description="one line")]
    code: Annotated[str | None, Meta(description="code of the appeal, as printed on letters")]
    language: Language
    country: Country
    country_name: CountryName
    categories: Annotated[tuple[str, ...], Meta(description="as the appeal names them")]
    lead: Annotated[str, Meta(description="who is in danger, or empty")]
    organisation: Annotated[str, Meta(description="who runs the campaign")]
    issued_on: Annotated[date | None, Meta(description="the day on the appeal")]
    sign_until: Annotated[date | None, Meta(description="last day of signing, ends in UTC")]
    published_at: Annotated[datetime, Meta(tz=True, description="UTC")]
    changed_at: Annotated[datetime, Meta(tz=True, description="published anew or closed; UTC")]


@dataclass(frozen=True)
class Ask:
    """One thing that is asked of the authorities."""

    text: Annotated[str, Meta(description="what they shall do")]
    items: Annotated[tuple[str, ...], Meta(description="points listed under it")]


@dataclass(frozen=True)
class Campaign(Summary):
    """A campaign with its appeal. Description and asks are empty unless it is open."""

    description: Annotated[tuple[str, ...], Meta(description="paragraphs of the appeal")]
    asks: Annotated[tuple[Ask, ...], Meta(description="in the order of the appeal")]
    issuers: Annotated[tuple[str, ...], Meta(description="who issued the appeal")]
    ended: Annotated[str, Meta(description="how it ended, in English; empty while it is not")]
    outcome: Annotated[str, Meta(description="the sentence on its end, or empty")]


@dataclass(frozen=True)
class Recipient:
    """An authority that can be written to, as the public page names it."""

    name: Annotated[str, Meta(description="holder and office")]
    country: Country
    country_name: CountryName
    way: Annotated[
        Literal["email", "fax", "print"], Meta(description="how a letter would travel now")
    ]


@dataclass(frozen=True)
class Counts:
    """Public figures: multiples of ten as of the last full hour, so that none names a person."""

    people: Annotated[
        int | None, Meta(description="who confirmed their letters; null below ten, or if closed")
    ]
    handed_over: Annotated[
        int | None,
        Meta(description="letters a mail or fax service took that did not come back; likewise"),
    ]
    goal: Annotated[int, Meta(description="people the campaign hopes for")]


@dataclass(frozen=True)
class CampaignList:
    """Campaigns that can be signed now, the newest first."""

    campaigns: tuple[Summary, ...]


@dataclass(frozen=True)
class RecipientList:
    """The authorities of a campaign, in its order; none unless it is open."""

    recipients: tuple[Recipient, ...]


@dataclass(frozen=True)
class Problem:
    """Why there is no answer (RFC 9457)."""

    title: Annotated[str, Meta(description="in English, for people")]
    status: Annotated[int, Meta(description="the HTTP status again")]


def summary(found: PublicCampaign) -> Summary:
    """A campaign as lists show it."""
    return Summary(
        slug=found.slug,
        page=address(f"/c/{found.slug}", page_language()),
        state=found.state,
        title=found.title,
        code=found.code or None,
        language=found.language,
        country=found.country or None,
        country_name=country_name(found.country, page_language()),
        categories=found.categories,
        lead=found.lead,
        organisation=found.organisation,
        issued_on=found.issued_on,
        sign_until=found.sign_until,
        published_at=found.published_at,
        changed_at=found.changed_at,
    )


def campaign(found: PublicCampaign) -> Campaign:
    """A campaign with its appeal."""
    return Campaign(
        **vars(summary(found)),
        description=found.description,
        asks=tuple(Ask(action.text, action.items) for action in found.asks),
        issuers=found.issuers,
        ended=str(found.ended),  # it may be marked for translation
        outcome=found.outcome,
    )


def recipients(stored: StoredCampaign, state: State) -> RecipientList:
    """Whom letters of a campaign go to."""
    listed = stored.recipients if state == "open" else []
    return RecipientList(
        tuple(
            Recipient(
                name=office_name(one),
                country=one.authority.country,
                country_name=country_name(one.authority.country, page_language()),
                way=channel_of(one),  # type: ignore[arg-type]
            )
            for one in listed
        )
    )


def counts(stored: StoredCampaign, state: State) -> Counts:
    """How far a campaign is; of a closed one nothing is said, as on its page."""
    if state == "closed":
        return Counts(None, None, stored.goal)
    now = progress(stored)
    people, handed_over = (n if n >= LEAST else None for n in (now.people, now.handed_over))
    return Counts(people, handed_over if people else None, now.goal)

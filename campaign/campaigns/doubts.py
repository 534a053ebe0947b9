"""What a person must look at before a campaign goes out."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from uuid import UUID

from flask import current_app

from campaign.appeals import Appeal, from_json
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.campaigns.corrections import of_appeal, settled
from campaign.campaigns.deadline import in_words, is_over
from campaign.campaigns.draft import CUT, dangling
from campaign.campaigns.find import current_text
from campaign.campaigns.matches import match_of
from campaign.campaigns.models import Campaign, Recipient
from campaign.campaigns.odd_values import odd_values
from campaign.campaigns.words import draft_words
from campaign.directory.models import Authority
from campaign.directory.prices import price_of, prices_of
from campaign.directory.ways import ways

APPEAL_IS_OLD = timedelta(days=90)
HOLDER_IS_OLD = timedelta(days=180)

# Where a warning of the reader stands on the review page; all others concern the whole appeal.
_PAGE_FIELD = {"title": "title", "lead": "opening", "description": "opening", "actions": "demands"}
_OF_RECIPIENT = re.compile(r"recipients\[(\d+)\](?:\.(\w+))?")
_RECIPIENT_FIELD = {"honorific": "holder", "name": "holder", "phones": "faxes", "copy": "office"}


@dataclass(frozen=True)
class Doubt:
    """Something to look at: which field (and recipient) it concerns, in plain words.

    `serious` ones must be acknowledged before publishing, by their `key`, which stays the same
    as long as the doubt does.
    """

    field: str  # appeal, title, subject, opening, demands; office, holder, ... of a recipient
    message: str
    serious: bool = True
    recipient_id: UUID | None = None

    @property
    def key(self) -> str:
        """Names this doubt in forms and in `Campaign.acknowledged`."""
        said = f"{self.field}|{self.recipient_id or ''}|{self.message}"
        return hashlib.sha256(said.encode()).hexdigest()[:16]


def doubts(campaign: Campaign) -> list[Doubt]:
    """All doubts about a campaign as it stands now, without double ones."""
    appeal = from_json(campaign.appeal.reading)
    found = [*_of_appeal(campaign, appeal), *_of_text(campaign)]
    for recipient in campaign.recipients:
        found += _of_recipient(campaign, recipient, appeal)
    return list(dict.fromkeys(found))


def _of_appeal(campaign: Campaign, appeal: Appeal) -> Iterator[Doubt]:
    said = settled(campaign)
    for warning in appeal.warnings:
        if warning.field.startswith("recipients[") or warning.field in said:
            continue
        if appeal.code or warning.field != "code":  # a missing one is told below
            yield Doubt(_PAGE_FIELD.get(warning.field, "appeal"), warning.message)
    for odd in odd_values(campaign):
        yield Doubt("appeal", odd.message)
    if waiting := sum(row.waits for row in of_appeal(campaign)):
        words = f"A later reading gives {waiting} of the values otherwise: take or refuse each."
        yield Doubt("appeal", words)
    if not appeal.code:
        yield Doubt("appeal", "No appeal code was found: authorities cannot file by it.")
    if campaign.appeal.issued_on is None:
        yield Doubt("appeal", "No date was found: is the appeal still in force?")
    elif db_now().date() - campaign.appeal.issued_on > APPEAL_IS_OLD:
        issued = f"{campaign.appeal.issued_on:%-d %B %Y}"
        yield Doubt("appeal", f"The appeal is of {issued}, more than 90 days old.")
    if is_over(campaign):
        words = f"Signing ended with {in_words(campaign.sign_until)}: set another day, or nobody"
        yield Doubt("appeal", f"{words} can sign.")
    if appeal.kind == "closed":
        yield Doubt("appeal", "The text says that this appeal is closed.")
    if appeal.suggested_letter:
        words = "The appeal brings a model letter of its own; compare it with this one."
        yield Doubt("opening", words, serious=False)


def _of_text(campaign: Campaign) -> Iterator[Doubt]:
    text = current_text(campaign, campaign.appeal.language)
    if draft_words(text.language) is None:
        words = f"Greeting and closing are not there yet in this language ({text.language})."
        yield Doubt("opening", f"{words} They will be in English.")
    for said in dangling(text.opening, text.language):
        yield Doubt("opening", f"“{said}” points to something that is not in the letter.")
    for number, demand in enumerate(text.demands, start=1):
        for said in dangling(" ".join([demand["text"], *demand["items"]]), text.language):
            yield Doubt("demands", f"Demand {number}: “{said}” points outside of the letter.")
    if text.subject.endswith(CUT):
        yield Doubt(
            "subject", "The appeal's title was too long for a subject and was cut.", serious=False
        )
    if campaign.title.endswith(CUT):
        words = "The appeal's title was too long for a page and was cut; its text has the whole."
        yield Doubt("title", words, serious=False)


def _of_recipient(campaign: Campaign, recipient: Recipient, appeal: Appeal) -> Iterator[Doubt]:
    found = [
        *_of_entry(campaign, recipient, appeal),
        *_of_match(campaign, recipient, appeal),
        *_of_holder(recipient),
        *_of_ways(recipient),
    ]
    yield from (replace(doubt, recipient_id=recipient.id) for doubt in found)


def _of_entry(campaign: Campaign, recipient: Recipient, appeal: Appeal) -> Iterator[Doubt]:
    """What the reader said of the recipient, and nothing of the directory."""
    if recipient.printed_as is None:
        return
    entry = appeal.recipients[recipient.printed_as]
    authority = recipient.authority
    channels = {point.channel for point in authority.contact_points}
    said = settled(campaign)
    for warning in appeal.warnings:
        place = _OF_RECIPIENT.match(warning.field)
        if place is None or int(place[1]) != recipient.printed_as:
            continue
        if warning.field in said:
            continue
        field = _RECIPIENT_FIELD.get(place[2] or "office", place[2] or "office")
        if field == "emails" and entry.email_blanked and not entry.emails:
            continue  # said below, for as long as it is true
        yield Doubt(field, warning.message)
    if entry.email_blanked and "email" not in channels:
        words = "The appeal's e-mail address was blanked out; look it up if you can."
        yield Doubt("emails", words, serious=False)
    if entry.copy:
        words = "The appeal lists this one under copies; it gets a letter of its own."
        yield Doubt("office", words, serious=False)
    if not entry.office and not authority.holder:
        yield Doubt("office", "The appeal prints no office here.")


def _of_match(campaign: Campaign, recipient: Recipient, appeal: Appeal) -> Iterator[Doubt]:
    """What the appeal says otherwise than the directory, and nobody has taken or refused."""
    match = match_of(campaign, appeal, recipient)
    if match is None:
        return
    for other in match.same:
        yield Doubt("office", f"It may be “{other.office}”, which the directory has already.")
    for difference in match.open:
        field = _RECIPIENT_FIELD.get(difference.field, difference.field)
        yield Doubt(field, difference.message, serious=difference.field != "phones")


def _of_holder(recipient: Recipient) -> Iterator[Doubt]:
    holder = recipient.authority.holder
    if holder is None or holder.name is None:
        return
    if holder.verified_at is None:
        yield Doubt("holder", f"Nobody has checked that {holder.name} still holds this office.")
    elif db_now() - holder.verified_at > HOLDER_IS_OLD:
        checked = f"{holder.verified_at:%-d %B %Y}"
        yield Doubt("holder", f"That {holder.name} holds this office was checked on {checked}.")


def _of_ways(recipient: Recipient) -> Iterator[Doubt]:
    authority = recipient.authority
    fax_available = current_app.config["CAMPAIGN"].fax_available
    yield from _of_prices(authority)
    if ways(authority, fax_available):
        return
    if ways(authority, fax_available=True):
        words = "There is only a fax number, and this site has no fax service:"
    else:
        words = "There is no usable e-mail address or fax number:"
    yield Doubt("emails", f"{words} supporters are asked to print and post this letter.")


def _of_prices(authority: Authority) -> Iterator[Doubt]:
    """Numbers that cannot be called, because nobody has said what that costs."""
    prices = prices_of(reading(), authority.org_id)
    for point in ways(authority, current_app.config["CAMPAIGN"].fax_available):
        if point.channel == "fax" and price_of(prices, point.address) is None:
            words = f"There is no price for faxes to {point.address}: they wait until one is set."
            yield Doubt("faxes", words)

"""The letters as they would be sent, before there are any."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from flask import current_app

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.languages import locale
from campaign.campaigns.find import text_to
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory.ways import ways
from campaign.letters.addresses import from_address
from campaign.letters.compose import PREVIEW_REFERENCE, Signer, compose, sender_name
from campaign.letters.composed import ComposedLetter
from campaign.letters.pdf import without_glyph


@dataclass(frozen=True)
class Preview:
    """A letter that would be sent: to whom, how, from whom, and what it says."""

    name: str  # of office and holder
    channel: str  # email, fax or print
    sender: str  # the From line of an e-mail, else empty
    composed: ComposedLetter
    joint: bool  # travels in one letter with all others who sign


def office_name(recipient: Recipient) -> str:
    """`Ms. Ilda Venn, Minister of Justice`, or the office alone; in the language spoken now."""
    holder = recipient.authority.holder
    person = " ".join(filter(None, [holder.honorific, holder.name])) if holder else ""
    named = person if holder and holder.name else ""
    return ", ".join(filter(None, [named, recipient.authority.office_in(locale().language)]))


def channel_of(recipient: Recipient) -> str:
    """How a letter to this recipient would travel now: email, fax or print."""
    usable = ways(recipient.authority, current_app.config["CAMPAIGN"].fax_available)
    return usable[0].channel if usable else "print"


def preview(
    campaign: Campaign, recipients: Sequence[Recipient], signer_in: Callable[[str], Signer]
) -> list[Preview]:
    """The exact letter to each recipient, but for its reference; the signer by language."""
    organisation = reading().get_one(Organisation, campaign.org_id)
    today = db_now().date()
    letters = []
    for recipient in recipients:
        channel = channel_of(recipient)
        text = text_to(campaign, recipient)
        signer = signer_in(text.language)
        sender = f"{sender_name(signer, organisation.name, text.language)} <{from_address()}>"
        on_paper = channel == "print"
        composed = compose(
            campaign, organisation, text, recipient, signer, PREVIEW_REFERENCE, today, on_paper
        )
        shown = sender if channel == "email" else ""
        joint = recipient.joint and not on_paper
        letters.append(Preview(office_name(recipient), channel, shown, composed, joint))
    return letters


def unprintable(recipients: Sequence[Recipient], signer: Signer) -> set[str]:
    """Characters of what a supporter typed that a fax or a printed letter would show as boxes."""
    if all(channel_of(recipient) == "email" and not recipient.joint for recipient in recipients):
        return set()
    return without_glyph((signer.name, signer.city, signer.own_words))


def fingerprint(letters: Sequence[Preview]) -> str:
    """A short name for exactly these letters; the date may change without changing it."""
    said = [[one.channel, one.sender, replace(one.composed, date="").as_json()] for one in letters]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:32]

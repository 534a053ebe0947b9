"""A letter for somebody to sign by hand and post: we know neither name nor address of theirs."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from campaign.accounts.models import Organisation
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.letters.compose import Signer, appeal_page, compose
from campaign.letters.composed import ComposedLetter

BY_HAND = "_" * 28  # where the name goes; short enough not to be broken
NOBODY = Signer("", "full", "", "", "")


def compose_unsigned(
    campaign: Campaign, organisation: Organisation, text: LetterText, recipient: Recipient, on: date
) -> ComposedLetter:
    """All words of a letter in nobody's name yet.

    It has no reference and no letterhead, for the organisation does not send it and answers go to
    whoever signs.
    """
    usual = compose(campaign, organisation, text, recipient, NOBODY, "", on)
    return replace(
        usual,
        organisation="",
        organisation_address=(),
        reply_address="",
        signatory=(BY_HAND,),
        attestation=appeal_page(campaign, text.language),
        reference_label="",
    )

"""All that is kept of a person in one campaign, for that person, in a form machines read.

GDPR, article 20. Field names are English and do not change with the language of the page.
"""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.database import reading
from campaign.campaigns.models import Campaign, Recipient
from campaign.letters.read import LetterView, composed_of, letters_of
from campaign.signing import links
from campaign.signing.follow import same_person
from campaign.signing.models import Chosen, Consent, Signature

# Of a signature, as its columns are named; keys and marks of ours tell nothing of a person.
FIELDS = (
    "state",
    "name",
    "name_choice",
    "email",
    "country",
    "city",
    "own_words",
    "language",
    "wants_replies",
    "wants_news",
    "wants_outcome",
)
MOMENTS = ("created_at", "expires_at", "confirmed_at", "reminded_at", "outcome_told_at")


def export(token: str) -> dict[str, Any]:
    """Signatures and letters as plain JSON, times in UTC (RFC 3339); of the status page's `token`.

    Raises NotFound or LinkEnded.
    """
    session = reading()
    _, signature = links.find(session, links.STATUS, token)
    links.refuse_ended(signature)
    campaign = session.get_one(Campaign, signature.campaign_id)
    mine = same_person(session, signature)
    return {
        "campaign": {
            "title": campaign.shown_title,
            "code": campaign.appeal.code,
            "organisation": session.get_one(Organisation, campaign.org_id).name,
        },
        "signatures": [_signature(session, session.get_one(Signature, one)) for one in mine],
        "letters": [_letter(view) for view in letters_of(mine)],
    }


def _signature(session: Session, signature: Signature) -> dict[str, Any]:
    chosen = (
        select(Recipient)
        .join(Chosen, Chosen.recipient_id == Recipient.id)
        .where(Chosen.signature_id == signature.id)
        .order_by(Recipient.position)
    )
    return {
        **{field: getattr(signature, field) for field in FIELDS},
        **{field: _time(getattr(signature, field)) for field in MOMENTS},
        "agreed_to": session.get_one(Consent, signature.consent_id).wording,
        "chosen": [one.authority.office for one in session.scalars(chosen)],
    }


def _letter(view: LetterView) -> dict[str, Any]:
    composed = composed_of(view.id)
    return {
        "reference": view.reference,
        "to": view.recipient.authority.office,
        "channel": view.channel,
        "state": view.state,
        "created_at": _time(view.created_at),
        "handed_over_at": _time(view.handed_at),
        "settled_at": _time(view.settled_at),
        "content": composed.as_json() if composed else None,
    }


def _time(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None

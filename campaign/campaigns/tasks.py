"""What somebody should look up, so that letters of campaigns that run or are prepared can travel.

A task is no row: it is there as long as the directory lacks what it asks for.
"""

from __future__ import annotations

from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import exists, select

from campaign.appeals import from_json
from campaign.base.database import reading
from campaign.campaigns.models import Campaign, Recipient
from campaign.directory.models import Authority, ContactPoint


@dataclass(frozen=True)
class Task:
    """What to find for an authority, why, and for how many campaigns."""

    authority: Authority
    wanted: str  # "an e-mail address" or "a postal address"
    why: str
    campaigns: int


def tasks(org_id: UUID) -> list[Task]:
    """All tasks of an organisation, those of the newest authorities last."""
    email = exists().where(
        ContactPoint.authority_id == Recipient.authority_id,
        ContactPoint.channel == "email",
        ContactPoint.retired_at.is_(None),
    )
    query = (
        select(Recipient, Campaign)
        .join(Campaign, Campaign.id == Recipient.campaign_id)
        .where(
            Recipient.org_id == org_id,
            Recipient.left_out_at.is_(None),
            Campaign.state != "closed",
            ~email,
        )
        .order_by(Recipient.authority_id, Campaign.created_at)
    )
    found: dict[UUID, list[tuple[Recipient, Campaign]]] = {}
    for recipient, campaign in reading().execute(query):
        found.setdefault(recipient.authority_id, []).append((recipient, campaign))
    return [task for used in found.values() for task in _of_authority(used)]


def _of_authority(used: list[tuple[Recipient, Campaign]]) -> list[Task]:
    authority = used[0][0].authority
    channels = {point.channel for point in authority.contact_points}
    if any(_blanked(campaign, recipient) for recipient, campaign in used):
        why = "The appeal had one, but it was blanked out."
    elif "fax" in channels:
        why = "There is only a fax number."
    else:
        why = "Supporters must print and post their letters."
    asked = [Task(authority, "an e-mail address", why, len(used))]
    if not channels & {"fax", "post"}:
        why = "Nobody can send a letter there, not even on paper."
        asked.append(Task(authority, "a postal address", why, len(used)))
    return asked


def _blanked(campaign: Campaign, recipient: Recipient) -> bool:
    if recipient.printed_as is None:
        return False
    return from_json(campaign.appeal.reading).recipients[recipient.printed_as].email_blanked

"""Who did what to a campaign or an authority, when and why."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from campaign.accounts.audit import trail
from campaign.accounts.models import AuditEntry
from campaign.accounts.people import name_of
from campaign.campaigns.models import Campaign

NEWEST = 100


@dataclass(frozen=True)
class Act:
    """One line of the record, in words."""

    at: datetime
    who: str
    what: str
    about: str  # the authority it concerns, or empty
    why: str  # the reason that was given, or what changed


def acts(campaign: Campaign) -> list[Act]:
    """What was done to a campaign, its recipients and its organisation, the newest first."""
    offices: dict[str, str] = {}
    for recipient in campaign.all_recipients:
        offices[f"recipient:{recipient.id}"] = recipient.authority.office
        offices[f"authority:{recipient.authority_id}"] = recipient.authority.office
    subjects = [f"campaign:{campaign.id}", f"organisation:{campaign.org_id}", *offices]
    return [_act(entry, offices) for entry in trail(campaign.org_id, subjects, NEWEST)]


def acts_on(org_id: UUID, subjects: Collection[str]) -> list[Act]:
    """What was done to any of these, the newest first."""
    return [_act(entry, {}) for entry in trail(org_id, subjects, NEWEST)]


def who_did(by: str) -> str:
    """Who made a pause, in words."""
    manager_id = by.removeprefix("manager:")
    return by if manager_id == by else name_of(UUID(manager_id))


def _act(entry: AuditEntry, offices: dict[str, str]) -> Act:
    return Act(
        at=entry.at,
        who=name_of(entry.manager_id) if entry.manager_id else "command line",
        what=entry.action.capitalize(),
        about=offices.get(entry.subject, ""),
        why=entry.detail,
    )

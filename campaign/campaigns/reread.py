"""The program reads an appeal once more: after a new version of it, or from a better text.

Nothing that stands is overwritten. What is read otherwise waits beside its field until a person
takes it or keeps what stands; a decision is remembered by the readings after it, too.
"""

from __future__ import annotations

import hashlib
import json
import re
from typing import Any
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.appeals import as_json, from_json
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.campaigns import follow
from campaign.campaigns.edit import leave_out
from campaign.campaigns.importing import add_recipient, hash_of, read_appeal, refuse_known
from campaign.campaigns.models import Campaign, CorrectedValue
from campaign.campaigns.values import fields, value_at, with_values

NEW = "recipients+"  # begins the path of a recipient that only a later reading found

_WHOLE = re.compile(r"recipients\[(\d+)\]")
_KNOWN_BY = ("emails", "faxes")


def read_again(session: Session, campaign: Campaign, by: UUID | None, source: str = "") -> int:
    """Read the appeal of a campaign once more; returns how many values wait for a person.

    `source`: a better text of the same appeal, which then stands in its place; empty reads the
    text that is here. Raises Problem for a text that is no appeal, or a campaign not in work.
    """
    stored = campaign.appeal
    if campaign.state == "closed" or (source.strip() and campaign.state not in follow.IN_WORK):
        raise Problem("Only in a draft or an open update can the text be exchanged.")
    text, appeal = read_appeal(source if source.strip() else stored.source)
    if hash_of(text) != stored.source_hash:
        refuse_known(session, campaign, text)
    anew = as_json(appeal)
    pairs = _pairs(stored.reading["recipients"], anew["recipients"])
    rows = {row.path: row for row in _rows(session, campaign)}
    for path, _ in fields(stored.reading):
        there = _there(path, pairs)
        if there:
            _compare(session, campaign, rows, path, value_at(anew, there))
    for number in range(len(stored.reading["recipients"])):
        _whole(session, campaign, rows, number, found=number in pairs)
    _found_new(session, campaign, rows, anew["recipients"], set(pairs.values()))
    stored.reading = stored.reading | {"warnings": _moved(anew["warnings"], pairs)}
    stored.source, stored.source_hash = text, hash_of(text)
    session.flush()
    waiting = sum(row.waits for row in _rows(session, campaign))
    detail = f"{waiting} values wait" + ("; from another text" if source.strip() else "")
    record(session, campaign.org_id, by, "appeal read again", f"campaign:{campaign.id}", detail)
    return waiting


def settle(session: Session, campaign: Campaign, path: str, take: bool, by: UUID) -> None:
    """Take what a later reading gives at a path, or keep what stands; raises Problem."""
    row = next((row for row in _rows(session, campaign) if row.path == path and row.waits), None)
    if row is None or campaign.state == "closed":
        raise Problem("That was settled meanwhile; look at it again.")
    _settle(session, campaign, row, take, by)
    action = "new reading taken" if take else "new reading refused"
    record(session, campaign.org_id, by, action, f"campaign:{campaign.id}", path)


def take_untouched(session: Session, campaign: Campaign, by: UUID) -> int:
    """Take what a later reading gives wherever no person ever corrected; returns how many."""
    if campaign.state == "closed":
        raise Problem("This campaign is closed; nothing of it is changed any more.")
    rows = [row for row in _rows(session, campaign) if row.waits and not row.corrected_by]
    for row in rows:
        _settle(session, campaign, row, True, by)
    detail = ", ".join(row.path for row in rows)
    record(
        session, campaign.org_id, by, "new readings taken", f"campaign:{campaign.id}", detail[:500]
    )
    return len(rows)


def _settle(
    session: Session, campaign: Campaign, row: CorrectedValue, take: bool, by: UUID
) -> None:
    row.waits, row.corrected_by, row.corrected_at = False, by, db_now()
    if not take:
        row.read = row.anew
        return
    row.read, row.value = row.anew, row.anew
    reading, whole = campaign.appeal.reading, _WHOLE.fullmatch(row.path)
    if whole:
        for recipient in campaign.recipients:
            if recipient.printed_as == int(whole[1]):
                leave_out(session, campaign, recipient, by)
    elif row.path.startswith(NEW):
        more = reading | {"recipients": [*reading["recipients"], row.anew]}
        follow.put(session, campaign, more, by)
        add_recipient(session, campaign, from_json(more), len(more["recipients"]) - 1)
    else:
        follow.put(session, campaign, with_values(reading, {row.path: row.anew}), by)
    session.flush()


def _rows(session: Session, campaign: Campaign) -> list[CorrectedValue]:
    query = select(CorrectedValue).filter_by(appeal_id=campaign.appeal_id)
    return list(session.scalars(query.order_by(CorrectedValue.path)))


def _compare(
    session: Session,
    campaign: Campaign,
    rows: dict[str, CorrectedValue],
    path: str,
    anew: Any,
) -> None:
    row = rows.get(path)
    stands = value_at(campaign.appeal.reading, path)
    if row is None and anew == stands:
        return
    row = row or _row(session, campaign, path, stands)
    row.anew = anew
    row.waits = anew not in (row.read, row.value)


def _whole(
    session: Session, campaign: Campaign, rows: dict[str, CorrectedValue], number: int, found: bool
) -> None:
    """A recipient that is not found any more may be left out, as a person says."""
    path = f"recipients[{number}]"
    row = rows.get(path)
    here = any(recipient.printed_as == number for recipient in campaign.recipients)
    if row is None and (found or not here):
        return
    row = row or _row(session, campaign, path, True)
    row.anew = found
    row.waits = here and not found and row.read


def _found_new(
    session: Session,
    campaign: Campaign,
    rows: dict[str, CorrectedValue],
    entries: list[dict[str, Any]],
    known: set[int],
) -> None:
    for path, row in rows.items():
        if path.startswith(NEW) and row.waits:
            session.delete(row)
    session.flush()
    for number, entry in enumerate(entries):
        name = hashlib.sha256(json.dumps(entry, sort_keys=True).encode()).hexdigest()[:12]
        path = f"{NEW}{name}"
        if number in known or (path in rows and not rows[path].waits):
            continue
        row = _row(session, campaign, path, None)
        row.anew, row.waits = entry, True


def _row(session: Session, campaign: Campaign, path: str, stands: Any) -> CorrectedValue:
    row = CorrectedValue(
        org_id=campaign.org_id,
        appeal_id=campaign.appeal_id,
        path=path,
        read=stands,
        value=stands,
        anew=stands,
        waits=False,
        corrected_by=None,
        corrected_at=db_now(),
    )
    session.add(row)
    return row


def _there(path: str, pairs: dict[int, int]) -> str | None:
    """The path of the same value in the new reading, where recipients may stand elsewhere."""
    whole = _WHOLE.match(path)
    if not whole:
        return path
    there = pairs.get(int(whole[1]))
    return None if there is None else f"recipients[{there}]{path[whole.end() :]}"


def _pairs(old: list[dict[str, Any]], new: list[dict[str, Any]]) -> dict[int, int]:
    """Which recipient of the new reading is which of the old: by what is alike, then in order."""
    pairs: dict[int, int] = {}
    for alike in (_same_ways, _same_office, _same_name):
        keys: dict[Any, int] = {}
        for at, entry in reversed(list(enumerate(new))):
            if at not in pairs.values():
                keys |= dict.fromkeys(alike(entry), at)
        for at, entry in enumerate(old):
            found = next((keys[key] for key in alike(entry) if key in keys), None)
            if at not in pairs and found is not None and found not in pairs.values():
                pairs[at] = found
    left = [at for at in range(len(old)) if at not in pairs]
    free = [at for at in range(len(new)) if at not in pairs.values()]
    if len(old) == len(new):  # what is left was read quite otherwise, at the same place
        pairs |= {at: at for at in left if at in free}
    return pairs


def _same_ways(entry: dict[str, Any]) -> list[str]:
    return [way for key in _KNOWN_BY for way in entry[key]]


def _same_office(entry: dict[str, Any]) -> list[str]:
    return [f"{entry['office']}|{entry['country']}".casefold()] if entry["office"] else []


def _same_name(entry: dict[str, Any]) -> list[str]:
    return [entry["name"].casefold()] if entry["name"] else []


def _moved(warnings: list[dict[str, str]], pairs: dict[int, int]) -> list[dict[str, str]]:
    """The warnings of the new reading, at the recipients as they stand."""
    back = {there: here for here, there in pairs.items()}
    moved = []
    for warning in warnings:
        here = _there(warning["field"], back)
        if here:
            moved.append(warning | {"field": here})
    return moved

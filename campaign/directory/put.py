"""What a table adds to the directory is written, many authorities in one go."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.base import many
from campaign.base.clock import db_now
from campaign.base.ids import new_id
from campaign.base.search import add_words
from campaign.directory.entries import Entry
from campaign.directory.models import (
    Accreditation,
    Authority,
    ContactPoint,
    Mission,
    OfficeHolder,
    OfficeName,
)
from campaign.directory.search import KIND, said_by, write_words
from campaign.directory.take_in import Change

Row = dict[str, Any]


def put(session: Session, org_id: UUID, changes: Sequence[Change], source: str) -> None:
    """Write what these changes add, in the caller's transaction.

    `source` is where an address was found, unless its line says so itself.
    """
    added = [(one.id, one.adds, one) for one in changes if one.id and one.adds]
    now = db_now()
    new = [
        {
            "office": entry.office,
            "kind": entry.kind,
            "country": entry.country or None,
            "created_at": now,
            "merged_into": None,
            "id": authority_id,
            "org_id": org_id,
        }
        for authority_id, entry, change in added
        if change.new
    ]
    many.insert(session, Authority, new)
    pairs = [(authority_id, entry) for authority_id, entry, _ in added]
    for table, rows in (
        (OfficeName, [row for one, entry in pairs for row in _names(one, entry)]),
        (OfficeHolder, [_holder(one, e) for one, e in pairs if e.holder or e.salutation]),
        (ContactPoint, [row for _, _, change in added for row in _points(change, source)]),
    ):
        many.insert(session, table, [{**row, "id": new_id(), "org_id": org_id} for row in rows])
    _put_missions(session, org_id, pairs)
    fresh = {one: _said(entry) for one, entry, change in added if change.new}
    add_words(session, KIND, org_id, fresh)
    write_words(session, org_id, [one for one, _ in pairs if one not in fresh])
    session.expire_all()


def _said(entry: Entry) -> set[str]:
    texts = [entry.office, *entry.names.values(), entry.holder, entry.city]
    return said_by(texts, entry.country, entry.represents)


def _names(authority_id: UUID, entry: Entry) -> Iterator[Row]:
    for language, name in entry.names.items():
        yield {"authority_id": authority_id, "language": language, "name": name}


def _holder(authority_id: UUID, entry: Entry) -> Row:
    return {
        "authority_id": authority_id,
        "honorific": entry.honorific or None,
        "name": entry.holder or None,
        "salutation": entry.salutation or None,
        "since": None,
        "until": None,
        "verified_at": None,
    }


def _points(change: Change, source: str) -> Iterator[Row]:
    entry = change.adds
    for position, (channel, address) in enumerate(entry.points if entry else (), change.last + 1):
        yield {
            "authority_id": change.id,
            "channel": channel,
            "address": address,
            "position": position,
            "health": "unproven",
            "source": change.entry.source or source,
        }


def _put_missions(session: Session, org_id: UUID, pairs: Sequence[tuple[UUID, Entry]]) -> None:
    sent = [(one, entry) for one, entry in pairs if entry.represents or entry.city or entry.website]
    ids = [one for one, _ in sent]
    known: set[UUID] = set()
    for start in range(0, len(ids), 500):
        query = select(Mission.authority_id).where(Mission.authority_id.in_(ids[start:][:500]))
        known.update(session.scalars(query))
    missions = [
        {"authority_id": one, "sending": e.represents, "city": e.city or None,
         "website": e.website or None, "id": new_id(), "org_id": org_id}
        for one, e in sent
        if one not in known
    ]  # fmt: skip
    many.insert(session, Mission, missions)
    for one, entry in sent:
        filled = {name: getattr(entry, name) for name in ("city", "website")}
        if one in known and any(filled.values()):
            said = {name: value for name, value in filled.items() if value}
            session.execute(update(Mission).where(Mission.authority_id == one).values(said))
    states = [
        {"authority_id": one, "sending": entry.represents, "receiving": state,
         "id": new_id(), "org_id": org_id}
        for one, entry in sent
        if entry.represents
        for state in sorted({*entry.covers, *(filter(None, [entry.country])
                             if one not in known else ())})
    ]  # fmt: skip
    many.insert(session, Accreditation, states)

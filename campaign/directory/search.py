"""Authorities are found by words of their office in any language, holders, country and city.

A holder or title of before finds them too, and so does an address or number, in use or no more.

Their words are written anew at the end of every transaction in which one of them changed.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, event, func, or_, select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.database import at_commit, reading
from campaign.base.ids import new_id
from campaign.base.search import PLACE, fold, keep_words, matching, terms_of, words_of
from campaign.directory.models import Authority, ContactPoint, Mission, OfficeHolder, OfficeName

KIND = "authority"
MOST_SORTED = 500  # of more that are found only so many are looked at: a further word tells more
AT_ONCE = 2000  # authorities whose words are written in one go

FEWEST_DIGITS = 6  # of a number that is asked for

_NUMBER = re.compile(r"[\d\s+()./-]+")
_CHANGED = "authorities that changed"


def found(org_id: UUID, text: str, most: int) -> Sequence[Authority]:
    """Authorities with all words of a text, or their beginnings; by country, no more than `most`.

    Or those that are or were reached at the e-mail address or number that it is. Where very many
    have them, these are some of them. Those that were merged are left out.
    """
    terms = terms_of(text)
    if not terms:
        return []
    query = select(Authority).where(
        Authority.org_id == org_id,
        Authority.merged_into.is_(None),
        or_(
            Authority.id.in_(matching(KIND, [org_id], terms).limit(MOST_SORTED)),
            *_reached_at(org_id, text),
        ),
    )
    order = Authority.country, Authority.office, Authority.id
    return reading().scalars(query.order_by(*order).limit(most)).all()


def _reached_at(org_id: UUID, text: str) -> list[ColumnElement[bool]]:
    """The condition for an e-mail address or a number, as it is dialled from anywhere, if it is."""
    asked = fold(text).strip()
    digits = re.sub(r"\D", "", asked.replace("(0)", "")).lstrip("0")
    if "@" in asked:
        same = func.lower(ContactPoint.address) == asked
    elif _NUMBER.fullmatch(asked) and len(digits) >= FEWEST_DIGITS:
        same = ContactPoint.address.like(f"+%{digits}")
    else:
        return []
    theirs = (
        select(func.coalesce(Authority.merged_into, Authority.id))
        .join(ContactPoint, ContactPoint.authority_id == Authority.id)
        .where(ContactPoint.org_id == org_id, same)
    )
    return [Authority.id.in_(theirs)]


def reindex(session: Session, org_id: UUID) -> int:
    """Write the words of all authorities of an organisation anew; returns how many there are."""
    ids = session.scalars(select(Authority.id).where(Authority.org_id == org_id)).all()
    write_words(session, org_id, ids)
    return len(ids)


def write_words(session: Session, org_id: UUID, authority_ids: Sequence[UUID]) -> None:
    """Write the words of these authorities anew, for changes that pass the session by."""
    dialects.one_by_one(session, f"search:{org_id}")
    for start in range(0, len(authority_ids), AT_ONCE):
        some = authority_ids[start : start + AT_ONCE]
        keep_words(session, KIND, org_id, _words(session, some))


def said_by(
    texts: Iterable[str | None], country: str | None, sending: str | None = None
) -> set[str]:
    """The words of an authority; `sending` is the state that a mission represents."""
    return words_of(texts, country) | ({PLACE + sending.lower()} if sending else set())


def _words(session: Session, ids: Collection[UUID]) -> dict[UUID, set[str]]:
    texts: dict[UUID, list[str | None]] = defaultdict(list)
    office = select(Authority.id, Authority.office, Authority.country)
    countries = {}
    for row in session.execute(office.where(Authority.id.in_(ids))):
        texts[row.id].append(row.office)
        countries[row.id] = row.country
    others = (
        select(OfficeName.authority_id, OfficeName.name),
        select(Authority.merged_into, Authority.office),
        select(OfficeHolder.authority_id, OfficeHolder.name),
        select(Mission.authority_id, Mission.city),
    )
    for query in others:
        for authority_id, text in session.execute(query.where(query.selected_columns[0].in_(ids))):
            texts[authority_id].append(text)
    sent = select(Mission.authority_id, Mission.sending).where(Mission.authority_id.in_(ids))
    sending = {row.authority_id: row.sending for row in session.execute(sent)}
    return {one: said_by(texts[one], at, sending.get(one)) for one, at in countries.items()}


@event.listens_for(Session, "before_flush")
def _note_changes(session: Session, *_: Any) -> None:
    if not session.info.get("writing"):
        return
    changed = session.info.setdefault(_CHANGED, set())
    for one in (*session.new, *session.dirty):
        if isinstance(one, Authority):
            one.id = one.id or new_id()
            changed.update(filter(None, (one.id, one.merged_into)))
        elif isinstance(one, OfficeName | OfficeHolder | Mission):
            changed.add(one.authority_id)
    if changed:
        at_commit(session, "authorities searched", _write_changed)


def _write_changed(session: Session) -> None:
    ids = session.info.pop(_CHANGED)
    query = select(Authority.id, Authority.org_id).where(Authority.id.in_(ids))
    owned: dict[UUID, list[UUID]] = defaultdict(list)
    for authority_id, org_id in session.execute(query):
        owned[org_id].append(authority_id)
    for org_id, theirs in sorted(owned.items()):
        write_words(session, org_id, theirs)

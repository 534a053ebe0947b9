"""Authorities are found by words of their office in any language, their holder, country and city.

Their words are written anew at the end of every transaction in which one of them changed.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from typing import Any
from uuid import UUID

from sqlalchemy import event, select
from sqlalchemy.orm import Session

from campaign.base import dialects
from campaign.base.database import at_commit, reading
from campaign.base.ids import new_id
from campaign.base.search import PLACE, keep_words, matching, terms_of, words_of
from campaign.directory.models import Authority, Mission, OfficeHolder, OfficeName

KIND = "authority"
MOST_SORTED = 500  # of more that are found only so many are looked at: a further word tells more
AT_ONCE = 2000  # authorities whose words are written in one go

_CHANGED = "authorities that changed"


def found(org_id: UUID, text: str, most: int) -> Sequence[Authority]:
    """Authorities with all words of a text, or their beginnings; by country, no more than `most`.

    Where very many have them, these are some of them. Those that were merged are left out.
    """
    terms = terms_of(text)
    if not terms:
        return []
    query = select(Authority).where(
        Authority.org_id == org_id,
        Authority.merged_into.is_(None),
        Authority.id.in_(matching(KIND, [org_id], terms).limit(MOST_SORTED)),
    )
    order = Authority.country, Authority.office, Authority.id
    return reading().scalars(query.order_by(*order).limit(most)).all()


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
        select(OfficeHolder.authority_id, OfficeHolder.name).where(OfficeHolder.until.is_(None)),
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
            changed.add(one.id)
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

"""What came in, as the desk shows it; all times in UTC."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import ColumnElement, delete, func, select
from sqlalchemy.orm import Session

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading
from campaign.base.problems import NotFound, Problem
from campaign.campaigns.models import Campaign
from campaign.inbound import bounds, kinds, match
from campaign.inbound.models import Incoming, IncomingContent, TurnedAway
from campaign.letters.models import Letter

PAGE = 50

SHOWN: Mapping[str, ColumnElement[bool]] = {
    "answers": (Incoming.kind == kinds.REPLY) & (Incoming.matched != ""),
    "unmatched": (Incoming.kind == kinds.REPLY) & (Incoming.matched == ""),
    "unread-bounces": Incoming.kind == kinds.UNREAD,
    "automatic": Incoming.kind == kinds.AUTOMATIC,
}


@dataclass(frozen=True)
class Item:
    """One mail of the list, with what it belongs to."""

    incoming: Incoming
    sender: str
    letter: Letter | None
    campaign: Campaign | None

    @property
    def held_back(self) -> bool:
        """True for an answer that did not go on, because enough had on that day."""
        answer = self.incoming.kind == kinds.REPLY and self.incoming.matched == match.TOKEN
        return answer and not bounds.is_welcome(reading(), self.incoming)

    @property
    def may_be_deleted(self) -> bool:
        """True for what anybody may have sent."""
        return self.incoming.matched != match.TOKEN


def items(org_id: UUID, shown: str, before: UUID | None = None) -> tuple[list[Item], bool]:
    """A page of mail of an organisation, the newest first; True if there is more.

    `shown` is a key of SHOWN, `before` the last one of the page before. Raises NotFound.
    """
    if shown not in SHOWN:
        raise NotFound("There is no such list.")
    query = (
        select(Incoming, IncomingContent.sender, Letter, Campaign)
        .join(IncomingContent, IncomingContent.incoming_id == Incoming.id)
        .outerjoin(Letter, Letter.id == Incoming.letter_id)
        .outerjoin(Campaign, Campaign.id == Incoming.campaign_id)
        .where(Incoming.org_id == org_id, SHOWN[shown])
    )
    if before:
        query = query.where(Incoming.id < before)
    rows = reading().execute(query.order_by(Incoming.id.desc()).limit(PAGE + 1)).all()
    return [Item(*row) for row in rows[:PAGE]], len(rows) > PAGE


def answers_to(campaign: Campaign) -> Sequence[Incoming]:
    """The newest answers that came to a campaign, the oldest of them first."""
    query = select(Incoming).where(Incoming.campaign_id == campaign.id, SHOWN["answers"])
    newest = reading().scalars(query.order_by(Incoming.id.desc()).limit(PAGE)).all()
    return newest[::-1]


def unopened(org_id: UUID) -> dict[str, int]:
    """How many of each list nobody has opened yet."""
    return {
        name: int(
            reading().scalar(
                select(func.count())
                .select_from(Incoming)
                .where(Incoming.org_id == org_id, Incoming.opened_at.is_(None), which)
            )
            or 0
        )
        for name, which in SHOWN.items()
    }


def open_mail(session: Session, org_id: UUID, incoming_id: UUID) -> None:
    """Note that a mail was opened; raises NotFound for one that this organisation cannot see."""
    mine = (Incoming.id == incoming_id, Incoming.org_id == org_id)
    query = select(Incoming).where(*mine, Incoming.kind.in_(kinds.SAYS_SOMETHING))
    incoming = session.scalars(query).one_or_none()
    if incoming is None:
        raise NotFound("There is no such mail.")
    incoming.opened_at = incoming.opened_at or db_now()


def one(org_id: UUID, incoming_id: UUID) -> tuple[Item, IncomingContent]:
    """A mail with its words; raises NotFound."""
    query = (
        select(Incoming, IncomingContent, Letter, Campaign)
        .join(IncomingContent, IncomingContent.incoming_id == Incoming.id)
        .outerjoin(Letter, Letter.id == Incoming.letter_id)
        .outerjoin(Campaign, Campaign.id == Incoming.campaign_id)
        .where(Incoming.org_id == org_id, Incoming.id == incoming_id)
    )
    row = reading().execute(query).one_or_none()
    if row is None:
        raise NotFound("There is no such mail.")
    incoming, content, letter, campaign = row
    return Item(incoming, content.sender, letter, campaign), content


def delete_mail(session: Session, org_id: UUID, incoming_id: UUID) -> None:
    """Delete a mail that did not come to the own address of a letter; raises NotFound."""
    query = select(Incoming).where(
        Incoming.id == incoming_id,
        Incoming.org_id == org_id,
        Incoming.kind.in_(kinds.SAYS_SOMETHING),
        Incoming.matched != match.TOKEN,
    )
    incoming = session.scalars(query.with_for_update()).one_or_none()
    if incoming is None:
        raise NotFound("There is no such mail.")
    session.execute(delete(IncomingContent).filter_by(incoming_id=incoming.id))
    session.delete(incoming)


def of_nobody() -> Sequence[Incoming]:
    """Mail for a person that no organisation can see, because nothing tells whose it is."""
    query = select(Incoming).where(Incoming.org_id.is_(None), Incoming.kind.in_(kinds.FOR_A_PERSON))
    return reading().scalars(query.order_by(Incoming.id)).all()


def give(session: Session, incoming_id: UUID, organisation: Organisation) -> None:
    """Give such a mail to an organisation; raises Problem if it is not one of them."""
    mine = select(Incoming).where(Incoming.id == incoming_id, Incoming.org_id.is_(None))
    incoming = session.scalars(mine.with_for_update()).one_or_none()
    content = session.get(IncomingContent, incoming_id)
    if incoming is None or content is None:
        raise Problem("There is no such mail without an organisation.")
    incoming.org_id = content.org_id = organisation.id


def turned_away() -> int:
    """How many addresses were refused, all days together."""
    return int(reading().scalar(select(func.sum(TurnedAway.n))) or 0)

"""Managers hear of the money for faxes twice at most: when it runs short, and when it is gone."""

from __future__ import annotations

from flask import Flask
from sqlalchemy import select, update

from campaign.base.database import reading, writing
from campaign.delivery import budget, cost_news
from campaign.delivery.models import FaxBudget
from campaign.directory.prices import UNIT, set_prices
from campaign.notices.message import build
from campaign.notices.models import Notice
from tests.builders import FAX, manager, published


def use(spent: int) -> None:
    with writing() as session:
        session.execute(update(FaxBudget).values(spent=spent))


def subjects() -> list[str]:
    reading().rollback()
    mails = reading().scalars(select(Notice).order_by(Notice.created_at)).all()
    return [
        str(build(n.template, n.to or "", n.values or {}, "<1@example.org>").subject) for n in mails
    ]


def test_at_eighty_percent_and_at_the_end_and_not_again(app: Flask) -> None:
    stage = published(FAX)  # with an owner
    with writing() as session:
        manager(session, stage.organisation, "editor")  # may not spend, and is not told
        set_prices(session, stage.organisation.id, {"+1": 700})
        budget.set_cap(session, stage.organisation.id, 10 * UNIT)
    for spent, told in ((8 * UNIT - 1, 0), (8 * UNIT, 1), (9 * UNIT, 1), (10 * UNIT, 2)):
        use(spent)
        cost_news.tell_managers()
        cost_news.tell_managers()
        assert len(subjects()) == told
    assert [words.partition(":")[0] for words in subjects()] == [
        "This month's limit for faxes is nearly reached",
        "Faxes wait",
    ]


def test_without_a_limit_there_is_nothing_to_tell(app: Flask) -> None:
    stage = published(FAX)
    with writing() as session:
        budget.set_cap(session, stage.organisation.id, None)
    use(10 * UNIT)
    assert cost_news.tell_managers() == 0

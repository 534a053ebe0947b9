"""What an appeal says otherwise than the directory: proposed, and decided by a person."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.accounts.models import AuditEntry, Organisation
from campaign.appeals import from_json
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.base.problems import Problem
from campaign.campaigns.doubts import doubts
from campaign.campaigns.importing import import_appeal
from campaign.campaigns.matches import SAME, Match, decide, is_another, is_same, match_of
from campaign.campaigns.models import Campaign, MatchDecision, Recipient
from campaign.campaigns.publish import discard, publish
from campaign.directory.models import Authority, ContactPoint
from tests import builders
from tests.campaigns.samples import APPEAL, CODE

LATER = APPEAL.replace(CODE, "VLA 009 / 1226 / OBS 077").replace("river wardens", "singers")
PROSECUTOR = "Prosecutor General"


def bring(organisation: Organisation, source: str) -> Campaign:
    with writing() as session:
        return import_appeal(session, organisation, source, None).campaign


@pytest.fixture
def by(organisation: Organisation) -> UUID:
    """Who decides."""
    with writing() as session:
        return builders.manager(session, organisation).id


def recipient(campaign: Campaign, office: str = PROSECUTOR) -> Recipient:
    return next(r for r in campaign.recipients if r.authority.office == office)


def match(campaign: Campaign, of: Recipient | None = None) -> Match:
    reading().expire_all()
    found = match_of(campaign, from_json(campaign.appeal.reading), of or recipient(campaign))
    assert found is not None
    return found


def directory() -> list[tuple[Any, ...]]:
    """All that it says, to compare."""
    reading().expire_all()
    offices = reading().scalars(select(Authority).order_by(Authority.id))
    return [
        (
            one.office,
            [(h.name, h.until) for h in one.holders],
            [(p.channel, p.address) for p in one.contact_points],
        )
        for one in offices
    ]


def actions() -> list[str]:
    return list(reading().scalars(select(AuditEntry.action)))


@pytest.fixture
def another_number(imported: Campaign, organisation: Organisation) -> Campaign:
    """A later appeal, which prints another fax number and another holder."""
    changed = LATER.replace("+1 202 555 0145", "+1 202 555 0177").replace("Iva Kroll", "Tor Lund")
    return bring(organisation, changed)


def test_an_import_changes_nothing_of_what_is_known(
    imported: Campaign, organisation: Organisation
) -> None:
    before = directory()
    changed = LATER.replace("+1 202 555 0145", "+1 202 555 0177").replace("Iva Kroll", "Tor Lund")
    later = bring(organisation, changed)
    assert directory() == before
    assert recipient(later).authority_id == recipient(imported).authority_id
    found = match(later)
    assert found.known
    assert [(d.field, d.value) for d in found.open] == [
        ("holder", "Tor Lund"),
        ("faxes", "+12025550177"),
    ]


def test_what_differs_must_be_acknowledged_before_publishing(another_number: Campaign) -> None:
    told = [d for d in doubts(another_number) if "+12025550177" in d.message]
    assert [(d.field, d.serious) for d in told] == [("faxes", True)]
    others = [d.key for d in doubts(another_number) if d not in told]
    with pytest.raises(Problem), writing() as session:
        publish(session, another_number, None, True, others)
    with writing() as session:
        publish(session, another_number, None, True, [*others, *(d.key for d in told)])
    assert another_number.state == "published"


def test_a_person_takes_a_number_and_it_stands_behind_the_known_ones(
    another_number: Campaign, by: UUID
) -> None:
    with writing() as session:
        to = recipient(another_number)
        decide(session, another_number, to, "faxes", "+12025550177", True, by)
    points = recipient(another_number).authority.contact_points
    assert [p.address for p in points if p.channel == "fax"] == ["+12025550145", "+12025550177"]
    source = next(p.source for p in points if p.address == "+12025550177")
    assert source == "appeal VLA 009 / 1226 / OBS 077"
    found = match(another_number)
    assert [d.field for d in found.open] == ["holder"]
    assert [(d.field, d.taken, d.decided_by) for d in found.decided] == [("faxes", True, by)]
    assert "difference taken" in actions()


def test_a_person_takes_a_holder_who_follows_the_one_before(
    another_number: Campaign, by: UUID
) -> None:
    with writing() as session:
        to = recipient(another_number)
        decide(session, another_number, to, "holder", "Tor Lund", True, by)
    holders = recipient(another_number).authority.holders
    assert [(h.name, h.until is None) for h in holders] == [
        ("Iva Kroll", False),
        ("Tor Lund", True),
    ]
    assert holders[-1].verified_at is None  # an appeal says so; nobody has looked it up


def test_what_was_refused_is_neither_taken_nor_asked_again(
    another_number: Campaign, by: UUID
) -> None:
    before = directory()
    with writing() as session:
        to = recipient(another_number)
        decide(session, another_number, to, "faxes", "+12025550177", False, by)
    assert directory() == before
    assert [d.field for d in match(another_number).open] == ["holder"]
    assert not [d for d in doubts(another_number) if "+12025550177" in d.message]
    assert "difference refused" in actions()
    with pytest.raises(Problem, match="decided meanwhile"), writing() as session:
        decide(
            session, another_number, recipient(another_number), "faxes", "+12025550177", True, by
        )
    assert directory() == before


def test_of_two_who_decide_at_once_one_is_told(
    app: Flask, another_number: Campaign, by: UUID
) -> None:
    campaign_id, both = another_number.id, Barrier(2)

    def take(_: int) -> str:
        with app.app_context():
            try:
                campaign = reading().get_one(Campaign, campaign_id)
                both.wait(10)  # both have seen the page
                with writing() as session:
                    to = recipient(session.get_one(Campaign, campaign.id))
                    decide(session, campaign, to, "faxes", "+12025550177", True, by)
            except Problem as problem:
                return str(problem)
            finally:
                db.session.remove()
            return ""

    with ThreadPoolExecutor(2) as pool:
        said = sorted(pool.map(take, range(2)))
    assert said[0] == ""
    assert "decided meanwhile" in said[1]
    reading().rollback()
    assert [(d.field, d.taken) for d in match(another_number).decided] == [("faxes", True)]


def test_only_what_the_appeal_prints_can_be_taken(another_number: Campaign, by: UUID) -> None:
    before = directory()
    for field, value in (("faxes", "+12025550199"), ("emails", "me@example.org"), ("", "")):
        with pytest.raises(Problem), writing() as session:
            decide(session, another_number, recipient(another_number), field, value, True, by)
    assert directory() == before


@pytest.fixture
def moved(imported: Campaign, organisation: Organisation) -> Campaign:
    """A later appeal by which the prosecutor shares nothing with the known one but the title."""
    line = next(x for x in LATER.splitlines() if PROSECUTOR in x)
    new = "· Prosecutor General, 9 Hill Road, Port Vala, Valoria, Fax: +1 202 555 0188"
    return bring(organisation, LATER.replace(line, new))


def test_one_with_the_same_title_only_is_proposed_not_taken(
    imported: Campaign, moved: Campaign
) -> None:
    known = recipient(imported).authority
    found = match(moved)
    assert recipient(moved).authority_id != known.id
    assert (found.known, found.same, found.open) == (False, [known], [])
    [doubt] = [d for d in doubts(moved) if "directory has already" in d.message]
    assert (doubt.serious, doubt.recipient_id) == (True, recipient(moved).id)


def test_a_proposal_stays_when_another_appeal_names_the_new_one_too(
    imported: Campaign, moved: Campaign, organisation: Organisation
) -> None:
    source = moved.appeal.source
    bring(organisation, source.replace("VLA 009", "VLA 010").replace("singers", "poets"))
    assert match(moved).same == [recipient(imported).authority]


def test_a_person_says_that_it_is_the_same(imported: Campaign, moved: Campaign, by: UUID) -> None:
    known, new = recipient(imported).authority, recipient(moved).authority
    before = [(p.channel, p.address) for p in known.contact_points]
    with writing() as session:
        is_same(session, moved, recipient(moved), known.id, True, by)
    assert recipient(moved).authority_id == known.id
    assert new.merged_into == known.id
    # what the appeal prints is not taken along: each difference is then decided
    assert [(p.channel, p.address) for p in known.contact_points] == before
    assert {d.field for d in match(moved).open} == {"address", "faxes"}
    assert [d.field for d in match(moved).decided] == [SAME]
    assert "authorities merged" in actions()


def test_a_person_says_that_it_is_another(imported: Campaign, moved: Campaign, by: UUID) -> None:
    known = recipient(imported).authority
    with writing() as session:
        is_same(session, moved, recipient(moved), known.id, False, by)
    assert recipient(moved).authority_id != known.id
    assert match(moved).same == []
    with pytest.raises(Problem, match="decided meanwhile"), writing() as session:
        is_same(session, moved, recipient(moved), known.id, True, by)
    assert known.merged_into is None


def test_one_that_was_taken_wrongly_gets_an_authority_of_its_own(
    another_number: Campaign, imported: Campaign, by: UUID
) -> None:
    known = recipient(imported).authority
    with writing() as session:
        is_another(session, another_number, recipient(another_number), by)
    own = recipient(another_number).authority
    assert own.id != known.id
    assert [p.address for p in own.contact_points if p.channel == "fax"] == ["+12025550177"]
    assert recipient(imported).authority_id == known.id
    assert match(another_number).same == []


def test_after_publication_no_recipient_becomes_another(another_number: Campaign, by: UUID) -> None:
    with writing() as session:
        keys = [d.key for d in doubts(another_number)]
        publish(session, another_number, None, True, keys)
    with pytest.raises(Problem, match="draft"), writing() as session:
        is_another(session, another_number, recipient(another_number), by)


def test_one_that_was_merged_is_found_as_the_one_that_stays(
    imported: Campaign, moved: Campaign, organisation: Organisation, by: UUID
) -> None:
    known = recipient(imported).authority
    with writing() as session:
        is_same(session, moved, recipient(moved), known.id, True, by)
    third = bring(organisation, LATER.replace("VLA 009", "VLA 010").replace("singers", "poets"))
    assert recipient(third).authority_id == known.id
    stored = reading().scalars(select(Authority).where(Authority.merged_into.is_(None))).all()
    assert len([one for one in stored if one.office == PROSECUTOR]) == 1


def test_another_organisations_directory_is_never_proposed(imported: Campaign, app: Flask) -> None:
    with writing() as session:
        other = builders.organisation(session, "other")
    theirs = bring(other, LATER.replace("Iva Kroll", "Tor Lund"))
    found = match(theirs)
    assert (found.known, found.same, found.open) == (False, [], [])


def test_a_draft_that_is_thrown_away_takes_its_decisions_with_it(
    another_number: Campaign, by: UUID
) -> None:
    with writing() as session:
        to = recipient(another_number)
        decide(session, another_number, to, "faxes", "+12025550177", True, by)
    with writing() as session:
        discard(session, another_number, None)
    assert reading().scalars(select(MatchDecision)).all() == []
    addresses = reading().scalars(select(ContactPoint.address)).all()
    assert "+12025550177" in addresses  # a person said that it is so

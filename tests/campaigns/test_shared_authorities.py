"""What is changed of an authority holds in all campaigns; two that are one; what to look up."""

from __future__ import annotations

from collections.abc import Callable
from uuid import UUID

import pytest
from flask import Flask
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign.accounts.models import AuditEntry
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns.authorities import changing, merge, used_by
from campaign.campaigns.models import Campaign
from campaign.campaigns.tasks import tasks
from campaign.delivery import consequences
from campaign.directory import find, holders, points
from campaign.directory.holders import Person
from campaign.directory.models import Authority
from campaign.directory.office import Office, edit_office
from campaign.letters import states
from campaign.letters.models import Destination, Transmission
from campaign.letters.read import composed_of
from campaign.letters.renew import renew
from tests.builders import (
    EMAIL,
    FAX,
    PAPER,
    Stage,
    assert_counts_true,
    published,
    signed,
    transmissions,
)

Change = Callable[[Session, Authority], object]


@pytest.fixture
def both(app: Flask) -> tuple[Stage, Stage]:
    """Two campaigns that write to one authority."""
    first = published(EMAIL)
    second = published(PAPER, slug="singers")
    with writing():
        [recipient] = second.recipients
        recipient.authority_id = first.recipients[0].authority_id
    return first, second


def authority(stage: Stage) -> Authority:
    reading().expire_all()
    found: Authority = reading().get_one(Authority, stage.recipients[0].authority_id)
    return found


def change(stage: Stage, act: Change) -> None:
    with writing() as session:
        one = authority(stage)
        with changing(session, one, None, "changed"):
            act(session, one)


def revisions() -> list[int]:
    reading().rollback()
    return list(reading().scalars(select(Campaign.revision)))


def actions() -> list[str]:
    return list(reading().scalars(select(AuditEntry.action)))


def leave() -> None:
    """The first that waits is handed over."""
    key = transmissions(state="ready")[0].id
    for event in ("claimed", "marked", "taken"):
        with writing() as session:
            [_] = states.move(session, event, [key], "test")


def where_it_goes() -> set[str]:
    return {
        reading().get_one(Destination, t.destination_id).address
        for t in transmissions(state="ready")
    }


def test_a_new_holder_is_in_what_waits_in_all_campaigns_and_not_in_what_left(
    both: tuple[Stage, Stage],
) -> None:
    first, second = both
    left, waits = signed(first)[0], signed(second)[0]
    leave()
    change(
        first, lambda s, one: holders.succeed(s, one, Person("Ada Varga", salutation="Dear Ada"))
    )
    renew()
    assert composed_of(waits).salutation == "Dear Ada,"
    assert composed_of(left).salutation != "Dear Ada,"
    assert sorted(t.state for t in transmissions()) == ["accepted", "cancelled", "ready"]
    for stage in both:
        assert_counts_true(stage.campaign.id)


def test_what_waits_goes_to_the_corrected_address(both: tuple[Stage, Stage]) -> None:
    first, second = both
    signed(first)
    signed(second)
    change(
        first,
        lambda s, one: points.correct_point(
            s, one, one.contact_points[0], "new@justice.example.org", "their page"
        ),
    )
    renew()
    assert where_it_goes() == {"new@justice.example.org"}
    assert len(transmissions(state="ready")) == 2


@pytest.mark.parametrize(
    "act",
    [
        lambda s, one: points.verify_point(s, one.contact_points[0]),
        lambda s, one: points.add_point(s, one, "phone", "+33 1 99 00 12 34", "a card"),
        lambda s, one: points.add_point(s, one, "web", "https://example.org/write", "a card"),
        lambda s, one: points.correct_point(
            s, one, one.contact_points[0], EMAIL["email"], "another page"
        ),
    ],
)
def test_what_no_letter_shows_changes_no_letter(both: tuple[Stage, Stage], act: Change) -> None:
    signed(both[0])
    change(both[0], act)
    assert revisions() == [1, 1]
    assert (renew(), len(transmissions())) == (0, 1)


@pytest.mark.parametrize(
    "act",
    [
        lambda s, one: edit_office(s, one, Office("Ministry of Justice", "ministry", "CH")),
        lambda s, one: edit_office(s, one, Office(one.office, one.kind, "", {"fr": "Ministre"})),
        lambda s, one: points.add_point(s, one, "fax", "+12025550177", "a card"),
        lambda s, one: points.add_point(s, one, "post", "9 Hill Road", "a card", first=True),
        lambda s, one: points.retire_point(s, one, one.contact_points[0]),
        lambda s, one: holders.succeed(
            s, one, Person("Ada Varga", styles={"fr": ("Mme", "Madame la Ministre")})
        ),
    ],
)
def test_what_letters_show_or_travel_by_raises_every_revision(
    both: tuple[Stage, Stage], act: Change
) -> None:
    change(both[0], act)
    assert revisions() == [2, 2]
    assert "changed" in actions()


def test_a_change_that_fails_leaves_no_trace(both: tuple[Stage, Stage]) -> None:
    with pytest.raises(Problem):
        change(both[0], lambda s, one: points.add_point(s, one, "email", "nobody", "a card"))
    assert revisions() == [1, 1]
    assert "changed" not in actions()


@pytest.fixture
def two(app: Flask) -> tuple[Stage, Stage]:
    """Two campaigns, each with an authority of its own."""
    return published(EMAIL), published(FAX | {"holder": "Iva Kroll"}, slug="singers")


def make_one(gone: Stage, kept: Stage) -> None:
    with writing() as session:
        merge(session, authority(gone), authority(kept), None)


def test_the_one_that_stays_stands_for_both_and_learns(two: tuple[Stage, Stage]) -> None:
    first, second = two
    gone, kept = authority(first), authority(second)
    make_one(first, second)
    one = authority(first)
    assert one.id == authority(second).id == kept.id
    assert [(p.channel, p.address) for p in one.contact_points] == [
        ("email", EMAIL["email"]),
        ("fax", FAX["fax"]),
        ("post", "2 Quay of Ropes, Port Vala"),
    ]
    assert [h.name for h in one.holders] == ["Iva Kroll"]
    assert list(find.listed(one.org_id)) == [one]
    assert [c.slug for c, _ in used_by(one)] == ["singers", "river-wardens"]
    assert [p.address for p in gone.contact_points][:1] == [EMAIL["email"]]  # what went there
    assert actions().count("authorities merged") == 2


def test_what_waits_is_written_anew_to_the_one_that_stays(two: tuple[Stage, Stage]) -> None:
    first, second = two
    [letter] = signed(first)
    make_one(first, second)
    renew()
    assert composed_of(letter).addressee[:2] == ("Ms. Iva Kroll", FAX["office"])
    assert_counts_true(first.campaign.id)


def test_what_left_is_not_sent_again_by_a_merge(two: tuple[Stage, Stage]) -> None:
    first, second = two
    signed(first)
    leave()
    make_one(first, second)
    renew()
    assert [t.state for t in transmissions()] == ["accepted"]


def test_what_does_not_work_is_not_trusted_because_of_a_merge(two: tuple[Stage, Stage]) -> None:
    first, second = two
    with writing():
        authority(first).contact_points[0].health = "failing"
    make_one(first, second)
    assert [p.health for p in authority(second).contact_points] == ["failing"] + 2 * ["unproven"]


def test_a_campaign_that_has_both_writes_to_one(app: Flask) -> None:
    stage = published(EMAIL, FAX)
    minister, prosecutor = stage.recipients
    with writing() as session:
        merge(session, minister.authority, prosecutor.authority, None)
    minister, prosecutor = stage.recipients
    assert minister.left_out_at is not None
    assert prosecutor.left_out_at is None
    assert minister.authority_id != prosecutor.authority_id


def test_what_cannot_be_merged_is_refused(two: tuple[Stage, Stage], app: Flask) -> None:
    first, second = two
    stranger = published(FAX, slug="poets", org_slug="others")
    with pytest.raises(Problem, match="different"):
        make_one(first, first)
    with pytest.raises(Problem):
        make_one(first, stranger)
    gone, kept = authority(first), authority(second)
    make_one(first, second)
    for pair in ((gone, kept), (kept, gone)):
        with pytest.raises(Problem, match="already"), writing() as session:
            merge(session, *pair, None)


def test_what_is_missing_is_a_task_until_it_is_there(app: Flask) -> None:
    stage = published(EMAIL, FAX, PAPER)
    org = stage.organisation.id
    assert [(t.authority.office, t.wanted, t.campaigns) for t in tasks(org)] == [
        (FAX["office"], "an e-mail address", 1),
        (PAPER["office"], "an e-mail address", 1),
    ]
    with writing() as session:
        office = stage.recipients[1].authority
        points.add_point(session, office, "email", "found@example.org", "their page")
    assert [t.authority.office for t in tasks(org)] == [PAPER["office"]]
    with writing() as session:
        office = stage.recipients[2].authority
        points.retire_point(session, office, office.contact_points[0])
    assert [t.wanted for t in tasks(org)] == ["an e-mail address", "a postal address"]
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).state = "closed"
    assert tasks(org) == []


def test_nobody_is_asked_for_addresses_of_others(app: Flask) -> None:
    published(PAPER)
    other = published(EMAIL, slug="poets", org_slug="others")
    assert tasks(other.organisation.id) == []


def test_a_blanked_address_says_so_in_its_task(imported: Campaign) -> None:
    said = {t.authority.office: t.why for t in tasks(imported.org_id)}
    assert "blanked" in said["Prosecutor General"]
    assert "blanked" not in said["Governor of the Province"]
    assert "Minister of Justice" not in said


@pytest.mark.parametrize("earlier", [True, False], ids=["doubted before", "all news late"])
def test_what_comes_back_after_a_merge_is_held_against_the_one_that_stays(
    two: tuple[Stage, Stage], earlier: bool
) -> None:
    first, second = two
    signed(first, 2)
    leave()
    news = [(t.id, "address") for t in transmissions()]
    if earlier:
        tell(*news[0])
    make_one(first, second)
    tell(*news[0])
    assert health_of(second) == "unproven"
    tell(*news[1])
    assert health_of(second) == "failing"
    with writing() as session:
        session.execute(update(Transmission).values(state="delivered"))
    tell(news[0][0], None)
    assert health_of(second) == "good"


def test_an_address_taken_out_since_hears_nothing(two: tuple[Stage, Stage]) -> None:
    first, second = two
    signed(first, 2)
    leave()
    make_one(first, second)
    change(second, lambda s, one: points.retire_point(s, one, one.contact_points[0]))
    for transmission in transmissions():
        tell(transmission.id, "address")
    with writing() as session:
        points.add_point(session, authority(second), "email", EMAIL["email"], "asked anew")
    assert health_of(second) == "unproven"


def tell(transmission_id: UUID, error_class: str | None) -> None:
    with writing() as session:
        consequences.heard(session, transmission_id, error_class, "550 5.1.1 unknown")


def health_of(stage: Stage) -> str:
    """Of the address that the first of two had."""
    reading().rollback()
    found = authority(stage).contact_points
    return next(p.health for p in found if p.address == EMAIL["email"])

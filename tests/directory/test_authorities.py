"""Authorities: read from appeals, corrected by people, reached by their contact points."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select
from sqlalchemy.orm import Session

from campaign.appeals import RecipientEntry
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.directory.correct import Correction, correct
from campaign.directory.gather import differences, gather
from campaign.directory.models import Authority, ContactPoint, OfficeHolder
from campaign.directory.ways import ways
from tests import builders

ENTRY = RecipientEntry(
    honorific="Mr.",
    name="Aldo Marr",
    office="Minister of Justice",
    address="2 Quay of Ropes, Port Vala",
    country="FR",
    faxes=("+12025550123", "+12025550145"),
    emails=("minister@justice.example.org",),
)
CORRECTION = Correction(
    office="Minister of Justice",
    honorific="Mr.",
    name="Aldo Marr",
    salutation="",
    holder_checked=False,
    country="FR",
    address="2 Quay of Ropes, Port Vala",
    emails=("minister@justice.example.org",),
    faxes=("+12025550123", "+12025550145"),
)


@pytest.fixture
def known(app: Flask) -> Authority:
    with writing() as session:
        org = builders.organisation(session)
        return gather(session, org.id, ENTRY, "an appeal", ())


def again(session: Session, known: Authority, entry: RecipientEntry) -> Authority:
    return gather(session, known.org_id, entry, "another appeal", ())


def corrected(known: Authority, **changes: object) -> bool:
    with writing() as session:
        return correct(session, known, replace(CORRECTION, **changes), "desk")  # type: ignore[arg-type]


def test_all_that_an_entry_says_is_kept(known: Authority) -> None:
    assert (known.office, known.kind, known.country) == ("Minister of Justice", "ministry", "FR")
    assert known.holder is not None
    assert (known.holder.honorific, known.holder.name) == ("Mr.", "Aldo Marr")
    assert known.holder.verified_at is None
    assert [p.address for p in known.contact_points] == [
        "minister@justice.example.org",
        "+12025550123",
        "+12025550145",
        "2 Quay of Ropes, Port Vala",
    ]
    assert known.address == "2 Quay of Ropes, Port Vala"


def test_the_same_office_with_a_shared_number_is_reused(known: Authority) -> None:
    with writing() as session:
        entry = replace(ENTRY, office="minister of justice", emails=(), faxes=("+12025550145",))
        assert again(session, known, entry).id == known.id


@pytest.mark.parametrize(
    "change",
    [
        {"country": "BE"},
        {"office": "Minister of Defence"},
        {"faxes": ("+12025550199",), "emails": (), "address": None},
    ],
)
def test_anything_else_is_another_authority(known: Authority, change: dict[str, object]) -> None:
    with writing() as session:
        assert again(session, known, replace(ENTRY, **change)).id != known.id  # type: ignore[arg-type]


def test_another_organisation_has_its_own_directory(known: Authority) -> None:
    with writing() as session:
        other = builders.organisation(session, "other")
        assert gather(session, other.id, ENTRY, "an appeal", ()).id != known.id


def test_one_authority_stands_for_one_entry_only(known: Authority) -> None:
    with writing() as session:
        assert gather(session, known.org_id, ENTRY, "an appeal", {known.id}).id != known.id


def test_what_is_known_is_never_overwritten_in_silence(known: Authority) -> None:
    entry = replace(ENTRY, name="Iva Kroll", faxes=(*ENTRY.faxes, "+12025550177"))
    with writing() as session:
        found = again(session, known, entry)
        assert found.id == known.id
        assert found.holder is not None
        assert found.holder.name == "Aldo Marr"
        assert "+12025550177" not in [p.address for p in found.contact_points]
        told = {one.field: one.message for one in differences(found, entry)}
    assert "Iva Kroll" in told["holder"]
    assert "+12025550177" in told["faxes"]


def test_an_entry_without_office_keeps_its_name_as_office(app: Flask) -> None:
    with writing() as session:
        org = builders.organisation(session)
        entry = RecipientEntry("Mr.", "Ovo Sand", None, None, None)
        found = gather(session, org.id, entry, "an appeal", ())
        assert found.office == "Mr. Ovo Sand"
        assert found.holder is None


def test_a_correction_that_changes_nothing_says_so(known: Authority) -> None:
    assert not corrected(known)
    assert not corrected(known, holder_checked=True)
    assert known.holder is not None
    assert known.holder.verified_at is not None


def test_a_new_name_is_a_new_holder_and_the_old_one_stays(known: Authority) -> None:
    assert corrected(known, name="Iva Kroll", honorific="Ms.")
    assert known.holder is not None
    assert known.holder.name == "Iva Kroll"
    former = [h for h in reading().scalars(select(OfficeHolder)) if h.until]
    assert [h.name for h in former] == ["Aldo Marr"]


def test_no_name_is_no_holder(known: Authority) -> None:
    assert corrected(known, name="", honorific="")
    assert known.holder is None


def test_the_order_of_addresses_is_the_order_of_trying(known: Authority) -> None:
    assert corrected(known, faxes=("+12025550145", "+12025550123"))
    assert [p.address for p in ways(known, True)] == [
        "minister@justice.example.org",
        "+12025550145",
        "+12025550123",
    ]


def test_a_contact_point_taken_out_keeps_its_row(known: Authority) -> None:
    assert corrected(known, emails=())
    assert [p.channel for p in known.contact_points] == ["fax", "fax", "post"]
    kept = reading().scalars(select(ContactPoint).filter_by(channel="email")).one()
    assert kept.retired_at is not None
    assert corrected(known)
    assert known.contact_points[0].id == kept.id


@pytest.mark.parametrize(
    "wrong", [{"emails": ("nobody",)}, {"faxes": ("12",)}, {"faxes": ("abc",)}, {"office": ""}]
)
def test_what_cannot_be_is_refused(known: Authority, wrong: dict[str, object]) -> None:
    with pytest.raises(Problem):
        corrected(known, **wrong)
    assert len(known.contact_points) == 4


def test_a_national_number_is_of_the_country_of_the_post(known: Authority) -> None:
    assert corrected(known, faxes=("01 99 00 12 34",))
    assert ways(known, True)[-1].address == "+33199001234"


def test_failing_contact_points_are_no_way(known: Authority) -> None:
    with writing():
        known.contact_points[0].health = "failing"
    assert [p.channel for p in ways(known, True)] == ["fax", "fax"]


def test_without_a_fax_service_a_fax_number_is_no_way(known: Authority) -> None:
    assert [p.channel for p in ways(known, False)] == ["email"]

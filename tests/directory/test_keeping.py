"""What people keep of authorities: the office, its holders, the ways to reach it."""

from __future__ import annotations

from datetime import date

import pytest
from email_validator import EmailNotValidError, validate_email
from flask import Flask

from campaign.base.database import reading, writing
from campaign.base.problems import NotFound, Problem
from campaign.directory import find, holders, points
from campaign.directory.holders import Person
from campaign.directory.models import Authority
from campaign.directory.office import Office, add_office, edit_office
from campaign.directory.salutations import salutation
from campaign.directory.ways import ways
from tests import builders


@pytest.fixture
def office(app: Flask) -> Authority:
    """A prosecutor's office with an address of each kind."""
    with writing() as session:
        org = builders.organisation(session)
        names = {"en": "Prosecutor General", "fr": "Procureur général"}
        made = add_office(session, org.id, Office("Генеральный прокурор", "", "KG", names))
        for channel, address in (
            ("web", "https://prosecutor.example.org/write"),
            ("phone", "+33 1 99 00 12 34"),
            ("post", "2 Quay of Ropes\nPort Vala"),
            ("fax", "+1 202 555 0123"),
            ("email", "prosecutor@example.org"),
        ):
            points.add_point(session, made, channel, address, "the gazette")
        return made


def addresses(office: Authority) -> list[str]:
    return [point.address for point in office.contact_points]


def test_an_office_has_names_kind_and_ways(office: Authority) -> None:
    assert (office.kind, office.country) == ("prosecutor", "KG")
    assert office.office_in("fr-CH") == "Procureur général"
    assert office.office_in("ky") == "Генеральный прокурор"
    assert [(p.channel, p.address) for p in office.contact_points] == [
        ("email", "prosecutor@example.org"),
        ("fax", "+12025550123"),
        ("post", "2 Quay of Ropes, Port Vala"),
        ("phone", "+33199001234"),
        ("web", "https://prosecutor.example.org/write"),
    ]
    assert {p.source for p in office.contact_points} == {"the gazette"}


def test_only_email_and_fax_carry_letters(office: Authority) -> None:
    with writing() as session:
        points.prefer(session, office, office.contact_points[2])
        points.prefer(session, office, office.contact_points[1])
    assert [p.channel for p in office.contact_points][:3] == ["post", "email", "fax"]
    assert [p.channel for p in ways(office, True)] == ["email", "fax"]


def test_the_salutation_follows_the_name_of_the_office_in_any_language(office: Authority) -> None:
    assert salutation(office, "en") == "Dear Prosecutor General,"


def test_kind_and_names_are_what_a_person_says(office: Authority) -> None:
    with writing() as session:
        edit_office(session, office, Office("Prosecutor General", "court", "FR", {}))
    assert (office.kind, office.country, office.names) == ("court", "FR", [])
    with pytest.raises(Problem, match="title"), writing() as session:
        edit_office(session, office, Office(""))
    with pytest.raises(Problem, match="kind"), writing() as session:
        edit_office(session, office, Office("Office", "unheard of"))


def test_a_corrected_address_takes_the_place_of_the_old_one(office: Authority) -> None:
    with writing() as session:
        points.prefer(session, office, office.contact_points[1])  # the fax before the e-mail
        old = office.contact_points[1]
        points.correct_point(session, office, old, "new@example.org", "the ministry's page")
    assert addresses(office)[:2] == ["+12025550123", "new@example.org"]
    assert office.contact_points[1].source == "the ministry's page"
    retired = find.all_points(office)[-1]
    assert (retired.id, retired.retired_at is not None) == (old.id, True)


def test_a_retired_address_that_comes_back_is_unproven(office: Authority) -> None:
    with writing() as session:
        email = office.contact_points[0]
        email.health, email.failing_because = "failing", "no such user"
        points.retire_point(session, office, email)
        assert addresses(office)[0] == "+12025550123"
        back = points.add_point(session, office, "email", "prosecutor@example.org", "desk")
    assert (back.id, back.health, back.failing_because) == (email.id, "unproven", None)
    assert addresses(office)[0] == "prosecutor@example.org"


@pytest.mark.parametrize(
    ("channel", "typed"),
    [
        ("email", "nobody"),
        ("email", "prosecutor@example.org"),
        ("fax", "12"),
        ("phone", "call us"),
        ("web", "javascript:alert(1)"),
        ("web", "http://[broken"),
        ("post", " \n "),
        ("post", "x" * 301),
        ("pigeon", "grey"),
    ],
)
def test_what_cannot_be_an_address_is_refused(office: Authority, channel: str, typed: str) -> None:
    before = addresses(office)
    with pytest.raises(Problem), writing() as session:
        points.add_point(session, office, channel, typed, "desk")
    reading().refresh(office)
    assert addresses(office) == before


@pytest.mark.parametrize(
    "typed",
    [
        "office-1@Ministry.Example.ORG", "office.first@example.org", "a_b@xn--bcher-kva.example",
        "Info@example.org", "a..b@example.org", ".a@example.org", "a@example", "a@-x.example.org",
        "a@x..example.org", "a@example.org.", "a@127.0.0.1", "a@localhost", "a@x.test", "a@",
        "bücher@example.org", "a@bücher.example", f"{'a' * 64}@example.org", "a@b@example.org",
        f"a@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 60}.example.org",
        f"{'a' * 40}@{'b' * 60}.{'c' * 60}.{'d' * 60}.{'e' * 18}.example.org",
    ],
)  # fmt: skip
def test_the_short_cut_for_plain_addresses_says_what_the_library_says(typed: str) -> None:
    try:
        said = validate_email(typed, check_deliverability=False).normalized
    except EmailNotValidError:
        with pytest.raises(Problem):
            points.email_address(typed)
    else:
        assert points.email_address(typed) == said


def test_verifying_an_address_keeps_the_day(office: Authority) -> None:
    with writing() as session:
        points.verify_point(session, office.contact_points[0])
    assert office.contact_points[0].last_verified_at is not None


def test_a_new_holder_and_the_old_one_with_dates(office: Authority) -> None:
    with writing() as session:
        first = holders.succeed(session, office, Person("Aldo Marr", "Mr.", since=date(2020, 5, 1)))
        holders.verify_holder(session, first)
        second = holders.succeed(
            session, office, Person("Iva Kroll", "Ms.", since=date(2024, 2, 3))
        )
    assert office.holder == second
    assert second.verified_at is None
    assert [(h.name, h.since, h.until) for h in office.holders] == [
        ("Aldo Marr", date(2020, 5, 1), date(2024, 2, 3)),
        ("Iva Kroll", date(2024, 2, 3), None),
    ]


def test_how_a_holder_is_addressed_by_language(office: Authority) -> None:
    styles = {"fr": ("Mme", "Madame la Procureure générale"), "es": ("Sra.", "")}
    with writing() as session:
        holders.succeed(session, office, Person("Iva Kroll", "Ms.", "", styles=styles))
    assert salutation(office, "fr") == "Madame la Procureure générale,"
    assert salutation(office, "en") == "Dear Prosecutor General,"


@pytest.mark.parametrize(
    "person",
    [
        Person(""),
        Person("Aldo Marr"),
        Person("Iva Kroll", since=date(2019, 1, 1)),
        Person("Iva Kroll", since=date(2999, 1, 1)),
        Person("Iva Kroll", until=date(2021, 1, 1)),
    ],
)
def test_no_impossible_succession(office: Authority, person: Person) -> None:
    with writing() as session:
        holders.succeed(session, office, Person("Aldo Marr", since=date(2020, 5, 1)))
    with pytest.raises(Problem), writing() as session:
        holders.succeed(session, office, person)
    reading().refresh(office)
    assert [(h.name, h.until) for h in office.holders] == [("Aldo Marr", None)]


def test_dates_of_a_former_holder_are_corrected(office: Authority) -> None:
    with writing() as session:
        first = holders.succeed(session, office, Person("Aldo Marr"))
        holders.succeed(session, office, Person("Iva Kroll"))
        mended = Person("Aldo Marr", since=date(2019, 1, 1), until=date(2021, 1, 1))
        holders.correct_holder(session, office, first, mended)
    assert (first.since, first.until) == (date(2019, 1, 1), date(2021, 1, 1))
    with pytest.raises(Problem, match="until when"), writing() as session:
        holders.correct_holder(session, office, first, Person("Aldo Marr"))


def test_lists_by_country_kind_and_what_is_missing(office: Authority) -> None:
    with writing() as session:
        other = builders.organisation(session, "other")
        add_office(session, other.id, Office("Prosecutor", country="KG"))
        bare = add_office(session, office.org_id, Office("Ministry of Justice", country="FR"))
    org = office.org_id
    assert list(find.listed(org)) == [bare, office]
    assert list(find.listed(org, country="KG")) == [office]
    assert list(find.listed(org, kind="ministry")) == [bare]
    assert list(find.listed(org, lacks="email")) == list(find.listed(org, lacks="way")) == [bare]
    assert list(find.listed(org, lacks="holder")) == [bare, office]
    assert (
        list(find.listed(org, lacks="failing")) == list(find.listed(org, lacks="unverified")) == []
    )
    with writing() as session:
        office.contact_points[0].health = "failing"
        holders.succeed(session, office, Person("Iva Kroll"))
    assert list(find.listed(org, lacks="failing")) == [office]
    assert list(find.listed(org, lacks="unverified")) == [office]
    assert find.countries(org) == ["FR", "KG"]


def test_another_organisation_finds_nothing(office: Authority) -> None:
    with writing() as session:
        other = builders.organisation(session, "other")
    assert find.one_of(office.org_id, office.id) == office
    with pytest.raises(NotFound):
        find.one_of(other.id, office.id)
    assert list(find.listed(other.id)) == []

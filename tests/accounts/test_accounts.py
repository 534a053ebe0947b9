"""Who may log in, how long it lasts, who may do what."""

from __future__ import annotations

import pytest
from argon2 import Type, extract_parameters
from flask import Flask

from campaign.accounts import logins, people
from campaign.accounts.models import LogIn, Manager
from campaign.accounts.people import add_manager, check_password, found, organisation_named
from campaign.accounts.roles import MAY, ROLES, may
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from tests import builders
from tests.conftest import Clock


@pytest.fixture
def manager(app: Flask) -> Manager:
    with writing() as session:
        return builders.manager(session, builders.organisation(session))


def let_in(manager: Manager) -> str:
    with writing() as session:
        return logins.begin(session, manager)


def test_the_right_password_and_no_other(manager: Manager) -> None:
    known = check_password(" OWNER@demo.example.org", builders.PASSWORD)
    assert known is not None
    assert known.id == manager.id
    assert check_password("owner@demo.example.org", "a wrong long password") is None
    assert check_password("nobody@demo.example.org", builders.PASSWORD) is None


def test_a_stolen_hash_is_dear_to_try() -> None:
    """RFC 9106 (4): 64 MiB and three passes, where memory is scarce; more is fine."""
    found = extract_parameters(people._nobody)  # made by the program's own hasher
    assert found.type is Type.ID
    assert found.memory_cost >= 64 * 1024
    assert found.time_cost >= 3


def test_a_manager_who_left_cannot_log_in(manager: Manager, clock: Clock) -> None:
    token = let_in(manager)
    with writing():
        manager.disabled_at = manager.created_at
    assert check_password("owner@demo.example.org", builders.PASSWORD) is None
    assert logins.manager_of(token) is None


def test_an_idle_log_in_ends_after_half_an_hour(manager: Manager, clock: Clock) -> None:
    token = let_in(manager)
    for _ in range(3):
        clock.forward(minutes=29)
        assert logins.manager_of(token) is not None
    clock.forward(minutes=31)
    assert logins.manager_of(token) is None


def test_a_busy_log_in_ends_after_twelve_hours(manager: Manager, clock: Clock) -> None:
    token = let_in(manager)
    for _ in range(24):
        clock.forward(minutes=29)
        assert logins.manager_of(token) is not None
    clock.forward(minutes=25)
    assert logins.manager_of(token) is None


def test_raising_the_session_version_ends_every_log_in(manager: Manager) -> None:
    token = let_in(manager)
    with writing():
        manager.session_version += 1
    assert logins.manager_of(token) is None
    assert logins.manager_of(let_in(manager)) is not None


def test_logging_out_makes_the_token_worthless(manager: Manager) -> None:
    token = let_in(manager)
    with writing() as session:
        logins.end(session, token)
    assert logins.manager_of(token) is None
    assert logins.manager_of(None) is None


def test_only_a_hash_of_the_token_is_stored(manager: Manager) -> None:
    token = let_in(manager)
    stored = reading().query(LogIn).one()
    assert token.encode() not in stored.token_hash


def test_old_log_ins_are_swept_away(manager: Manager, clock: Clock) -> None:
    let_in(manager)
    clock.forward(hours=13)
    let_in(manager)
    assert reading().query(LogIn).count() == 1


@pytest.mark.parametrize(
    ("email", "password", "role", "words"),
    [
        ("new@example.org", "short", "owner", "at least 12"),
        ("new@example.org", builders.PASSWORD, "king", "no role"),
        ("Owner@demo.example.org", builders.PASSWORD, "reader", "already"),
        ("no address", builders.PASSWORD, "reader", "no e-mail"),
    ],
)
def test_who_cannot_be_added(
    manager: Manager, email: str, password: str, role: str, words: str
) -> None:
    with writing() as session:
        organisation = organisation_named(session, "demo")
        with pytest.raises(Problem, match=words):
            add_manager(session, organisation, "N. N.", email, password, role)


def test_organisations_by_name(manager: Manager) -> None:
    with writing() as session:
        assert organisation_named(session, "").slug == "demo"
        builders.organisation(session, "other")
        with pytest.raises(Problem, match="demo, other"):
            organisation_named(session, "")
        assert organisation_named(session, "other").slug == "other"
        with pytest.raises(Problem, match="no organisation"):
            organisation_named(session, "third")
        for slug in ("demo", "Not A Slug", ""):
            with pytest.raises(Problem):
                found(session, "Name", slug, "Street", "a@example.org")


def test_the_table_of_roles() -> None:
    assert {role for roles in MAY.values() for role in roles} == set(ROLES)
    assert may("reader", "see")
    assert not may("reader", "export")
    assert not may("editor", "publish")
    assert may("editor", "stop")
    assert not may("editor", "resume")
    assert not may("nobody", "see")


def test_what_the_database_holds_of_a_manager_is_unreadable(manager: Manager) -> None:
    session = reading()
    raw = session.connection().exec_driver_sql("SELECT name, email FROM manager").one()
    assert b"OWNER" not in bytes(raw[0]).upper()
    assert b"owner" not in bytes(raw[1])

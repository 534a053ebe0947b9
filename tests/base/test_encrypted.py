"""Encrypted columns: unreadable in the database, bound to their place, keys can be changed."""

from __future__ import annotations

import base64
from typing import Any

import pytest
from flask import Flask
from sqlalchemy import create_engine

from campaign.base.encrypted import Encrypted, Unreadable

DIALECT = create_engine("sqlite://").dialect
OLD = base64.b64decode(base64.b64encode(b"o" * 32))
NEW = b"n" * 32


@pytest.fixture
def ring(app: Flask) -> dict[str, bytes]:
    app.extensions["keyring"] = {"old": OLD}
    return app.extensions["keyring"]


@pytest.mark.parametrize(
    ("kind", "value"),
    [("text", "Жанна Дарк"), ("bytes", b"%PDF\0\xff"), ("json", {"name": "أمل", "n": [1, None]})],
)
def test_there_and_back(ring: dict[str, bytes], kind: Any, value: Any) -> None:
    column = Encrypted("table.column", kind)
    stored = column.process_bind_param(value, DIALECT)
    assert stored is not None
    assert str(value).encode() not in stored
    assert column.process_result_value(stored, DIALECT) == value


def test_nothing_stays_nothing(ring: dict[str, bytes]) -> None:
    column = Encrypted("table.column")
    assert column.process_bind_param(None, DIALECT) is None
    assert column.process_result_value(None, DIALECT) is None


def test_the_same_value_never_looks_the_same(ring: dict[str, bytes]) -> None:
    column = Encrypted("table.column")
    assert column.process_bind_param("a", DIALECT) != column.process_bind_param("a", DIALECT)


def test_a_value_cannot_be_moved_or_changed(ring: dict[str, bytes]) -> None:
    stored = Encrypted("table.column").process_bind_param("secret", DIALECT)
    assert stored is not None
    with pytest.raises(Unreadable):
        Encrypted("table.other").process_result_value(stored, DIALECT)
    with pytest.raises(Unreadable):
        Encrypted("table.column").process_result_value(stored[:-1] + b"x", DIALECT)


def test_a_new_key_encrypts_and_the_old_one_still_reads(app: Flask, ring: dict[str, bytes]) -> None:
    column = Encrypted("table.column")
    stored = column.process_bind_param("secret", DIALECT)
    app.extensions["keyring"] = {"new": NEW, "old": OLD}
    assert column.process_result_value(stored, DIALECT) == "secret"
    renewed = column.process_bind_param("secret", DIALECT)
    app.extensions["keyring"] = {"new": NEW}
    assert column.process_result_value(renewed, DIALECT) == "secret"
    with pytest.raises(Unreadable, match="old"):
        column.process_result_value(stored, DIALECT)

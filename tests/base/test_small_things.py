"""Keys of rows, tokens, and the name of a network."""

from __future__ import annotations

from uuid import UUID

import pytest
from flask import Flask

from campaign.base.ids import new_id
from campaign.base.network import network_key
from campaign.base.tokens import new_token, token_hash


def test_ids_are_version_7_in_order_of_time() -> None:
    ids = [new_id() for _ in range(2000)]
    assert len(set(ids)) == 2000
    assert {(i.version, i.variant) for i in ids} == {(7, UUID(int=0x8 << 60).variant)}
    milliseconds = [i.int >> 80 for i in ids]
    assert milliseconds == sorted(milliseconds)


def test_a_token_serves_one_purpose() -> None:
    token = new_token()
    assert len(token) >= 32
    assert token_hash("confirm", token) == token_hash("confirm", token)
    assert token_hash("confirm", token) != token_hash("erase", token)
    assert token.encode() not in token_hash("confirm", token)


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("192.0.2.1", "192.0.2.200", True),
        ("192.0.2.1", "192.0.3.1", False),
        ("2001:db8:1:2::1", "2001:db8:1:ff::9", True),
        ("2001:db8:1::1", "2001:db8:2::1", False),
    ],
)
def test_a_network_has_one_name_and_no_address(
    app: Flask, one: str, other: str, same: bool
) -> None:
    keys = []
    for address in (one, other):
        with app.test_request_context(environ_base={"REMOTE_ADDR": address}):
            keys.append(network_key())
    assert (keys[0] == keys[1]) is same
    assert one not in keys[0]

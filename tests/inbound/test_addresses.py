"""Tokens: what we did not make names nothing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from uuid import UUID

import pytest
from flask import Flask
from flask.sessions import SecureCookieSessionInterface
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from itsdangerous import URLSafeTimedSerializer

from campaign.accounts.people import add_manager, check_password, found, organisation_named
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.ids import new_id
from campaign.letters.addresses import (
    Named,
    bounce_address,
    named_by,
    new_reference,
    reply_address,
)
from campaign.signing.keys import address_key
from campaign.signing.limits import suppressed
from campaign.signing.models import Suppression


@pytest.mark.parametrize("spell", [str, str.upper, str.title])
def test_our_own_are_known_in_any_spelling(app: Flask, spell: type) -> None:
    key, reference = new_id(), new_reference()
    assert named_by(spell(bounce_address(key))) == Named(transmission_id=key)
    assert named_by(spell(reply_address(reference))) == Named(reference=reference)
    assert named_by(spell("letters@letters.example.org")) == Named()


def test_they_fit_into_a_mail(app: Flask) -> None:
    for address in (bounce_address(new_id()), reply_address(new_reference())):
        assert len(address.partition("@")[0]) <= 64  # RFC 5321, 4.5.3.1.1


def test_every_letter_of_a_token_counts(app: Flask) -> None:
    for address in (bounce_address(UUID(int=7)), reply_address("7K3F-9Q2M")):
        local, _, domain = address.partition("@")
        for place in range(2, len(local)):
            other = "x" if local[place] != "x" else "y"
            forged = f"{local[:place]}{other}{local[place + 1 :]}@{domain}"
            assert named_by(forged) is None, forged


def test_a_token_for_one_thing_is_none_for_another(app: Flask) -> None:
    """The token of a bounce address does not make a reply address, nor the other way round."""
    bounce, reply = bounce_address(new_id()), reply_address("7K3F-9Q2M")
    domain = bounce.partition("@")[2]
    for name, other in (("r-7k3f9q2m", bounce), ("b-" + "a" * 26, reply)):
        token = other.partition("@")[0].rpartition("-")[2]
        assert named_by(f"{name}-{token}@{domain}") is None


@pytest.mark.parametrize(
    "address",
    [
        "",
        "@",
        "letters",
        "letters@elsewhere.example.org",
        "letters@letters.example.org.example.com",
        "b-@letters.example.org",
        "r-7k3f9q2m-@letters.example.org",
        "letters@letters.example.org\n",
        "lettеrs@letters.example.org",  # a Cyrillic letter
        "b-" + "a" * 500 + "@letters.example.org",
        "b-" + "7" * 26 + "-" + "a" * 16 + "@letters.example.org",  # no canonical name
    ],
)
def test_what_is_not_ours(app: Flask, address: str) -> None:
    assert named_by(address) is None


def test_another_domain_makes_no_token_good(app: Flask) -> None:
    assert named_by(bounce_address(new_id()).replace("letters.", "other.")) is None


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=200)
@given(local=st.text(max_size=80))
def test_whatever_comes_nothing_breaks(app: Flask, local: str) -> None:
    assert named_by(f"{local}@letters.example.org") in (None, Named())


@pytest.mark.parametrize("spell", [("o", "0"), ("l", "1"), ("i", "1")])
def test_what_a_fax_makes_alike_is_read_alike(app: Flask, spell: tuple[str, str]) -> None:
    misread = 0
    for number in range(50):
        reference = f"7K3F-9Q{number // 10 + 2}{number % 8 + 2}"
        local, _, domain = reply_address(reference).partition("@")
        name, token = local[:11], local[11:]
        misread += spell[0] in token
        assert named_by(f"{name}{token.replace(*spell)}@{domain}") == Named(reference=reference)
    assert misread  # else nothing was tried


KEYS = pytest.mark.config(
    secret_key="the new key of this site, the old key of this site",
    letters_domain="new.example.net",
    letters_domains_before="old.example.net, Letters.Example.Org",
)


def under_the_old_key(app: Flask, make: Callable[[], str]) -> str:
    """What was made before both the key and the domain became others."""
    now = app.config["CAMPAIGN"]
    app.config["CAMPAIGN"] = replace(
        now, secret_key=now.secret_keys[-1], letters_domain="old.example.net"
    )
    try:
        return make()
    finally:
        app.config["CAMPAIGN"] = now


@KEYS
def test_addresses_of_letters_from_before_are_known(app: Flask) -> None:
    key, reference = new_id(), new_reference()
    for make, named in (
        (lambda: bounce_address(key), Named(transmission_id=key)),
        (lambda: reply_address(reference), Named(reference=reference)),
    ):
        before = under_the_old_key(app, make)
        assert before.endswith("@old.example.net")
        assert make().endswith("@new.example.net")
        assert before.partition("@")[0] != make().partition("@")[0]
        assert named_by(before) == named_by(make()) == named
    assert named_by("letters@letters.example.org") == Named()
    assert named_by("letters@else.example.org") is None


@KEYS
def test_who_was_known_under_the_old_key_is_known(app: Flask) -> None:
    config = app.config["CAMPAIGN"]
    app.config["CAMPAIGN"] = replace(config, secret_key=config.secret_keys[-1])
    with writing() as session:
        found(session, "Demo", "demo", "3 Street", "demo@example.org")
        organisation = organisation_named(session, "demo")
        add_manager(session, organisation, "Ada", "ada@example.org", "a long password", "owner")
        suppressed_key = address_key("no@example.org")
        now = db_now()
        session.add(Suppression(org_id=organisation.id, address_key=suppressed_key, at=now))
    app.config["CAMPAIGN"] = config
    assert check_password("ada@example.org", "a long password") is not None
    assert suppressed(reading(), "no@example.org")
    assert not suppressed(reading(), "yes@example.org")


def signing(app: Flask, interface: SecureCookieSessionInterface) -> URLSafeTimedSerializer:
    serializer = interface.get_signing_serializer(app)
    assert serializer is not None
    return serializer


@KEYS
def test_a_cookie_signed_with_the_old_key_is_read(app: Flask) -> None:
    before = Flask("before")
    before.secret_key = app.config["CAMPAIGN"].secret_keys[-1]
    signed, known = (signing(one, SecureCookieSessionInterface()) for one in (before, app))
    assert known.loads(signed.dumps({"who": "ada"})) == {"who": "ada"}

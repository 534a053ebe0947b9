"""Where an authority is asked to answer, and what of it is seen before signing."""

from __future__ import annotations

import io

import pypdf
import pytest
from flask import Flask

from campaign.base.database import reading
from campaign.letters.addresses import reply_address
from campaign.letters.models import TransmissionContent
from campaign.letters.read import composed_of
from campaign.signing.preview import fingerprint, preview
from tests import builders
from tests.builders import EMAIL, FAX, SIGNER, Stage, transmissions
from tests.inbound.conftest import letter

mail_comes_in = pytest.mark.config(inbound="lmtp")


def shown(stage: Stage) -> str:
    [one] = preview(stage.campaign, stage.recipients, lambda _: SIGNER)
    assert one.composed.reply_address in one.composed.attestation
    return one.composed.reply_address


def bytes_of() -> bytes:
    return reading().get_one(TransmissionContent, transmissions()[0].id).payload


def test_where_no_mail_comes_in_it_is_the_organisations(app: Flask) -> None:
    stage = builders.published(EMAIL)
    builders.signed(stage)
    assert shown(stage) == "answers@example.org"
    assert b"Reply-To: answers@example.org" in bytes_of()


@mail_comes_in
def test_where_mail_comes_in_each_letter_has_its_own(app: Flask) -> None:
    stage = builders.published(EMAIL)
    [key] = builders.signed(stage)
    ours = reply_address(letter().reference)
    assert f"Reply-To: {ours}".encode() in bytes_of()
    composed = composed_of(key)
    assert composed is not None
    assert composed.reply_address == ours
    assert ours in composed.attestation
    assert b"Reply-To: answers@example.org" not in bytes_of()
    assert "answers@example.org" in composed.organisation_address


@mail_comes_in
def test_before_signing_its_form_is_shown(app: Flask) -> None:
    """The reference is not known yet; whatever else is seen stays as it is."""
    stage = builders.published(EMAIL)
    assert shown(stage) == "r-…@letters.example.org"
    again = [preview(stage.campaign, stage.recipients, lambda _: SIGNER) for _ in range(2)]
    assert fingerprint(again[0]) == fingerprint(again[1])


@mail_comes_in
def test_a_clerk_can_type_it_from_a_fax(app: Flask) -> None:
    builders.signed(builders.published(FAX))
    page = pypdf.PdfReader(io.BytesIO(bytes_of())).pages[0].extract_text()
    local, _, domain = reply_address(letter().reference).partition("@")
    assert len(local) < 30
    assert local in page
    assert f"@{domain}" in page

"""`flask fax check`: says what must be mended, and sends nothing."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner

from tests.conftest import LIVE
from tests.fax_providers import Sinch, Telnyx
from tests.hylafax import HylafaxService, why_not
from tests.smtp import SmtpServer

HTTP = {
    Sinch: {"sinch_key_secret": "another"},
    Telnyx: {"telnyx_key": "another"},
}
MAIL = {
    "fax_gateway": "mail",
    "mail_to_fax_address": "+{number}@fax.example.net",
    "mail_to_fax_sender": "letters@letters.example.net",
}


def run(runner: FlaskCliRunner) -> tuple[int, str]:
    result = runner.invoke(args=["fax", "check"])
    return result.exit_code, result.output


def test_in_the_sandbox_all_is_well(runner: FlaskCliRunner) -> None:
    assert run(runner) == (
        0,
        "Gateway: sandbox\ngood   gateway: the sandbox keeps every fax, and lets none out\n",
    )


@pytest.mark.config(**LIVE)
def test_without_a_gateway_it_says_what_becomes_of_letters(runner: FlaskCliRunner) -> None:
    code, said = run(runner)
    assert (code, "given to supporters to print" in said) == (0, True)


@pytest.mark.config(**LIVE, fax_timeout=2)
@pytest.mark.parametrize("made", HTTP)
def test_services_by_http(
    app: Flask, runner: FlaskCliRunner, made: type[Sinch] | type[Telnyx]
) -> None:
    service = made()
    good = replace(app.config["CAMPAIGN"], **service.settings)
    app.config["CAMPAIGN"] = good
    code, said = run(runner)
    assert code == 0, said
    assert said.count("good ") == 3
    app.config["CAMPAIGN"] = replace(good, **HTTP[made])
    code, said = run(runner)
    assert (code, "wrong  credentials" in said) == (1, True)
    app.config["CAMPAIGN"] = replace(good, base_url="http://127.0.0.1:8000")
    code, said = run(runner)
    assert (code, "wrong  callbacks" in said) == (1, True)
    assert service.faxes == []
    service.close()
    app.config["CAMPAIGN"] = good
    code, said = run(runner)
    assert (code, "wrong  gateway" in said) == (1, True)


@pytest.mark.config(**LIVE, fax_timeout=2)
def test_hylafax(app: Flask, runner: FlaskCliRunner) -> None:
    if reason := why_not():
        pytest.skip(reason)
    service = HylafaxService()
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], **service.settings)
    code, said = run(runner)
    assert code == 0, said
    service.once(("USER", "530 Login incorrect."))
    code, said = run(runner)
    assert (code, "wrong  credentials" in said) == (1, True)
    assert service.faxes == []
    service.close()
    code, said = run(runner)
    assert (code, "wrong  gateway" in said) == (1, True)


@pytest.mark.config(**LIVE, **MAIL)
def test_a_service_by_mail(app: Flask, runner: FlaskCliRunner, smtp: SmtpServer) -> None:
    code, said = run(runner)
    assert (code, "wrong  callbacks: set INBOUND" in said) == (1, True)
    hears = {"inbound": "pipe", "mail_to_fax_confirms": "fax.example.net"}
    app.config["CAMPAIGN"] = replace(app.config["CAMPAIGN"], **hears)
    code, said = run(runner)
    assert code == 0, said
    assert smtp.received == []
    smtp.once("connect", "421 4.3.2 closing")
    code, said = run(runner)
    assert (code, "wrong  gateway" in said) == (1, True)

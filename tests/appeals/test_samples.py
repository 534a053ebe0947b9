"""Whole appeals, written for these tests, against what a careful reader expects of them."""

import json
from pathlib import Path

import pytest

from campaign.appeals import as_json, decode, from_json, read, summary

SAMPLES = Path(__file__).parent / "samples"
EXPECTED = sorted(SAMPLES.glob("*.expect.json"))


def read_sample(expected: Path):
    stem = expected.name.removesuffix(".expect.json")
    (source,) = (path for path in SAMPLES.glob(f"{stem}.*") if path != expected)
    return read(decode(source.read_bytes()))


def test_there_are_samples():
    assert len(EXPECTED) >= 5


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name)
def test_a_sample_is_read_as_expected(expected):
    wanted = json.loads(expected.read_text(encoding="utf-8"))
    got = as_json(read_sample(expected))
    fields = {doubt["field"] for doubt in got.pop("warnings")}
    assert {doubt["field"] for doubt in wanted.pop("warnings")} <= fields
    for key, value in wanted.items():
        assert got[key] == value, key
    assert list(got) == list(wanted)


@pytest.mark.parametrize("expected", EXPECTED, ids=lambda path: path.name)
def test_an_appeal_survives_the_database(expected):
    appeal = read_sample(expected)
    assert from_json(json.loads(json.dumps(as_json(appeal)))) == appeal


def test_the_summary_names_what_matters():
    text = summary(read_sample(SAMPLES / "update_semicolons.expect.json"))
    for part in (
        "UZB 004 / 0709 / OBS 110.2",
        "Mr. Bahrom Tillaqulov, Minister of Justice",
        "fax +998712000003",
        "copy to Office of the Ombudsman",
        "e-mail removed from the text",
        "Please check",
    ):
        assert part in text

"""Appeals of the Observatory in other languages, written before the code that reads them."""

import json
from pathlib import Path

import pytest

from campaign.appeals import as_json, read
from campaign.appeals.inputs import text_of

UNSEEN = Path(__file__).parent / "unseen"


@pytest.mark.parametrize("name", ["01-obs-fr", "02-obs-es", "03-obs-ru", "04-obs-ar"])
def test_the_observatory_is_read_in_its_languages(name: str) -> None:
    wanted = json.loads((UNSEEN / f"{name}.expect.json").read_text(encoding="utf-8"))
    (source,) = (path for path in UNSEEN.glob(f"{name}.*") if path.suffix != ".json")
    got = as_json(read(text_of(source.read_bytes())))
    fields = {doubt["field"] for doubt in got.pop("warnings")}
    assert {doubt["field"] for doubt in wanted.pop("warnings", [])} <= fields
    for key in ("code", "date", "country", "kind", "update_of", "title", "place", "issuers"):
        assert got[key] == wanted[key], key
    assert got["categories"] == wanted["categories"]
    assert [a["label"] for a in got["actions"]] == [a["label"] for a in wanted["actions"]]
    assert len(got["recipients"]) == len(wanted["recipients"])
    for found, expected in zip(got["recipients"], wanted["recipients"], strict=True):
        for key in ("honorific", "name", "country", "faxes", "phones", "emails", "copy"):
            assert found[key] == expected[key], (key, found["name"])

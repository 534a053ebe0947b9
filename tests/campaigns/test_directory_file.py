"""Authorities come in from a file: line by line, nothing overwritten, nothing run."""

from __future__ import annotations

import csv
import io
import re
from pathlib import Path
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskClient, FlaskCliRunner
from sqlalchemy import func, select

from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns.directory_file import LineReport, lines_in, take_in
from campaign.campaigns.models import Campaign
from campaign.directory.columns import guarded
from campaign.directory.give_out import table_of
from campaign.directory.holders import Person, succeed
from campaign.directory.missions import representing
from campaign.directory.models import Authority, ContactPoint, Mission, OfficeHolder
from campaign.directory.office import Office, add_office
from campaign.directory.points import add_point
from campaign.directory.search import found
from tests.builders import organisation, published
from tests.desk.conftest import LogIn, log_in  # noqa: F401

TABLE = """\
office,kind,country,holder,honorific,email,fax,post,office_fr,represents,covers,city,website,source
Embassy of Peru in Oslo,embassy,NO,,,office@embassy.example.org | second@embassy.example.org,,\
"1 Quay | 2 Square",Ambassade du Pérou,PE,IS | DK,Oslo,https://embassy.example.org,directory 2026
Minister of Fish,,KG,Ilda Venn,Ms.,fish@ministry.example.org,+442079460011,,,,,,,
"""


@pytest.fixture
def org_id(app: Flask) -> UUID:
    with writing() as session:
        return organisation(session).id


def load(org_id: UUID, table: str, dry_run: bool = False) -> list[LineReport]:
    reports = take_in(org_id, lines_in(table.encode()), "test.csv", None, dry_run)
    reading().rollback()
    return reports


def outcomes(reports: list[LineReport]) -> list[str]:
    return [one.outcome for one in reports]


def number() -> int:
    return reading().scalar(select(func.count()).select_from(Authority)) or 0


def test_new_ones_come_in_whole_and_a_second_time_nothing_happens(org_id: UUID) -> None:
    assert outcomes(load(org_id, TABLE, dry_run=True)) == ["new", "new"]
    assert number() == 0
    assert outcomes(load(org_id, TABLE)) == ["new", "new"]
    embassy, minister = reading().scalars(select(Authority).order_by(Authority.office))
    assert (embassy.kind, embassy.country, embassy.office_in("fr")) == (
        "embassy", "NO", "Ambassade du Pérou",
    )  # fmt: skip
    assert [(p.channel, p.address, p.source) for p in embassy.contact_points] == [
        ("email", "office@embassy.example.org", "directory 2026"),
        ("email", "second@embassy.example.org", "directory 2026"),
        ("post", "1 Quay", "directory 2026"),
        ("post", "2 Square", "directory 2026"),
    ]
    assert minister.kind == "ministry"
    assert minister.holder
    assert (minister.holder.honorific, minister.holder.name) == ("Ms.", "Ilda Venn")
    assert {p.source for p in minister.contact_points} == {"test.csv"}
    for state in ("NO", "IS", "DK"):
        [one] = representing(org_id, "PE", state)
        assert (one.city, one.website) == ("Oslo", "https://embassy.example.org")
    assert [one.id for one in found(org_id, "perou oslo", 5)] == [embassy.id]
    assert outcomes(load(org_id, TABLE)) == ["same", "same"]
    assert number() == 2


def test_what_is_known_is_never_overwritten(org_id: UUID) -> None:
    with writing() as session:
        one = add_office(session, org_id, Office("Minister of Fish", country="KG"))
        succeed(session, one, Person("Somebody Else", "Mr."))
        point = add_point(session, one, "email", "fish@ministry.example.org", "desk")
        point.retired_at = one.created_at
    first, second = load(org_id, TABLE)
    assert (first.outcome, second.outcome) == ("new", "differs")
    assert "the directory has “Somebody Else”, the file “Ilda Venn”; kept" in second.words
    assert "taken out at the desk, and stays out" in second.words
    assert "adds fax +442079460011" in second.words
    one = reading().get_one(Authority, one.id)
    assert one.holder
    assert one.holder.name == "Somebody Else"
    assert [(p.channel, p.address) for p in one.contact_points] == [("fax", "+442079460011")]


def test_a_dry_run_says_what_the_import_does(org_id: UUID) -> None:
    with writing() as session:
        add_office(session, org_id, Office("minister of FISH", country="KG"))
    looked = load(org_id, TABLE, dry_run=True)
    assert reading().scalar(select(func.count()).select_from(ContactPoint)) == 0
    assert load(org_id, TABLE) == looked
    assert outcomes(looked) == ["new", "differs"]  # the title is written otherwise


def test_a_wrong_line_is_refused_alone_and_whole(org_id: UUID) -> None:
    table = (
        "id,office,country,email,fax,web,represents\n"
        ",Right,BE,a@b.example.org,,,\n"
        ",Wrong,QQ,no address,12,javascript:alert(1),\n"
        ",Right,BE,,,,\n"
        "0191e0e0-0000-7000-8000-000000000000,Nobody's,BE,,,,\n"
        ",,BE,x@y.example.org,,,\n"
    )
    reports = load(org_id, table)
    assert outcomes(reports) == ["new", "refused", "refused", "refused", "refused"]
    for words in ("“QQ” is no country", "“no address” cannot", "“12” cannot", "javascript"):
        assert words in reports[1].words
    assert "the same authority as on line 2" in reports[2].words
    assert "no authority with this id" in reports[3].words
    assert "title of the office is missing" in reports[4].words
    assert number() == 1


def test_another_organisation_is_out_of_reach(org_id: UUID) -> None:
    with writing() as session:
        other = organisation(session, "other")
        theirs = add_office(session, other.id, Office("Theirs", country="BE"))
    table = f"id,office,country,email\n{theirs.id},Theirs,BE,x@y.example.org\n"
    assert outcomes(load(org_id, table)) == ["refused"]
    assert not reading().get_one(Authority, theirs.id).contact_points


def test_letters_that_wait_are_written_anew(app: Flask) -> None:
    stage = published({"office": "Minister of Fish"})
    before = stage.campaign.revision
    [one] = stage.recipients
    table = f"id,office,email\n{one.authority_id},Minister of Fish,fish@ministry.example.org\n"
    assert outcomes(load(stage.organisation.id, table)) == ["completed"]
    assert reading().get_one(Campaign, stage.campaign.id).revision == before + 1
    load(stage.organisation.id, table)
    assert reading().get_one(Campaign, stage.campaign.id).revision == before + 1


@pytest.mark.parametrize("cell", ["=1+1", "+4930", "-1", "@SUM(A1)", "\tx", "'=1", "plain", "'s"])
def test_no_spreadsheet_runs_what_is_exported(cell: str) -> None:
    assert guarded(cell)[0] not in "=+-@\t"


def test_what_is_exported_comes_back_the_same(org_id: UUID) -> None:
    table = (
        "office,country,holder,fax,post\n"
        '"=HYPERLINK(""https://example.org"")",GB,@SUM(A1),+442079460011,-1 Road\n'
    )
    load(org_id, TABLE + "")
    assert outcomes(load(org_id, table)) == ["new"]
    text = "".join(table_of(org_id))
    for row in csv.reader(io.StringIO(text)):
        assert not [cell for cell in row if re.match(r"[=+\-@\t\r]", cell)]
    assert outcomes(load(org_id, text)) == ["same"] * 3


def test_a_salutation_without_a_name_comes_back_and_so_does_the_source(org_id: UUID) -> None:
    table = "office,country,salutation,fax,source\nKing,BE,Your Majesty,+442079460011,gazette\n"
    assert outcomes(load(org_id, table)) == ["new"]
    text = "".join(table_of(org_id))
    [row] = csv.DictReader(io.StringIO(text))
    assert (row["holder"], row["salutation"], row["source"]) == ("", "Your Majesty", "gazette")
    assert outcomes(load(org_id, text)) == ["same"]
    [told] = load(org_id, text.replace("Your Majesty", "Sire"))
    assert "salutation: the directory has “Your Majesty”, the file “Sire”" in told.words


def test_what_was_taken_out_in_the_file_is_told_and_leads_to_its_authority(
    org_id: UUID,
    log_in: LogIn,  # noqa: F811
) -> None:
    load(org_id, TABLE)
    text = "".join(table_of(org_id)).replace("'+442079460011", "")
    one = reading().scalars(select(Authority).filter_by(office="Minister of Fish")).one()
    html = upload(log_in("owner"), text)
    assert "fax: the directory has +442079460011, the file does not; kept as it is" in html
    assert f'href="/desk/authorities/{one.id}"' in html


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "no lines"),
        (b"office,country\n", "no lines"),
        (b"office,office\na,b\n", "same name"),
        (
            b"name,country\na,BE\n",
            "The column “office” is missing. Nobody knows this column: “name”. There are: id",
        ),
        (b"country\nBE\n", "“office” is missing"),
        ("office\nMinistère\n".encode("latin-1"), "UTF-8"),
        (b"office\n\x00\n", "cannot be read"),
        (b"office\n" + b"x" * 200_000 + b"\n", "cannot be read"),
        (b"office\n" + b"x\n" * 50_001, "more than 50,000 lines"),
    ],
)
def test_a_bad_file_is_told_in_a_sentence(data: bytes, words: str) -> None:
    with pytest.raises(Problem, match=words):
        lines_in(data)


MISSIONS = (
    "operator;operatorQID;operatorISO;jurisdictions;jurisdictionQIDs;country;countryQID;"
    "countryISO;city;cityQID;address;latitude;longitude;phone;email;website;facebook;twitter;"
    "youtube;picture;pictureAuthor;pictureLicense;pictureLicenseURL;type;typeQID;creation;QID;\n"
    "Algeria;Q1;DZ;France|Andorra|Monaco;;France;Q2;FR;Paris;;;48.8;2.3;;mailto:a@b.example.org;"
    "http://embassy.example.org;;;;;;;;embassy;;;http://example.org/entity/Q90001\n"
    "Algeria;Q1;DZ;;;France;Q2;FR;Lyon;;;;;+33 1 99 00 11 22;;;;;;;;;;consulate general;;;Q90002\n"
    "Atlantis;Q3;;;;France;Q2;FR;Paris;;;;;;;;;;;;;;;embassy;;;Q90003\n"
)
OLD = (
    "operator;operatorQID;country;countryQID;city;cityQID;address;latitude;longitude;phone;email;"
    "website;facebook;twitter;youtube;picture;type;typeQID;creation;QID;\n"
    "Kyrgyzstan;Q1;People's Republic of China;Q2;Beijing;;;;;;;;;;;;embassy;;;Q90004\n"
)


def test_the_list_of_missions(org_id: UUID) -> None:
    assert outcomes(load(org_id, MISSIONS)) == ["new", "new"]  # of Atlantis we know nothing
    [one] = representing(org_id, "DZ", "MC")
    assert one.authority.office == "Embassy of Algeria in Paris"
    assert (one.city, one.website, one.resident) == ("Paris", "http://embassy.example.org", False)
    assert [p.address for p in one.authority.contact_points] == ["a@b.example.org"]
    assert {p.source for p in one.authority.contact_points} == {"Wikidata Q90001"}
    first, consulate = representing(org_id, "DZ", "FR")
    assert (first.city, consulate.city) == ("Paris", "Lyon")
    assert outcomes(load(org_id, OLD)) == ["new"]
    [one] = representing(org_id, "KG", "CN")
    assert one.city == "Beijing"
    assert outcomes(load(org_id, MISSIONS + "")) == ["same", "same"]


def test_on_the_command_line(org_id: UUID, runner: FlaskCliRunner, tmp_path: Path) -> None:
    file = tmp_path / "table.csv"
    file.write_text(TABLE)
    looked = runner.invoke(args=["directory", "import", str(file), "--dry-run"])
    assert looked.exit_code == 0, looked.output
    assert "Nothing was written" in looked.output
    assert number() == 0
    assert "3\tnew\tMinister of Fish" in looked.output
    assert runner.invoke(args=["directory", "import", str(file)]).exit_code == 0
    out = tmp_path / "out.csv"
    assert runner.invoke(args=["directory", "export", str(out)]).exit_code == 0
    assert "Minister of Fish" in out.read_text()
    assert "2 authorities" in runner.invoke(args=["directory", "reindex"]).output
    missing = runner.invoke(args=["directory", "import", str(tmp_path / "none.csv")])
    assert (missing.exit_code, "cannot be read" in missing.output) == (1, True)


def upload(client: FlaskClient, table: str) -> str:
    file = (io.BytesIO(table.encode()), "table.csv")
    return client.post("/desk/directory/file", data={"file": file}).text


def hidden(html: str, name: str) -> str:
    return re.findall(rf'name="{name}"[^>]*value="([^"]*)"', html)[0]


def test_at_the_desk(org_id: UUID, log_in: LogIn) -> None:  # noqa: F811
    client = log_in("owner")
    html = upload(client, TABLE)
    assert "Nothing has been written yet" in html
    assert number() == 0
    data = {"packed": hidden(html, "packed"), "name": "table.csv"}
    assert "The file was taken in" in client.post("/desk/directory/file", data=data).text
    assert number() == 2
    exported = client.get("/desk/directory.csv")
    assert exported.data.startswith("\ufeff".encode())
    assert "Minister of Fish" in exported.text
    for packed in ("%%%", "QUJD"):
        answer = client.post("/desk/directory/file", data={"packed": packed})
        assert answer.status_code == 422
        assert "did not come back whole" in answer.text
    assert "Choose a file" in client.post("/desk/directory/file", data={}).text


def test_who_may(org_id: UUID, log_in: LogIn) -> None:  # noqa: F811
    assert log_in("reader").get("/desk/search?q=x").status_code == 200
    assert log_in("reader").get("/desk/directory/file").status_code == 403
    assert log_in("editor").get("/desk/directory.csv").status_code == 403
    assert log_in("approver").get("/desk/directory/file").status_code == 403


def test_the_search_page(org_id: UUID, log_in: LogIn) -> None:  # noqa: F811
    load(org_id, TABLE)
    client = log_in("reader")
    html = client.get("/desk/search", query_string={"q": "venn"}).text
    assert "Minister of Fish" in html
    assert "Ilda Venn" in html
    assert "<script>" not in client.get("/desk/search?q=<script>x</script>").text
    assert reading().scalar(select(func.count()).select_from(OfficeHolder)) == 1
    assert reading().scalar(select(func.count()).select_from(Mission)) == 1

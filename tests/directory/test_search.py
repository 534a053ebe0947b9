"""Words in any script find what is kept in another spelling."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.appeals import from_json
from campaign.base.database import reading, writing
from campaign.base.search import SearchWord, countries_named, terms_of, words_of
from campaign.campaigns import search as campaigns
from campaign.campaigns.cases import note_codes
from campaign.campaigns.models import AppealRecord, Campaign, Case
from campaign.directory import search as authorities
from campaign.directory.holders import Person, succeed
from campaign.directory.merge import merge
from campaign.directory.office import Office, add_office, edit_office
from campaign.directory.points import add_point, retire_point
from tests.builders import organisation, published

FOLDED = [
    ("Łódź", "lodz"),
    ("Procureur général", "PROCUREUR GENERAL"),
    ("Çağlayan İstanbul", "caglayan istanbul"),
    ("Straße", "strasse"),
    ("Генеральный прокурор Алёхин", "генеральныи прокурор алехин"),
    ("Өзгөн шаары", "озгон шаары"),  # Kyrgyz letters on a Russian keyboard
    ("Міністерство", "министерство"),
    ("وِزَارَةُ العَدْل", "وزاره العدل"),  # with and without vowels; the last letter of the first word
    ("الأمين", "امين"),  # hamza and article
    ("دادستانی کل", "دادستاني كل"),  # Persian letters, Arabic keyboard
    ("O‘zbekiston", "ozbekiston"),
    ("Côte d’Ivoire", "cote d'ivoire"),
    ("中国外交部", "外交部"),
    ("ΥΠΟΥΡΓΕΊΟ", "υπουργειο"),
]


@pytest.mark.parametrize(("kept", "asked"), FOLDED)
def test_kept_and_asked_are_folded_alike(kept: str, asked: str) -> None:
    words = words_of([kept])
    for term in terms_of(asked):
        assert any(word.startswith(term) for word in words), (term, words)


def test_what_differs_stays_different() -> None:
    assert not words_of(["Hanover"]) & words_of(["Handover"])
    assert words_of(["суд"]) != words_of(["сад"])


@pytest.mark.parametrize("asked", ["Kirgis", "кирг", "قيرغيزستان", "吉尔吉斯斯坦", "kg"])
def test_countries_are_named_in_many_languages(asked: str) -> None:
    [term] = terms_of(asked)
    assert "KG" in countries_named(term)


def test_authorities_are_found_as_they_change(app: Flask) -> None:
    with writing() as session:
        org = organisation(session)
        office = Office("Генеральная прокуратура", "prosecutor", "KG", {"fr": "Parquet général"})
        one = add_office(session, org.id, office)
        add_office(session, org.id, Office("Ministry of Justice", country="KZ"))

    def found(text: str) -> list[str]:
        reading().rollback()
        return [one.office for one in authorities.found(org.id, text, 10)]

    for asked in ("прокур", "parquet GENERAL", "kyrgyzstan прокуратура", "Kirguistán"):
        assert found(asked) == ["Генеральная прокуратура"], asked
    assert found("ministry kyrgyzstan") == []
    assert len(found("k")) == 0
    with writing() as session:
        again = session.merge(one)
        succeed(session, again, Person("Aïsha Ünal"))
        edit_office(session, again, Office("Генеральная прокуратура", "prosecutor", "KG"))
    assert found("aisha unal") == ["Генеральная прокуратура"]
    assert found("parquet") == []


def test_a_merged_one_is_not_found(app: Flask) -> None:
    with writing() as session:
        org = organisation(session)
        gone = add_office(session, org.id, Office("Registry of Complaints"))
        kept = add_office(session, org.id, Office("Registry"))
        merge(session, gone, kept)
    found = [one.id for one in authorities.found(org.id, "registry", 10)]
    assert found == [kept.id]


def test_a_former_title_holder_or_number_finds_who_it_is_now(app: Flask) -> None:
    with writing() as session:
        org = organisation(session)
        one = add_office(session, org.id, Office("Minister of Internal Affairs", country="BE"))
        succeed(session, one, Person("Aldo Marr"))
        succeed(session, one, Person("Iva Kroll"))
        add_point(session, one, "email", "Office@interior.example.org", "desk")
        fax = add_point(session, one, "fax", "+442079460011", "desk")
        retire_point(session, one, fax)
        edit_office(session, one, Office("Minister of the Interior", country="BE"))
        gone = add_office(session, org.id, Office("Home Office"))
        merge(session, gone, one)
    for asked in (
        "internal affairs",
        "home office",
        "aldo marr",
        "office@INTERIOR.example.org",
        "+44 20 7946 0011",
        "0044 20 7946 0011",
        "(020) 7946-0011",
    ):
        assert [o.id for o in authorities.found(org.id, asked, 5)] == [one.id], asked
    assert authorities.found(org.id, "+44 20 7946 0012", 5) == []


@pytest.mark.parametrize(
    "asked",
    ["Re: AW: your letter VLA 004/1126/OBS031 of Monday", "OBS031", "vla004", "Bramble Quist"],
)
def test_a_case_is_found_by_what_people_paste(app: Flask, asked: str) -> None:
    stage = published()
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        record = session.get_one(AppealRecord, campaign.appeal_id)
        record.reading = {**record.reading, "description": ["Bramble Quist was arrested."]}
        note_codes(session, session.get_one(Case, campaign.case_id), from_json(record.reading))
    assert [one.id for one in campaigns.found(stage.organisation.id, asked, 5)] == [
        stage.campaign.id
    ]


@pytest.mark.parametrize(
    "asked",
    [
        "VLA 004 / 1126 / OBS 031",
        "vla-4/1126/obs31",
        "VLA004/1126/O.B.S. 31",
        "vla 4 1126 31",
        "VLA 004/1126/OBS 031.2",
        "ＶＬＡ ٠٠٤ / ١١٢٦ / OBS ٠٣١",
        "Öru Bay wardens",
    ],
)
def test_a_code_is_found_in_any_spelling(app: Flask, asked: str) -> None:
    stage = published()
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).title += " "  # published by hand: note it
    assert [one.id for one in campaigns.found(stage.organisation.id, asked, 5)] == [
        stage.campaign.id
    ]
    assert [one.id for one in campaigns.running(asked)] == [stage.campaign.id]
    assert campaigns.found(stage.organisation.id, "VLA 005 / 1126 / OBS 031", 5) == []


def test_the_public_finds_only_what_is_public(client: FlaskClient) -> None:
    stage = published()
    published(slug="secret-draft")
    with writing() as session:
        draft = session.scalars(select(Campaign).filter_by(slug="secret-draft")).one()
        draft.state, draft.title = "draft", "Zebra crossing"
        campaign = session.get_one(Campaign, stage.campaign.id)
        session.get_one(Case, campaign.case_id).country = "KG"
        campaign.title = "River wardens of Oru Bay"
        record = session.get_one(AppealRecord, campaign.appeal_id)
        record.reading = {**record.reading, "title": "Quagga"}  # not on the public page
    for asked in ("zebra", "quagga"):
        assert "No appeal that runs now" in client.get("/", query_string={"q": asked}).text
    shown = client.get("/", query_string={"q": "oru wardens", "country": "KG"}).text
    assert "River wardens of Oru Bay" in shown
    assert "River wardens" not in client.get("/?country=BE").text
    assert "River wardens" in client.get("/?q=Кыргызстан").text
    assert client.get("/", query_string={"q": "\x00%_'" + "z" * 500}).status_code == 200
    assert [one.id for one in campaigns.found(stage.organisation.id, "quagga", 5)] == [campaign.id]


def test_other_organisations_find_their_own(app: Flask) -> None:
    published()
    with writing() as session:
        other = organisation(session, "other")
        add_office(session, other.id, Office("Ministry of Fish"))
        org_id = other.id
    assert [one.office for one in authorities.found(org_id, "ministry", 5)] == ["Ministry of Fish"]
    assert authorities.found(org_id, "governor", 5) == []
    assert campaigns.found(org_id, "river", 5) == []


def test_reindex_makes_the_same_words(app: Flask) -> None:
    stage = published()
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).title = "River wardens"
    query = select(SearchWord.kind, SearchWord.word, SearchWord.subject_id)
    before = set(reading().execute(query))
    with writing() as session:
        assert authorities.reindex(session, stage.organisation.id) == 3
        assert campaigns.reindex(session, stage.organisation.id) == 1
    assert before
    assert set(reading().execute(query)) == before

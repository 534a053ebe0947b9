"""The fixed words of letters, in every language that has them. Everybody is invented."""

from __future__ import annotations

import io
import re
from dataclasses import asdict
from email import message_from_bytes, policy
from email.header import decode_header, make_header
from email.utils import parseaddr
from string import Formatter
from typing import Any

import pytest
from babel.dates import get_month_names
from flask import Flask
from flask.testing import FlaskClient
from pypdf import PdfReader
from sqlalchemy import select, update

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.models import AppealRecord, LetterText, Recipient
from campaign.delivery.sweep import sweep
from campaign.directory.models import Authority, ContactPoint, OfficeHolder
from campaign.directory.words import forms
from campaign.letters.compose import Signer, country_name, sender_name
from campaign.letters.composed import ComposedLetter
from campaign.letters.models import LetterContent, TransmissionContent
from campaign.letters.pdf import letter_pdf, missing_characters, without_glyph
from campaign.letters.phrases import LANGUAGES, phrases
from campaign.letters.unsigned import compose_unsigned
from tests.builders import Stage, published, signed, transmissions
from tests.conftest import Clock

OTHERS = [language for language in LANGUAGES if language != "en"]
ORGANISATION = "Valoriana"
WORD = re.compile(r"(?<![\w-])[^\W\d_]+(?![\w-])")  # no part of a reference
# A minister (by e-mail), a prosecutor general (by fax), an ambassador (by e-mail), a president.
OFFICES = {
    "ar": ("وزير العدل", "النائب العام", "سفير فالوريا", "رئيس الجمهورية"),
    "de": ("Justizminister", "Generalstaatsanwalt", "Botschafterin", "Präsident der Republik"),
    "es": ("Ministra de Justicia", "Fiscal General", "Embajador", "Presidenta de la República"),
    "fr": ("Ministre de la Justice", "Procureure générale", "Ambassadrice", "Président"),
    "ru": ("Министр юстиции", "Генеральный прокурор", "Посол", "Президент Республики"),
}
POSTS = ("minister", "prosecutor_general", "ambassador", "head_of_state")


def placeholders(words: str) -> set[str]:
    return {name for _, name, _, _ in Formatter().parse(words) if name}


def texts(language: str) -> dict[str, str]:
    """All fixed words and salutations, by their name."""
    found: dict[str, Any] = {**asdict(phrases(language)), **asdict(forms(language))}
    found.pop("beginnings")
    found |= {f"post {post}": words for post, words in found.pop("by_post").items()}
    columns = enumerate(found.pop("joint_columns"))
    return found | {f"column {number}": words for number, words in columns}


def words_of(language: str) -> set[str]:
    filled = (re.sub(r"\{\w+\}", "", text) for text in texts(language).values())
    return {word.casefold() for text in filled for word in WORD.findall(text)}


def english_in(said: str, language: str) -> set[str]:
    """Words of the English letter in a letter that is in another language; but for shared ones."""
    months = set(get_month_names(locale="en").values()) - set(
        get_month_names(locale=language).values()
    )
    english = words_of("en") | {"ms", "belgium"} | {month.casefold() for month in months}
    english = {word for word in english if len(word) > 1} - words_of(language)  # no initials
    local = {word.casefold() for office in OFFICES[language] for word in WORD.findall(office)}
    shown = re.sub(r"\S+@\S+|https?://\S+", "", said)
    return {word.casefold() for word in WORD.findall(shown)} & (english - local)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_language_has_the_same_placeholders_and_posts(language: str) -> None:
    ours, english = texts(language), texts("en")
    assert ours.keys() == english.keys()
    assert all(words.strip() == words and words for words in ours.values())
    for name, words in ours.items():
        assert placeholders(words) == placeholders(english[name]), name
        assert not without_glyph([words]), name
    for name in ("excellency", "person", "titled", "nobody", *(f"post {x}" for x in POSTS)):
        assert ours[name].endswith(ours["mark"]), name


@pytest.mark.parametrize("tag", ["fr-CA", "ar", "de-AT"])
def test_a_regional_tag_has_the_words_of_its_language(tag: str) -> None:
    assert phrases(tag) is phrases(tag[:2]) is not phrases("en")


def test_a_language_without_words_gets_english_ones() -> None:
    assert phrases("ka") is phrases("en")


def speaking(language: str) -> Stage:
    """A campaign whose appeal, letter and offices are in a language; holders as printed abroad."""
    ways = ({"email": "a@gov.example.org"}, {"fax": "+12025550123"}, {"email": "b@gov.example.org"})
    named = [
        {"office": office, "holder": "Ilda Venn", **way}
        for office, way in zip(OFFICES[language], (*ways, {}), strict=True)
    ]
    named[2]["kind"] = "embassy"
    stage = published(*named)
    demands = [{"text": "Mara Tellin;", "items": ["Josef Arund."]}]
    with writing() as session:
        session.execute(update(Organisation).values(name=ORGANISATION, postal_address="Vala 12"))
        session.execute(update(AppealRecord).values(language=language))
        post = update(ContactPoint).where(ContactPoint.channel == "post")
        session.execute(post.values(address="Vala 2"))
        session.execute(update(OfficeHolder).values(salutation="Dear Minister"))
        session.execute(
            update(LetterText).values(
                language=language, subject="Mara Tellin", opening="Josef Arund.", demands=demands
            )
        )
        for authority in session.scalars(select(Authority)):
            authority.country = "BE"
    for one in (stage.organisation, stage.text, stage.campaign, stage.campaign.appeal):
        reading().refresh(reading().merge(one))
    return stage


def signer(language: str, choice: str = "full") -> Signer:
    return Signer("Anna Muster", choice, country_name("BE", language), "", "Oru Vala.")


def sent() -> list[str]:
    """What stands in the letters that are to leave: mails with their From, and faxes."""
    reading().rollback()
    said = []
    for one in transmissions():
        payload = reading().get_one(TransmissionContent, one.id).payload
        if one.channel == "fax":
            said.append(pdf_text(payload))
        else:
            mail = message_from_bytes(payload, policy=policy.default)
            body = mail.get_body(("plain",))  # type: ignore[attr-defined]
            name, _ = parseaddr(message_from_bytes(payload)["From"].replace("\r\n", ""))
            said.append(f"{make_header(decode_header(name))}\n{body.get_content()}")
    return said


def pdf_text(pdf: bytes) -> str:
    return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(pdf)).pages)


@pytest.mark.parametrize("language", OTHERS)
def test_a_whole_letter_has_no_english_word(app: Flask, language: str) -> None:
    stage = speaking(language)
    withheld = phrases(language).withheld.format(organisation=ORGANISATION)
    signed(stage, 1, signer(language))
    signed(stage, 1, signer(language, "withheld"))
    reading().rollback()
    contents = reading().scalars(select(LetterContent).order_by(LetterContent.letter_id)).all()
    letters = [ComposedLetter.from_json(content.composed) for content in contents]
    assert len(letters) == 8
    for composed, post in zip(letters, POSTS * 2, strict=True):
        assert composed.salutation == forms(language).by_post[post]
        assert bool(composed.convey) == (post == "ambassador")
        assert not missing_characters(composed)
        printed = pdf_text(letter_pdf(composed, "2026-11-28"))
        assert english_in(printed, language) == set()
    assert [letter.signatory[0] for letter in letters] == ["Anna Muster"] * 4 + [withheld] * 4
    leaving = sent()
    assert len(leaving) == 6
    for said in leaving:
        assert english_in(said, language) == set()
    named = sender_name(signer(language), ORGANISATION, language)
    assert leaving[0].startswith(f"{named}\n")

    place = (stage.campaign, stage.organisation, stage.text, stage.recipients[3])
    by_hand = compose_unsigned(*place, db_now().date())
    assert english_in(pdf_text(letter_pdf(by_hand, "2026-11-28")), language) == set()


@pytest.mark.parametrize("language", OTHERS)
def test_a_joint_letter_has_no_english_word(app: Flask, clock: Clock, language: str) -> None:
    stage = speaking(language)
    with writing() as session:
        session.execute(update(Recipient).values(joint=True))
    for choice in ("full", "initials", "withheld"):
        signed(stage, 1, signer(language, choice))
    clock.forward(days=1)
    sweep()
    said = sent()
    assert sorted(one.carried for one in transmissions()) == [3, 3, 3]
    for one in said:
        assert english_in(one, language) == set()
    words = phrases(language)
    mails = [one for one in said if one.startswith(words.joint_sender.format(n=3))]
    assert len(mails) == 2
    for one in mails:
        shown = " ".join(one.split())
        for expected in (
            words.joint_closing,
            words.joint_signatory.format(n=3),
            words.joint_unnamed.format(n=1, organisation=ORGANISATION),
        ):
            assert " ".join(expected.split()) in shown


def test_the_form_quotes_the_words_of_the_letter(client: FlaskClient) -> None:
    stage = speaking("fr")
    with writing() as session:
        session.execute(update(Recipient).where(Recipient.position == 0).values(language="ru"))
    html = client.get(f"/c/{stage.campaign.slug}").text
    for language in ("fr", "ru"):
        words = phrases(language).withheld.format(organisation=ORGANISATION)
        assert f'<bdi lang="{language}" dir="ltr">{words}</bdi>' in html
    assert "Name withheld" not in html

"""A name that was taken out of an appeal is nowhere to be seen but at the desk."""

from __future__ import annotations

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select, update

from campaign import delivery
from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import names, search
from campaign.campaigns.models import AppealRecord, Campaign, Case, LetterText, RemovedName
from campaign.campaigns.veil import veiled
from campaign.letters.models import Letter
from campaign.letters.read import composed_of
from campaign.letters.renew import renew
from tests import builders
from tests.builders import EMAIL, PAPER, Stage
from tests.signing import way
from tests.smtp import SmtpServer

NAME = "Ilmar Quist"
OUT = "[name withheld]"
PUBLIC = (
    "/",
    "/c/{slug}",
    "/feed.atom",
    "/sitemap.xml",
    "/report",
    "/embed/{slug}",
    "/c/{slug}/qr.svg",
    "/api/v1/campaigns",
    "/api/v1/campaigns/{slug}",
)


@pytest.fixture
def stage(app: Flask) -> Stage:
    """A campaign in all of whose texts the name stands."""
    made = builders.published(EMAIL, PAPER, slug="free-ilmar-quist")
    with writing() as session:
        campaign = session.get_one(Campaign, made.campaign.id)
        session.get_one(Case, campaign.case_id).code = builders.CODE
        campaign.title = f"Free {NAME}, river warden"
        record = session.get_one(AppealRecord, campaign.appeal_id)
        record.reading = record.reading | {
            "lead": f"{NAME} is held without charge.",
            "description": [
                "On 4 November Mr QUIST was taken away.",
                "Ilmar\nQuist counted fish.",
            ],
            "actions": [{"label": "i", "text": f"Release {NAME};", "items": [f"see {NAME}"]}],
            "footnotes": [{"label": "1", "text": f"{NAME} wrote it."}],
        }
        session.execute(
            update(LetterText)
            .where(LetterText.campaign_id == campaign.id)
            .values(
                subject=f"the detention of {NAME}",
                opening=f"{NAME} has been held since 4 November 2026.",
                demands=[{"text": f"Release {NAME};", "items": [f"let {NAME} see a lawyer"]}],
            )
        )
    reading().rollback()
    return made


def take_out(stage: Stage, typed: str = f"{NAME}\nQuist") -> str:
    """Take the name out; returns the slug of the page from then on."""
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        names.remove(session, campaign, stage.manager.id, typed, "the family asks for it")
        slug = campaign.slug
    reading().rollback()
    return slug


def put_back(stage: Stage) -> None:
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        for one in list(campaign.removed_names):
            names.put_back(session, campaign, stage.manager.id, one.id, "she is free")
    reading().rollback()


def shown(client: FlaskClient, slug: str) -> str:
    """Everything that strangers may fetch, one after the other."""
    answers = [client.get(path.format(slug=slug)) for path in PUBLIC]
    assert {answer.status_code for answer in answers} == {200}
    return "\n".join(answer.text for answer in answers)


def test_the_name_is_gone_from_all_that_is_public(client: FlaskClient, stage: Stage) -> None:
    before = shown(client, "free-ilmar-quist")
    assert "Ilmar" in before
    slug = take_out(stage)
    after = shown(client, slug)
    assert OUT in after
    assert "ilmar" not in after.lower()
    assert "quist" not in after.lower()
    assert client.get("/c/free-ilmar-quist").status_code == 404
    assert client.get(f"/c/{slug}/sheet.pdf").status_code == 200


def test_a_closed_page_does_not_name_it_either(client: FlaskClient, stage: Stage) -> None:
    slug = take_out(stage)
    with writing() as session:
        campaign = session.get_one(Campaign, stage.campaign.id)
        campaign.state, campaign.closed_at = "closed", db_now()
        campaign.outcome, campaign.outcome_said = "freed", f"{NAME} is free."
    page = client.get(f"/c/{slug}").text
    assert f"{OUT} is free." in page
    assert "Quist" not in page
    assert "Quist" not in client.get(f"/api/v1/campaigns/{slug}").text


def test_the_public_search_finds_it_no_more_and_that_of_the_desk_does(stage: Stage) -> None:
    with writing() as session:
        search.reindex(session, stage.organisation.id)
    assert search.running("Quist")
    take_out(stage)
    assert not search.running("Quist")
    assert search.found(stage.organisation.id, "Quist", 10)
    put_back(stage)
    assert search.running("Quist")


def test_letters_that_wait_leave_without_it(stage: Stage, smtp: SmtpServer) -> None:
    builders.signed(stage)
    take_out(stage)
    delivery.drain("email")
    assert not _any_with_name(smtp)
    renew()
    delivery.drain("email")
    assert len(smtp.received) == 1
    assert not _any_with_name(smtp)
    assert b"[name withheld]" in smtp.received[0].content
    builders.assert_counts_true(stage.campaign.id)


def _any_with_name(smtp: SmtpServer) -> bool:
    return any(b"Quist" in mail.content for mail in smtp.received)


def test_a_letter_on_paper_and_own_words_lose_it_at_once(stage: Stage) -> None:
    signer = builders.Signer("Anna Example", "full", "Belgium", "", f"I know {NAME} well.")
    builders.signed(stage, signer=signer)
    [paper] = reading().scalars(select(Letter.id).filter_by(channel="print")).all()
    take_out(stage)
    found = composed_of(paper)
    assert found is not None
    assert found.own_words == (f"I know {OUT} well.",)
    assert "Quist" not in repr(found)
    put_back(stage)
    assert NAME in repr(composed_of(paper))


def test_mails_that_wait_lose_it(client: FlaskClient, stage: Stage, smtp: SmtpServer) -> None:
    assert way.sign(client, _again(stage)).status_code == 303
    slug = take_out(stage)
    [mail] = way.mails(smtp)
    assert "Quist" not in mail.as_string()
    assert "free-ilmar" not in mail.as_string()
    assert OUT in mail.get_content()
    page = client.get(way.path(mail, "confirm")).text
    assert "Quist" not in page
    assert OUT in page
    assert slug.startswith("appeal-")


def _again(stage: Stage) -> Stage:
    return Stage(
        stage.organisation,
        stage.manager,
        reading().get_one(Campaign, stage.campaign.id),
        stage.text,
    )


def test_it_is_audited_and_only_a_person_puts_it_back(stage: Stage) -> None:
    take_out(stage)
    revision = reading().get_one(Campaign, stage.campaign.id).revision
    put_back(stage)
    campaign = reading().get_one(Campaign, stage.campaign.id)
    assert campaign.revision > revision
    assert campaign.shown_title == campaign.title
    acts = reading().scalars(select(AuditEntry).order_by(AuditEntry.at)).all()
    told = [(one.action, one.detail, one.manager_id) for one in acts if "name" in one.action]
    by = stage.manager.id
    assert told[0] == ("name taken out", "the family asks for it", by)
    assert ("name put back", "she is free", by) in told
    assert "Quist" not in repr(told)
    once = reading().scalars(select(RemovedName.id)).all()[0]
    with pytest.raises(NotFound), writing() as session:
        names.put_back(session, session.get_one(Campaign, campaign.id), by, once, "again")


@pytest.mark.parametrize(
    ("typed", "why", "said"),
    [
        ("Ilmar Kwist", "asked", "stands nowhere"),
        (" \n", "asked", "Write the name"),
        ("Q", "asked", "single letter"),
        ("Quist", " ", "Say why"),
        ("x" * 121, "asked", "at most 120"),
    ],
)
def test_what_cannot_be_taken_out_is_told(stage: Stage, typed: str, why: str, said: str) -> None:
    with pytest.raises(Problem, match=said), writing() as session:
        names.remove(session, session.get_one(Campaign, stage.campaign.id), None, typed, why)
    assert not reading().scalars(select(RemovedName)).all()


@pytest.mark.parametrize(
    ("text", "name", "language", "left"),
    [
        ("Ali and Alina", "Ali", "en", f"{OUT} and Alina"),
        ("Ali’s house, ALI!", "Ali", "en", f"{OUT}’s house, {OUT}!"),
        ("Jose\u0301 Pena", "Jos\u00e9 Pena", "es", "[nombre reservado]"),
        ("Свободу Омаровой!", "Омаровой", "ru", "Свободу [имя не называется]!"),
        ("Ilmar  \n Quist", "Ilmar Quist", "xx", "[…]"),
        ("a.b", "a.b", "en-GB", OUT),
        ("axb", "a.b", "en", "axb"),
    ],
)
def test_whole_words_in_any_case_go(text: str, name: str, language: str, left: str) -> None:
    assert veiled(text, [name], language) == left

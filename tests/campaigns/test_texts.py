"""The letter in further languages: one campaign, versions of each, and who gets which."""

from __future__ import annotations

import pytest
from sqlalchemy import select

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns import edit, texts
from campaign.campaigns.find import current_text, text_to
from campaign.campaigns.models import Campaign
from campaign.campaigns.update import open_update
from campaign.letters.compose import Signer
from campaign.signing.preview import preview
from tests.campaigns.samples import UPDATE

FRENCH = ("deux gardes détenus", "Deux gardes sont détenus.", "Les libérer;\n- tout de suite.")


def write(campaign: Campaign, tag: str, seen: int = 0, said: tuple[str, str, str] = FRENCH) -> None:
    with writing() as session:
        texts.translate(session, campaign, tag, None, seen, *said)
    reading().expire_all()


@pytest.mark.parametrize(
    "tag", ["fr", "pt-BR", "sr-Latn", "ckb", "zh-hant-TW", "de-1996", "en-x-a"]
)
def test_any_language_has_versions_of_its_own(imported: Campaign, tag: str) -> None:
    write(imported, tag)
    spoken = next(one.language for one in texts.newest(imported) if one.language != "en")
    write(imported, tag, 1, ("autre", *FRENCH[1:]))
    assert [one.version for one in texts.versions(imported, spoken)] == [2, 1]
    assert current_text(imported, spoken).subject == "autre"
    assert len(reading().scalars(select(Campaign)).all()) == 1
    assert imported.revision == 3  # letters that wait are written anew


def test_the_same_text_again_is_no_version(imported: Campaign) -> None:
    write(imported, "fr")
    write(imported, "fr", 1)
    assert len(texts.versions(imported, "fr")) == 1


@pytest.mark.parametrize(
    ("tag", "seen", "said", "words"),
    [
        ("xx", 0, FRENCH, "No language has the tag"),
        ("French!", 0, FRENCH, "no language tag"),
        ("en", 0, FRENCH, "there already"),
        ("fr", 1, FRENCH, "meanwhile"),
        ("fr", 0, ("a", "b", ""), "at least one demand"),
        ("fr", 0, ("a" * 200, "b", "c"), "too long"),
    ],
)
def test_what_cannot_be_is_refused(
    imported: Campaign, tag: str, seen: int, said: tuple[str, str, str], words: str
) -> None:
    with pytest.raises(Problem, match=words):
        write(imported, tag, seen, said)
    assert [one.language for one in texts.newest(imported)] == ["en"]


def test_codes_and_placeholders_are_kept(imported: Campaign) -> None:
    opening = "See VLA 004 / 1126 / OBS 031, and say {your city} or [name]."
    with writing() as session:
        edit.edit_text(session, imported, None, 1, "T", "S", opening, "Free them.")
    with pytest.raises(Problem, match="VLA 004 / 1126 / OBS 031"):
        write(imported, "fr")
    with pytest.raises(Problem, match=r"{your city}, \[name\]"):
        write(imported, "fr", 0, ("s", "Voir VLA 004/1126/OBS 031, [nom].", "Libérer."))
    write(imported, "fr", 0, ("s", "Voir VLA 004/1126/OBS 031, {ville}, [nom].", "Libérer."))


def test_a_recipient_gets_the_language_that_was_chosen_for_it(imported: Campaign) -> None:
    write(imported, "fr")
    first, second, *_ = imported.recipients
    with writing() as session:
        texts.choose_language(session, imported, first, "fr", None)
    letters = preview(imported, [first, second], lambda _: Signer("Jane Doe", "full", "", "", ""))
    assert [one.composed.language for one in letters] == ["fr", "en"]
    with writing() as session:
        texts.choose_language(session, imported, first, "", None)
    assert text_to(imported, first).language == "en"
    with pytest.raises(Problem, match="no letter in this language"), writing() as session:
        texts.choose_language(session, imported, first, "ru", None)


def test_a_text_that_an_update_replaced_is_not_used_until_it_is_written_anew(
    imported: Campaign,
) -> None:
    write(imported, "fr")
    first = imported.recipients[0]
    with writing() as session:
        texts.choose_language(session, imported, first, "fr", None)
        open_update(session, imported, UPDATE, None)
    reading().expire_all()
    assert imported.appeal.imported_at <= db_now()
    old = texts.versions(imported, "fr")[0]
    assert not texts.counts(imported, old)
    assert texts.is_behind(imported, old)
    assert text_to(imported, first).language == "en"
    assert texts.replaced(imported) == [(old, [first])]
    write(imported, "fr", 1)  # the same words, but somebody says that they are still right
    assert text_to(imported, first).language == "fr"
    assert texts.replaced(imported) == []

"""Codes of one case make one case, in any spelling; what is compared, and in which time."""

from __future__ import annotations

import time
from datetime import timedelta
from uuid import UUID

import pytest
from sqlalchemy import select

from campaign.accounts.models import Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import cases, closing, deadline, find, search
from campaign.campaigns.approve import Approval
from campaign.campaigns.compare import GONE, NEW, SAME, Piece, compare, differences
from campaign.campaigns.doubts import doubts
from campaign.campaigns.importing import AlreadyHere, import_appeal
from campaign.campaigns.languages import language_tag, name_of
from campaign.campaigns.models import Campaign, Case, CaseCode
from campaign.campaigns.publish import discard, publish
from campaign.campaigns.update import add_translation, open_update
from tests import builders
from tests.campaigns.samples import APPEAL, CODE, UPDATE
from tests.campaigns.test_update import FRENCH, ONE_MORE

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("VLA 004 / 1126 / OBS 031", "vla 4/1126/obs 31.1"),
        ("VLA 004 / 1126 / OBS 031", "VLA 004 / 1126 / O.B.S. 031"),
        ("VLA 004 / 1126 / 031", "VLA 004/1126/OBS 031.12"),
        ("AHRC-UAC-039-2014", "AHRC UAC 39 2014"),
        ("UA 237/98", "ua 237 / 98"),
    ],
)
def test_a_code_is_known_in_any_spelling(one: str, other: str) -> None:
    assert cases.key_of(one) == cases.key_of(other)


def test_other_codes_stay_other_codes() -> None:
    codes = ("VLA 004 / 1126 / OBS 031", "VLA 004 / 1126 / OBS 032", "UA 237/98", "UA 237/99")
    assert len({cases.key_of(code) for code in codes}) == len(codes)
    assert cases.key_of("– / –") == ""
    began = time.monotonic()
    cases.key_of("." + "1" * 1_000_000 + "." * 1_000_000)
    assert time.monotonic() - began < 1


def offered(organisation: Organisation, source: str) -> str:
    with pytest.raises(AlreadyHere) as here, writing() as session:
        import_appeal(session, organisation, source, None)
    return here.value.offer


def out(campaign: Campaign) -> None:
    with writing() as session:
        one = session.get_one(Campaign, campaign.id)
        publish(session, one, None, True, [d.key for d in doubts(one)], Approval("rewrite"))


def found_by_all(code: str) -> list[UUID]:
    """What anybody finds by a code."""
    return [one.id for one in search.running(code)]


def test_what_belongs_to_a_case_is_offered_as_its_update(
    imported: Campaign, organisation: Organisation
) -> None:
    out(imported)
    for code in ("VLA 4/1126/OBS 31.1", "VLA 004 / 1126 / 031", "VLA 004 / 1126 / O.B.S. 031.2"):
        assert offered(organisation, UPDATE.replace(f"{CODE}.1", code)) == "update"
    own_code = UPDATE.replace(f"{CODE}.1", "VLA 009 / 1226 / OBS 044")
    own_code = own_code.replace("Urgent Appeal", "New information", 1)
    related = own_code.replace("OBS 044", f"OBS 044\nUpdate to {CODE}")
    assert offered(organisation, related) == "update"
    with writing() as session:
        open_update(session, session.get_one(Campaign, imported.id), related, None)
    again = own_code.replace("three river", "four river")  # by the code under which it went on
    assert offered(organisation, again) == "update"
    out(imported)
    with writing() as session:  # the next one goes by the first code again
        open_update(session, session.get_one(Campaign, imported.id), UPDATE, None)
    assert found_by_all("vla 9/1226/obs44") == []  # it is being looked over
    out(imported)
    for code in ("vla 9/1226/obs44", "VLA-4-1126-OBS-31.1"):
        assert found_by_all(code) == [imported.id]
    with writing() as session:
        elsewhere = builders.organisation(session, "other")
        assert import_appeal(session, elsewhere, UPDATE, None).campaign.org_id == elsewhere.id
    for house in (elsewhere, organisation):
        assert offered(house, UPDATE.replace("three river", "seven river")) == "update"
    with pytest.raises(NotFound):
        cases.one_of(elsewhere.id, imported.case_id)


def test_translations_share_the_campaign_until_an_update_overtakes_them(
    imported: Campaign, organisation: Organisation
) -> None:
    assert offered(organisation, FRENCH) == "translation"
    with writing() as session:
        add_translation(session, session.get_one(Campaign, imported.id), FRENCH, None)
    assert find.current_text(imported, "fr").language == "fr"
    out(imported)
    with writing() as session:
        open_update(session, session.get_one(Campaign, imported.id), UPDATE, None)
    reading().expire_all()
    assert find.current_text(imported, "fr").language == "en"  # the French one is old
    newer = FRENCH.replace("deux", "trois")
    assert offered(organisation, newer) == "translation"
    with writing() as session:
        add_translation(session, session.get_one(Campaign, imported.id), newer, None)
    text = find.current_text(imported, "fr")
    assert (text.language, text.version) == ("fr", 2)
    became = [step.became for step in cases.steps(imported)]
    assert became[0] == "first"
    assert sorted(became[1:]) == ["open", "translation", "translation"]


def test_a_closing_appeal_leads_to_closing_and_fills_the_form(
    imported: Campaign, organisation: Organisation
) -> None:
    over = UPDATE.replace("Urgent Appeal", "Case closed", 1).replace("three river", "free river")
    assert offered(organisation, over) == "update"  # of a draft
    out(imported)
    assert offered(organisation, over) == "closing"
    assert closing.drafted(imported) == ("", "")
    with writing() as session:
        closing.take_closing(session, session.get_one(Campaign, imported.id), over, None)
    reading().expire_all()
    assert imported.state == "published"  # a person closes it
    said, mail = closing.drafted(imported)
    assert said == "Valoria: Two river wardens jailed for measuring the water of Oru Bay"
    assert "free river" in mail
    assert cases.steps(imported)[-1].became == "closing"
    with pytest.raises(Problem, match="exactly this text"), writing() as session:
        closing.take_closing(session, session.get_one(Campaign, imported.id), over, None)
    with writing() as session:
        end = closing.outcome("freed", "They are free.", "")
        closing.close(session, session.get_one(Campaign, imported.id), None, "freed", end)
    assert offered(organisation, UPDATE.replace("three river", "nine river")) == ""


@on_sqlite
def test_a_draft_that_is_thrown_away_leaves_no_code(
    imported: Campaign, organisation: Organisation
) -> None:
    with writing() as session:
        discard(session, session.get_one(Campaign, imported.id), None)
    assert reading().scalars(select(CaseCode)).all() == []
    assert reading().scalars(select(Case)).all() == []
    with writing() as session:
        import_appeal(session, organisation, APPEAL, None)


@on_sqlite
def test_what_is_new_is_compared_word_by_word(imported: Campaign) -> None:
    out(imported)
    governor = next(line for line in UPDATE.splitlines(True) if line.startswith("· Governor"))
    source = UPDATE.replace(governor, ONE_MORE).replace("+1 202 555 0145", "+1 202 555 0146")
    ambassador = next(line for line in UPDATE.splitlines(True) if "Lena Dorn" in line)
    source = source.replace(ambassador, "")
    with writing() as session:
        open_update(session, session.get_one(Campaign, imported.id), source, None)
    reading().expire_all()
    update = cases.open_one(imported)
    assert update is not None
    found = compare(imported, update)
    [lead] = [part for part in found.appeal if part.name == "Lead"]
    pieces = [(p.what, p.text) for one in lead.paragraphs for p in one if p.what != SAME]
    assert pieces == [(GONE, "two"), (NEW, "three")]
    assert [r.authority.office for r in found.added] == ["Ombudsman of Valoria"]
    assert found.gone[0].authority.office == "Governor of the Province"
    assert len(found.gone) == 2
    [changed] = found.changed
    assert [(name, [p.text for p in said]) for name, said in changed.fields] == [
        ("Fax", ["+12025550145", "+12025550146"])
    ]
    with writing() as session:
        one = session.get_one(Campaign, imported.id)
        gone = {found.gone[0].id}
        accepted = [d.key for d in doubts(one)]
        publish(session, one, None, True, accepted, Approval("rewrite", left_out=gone))
    reading().expire_all()
    assert found.gone[0].id not in [r.id for r in imported.recipients]
    assert found.gone[1].id in [r.id for r in imported.recipients]  # only if the manager says so


def test_no_text_makes_a_comparison_slow() -> None:
    began = time.monotonic()
    for a, b in (("a b ", "b a "), ("a ", "a b "), ("\u202ex", "x")):
        old = [a * 5_000 + str(n) for n in range(20)]
        new = [b * 5_000 + str(n) for n in range(20)]
        differences(old, new)
    differences([str(n % 2) for n in range(290)], [str(n % 3) for n in range(290)])
    many = [str(n % 150) for n in range(20_000)]
    differences(many, many[::-1])
    both = differences(["One two three.", "Same."], ["One 2 three.", "Same.", "New."])
    assert time.monotonic() - began < 5
    assert "".join(p.text for one in both for p in one if p.what != NEW) == "One two three.Same."
    assert "".join(p.text for one in both for p in one if p.what != GONE) == "One 2 three.Same.New."


@pytest.mark.parametrize(
    ("typed", "tag"),
    [
        ("FR", "fr"),
        ("pt_br", "pt-BR"),
        ("sr-latn-rs", "sr-Latn-RS"),
        ("es-419", "es-419"),
        ("kab", "kab"),
        ("de-1996", "de-1996"),
        ("en-u-ca-gregory", "en-u-ca-gregory"),
    ],
)
def test_any_language_tag_is_taken(typed: str, tag: str) -> None:
    assert language_tag(typed) == tag
    assert name_of(tag)


@pytest.mark.parametrize(
    "typed",
    ["", "english", "e", "qq", "fr-", "fr-Xxxx", "en-ZQ", "fr\nx", "a" * 9_999, "fr-x-" * 99],
)
def test_what_is_no_language_tag_is_refused(typed: str) -> None:
    with pytest.raises(Problem):
        language_tag(typed)


@on_sqlite
def test_the_last_day_of_signing_is_that_of_the_appeal(imported: Campaign) -> None:
    out(imported)
    today = db_now().date()
    assert imported.sign_until is None
    for days, over in ((0, False), (-1, True)):
        with writing() as session:
            one = session.get_one(Campaign, imported.id)
            deadline.set_last_day(session, one, None, today + timedelta(days=days))
        reading().expire_all()
        assert deadline.is_over(imported) is over
        assert (find.running() == []) is over
    assert any("Signing ended" in doubt.message for doubt in doubts(imported))
    far = today + timedelta(days=9999)
    with pytest.raises(Problem, match="five years"), writing() as session:
        deadline.set_last_day(session, session.get_one(Campaign, imported.id), None, far)


def test_a_paragraph_that_is_another_one_goes_as_a_whole() -> None:
    old = "The Observatory was informed about the arbitrary detention of two river wardens."
    new = "On November 19, a court in Port Vala ordered that the three be held for a further month."
    assert differences([old], [new]) == [(Piece(GONE, old), Piece(NEW, new))]
    mended = old.replace("two", "three")
    pieces = [(piece.what, piece.text) for piece in differences([old], [mended])[0]]
    assert pieces[1:3] == [(GONE, "two"), (NEW, "three")]

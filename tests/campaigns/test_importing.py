"""An appeal comes in."""

from __future__ import annotations

import pytest
from sqlalchemy import func, select

from campaign.accounts.models import AuditEntry, Organisation
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns import edit, find
from campaign.campaigns.doubts import doubts
from campaign.campaigns.find import current_text
from campaign.campaigns.importing import AlreadyHere, import_appeal
from campaign.campaigns.models import Campaign, Case, Recipient
from tests import builders
from tests.campaigns.samples import APPEAL, CODE, UPDATE, WITHOUT_CODE


def bring(organisation: Organisation, source: str) -> Campaign:
    with writing() as session:
        return import_appeal(session, organisation, source, None).campaign


def count(table: type) -> int:
    reading().rollback()
    return reading().scalar(select(func.count()).select_from(table)) or 0


def test_an_appeal_becomes_a_campaign_in_draft(imported: Campaign) -> None:
    assert imported.state == "draft"
    assert imported.case.code == CODE
    assert imported.appeal.source == APPEAL
    assert imported.slug == "valoria-two-river-wardens-jailed-for-measuring"
    assert [r.authority.office for r in imported.recipients] == [
        "Minister of Justice",
        "Prosecutor General",
        "Governor of the Province",
        "Ambassador, Permanent Mission of Valoria to the United Nations in Geneva",
    ]
    assert find.current_text(imported, "en").version == 1
    assert [e.action for e in reading().scalars(select(AuditEntry))] == ["appeal imported"]


def test_each_campaign_has_a_key_of_its_own(imported: Campaign, organisation: Organisation) -> None:
    other = bring(organisation, WITHOUT_CODE)
    assert len(imported.supporter_key) == len(other.supporter_key) == 32
    assert imported.supporter_key != other.supporter_key


def test_without_a_title_the_page_says_what_it_is_about(organisation: Organisation) -> None:
    body = APPEAL[APPEAL.index(CODE) :]
    assert bring(organisation, body).title == "Arbitrary detention / Judicial harassment"


@pytest.mark.parametrize(("length", "cut"), [(180, False), (700, True)])
def test_a_title_is_stored_as_the_form_takes_it(
    organisation: Organisation, length: int, cut: bool
) -> None:
    """One that is cut is whole in its appeal, and a doubt says so."""
    title = ("Valoria: " + "Continued arbitrary detention of river wardens " * 20)[:length].strip()
    changed = APPEAL.replace(
        "Valoria: Two river wardens jailed for measuring the water of Oru Bay", title
    )
    assert changed != APPEAL
    campaign = bring(organisation, changed)
    assert (campaign.title != title) == cut == campaign.title.endswith("…")
    assert title in campaign.appeal.source
    assert any(d.field == "title" and "cut" in d.message for d in doubts(campaign)) == cut
    text = current_text(campaign, "en")
    demands = edit.demands_as_text(text.demands)
    with writing() as session:
        words = campaign.title, text.subject, text.opening, demands
        edit.edit_text(session, campaign, None, 1, *words)
    assert current_text(campaign, "en").version == 1


@pytest.mark.parametrize(
    ("source", "words"),
    [
        (APPEAL, "exactly this text"),
        (APPEAL + "\nOne line more.", "would be an update"),
        (UPDATE, "would be an update"),
    ],
)
def test_the_same_code_never_makes_a_second_campaign(
    imported: Campaign, organisation: Organisation, source: str, words: str
) -> None:
    with pytest.raises(AlreadyHere, match=words) as refused:
        bring(organisation, source)
    assert refused.value.campaign_id == imported.id
    assert count(Campaign) == count(Case) == 1


def test_the_same_code_in_another_language_is_a_translation(
    imported: Campaign, organisation: Organisation
) -> None:
    french = (
        f"{CODE}\n\nValoria : deux gardes de la rivière en prison\n\nL'Observatoire vous prie "
        "d'intervenir de toute urgence dans la situation suivante en Valoria.\n\nDescription de la "
        "situation :\n\nSelon les informations reçues, les gardes ont été arrêtés par la police."
    )
    with pytest.raises(AlreadyHere, match="translation"):
        bring(organisation, french)
    assert count(Campaign) == 1


def test_a_text_without_code_is_taken_once(organisation: Organisation) -> None:
    first = bring(organisation, WITHOUT_CODE)
    assert first.case.code is None
    with pytest.raises(AlreadyHere):
        bring(organisation, WITHOUT_CODE)
    bring(organisation, WITHOUT_CODE.replace("Two river", "Six river"))
    assert count(Campaign) == 2


def test_another_organisation_may_have_the_same_appeal(imported: Campaign) -> None:
    with writing() as session:
        other = builders.organisation(session, "other")
    theirs = bring(other, APPEAL)
    assert theirs.slug != imported.slug
    assert {r.authority_id for r in theirs.recipients}.isdisjoint(
        r.authority_id for r in imported.recipients
    )


def test_no_recipient_is_dropped_even_if_printed_twice(organisation: Organisation) -> None:
    line = next(x for x in APPEAL.splitlines() if "Minister of Justice" in x)
    campaign = bring(organisation, APPEAL.replace(line, f"{line}\n{line}"))
    assert len(campaign.recipients) == 5


def test_the_next_appeal_finds_the_authorities_of_the_first(
    imported: Campaign, organisation: Organisation
) -> None:
    later = bring(organisation, APPEAL.replace("VLA 004", "VLA 005"))
    assert {r.authority_id for r in later.recipients} == {
        r.authority_id for r in imported.recipients
    }


def test_a_text_that_is_no_appeal_is_refused_in_words(organisation: Organisation) -> None:
    with pytest.raises(Problem):
        bring(organisation, "")
    assert count(Campaign) == count(Recipient) == 0

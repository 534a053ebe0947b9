"""What must be looked at first, and then a campaign goes out."""

from __future__ import annotations

import secrets
from dataclasses import replace
from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.accounts.models import AuditEntry, Organisation
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns import edit, find
from campaign.campaigns.closing import close
from campaign.campaigns.doubts import Doubt, doubts
from campaign.campaigns.importing import import_appeal
from campaign.campaigns.models import AppealRecord, Campaign, Case
from campaign.campaigns.publish import discard, publish
from tests.campaigns.samples import APPEAL, WITHOUT_CODE
from tests.conftest import Clock

LIVE = {
    "sending": "live",
    "secret_key": "only for tests: more than thirty-two characters",
    "smtp_host": "127.0.0.1",
    "mail_server": "127.0.0.1",
    "base_url": "https://letters.example.net",
    "letters_domain": "letters.example.net",
    "mail_default_sender": "appeals@letters.example.net",
}


def keys(campaign: Campaign) -> list[str]:
    return [doubt.key for doubt in doubts(campaign)]


def out(campaign: Campaign, people_agreed: bool = True, accepted: list[str] | None = None) -> None:
    with writing() as session:
        publish(
            session,
            campaign,
            None,
            people_agreed,
            keys(campaign) if accepted is None else accepted,
        )


def said(campaign: Campaign, field: str) -> str:
    return " ".join(doubt.message for doubt in doubts(campaign) if doubt.field == field)


def test_doubts_stand_at_the_field_they_concern(imported: Campaign) -> None:
    assert "Demand 1: “the above-mentioned”" in said(imported, "demands")
    assert "Nobody has checked that Aldo Marr" in said(imported, "holder")
    assert "number of another country" in said(imported, "faxes")
    minister, prosecutor, governor, _ = imported.recipients
    at = {(d.field, d.recipient_id) for d in doubts(imported)}
    assert ("emails", prosecutor.id) in at  # blanked
    assert ("emails", governor.id) in at  # no way at all
    assert ("emails", minister.id) not in at
    assert "print and post" in said(imported, "emails")


def test_a_blanked_address_is_no_doubt_once_it_was_found(imported: Campaign) -> None:
    prosecutor = imported.recipients[1]
    assert "blanked" in said(imported, "emails")
    from_directory = prosecutor.authority
    with writing() as session:
        edit.edit_recipient(
            session,
            imported,
            prosecutor,
            None,
            edit.Correction(
                from_directory.office,
                "Ms.",
                "Iva Kroll",
                "",
                True,
                "",
                from_directory.address or "",
                ("office@prosecutor.example.org",),
                ("+12025550145",),
            ),
        )
    assert "blanked" not in said(imported, "emails")
    assert "Iva Kroll" not in said(imported, "holder")


def test_an_old_appeal_is_a_doubt_from_the_ninety_first_day(
    organisation: Organisation, clock: Clock
) -> None:
    today = db_now().date()
    with writing() as session:
        source = APPEAL.replace("November 12, 2026", f"{today:%B %-d, %Y}")
        campaign = import_appeal(session, organisation, source, None).campaign
    assert "90 days" not in said(campaign, "appeal")
    clock.forward(days=90)
    assert "90 days" not in said(campaign, "appeal")
    clock.forward(days=1)
    assert "90 days" in said(campaign, "appeal")


def test_no_code_is_a_doubt(organisation: Organisation) -> None:
    with writing() as session:
        campaign = import_appeal(session, organisation, WITHOUT_CODE, None).campaign
    assert said(campaign, "appeal").count("code") == 1


def test_a_key_lasts_as_long_as_its_doubt(imported: Campaign) -> None:
    assert keys(imported) == keys(imported)
    assert len(set(keys(imported))) == len(keys(imported))
    assert Doubt("title", "One.").key != Doubt("title", "Two.").key


def test_a_recipient_left_out_raises_no_doubts(imported: Campaign) -> None:
    governor = imported.recipients[2]
    with writing() as session:
        edit.leave_out(session, imported, governor, None)
    assert governor.id not in {d.recipient_id for d in doubts(imported)}


def test_nothing_goes_out_before_somebody_says_that_the_people_agreed(imported: Campaign) -> None:
    with pytest.raises(Problem, match="agreed"):
        out(imported, people_agreed=False)
    assert find.running() == []


def test_nothing_goes_out_while_a_serious_doubt_is_open(imported: Campaign) -> None:
    serious = [d.key for d in doubts(imported) if d.serious]
    with pytest.raises(Problem, match=f"1 of {len(serious)}"):
        out(imported, accepted=serious[1:])
    with pytest.raises(Problem):
        out(imported, accepted=[secrets.token_hex(8)])
    out(imported, accepted=serious)
    assert imported.acknowledged == sorted(serious)


def test_a_published_campaign_is_found_and_stamped(imported: Campaign) -> None:
    assert find.public(imported.slug) is None
    out(imported)
    assert find.public(imported.slug) is not None
    assert imported.sandbox is True
    assert imported.people_agreed_at is not None
    detail = reading().scalars(select(AuditEntry).filter_by(action="campaign published")).one()
    assert "sandbox" in detail.detail


def test_publishing_twice_is_refused(imported: Campaign) -> None:
    out(imported)
    with pytest.raises(Problem, match="already"):
        out(imported)


def test_a_letter_that_asks_for_nothing_stays_a_draft(imported: Campaign) -> None:
    with writing() as session:
        edit.edit_text(session, imported, None, 1, "Title", "Subject", "Opening.", "")
    with pytest.raises(Problem, match="asks for nothing"):
        out(imported)


def test_a_campaign_without_recipients_stays_a_draft(imported: Campaign) -> None:
    with writing() as session:
        for recipient in imported.all_recipients:
            edit.leave_out(session, imported, recipient, None)
    with pytest.raises(Problem, match="recipient"):
        out(imported)


def test_what_was_published_in_the_sandbox_does_not_run_live(
    app: Flask, imported: Campaign
) -> None:
    out(imported)
    key = imported.supporter_key
    app.config["CAMPAIGN"] = _live(app)
    assert find.running() == []
    assert find.public(imported.slug) is None
    out(imported)  # anew, as a person's decision
    assert imported.sandbox is False
    assert [c.id for c in find.running()] == [imported.id]
    assert imported.supporter_key != key  # who signed the test can sign in earnest


def _live(app: Flask) -> object:
    return replace(app.config["CAMPAIGN"], **LIVE)


def test_closing_ends_it(imported: Campaign) -> None:
    with writing() as session, pytest.raises(Problem):
        close(session, imported, None, "won")
    out(imported)
    revision = imported.revision
    with writing() as session:
        close(session, imported, None, "won")
    assert find.running() == []
    assert find.public(imported.slug) is not None  # who signed can still look it up
    assert imported.revision == revision + 1


def test_a_draft_can_be_thrown_away_and_read_anew(
    imported: Campaign, organisation: Organisation
) -> None:
    with writing() as session:
        discard(session, imported, None)
    for table in (Campaign, Case, AppealRecord):
        assert reading().scalars(select(table)).all() == []
    with writing() as session:
        campaign = import_appeal(session, organisation, APPEAL, None).campaign
    out(campaign)
    with writing() as session, pytest.raises(Problem, match="draft"):
        discard(session, campaign, None)


def test_a_holder_checked_long_ago_is_doubted_again(imported: Campaign, clock: Clock) -> None:
    with writing():
        for recipient in imported.recipients:
            if recipient.authority.holder:
                recipient.authority.holder.verified_at = db_now() - timedelta(days=179)
    assert said(imported, "holder") == ""
    clock.forward(days=2)
    assert "was checked on" in said(imported, "holder")

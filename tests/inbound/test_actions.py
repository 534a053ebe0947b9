"""Reports of actions: found by code, kept, moderated, counted apart, summed up, forgotten."""

from __future__ import annotations

import hashlib
from datetime import date, timedelta
from email.message import EmailMessage
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from flask.testing import FlaskCliRunner
from sqlalchemy import select, text

from campaign import inbound
from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.base.languages import left_to_right
from campaign.base.problems import NotFound, Problem
from campaign.campaigns.models import Campaign
from campaign.inbound.actions import counted, moderate, tell, weekly
from campaign.inbound.actions.forget import forget_old
from campaign.inbound.actions.models import ActionFile, ActionReport
from campaign.inbound.actions.moderate import Edit
from campaign.inbound.actions.named import campaigns_named
from campaign.inbound.actions.told import Told, clean_day, without_addresses
from campaign.letters import counts
from campaign.notices.models import Notice
from campaign.signing import keys
from campaign.signing.models import Suppression
from campaign.works import mailbox
from tests import builders
from tests.builders import CODE, Stage, assert_counts_true
from tests.conftest import LIVE, Clock
from tests.inbound.conftest import incoming
from tests.inbound.files import CANARY, picture
from tests.signing.way import mails
from tests.smtp import SmtpServer

REPORTS = "report@letters.example.org"
TEXT = "We stood there for an hour. Call me: +44 20 7946 0123, anna.canary@example.org"


def told(**changes: Any) -> Told:
    given: dict[str, Any] = {"form_token": "a form", "kind": "vigil", "done_on": db_now().date()}
    return Told(**given | {"country": "BE", "place": "Exampletown", "text": TEXT} | changes)


def reports() -> list[ActionReport]:
    reading().rollback()
    return list(reading().scalars(select(ActionReport).order_by(ActionReport.id)))


def only() -> ActionReport:
    [report] = reports()
    return report


def mail(subject: str, body: str, *files: tuple[str, str, bytes]) -> bytes:
    made = EmailMessage()
    made["From"], made["To"] = "Anna Canary <anna.canary@example.org>", REPORTS
    made["Subject"] = subject
    made["Message-ID"] = f"<{hashlib.sha256((subject + body).encode()).hexdigest()}@example.org>"
    made.set_content(body)
    for main, sub, data in files:
        made.add_attachment(data, main, sub, filename="holiday.exe")
    return made.as_bytes()


def accept(stage: Stage, report_id: UUID | None = None, **changes: Any) -> None:
    """Accept a report as it is, but for some changes."""
    report = reading().get_one(ActionReport, report_id) if report_id else only()
    wanted: dict[str, Any] = {
        "campaign_id": report.campaign_id,
        "kind": report.kind,
        "done_on": report.done_on,
        "country": report.country or "",
        "text": report.text or "",
    }
    with writing() as session:
        who = (session, stage.organisation.id, stage.manager.id, report.id)
        moderate.accept(*who, Edit(**wanted | changes))


def trail() -> list[tuple[str, str]]:
    entries = reading().scalars(select(AuditEntry).order_by(AuditEntry.at))
    return [(one.action, one.detail) for one in entries if one.action.startswith("action report")]


@pytest.mark.parametrize(
    "spelled",
    [
        CODE,
        "VLA 004 / 1126 / OBS 031",
        "vla004/1126/obs031",
        "VLA-004-1126-OBS-031",
        "VLA 4 / 1126 / O.B.S. 31",
        "We wrote for VLA 004/1126/OBS 031.2 last week, all of us.",
        "Of 12 people, 3 wrote for vla 004–1126–obs–031 in 2026, on 2 days",
        "VLA_004_1126_OBS_031",
    ],
)
def test_a_code_is_found_in_any_spelling(app: Flask, spelled: str) -> None:
    stage = builders.published()
    assert [one.id for one in campaigns_named(spelled)] == [stage.campaign.id]


def test_what_names_no_public_campaign_names_none(app: Flask) -> None:
    stage = builders.published()
    for text_ in ("", "VLA 999 / 1126 / OBS 777", "river", "x" * 300_000, "\0", "(?"):
        assert campaigns_named(text_) == []
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).state = "draft"
    assert campaigns_named(CODE) == []
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).state = "closed"
    assert len(campaigns_named(CODE)) == 1


def test_campaigns_of_two_organisations_by_one_code(app: Flask) -> None:
    builders.published()
    other = builders.published(slug="river-wardens-2", org_slug="other")
    assert [one.id for one in campaigns_named("river-wardens-2")] == [other.campaign.id]


def test_a_report_is_kept_and_nothing_is_counted(app: Flask) -> None:
    stage = builders.published()
    builders.signed(stage)
    tell.tell(told(recipient_id=stage.recipients[0].id), stage.campaign, picture())
    report = only()
    assert (report.state, report.kind, report.campaign_id) == ("new", "vigil", stage.campaign.id)
    assert report.told
    assert report.told["text"] == TEXT
    assert report.text == "We stood there for an hour. Call me: [number], [e-mail address]"
    file = reading().scalars(select(ActionFile)).one()
    assert file.media_type == "image/jpeg"
    assert CANARY not in file.content
    for table in ("action_report", "action_file"):
        rows = reading().execute(text(f"SELECT * FROM {table}")).all()
        for hidden in ("Exampletown", "anna.canary", "stood there", "JFIF"):
            assert hidden not in repr(rows)
    assert_counts_true(stage.campaign.id)


def test_the_same_form_again_corrects_it(app: Flask) -> None:
    stage = builders.published()
    tell.tell(told(), stage.campaign, picture())
    tell.tell(told(text="It rained.", kind="meeting"), stage.campaign)
    assert (only().kind, only().text) == ("meeting", "It rained.")
    assert reading().scalars(select(ActionFile)).all() == []
    accept(stage)
    tell.tell(told(text="Too late."), stage.campaign)
    assert only().text == "It rained."


def test_what_is_refused_leaves_nothing(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    stage = builders.published()
    with pytest.raises(Problem, match="neither"):
        tell.tell(told(), stage.campaign, b"MZ")
    monkeypatch.setattr(tell, "FILES_A_DAY", 100)
    with pytest.raises(Problem, match="without one"):
        tell.tell(told(), stage.campaign, picture())
    assert reports() == []
    monkeypatch.setattr(tell, "REPORTS_A_DAY", 0)
    with pytest.raises(Problem, match="tomorrow"):
        tell.tell(told(), stage.campaign)
    assert reports() == []


def test_days_that_cannot_be(app: Flask) -> None:
    today = db_now().date()
    assert clean_day(f" {today} ") == today
    assert clean_day(left_to_right(f"{today}")) == today  # as our own example is written
    for typed in ("", "yesterday", "31.12.2026", str(today + timedelta(days=2)), "1999-01-01"):
        with pytest.raises(Problem):
            clean_day(typed)


def test_addresses_are_taken_out_and_codes_stay() -> None:
    assert without_addresses("VLA 004 / 1126 / OBS 031 on 2026-11-12, 14:30") == (
        "VLA 004 / 1126 / OBS 031 on 2026-11-12, 14:30"
    )
    assert without_addresses("Ask (a.b@example.org), please.") == "Ask ([e-mail address]), please."
    assert without_addresses("+1 (202) 555-0123 or 0033199000012") == "[number] or [number]"


def test_a_mail_becomes_a_report(app: Flask) -> None:
    stage = builders.published()
    content = mail("my letter", f"I posted it. vla-004-1126-obs-031\n{TEXT}")
    assert inbound.take(REPORTS.upper(), "anna.canary@example.org", content)
    report = only()
    assert (report.campaign_id, report.by_mail, report.kind) == (stage.campaign.id, True, "")
    assert "I posted it" in (report.text or "")
    assert "@" not in (report.text or "")
    assert report.email is None
    assert [one.kind for one in incoming()] == ["action"]
    assert not inbound.take(REPORTS.upper(), "anna.canary@example.org", content)
    assert len(reports()) == 1
    with pytest.raises(Problem, match="what was done"):
        accept(stage)
    accept(stage, kind="letter")


def test_a_mail_that_comes_again_is_known_before_its_files_are_opened(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    builders.published()
    content = mail(CODE, "x", ("image", "jpeg", picture()))
    assert inbound.take(REPORTS, None, content)
    monkeypatch.setattr("campaign.inbound.actions.mailed.safe_file", None)
    again = b"Received: from a.example.net by b.example.net; Sat, 28 Nov 2026 04:00:00 +0000\n"
    assert not inbound.take(REPORTS, None, again + content)
    assert len(reports()) == 1


def test_files_of_a_mail(app: Flask) -> None:
    builders.published()
    good, bad = ("image", "jpeg", picture()), ("application", "pdf", b"%PDF-1.7 MZ")
    inbound.take(REPORTS, None, mail(CODE, "x", bad, good))
    file = reading().scalars(select(ActionFile)).one()
    assert CANARY not in file.content
    inbound.take(REPORTS, None, mail(CODE, "y", bad))
    assert "damaged" in (reports()[1].file_refused or "")


def test_a_mail_that_names_nothing_waits_for_a_person(app: Flask, runner: FlaskCliRunner) -> None:
    stage = builders.published()
    inbound.take(REPORTS, None, mail("a vigil", "For the two of them."))
    assert (only().campaign_id, only().org_id) == (None, stage.organisation.id)
    builders.published(slug="other", org_slug="other")
    inbound.take(REPORTS, None, mail("another vigil", "For the two of them."))
    lost = reports()[1]
    assert lost.org_id is None
    assert str(lost.id) in runner.invoke(args=["inbound", "waiting"]).output
    assert runner.invoke(args=["inbound", "give", str(lost.id), "other"]).exit_code == 0
    assert reports()[1].org_id is not None


@pytest.mark.parametrize("head", ["Auto-Submitted: auto-replied", "List-Id: <x.example.org>"])
def test_what_no_person_wrote_is_no_report(app: Flask, head: str) -> None:
    builders.published()
    inbound.take(REPORTS, None, f"{head}\r\nSubject: {CODE}\r\n\r\nAway.\r\n".encode())
    assert reports() == []
    assert [one.kind for one in incoming()] == ["automatic"]


def test_a_full_day_lets_mail_come_again(app: Flask, monkeypatch: pytest.MonkeyPatch) -> None:
    builders.published()
    monkeypatch.setattr(tell, "REPORTS_A_DAY", 0)
    with pytest.raises(inbound.TooMuch):
        inbound.take(REPORTS, None, mail(CODE, "x"))
    assert (reports(), incoming()) == ([], [])


def test_the_address_for_reports_in_a_common_mailbox(app: Flask) -> None:
    assert mailbox.addresses_of(mail(CODE, "x")) == [REPORTS]


def test_accepting_is_counted_apart_and_recorded(app: Flask, clock: Clock) -> None:
    stage = builders.published()
    builders.signed(stage)
    before = counts.figures(stage.campaign.id, sandbox=True)
    for n in range(11):
        tell.tell(told(form_token=str(n)), stage.campaign)
    clock.forward(hours=2)
    assert counted.reported(stage.campaign) == 0
    for report in reports()[:10]:
        accept(stage, report.id)
    assert counted.reported(stage.campaign) == 0  # not before the next full hour
    clock.forward(hours=1)
    assert counted.reported(stage.campaign) == 10
    assert counts.figures(stage.campaign.id, sandbox=True) == before
    assert_counts_true(stage.campaign.id)
    report_id = reports()[0].id
    with writing() as session:
        who = (session, stage.organisation.id, stage.manager.id, report_id)
        moderate.reject(*who, "unclear")
    clock.forward(hours=1)
    assert counted.reported(stage.campaign) == 0
    assert ("action report rejected", "It does not say what was done") in trail()


@pytest.mark.config(**LIVE)
def test_what_was_reported_in_the_sandbox_does_not_count_live(app: Flask, clock: Clock) -> None:
    stage = builders.published()
    for n in range(10):
        tell.tell(told(form_token=str(n)), stage.campaign)
        accept(stage, reports()[n].id)
    clock.forward(hours=1)
    assert counted.reported(stage.campaign) == 10
    with writing() as session:
        for report in session.scalars(select(ActionReport)):
            report.sandbox = True
    assert counted.reported(stage.campaign) == 0


def test_an_edit_is_never_silent(app: Flask) -> None:
    stage = builders.published()
    tell.tell(told(), stage.campaign)
    accept(stage, text="We stood there.", done_on=date(2026, 11, 1))
    report = only()
    assert report.text == "We stood there."
    assert report.told
    assert report.told["text"] == TEXT
    assert report.edited_at
    assert trail() == [("action report edited", "day, text"), ("action report accepted", "")]


def test_thanks_go_once_and_the_address_is_forgotten(app: Flask, smtp: SmtpServer) -> None:
    stage = builders.published()
    tell.tell(told(email="anna.canary@example.org"), stage.campaign)
    assert mails(smtp) == []  # nothing to a stranger's address before a person has looked
    accept(stage)
    accept(stage)
    [thanks] = mails(smtp)
    assert thanks["To"] == "anna.canary@example.org"
    assert CODE in thanks.get_content()
    assert TEXT not in thanks.get_content()
    assert only().email is None


def test_whoever_wants_no_mail_gets_none(app: Flask, smtp: SmtpServer) -> None:
    stage = builders.published()
    with writing() as session:
        key = keys.address_key("anna.canary@example.org")
        row = Suppression(org_id=stage.organisation.id, address_key=key, at=db_now())
        session.add(row)
    tell.tell(told(email="anna.canary@example.org"), stage.campaign)
    accept(stage)
    assert (mails(smtp), only().email) == ([], None)


def test_erasing_takes_all_that_was_told(app: Flask) -> None:
    stage = builders.published()
    tell.tell(told(email="anna.canary@example.org"), stage.campaign, picture())
    report_id = only().id
    with writing() as session:
        moderate.erase(session, stage.organisation.id, stage.manager.id, report_id)
    report = only()
    gone = (report.told, report.text, report.email, report.country)
    assert gone == (None,) * 4
    assert report.state == "rejected"
    assert reading().scalars(select(ActionFile)).all() == []
    with pytest.raises(Problem, match="erased"):
        accept(stage, kind="fax")


def test_a_report_of_another_organisation_is_not_there(app: Flask) -> None:
    stage, other = builders.published(), builders.published(slug="other", org_slug="other")
    tell.tell(told(), stage.campaign)
    with pytest.raises(NotFound):
        moderate.one(other.organisation.id, only().id)
    with pytest.raises(NotFound):
        accept(other)
    with pytest.raises(NotFound):
        accept(stage, campaign_id=other.campaign.id)


def issuer(stage: Stage, address: str = "appeals@issuer.example.org") -> None:
    with writing() as session:
        weekly.set_issuer(session, stage.campaign, stage.manager.id, address)


def test_a_summary_once_a_week_to_the_issuer(app: Flask, smtp: SmtpServer, clock: Clock) -> None:
    stage = builders.published()
    issuer(stage)
    for n, kind in enumerate(("vigil", "vigil", "fax")):
        given = told(form_token=str(n), kind=kind, email=f"a{n}@example.org", place="Secretville")
        tell.tell(given, stage.campaign, picture())
    first, second, third = reports()
    accept(stage, first.id)
    accept(stage, second.id, text="We stood at www.example.org, all of us.", country="")
    assert weekly.send() == 0
    clock.forward(days=7, minutes=1)
    mails(smtp)  # the thanks leave
    smtp.received.clear()
    assert weekly.send() == 1
    assert weekly.send() == 0
    [summary] = mails(smtp)
    said = summary.get_content()
    assert (summary["To"], CODE in summary["Subject"]) == ("appeals@issuer.example.org", True)
    for words in ("2  A vigil", "1  Belgium", "1  Country not said", "We stood there for an hour"):
        assert words in said, words
    assert "(edited by us)" in said
    assert "www[.]example[.]org" in said
    for secret in ("anna.canary", "7946", "Secretville", "a0@example.org", "A fax"):
        assert secret not in said, secret
    clock.forward(days=7)
    assert weekly.send() == 0  # a week without a report
    accept(stage, third.id)
    clock.forward(days=7)
    assert weekly.send() == 1


def test_what_is_erased_does_not_leave_with_a_summary(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    stage = builders.published()
    issuer(stage)
    for n, words in enumerate(("We sang for an hour.", "We wrote it by hand.")):
        tell.tell(told(form_token=str(n), text=words), stage.campaign)
    first, second = reports()
    accept(stage, first.id)
    accept(stage, second.id)
    clock.forward(days=7, minutes=1)
    assert weekly.send() == 1
    with writing() as session:
        moderate.erase(session, stage.organisation.id, stage.manager.id, first.id)
    assert mails(smtp) == []
    clock.forward(days=7)
    assert weekly.send() == 1
    [summary] = mails(smtp)
    assert "We wrote it by hand" in summary.get_content()
    assert "We sang" not in summary.get_content()


def test_no_summary_without_an_address(app: Flask, clock: Clock) -> None:
    stage = builders.published()
    tell.tell(told(), stage.campaign)
    accept(stage)
    issuer(stage)
    issuer(stage, "")
    clock.forward(days=30)
    assert weekly.send() == 0
    assert reading().scalars(select(Notice)).all() == []
    with pytest.raises(Problem):
        issuer(stage, "not an address")


@pytest.mark.config(**LIVE)
def test_no_summary_of_a_campaign_of_the_sandbox(app: Flask, clock: Clock) -> None:
    stage = builders.published()
    issuer(stage)
    tell.tell(told(), stage.campaign)
    accept(stage)
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).sandbox = True
    clock.forward(days=8)
    assert weekly.send() == 0


def test_what_was_told_goes_in_time(app: Flask, clock: Clock) -> None:
    stage = builders.published()
    tell.tell(told(form_token="decided"), stage.campaign, picture())
    accept(stage)
    tell.tell(told(form_token="unplaced"), None, picture())
    tell.tell(told(form_token="undecided"), stage.campaign)
    clock.forward(days=89)
    assert forget_old() == 0
    clock.forward(days=2)
    assert forget_old() == 2
    decided, undecided = reports()
    assert (decided.state, decided.kind, decided.told, decided.text) == (
        "accepted", "vigil", None, None,
    )  # fmt: skip
    assert undecided.text
    assert reading().scalars(select(ActionFile)).all() == []
    with writing() as session:
        session.get_one(Campaign, stage.campaign.id).closed_at = db_now()
    clock.forward(days=91)
    assert forget_old() == 1
    assert [one.state for one in reports()] == ["accepted"]

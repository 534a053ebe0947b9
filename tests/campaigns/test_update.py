"""A later appeal of a case: nothing old leaves after an update, and nothing new unseen."""

from __future__ import annotations

from dataclasses import replace

import pytest
from flask import Flask
from sqlalchemy import select

from campaign.accounts.models import AuditEntry, Organisation
from campaign.base.database import reading, writing
from campaign.base.problems import Problem
from campaign.campaigns import find
from campaign.campaigns.approve import Approval
from campaign.campaigns.closing import close
from campaign.campaigns.doubts import doubts
from campaign.campaigns.models import AppealRecord, Campaign, Case, LetterText
from campaign.campaigns.publish import publish
from campaign.campaigns.update import add_translation, open_update
from campaign.delivery import drain
from campaign.letters.renew import renew
from tests.builders import SIGNER, Stage, assert_counts_true, signed, transmissions
from tests.campaigns.samples import APPEAL, CODE, UPDATE
from tests.smtp import Received, SmtpServer

ONE_MORE = "· Ombudsman of Valoria, 1 New Street, Port Vala, Valoria, Fax: +1 202 555 0177\n"
FRENCH = (
    f"{CODE}\n\nValoria : deux gardes de la rivière en prison\n\nL'Observatoire vous prie "
    "d'intervenir de toute urgence dans la situation suivante en Valoria.\n\nDescription de la "
    "situation :\n\nSelon les informations reçues, les gardes ont été arrêtés par la police."
)
APPROVAL = Approval("rewrite")
SILENT = replace(SIGNER, own_words="")
OLD, NEW = b"two river", b"three river"


def said(received: Received) -> bytes:
    """A letter without its line breaks."""
    return b" ".join(received.content.split())


def out(campaign: Campaign) -> None:
    with writing() as session:
        one = session.get_one(Campaign, campaign.id)
        publish(session, one, None, True, [doubt.key for doubt in doubts(one)], APPROVAL)


def update(campaign: Campaign, source: str = UPDATE) -> None:
    with writing() as session:
        open_update(session, session.get_one(Campaign, campaign.id), source, None)


@pytest.fixture
def stage(app: Flask, imported: Campaign, organisation: Organisation) -> Stage:
    out(imported)
    text = find.current_text(imported, "en")
    return Stage(organisation, None, imported, text)  # type: ignore[arg-type]


def test_an_update_is_a_new_text_of_the_same_campaign(imported: Campaign) -> None:
    recipients = [r.id for r in imported.recipients]
    update(imported)
    reading().expire_all()
    assert imported.appeal.code == "VLA 004 / 1126 / OBS 031.1"
    assert imported.state == "draft"
    assert [r.id for r in imported.recipients] == recipients
    text = find.current_text(imported, "en")
    assert text.version == 2
    assert "three river" in text.opening
    assert len(reading().scalars(select(Case)).all()) == 1
    actions = [e.action for e in reading().scalars(select(AuditEntry).order_by(AuditEntry.id))]
    assert actions == ["appeal imported", "update opened"]


def test_recipients_an_update_names_are_added_and_none_is_dropped(imported: Campaign) -> None:
    before = [r.id for r in imported.recipients]
    governor = next(line for line in UPDATE.splitlines(True) if line.startswith("· Governor"))
    update(imported, UPDATE.replace(governor, ONE_MORE))
    reading().expire_all()
    assert [r.id for r in imported.recipients][:-1] == before
    assert imported.recipients[-1].authority.office == "Ombudsman of Valoria"


def test_nothing_leaves_and_nobody_signs_until_the_update_is_published(
    stage: Stage, smtp: SmtpServer
) -> None:
    signed(stage)
    update(stage.campaign)
    reading().expire_all()
    assert stage.campaign.state == "updating"
    assert stage.campaign.acknowledged == []  # nobody has accepted the doubts of the new text
    assert find.running() == []
    assert drain("email") == 0
    assert drain("fax") == 0
    assert smtp.received == []


def test_nothing_old_leaves_after_an_update(stage: Stage, smtp: SmtpServer) -> None:
    signed(stage)
    drain("email")
    left = len(smtp.received)
    assert left
    assert all(OLD in said(received) for received in smtp.received)
    signed(stage, 1, SILENT)
    update(stage.campaign)
    out(stage.campaign)
    drain("email")
    assert len(smtp.received) == left  # what waited is not yet written anew, and does not leave
    renew()
    drain("email")
    after = smtp.received[left:]
    assert len(after) == left
    assert all(NEW in said(received) and OLD not in said(received) for received in after)
    assert all(b"OBS 031.1" in said(received) for received in after)
    assert [t.state for t in transmissions(channel="email")].count("cancelled") == left
    assert_counts_true(stage.campaign.id)


def test_a_published_update_can_be_signed_again(stage: Stage) -> None:
    key = stage.campaign.supporter_key
    update(stage.campaign)
    out(stage.campaign)
    reading().expire_all()
    assert [c.id for c in find.running()] == [stage.campaign.id]
    assert stage.campaign.supporter_key == key  # who has signed is still known


def test_what_an_update_does_not_say_stays(imported: Campaign) -> None:
    before = find.current_text(imported, "en")
    start = UPDATE.index("Actions requested")
    update(imported, UPDATE[:start])
    assert find.current_text(imported, "en").demands == before.demands


def test_the_same_text_is_no_update(imported: Campaign) -> None:
    with pytest.raises(Problem, match="exactly this text"):
        update(imported, APPEAL)


def test_a_closed_campaign_takes_no_update(stage: Stage) -> None:
    with writing() as session:
        close(session, session.get_one(Campaign, stage.campaign.id), None, "freed")
    with pytest.raises(Problem, match="closed"):
        update(stage.campaign)


def test_an_update_can_be_closed_instead(stage: Stage) -> None:
    update(stage.campaign)
    with writing() as session:
        close(session, session.get_one(Campaign, stage.campaign.id), None, "freed")
    reading().expire_all()
    assert stage.campaign.state == "closed"


def test_a_translation_is_kept_beside_and_changes_nothing_that_runs(stage: Stage) -> None:
    revision = stage.campaign.revision
    with writing() as session:
        add_translation(session, session.get_one(Campaign, stage.campaign.id), FRENCH, None)
    reading().expire_all()
    assert (stage.campaign.state, stage.campaign.revision) == ("published", revision)
    assert len(reading().scalars(select(AppealRecord)).all()) == 2
    assert find.current_text(stage.campaign, "en").version == 1
    assert len(reading().scalars(select(LetterText)).all()) == 2

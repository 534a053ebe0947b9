"""Corrections by a manager."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import func, select

from campaign.accounts.models import AuditEntry
from campaign.base.database import reading, writing
from campaign.base.ids import new_id
from campaign.base.problems import NotFound, Problem
from campaign.campaigns import edit, find
from campaign.campaigns.models import Campaign, LetterText
from campaign.directory.correct import Correction
from tests import builders


def change(campaign: Campaign, version: int = 1, **changes: Any) -> None:
    text = find.current_text(campaign, "en")
    wanted = {
        "title": campaign.title,
        "subject": text.subject,
        "opening": text.opening,
        "demands": edit.demands_as_text(text.demands),
        **changes,
    }
    with writing() as session:
        edit.edit_text(session, campaign, None, version, **wanted)


def versions() -> int:
    return reading().scalar(select(func.count()).select_from(LetterText)) or 0


def correction(campaign: Campaign, **changes: Any) -> Correction:
    authority = campaign.recipients[0].authority
    wanted: dict[str, Any] = {
        "office": authority.office,
        "honorific": "Mr.",
        "name": "Aldo Marr",
        "salutation": "",
        "holder_checked": False,
        "country": authority.country or "",
        "address": authority.address or "",
        "emails": ("minister@justice.example.org",),
        "faxes": ("+12025550123",),
        **changes,
    }
    return Correction(**wanted)


def test_a_changed_letter_is_a_new_version_under_a_new_revision(imported: Campaign) -> None:
    change(
        imported, opening="They are free.\n\nOne is ill.", demands="Free her;\n- at once;\n- now."
    )
    text = find.current_text(imported, "en")
    assert (text.version, text.opening) == (2, "They are free.\n\nOne is ill.")
    assert text.demands == [{"text": "Free her;", "items": ["at once;", "now."]}]
    assert imported.revision == 2
    assert versions() == 2  # the old one stays


def test_saving_without_a_change_makes_no_version(imported: Campaign) -> None:
    change(imported)
    assert (versions(), imported.revision) == (1, 1)


def test_the_title_is_no_part_of_the_letter(imported: Campaign) -> None:
    change(imported, title="Free the wardens")
    assert imported.title == "Free the wardens"
    assert (versions(), imported.revision) == (1, 1)


def test_of_two_who_save_at_the_same_time_the_second_is_told(imported: Campaign) -> None:
    change(imported, opening="One.")
    with pytest.raises(Problem, match="meanwhile"):
        change(imported, version=1, opening="Two.")
    assert find.current_text(imported, "en").opening == "One."


@pytest.mark.parametrize("subject", ["", "x" * 121, "=?utf-8?q?a=0D=0ABcc:_x?=", "\u202e"])
def test_a_subject_that_cannot_stand_in_a_mail_is_refused(imported: Campaign, subject: str) -> None:
    with pytest.raises(Problem):
        change(imported, subject=subject)
    assert versions() == 1


def test_line_breaks_never_reach_a_subject(imported: Campaign) -> None:
    change(imported, subject="Free\r\nBcc: all@example.org")
    assert find.current_text(imported, "en").subject == "Free Bcc: all@example.org"


def test_demands_survive_being_shown_and_saved(imported: Campaign) -> None:
    demands = find.current_text(imported, "en").demands
    assert edit.demands_from(edit.demands_as_text(demands)) == demands


def test_a_corrected_address_reaches_every_campaign_that_writes_there(imported: Campaign) -> None:
    other = builders.published(slug="other").campaign
    with writing() as session:
        session.add(
            builders.Recipient(
                org_id=imported.org_id,
                campaign_id=other.id,
                authority_id=imported.recipients[0].authority_id,
                position=9,
            )
        )
    with writing() as session:
        wanted = correction(imported, faxes=("+12025550199",))
        edit.edit_recipient(session, imported, imported.recipients[0], None, wanted)
    assert (imported.revision, other.revision) == (2, 2)


def test_checking_a_holder_changes_no_letter(imported: Campaign) -> None:
    with writing() as session:
        wanted = correction(imported, holder_checked=True)
        edit.edit_recipient(session, imported, imported.recipients[0], None, wanted)
    assert imported.revision == 1


def test_order_leaving_out_and_taking_in(imported: Campaign) -> None:
    first, second, *_ = imported.recipients
    with writing() as session:
        edit.move_up(session, imported, second, None)
    assert imported.recipients[:2] == [second, first]
    with writing() as session:
        edit.leave_out(session, imported, second, None)
    assert second not in imported.recipients
    assert second in imported.all_recipients
    with writing() as session:
        edit.take_in(session, imported, second, None)
    assert imported.recipients[0] == second


def test_a_recipient_can_be_added(imported: Campaign) -> None:
    with writing() as session:
        added = edit.add_recipient(
            session, imported, None, correction(imported, office="Harbour master", name="")
        )
    assert imported.recipients[-1].id == added.id
    assert added.authority.kind == "other"


def test_recipients_of_other_campaigns_are_not_found(imported: Campaign) -> None:
    other = builders.published(slug="other")
    with pytest.raises(NotFound):
        edit.recipient_of(imported, other.recipients[0].id)
    with pytest.raises(NotFound):
        edit.recipient_of(imported, new_id())


def acts() -> list[tuple[str, str]]:
    reading().rollback()
    entries = reading().scalars(select(AuditEntry).order_by(AuditEntry.at, AuditEntry.id))
    return [(entry.action, entry.detail) for entry in entries][1:]  # without the import


def test_the_record_says_what_changed_and_only_that(imported: Campaign) -> None:
    first = imported.recipients[0]
    before = {
        "name": first.authority.holder.name if first.authority.holder else "",
        "emails": tuple(p.address for p in first.authority.contact_points if p.channel == "email"),
        "faxes": tuple(p.address for p in first.authority.contact_points if p.channel == "fax"),
        "honorific": first.authority.holder.honorific if first.authority.holder else "",
    }
    with writing() as session:
        edit.edit_recipient(session, imported, first, None, correction(imported, **before))
    assert acts() == []
    corrected = correction(imported, **{**before, "faxes": ("+12025550199",)})
    with writing() as session:
        edit.edit_recipient(session, imported, first, None, corrected)
    title = imported.title
    change(imported, title="Another title")
    gone = ", ".join(before["faxes"])
    assert acts() == [
        ("authority corrected", f"was {gone}; now +12025550199"),
        ("title changed", f"was “{title}”"),
    ]

"""A manager corrects a campaign. What changes letters raises its revision."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.base.clock import db_now
from campaign.base.problems import NotFound, Problem
from campaign.base.safe_text import HEADER_LENGTH, TextTooLong, UnsafeText, header_value, plain
from campaign.campaigns.authorities import changing, subject_of
from campaign.campaigns.draft import TITLE_LENGTH
from campaign.campaigns.find import current_text
from campaign.campaigns.models import Campaign, LetterText, Recipient
from campaign.directory.correct import Correction, correct
from campaign.directory.office import Office, add_office

OPENING_LENGTH = 6000
DEMANDS_LENGTH = 12000
CHANGED_MEANWHILE = "Somebody has changed this letter meanwhile; look at it again."


def edit_text(
    session: Session,
    campaign: Campaign,
    by: UUID | None,
    seen_version: int,
    title: str,
    subject: str,
    opening: str,
    demands: str,
) -> None:
    """Change the page's title, and the letter: a new version, if anything of it differs.

    `demands` holds one a line, points under it begin with a dash (`demands_from`). Raises Problem
    for text that cannot stand in a letter, and if somebody made another version than
    `seen_version` meanwhile.
    """
    text = current_text(campaign, campaign.appeal.language)
    if text.version != seen_version:
        raise Problem(CHANGED_MEANWHILE)
    _rename(session, campaign, by, _line("title", title, TITLE_LENGTH))
    wanted = written(subject, opening, demands)
    if wanted != (text.subject, text.opening, text.demands):
        add_version(session, campaign, text.next_version(*wanted, by, db_now()), by)


def written(subject: str, opening: str, demands: str) -> tuple[str, str, list[dict[str, Any]]]:
    """A letter's subject, opening and demands as they are kept; raises Problem for what cannot
    stand in one."""
    return (
        _line("subject", subject, HEADER_LENGTH),
        _lines("opening", opening, OPENING_LENGTH),
        demands_from(_lines("demands", demands, DEMANDS_LENGTH)),
    )


def add_version(session: Session, campaign: Campaign, text: LetterText, by: UUID | None) -> None:
    """Put another version of a letter text in force; letters that wait are written anew."""
    session.add(text)
    if campaign.state != "updating":  # an update raises it when it goes out
        campaign.revision = Campaign.revision + 1
    session.flush()
    own = text.language == campaign.appeal.language
    detail = f"version {text.version}" if own else f"{text.language}, version {text.version}"
    record(session, campaign.org_id, by, "letter changed", f"campaign:{campaign.id}", detail)


def keep_hours(session: Session, campaign: Campaign, by: UUID | None, keep: bool) -> None:
    """Let e-mails wait for the offices' hours, or not; the letters themselves stay as they are."""
    if campaign.office_hours != keep:
        campaign.office_hours = keep
        action = "office hours kept" if keep else "office hours no longer kept"
        record(session, campaign.org_id, by, action, f"campaign:{campaign.id}")


def edit_recipient(
    session: Session, campaign: Campaign, recipient: Recipient, by: UUID | None, wanted: Correction
) -> None:
    """Correct an authority; all campaigns that write to it write anew what waits."""
    authority = recipient.authority
    with changing(session, authority, by, "authority corrected"):
        correct(session, authority, wanted, source="desk")
    if wanted.holder_checked and wanted.name:
        subject = subject_of(authority)
        record(session, campaign.org_id, by, "office holder checked", subject, wanted.name)


def add_recipient(
    session: Session, campaign: Campaign, by: UUID | None, wanted: Correction
) -> Recipient:
    """Add an authority that the appeal did not name, or that its reader missed."""
    office = Office(wanted.office, country=wanted.country)
    authority = add_office(session, campaign.org_id, office)
    correct(session, authority, wanted, source="desk")
    recipient = Recipient(
        org_id=campaign.org_id,
        campaign_id=campaign.id,
        authority_id=authority.id,
        position=1 + max((r.position for r in campaign.all_recipients), default=-1),
    )
    session.add(recipient)
    session.flush()
    session.expire(campaign, ["recipients", "all_recipients"])
    record(session, campaign.org_id, by, "recipient added", f"recipient:{recipient.id}")
    return recipient


def leave_out(session: Session, campaign: Campaign, recipient: Recipient, by: UUID | None) -> None:
    """Take a recipient off the page; letters already promised to it still go."""
    recipient.left_out_at = db_now()
    session.flush()
    session.expire(campaign, ["recipients"])
    record(session, campaign.org_id, by, "recipient left out", f"recipient:{recipient.id}")


def take_in(session: Session, campaign: Campaign, recipient: Recipient, by: UUID | None) -> None:
    """Put a recipient that was left out back on the page."""
    recipient.left_out_at = None
    session.flush()
    session.expire(campaign, ["recipients"])
    record(session, campaign.org_id, by, "recipient taken in", f"recipient:{recipient.id}")


def move_up(session: Session, campaign: Campaign, recipient: Recipient, by: UUID | None) -> None:
    """Let a recipient change places with the one before it."""
    order = list(campaign.recipients)
    place = order.index(recipient) if recipient in order else 0
    if place == 0:
        return
    before = order[place - 1]
    before.position, recipient.position = recipient.position, before.position
    session.flush()
    session.expire(campaign, ["recipients", "all_recipients"])
    record(session, campaign.org_id, by, "recipients reordered", f"campaign:{campaign.id}")


def choose_ways(
    session: Session, recipient: Recipient, by: UUID | None, next_way: bool, joint: bool
) -> None:
    """Whether a letter that failed takes the next way, and whether a recipient's travel in one."""
    subject = f"recipient:{recipient.id}"
    if recipient.next_way != next_way:
        recipient.next_way = next_way
        action = "next way allowed" if next_way else "next way not allowed"
        record(session, recipient.org_id, by, action, subject)
    if recipient.joint != joint:
        recipient.joint = joint
        action = "letters gathered" if joint else "letters no longer gathered"
        record(session, recipient.org_id, by, action, subject)


def recipient_of(campaign: Campaign, recipient_id: UUID) -> Recipient:
    """A recipient of this campaign, left out or not; raises NotFound."""
    found = next((r for r in campaign.all_recipients if r.id == recipient_id), None)
    if found is None:
        raise NotFound("There is no such recipient.")
    return found


def demands_from(text: str) -> list[dict[str, Any]]:
    """One demand a line; a line that begins with a dash is a point under the one before."""
    demands: list[dict[str, Any]] = []
    for line in filter(None, (line.strip() for line in text.splitlines())):
        if line.startswith(("- ", "– ", "• ")) and demands:
            demands[-1]["items"].append(line[2:].strip())
        else:
            demands.append({"text": line, "items": []})
    return demands


def demands_as_text(demands: list[dict[str, Any]]) -> str:
    """The demands as `demands_from` reads them."""
    return "\n".join(
        line for d in demands for line in [d["text"], *(f"- {item}" for item in d["items"])]
    )


def _rename(session: Session, campaign: Campaign, by: UUID | None, title: str) -> None:
    if title != campaign.title:
        detail = f"was “{campaign.title}”"
        campaign.title = title
        record(session, campaign.org_id, by, "title changed", f"campaign:{campaign.id}", detail)


def _line(field: str, text: str, most: int) -> str:
    """One line that can stand in a mail's header, or in a title."""
    try:
        return header_value(plain(text, 1000, lines=False), most)
    except TextTooLong:
        raise Problem(f"The {field} is too long: at most {most} characters.") from None
    except UnsafeText:
        raise Problem(f"The {field} cannot stand in a letter like this.") from None


def _lines(field: str, text: str, max_length: int) -> str:
    try:
        return plain(text, max_length, lines=True)
    except TextTooLong:
        raise Problem(f"The {field} are too long: at most {max_length} characters.") from None

"""An appeal comes in and becomes a campaign in draft."""

from __future__ import annotations

import hashlib
import secrets
from dataclasses import dataclass, replace
from datetime import date, datetime
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from campaign.accounts.audit import record
from campaign.accounts.models import Organisation
from campaign.appeals import Appeal, AppealCode, UnreadableAppeal, as_json, read
from campaign.appeals.several import two_codes
from campaign.base.clock import db_now
from campaign.base.problems import Problem
from campaign.base.safe_text import without_controls
from campaign.campaigns import cases
from campaign.campaigns.draft import Draft, draft, slug_words, subject_of, title_of
from campaign.campaigns.models import AppealRecord, Campaign, Case, LetterText, Recipient
from campaign.directory.gather import gather

SLUG_LENGTH = 48


@dataclass(frozen=True)
class Imported:
    """What an import made; its doubts are those of `doubts.doubts(campaign)`."""

    campaign: Campaign
    appeal: Appeal


class AlreadyHere(Problem):
    """The appeal belongs to a campaign that exists; `campaign_id` says which.

    `offer` says what it could be to it: an `update`, a `translation`, its `closing`, or nothing new
    (empty).
    """

    def __init__(self, message: str, campaign_id: UUID, offer: str = "") -> None:
        super().__init__(message)
        self.campaign_id = campaign_id
        self.offer = offer


def import_appeal(
    session: Session, organisation: Organisation, source: str, by: UUID | None
) -> Imported:
    """Read an appeal and make case, appeal, campaign, recipients and letter text of it.

    All in the caller's transaction; `by` is the manager, None at the command line. Raises Problem
    for a text that is no appeal, AlreadyHere instead of making a second campaign for a case.
    """
    text, appeal = read_appeal(source)
    _refuse_second(session, organisation.id, appeal, hash_of(text))
    case = Case(
        org_id=organisation.id, code=case_code(appeal), country=appeal.country, created_at=db_now()
    )
    _add_case(session, case)
    stored = store(session, case, text, appeal)
    drafted = draft(appeal)
    campaign = _campaign(session, case, stored, appeal, drafted)
    _add_text(session, campaign, appeal.language, drafted, by)
    add_recipients(session, campaign, appeal)
    record(session, organisation.id, by, "appeal imported", f"campaign:{campaign.id}")
    return Imported(campaign, appeal)


def read_appeal(source: str) -> tuple[str, Appeal]:
    """The text as it is kept, and what was read in it.

    Raises Problem for a text that is no appeal, and for one that holds two.
    """
    text = without_controls(source.replace("\r\n", "\n"))
    try:
        appeal, two = read(text), two_codes(text)
    except UnreadableAppeal as error:
        raise Problem(str(error)) from error
    if two:
        raise Problem(
            f"Two appeals seem to be in this text: {two[0]} and {two[1]}. Paste one at a time."
        )
    if not (appeal.code or appeal.actions or appeal.recipients):
        raise Problem(
            "This does not look like an appeal: it has no code, no demands and no addresses to "
            "write to. Paste the whole text, from the title to the last footnote."
        )
    return text, appeal


def hash_of(text: str) -> bytes:
    """By which the same text is known again."""
    return hashlib.sha256(text.encode()).digest()


def store(
    session: Session, case: Case, text: str, appeal: Appeal, now: datetime | None = None
) -> AppealRecord:
    """Keep an appeal as it came in, with what was read in it, under every code it names itself."""
    stored = AppealRecord(
        org_id=case.org_id,
        case_id=case.id,
        code=appeal.code,
        language=appeal.language,
        kind=appeal.kind,
        issued_on=date.fromisoformat(appeal.date) if appeal.date else None,
        source=text,
        source_hash=hash_of(text),
        reading=as_json(appeal),
        imported_at=now or db_now(),
    )
    session.add(stored)
    session.flush()
    cases.note_codes(session, case, appeal)
    return stored


def refuse_known(session: Session, campaign: Campaign, text: str) -> None:
    """Raise Problem for a text that a campaign has already."""
    known = select(AppealRecord.id).filter_by(case_id=campaign.case_id, source_hash=hash_of(text))
    if session.scalars(known).first():
        raise Problem("That campaign has exactly this text already; nothing was changed.")


def _refuse_second(session: Session, org_id: UUID, appeal: Appeal, source_hash: bytes) -> None:
    known = _known(session, org_id, appeal, source_hash)
    if known is None:
        return
    query = select(AppealRecord).where(AppealRecord.case_id == known.case_id)
    records = session.scalars(query).all()
    here = f"A campaign for {known.case.code or 'this text'} is here already: “{known.title}”."
    if source_hash in [one.source_hash for one in records]:
        raise AlreadyHere(
            f"{here} It was made of exactly this text; nothing was changed.", known.id
        )
    if known.state == "closed":
        raise AlreadyHere(f"{here} It is closed; a closed campaign takes no new text.", known.id)
    in_force = known.appeal.imported_at  # older translations are of what an update replaced
    spoken = [one.language for one in records if one.imported_at >= in_force]
    offer, words = _offer(appeal, known, spoken)
    raise AlreadyHere(f"{here} This text {words}.", known.id, offer=offer)


def _known(session: Session, org_id: UUID, appeal: Appeal, source_hash: bytes) -> Campaign | None:
    """The campaign of the case an appeal belongs to by a code, or else by its very text."""
    query = select(Campaign).where(Campaign.org_id == org_id)
    case_id = cases.known(session, org_id, appeal)
    if case_id is None:
        query = query.join(AppealRecord, AppealRecord.case_id == Campaign.case_id)
        query = query.where(AppealRecord.source_hash == source_hash)
    else:
        query = query.where(Campaign.case_id == case_id)
    return session.scalars(query.limit(1)).first()


def _offer(appeal: Appeal, campaign: Campaign, languages: list[str]) -> tuple[str, str]:
    """What a further appeal could be to a campaign, and in words."""
    if appeal.kind == "closed" and campaign.state != "draft":
        return "closing", "says that the case is closed"
    if appeal.language in languages:
        return "update", "would be an update of it"
    words = f"would be a translation of it (language: {appeal.language})"
    return "translation", words


def case_code(appeal: Appeal) -> str | None:
    """What all appeals of a case share: the code that is updated, without any suffix."""
    code = appeal.update_of or appeal.code
    if code is None:
        return None
    try:
        return str(AppealCode.parse(code).base)
    except ValueError:  # the code of a family that numbers its updates anew
        return code


def _add_case(session: Session, case: Case) -> None:
    session.add(case)
    try:
        session.flush()
    except IntegrityError as error:
        raise Problem("Somebody has just opened a campaign for this appeal.") from error


def _campaign(
    session: Session, case: Case, stored: AppealRecord, appeal: Appeal, drafted: Draft
) -> Campaign:
    said = appeal.title or drafted.subject or appeal.code or "Appeal without a title"
    title = title_of(said)
    campaign = Campaign(
        org_id=case.org_id,
        case_id=case.id,
        appeal_id=stored.id,
        slug=_free_slug(session, title),
        title=title,
        state="draft",
        sandbox=True,
        supporter_key=secrets.token_bytes(32),
        acknowledged=[],
        sign_until=date.fromisoformat(appeal.deadline) if appeal.deadline else None,
        created_at=stored.imported_at,
    )
    session.add(campaign)
    session.flush()
    return campaign


def _add_text(
    session: Session, campaign: Campaign, language: str, drafted: Draft, by: UUID | None
) -> None:
    session.add(
        LetterText(
            org_id=campaign.org_id,
            campaign_id=campaign.id,
            language=language,
            version=1,
            subject=drafted.subject or subject_of(campaign.title),
            opening=drafted.opening,
            demands=drafted.demands,
            created_at=campaign.created_at,
            created_by=by,
        )
    )


def add_recipients(session: Session, campaign: Campaign, appeal: Appeal) -> None:
    """The recipients an appeal names, behind those the campaign has; one it has is kept."""
    known = {recipient.authority_id: recipient for recipient in campaign.all_recipients}
    for recipient in known.values():
        recipient.printed_as = None  # its line stood in an earlier appeal
    taken: set[UUID] = set()
    source = f"appeal {appeal.code or campaign.slug}"
    position = 1 + max((recipient.position for recipient in known.values()), default=-1)
    for index, entry in enumerate(appeal.recipients):
        country = entry.country or appeal.country
        authority = gather(session, campaign.org_id, replace(entry, country=country), source, taken)
        taken.add(authority.id)
        if authority.id in known:
            known[authority.id].printed_as = index
            known[authority.id].offered = False  # the appeal names it to everybody
            continue
        session.add(
            Recipient(
                org_id=campaign.org_id,
                campaign_id=campaign.id,
                authority_id=authority.id,
                position=position + index,
                printed_as=index,
            )
        )
    session.flush()
    session.refresh(campaign)


def add_recipient(session: Session, campaign: Campaign, appeal: Appeal, index: int) -> Recipient:
    """One more recipient that an appeal names, the last; one the campaign has is kept."""
    known = {recipient.authority_id: recipient for recipient in campaign.all_recipients}
    entry = appeal.recipients[index]
    entry = replace(entry, country=entry.country or appeal.country)
    source = f"appeal {appeal.code or campaign.slug}"
    taken = {key for key, one in known.items() if one.printed_as is not None}
    authority = gather(session, campaign.org_id, entry, source, taken)
    if authority.id in known:
        known[authority.id].printed_as = index
        return known[authority.id]
    added = Recipient(
        org_id=campaign.org_id,
        campaign_id=campaign.id,
        authority_id=authority.id,
        position=1 + max((one.position for one in known.values()), default=-1),
        printed_as=index,
    )
    session.add(added)
    session.flush()
    session.refresh(campaign)
    return added


def _free_slug(session: Session, title: str) -> str:
    """The title in plain letters, short; with random letters where that is taken or empty."""
    slug = ""
    for word in slug_words(title):
        if len(slug) + len(word) >= SLUG_LENGTH:
            break
        slug = f"{slug}-{word}" if slug else word
    taken = session.scalars(select(Campaign.id).where(Campaign.slug == slug)).first()
    return slug if slug and not taken else f"{slug or 'appeal'}-{secrets.token_hex(3)}"

"""What many tests need to be there: an organisation, a published campaign, a signed letter.

All people, offices, numbers and addresses are fictional.
"""

from __future__ import annotations

import secrets
from collections import Counter
from dataclasses import dataclass
from datetime import timedelta
from typing import Any
from uuid import UUID

from flask import current_app
from sqlalchemy import func, select
from sqlalchemy.orm import Session

from campaign.accounts.models import Manager, Organisation
from campaign.accounts.people import add_manager, found
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.cases import key_of
from campaign.campaigns.models import (
    AppealRecord,
    Campaign,
    Case,
    CaseCode,
    LetterText,
    Recipient,
)
from campaign.delivery import budget
from campaign.directory.models import Authority, ContactPoint, OfficeHolder
from campaign.directory.prices import UNIT, set_prices
from campaign.letters import counts
from campaign.letters.compose import Signer
from campaign.letters.models import Letter, Transmission
from campaign.letters.write import TRAVELLING, write
from campaign.signing.models import Consent, Signature

PASSWORD = "a long enough password"
CODE = "VLA 004 / 1126 / OBS 031"

EMAIL = {"office": "Minister of Justice", "email": "minister@justice.example.org"}
FAX = {"office": "Prosecutor General", "fax": "+12025550123"}
PAPER = {"office": "Governor of the Province"}


@dataclass(frozen=True)
class Stage:
    """A published campaign and who runs it."""

    organisation: Organisation
    manager: Manager
    campaign: Campaign
    text: LetterText

    @property
    def recipients(self) -> list[Recipient]:
        query = select(Recipient).filter_by(campaign_id=self.campaign.id)
        return list(reading().scalars(query.order_by(Recipient.position)))


def _sandbox() -> bool:
    return bool(current_app.config["CAMPAIGN"].sandbox)


def organisation(session: Session, slug: str = "demo") -> Organisation:
    """An organisation that may fax wherever it likes."""
    made = found(
        session,
        name="Letters for Defenders",
        slug=slug,
        postal_address="12 Example Street\n1000 Exampletown",
        contact_email="answers@example.org",
    )
    if not _sandbox():
        set_prices(session, made.id, {"+": 0})
        budget.set_cap(session, made.id, UNIT)
    return made


def manager(session: Session, org: Organisation, role: str = "owner") -> Manager:
    address = f"{role}@{org.slug}.example.org"
    return add_manager(session, org, f"A. {role.title()}", address, PASSWORD, role)


def published(
    *recipients: dict[str, str], slug: str = "river-wardens", org_slug: str = "demo"
) -> Stage:
    """A published campaign with these recipients (by default: e-mail, fax and paper)."""
    with writing() as session:
        org = session.scalar(select(Organisation).filter_by(slug=org_slug)) or organisation(
            session, org_slug
        )
        person = session.scalar(select(Manager).filter_by(org_id=org.id)) or manager(session, org)
        campaign = _campaign(session, org, slug)
        text = LetterText(
            org_id=org.id,
            campaign_id=campaign.id,
            language="en",
            version=1,
            subject="two river wardens in detention",
            opening="Two river wardens have been held without charge since 4 November 2026.",
            demands=[
                {"text": "Release them immediately and unconditionally;", "items": []},
                {"text": "Guarantee in particular:", "items": ["access to a lawyer;", "visits."]},
            ],
            created_at=db_now(),
        )
        session.add(text)
        for position, wanted in enumerate(recipients or (EMAIL, FAX, PAPER)):
            _recipient(session, campaign, position, wanted)
        session.flush()
    return Stage(org, person, campaign, text)


def _campaign(session: Session, org: Organisation, slug: str) -> Campaign:
    now = db_now()
    case = Case(
        org_id=org.id,
        code=CODE if slug == "river-wardens" else slug,
        country=None,
        created_at=now,
    )
    session.add(case)
    session.flush()
    session.add(CaseCode(org_id=org.id, case_id=case.id, key=key_of(case.code or "")))
    appeal = AppealRecord(
        org_id=org.id,
        case_id=case.id,
        code=CODE,
        language="en",
        kind="urgent_appeal",
        issued_on=now.date(),
        source="(the text of the appeal)",
        source_hash=secrets.token_bytes(32),
        reading=_reading(),
        imported_at=now,
    )
    session.add(appeal)
    session.flush()
    campaign = Campaign(
        org_id=org.id,
        case_id=case.id,
        appeal_id=appeal.id,
        slug=slug,
        title="Two river wardens jailed for measuring the water of Oru Bay",
        state="published",
        sandbox=_sandbox(),
        supporter_key=secrets.token_bytes(32),
        created_at=now,
        published_at=now,
        people_agreed_at=now,
    )
    session.add(campaign)
    session.flush()
    return campaign


def _reading() -> dict[str, Any]:
    return {
        "family": "observatory",
        "language": "en",
        "code": CODE,
        "code_as_printed": CODE,
        "kind": "urgent_appeal",
        "update_of": None,
        "related_codes": [],
        "title": "Valoria: Two river wardens jailed",
        "categories": ["Arbitrary detention"],
        "date": "2026-11-12",
        "deadline": None,
        "country": None,
        "issuers": ["Observatory for River Wardens"],
        "place": None,
        "lead": "Two river wardens are held without charge.",
        "description": ["According to the information received, they counted dead fish[1]."],
        "actions": [{"label": "i", "text": "Release them;", "items": []}],
        "recipients": [],
        "asks_diplomatic": True,
        "asks_report": True,
        "suggested_letter": None,
        "footnotes": [{"label": "1", "text": "See their report."}],
        "warnings": [],
    }


def _recipient(session: Session, campaign: Campaign, position: int, wanted: dict[str, str]) -> None:
    authority = Authority(
        org_id=campaign.org_id,
        office=wanted["office"],
        kind=wanted.get("kind", "ministry"),
        country=None,
        created_at=db_now(),
    )
    session.add(authority)
    session.flush()
    if "holder" in wanted:
        session.add(
            OfficeHolder(
                org_id=campaign.org_id,
                authority_id=authority.id,
                honorific="Ms.",
                name=wanted["holder"],
            )
        )
    wanted = {**wanted, "post": "2 Quay of Ropes, Port Vala"}
    channels = [channel for channel in ("email", "fax", "post") if channel in wanted]
    for order, channel in enumerate(channels):
        session.add(
            ContactPoint(
                org_id=campaign.org_id,
                authority_id=authority.id,
                channel=channel,
                address=wanted[channel],
                position=order,
                source=CODE,
            )
        )
    session.add(
        Recipient(
            org_id=campaign.org_id,
            campaign_id=campaign.id,
            authority_id=authority.id,
            position=position,
        )
    )


SIGNER = Signer("Anna Example", "full", "Belgium", "", "I once swam in that bay.")


def signed(stage: Stage, n: int = 1, signer: Signer = SIGNER) -> list[UUID]:
    """n confirmed signatures with their letters; returns the ids of the letters."""
    letters: list[UUID] = []
    with writing() as session:
        for _ in range(n):
            signature = _signature(session, stage)
            written = write(
                session,
                signature.id,
                signature.supporter_key,
                session.get_one(Campaign, stage.campaign.id),
                session.get_one(Organisation, stage.organisation.id),
                session.get_one(LetterText, stage.text.id),
                stage.recipients,
                signer,
                sandbox=_sandbox(),
            )
            letters += [letter.id for letter in written]
    return letters


def _signature(session: Session, stage: Stage) -> Signature:
    now = db_now()
    consent = session.scalar(select(Consent).filter_by(org_id=stage.organisation.id))
    if consent is None:
        consent = Consent(
            org_id=stage.organisation.id, language="en", version="test", wording="I agree."
        )
        session.add(consent)
        session.flush()
    signature = Signature(
        org_id=stage.organisation.id,
        campaign_id=stage.campaign.id,
        state="confirmed",
        supporter_key=secrets.token_bytes(32),
        form_key=secrets.token_bytes(32),
        name="Anna Example",
        name_choice="full",
        email="anna@example.org",
        language="en",
        consent_id=consent.id,
        wants_replies=False,
        wants_outcome=False,
        sandbox=_sandbox(),
        created_at=now,
        expires_at=now + timedelta(hours=72),
        confirmed_at=now,
    )
    session.add(signature)
    session.flush()
    kind = counts.Kind(
        signature.org_id, signature.campaign_id, "signature", "confirmed", _sandbox()
    )
    counts.add(session, kind, +1)
    return signature


def transmissions(**where: Any) -> list[Transmission]:
    """All transmissions as they are now, oldest first."""
    session = reading()
    session.rollback()
    return list(session.scalars(select(Transmission).filter_by(**where).order_by(Transmission.id)))


def assert_counts_true(campaign_id: UUID) -> None:
    """What the counts say is what the rows say."""
    session = reading()
    session.rollback()
    counted = {
        (f.subject, f.state, f.recipient_id, f.channel): f.n
        for f in counts.figures(campaign_id, sandbox=_sandbox())
    }
    t = Transmission
    found_: dict[Any, int] = {}
    for row in session.execute(
        select(t.state, t.recipient_id, t.channel, func.count())
        .where(t.campaign_id == campaign_id)
        .group_by(t.state, t.recipient_id, t.channel)
    ):
        found_["transmission", *row[:3]] = row[3]
    letters = session.execute(
        select(Letter, t.state)
        .outerjoin(t, t.id == Letter.transmission_id)
        .where(Letter.campaign_id == campaign_id)
    )
    carried: Counter[UUID] = Counter()
    for letter, state in letters:
        own = state if letter.state == TRAVELLING else letter.state
        carried[letter.transmission_id] += letter.state == TRAVELLING
        key = ("letter", own, letter.recipient_id, letter.channel)
        found_[key] = found_.get(key, 0) + 1
    for state, n in session.execute(
        select(Signature.state, func.count())
        .where(Signature.campaign_id == campaign_id)
        .group_by(Signature.state)
    ):
        found_["signature", state, counts.NOBODY, ""] = n
    assert counted == found_
    for transmission in session.scalars(select(t).where(t.campaign_id == campaign_id)):
        assert transmission.carried == carried[transmission.id]

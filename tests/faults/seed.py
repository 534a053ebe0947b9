"""A database full of confirmed letters, written by the program's own hand, to be copied at will."""

from __future__ import annotations

import multiprocessing
import secrets
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path

import flask_migrate
from sqlalchemy import select, update
from sqlalchemy.orm import Session

from campaign import create_app
from campaign.accounts.models import Organisation
from campaign.base import dialects
from campaign.base.clock import db_now
from campaign.base.database import writing
from campaign.base.extensions import db
from campaign.base.ids import new_id
from campaign.campaigns.models import Campaign, LetterText
from campaign.letters import counts
from campaign.letters.compose import Signer
from campaign.letters.write import write
from campaign.signing.models import Consent, Signature
from config import Config
from tests.builders import published

ROOT = Path(__file__).parents[2]
CANARY = "kanarienvogel"  # part of every name and address of a person; must turn up nowhere
CAMPAIGNS = 5
MAILBOXES = 20  # of each campaign
LETTERS = 4  # of one supporter
BATCH = 50  # supporters in one transaction
SIGNER = Signer(f"Anna {CANARY.title()}", "full", "Belgium", "", "")


def seed(config: Config, letters: int) -> None:
    """Migrate the database of these settings and have this many letters wait in it."""
    with _application(config):
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        for number in range(CAMPAIGNS):
            _publish(number)
    hands = 1 if config.database_url.startswith("sqlite") else 2
    shares = [letters // hands] * (hands - 1)
    shares.append(letters - sum(shares))
    with ProcessPoolExecutor(hands, multiprocessing.get_context("spawn")) as pool:
        assert sum(pool.map(sign, [config] * hands, shares, range(hands))) == letters


def sign(config: Config, letters: int, hand: int = 0) -> int:
    """Confirm signatures with this many letters; returns how many were written.

    Hands that work at once begin with different campaigns.
    """
    written = 0
    with _application(config):
        for turn, start in enumerate(range(0, letters, BATCH * LETTERS)):
            wanted = min(BATCH * LETTERS, letters - start)
            written += _sign((turn + 2 * hand) % CAMPAIGNS, wanted)
    return written


@contextmanager
def _application(config: Config) -> Iterator[None]:
    with create_app(config).app_context():
        yield
        db.session.remove()
        db.engine.dispose()


def mailbox(campaign: int, number: int) -> str:
    """The address of an authority; offices of one domain share it in twos."""
    return f"office-{number}@ministry-{campaign}-{number // 2}.example.net"


def _publish(number: int) -> None:
    offices = [
        {"office": f"Office {n} of Valoria {number}", "email": mailbox(number, n)}
        for n in range(MAILBOXES)
    ]
    stage = published(*offices, slug=f"case-{number}")
    with writing() as session:
        session.execute(
            update(Campaign).where(Campaign.id == stage.campaign.id).values(sandbox=False)
        )
        session.execute(
            dialects.insert(session, Consent)
            .values(
                id=new_id(),
                org_id=stage.organisation.id,
                language="en",
                version="test",
                wording="I agree.",
            )
            .on_conflict_do_nothing()
        )


def _sign(number: int, wanted: int) -> int:
    """Signatures with this many letters in one campaign and transaction."""
    written = 0
    with writing() as session:
        campaign = session.scalars(select(Campaign).filter_by(slug=f"case-{number}")).one()
        organisation = session.get_one(Organisation, campaign.org_id)
        text = session.scalars(select(LetterText).filter_by(campaign_id=campaign.id)).one()
        consent = session.scalars(select(Consent)).one()
        recipients = campaign.recipients
        for turn, first in enumerate(range(0, wanted, LETTERS)):
            signature = _signature(session, campaign, consent)
            chosen = [recipients[(turn * LETTERS + n) % MAILBOXES] for n in range(LETTERS)]
            letters = write(
                session,
                signature.id,
                signature.supporter_key,
                campaign,
                organisation,
                text,
                chosen[: wanted - first],
                SIGNER,
                sandbox=False,
            )
            written += len(letters)
    return written


def _signature(session: Session, campaign: Campaign, consent: Consent) -> Signature:
    now = db_now()
    signature = Signature(
        org_id=campaign.org_id,
        campaign_id=campaign.id,
        state="confirmed",
        supporter_key=secrets.token_bytes(32),
        form_key=secrets.token_bytes(32),
        name=SIGNER.name,
        name_choice="full",
        email=f"{CANARY}@example.net",
        language="en",
        consent_id=consent.id,
        wants_replies=False,
        wants_outcome=False,
        sandbox=False,
        created_at=now,
        expires_at=now + timedelta(hours=72),
        confirmed_at=now,
    )
    session.add(signature)
    session.flush()
    kind = counts.Kind(signature.org_id, signature.campaign_id, "signature", "confirmed", False)
    counts.add(session, kind, +1)
    return signature

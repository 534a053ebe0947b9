"""Pauses, withdrawals, corrections and updates while letters leave."""

from __future__ import annotations

import random
import time
from collections.abc import Sequence
from email import message_from_bytes
from email.policy import SMTP
from typing import Any
from uuid import UUID

from sqlalchemy import select

from campaign import create_app
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.campaigns.approve import CANCEL, REWRITE, Approval
from campaign.campaigns.closing import close
from campaign.campaigns.doubts import doubts
from campaign.campaigns.edit import demands_as_text, edit_text
from campaign.campaigns.find import current_text
from campaign.campaigns.models import Campaign
from campaign.campaigns.publish import publish
from campaign.campaigns.update import open_update
from campaign.delivery import switches
from campaign.letters import supersede
from campaign.letters.models import Letter, Transmission, TransmissionContent
from campaign.letters.withdraw import withdraw
from campaign.letters.write import SUPERSEDED
from campaign.signing.models import Signature
from tests.campaigns.samples import UPDATE
from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.servers import Servers

WORKERS = 3
MARK = "This was corrected."
NEWS = "three river"  # of UPDATE, and of no text before it


def paused(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """23: everything is paused in full flight; after that at most the marked windows arrive."""
    with House(servers, letters, **house) as home, create_app(home.config).app_context():
        home.work(WORKERS)
        verdict = Verdict()
        for number in range(times):
            home.until(lambda n=number: home.handed_over() > letters * (n + 0.5) / times / 1.2, 30)
            with writing() as session:
                switches.pause(session, "a fault test", "fault test")
            stopped = time.time()
            home.harms += 1
            home.pause(home.config.window_seconds)
            home.kill()  # a pause is kept over restarts, and without Redis
            servers.redis.empty()
            home.pause(3)
            late = [at for at, *_ in home.relay.received() if at > stopped]
            verdict.remarks.append(f"{len(late)} arrived after pause {number + 1}")
            _judge_late(home, verdict, late, stopped, "in a pause")
            with writing() as session:
                switches.resume(session)
        home.settle()
        db.session.remove()
        verdict.doubts = 0 if home.config.evidence else times
        return compare(home, verdict)


def withdrawn(servers: Servers, letters: int, **house: Any) -> Verdict:
    """23: supporters withdraw, and campaigns are closed, in full flight."""
    with House(servers, letters, **house) as home, create_app(home.config).app_context():
        home.work(WORKERS)
        home.until(lambda: home.handed_over() > letters * 0.1)
        closed = _close()
        ended = time.time()
        home.harms += 1
        signatures = reading().scalars(select(Signature.id)).all()
        for signature_id in random.sample(signatures, len(signatures) // 3):
            with writing() as session:
                withdraw(session, signature_id, "supporter")
            home.harms += 1
            home.tend()
        home.settle()
        verdict = Verdict()
        late = [at for at, campaign_id, _ in _arrived(home) if campaign_id in closed and at > ended]
        _judge_late(home, verdict, late, ended, "of closed campaigns")
        db.session.remove()
        return compare(home, verdict, excused=("withdrawn", "cancelled"))


def _close() -> set[UUID]:
    """Three of five, so that far more waits in them than may be marked."""
    with writing() as session:
        ending = Campaign.slug.in_(("case-2", "case-3", "case-4"))
        found = session.scalars(select(Campaign).where(ending)).all()
        for campaign in found:
            close(session, campaign, None, "a fault test")
        return {campaign.id for campaign in found}


def corrected(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """23: the letter of a campaign is corrected in full flight: what waits is superseded."""
    with House(servers, letters, **house) as home, create_app(home.config).app_context():
        home.work(WORKERS)
        verdict, corrections = Verdict(), []
        for number in range(times):
            home.until(lambda n=number: home.handed_over() > letters * 0.8 * n / times, 30)
            corrections.append((_correct(number), time.time()))
            home.harms += 1
        home.settle()
        arrived = _arrived(home)
        for campaign_id, when in corrections:
            texts = [(at, words) for at, key, words in arrived if key == campaign_id]
            old = [at for at, words in texts if at > when and MARK not in words]
            _judge_late(home, verdict, old, when, "of an old text")
        db.session.remove()
        return compare(home, verdict)


def updated(servers: Servers, letters: int, **house: Any) -> Verdict:
    """An update is opened in full flight in one campaign after the other, and published.

    In every second one letters are held until then. What waits is written anew, or cancelled.
    """
    with House(servers, letters, **house) as home, create_app(home.config).app_context():
        home.work(WORKERS)
        verdict, opened, approved = Verdict(), {}, {}
        slugs = _with_letters()
        for number, slug in enumerate(slugs):
            home.until(lambda n=number: home.handed_over() > letters * 0.08 * (n + 1), 30)
            held = number % 2 == 0
            campaign_id, waiting = _open_update(slug, number, held)
            opened[campaign_id] = time.time()
            verdict.remarks.append(f"{waiting} waited in {slug}")
            if not waiting:
                verdict.failures.append(f"too late: nothing waited any more in {slug}")
            home.harms += 1
            if not held:
                _approve_update(slug, CANCEL if number == 1 else REWRITE)
                approved[campaign_id] = time.time()
        home.pause(home.config.window_seconds + 1)
        for number, slug in list(enumerate(slugs))[::2]:
            campaign_id = _approve_update(slug, CANCEL if number == 2 else REWRITE)
            approved[campaign_id] = time.time()
        home.settle()
        arrived = _arrived(home)
        for key, when in approved.items():
            old = [at for at, of, words in arrived if of == key and NEWS not in words and at > when]
            _judge_late(home, verdict, old, when, "of the text before an update")
            early = [at for at, of, _ in arrived if of == key and opened[key] < at < when]
            _judge_late(home, verdict, early, opened[key], "of what an update holds")
        news = sum(NEWS in words for *_, words in arrived)
        verdict.remarks.append(f"{news} of {len(arrived)} arrived with the new text")
        db.session.remove()
        return compare(home, verdict, excused=(SUPERSEDED,))


def _with_letters() -> Sequence[str]:
    """The campaigns in which there is something to hold; a few letters lie in a few of them."""
    query = select(Campaign.slug).join(Letter, Letter.campaign_id == Campaign.id)
    return reading().scalars(query.distinct().order_by(Campaign.slug)).all()


def _open_update(slug: str, number: int, held: bool) -> tuple[UUID, int]:
    """Which campaign has an update now, and how many letters waited in it."""
    with writing() as session:
        campaign = session.scalars(select(Campaign).filter_by(slug=slug)).one()
        source = UPDATE.replace("VLA 004", f"VLA {100 + number}")
        open_update(session, campaign, source, None, hold=held)
    return campaign.id, supersede.waiting(campaign).letters


def _approve_update(slug: str, waiting: str) -> UUID:
    with writing() as session:
        campaign = session.scalars(select(Campaign).filter_by(slug=slug)).one()
        accepted = [doubt.key for doubt in doubts(campaign)]
        publish(session, campaign, None, True, accepted, Approval(waiting))
    return campaign.id


def _arrived(home: House) -> list[tuple[float, UUID, str]]:
    """What was received: time (of the epoch), campaign, words without line breaks."""
    query = select(
        Transmission.message_id, Transmission.campaign_id, TransmissionContent.payload
    ).join(TransmissionContent)
    db.session.rollback()
    sent = {row.message_id: row for row in reading().execute(query)}
    return [
        (
            at,
            sent[key].campaign_id,
            " ".join(message_from_bytes(sent[key].payload, policy=SMTP).get_content().split()),
        )
        for at, key, _ in home.relay.received()
        if key in sent
    ]


def _judge_late(
    home: House, verdict: Verdict, late: Sequence[float], since: float, what: str
) -> None:
    """After an order at most what was marked may arrive, and soon."""
    if len(late) > WORKERS * home.config.window_size:
        verdict.failures.append(f"{len(late)} {what} arrived after it")
    if late and max(late) > since + home.config.window_seconds + 1:
        verdict.failures.append(f"something {what} arrived long after it")


def _correct(number: int) -> UUID:
    with writing() as session:
        slug = f"case-{number % 5}"
        campaign = session.scalars(select(Campaign).filter_by(slug=slug)).one()
        text = current_text(campaign, "en")
        edit_text(
            session,
            campaign,
            None,
            text.version,
            campaign.title,
            text.subject,
            f"{text.opening} {MARK}",
            demands_as_text(text.demands),
        )
        return campaign.id

"""Pauses, withdrawals and corrections while letters leave."""

from __future__ import annotations

import random
import time
from typing import Any

from sqlalchemy import select

from campaign import create_app
from campaign.base.database import reading, writing
from campaign.base.extensions import db
from campaign.campaigns.closing import close
from campaign.campaigns.edit import demands_as_text, edit_text
from campaign.campaigns.find import current_text
from campaign.campaigns.models import Campaign
from campaign.delivery import switches
from campaign.letters.withdraw import withdraw
from campaign.signing.models import Signature
from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.servers import Servers

WORKERS = 3


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
            if len(late) > WORKERS * home.config.window_size:
                verdict.failures.append(f"{len(late)} arrived after a pause")
            if late and max(late) > stopped + home.config.window_seconds + 1:
                verdict.failures.append("something arrived long after a pause")
            with writing() as session:
                switches.resume(session)
        home.settle()
        db.session.remove()
        verdict.doubts = 0 if home.config.evidence else times
        return compare(home, verdict)


def withdrawn(servers: Servers, letters: int, **house: Any) -> Verdict:
    """23: supporters withdraw, and a campaign is closed, in full flight."""
    with House(servers, letters, **house) as home, create_app(home.config).app_context():
        home.work(WORKERS)
        home.until(lambda: home.handed_over() > letters * 0.1)
        signatures = reading().scalars(select(Signature.id)).all()
        for signature_id in random.sample(signatures, len(signatures) // 3):
            with writing() as session:
                withdraw(session, signature_id, "supporter")
            home.harms += 1
            home.tend()
        with writing() as session:
            last = session.scalars(select(Campaign).filter_by(slug="case-4")).one()
            close(session, last, None, "a fault test")
        home.harms += 1
        home.settle()
        db.session.remove()
        return compare(home, Verdict(), excused=("withdrawn", "cancelled"))


def corrected(servers: Servers, letters: int, times: int, **house: Any) -> Verdict:
    """23: the letter of a campaign is corrected in full flight: what waits is superseded."""
    with House(servers, letters, **house) as home, create_app(home.config).app_context():
        home.work(WORKERS)
        for number in range(times):
            home.until(lambda n=number: home.handed_over() > letters * 0.8 * n / times, 30)
            _correct(number)
            home.harms += 1
        home.settle()
        db.session.remove()
        return compare(home, Verdict())


def _correct(number: int) -> None:
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
            f"{text.opening} And again.",
            demands_as_text(text.demands),
        )

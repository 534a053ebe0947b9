"""A worker process is killed with a letter in its hands."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from dataclasses import fields
from pathlib import Path

import pytest
from flask import Flask

from campaign.delivery import drain, sweep
from campaign.delivery.sweep import CRASHES
from config import Config
from tests.builders import EMAIL, assert_counts_true, published, signed, transmissions
from tests.conftest import LIVE, Clock
from tests.smtp import HANG, SmtpServer

ROOT = Path(__file__).parents[2]
DRAIN = "import campaign.delivery as d; d.drain('email')"
CLAIM_AND_DIE = """
import os, signal
from campaign.delivery import claim, workers
with workers.working('email') as me:
    assert claim.claim(me, 'email')
    os.kill(os.getpid(), signal.SIGKILL)
"""


def worker(app: Flask, code: str) -> subprocess.Popen[bytes]:
    """A process of its own with the settings of this application."""
    config: Config = app.config["CAMPAIGN"]
    settings = {f.name.upper(): str(getattr(config, f.name)) for f in fields(config)}
    program = "from campaign import create_app\nwith create_app().app_context():\n" + "".join(
        f"    {line}\n" for line in code.strip().splitlines()
    )
    return subprocess.Popen([sys.executable, "-c", program], env=os.environ | settings, cwd=ROOT)


def reached(smtp: SmtpServer, stage: str) -> None:
    deadline = time.monotonic() + 20
    while stage not in smtp.stages:
        assert time.monotonic() < deadline, f"nobody came to {stage}"
        time.sleep(0.02)


def kill(process: subprocess.Popen[bytes]) -> None:
    process.send_signal(signal.SIGKILL)
    process.wait(10)


@pytest.mark.config(**LIVE)
def test_killed_after_the_mark_is_uncertain_and_never_resent(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL)
    signed(stage, 2)
    smtp.once("dot", HANG)
    process = worker(app, DRAIN)
    reached(smtp, "dot")
    kill(process)
    clock.forward(minutes=5)
    sweep()
    assert sorted(t.state for t in transmissions()) == ["ready", "uncertain"]
    drain("email")
    assert sorted(t.state for t in transmissions()) == ["accepted", "uncertain"]
    assert len({r.content for r in smtp.received}) == len(smtp.received)
    assert_counts_true(stage.campaign.id)


def test_killed_with_a_claim_goes_back_and_the_third_time_aside(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL)
    signed(stage)
    for crash in range(1, CRASHES + 1):
        worker(app, CLAIM_AND_DIE).wait(20)
        assert transmissions()[0].state == "claimed"
        clock.forward(minutes=5)
        sweep()
        assert transmissions()[0].crashes == crash
    assert transmissions()[0].state == "quarantined"
    drain("email")
    assert smtp.received == []
    assert_counts_true(stage.campaign.id)


def test_only_the_one_that_kills_workers_is_set_aside(
    app: Flask, smtp: SmtpServer, clock: Clock
) -> None:
    stage = published(EMAIL)
    signed(stage, 3)
    for _ in range(CRASHES):
        worker(app, CLAIM_AND_DIE).wait(20)
        clock.forward(minutes=5)
        sweep()
    assert sorted((t.state, t.crashes) for t in transmissions()) == [
        ("quarantined", 3),
        ("ready", 2),
        ("ready", 2),
    ]
    assert drain("email") == 2
    assert_counts_true(stage.campaign.id)


def test_postgresql_knows_at_once_that_a_worker_is_gone(app: Flask, smtp: SmtpServer) -> None:
    signed(published(EMAIL))
    worker(app, CLAIM_AND_DIE).wait(20)
    sweep()
    at_once = "postgresql" in app.config["CAMPAIGN"].database_url
    assert transmissions()[0].state == ("ready" if at_once else "claimed")

"""Signing: our form against the least that a form can be, on the same server and database."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import fields
from statistics import quantiles
from typing import Any

from bench import fill, report
from bench.ground import ROOT, Ground, free_port, stop, wait_until
from bench.report import Line

GUNICORN = ("-m", "gunicorn", "--workers", "2", "--log-level", "warning")
NAME = "signing"
SITES = {"ours": ("wsgi:app", "/c/case-0"), "minimal": ("bench.minimal_site:app", "/sign")}


def measure(ground: Ground, people: int, rounds: int) -> list[Line]:
    """Both sites by turns, the same people."""
    fill.database(ground, NAME, 0, contents=False)
    ground.postgres.create("minimal")
    rates: dict[str, list[float]] = {site: [] for site in SITES}
    slow: dict[str, list[float]] = {site: [] for site in SITES}
    with _served(ground) as ports:
        for number in range(rounds + 1):
            for site, (_, path) in SITES.items():
                told = ground.alone("forms", ports[site], path, number * people, people)
                if number:  # the first round is for warming up
                    rates[site].append(told["taken"] / (told["ended"] - told["began"]))
                    slow[site].append(quantiles(told["milliseconds"], n=20)[-1])
    return [
        report.at_least(
            "signing (POST) : a minimal form with CSRF and one insert",
            report.each(rates["ours"], rates["minimal"]),
            0.5,
        ),
        *(report.rates(f"signing, {site}", rates[site], "a second") for site in SITES),
        *(report.rates(f"signing, {site}, 95 of 100 within", slow[site], "ms") for site in SITES),
    ]


@contextmanager
def _served(ground: Ground) -> Iterator[dict[str, int]]:
    """Both sites behind gunicorn; yields their ports."""
    config = ground.config(NAME, trusted_proxies=1)
    settings: dict[str, Any] = {f.name.upper(): getattr(config, f.name) for f in fields(config)}
    settings["MINIMAL_DATABASE"] = ground.postgres.url("minimal")
    environment = os.environ | {name: str(value) for name, value in settings.items()}
    ports = {site: free_port() for site in SITES}
    servers = [
        subprocess.Popen(
            [sys.executable, *GUNICORN, "--bind", f"127.0.0.1:{ports[site]}", app],
            env=environment,
            cwd=ROOT,
        )
        for site, (app, _) in SITES.items()
    ]
    try:
        for port in ports.values():
            wait_until(lambda port=port: _listens(port), 60)  # type: ignore[misc]
        yield ports
    finally:
        for server in servers:
            stop(server, 30)


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0

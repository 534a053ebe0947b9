"""Letters a second: ours against the ceiling, django-post_office and one RQ job a letter."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Sequence
from email import message_from_bytes
from typing import Any

from sqlalchemy import select

from bench import fill, report
from bench.ground import Ground
from bench.report import Line
from campaign import create_app
from campaign.base.database import reading
from campaign.letters.models import TransmissionContent

NAME = "sending"


def measure(ground: Ground, letters: int, rounds: int) -> list[Line]:
    """All contestants by turns, `rounds` times; `letters` are those of a fast one in one turn."""
    arena = Arena(ground, letters)
    rates: dict[str, list[float]] = defaultdict(list)
    for number in range(rounds + 1):
        for name, contestant in arena.contestants.items():
            rate = contestant()
            if number:  # the first round is for warming up
                rates[name].append(rate)
    return _lines(rates)


class Arena:
    """Who sends how, and with how many letters, so that each takes a few seconds."""

    def __init__(self, ground: Ground, letters: int) -> None:
        self._ground = ground
        self._letters = letters
        fill.database(ground, NAME, 0, contents=True)
        ground.postgres.create("post_office")
        self._text = ground.folder / "letter.txt"
        self._text.write_text(_letter(ground))
        self.contestants: dict[str, Callable[[], float]] = {
            "ceiling": self._ceiling,
            "k=20": lambda: self._ours(letters),
            "k=1": lambda: self._ours(letters // 3, evidence=False),
            "k=20, two": lambda: self._ours(letters * 3 // 2, workers=2),
            "k=1, two": lambda: self._ours(letters // 2, workers=2, evidence=False),
            "post_office": self._post_office,
            "fork": lambda: self._one_job_each("fork", letters // 30),
            "simple": lambda: self._one_job_each("simple", letters // 10),
        }

    def _ours(self, letters: int, workers: int = 1, evidence: bool = True) -> float:
        """Drain; then the last letter must have been taken and counted."""
        fill.fill(self._ground, NAME, letters, contents=True)
        config = (self._ground.with_evidence if evidence else self._ground.config)(NAME)
        told = self._ground.together(
            [self._ground.child("ours", config=config) for _ in range(workers)]
        )
        assert sum(one["taken"] for one in told) == letters
        return _rate(told)

    def _ceiling(self) -> float:
        config = self._ground.config(NAME)
        port = self._ground.sink_port
        return _rate([self._ground.alone("ceiling", port, 2 * self._letters, config=config)])

    def _post_office(self) -> float:
        place = (self._ground.postgres.folder, self._ground.sink_port)
        return _rate([self._ground.alone("post_office", *place, self._letters, self._text)])

    def _one_job_each(self, worker: str, letters: int) -> float:
        self._ground.redis.empty()
        url = self._ground.redis.url
        return _rate([self._ground.alone("one_job_each", url, worker, letters, self._text)])


def _rate(told: Sequence[dict[str, Any]]) -> float:
    """Letters a second from the first beginning to the last end."""
    seconds = max(one["ended"] for one in told) - min(one["began"] for one in told)
    return float(sum(one["taken"] for one in told) / seconds)


def _letter(ground: Ground) -> str:
    """The text of one of our letters, which the others send, too."""
    with create_app(ground.config(NAME)).app_context():
        payload = reading().scalars(select(TransmissionContent.payload).limit(1)).one()
        reading().close()
    content: Any = message_from_bytes(payload).get_payload(decode=True)
    return str(content.decode()).replace("\r\n", "\n")


def _lines(rates: dict[str, list[float]]) -> list[Line]:
    def against(name: str, other: str) -> list[float]:
        return report.each(rates[name], rates[other])

    unit = "letters/s"
    return [
        report.at_least(
            "one worker with evidence (k=20) : smtplib, bytes ready-made, one connection",
            against("k=20", "ceiling"),
            0.3,
        ),
        report.at_least("the same : django-post_office", against("k=20", "post_office"), 1.5),
        report.at_least("the same : one RQ job a letter", against("k=20", "fork"), 25),
        report.rates("one worker without evidence (k=1)", rates["k=1"], unit, least=500),
        report.at_least("two workers : one, k=20", against("k=20, two", "k=20"), 1.3),
        report.at_least("two workers : one, k=1", against("k=1, two", "k=1"), 1.3),
        report.rates("one worker, k=20", rates["k=20"], unit),
        report.rates("two workers, k=20", rates["k=20, two"], unit),
        report.rates("two workers, k=1", rates["k=1, two"], unit),
        report.rates("smtplib (the ceiling)", rates["ceiling"], unit),
        report.rates("django-post_office", rates["post_office"], unit),
        report.rates("one RQ job a letter, Flask-Mail, forking worker", rates["fork"], unit),
        report.rates("one RQ job a letter, Flask-Mail, SimpleWorker", rates["simple"], unit),
    ]

"""Supporters who press a button many times at once, and programs that open their links."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Iterable
from concurrent.futures import ThreadPoolExecutor
from html import unescape
from http.client import HTTPConnection, HTTPResponse
from typing import Any
from urllib.parse import urlencode, urlsplit

from sqlalchemy import select, text

from campaign import create_app
from campaign.base.database import reading
from campaign.notices.models import Notice
from tests.faults.compare import Verdict, compare
from tests.faults.house import House
from tests.faults.seed import CANARY, MAILBOXES
from tests.faults.servers import Servers

HIDDEN = re.compile(r'<input[^>]*\bname="(\w+)"[^>]*\bvalue="([^"]*)"')
LIFTED = {"sign_limit": "100000/hour"}  # they all come from one network here
CHOSEN = 4  # authorities of one supporter


class Browser:
    """One person's browser: keeps the cookie, and sends back what the form hid."""

    def __init__(self, port: int) -> None:
        self._port = port
        self.cookie = ""

    def ask(self, method: str, path: str, **fields: Any) -> tuple[int, str]:
        """The status and the body of the answer."""
        connection = HTTPConnection("127.0.0.1", self._port, timeout=30)
        headers = {"Cookie": self.cookie, "Content-Type": "application/x-www-form-urlencoded"}
        try:
            connection.request(method, path, urlencode(fields, doseq=True), headers)
            answer = connection.getresponse()
            body = answer.read().decode()
            self._keep_cookie(answer)
        finally:
            connection.close()
        return answer.status, body

    def hidden(self, path: str) -> dict[str, str]:
        """What the form on a page sends along."""
        _, body = self.ask("GET", path)
        found = {name: unescape(value) for name, value in HIDDEN.findall(body)}
        return {name: found[name] for name in ("csrf_token", "form_token", "seen") if name in found}

    def _keep_cookie(self, answer: HTTPResponse) -> None:
        if cookie := answer.getheader("Set-Cookie"):
            self.cookie = cookie.partition(";")[0]


def posted(servers: Servers, letters: int, people: int, times: int, **house: Any) -> Verdict:
    """21: each form is posted many times in parallel: one signature, and one mail to confirm."""
    with House(servers, letters, **house, **LIFTED) as home:
        port = home.serve()
        verdict = Verdict()
        for person in range(people):
            sign = _filled_in(home, port, person)
            verdict.failures += _unwanted(303, at_once([sign] * times))
            home.harms += times
        home.work(2)
        home.start("notices", "work", "notices")
        home.until(lambda: sum(home.told().values()) >= people)
        home.settle()
        for what, query in (("signatures", SIGNATURES), ("mails", CONFIRM_MAILS)):
            if (n := home.ask(lambda c, q=query: c.execute(text(q)).scalar_one())) != people:
                verdict.failures.append(f"{n} {what} of {people} people")
        if set(home.told().values()) != {1}:
            verdict.failures.append(f"{home.told().total()} mails arrived for {people} people")
        return compare(home, verdict)


def confirmed(servers: Servers, letters: int, people: int, times: int, **house: Any) -> Verdict:
    """22: scanners open the link, then the button is pressed many times in parallel."""
    with House(servers, letters, **house, **LIFTED) as home:
        port = home.serve()
        home.work(2)
        verdict = Verdict()
        for person in range(people):
            _filled_in(home, port, person)()
        before = home.letters
        for link in _links(home):
            looks = [lambda m=m, p=link: Browser(port).ask(m, p)[0] for m in ("GET", "HEAD")]
            verdict.failures += _unwanted(200, at_once(looks * times))
            if home.ask(lambda c: c.execute(text(WRITTEN)).scalar_one()) != before:
                verdict.failures.append("a look at the link wrote letters")
            browser = Browser(port)
            fields = browser.hidden(link)
            press = [lambda b=browser, f=fields, p=link: b.ask("POST", p, **f)[0]] * times
            answers = at_once([*press, *looks])
            verdict.failures += _unwanted(303, answers[:times])
            home.harms += 3 * times + 2
            before += CHOSEN
        home.letters += people * CHOSEN
        home.settle()
        return compare(home, verdict)


SIGNATURES = "SELECT count(*) FROM signature WHERE state = 'waiting'"
CONFIRM_MAILS = "SELECT count(*) FROM notice WHERE template = 'confirm'"
WRITTEN = "SELECT count(*) FROM letter"


def at_once(acts: Iterable[Callable[[], int]]) -> list[int]:
    """Do all of it in parallel; returns what came of each."""
    todo = list(acts)
    with ThreadPoolExecutor(len(todo)) as pool:
        return [future.result() for future in [pool.submit(act) for act in todo]]


def _filled_in(home: House, port: int, person: int) -> Callable[[], int]:
    """A form that a person has filled in; calling it posts it and returns the status."""
    page = f"/c/case-{person % 5}"
    browser = Browser(port)
    query = text(
        "SELECT r.id FROM recipient r JOIN campaign c ON c.id = r.campaign_id WHERE c.slug = :slug "
        "ORDER BY r.position"
    )
    rows = home.ask(lambda c: c.execute(query, {"slug": page[3:]}).scalars().all()) or []
    assert len(rows) == MAILBOXES
    fields = {
        **browser.hidden(page),
        "recipients": [str(key) for key in rows[:CHOSEN]],
        "name": f"Anna {CANARY.title()}",
        "name_choice": "full",
        "email": f"{CANARY}-{person}@example.net",
        "country": "",
        "consent": "y",
    }
    return lambda: browser.ask("POST", page, **fields)[0]


def _links(home: House) -> list[str]:
    """The paths in the mails to confirm, which nobody has sent yet."""
    with create_app(home.config).app_context():
        notices = reading().scalars(select(Notice).filter_by(template="confirm")).all()
        return [urlsplit(str((notice.values or {})["confirm_url"])).path for notice in notices]


def _unwanted(wanted: int, answers: list[int]) -> list[str]:
    return [f"{n} answers {status}" for status, n in Counter(answers).items() if status != wanted]

"""Contestant's other side: people who fill in a form, each with a token and cookie of their own."""

from __future__ import annotations

import argparse
import http.client
import re
import time
from concurrent.futures import ThreadPoolExecutor
from urllib.parse import urlencode

from bench.ground import tell, wait_for_go

AT_ONCE = 4
INPUT = re.compile(r'<input[^>]*name="(csrf_token|form_token|recipients)"[^>]*>')
VALUE = re.compile(r'value="([^"]*)"')


class Person:
    """Reads the page, then signs."""

    def __init__(self, port: int, path: str, number: int) -> None:
        self._port, self._path = port, path
        answer, page = self._ask("GET")
        assert answer.status == 200, answer.status
        self._cookie = (answer.getheader("Set-Cookie") or "").partition(";")[0]
        found = [(m[1], VALUE.search(m[0])) for m in INPUT.finditer(page)]
        fields = [(name, value[1]) for name, value in found if value]
        self._body = urlencode(
            [
                *fields,
                ("name", "Anna Example"),
                ("name_choice", "full"),
                ("email", f"anna-{number}@person-{number}.example.net"),
                ("country", ""),
                ("city", ""),
                ("own_words", ""),
                ("consent", "y"),
            ]
        )

    def sign(self) -> float:
        """How many milliseconds it took."""
        began = time.perf_counter()
        answer, _ = self._ask("POST", self._body, self._cookie)
        assert answer.status == 303, answer.status
        return 1000 * (time.perf_counter() - began)

    def _ask(
        self, method: str, body: str = "", cookie: str = ""
    ) -> tuple[http.client.HTTPResponse, str]:
        connection = http.client.HTTPConnection("127.0.0.1", self._port, timeout=60)
        headers = {
            "Content-Type": "application/x-www-form-urlencoded",
            "Cookie": cookie,
            "X-Forwarded-Proto": "https",
        }
        connection.request(method, self._path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
        connection.close()
        return answer, page


def main() -> None:
    parser = argparse.ArgumentParser()
    parser.add_argument("port", type=int)
    parser.add_argument("path")
    parser.add_argument("first", type=int)
    parser.add_argument("people", type=int)
    arguments = parser.parse_args()
    numbers = range(arguments.first, arguments.first + arguments.people)
    with ThreadPoolExecutor(AT_ONCE) as pool:
        people = list(pool.map(lambda n: Person(arguments.port, arguments.path, n), numbers))
        wait_for_go()
        began = time.monotonic()
        milliseconds = list(pool.map(Person.sign, people))
    tell(began=began, ended=time.monotonic(), taken=len(people), milliseconds=milliseconds)


if __name__ == "__main__":
    main()

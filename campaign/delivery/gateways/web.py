"""Calls to a fax service by HTTP: TLS verified, every step and the whole limited, small answers.

httpx limits each read of a socket; a server that says one byte a second would hold its client for
ever, so a clock hangs up at the end of the time for all.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from threading import Timer
from typing import Any

import httpx

from campaign.base import crash
from campaign.delivery.gateways import Finding, Outcome, Unavailable
from campaign.delivery.gateways.conversation import clean, words

ANSWER = 1_000_000  # bytes
RAW = 10_000  # characters kept of what a service said


class NotSent(Exception):
    """There was no connection: the service has heard nothing. The message says why."""


class Cut(Exception):
    """The request was on its way, and no answer came: nobody knows what came of it."""


@dataclass(frozen=True)
class Answer:
    """What a service answered; `said` is empty if that was no JSON object."""

    status: int
    said: dict[str, Any]

    @property
    def good(self) -> bool:
        """True for 2xx."""
        return self.status // 100 == 2


class Service:
    """A service at one address. Redirects are not followed, proxies of the environment not used."""

    def __init__(self, url: str, step: float, **options: Any) -> None:
        self._url, self._whole = url, 3 * step
        self._options = {"base_url": url, "timeout": step, **options}
        self._client: httpx.Client | None = None

    def call(self, method: str, path: str, **content: Any) -> Answer:
        """One request, with what httpx's `stream` takes. Raises NotSent or Cut."""
        client = self._connected()
        try:
            with (
                _hung_up_after(client, self._whole),
                client.stream(method, path, **content) as response,
            ):
                return Answer(response.status_code, _object(_read(response)))
        except (httpx.ConnectError, httpx.ConnectTimeout, httpx.PoolTimeout) as error:
            raise NotSent(f"no connection: {words(error)}") from None
        except (httpx.HTTPError, httpx.StreamError, RuntimeError, OSError) as error:
            raise Cut(f"no answer: {words(error)}") from None

    def ask(self, method: str, path: str, **content: Any) -> Answer:
        """The same where nothing is lost by asking again; raises Unavailable unless it is there.

        A 4xx is an answer, but for 401, 403 and 429.
        """
        try:
            answer = self.call(method, path, **content)
        except (NotSent, Cut) as error:
            raise Unavailable(str(error)) from None
        if answer.status in (401, 402, 403, 429) or answer.status >= 500:
            raise Unavailable(f"{answer.status} {clean(json.dumps(answer.said))}")
        return answer

    def look(
        self, path: str, said: Callable[[Answer], str], well: str, **content: Any
    ) -> list[Finding]:
        """Whether the service is there and takes our credentials, by a GET that changes nothing.

        `well` are the words if it does, else it has `said` why.
        """
        try:
            answer = self.call("GET", path, **content)
        except (NotSent, Cut) as error:
            return [Finding("gateway", False, f"{self._url}: {error}")]
        return [
            Finding("gateway", True, f"{self._url} answers"),
            Finding("credentials", answer.good, well if answer.good else said(answer)),
        ]

    def close(self) -> None:
        """Hang up."""
        if self._client is not None:
            self._client.close()

    def _connected(self) -> httpx.Client:
        """The client, made anew if the clock has hung up."""
        if self._client is None or self._client.is_closed:
            self._client = httpx.Client(trust_env=False, follow_redirects=False, **self._options)
            self._client.headers["Accept-Encoding"] = "identity"  # nothing to be blown up
        return self._client


@contextmanager
def _hung_up_after(client: httpx.Client, seconds: float) -> Iterator[None]:
    clock = Timer(seconds, client.close)
    clock.daemon = True
    clock.start()
    try:
        yield
    finally:
        clock.cancel()


def submit(
    service: Service, path: str, understood: Callable[[Answer], Outcome], **content: Any
) -> Outcome:
    """POST a fax; only what was answered is left to be `understood`."""
    crash.point("data")
    try:
        answer = service.call("POST", path, **content)
    except NotSent as error:
        return Outcome("not_taken", None, str(error), "local", began=False)
    except Cut as error:
        return Outcome("cut", text=str(error))
    crash.point("answered")
    return understood(answer)


def refusal(answer: Answer, text: str, about_number: bool) -> Outcome:
    """What an answer to a submission means that is not 2xx.

    `about_number` tells that it is the number that the service does not like.
    """
    status = answer.status
    if status in (401, 402, 403, 404):
        return Outcome("not_taken", status, text, "account", began=False)
    if status in (408, 409) or status >= 500 or status < 400:
        return Outcome("cut", status, text)  # it may have been taken all the same
    if status == 429:
        return Outcome("not_taken", status, text, "local", began=False)
    return Outcome("refused", status, text, "bad_number" if about_number else "content")


def kept(said: Any) -> str:
    """What a service said, as it is kept."""
    return json.dumps(said, sort_keys=True, ensure_ascii=False)[:RAW]


def _read(response: httpx.Response) -> bytes:
    read = bytearray()
    for piece in response.iter_raw():
        read += piece
        if len(read) > ANSWER:
            raise httpx.ReadError("an answer without end")
    return bytes(read)


def _object(body: bytes) -> dict[str, Any]:
    try:
        said = json.loads(body)
    except ValueError:
        return {}
    return said if isinstance(said, dict) else {}

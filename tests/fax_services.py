"""Fax services for tests: each takes faxes, ends them as told, and calls back where it would.

Sinch and Telnyx are served on loopback as their manuals describe them; HylaFAX is the real one,
behind a gate that cuts a conversation where a test wants it (see hylafax.py). All behave alike:

    service.settings           with which the application uses it
    service.faxes              what it has taken, oldest first
    service.once(LOSE)         the next submission: see below
    service.end(fax, "busy")   what becomes of a fax: one of ENDS
    service.call(client, fax)  its callback; returns the status of our answer
"""

from __future__ import annotations

import json
import socket
import threading
import time
from abc import ABC, abstractmethod
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any, ClassVar

from werkzeug.exceptions import HTTPException, NotFound
from werkzeug.serving import make_server
from werkzeug.wrappers import Request, Response

from tests.servers import free_port

ENDS = ("sent", "busy", "no_answer", "voice", "bad_number", "line", "partly")
TAKE_AND_CUT = "take and cut"  # takes it, and cuts the connection before the answer
TAKE_AND_HANG = "take and hang"  # takes it, and never answers
LOSE = "lose"  # cuts the connection and takes nothing
OUR_NUMBER = "+442079460100"


@dataclass
class Fax:
    """One fax as a service has it."""

    id: str
    ours: str
    number: str
    document: bytes
    status: str
    end: str = ""
    deleted: bool = False


class FaxService(ABC):
    """What all have in common."""

    name: str
    calls = False  # whether it calls back
    complete = False  # whether what is not in its lists is not there
    refusals: tuple[tuple[Any, str, str], ...] = ()  # what it answers, the state, the class
    endless: tuple[str, ...] = ()  # answers that never end
    settings: dict[str, Any]

    @property
    @abstractmethod
    def faxes(self) -> list[Fax]: ...

    @abstractmethod
    def once(self, action: Any) -> None: ...

    @abstractmethod
    def end(self, fax: Fax, how: str) -> None: ...

    @abstractmethod
    def close(self) -> None: ...

    def down(self) -> None:
        """From now on nobody is there."""
        self.close()


class HttpService(FaxService):
    """A service by HTTP; `once` also takes a status and a body."""

    calls = True
    complete = True
    endless = ("drip", "flood")
    status: ClassVar[Mapping[str, str]] = {"begin": "", "sent": "", "failed": ""}
    reasons: ClassVar[Mapping[str, Any]] = {}

    def __init__(self) -> None:
        self.port = free_port()
        self._faxes: list[Fax] = []
        self._plan: list[Any] = []
        self._awake = threading.Event()
        self.poured = 0  # bytes of endless answers
        self.broken: set[str] = set()  # faxes about which it cannot be asked
        self.undeletable: set[str] = set()
        self.failing = 0  # how many of the next questions are answered with 503
        self._server = make_server("127.0.0.1", self.port, self._serve, threaded=True)
        self._thread = threading.Thread(
            target=self._server.serve_forever, args=(0.02,), daemon=True
        )
        self._thread.start()
        self._open = True

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.port}"

    @property
    def faxes(self) -> list[Fax]:
        return self._faxes

    def once(self, action: Any) -> None:
        self._plan.append(action)

    def end(self, fax: Fax, how: str) -> None:
        fax.end, fax.status = how, self.status["sent" if how == "sent" else "failed"]

    def close(self) -> None:
        if self._open:
            self._open = False
            self._awake.set()
            self._server.shutdown()
            self._thread.join()
            self._server.server_close()

    def _serve(self, environ: dict[str, Any], start: Callable[..., Any]) -> Iterable[bytes]:
        request = Request(environ)
        try:
            answer = self._answer(request)
        except HTTPException as error:
            answer = error.get_response(environ)
        except ConnectionAbortedError:
            environ["werkzeug.socket"].shutdown(socket.SHUT_RDWR)
            return []
        finally:
            request.close()
        return answer(environ, start)

    def _answer(self, request: Request) -> Any:
        if not self._let_in(request):
            return json_answer({"error": {"message": "who are you?"}}, 401)
        parts = request.path.strip("/").split("/")
        if request.method == "POST":
            return self._submitted(request)
        if self.failing:
            self.failing -= 1
            return Response("", 503)
        known = {fax.id: fax for fax in self._faxes}
        fax_id = parts[self.depth] if len(parts) > self.depth else ""
        if not fax_id:
            return self._list(request)
        if fax_id in self.broken:
            return Response("", 500)
        if fax_id not in known:
            raise NotFound
        if request.method == "DELETE" and fax_id in self.undeletable:
            return Response("", 500)
        if request.method == "DELETE":
            known[fax_id].deleted = True
            return Response("", 204)
        return self._one(known[fax_id])

    def _submitted(self, request: Request) -> Any:
        fax = self._read(request)
        action = self._plan.pop(0) if self._plan else None
        if isinstance(action, tuple):
            return json_answer(action[1], action[0])
        if action == LOSE:
            raise ConnectionAbortedError
        self._faxes.append(fax)
        if action == TAKE_AND_CUT:
            raise ConnectionAbortedError
        if action == TAKE_AND_HANG:
            self._awake.wait(20)
            raise ConnectionAbortedError
        if action == 500:
            return Response("", 500)
        if action in ("drip", "flood"):
            return Response(self._endless(action), 200, content_type="application/json")
        return self._one(fax, 202)

    def _endless(self, action: str) -> Iterable[bytes]:
        yield b"{"
        end = time.monotonic() + 90
        while time.monotonic() < end and not self._awake.is_set():
            if action == "drip":
                time.sleep(0.2)
            piece = b" " * (1 if action == "drip" else 100_000)
            self.poured += len(piece)
            yield piece

    depth = 0

    @abstractmethod
    def _let_in(self, request: Request) -> bool: ...

    @abstractmethod
    def _read(self, request: Request) -> Fax: ...

    @abstractmethod
    def _one(self, fax: Fax, status: int = 200) -> Any: ...

    @abstractmethod
    def _list(self, request: Request) -> Any: ...


def json_answer(said: Any, status: int = 200) -> Response:
    return Response(json.dumps(said), status, content_type="application/json")

"""Sinch and Telnyx on loopback, as their manuals describe them (see fax_services.py)."""

from __future__ import annotations

import base64
import json
import time
from collections.abc import Mapping
from typing import Any, ClassVar
from urllib.parse import urlsplit

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey
from flask.testing import FlaskClient
from werkzeug.wrappers import Request

from tests.fax_services import OUR_NUMBER, Fax, HttpService, json_answer


class Sinch(HttpService):
    """Fax API v3."""

    name = "sinch"
    depth = 4  # v3/projects/{id}/faxes/{fax}
    status: ClassVar[Mapping[str, str]] = {
        "begin": "QUEUED",
        "sent": "COMPLETED",
        "failed": "FAILURE",
    }
    reasons: ClassVar[Mapping[str, Any]] = {
        "busy": ("CALL_ERROR", 17),
        "no_answer": ("CALL_ERROR", 16),
        "voice": ("CALL_ERROR", 30),
        "bad_number": ("CALL_ERROR", 34),
        "line": ("FAX_ERROR", 22),
        "partly": ("FAX_ERROR", 131),
    }
    refusals = (
        ((401, {"error": {"message": "who are you?"}}), "ready", "account"),
        ((402, {"error": {"message": "no credit"}}), "ready", "account"),
        ((403, {"error": {"message": "not you"}}), "ready", "account"),
        ((429, {"error": {"message": "slowly"}}), "ready", "local"),
        ((400, {"error": {"message": "'to' is no fax number"}}), "failed", "bad_number"),
        ((422, {"error": {"message": "the file is broken"}}), "failed", "content"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.settings = {
            "fax_gateway": "sinch",
            "fax_from": OUR_NUMBER,
            "sinch_url": self.url,
            "sinch_project": "project-1",
            "sinch_key_id": "key",
            "sinch_key_secret": "secret",
        }

    def call(self, client: FlaskClient, fax: Fax, forged: bool = False) -> int:
        """A forged one tells what is not so: Sinch would not sign it either."""
        told = self._described(fax) | ({"status": "COMPLETED"} if forged else {})
        body = {"event": "FAX_COMPLETED", "fax": told, "file": "JVBERi0=", "fileType": "PDF"}
        return client.post(self.callback, json=body).status_code

    callback = ""  # where the last fax wants its news

    def _let_in(self, request: Request) -> bool:
        given = request.authorization
        return bool(given and (given.username, given.password) == ("key", "secret"))

    def _read(self, request: Request) -> Fax:
        assert request.path == "/v3/projects/project-1/faxes"
        said = request.get_json()
        assert (said["from"], said["maxRetries"]) == (OUR_NUMBER, 0)
        self.callback = urlsplit(said["callbackUrl"]).path
        [file] = said["files"]
        document = base64.b64decode(file["file"])
        fax_id = f"01H{len(self._faxes):05}"
        return Fax(fax_id, said["labels"]["reference"], said["to"], document, "QUEUED")

    def _one(self, fax: Fax, status: int = 200) -> Any:
        return json_answer(self._described(fax), status)

    def _list(self, request: Request) -> Any:
        found = [f for f in self._faxes if f.number == request.args.get("to", f.number)]
        return json_answer({"faxes": [self._described(f) for f in found], "totalItems": len(found)})

    def _described(self, fax: Fax) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": fax.id,
            "direction": "OUTBOUND",
            "to": fax.number,
            "status": fax.status,
            "numberOfPages": 2,
            "labels": {"reference": fax.ours},
        }
        if fax.status == "COMPLETED":
            told |= {"pagesSentSuccessfully": 2, "price": {"currencyCode": "EUR", "amount": "0.14"}}
        if fax.status == "FAILURE":
            kind, code = self.reasons[fax.end]
            pages = int(fax.end == "partly")
            told |= {"errorType": kind, "errorCode": code, "pagesSentSuccessfully": pages}
        return told


class Telnyx(HttpService):
    """API v2."""

    name = "telnyx"
    depth = 2  # v2/faxes/{fax}
    status: ClassVar[Mapping[str, str]] = {
        "begin": "queued",
        "sent": "delivered",
        "failed": "failed",
    }
    reasons: ClassVar[Mapping[str, Any]] = {
        "busy": "user_busy",
        "no_answer": "receiver_no_answer",
        "voice": "fax_initial_communication_timeout",
        "bad_number": "receiver_unallocated_number",
        "partly": "receiver_call_dropped",
    }
    refusals = (
        ((401, {"errors": [{"code": "10009", "title": "who are you?"}]}), "ready", "account"),
        ((403, {"errors": [{"code": "10010", "title": "not you"}]}), "ready", "account"),
        ((429, {"errors": [{"code": "10011", "title": "slowly"}]}), "ready", "local"),
        (
            (422, {"errors": [{"code": "10002", "source": {"pointer": "/to"}}]}),
            "failed",
            "bad_number",
        ),
        ((422, {"errors": [{"code": "10015", "title": "broken"}]}), "failed", "content"),
    )

    def __init__(self) -> None:
        super().__init__()
        self.key = Ed25519PrivateKey.generate()
        public = self.key.public_key().public_bytes_raw()
        self.settings = {
            "fax_gateway": "telnyx",
            "fax_from": OUR_NUMBER,
            "telnyx_url": self.url,
            "telnyx_key": "KEY1",
            "telnyx_connection": "c-1",
            "telnyx_public_key": base64.b64encode(public).decode(),
        }

    def call(self, client: FlaskClient, fax: Fax, forged: bool = False, age: float = 0.0) -> int:
        """A forged one is signed by another key."""
        told = self._described(fax)
        payload = {"fax_id": told.pop("id"), **told}
        event = {"id": f"event-{time.monotonic_ns()}", "event_type": f"fax.{fax.status}"}
        body = json.dumps({"data": {**event, "payload": payload}}).encode()
        stamp = str(int(time.time() - age))
        key = Ed25519PrivateKey.generate() if forged else self.key
        headers = {
            "telnyx-timestamp": stamp,
            "telnyx-signature-ed25519": base64.b64encode(
                key.sign(f"{stamp}|".encode() + body)
            ).decode(),
        }
        return client.post(self.callback, data=body, headers=headers).status_code

    callback = ""  # where the last fax wants its news

    def _answer(self, request: Request) -> Any:
        if request.path == "/v2/fax_applications/c-1" and self._let_in(request):
            return json_answer({"data": {"id": "c-1"}})
        return super()._answer(request)

    def _let_in(self, request: Request) -> bool:
        return request.headers.get("Authorization") == "Bearer KEY1"

    def _read(self, request: Request) -> Fax:
        assert request.path == "/v2/faxes"
        said = request.form
        assert (said["from"], said["connection_id"]) == (OUR_NUMBER, "c-1")
        self.callback = urlsplit(said["webhook_url"]).path
        document = request.files["contents"].read()
        ours = base64.b64decode(said["client_state"]).decode()
        fax_id = f"0ccc7b54-4df3-4bca-a65a-{len(self._faxes):012}"
        return Fax(fax_id, ours, said["to"], document, "queued")

    def _one(self, fax: Fax, status: int = 200) -> Any:
        return json_answer({"data": self._described(fax)}, status)

    def _list(self, request: Request) -> Any:
        number = request.args["filter[to][eq]"]
        found = [self._described(f) for f in self._faxes if f.number == number]
        return json_answer({"data": found, "meta": {"total_results": len(found)}})

    def _described(self, fax: Fax) -> dict[str, Any]:
        told: dict[str, Any] = {
            "id": fax.id,
            "to": fax.number,
            "status": fax.status,
            "client_state": base64.b64encode(fax.ours.encode()).decode(),
        }
        if fax.status == "delivered":
            told |= {"page_count": 2, "call_duration_secs": 31}
        if fax.status == "failed":
            told["failure_reason"] = self.reasons[fax.end]
        return told

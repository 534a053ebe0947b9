"""Faxes by Telnyx's API v2 (developers.telnyx.com, Programmable Fax).

Our reference travels in `client_state`. Callbacks are signed with Ed25519 (RFC 8032); they come
late, twice and in any order, so what a fax has come to is told by its status and never by order.
"""

from __future__ import annotations

import base64
import binascii
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any
from urllib.parse import quote

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

from campaign.delivery.gateways import (
    Finding,
    Forged,
    Found,
    Outcome,
    Parcel,
    Report,
    failure,
    not_begun,
)
from campaign.delivery.gateways.callbacks import callback_finding, callback_url
from campaign.delivery.gateways.conversation import clean
from campaign.delivery.gateways.web import Answer, Service, kept, refusal, submit
from campaign.letters.addresses import fax_reference
from config import Config

TOLERANCE = 300  # seconds that a callback may be old
PAGE = 250  # faxes of one list
CLOCKS = timedelta(minutes=5)  # by which theirs and ours may differ
REASONS: Mapping[str, str] = {  # by failure_reason
    "user_busy": "busy",
    "receiver_no_answer": "no_answer",
    "receiver_no_response": "no_answer",
    "fax_initial_communication_timeout": "voice",  # something answered, and it was no fax machine
    "receiver_decline": "no_answer",
    "receiver_unallocated_number": "bad_number",
    "receiver_invalid_number_format": "bad_number",
    "receiver_incompatible_destination": "bad_number",
    "destination_invalid": "bad_number",
    "destination_not_in_countries_whitelist": "account",
    "destination_unreachable": "no_answer",
    "receiver_unavailable": "no_answer",
    "service_unavailable": "no_line",
    "outbound_profile_channel_limit_exceeded": "no_line",
    "connection_channel_limit_exceeded": "no_line",
    "user_channel_limit_exceeded": "no_line",
    "account_disabled": "account",
    "outbound_profile_daily_spend_limit_exceeded": "account",
    "no_outbound_profile": "account",
    "page_count_limit_exceeded": "content",
    "canceled": "refused",
}
FILE = "file_"  # how reasons begin that blame the document
UNKNOWN = "line"  # call dropped, carrier lost, signalling: pages may have gone
SAID = (  # what is kept of a fax; never addresses of documents
    "id", "fax_id", "status", "failure_reason", "page_count", "call_duration_secs",
    "client_state", "created_at", "updated_at",
)  # fmt: skip


class TelnyxGateway:
    """One fax application at Telnyx."""

    name = "telnyx"

    def __init__(self, config: Config) -> None:
        self._config = config
        self._service = Service(
            config.telnyx_url,
            config.fax_timeout,
            headers={"Authorization": f"Bearer {config.telnyx_key}"},
        )

    def hand_over(self, parcel: Parcel, until: float) -> Outcome:
        """One POST with the document in it."""
        if outcome := not_begun(parcel, until):
            return outcome
        reference = fax_reference(parcel.transmission_id, parcel.fence)
        wanted = {
            "connection_id": self._config.telnyx_connection,
            "to": parcel.address,
            "from": self._config.fax_from,
            "quality": "high",
            "monochrome": "true",
            "store_media": "false",
            "client_state": base64.b64encode(reference.encode()).decode(),
            "webhook_url": callback_url(self.name),
        }
        document = ("letter.pdf", parcel.payload, "application/pdf")
        files = {"contents": document}
        return submit(self._service, "/v2/faxes", _outcome, data=wanted, files=files)

    def look_up(self, reference: str) -> Report | None:
        """GET one fax."""
        answer = self._service.ask("GET", f"/v2/faxes/{quote(reference, safe='')}")
        fax = answer.said.get("data")
        return _report(fax) if answer.good and isinstance(fax, dict) else None

    def find(self, ours: str, number: str, since: datetime) -> Found:
        """List the faxes to this number since then, and see which has our state."""
        begin = (since - CLOCKS).astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
        asked = {
            "filter[to][eq]": number,
            "filter[created_at][gte]": begin,
            "page[size]": str(PAGE),
        }
        answer = self._service.ask("GET", "/v2/faxes", params=asked)
        listed = answer.said.get("data")
        if not answer.good or not isinstance(listed, list):
            return Found([], complete=False)
        reports = [_report(fax) for fax in listed if isinstance(fax, dict)]
        meta = answer.said.get("meta")
        complete = isinstance(meta, dict) and meta.get("total_results") == len(listed)
        return Found([r for r in reports if r.ours == ours], complete)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Report | None:
        """Check signature and age, then read it."""
        stamp = headers.get("telnyx-timestamp", "")
        if not stamp.isdecimal() or abs(time.time() - int(stamp)) > TOLERANCE:
            raise Forged("too old, or from the future")
        try:
            key = Ed25519PublicKey.from_public_bytes(
                base64.b64decode(self._config.telnyx_public_key)
            )
            signature = base64.b64decode(headers.get("telnyx-signature-ed25519", ""))
            key.verify(signature, f"{stamp}|".encode() + body)
            fax = json.loads(body)["data"]["payload"]
        except (InvalidSignature, binascii.Error, ValueError, KeyError, TypeError):
            raise Forged("not signed by Telnyx") from None
        return _report(fax) if isinstance(fax, dict) else None

    def delete(self, reference: str) -> None:
        """Delete the fax with its documents."""
        self._service.ask("DELETE", f"/v2/faxes/{quote(reference, safe='')}")

    def check(self) -> Sequence[Finding]:
        """Ask for the fax application."""
        path = f"/v2/fax_applications/{quote(self._config.telnyx_connection, safe='')}"
        found = self._service.look(path, _text, "the fax application is there")
        return [*found, callback_finding(self.name)]

    def close(self) -> None:
        """Hang up."""
        self._service.close()


def _outcome(answer: Answer) -> Outcome:
    if not answer.good:
        pointers = json.dumps(answer.said)
        return refusal(answer, _text(answer), about_number='"/to"' in pointers)
    fax = answer.said.get("data")
    reference = fax.get("id") if isinstance(fax, dict) else None
    if not isinstance(reference, str) or not reference:
        return Outcome("cut", answer.status, "no id in the answer")
    return Outcome("taken", answer.status, "queued", reference=reference)


def _text(answer: Answer) -> str:
    errors = answer.said.get("errors")
    first = errors[0] if isinstance(errors, list) and errors else {}
    said = first if isinstance(first, dict) else {}
    return clean(f"{said.get('code', '')} {said.get('detail') or said.get('title') or ''}".strip())


def _report(fax: Mapping[str, Any]) -> Report:
    """One fax as Telnyx describes it, in a list or in a callback."""
    pages = fax.get("page_count")
    pages = pages if isinstance(pages, int) else None
    status, reason = fax.get("status"), str(fax.get("failure_reason") or "")
    reference = str(fax.get("fax_id") or fax.get("id") or "")
    report = Report(None)
    if status == "delivered":
        report = Report("proved", "all pages confirmed", pages=pages)
    elif status == "failed":
        report = failure(_error_class(reason), clean(reason), None)  # page_count: of the document
    return replace(
        report,
        reference=reference,
        ours=_state(fax.get("client_state")),
        key=f"{reference} {status}",
        raw=kept({name: fax[name] for name in SAID if name in fax}),
    )


def _error_class(reason: str) -> str:
    if reason.startswith(FILE):
        return "content"
    return REASONS.get(reason, UNKNOWN)


def _state(encoded: Any) -> str:
    """Our reference out of client_state."""
    try:
        return base64.b64decode(str(encoded or ""), validate=True).decode("ascii")
    except (binascii.Error, ValueError):
        return ""

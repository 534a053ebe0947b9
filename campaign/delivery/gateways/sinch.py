"""Faxes by Sinch's Fax API v3 (developers.sinch.com/docs/fax/api-reference).

Our reference travels in `labels`. Sinch does not sign its callbacks: ours go to an address that
cannot be guessed, and what one says is only believed when the fax, asked for anew, says the same.
"""

from __future__ import annotations

import base64
import json
import math
from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any
from urllib.parse import quote

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

LABEL = "reference"
PAGE = 100  # faxes of one list
# By errorType and errorCode (0: any other of the type).
REASONS: Mapping[tuple[str, int], str] = {
    ("CALL_ERROR", 17): "busy",
    ("CALL_ERROR", 16): "no_answer",
    ("CALL_ERROR", 19): "voice",  # hung up at once
    ("CALL_ERROR", 30): "voice",  # something answered, and it was no fax machine
    ("CALL_ERROR", 32): "bad_number",
    ("CALL_ERROR", 34): "bad_number",  # not operational
    ("CALL_ERROR", 49): "bad_number",  # not active
    ("CALL_ERROR", 0): "line",
    ("FAX_ERROR", 12): "voice",
    ("FAX_ERROR", 132): "voice",  # no tone of a fax machine
    ("FAX_ERROR", 46): "account",  # no credit
    ("FAX_ERROR", 133): "bad_number",  # not permitted
    ("FAX_ERROR", 75): "refused",  # cancelled by somebody
    ("FAX_ERROR", 0): "line",
    ("LINE_ERROR", 0): "no_line",
    ("DOCUMENT_CONVERSION_ERROR", 0): "content",
}
UNKNOWN = "line"
SAID = (  # what is kept of a fax; never the document
    "id", "status", "numberOfPages", "pagesSentSuccessfully", "price", "createTime",
    "completedTime", "errorType", "errorCode", "errorMessage", "labels",
)  # fmt: skip


class SinchGateway:
    """One project at Sinch."""

    name = "sinch"

    def __init__(self, config: Config) -> None:
        self._config = config
        self._service = Service(
            config.sinch_url,
            config.fax_timeout,
            auth=(config.sinch_key_id, config.sinch_key_secret),
        )
        self._faxes = f"/v3/projects/{quote(config.sinch_project, safe='')}/faxes"

    def hand_over(self, parcel: Parcel, until: float) -> Outcome:
        """One POST; Sinch dials once, we decide when again."""
        if outcome := not_begun(parcel, until):
            return outcome
        document = base64.b64encode(parcel.payload).decode()
        wanted = {
            "to": parcel.address,
            "from": self._config.fax_from,
            "files": [{"file": document, "fileType": "PDF"}],
            "maxRetries": 0,
            "resolution": "FINE",
            "labels": {LABEL: fax_reference(parcel.transmission_id, parcel.fence)},
            "callbackUrl": callback_url(self.name),
            "callbackUrlContentType": "application/json",
        }
        return submit(self._service, self._faxes, _outcome, json=wanted)

    def look_up(self, reference: str) -> Report | None:
        """GET one fax."""
        answer = self._service.ask("GET", f"{self._faxes}/{quote(reference, safe='')}")
        return _report(answer.said) if answer.good else None

    def find(self, ours: str, number: str, since: datetime) -> Found:  # noqa: ARG002
        """List the faxes to this number and see which has our label; complete if it holds all."""
        asked = {"direction": "OUTBOUND", "to": number, "pageSize": str(PAGE)}
        answer = self._service.ask("GET", self._faxes, params=asked)
        listed = answer.said.get("faxes")
        if not answer.good or not isinstance(listed, list):
            return Found([], complete=False)
        reports = [_report(fax) for fax in listed if isinstance(fax, dict)]
        complete = answer.said.get("totalItems") == len(listed)
        return Found([r for r in reports if r.ours == ours], complete)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Report | None:  # noqa: ARG002
        """Read which fax it is about, and ask Sinch for that."""
        try:
            reference = json.loads(body)["fax"]["id"]
        except (ValueError, KeyError, TypeError):
            raise Forged("no callback of Sinch") from None
        if not isinstance(reference, str) or not reference.isalnum():
            raise Forged("no id of a fax")
        return self.look_up(reference)

    def delete(self, reference: str) -> None:
        """Delete the document; that there was a fax stays known."""
        self._service.ask("DELETE", f"{self._faxes}/{quote(reference, safe='')}/file")

    def check(self) -> Sequence[Finding]:
        """List one fax of the project."""
        found = self._service.look(self._faxes, _text, "they are taken", params={"pageSize": "1"})
        return [*found, callback_finding(self.name)]

    def close(self) -> None:
        """Hang up."""
        self._service.close()


def _outcome(answer: Answer) -> Outcome:
    if not answer.good:
        text = _text(answer)
        return refusal(answer, text, about_number="'to'" in text or "number" in text.lower())
    reference = answer.said.get("id")
    if not isinstance(reference, str) or not reference:
        return Outcome("cut", answer.status, "no id in the answer")
    return Outcome("taken", answer.status, "queued", reference=reference)


def _text(answer: Answer) -> str:
    error = answer.said.get("error")
    message = error.get("message") if isinstance(error, dict) else error
    return clean(str(message or answer.said or "no reason given"))


def _report(fax: Mapping[str, Any]) -> Report:
    """One fax as Sinch describes it."""
    labels = fax.get("labels")
    pages = fax.get("pagesSentSuccessfully")
    pages = pages if isinstance(pages, int) else None
    status = fax.get("status")
    report = Report(None)
    if status == "COMPLETED":
        report = Report("proved", "all pages confirmed", pages=pages)
    elif status == "FAILURE":
        kind, code = str(fax.get("errorType")), fax.get("errorCode")
        code = code if isinstance(code, int) else 0
        error_class = REASONS.get((kind, code)) or REASONS.get((kind, 0), UNKNOWN)
        text = clean(f"{kind} {code} {fax.get('errorMessage') or ''}".strip())
        report = failure(error_class, text, pages)
    return replace(
        report,
        cost=_cents(fax.get("price")),
        reference=str(fax.get("id", "")),
        ours=str(labels.get(LABEL, "")) if isinstance(labels, dict) else "",
        key=f"{fax.get('id')} {status}",
        raw=kept({name: fax[name] for name in SAID if name in fax}),
    )


def _cents(price: Any) -> int | None:
    """The price in hundredths of its currency, rounded up; none if Sinch tells none."""
    amount = price.get("amount") if isinstance(price, dict) else price
    try:
        return math.ceil(round(float(str(amount)) * 100, 4))
    except ValueError:
        return None

"""Faxes over a HylaFAX of our own (hfaxd(8), sendq(5)); it dials once, we decide when again.

A job that was prepared and not submitted is forgotten by the server; JSUBM is what a final dot is
to a mail. Our reference stands in JOBINFO, by which a job is found again in its queues.
"""

from __future__ import annotations

import re
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import datetime

from pypdfium2 import PdfiumError

from campaign.base import crash
from campaign.delivery.gateways import (
    TOO_LATE,
    Finding,
    Forged,
    Found,
    Outcome,
    Parcel,
    Report,
    Unavailable,
    failure,
    late,
    not_begun,
)
from campaign.delivery.gateways.conversation import clean, words
from campaign.delivery.gateways.hfaxd import Hfaxd, NotDone
from campaign.letters.addresses import fax_reference
from campaign.letters.pages import TooManyPages, fax_pages
from config import Config

QUEUES = ("sendq", "doneq")
FORMAT = "%j|%J|%a|%P|%s"  # job, our reference, state, pages, status; see faxstat(1)
# One call for each submission. Pages are those of letters/pages.py, dot for dot, to their end.
PARAMETERS = (
    'FROMUSER "campaign"',
    'NOTIFYADDR "campaign@localhost"',
    'NOTIFY "none"',
    "LASTTIME 010000",  # ddhhmm
    "MAXDIALS 1",
    "MAXTRIES 1",
    "SCHEDPRI 127",
    "VRES 196",
    "PAGEWIDTH 215",
    "PAGELENGTH 297",
    'PAGECHOP "none"',
)
# By how the status of a job that failed begins; any other is a matter of the line.
REASONS = (
    ("busy", "Busy signal detected"),
    ("no_answer", "No answer from remote"),
    ("voice", "No carrier detected"),
    ("no_line", "No local dialtone"),
    ("no_line", "Kill time expired"),
    ("bad_number", "Invalid dialing"),
    ("content", "Document conversion failed"),
    ("refused", "Job aborted by request"),
)


class HylafaxGateway:
    """Speaks to hfaxd anew for each fax; for questions it keeps one connection."""

    name = "hylafax"

    def __init__(self, config: Config) -> None:
        self._config = config
        self._asking: Hfaxd | None = None

    def hand_over(self, parcel: Parcel, until: float) -> Outcome:
        """Submit one job; the outcome says on which side of JSUBM it ended."""
        if outcome := not_begun(parcel, until):
            return outcome
        try:
            pages = fax_pages(parcel.payload)
        except (TooManyPages, PdfiumError) as error:
            return Outcome("refused", text=clean(str(error)), error_class="content")
        try:
            with self._connect(until) as server:
                if late(until):
                    return TOO_LATE
                job = _prepared(server, parcel, pages)
                if late(until):
                    return TOO_LATE
                server.ends = time.monotonic() + self._config.fax_timeout  # of its own
                return _submitted(server, job)
        except (OSError, NotDone) as error:
            if late(until):
                return TOO_LATE
            return _not_taken(error)

    def look_up(self, reference: str) -> Report | None:
        """How the job stands in the queues."""
        return next((r for r in self._jobs() if r.reference == reference), None)

    def find(self, ours: str, number: str, since: datetime) -> Found:  # noqa: ARG002
        """Jobs under our reference. Never complete: faxqclean(8) removes what is done."""
        return Found([r for r in self._jobs() if r.ours == ours], complete=False)

    def read_callback(self, headers: Mapping[str, str], body: bytes) -> Report | None:  # noqa: ARG002
        """HylaFAX is asked and does not call."""
        raise Forged("HylaFAX does not call back")

    def delete(self, reference: str) -> None:
        """Remove the job that is done, and with it its document."""
        try:
            self._server().do(f"JDELE {int(reference)}")
        except NotDone:
            pass  # removed already
        except OSError as error:
            raise self._lost(error) from None

    def check(self) -> Sequence[Finding]:
        """Greet the server and log in."""
        where = f"{self._config.hylafax_host}:{self._config.hylafax_port}"
        try:
            with self._connect(time.monotonic() + self._config.fax_timeout) as server:
                server.listing("sendq")
        except NotDone as error:
            return [Finding("credentials", False, f"{where} says {error}")]
        except OSError as error:
            return [Finding("gateway", False, f"{where}: {words(error)}")]
        return [
            Finding("gateway", True, f"{where} answers"),
            Finding("credentials", True, "the fax server lets us in"),
            Finding("callbacks", True, "none are needed: the queues are asked"),
        ]

    def close(self) -> None:
        """Hang up."""
        if self._asking is not None:
            self._asking.close()
            self._asking = None

    def _connect(self, until: float) -> Hfaxd:
        config = self._config
        ends = min(time.monotonic() + 3 * config.fax_timeout, until)
        server = Hfaxd(config.hylafax_host, config.hylafax_port, config.fax_timeout, ends)
        try:
            server.log_in(config.hylafax_user, config.hylafax_password)
        except BaseException:
            server.close()
            raise
        return server

    def _server(self) -> Hfaxd:
        """The connection for questions."""
        if self._asking is None:
            self._asking = self._connect(time.monotonic() + 3 * self._config.fax_timeout)
            self._asking.do(f'JOBFMT "{FORMAT}"')
        return self._asking

    def _jobs(self) -> Iterator[Report]:
        """Every job in the queues. Raises Unavailable."""
        try:
            for queue in QUEUES:
                yield from map(_report, self._server().listing(queue).splitlines())
        except (OSError, NotDone) as error:
            raise self._lost(error) from None

    def _lost(self, error: Exception) -> Unavailable:
        self.close()
        return Unavailable(clean(words(error)))


def _prepared(server: Hfaxd, parcel: Parcel, pages: bytes) -> str:
    """Everything but the order to send; returns the number of the job."""
    server.do("TYPE I")
    server.do("FORM TIFF")
    document = server.store(pages)
    created = re.search(r"jobid: (\d+)", server.do("JNEW"))
    if created is None:
        raise NotDone(200, "no job was made")
    reference = fax_reference(parcel.transmission_id, parcel.fence)
    own = (
        f'DIALSTRING "{parcel.address}"',
        f'EXTERNAL "{parcel.address}"',
        f'JOBINFO "{reference}"',
        f"DOCUMENT {document}",
    )
    for parameter in (*PARAMETERS, *own):
        server.do(f"JPARM {parameter}")
    return created[1]


def _submitted(server: Hfaxd, job: str) -> Outcome:
    """The order to send: from here on only an answer tells what became of it."""
    crash.point("data")
    try:
        server.say("JSUBM")
        crash.point("dot")
        text = server.hear()
    except OSError as error:
        return Outcome("cut", text=f"cut after JSUBM: {words(error)}")
    crash.point("answered")
    return Outcome("taken", 200, text, reference=job)


def _not_taken(error: OSError | NotDone) -> Outcome:
    """Nothing was submitted; the channel rests until the server is there and lets us in."""
    if isinstance(error, NotDone):
        error_class = "account" if error.code in (530, 550) else "local"
        return Outcome("not_taken", error.code, clean(error.text), error_class, began=False)
    return Outcome("not_taken", None, f"no fax server: {words(error)}", "local", began=False)


def _report(line: str) -> Report:
    """One line of a listing."""
    job, ours, state, pages, status = (line.split("|", 4) + [""] * 5)[:5]
    done = int(found[0]) if (found := re.match(r" *\d+", pages)) else 0
    text = clean(status.partition(";")[0].strip())
    report = Report(None, text)
    if state == "D":
        report = Report("proved", text or "all pages confirmed", pages=done)
    elif state == "F":
        report = failure(_error_class(text), text, done)
    return replace(report, reference=job, ours=ours, key=f"{job}{state}", raw=line)


def _error_class(text: str) -> str:
    return next((name for name, begin in REASONS if text.startswith(begin)), "line")

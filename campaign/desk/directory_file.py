"""The directory as a file: looked at first, then taken in; and written out."""

from __future__ import annotations

import base64
import binascii
import zlib

from flask import Response, flash, render_template, request
from flask import session as browser

from campaign.accounts.audit import record
from campaign.accounts.logins import COOKIE_KEY
from campaign.base.database import writing
from campaign.base.problems import Problem
from campaign.campaigns.directory_file import OUTCOMES, LineReport, in_sum, lines_in, take_in
from campaign.desk.forms import DirectoryForm
from campaign.desk.let_in import desk, me, needs
from campaign.directory.columns import BETWEEN, FIXED
from campaign.directory.give_out import table_of

LARGEST = 5_000_000  # bytes of a file; the proxy lets 6 MB through
MOST_SHOWN = 500  # lines of the report on the page
PAGES = ("desk.directory_file",)


@desk.url_value_preprocessor
def room_for_a_table(endpoint: str | None, _values: object) -> None:
    """A table is larger than other forms, also when it comes back packed."""
    if endpoint in PAGES and COOKIE_KEY in browser:
        request.max_content_length = request.max_form_memory_size = LARGEST + 600_000


@desk.route("/directory/file", methods=["GET", "POST"])
@needs("edit")
def directory_file() -> str | tuple[str, int]:
    """Choose a file, see what it would do line by line, then take it in."""
    form = DirectoryForm()
    reports: list[LineReport] = []
    done = False
    if form.validate_on_submit():
        try:
            data, name = _file(form)
            done = bool(form.packed.data)
            reports = take_in(me().org_id, lines_in(data), name, me().id, dry_run=not done)
            form.packed.data = "" if done else base64.b64encode(zlib.compress(data)).decode()
            form.name.data = name
        except Problem as problem:
            form.form_errors.append(str(problem))
    if done and reports:
        flash("The file was taken in. What differs or was refused stands below.", "good")
    page = render_template(
        "desk/directory_file.html",
        form=form,
        done=done,
        sums=in_sum(reports),
        reports=_to_look_at(reports),
        all=len(reports),
        outcomes=OUTCOMES,
        columns=FIXED,
        between=BETWEEN.strip(),
        most=MOST_SHOWN,
        megabytes=LARGEST // 1_000_000,
    )
    return page, 422 if form.errors else 200


@desk.get("/directory.csv")
@needs("export")
def directory_csv() -> Response:
    """All authorities and how to reach them."""
    with writing() as session:
        subject = f"organisation:{me().org_id}"
        record(session, me().org_id, me().id, "directory exported", subject)
    headers = {"Content-Disposition": "attachment; filename=directory.csv"}
    text = "".join(table_of(me().org_id))
    return Response(text.encode("utf-8-sig"), mimetype="text/csv", headers=headers)


def _file(form: DirectoryForm) -> tuple[bytes, str]:
    """The bytes of the file that was chosen or comes back, and its name; raises Problem."""
    if form.packed.data:
        return _unpacked(form.packed.data), (form.name.data or "")[:80]
    if not form.file.data:
        raise Problem("Choose a file.")
    with form.file.data.stream as stream:
        data = stream.read(LARGEST + 1)
    if len(data) > LARGEST:
        raise Problem(f"The file is too large: at most {LARGEST // 1_000_000} MB.")
    return data, (form.file.data.filename or "file")[:80]


def _unpacked(packed: str) -> bytes:
    """What was packed, never more than a file may have; raises Problem."""
    try:
        return zlib.decompressobj().decompress(base64.b64decode(packed, validate=True), LARGEST)
    except (binascii.Error, zlib.error):
        raise Problem("The file did not come back whole: please choose it again.") from None


def _to_look_at(reports: list[LineReport]) -> list[LineReport]:
    """The lines of the report, those that need a person first."""
    order = ["refused", "differs", "completed", "new", "same"]
    return sorted(reports, key=lambda one: (order.index(one.outcome), one.line))[:MOST_SHOWN]

"""The board: every number adds up."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from datetime import UTC, datetime

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import AuditEntry
from campaign.base.database import reading, writing
from campaign.delivery import switches
from campaign.desk.tables import COLUMNS, hours, table
from campaign.letters import counts, states
from campaign.letters.counts import NOBODY, Figure
from campaign.letters.write import OWN_STATES
from tests import builders
from tests.builders import EMAIL, FAX, PAPER, Stage
from tests.desk.conftest import LogIn


@pytest.fixture
def stage(app: Flask) -> Stage:
    return builders.published()


@pytest.fixture
def owner(app: Flask, stage: Stage, log_in: LogIn) -> FlaskClient:
    return log_in("owner")


def move(event: str, n: int = 1) -> None:
    """Let n transmissions move."""
    sources = states.MOVES[event].sources
    ids = [t.id for t in builders.transmissions() if t.state in sources][:n]
    assert len(ids) == n
    with writing() as session:
        assert len(states.move(session, event, ids, "test")) == n


def numbers(page: str, caption: str) -> list[list[int]]:
    """The numbers of the table with this caption, line by line, the sums last."""
    found = re.search(rf"<caption>{re.escape(caption)}</caption>(.*?)</table>", page, re.S)
    assert found, caption
    rows = re.findall(r"<tr>(.*?)</tr>", found[1], re.S)[1:]
    return [
        [
            int(n.replace(",", ""))
            for n in re.findall(r'<td class="n[^>]*>(?:<a [^>]*>)?([\d,]+)<', row)
        ]
        for row in rows
    ]


def test_every_state_stands_in_exactly_one_column() -> None:
    placed = Counter(state for column in COLUMNS for state in column.states)
    assert set(placed) == {*states.STATES, *OWN_STATES}
    assert set(placed.values()) == {1}
    assert all(column.meaning for column in COLUMNS)


def test_a_figure_without_a_name_is_still_counted() -> None:
    figures = [
        Figure("letter", "ready", NOBODY, "email", 3),
        Figure("letter", "delivered", NOBODY, "pigeon", 4),
        Figure("transmission", "ready", NOBODY, "email", 9),
    ]
    made = table(figures, "letter", [("email", "E-mail"), ("fax", "Fax")], lambda f: f.channel)
    assert [row.name for row in made.rows] == ["E-mail", "Fax", "Others"]
    assert made.sums.total == 7


def test_an_empty_table_adds_up_to_nothing() -> None:
    assert table([], "letter", [], lambda f: f.channel).sums.total == 0


def test_rows_and_columns_add_up(owner: FlaskClient, stage: Stage) -> None:
    builders.signed(stage, 7)
    for event, n in [("claimed", 9), ("marked", 8), ("taken", 5), ("cut", 1), ("came_back", 2)]:
        move(event, n)
    move("proved", 1)
    move("refused", 1)
    page = owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    for caption in ("Letters by authority", "Letters by way", "Transmissions by way"):
        *rows, sums = numbers(page, caption)
        assert [sum(column) for column in zip(*rows, strict=True)] == sums
        for row in [*rows, sums]:
            assert sum(row[:-1]) == row[-1]
    assert numbers(page, "Letters by authority")[-1][-1] == 21
    assert numbers(page, "Letters by way")[-1] == numbers(page, "Letters by authority")[-1]
    *by_state, total = numbers(page, "Letters by state, and what the states mean")
    assert sum(n for (n,) in by_state) == total[0] == 21
    assert numbers(page, "Transmissions by way")[-1][-1] == 14
    builders.assert_counts_true(stage.campaign.id)


def test_the_figures_say_what_the_tables_say(owner: FlaskClient, stage: Stage) -> None:
    builders.signed(stage, 3)
    move("claimed", 4)
    move("marked", 4)
    move("taken", 4)
    move("came_back", 1)
    page = owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    shown = dict(
        zip(
            re.findall(r"<dt>(.*?)</dt>", page),
            re.findall(r'class="number"><bdi>(.*?)</bdi>', page),
            strict=True,
        )
    )
    assert shown == {
        "signatures confirmed": "3",
        "letters promised": "9",
        "letters handed over, and not come back": "3",
        "waiting to leave": "2",
    }
    assert "1 came back" in page


def test_a_new_transmission_leaves_the_letters_alone(owner: FlaskClient, stage: Stage) -> None:
    """Called back and sent anew: one letter, two transmissions."""
    builders.signed(stage, 1)
    before = counts.figures(stage.campaign.id, True)
    assert sum(f.n for f in before if f.subject == "letter") == 3
    assert sum(f.n for f in before if f.subject == "transmission") == 2


def test_a_draft_goes_to_its_review(owner: FlaskClient, stage: Stage) -> None:
    with writing():
        stage.campaign.state = "draft"
    response = owner.get(f"/desk/campaigns/{stage.campaign.id}")
    assert response.headers["Location"].endswith("/reading")


def test_what_needs_a_person(owner: FlaskClient, stage: Stage) -> None:
    url = f"/desk/campaigns/{stage.campaign.id}"
    assert "no letter waits for a decision" in owner.get(url).text
    builders.signed(stage, 2)
    for event in ("claimed", "marked", "cut"):
        move(event)
    with writing():
        stage.recipients[0].authority.contact_points[0].health = "failing"
    page = owner.get(url).text
    assert "minister@justice.example.org does not work" in page
    assert "1 of which we cannot tell" in page


def test_hours_are_without_gaps_and_in_order() -> None:
    now = datetime(2026, 11, 23, 14, 40, tzinfo=UTC)
    bars = hours({datetime(2026, 11, 23, 14, tzinfo=UTC): 5}, now)
    assert len(bars) == 72
    assert bars[-1] == {"label": "Mon 14:00", "value": 5}
    assert bars[0] == {"label": "Fri 15:00", "value": 0}
    assert sum(int(bar["value"]) for bar in bars) == 5


def test_pause_and_resume_with_a_reason(owner: FlaskClient, stage: Stage) -> None:
    base = f"/desk/campaigns/{stage.campaign.id}"
    owner.post(f"{base}/pause", data={"why": ""})
    assert switches.paused(stage.campaign) is None
    owner.post(f"{base}/pause", data={"why": "The lawyer asks us to wait."})
    switch = switches.paused(stage.campaign)
    assert switch is not None
    assert switch.why == "The lawyer asks us to wait."
    page = owner.get(base).text
    assert "This campaign is paused" in page
    assert "A. Owner" in page
    owner.post(f"{base}/resume")
    reading().rollback()
    assert switches.paused(stage.campaign) is None
    trail = [(e.action, e.detail) for e in reading().scalars(select(AuditEntry))]
    assert trail == [
        ("campaign paused", "The lawyer asks us to wait."),
        ("campaign resumed", ""),
    ]


def test_pausing_the_organisation_stops_its_campaigns_and_no_other(
    owner: FlaskClient, stage: Stage
) -> None:
    other = builders.published(slug="other", org_slug="other")
    owner.post("/desk/pause", data={"why": "Police at the door."})
    assert switches.paused(stage.campaign) is not None
    assert switches.paused(other.campaign) is None
    assert "Police at the door." in owner.get("/desk/").text
    board = owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    assert "Everything of your organisation is paused" in board
    owner.post("/desk/resume")
    reading().rollback()
    assert switches.paused(stage.campaign) is None


def test_the_pause_of_the_operator_cannot_be_ended_here(owner: FlaskClient, stage: Stage) -> None:
    with writing() as session:
        switches.pause(session, "Moving house.", "command line")
    owner.post("/desk/resume")
    owner.post(f"/desk/campaigns/{stage.campaign.id}/resume")
    reading().rollback()
    switch = switches.paused(stage.campaign)
    assert switch is not None
    assert switch.scope == "everything"
    assert "The whole site is paused" in owner.get(f"/desk/campaigns/{stage.campaign.id}").text


def test_the_export_opens_in_a_spreadsheet_without_running_anything(
    app: Flask, log_in: LogIn
) -> None:
    evil = ["=HYPERLINK(1)", "+1", "-1", "@SUM(1)", "\tx", "\rx", 'He said "x", then y']
    stage = builders.published(*({**EMAIL, "office": office} for office in evil), FAX, PAPER)
    builders.signed(stage, 2)
    response = log_in("owner").post(f"/desk/campaigns/{stage.campaign.id}/counts.csv")
    assert response.mimetype == "text/csv"
    text = response.data.decode("utf-8-sig")
    head, *rows = csv.reader(io.StringIO(text, newline=""))
    assert head == ["recipient", "channel", "state", "n"]
    assert sum(int(row[3]) for row in rows) == 2 * len(stage.recipients)
    offices = {row[0] for row in rows}
    assert {f"'{office}" for office in evil[:-1]} <= offices
    assert evil[-1] in offices
    for line in filter(None, re.split(r"(?<=\")\r\n", text)):
        assert line.startswith('"')
        assert not line.startswith(('"=', '"+', '"-', '"@', '"\t', '"\r'))
    assert "Anna" not in text
    actions = [e.action for e in reading().scalars(select(AuditEntry))]
    assert actions == ["counts exported"]


def test_sandbox_and_live_are_never_added_up(owner: FlaskClient, stage: Stage) -> None:
    builders.signed(stage, 2)
    with writing():
        stage.campaign.sandbox = False
    page = owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    assert numbers(page, "Letters by authority")[-1] == [0]
    assert "Test counts" not in page


def test_the_record_tells_who_did_what_and_why(owner: FlaskClient, stage: Stage) -> None:
    owner.post(f"/desk/campaigns/{stage.campaign.id}/pause", data={"why": "The family asks."})
    page = owner.get(f"/desk/campaigns/{stage.campaign.id}").text
    record = page[page.index("Who did what") :]
    assert "Campaign paused" in record
    assert "The family asks." in record
    assert "command line" not in record
    assert "The family asks." in owner.get(f"/desk/campaigns/{stage.campaign.id}/review").text


def test_the_list_tells_of_pauses_and_counts_like_the_board(
    owner: FlaskClient, stage: Stage
) -> None:
    builders.signed(stage, 2)
    board = numbers(owner.get(f"/desk/campaigns/{stage.campaign.id}").text, "Letters by authority")
    owner.post(f"/desk/campaigns/{stage.campaign.id}/pause", data={"why": "Wait."})
    page = owner.get("/desk/").text
    assert "Paused" in page
    assert f'data-label="Letters">{board[-1][-1]}<' in page
    owner.post("/desk/pause", data={"why": "All wait."})
    notice = owner.get("/desk/").text.partition("Your organisation is paused")[2]
    assert " UTC by <bdi>" in notice

"""The time line of a case, an update from opening to publishing, and closing, at the desk."""

from __future__ import annotations

import re
from datetime import timedelta

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.accounts.models import AuditEntry
from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.campaigns.doubts import doubts
from campaign.campaigns.models import Campaign
from campaign.campaigns.publish import publish
from campaign.letters.renew import renew
from tests import builders
from tests.campaigns.samples import APPEAL, UPDATE
from tests.campaigns.test_update import ONE_MORE
from tests.desk.conftest import LogIn

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)

GOVERNOR = next(line for line in UPDATE.splitlines(True) if line.startswith("· Governor"))
NEWER = UPDATE.replace(GOVERNOR, ONE_MORE)
OVER = UPDATE.replace("Urgent Appeal", "Case closed", 1).replace("three river", "free river")


@pytest.fixture
def owner(app: Flask, log_in: LogIn) -> FlaskClient:
    client = log_in("owner")
    client.post("/desk/appeals/new", data={"source": APPEAL})
    with writing() as session:
        one = session.scalars(select(Campaign)).one()
        publish(session, one, None, True, [doubt.key for doubt in doubts(one)])
    return client


def campaign() -> Campaign:
    reading().rollback()
    return reading().scalars(select(Campaign)).one()


def acts() -> list[str]:
    return [e.action for e in reading().scalars(select(AuditEntry).order_by(AuditEntry.id))]


def test_an_update_from_opening_to_the_time_line(owner: FlaskClient) -> None:
    base = f"/desk/campaigns/{campaign().id}"
    offered = owner.post("/desk/appeals/new", data={"source": NEWER})
    assert 'name="until" type="radio" value="hold"' in offered.text
    assert re.search(r'<input checked[^>]*value="hold"', offered.text)
    data = {"source": NEWER, "take_as": "update", "until": "go_on"}
    opened = owner.post("/desk/appeals/new", data=data)
    assert opened.headers["Location"] == f"{base}/reading"
    assert campaign().letters_go_on
    page = owner.get(f"{base}/update").text
    assert '<ins><span class="visually-hidden">[new: </span>three<' in page
    assert '<del><span class="visually-hidden">[gone: </span>two<' in page
    assert "Ombudsman of Valoria" in page
    assert "Letters under way go on with the old text." in page
    assert "What is new" in page
    assert owner.post(f"{base}/publish", data={}).headers["Location"] == f"{base}/update"
    accepted = [d.key for d in doubts(campaign()) if d.serious]
    left_out = [str(r.id) for r in campaign().recipients if r.printed_as is None]
    wanted = {"acknowledged": accepted, "people_agreed": "y", "answer_days": "5"}
    refused = owner.post(f"{base}/update", data={**wanted, "left_out": left_out})
    assert refused.status_code == 422
    assert "Choose what becomes of the letters that wait." in refused.text
    assert f'value="{left_out[0]}" id="left_out-0" checked' in refused.text
    for wrong in ("0", "61", "many"):
        bad = {**wanted, "waiting": "rewrite", "answer_days": wrong}
        assert owner.post(f"{base}/update", data=bad).status_code == 422
    mixed = [*left_out, "nonsense", str(campaign().recipients[0].id)]  # only those no longer named
    done = {**wanted, "waiting": "rewrite", "unanswered": "send", "left_out": mixed}
    assert owner.post(f"{base}/update", data=done).status_code == 303
    assert campaign().state == "published"
    assert [r.authority.office for r in campaign().all_recipients if r.left_out_at] == [
        "Governor of the Province"
    ]
    assert "update approved" in acts()
    assert owner.post(f"{base}/update", data=done).headers["Location"].endswith("/review")
    line = owner.get(f"/desk/cases/{campaign().case_id}").text
    assert line.index("Urgent appeal") < line.index("In force: the campaign goes by it")
    assert "OBS 031.1" in line
    assert "English" in line
    public = owner.get(f"/c/{campaign().slug}").text
    assert "The case so far" in public
    assert "News of the case" in public


def test_an_update_that_is_thrown_away_leaves_all_as_it_was(owner: FlaskClient) -> None:
    base, before = f"/desk/campaigns/{campaign().id}", campaign().revision
    offices = [r.authority.office for r in campaign().recipients]
    owner.post("/desk/appeals/new", data={"source": NEWER, "take_as": "update"})
    assert not campaign().letters_go_on  # held by default
    owner.post(f"{base}/update/throw-away")
    assert (campaign().state, campaign().revision) == ("published", before)
    assert [r.authority.office for r in campaign().recipients] == offices
    assert "two river" in owner.get(f"/c/{campaign().slug}").text
    assert acts()[-1] == "update thrown away"
    owner.post(f"{base}/update/throw-away")
    assert acts()[-1] == "update thrown away"
    assert renew() == 0


def test_closing_from_an_appeal_is_read_before_it_counts(owner: FlaskClient) -> None:
    base = f"/desk/campaigns/{campaign().id}"
    assert (
        "says that the case is closed"
        in owner.post("/desk/appeals/new", data={"source": OVER}).text
    )
    taken = owner.post("/desk/appeals/new", data={"source": OVER, "take_as": "closing"})
    assert taken.headers["Location"] == f"{base}/closing"
    assert campaign().state == "published"
    assert "An appeal says that this case is closed" in owner.get(base).text
    form = owner.get(f"{base}/closing").text
    assert "free river" in form
    data = {"kind": "freed", "said": "Both <b>are</b> free.", "mail": "They are at home."}
    for wrong in ({**data, "kind": ""}, {**data, "said": " "}, {**data, "mail": "x" * 5_000}):
        assert owner.post(f"{base}/closing", data=wrong).status_code == 422
    shown = owner.post(f"{base}/closing", data=data).text
    assert "They are at home." in shown
    assert "&lt;b&gt;are&lt;/b&gt; free." in shown
    assert campaign().state == "published"
    seen = re.findall(r'name="seen" [^>]*value="([0-9a-f]+)"', shown)[0]
    other = owner.post(f"{base}/closing", data={**data, "mail": "Else.", "seen": seen})
    assert other.status_code == 200  # shown once more
    assert campaign().state == "published"
    assert owner.post(f"{base}/closing", data={**data, "seen": seen}).status_code == 303
    assert (campaign().state, campaign().outcome) == ("closed", "freed")
    entry = reading().scalars(select(AuditEntry).filter_by(action="campaign closed")).one()
    assert "are</b> free." in entry.detail
    assert entry.manager_id is not None
    board = owner.get(base).text
    assert "Those who asked to be told are written to within minutes." in board
    assert owner.post(f"{base}/closing", data={**data, "seen": seen}).status_code == 422
    page = owner.get(f"/c/{campaign().slug}").text
    assert "&lt;b&gt;are&lt;/b&gt; free." in page
    assert "Campaign closed" in owner.get(f"/desk/cases/{campaign().case_id}").text


def test_the_last_day_of_signing_is_set_at_the_desk(owner: FlaskClient) -> None:
    base = f"/desk/campaigns/{campaign().id}"
    day = db_now().date() + timedelta(days=9)
    owner.post(f"{base}/last-day", data={"last_day": day.isoformat()})
    assert campaign().sign_until == day
    assert f"{day:%-d %B %Y} (UTC)" in owner.get(base).text
    for wrong in ("yesterday", "2999-01-01", "2026-02-31"):
        page = owner.post(f"{base}/last-day", data={"last_day": wrong}, follow_redirects=True)
        assert 'class="notice bad"' in page.text
    assert campaign().sign_until == day
    gone = db_now().date() - timedelta(days=1)
    owner.post(f"{base}/last-day", data={"last_day": gone.isoformat()})
    assert "Signing over" in owner.get(base).text
    assert "Signing over" in owner.get("/desk/").text
    owner.post(f"{base}/last-day", data={"last_day": ""})
    assert campaign().sign_until is None
    assert acts().count("last day set") == 3


def test_texts_of_an_update_are_data(owner: FlaskClient) -> None:
    evil = NEWER.replace("three river", "<script>alert(1)</script>{{7*7}} river")
    owner.post("/desk/appeals/new", data={"source": evil, "take_as": "update"})
    for page in (f"/desk/campaigns/{campaign().id}/update", f"/desk/cases/{campaign().case_id}"):
        assert "<script>alert" not in owner.get(page).text
    builders.published(slug="other", org_slug="other")
    other = reading().scalars(select(Campaign).filter_by(slug="other")).one()
    assert owner.get(f"/desk/cases/{other.case_id}").status_code == 404

"""The review of an imported appeal: corrections, doubts, and a second reading."""

from __future__ import annotations

import html
import re
from dataclasses import replace

import pytest
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy import select

from campaign.appeals import from_json
from campaign.appeals.model import Appeal, Doubt
from campaign.appeals.places import Place
from campaign.base.database import reading, writing
from campaign.campaigns import find, importing
from campaign.campaigns.doubts import doubts
from campaign.campaigns.models import Campaign, CaseCode, CorrectedValue
from campaign.desk.marks import pieces
from tests.campaigns.samples import APPEAL, UPDATE
from tests.desk.conftest import LogIn


@pytest.fixture
def owner(app: Flask, log_in: LogIn) -> FlaskClient:
    return log_in("owner")


@pytest.fixture
def page(owner: FlaskClient) -> str:
    """The address of the reading of a pasted appeal."""
    response = owner.post("/desk/appeals/new", data={"source": APPEAL})
    return response.headers["Location"]


def campaign() -> Campaign:
    reading().rollback()
    reading().expire_all()
    return reading().scalars(select(Campaign)).one()


def stands() -> Appeal:
    return from_json(campaign().appeal.reading)


def sent(owner: FlaskClient, page: str, **changed: str) -> dict[str, str]:
    """The form as the page shows it, with some of it typed otherwise."""
    shown = owner.get(page).text
    data = {"seen": re.search(r'name="seen"[^>]* value="([0-9a-f]+)"', shown)[1]}  # type: ignore[index]
    for name, value in re.findall(
        r'<input[^>]* name="([\w-]+)"[^>]*type="text" value="(.*?)"', shown
    ):
        data[name] = html.unescape(value)
    for name, value in re.findall(
        r'<textarea[^>]* name="([\w-]+)"[^>]*>\r?\n(.*?)</textarea>', shown, re.S
    ):
        data[name] = html.unescape(value)
    for name, options in re.findall(
        r'<select[^>]* name="([\w-]+)"[^>]*>(.*?)</select>', shown, re.S
    ):
        chosen = re.search(r'<option selected value="(.*?)"', options)
        data[name] = chosen[1] if chosen else ""
    for name in re.findall(r'<input[^>]*checked[^>]* name="([\w-]+)"', shown):
        data[name] = "y"
    data.pop("source", None)
    return data | {name.replace("__", "-"): value for name, value in changed.items()}


def read_differently(monkeypatch: pytest.MonkeyPatch, **values: object) -> None:
    """From now on the reader gives other values, as a new version of it would."""
    read = importing.read
    monkeypatch.setattr(importing, "read", lambda source: replace(read(source), **values))


def test_source_and_reading_lead_to_each_other(owner: FlaskClient, page: str) -> None:
    shown = owner.get(page).text
    for name in ("code", "title", "date", "recipients-0-name", "recipients-0-faxes", "actions"):
        assert f'id="{name}"' in shown
        assert f'href="#{name}">' in shown
    ids = re.findall(r' id="([^"]+)"', shown)
    assert len(ids) == len(set(ids))
    links = re.findall(r'href="#([^"]+)"', shown)
    assert set(links) <= set(ids) | {"main"}
    assert '<a class="to-mark" href="#at-code">' in shown


def test_nothing_changed_is_no_correction(owner: FlaskClient, page: str) -> None:
    before = campaign().appeal.reading
    assert owner.post(page, data=sent(owner, page)).status_code == 303
    assert campaign().appeal.reading == before
    assert reading().scalars(select(CorrectedValue)).all() == []


def test_every_kind_of_value_is_corrected_and_draft_and_directory_follow(
    owner: FlaskClient, page: str
) -> None:
    typed = sent(
        owner,
        page,
        title="Valoria: two wardens jailed",
        deadline="2027-02-01",
        categories="Torture\nThreats",
        actions="Free them;\nRepair the harm:\n- to Ms. Tellin",
        recipients__0__name="Alda Marr",
        recipients__0__faxes="+44 20 7946 0123",
        recipients__1__emails="prosecutor@example.org",
    )
    response = owner.post(page, data=typed)
    assert response.status_code == 303, re.findall(r'class="error".*', response.text)
    appeal, one = stands(), campaign()
    assert (appeal.title, appeal.categories) == (typed["title"], ("Torture", "Threats"))
    assert [(a.text, a.items) for a in appeal.actions][1] == (
        "Repair the harm:",
        ("to Ms. Tellin",),
    )
    assert one.title == typed["title"]
    assert one.sign_until is not None
    text = find.current_text(one, "en")
    assert (text.subject, text.demands[0]["text"]) == (typed["title"], "Free them;")
    minister, prosecutor = one.recipients[0].authority, one.recipients[1].authority
    assert minister.holder
    assert minister.holder.name == "Alda Marr"
    assert "+442079460123" in [point.address for point in minister.contact_points]
    assert "prosecutor@example.org" in [p.address for p in prosecutor.contact_points]
    shown = owner.get(page).text
    assert "Corrected by <bdi>" in shown
    assert "The program read: <bdi>Aldo Marr</bdi>" in shown


def test_what_a_person_wrote_in_the_letter_does_not_follow(owner: FlaskClient, page: str) -> None:
    with writing() as session:
        text = find.current_text(session.scalars(select(Campaign)).one(), "en")
        text.demands = [{"text": "Written by hand.", "items": []}]
    assert owner.post(page, data=sent(owner, page, actions="Free them;")).status_code == 303
    assert find.current_text(campaign(), "en").demands[0]["text"] == "Written by hand."


def test_a_corrected_code_is_the_code_of_the_case(owner: FlaskClient, page: str) -> None:
    typed = sent(owner, page, code="VLA 004 / 1126 / OBS 037")
    assert owner.post(page, data=typed).status_code == 303
    assert campaign().case.code == campaign().appeal.code == "VLA 004 / 1126 / OBS 037"
    assert [one.key for one in reading().scalars(select(CaseCode))] == ["VLA 4 1126 37"]
    later = UPDATE.replace("OBS 031.1", "OBS 037.1")
    assert 'value="update"' in owner.post("/desk/appeals/new", data={"source": later}).text


def test_the_code_of_another_case_is_refused(owner: FlaskClient, page: str) -> None:
    other = APPEAL.replace("OBS 031", "OBS 055")
    assert owner.post("/desk/appeals/new", data={"source": other}).status_code == 303
    typed = sent(owner, page, code="VLA 004/1126/OBS 055", title="Typed beside it")
    response = owner.post(page, data=typed)
    assert response.status_code == 422
    assert "is the code of another case here" in response.text
    assert 'value="Typed beside it"' in response.text
    assert len(reading().scalars(select(CaseCode)).all()) == 2
    assert reading().scalars(select(CorrectedValue)).all() == []


def test_an_error_loses_nothing_that_was_typed(owner: FlaskClient, page: str) -> None:
    typed = sent(
        owner, page, title="Kept title", date="yesterday", recipients__0__emails="no address"
    )
    response = owner.post(page, data=typed)
    assert response.status_code == 422
    assert "Write the date as year-month-day" in response.text
    assert 'value="Kept title"' in response.text
    assert 'value="yesterday"' in response.text
    assert re.search(r">\s*no address</textarea>", response.text)
    assert stands().title != "Kept title"


def test_two_people_do_not_overwrite_each_other(owner: FlaskClient, page: str) -> None:
    mine = sent(owner, page, place="Mine")
    assert owner.post(page, data=sent(owner, page, place="Theirs")).status_code == 303
    response = owner.post(page, data=mine)
    assert response.status_code == 422
    assert 'value="Mine"' in response.text
    assert "Now stands: <bdi>Theirs</bdi>" in response.text
    seen = re.search(r'name="seen"[^>]* value="([0-9a-f]+)"', response.text)[1]  # type: ignore[index]
    assert owner.post(page, data=mine | {"seen": seen}).status_code == 303
    assert stands().place == "Mine"


def test_corrections_stay_through_a_second_reading_and_both_readings_are_shown(
    owner: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    assert owner.post(page, data=sent(owner, page, place="Oru Bay")).status_code == 303
    before = stands()
    read_differently(monkeypatch, place="Vienna", date="2026-11-04")
    assert owner.post(f"{page}/again").status_code == 303
    assert stands() == before  # nothing is overwritten
    shown = owner.get(page).text
    assert "Vienna" in shown
    assert "a person corrected this" in shown
    assert any("A later reading gives 2 of the values" in one.message for one in doubts(campaign()))
    owner.post(page, data=sent(owner, page) | {"keep": "place"})
    owner.post(page, data=sent(owner, page) | {"take": "date"})
    assert (stands().place, stands().date) == ("Oru Bay", "2026-11-04")
    assert campaign().appeal.issued_on.isoformat() == "2026-11-04"  # type: ignore[union-attr]
    assert owner.post(f"{page}/again").status_code == 303  # what was decided is remembered
    assert "A later reading gives" not in owner.get(page).text


def test_untouched_values_are_taken_together_and_corrections_are_not(
    owner: FlaskClient, page: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    owner.post(page, data=sent(owner, page, place="Oru Bay"))
    read_differently(monkeypatch, place="Vienna", categories=("Torture",))
    owner.post(f"{page}/again")
    assert owner.post(f"{page}/take").status_code == 303
    assert (stands().place, stands().categories) == ("Oru Bay", ("Torture",))


def test_recipients_are_known_again_at_another_place(owner: FlaskClient, page: str) -> None:
    owner.post(page, data=sent(owner, page, recipients__1__name="Iva Kroll-Sand"))
    first, second = APPEAL.index("· Mr. Aldo"), APPEAL.index("· Ms. Iva")
    third = APPEAL.index("· Governor")
    better = (
        APPEAL[:first]
        + APPEAL[second:third]
        + APPEAL[first:second]
        + "· Ombudsman of Valoria, 3 Court Street, Port Vala, Valoria, Fax: +44 20 7946 0199\n"
        + APPEAL[third:]
    )
    assert owner.post(f"{page}/again", data={"source": better}).status_code == 303
    assert [entry.name for entry in stands().recipients][:2] == ["Aldo Marr", "Iva Kroll-Sand"]
    shown = owner.get(page).text
    assert "finds one more recipient" in shown
    new = re.search(r'name="take" value="(recipients\+\w+)"', shown)[1]  # type: ignore[index]
    assert owner.post(page, data=sent(owner, page) | {"take": new}).status_code == 303
    assert "Ombudsman" in (stands().recipients[-1].office or "")
    assert "Ombudsman" in campaign().recipients[-1].authority.office
    assert campaign().recipients[-1].printed_as == len(stands().recipients) - 1


def test_a_doubt_is_settled_where_it_stands(
    owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    doubt = Doubt("date", "“November 12, 2026” was taken, but it also says “November 4, 2026”.")
    read_differently(monkeypatch, warnings=(doubt, Doubt("recipients[1].name", "Who is it?")))
    response = owner.post("/desk/appeals/new", data={"source": APPEAL})
    page = response.headers["Location"]
    shown = owner.get(page).text
    assert "2 doubts. " in shown
    assert "Doubt 1 of 2" in shown
    assert '<a href="#doubt-2">Next doubt</a>' in shown
    assert '<a href="#doubt-1">Previous doubt</a>' in shown
    assert re.search(r'In the source: <a href="#at-date-doubt-1-1">“<bdi>November 4, 2026', shown)
    assert 'id="at-date-doubt-1-1"' in shown
    owner.post(page, data=sent(owner, page) | {"right": "date"})
    assert "One doubt. " in owner.get(page).text
    assert all("was taken" not in one.message for one in doubts(campaign()))


def test_scripts_in_source_and_values_stay_text(owner: FlaskClient) -> None:
    bad = "<script>alert(1)</script>"
    source = APPEAL.replace("Oru Bay", f"Oru {bad} Bay").replace("2 Quay", f'2 "{bad}" Quay')
    response = owner.post("/desk/appeals/new", data={"source": source})
    page = response.headers["Location"]
    shown = owner.get(page).text
    assert bad not in shown
    owner.post(page, data=sent(owner, page, title=f"Title {bad}", actions=f"Free {bad}"))
    shown = owner.get(page).text
    assert bad not in shown
    assert "&lt;script&gt;alert(1)&lt;/script&gt;" in shown


def test_marks_nest_and_the_text_stays_whole() -> None:
    text = "one two three four"
    found = [
        Place("title", 0, 13),
        Place("place", 4, 7),
        Place("lead", 8, 18),  # crosses the end of the title
        *(Place(f"categories[{n}]", 4, 7) for n in range(9)),
    ]
    cut = list(pieces(text, found))
    assert "".join(piece.text for piece in cut) == text
    depth = 0
    for piece in cut:
        depth += {"open": 1, "close": -1}.get(piece.kind, 0)
        assert 0 <= depth <= 4
    assert depth == 0


def test_who_may_only_look_corrects_nothing(owner: FlaskClient, page: str, log_in: LogIn) -> None:
    viewer = log_in("reader")
    assert viewer.get(page).status_code == 200
    assert "Save the corrections" not in viewer.get(page).text
    for address in (page, f"{page}/again", f"{page}/take"):
        assert viewer.post(address).status_code == 403


def test_a_draft_is_thrown_away_with_its_corrections(owner: FlaskClient, page: str) -> None:
    owner.post(page, data=sent(owner, page, place="Oru Bay"))
    assert reading().scalars(select(CorrectedValue)).all()
    owner.post(page.replace("/reading", "/discard"))
    reading().rollback()
    assert reading().scalars(select(CorrectedValue)).all() == []
    assert reading().scalars(select(Campaign)).all() == []


def recipient(name: str) -> str:
    """The id of the recipient whose office holds this name."""
    return next(str(r.id) for r in campaign().all_recipients if name in r.authority.office)


def test_recipients_are_ordered_left_out_and_taken_in_where_they_were_read(
    owner: FlaskClient, page: str
) -> None:
    prosecutor = recipient("Prosecutor")
    moved = owner.post(page, data=sent(owner, page, place="Oru Bay") | {"up": prosecutor})
    assert moved.headers["Location"].endswith(f"/reading#recipient-{prosecutor}")
    assert str(campaign().recipients[0].id) == prosecutor
    assert stands().place == "Oru Bay"  # what was typed is saved with it
    owner.post(page, data=sent(owner, page) | {"leave_out": prosecutor})
    assert prosecutor not in [str(r.id) for r in campaign().recipients]
    assert "<b>Left out.</b>" in owner.get(page).text
    owner.post(page, data=sent(owner, page) | {"take_in": prosecutor})
    assert str(campaign().recipients[0].id) == prosecutor
    assert owner.post(page, data=sent(owner, page) | {"up": "nobody"}).status_code == 404


def test_lines_of_the_source_become_a_recipient_of_the_reading_and_stay(
    owner: FlaskClient,
) -> None:
    passed_over = "Ombudsman of Valoria, 3 Court Street,\nPort Vala, Fax: +44 20 7946 0199"
    story = "The latter has had no access to a lawyer."
    source = APPEAL.replace(story, f"{story} Write to the {passed_over}.")
    page = owner.post("/desk/appeals/new", data={"source": source}).headers["Location"]
    before = len(stands().recipients)
    typed = sent(owner, page, place="Oru Bay") | {"add": "quote"}
    words = passed_over.replace("\n", " ")
    response = owner.post(page, data=typed | {"quote": words})
    assert response.status_code == 303, re.findall(r"<li>.*?</li>", response.text)
    added = campaign().recipients[-1]
    assert response.headers["Location"].endswith(f"#recipient-{added.id}")
    assert (added.authority.office, added.printed_as) == ("Ombudsman of Valoria", before)
    assert stands().recipients[-1].faxes == ("+442079460199",)
    assert stands().place == "Oru Bay"
    shown = owner.get(page).text
    assert f'href="#recipients-{before}-office">' in shown  # marked where it stands
    owner.post(page, data=sent(owner, page, **{f"recipients__{before}__name": "Ann Bell"}))
    assert campaign().recipients[-1].authority.holder.name == "Ann Bell"  # type: ignore[union-attr]
    owner.post(f"{page}/again")
    assert "does not find this recipient" not in owner.get(page).text
    assert stands().recipients[-1].name == "Ann Bell"


def test_own_lines_become_a_recipient_that_the_appeal_does_not_print(
    owner: FlaskClient, page: str
) -> None:
    before = stands().recipients
    own = {"add": "quote", "quote": "Harbour master\nharbour@example.org"}
    response = owner.post(page, data=sent(owner, page) | own)
    added = campaign().recipients[-1]
    assert response.headers["Location"].endswith(f"/recipients/{added.id}")
    assert (added.authority.office, added.printed_as) == ("Harbour master", None)
    assert stands().recipients == before
    assert "This appeal does not print it." in owner.get(page).text


@pytest.mark.parametrize("words", ["", " \n ", "x" * 5001])
def test_lines_that_name_nobody_or_cannot_be_written_to_lose_nothing(
    owner: FlaskClient, page: str, words: str
) -> None:
    before = len(campaign().all_recipients)
    typed = sent(owner, page, title="Kept title") | {"add": "quote", "quote": words}
    response = owner.post(page, data=typed)
    assert response.status_code == 422
    assert 'value="Kept title"' in response.text
    assert words.strip() in html.unescape(response.text)
    assert len(campaign().all_recipients) == before
    assert stands().title != "Kept title"  # nothing was saved


def test_family_and_printed_code_are_corrected(owner: FlaskClient, page: str) -> None:
    typed = sent(owner, page, family="other", code_as_printed="VLA 004/1126/OBS 031")
    assert owner.post(page, data=typed).status_code == 303
    assert (stands().family, stands().code_as_printed) == ("other", "VLA 004/1126/OBS 031")
    refused = owner.post(page, data=sent(owner, page, family="no such family"))
    assert refused.status_code == 422


def test_another_reading_is_taken_by_a_button_and_the_next_doubt_follows(
    owner: FlaskClient, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = Doubt("date", "“November 12, 2026” was taken, but it also says “November 4, 2026”.")
    read_differently(monkeypatch, warnings=(other, Doubt("recipients[1].name", "Who is it?")))
    page = owner.post("/desk/appeals/new", data={"source": APPEAL}).headers["Location"]
    assert 'name="instead" value="date=2026-11-04"' in owner.get(page).text
    response = owner.post(page, data=sent(owner, page) | {"instead": "date=2026-11-04"})
    assert response.headers["Location"].endswith("/reading#doubt-1")
    assert stands().date == "2026-11-04"
    assert "One doubt. " in owner.get(page).text


def test_saving_goes_on_to_the_letter_when_asked(owner: FlaskClient, page: str) -> None:
    response = owner.post(page, data=sent(owner, page) | {"then": "letter"})
    assert response.headers["Location"] == page.replace("/reading", "/review")


def test_what_a_person_wrote_and_looks_wrong_is_a_doubt_at_its_field(
    owner: FlaskClient, page: str
) -> None:
    typed = sent(owner, page, code="rubbish", update_of="XX", date="2130-01-01")
    assert owner.post(page, data=typed).status_code == 303
    shown = html.unescape(owner.get(page).text)
    odd = (
        "“rubbish” has the form of no known code.",
        "“XX” has the form of no known code of the appeal that is updated.",
        "The date of issue, 2130-01-01, lies in the future.",
    )
    serious = [doubt.message for doubt in doubts(campaign()) if doubt.serious]
    for words in odd:
        assert words in shown
        assert words in serious
    right = {"code": "AHRC-UAC-012-2011", "update_of": "UA 132/19", "date": "2026-11-11"}
    assert owner.post(page, data=sent(owner, page) | right).status_code == 303
    assert not {doubt.message for doubt in doubts(campaign())} & set(odd)


def test_many_recipients_are_folded_but_for_those_in_doubt(owner: FlaskClient) -> None:
    more = "".join(
        f"· Mr. Aldo Marr the {n}th, Minister of Roads {n}, {n} Quay of Ropes, Port Vala, Valoria, "
        f"Fax: +1 202 555 01{n}\n"
        for n in range(30, 42)
    )
    source = APPEAL.replace("· Governor of", f"{more}· Governor of")
    answer = owner.post("/desk/appeals/new", data={"source": source})
    shown = owner.get(answer.headers["Location"]).text
    blocks = re.findall(
        r'<details( open)?>\s*<summary>What was read<span class="visually-hidden">: (.*?)</span>',
        shown,
    )
    assert len(blocks) == 16
    unfolded = [office for is_open, office in blocks if is_open]
    assert "Prosecutor General" in unfolded  # its e-mail address is missing
    assert not [office for office in unfolded if office.startswith("Minister of Roads")]
    assert shown.count('<option value="VA">') == 17  # a list for each and for the appeal

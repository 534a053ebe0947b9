"""The words for states: one for each, true, and none from the engine room."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from types import SimpleNamespace
from typing import Any

import pytest

from campaign.delivery.expect import REASONS, Departure
from campaign.letters import states
from campaign.letters.write import OWN_STATES
from campaign.signing.words import FAX_TRIED, OWN_WORDS, WAITS, WORDS, clock_words, words_for

NOW = datetime(2026, 11, 23, 14, 2, tzinfo=UTC)
LATER = NOW + timedelta(minutes=18)
INSIDE = re.compile(
    r"dead|quarantin|claim|drain|breaker|lease|fence|silent|uncertain|cancel|queue[sd]|handing",
    re.IGNORECASE,
)


def view(state: str, channel: str = "email", **more: Any) -> Any:
    usual = {
        "tries": 0,
        "next_at": NOW,
        "handed_at": NOW,
        "settled_at": None,
        "error_class": None,
        "missed_at": None,
        "pages": None,
        "others": 0,
        "renewed": False,
    }
    return SimpleNamespace(state=state, channel=channel, **{**usual, **more})


def everything_said() -> list[Any]:
    travelling = [view(state, channel) for channel in ("email", "fax") for state in states.STATES]
    waiting = [words_for(view("ready"), NOW, Departure(NOW, because)) for because in WAITS]
    tried = [
        words_for(view("ready", "fax", error_class=name), NOW, Departure(NOW, "next_try"))
        for name in FAX_TRIED
    ]
    partly = words_for(view("uncertain", "fax", pages=1), NOW)
    return [
        *waiting,
        *tried,
        partly,
        *(words_for(one, NOW) for one in (*travelling, *map(view, OWN_STATES))),
    ]


def test_there_are_words_for_every_state() -> None:
    assert set(WORDS) == {(c, s) for c in ("email", "fax") for s in states.STATES}
    assert set(OWN_WORDS) == set(OWN_STATES)
    assert set(WAITS) == set(REASONS)


def test_what_came_back_is_not_called_unsent() -> None:
    returned = words_for(view("given_up", error_class="address"), NOW)
    assert returned.text == "Came back"
    assert returned.more.startswith("The address is unknown there.")
    assert words_for(view("given_up", handed_at=None), NOW).text == "Not sent yet"


@pytest.mark.parametrize("error_class", FAX_TRIED)
def test_a_fax_that_did_not_get_through_says_why_and_when_it_is_tried_next(
    error_class: str,
) -> None:
    waiting = view("ready", "fax", error_class=error_class)
    said = words_for(waiting, NOW, Departure(LATER, "next_try"))
    assert said.text.endswith("next try about 14:20 UTC")
    assert said.text.startswith(FAX_TRIED[error_class].text.partition(",")[0])


def test_of_a_fax_that_went_partly_it_is_said_that_a_person_decides() -> None:
    assert "a part of it" in words_for(view("uncertain", "fax", pages=1), NOW).more.lower()


def test_no_word_from_the_engine_room() -> None:
    for said in everything_said():
        assert not INSIDE.search(f"{said.text} {said.more}"), said
        assert "%" not in said.text + said.more


def test_only_what_is_known_sounds_good() -> None:
    good = {key for key, said in WORDS.items() if said.tone == "good"}
    assert good == {("email", "delivered"), ("fax", "delivered")}
    for (_, state), said in WORDS.items():
        if state not in ("delivered",):
            assert not re.search(
                r"\btook it\b|confirmed|arrived\b(?<!whether it arrived)", str(said.text)
            )


@pytest.mark.parametrize(
    ("letter", "text", "more"),
    [
        (view("accepted"), "Handed to our mail service 14:02 UTC", "We tell you here"),
        (
            view("delivered", settled_at=NOW + timedelta(minutes=1)),
            "Their mail server took it 14:03 UTC",
            "",
        ),
        (view("delivered", "fax", settled_at=NOW), "Their machine confirmed all pages", ""),
        (view("bounced", error_class="address"), "Came back", "The address is unknown there."),
        (view("bounced"), "Came back", "did not deliver"),
        (view("ready"), "In the queue", "as soon as"),
        (view("uncertain"), "We cannot tell whether it arrived", "not send it twice"),
        (view("to_print", "print"), "For you to print and post", ""),
    ],
)
def test_words(letter: Any, text: str, more: str) -> None:
    said = words_for(letter, NOW)
    assert said.text.startswith(text)
    assert more in said.more


@pytest.mark.parametrize(
    ("expected", "text", "more"),
    [
        (Departure(NOW, "line"), "In the queue", "as soon as"),
        (Departure(LATER, "limit"), "In the queue, leaves about 14:20 UTC", "not flooded"),
        (Departure(LATER, "next_try"), "Not taken yet; next try about 14:20 UTC", "come back"),
        (Departure(LATER, "hours", "KG"), "In the queue, leaves about 20:20 Bishkek time", "open"),
        (Departure(LATER, "hours", "XX"), "In the queue, leaves about 14:20 UTC", "open"),
        (Departure(LATER, "breaker"), "In the queue, next try about 14:20 UTC", "down"),
        (Departure(None, "policy"), "Waits", "looking into it"),
        (Departure(None, "pause"), "Waits", "is kept"),
    ],
)
def test_when_it_leaves(expected: Departure, text: str, more: str) -> None:
    said = words_for(view("ready"), NOW, expected)
    assert said.text == text
    assert more in said.more


def test_what_has_left_waits_for_nothing() -> None:
    assert "Handed to" in words_for(view("accepted"), NOW, Departure(LATER, "limit")).text


def test_another_day_is_named() -> None:
    assert clock_words(NOW - timedelta(days=1), NOW) == "22 November, 14:02 UTC"
    assert clock_words(None, NOW) == ""


@pytest.mark.parametrize("state", ["accepted", "silent"])
def test_what_is_known_beyond_our_mail_service_is_said_and_no_more(state: str) -> None:
    waits = words_for(view(state, error_class="throttled"), NOW)
    assert waits.text == "Their mail server asks us to wait"
    assert "14:02 UTC" in waits.more
    lost = words_for(view(state, error_class="throttled", missed_at=LATER), NOW)
    assert lost.text == "Handed to our mail service 14:02 UTC"
    assert "no trace" in lost.more
    assert words_for(view("delivered", settled_at=LATER, error_class="throttled"), NOW).text == (
        "Their mail server took it 14:20 UTC"
    )


def test_with_how_many_others_a_letter_travels() -> None:
    gathering = view("gathering", others=212)
    assert words_for(gathering, NOW).text == "Travels with 212 others tomorrow morning"
    alone = words_for(view("gathering"), NOW).text
    assert alone == "Travels tomorrow morning with all who sign until then"
    on_its_way = words_for(view("ready", others=1), NOW, Departure(NOW, "line"))
    assert on_its_way.more.startswith("In one letter with 1 other. ")

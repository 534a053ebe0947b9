"""The table of moves: every move works, and nothing else does."""

from __future__ import annotations

import pytest
from flask import Flask
from sqlalchemy import delete, select, update
from sqlalchemy.exc import DBAPIError

from campaign.base.clock import db_now
from campaign.base.database import reading, writing
from campaign.letters import states
from campaign.letters.models import History, Transmission
from tests.builders import EMAIL, assert_counts_true, published, signed, transmissions

# The design, written down a second time by hand: event, from, to.
DESIGN = {
    ("claimed", "ready", "claimed"),
    ("called_back", "ready", "cancelled"),
    ("called_back", "claimed", "cancelled"),
    ("put_back", "claimed", "ready"),
    ("poisonous", "claimed", "quarantined"),
    ("marked", "claimed", "handing_over"),
    ("not_taken", "handing_over", "ready"),
    ("refused", "handing_over", "failed"),
    ("taken", "handing_over", "accepted"),
    ("cut", "handing_over", "uncertain"),
    ("restored", "ready", "uncertain"),
    ("restored", "claimed", "uncertain"),
    ("restored", "handing_over", "uncertain"),
    ("found_taken", "uncertain", "accepted"),
    ("found_not_taken", "uncertain", "ready"),
    ("sent_again", "uncertain", "ready"),
    ("sent_anew", "uncertain", "ready"),
    ("sent_anew", "accepted", "ready"),
    ("sent_anew", "silent", "ready"),
    ("replayed", "dead", "ready"),
    ("replayed", "failed", "ready"),
    ("replayed", "quarantined", "ready"),
    ("replayed", "bounced", "ready"),
    ("proved", "accepted", "delivered"),
    ("proved", "uncertain", "delivered"),
    ("proved", "silent", "delivered"),
    ("came_back", "accepted", "bounced"),
    ("came_back", "uncertain", "bounced"),
    ("came_back", "silent", "bounced"),
    ("came_back", "delivered", "bounced"),
    ("not_through", "accepted", "ready"),
    ("not_through", "uncertain", "ready"),
    ("not_through", "silent", "ready"),
    ("partly", "accepted", "uncertain"),
    ("partly", "silent", "uncertain"),
    ("went_after_all", "ready", "uncertain"),
    ("proved_after_all", "bounced", "delivered"),
    ("no_news", "accepted", "silent"),
    ("spent", "ready", "dead"),
}


def test_the_table_is_the_design() -> None:
    table = {(e, source, m.target) for e, m in states.MOVES.items() for source in m.sources}
    assert table == DESIGN


def test_groups_of_states_cover_each_state_once() -> None:
    groups = (
        *states.WAITING, *states.HANDED_OVER, *states.UNSETTLED, *states.GIVEN_UP,
        states.DELIVERED, states.BOUNCED, states.CANCELLED,
    )  # fmt: skip
    assert sorted(groups) == sorted(states.STATES)


@pytest.mark.parametrize("event", sorted(states.MOVES))
def test_a_move_happens_only_from_where_the_design_allows(app: Flask, event: str) -> None:
    stage = published(EMAIL)
    signed(stage, len(states.STATES))
    before = {t.id: state for t, state in zip(transmissions(), states.STATES, strict=True)}
    for key, state in before.items():
        _put_into(key, state)
    with writing() as session:
        moved = {m.id: m.to_state for m in states.move(session, event, list(before), "test")}
    expected = {
        key: target
        for key, state in before.items()
        for e, source, target in DESIGN
        if (e, source) == (event, state)
    }
    assert moved == expected
    assert {t.id: t.state for t in transmissions()} == before | expected
    assert_counts_true(stage.campaign.id)


def test_another_fence_moves_nothing(app: Flask) -> None:
    signed(published(EMAIL))
    [transmission] = transmissions()
    with writing() as session:
        assert not states.move(session, "claimed", {transmission.id: 7}, "test")
        assert states.move(session, "claimed", {transmission.id: 0}, "test")


def test_history_tells_every_move(app: Flask) -> None:
    signed(published(EMAIL))
    [transmission] = transmissions()
    for event in ("claimed", "marked", "taken"):
        with writing() as session:
            states.move(session, event, [transmission.id], "worker:1")
    rows = reading().query(History).order_by(History.id).all()
    assert [(r.event, r.from_state, r.to_state) for r in rows] == [
        ("claimed", "ready", "claimed"),
        ("marked", "claimed", "handing_over"),
        ("taken", "handing_over", "accepted"),
    ]


def test_a_rolled_back_move_counts_nothing(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage)
    [transmission] = transmissions()
    with pytest.raises(KeyError), writing() as session:  # noqa: PT012
        states.move(session, "claimed", [transmission.id], "test")
        states.move(session, "no such event", [transmission.id], "test")
    assert transmissions()[0].state == "ready"
    with writing() as session:
        states.move(session, "called_back", [transmission.id], "test")
    assert_counts_true(stage.campaign.id)


def run(events: str, state: str) -> list[int]:
    """Let a transmission go through events (what comes too late moves nothing); how many moved."""
    stage = published(EMAIL)
    signed(stage)
    [transmission] = transmissions()
    moved = []
    for event in events.split():
        with writing() as session:
            moved.append(len(states.move(session, event, [transmission.id], "test")))
    assert transmissions()[0].state == state
    assert_counts_true(stage.campaign.id)
    return moved


@pytest.mark.parametrize(
    ("events", "moved", "state"),
    [
        # a bounce is quicker than the worker that records what the relay said
        ("claimed marked came_back taken came_back", "11011", "bounced"),
        ("claimed marked cut came_back taken found_taken", "111100", "bounced"),
        ("claimed marked taken came_back came_back", "11110", "bounced"),
        ("claimed marked taken came_back proved proved_after_all", "111101", "delivered"),
        ("claimed marked taken came_back proved_after_all came_back", "111111", "bounced"),
        ("claimed marked taken proved came_back", "11111", "bounced"),
        ("claimed marked taken proved proved no_news", "111100", "delivered"),
        ("claimed marked taken proved taken found_taken cut", "1111000", "delivered"),
        ("claimed marked taken cut found_not_taken", "11100", "accepted"),
        ("claimed marked cut taken found_taken found_taken", "111010", "accepted"),
        ("claimed marked cut found_not_taken found_taken", "11110", "ready"),
        ("claimed marked not_taken taken cut", "11100", "ready"),
        ("claimed marked refused taken came_back proved", "111000", "failed"),
        ("claimed marked taken no_news proved", "11111", "delivered"),
        ("claimed marked taken no_news came_back", "11111", "bounced"),
        ("claimed called_back marked put_back proved", "11000", "cancelled"),
        ("spent claimed spent replayed replayed", "10010", "ready"),
        ("claimed marked cut sent_anew sent_again sent_anew", "111100", "ready"),
        ("claimed marked taken not_through not_through proved", "111100", "ready"),
        ("claimed marked taken partly partly not_through spent", "1111011", "dead"),
        ("claimed marked taken not_through went_after_all proved spent", "1111110", "delivered"),
        ("claimed marked taken proved not_through partly", "111100", "delivered"),
    ],
)
def test_late_repeated_and_reversed_reports(
    app: Flask, events: str, moved: str, state: str
) -> None:
    assert run(events, state) == [int(n) for n in moved]


def test_what_a_worker_with_an_old_fence_reports_moves_nothing(app: Flask) -> None:
    stage = published(EMAIL)
    signed(stage)
    [transmission] = transmissions()
    with writing() as session:
        [old] = states.move(
            session, "claimed", [transmission.id], "worker:1", fence=Transmission.fence + 1
        )
        states.move(session, "put_back", [transmission.id], "sweeper")
        [new] = states.move(
            session, "claimed", [transmission.id], "worker:2", fence=Transmission.fence + 1
        )
        states.move(session, "marked", {transmission.id: new.fence}, "worker:2")
    for event in ("marked", "taken", "refused", "not_taken", "cut"):
        with writing() as session:
            assert not states.move(session, event, {transmission.id: old.fence}, "worker:1")
    assert transmissions()[0].state == "handing_over"
    assert_counts_true(stage.campaign.id)


def test_history_is_only_added_to(app: Flask) -> None:
    signed(published(EMAIL))
    [transmission] = transmissions()
    with writing() as session:
        states.move(session, "claimed", [transmission.id], "test")
    forbidden = [
        update(History).values(event="taken"),
        update(History).values(by="nobody", handled_at=None),
        delete(History),
    ]
    for statement in forbidden:
        with pytest.raises(DBAPIError, match="history is only added to"), writing() as session:
            session.execute(statement)
    with writing() as session:
        session.execute(update(History).values(handled_at=db_now()))
    [row] = reading().scalars(select(History))
    assert (row.event, row.by) == ("claimed", "test")
    assert row.handled_at is not None


def _put_into(transmission_id: object, state: str) -> None:
    """Walk a transmission into a state by moves of the table, as the program would."""
    paths = {
        "ready": [],
        "claimed": ["claimed"],
        "handing_over": ["claimed", "marked"],
        "uncertain": ["claimed", "marked", "cut"],
        "accepted": ["claimed", "marked", "taken"],
        "silent": ["claimed", "marked", "taken", "no_news"],
        "delivered": ["claimed", "marked", "taken", "proved"],
        "bounced": ["claimed", "marked", "taken", "came_back"],
        "failed": ["claimed", "marked", "refused"],
        "dead": ["spent"],
        "quarantined": ["claimed", "poisonous"],
        "cancelled": ["called_back"],
    }
    for event in paths[state]:
        with writing() as session:
            [_] = states.move(session, event, [transmission_id], "test")
    assert reading().get_one(Transmission, transmission_id).state == state

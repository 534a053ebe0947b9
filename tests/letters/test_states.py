"""The table of moves: every move works, and nothing else does."""

from __future__ import annotations

import pytest
from flask import Flask

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
    ("found_taken", "uncertain", "accepted"),
    ("found_not_taken", "uncertain", "ready"),
    ("proved", "accepted", "delivered"),
    ("proved", "uncertain", "delivered"),
    ("proved", "silent", "delivered"),
    ("came_back", "accepted", "bounced"),
    ("came_back", "uncertain", "bounced"),
    ("came_back", "silent", "bounced"),
    ("came_back", "delivered", "bounced"),
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

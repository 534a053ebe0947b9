"""Patience: pauses grow, and never become longer than the last one."""

from __future__ import annotations

from datetime import timedelta

import pytest

from campaign.delivery.errors import PATIENCE, counts, is_final, pause_before_next


@pytest.mark.parametrize("error_class", PATIENCE)
def test_pauses_follow_the_table(error_class: str) -> None:
    pauses = PATIENCE[error_class].pauses
    for tries, longest in enumerate([*pauses, pauses[-1]]):
        for _ in range(20):
            pause = pause_before_next(error_class, tries)
            assert timedelta(minutes=longest / 2) <= pause <= timedelta(minutes=longest)


def test_what_is_our_own_trouble_counts_against_no_letter() -> None:
    assert {name for name in PATIENCE if not counts(name)} == {"local"}


@pytest.mark.parametrize("error_class", ["address", "content", "policy", "refused"])
def test_there_is_no_second_try_after_a_final_answer(error_class: str) -> None:
    assert is_final(error_class)

"""Dying on purpose: the fault tests kill a process at a named point of the flow."""

from __future__ import annotations

import os
import signal

POINTS = (
    "claimed",  # the claim is committed
    "marking",  # the window is about to be committed
    "marked",  # the window is committed, nothing has left
    "data",  # the relay said go on, the content has not left
    "dot",  # the final dot (of a fax: the order to send) has left, no answer yet
    "answered",  # the relay's answer is known, not recorded
    "recorded",  # the results are committed
)


def point(name: str) -> None:
    """Die like a killed process if CRASH_AT names this point; without CRASH_AT do nothing.

    `CRASH_AT=dot` dies at once, `CRASH_AT=dot:3` the third time; `CRASH_WITH=SIGSTOP` freezes.
    """
    wanted = os.environ.get("CRASH_AT")
    if not wanted:
        return
    at, _, times = wanted.partition(":")
    if at != name:
        return
    left = int(times or 1) - 1
    os.environ["CRASH_AT"] = f"{at}:{left}" if left else ""
    if not left:
        os.kill(os.getpid(), signal.Signals[os.environ.get("CRASH_WITH", "SIGKILL")])

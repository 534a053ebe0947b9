"""What every application of a session would work out anew, and always with the same result.

Only how fast tests run depends on this: each still has an application, an engine and a database of
its own. Rules of URLs are turned into functions once, and statements into SQL once for a dialect.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from sqlalchemy import Engine
from sqlalchemy.util import LRUCache
from werkzeug.routing import Rule

STATEMENTS = 4000  # all there are, so that none is thrown out

_first: dict[str, Engine] = {}  # by dialect


def share_statements(engine: Engine) -> None:
    """Let an engine use the SQL that was made for the first one of its dialect."""
    first = _first.setdefault(engine.dialect.name, engine)
    if first is engine:
        first._compiled_cache = LRUCache(STATEMENTS)
    engine.dialect = engine.pool._dialect = first.dialect  # the key of the cache has the dialect
    engine._compiled_cache = first._compiled_cache


def share_rules(patch: pytest.MonkeyPatch) -> None:
    """Let rules of URLs that are alike use the function that was made for the first of them."""
    made: dict[tuple[Any, ...], Callable[..., tuple[str, str]]] = {}
    make = Rule._compile_builder

    def known(rule: Rule, append_unknown: bool = True) -> Callable[..., tuple[str, str]]:
        key = (rule.rule, *rule._trace, str(rule.defaults), append_unknown)
        if key not in made:
            made[key] = make(rule, append_unknown)
        return made[key]

    patch.setattr(Rule, "_compile_builder", known)

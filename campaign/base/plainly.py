"""How the command line says what went wrong."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import ParamSpec, TypeVar

import click
from sqlalchemy.exc import DatabaseError

from campaign.base.problems import Problem

P = ParamSpec("P")
T = TypeVar("T")


def plainly(command: Callable[P, T]) -> Callable[P, T]:
    """Let a command end with one sentence and exit code 1 where it cannot do its work."""

    @wraps(command)
    def said(*args: P.args, **kwargs: P.kwargs) -> T:
        try:
            return command(*args, **kwargs)
        except Problem as problem:
            raise click.ClickException(str(problem)) from problem
        except DatabaseError as error:
            words = "The database cannot be used; has `flask db upgrade` been run?"
            raise click.ClickException(words) from error

    return said

"""The OpenAPI 3.1 description of the public API, made from its routes and dataclasses."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

import msgspec

from campaign.api import answers

VERSION = "1.0.0"
PROBLEMS = {
    404: "There is no such campaign, or not any more.",
    429: "Too many questions from one network; try again in a minute.",
    500: "Something broke here; it is in our records.",
    503: "The appeal is being brought up to date; try again later.",
}
_PARAMETER = re.compile(r"<(\w+)>")
_REF = "#/components/schemas/{name}"


@dataclass(frozen=True)
class Route:
    """A question that can be asked: its path in Flask's spelling, and what answers it."""

    name: str
    path: str
    about: str
    answer: type
    give: Callable[..., Any]

    @property
    def problems(self) -> tuple[int, ...]:
        """Statuses of what may go wrong."""
        return (404, 429, 500, 503) if _PARAMETER.search(self.path) else (429, 500)


def describe(routes: Sequence[Route], server: str) -> dict[str, Any]:
    """The description as plain JSON data; `server` is the address below which the paths lie."""
    types = [*dict.fromkeys(route.answer for route in routes), answers.Problem]
    _, schemas = msgspec.json.schema_components(types, ref_template=_REF)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "Letters: campaigns, recipients and public counts",
            "version": VERSION,
            "description": (
                "For reading only. Nothing here tells of a supporter: counts begin at ten, are "
                "rounded down to tens, and stand still within the hour."
            ),
        },
        "servers": [{"url": server}],
        "paths": {_PARAMETER.sub(r"{\1}", route.path): _path(route) for route in routes},
        "components": {"schemas": schemas},
    }


def _path(route: Route) -> dict[str, Any]:
    answered = {"200": _answer(route.about, "application/json", route.answer)}
    wrong = {
        str(code): _answer(PROBLEMS[code], "application/problem+json", answers.Problem)
        for code in route.problems
    }
    unchanged = {"304": {"description": "Nothing has changed since the ETag of the question."}}
    parameters = [
        {"name": name, "in": "path", "required": True, "schema": {"type": "string"}}
        for name in _PARAMETER.findall(route.path)
    ]
    return {
        "get": {
            "operationId": route.name,
            "summary": route.about,
            "parameters": parameters,
            "responses": {**answered, **unchanged, **wrong},
        }
    }


def _answer(about: str, media: str, of: type) -> dict[str, Any]:
    schema = {"$ref": _REF.format(name=of.__name__)}
    return {"description": about, "content": {media: {"schema": schema}}}

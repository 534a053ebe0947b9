"""docs/api.md says what the description says. `python -m tests.api.test_docs` prints its tables."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from campaign.api.description import describe
from campaign.api.v1 import PATH, ROUTES

DOCS = Path(__file__).parents[2] / "docs" / "api.md"


def tables() -> str:
    """The paths, then the fields of each answer."""
    described = describe(ROUTES, PATH)
    paths = [
        f"| `{PATH}{path}` | {one['get']['summary']} | {_of(one)} |"
        for path, one in described["paths"].items()
    ]
    parts = ["\n".join(["| path | what it tells | answer |", "|---|---|---|", *paths])]
    for name, schema in described["components"]["schemas"].items():
        rows = [
            f"| `{field}` | {_type(shape)} | {shape.get('description', '')} |"
            for field, shape in schema["properties"].items()
        ]
        table = "\n".join(["| field | type | meaning |", "|---|---|---|", *rows])
        parts.append(f"### {name}\n\n{schema['description']}\n\n{table}")
    return "\n\n".join(parts)


def _of(one: dict[str, Any]) -> str:
    content = one["get"]["responses"]["200"]["content"]
    return _type(content["application/json"]["schema"])


def _type(shape: dict[str, Any]) -> str:
    if "$ref" in shape:
        return str(shape["$ref"]).rpartition("/")[2]
    if "anyOf" in shape:
        return " or ".join(_type(one) for one in shape["anyOf"])
    if "enum" in shape:
        return ", ".join(f"`{value}`" for value in shape["enum"])
    if shape["type"] == "array":
        return f"list of {_type(shape['items'])}"
    return str(shape.get("format", shape["type"]))


def test_the_page_says_what_the_code_says() -> None:
    assert tables() in DOCS.read_text()


if __name__ == "__main__":
    print(tables())

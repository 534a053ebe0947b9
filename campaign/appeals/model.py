"""What an appeal is once it has been read: plain frozen data, in the order of the JSON contract."""

from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True)
class Action:
    """One thing the authorities are asked to do, with the points listed under it."""

    label: str | None
    text: str
    items: tuple[str, ...] = ()


@dataclass(frozen=True)
class RecipientEntry:
    """A recipient as printed: who it is, where the post goes, and every contact found."""

    honorific: str | None
    name: str | None
    office: str | None
    address: str | None
    country: str | None
    faxes: tuple[str, ...] = ()
    phones: tuple[str, ...] = ()
    emails: tuple[str, ...] = ()
    email_blanked: bool = False
    salutation: str | None = None
    copy: bool = False


@dataclass(frozen=True)
class Footnote:
    """A note at the foot of the text, without its brackets."""

    label: str
    text: str


@dataclass(frozen=True)
class Doubt:
    """Something a manager should look at: `field` as `recipients[1].emails`, a plain message."""

    field: str
    message: str


@dataclass(frozen=True)
class Appeal:
    """A whole appeal. Unknown or absent is None, empty or False, never a guess."""

    family: str
    language: str
    code: str | None = None
    code_as_printed: str | None = None
    kind: str = "other"
    update_of: str | None = None
    related_codes: tuple[str, ...] = ()
    title: str | None = None
    categories: tuple[str, ...] = ()
    date: str | None = None
    deadline: str | None = None
    country: str | None = None
    issuers: tuple[str, ...] = ()
    place: str | None = None
    lead: str | None = None
    description: tuple[str, ...] = ()
    actions: tuple[Action, ...] = ()
    recipients: tuple[RecipientEntry, ...] = ()
    asks_diplomatic: bool = False
    asks_report: bool = False
    suggested_letter: str | None = None
    footnotes: tuple[Footnote, ...] = ()
    warnings: tuple[Doubt, ...] = ()


def as_json(appeal: Appeal | RecipientEntry) -> dict[str, Any]:
    """Return the appeal, or an entry of it, as plain JSON data, every key present, in the order of
    the contract."""
    return {key: _plain(value) for key, value in asdict(appeal).items()}


def from_json(data: dict[str, Any]) -> Appeal:
    """Restore what `as_json` gave. Raises KeyError or TypeError when the data is no appeal."""
    parts = {
        "actions": tuple(Action(a["label"], a["text"], tuple(a["items"])) for a in data["actions"]),
        "recipients": tuple(
            RecipientEntry(**{key: _frozen(value) for key, value in entry.items()})
            for entry in data["recipients"]
        ),
        "footnotes": tuple(Footnote(**note) for note in data["footnotes"]),
        "warnings": tuple(Doubt(**doubt) for doubt in data["warnings"]),
    }
    return Appeal(**{key: _frozen(value) for key, value in data.items()} | parts)


def _plain(value: Any) -> Any:
    """Turn tuples into lists, all the way down."""
    if isinstance(value, dict):
        return {key: _plain(inner) for key, inner in value.items()}
    if isinstance(value, list | tuple):
        return [_plain(inner) for inner in value]
    return value


def _frozen(value: Any) -> Any:
    return tuple(value) if isinstance(value, list) else value

"""The appeal reader: text or HTML becomes an `Appeal`, plain data without database or web.

`decode(bytes)` gives text, `read(text)` the `Appeal`; both raise `UnreadableAppeal` with a message
for people. `as_json` and `from_json` store and restore an appeal, `summary` shows it in a
terminal, `excerpts` finds each recipient in the source, `places` every value; `read_quote`
reads recipients that a person points at. `AppealCode` and
`find_codes` know the codes of the Observatory, `schemes` those of others, `codes_in` finds all. A
family is a file in `families/`, a language a file in `headings/`.
"""

from campaign.appeals.codes import AppealCode, find_codes
from campaign.appeals.every_code import codes_in
from campaign.appeals.excerpt import excerpts
from campaign.appeals.lines import UnreadableAppeal, decode
from campaign.appeals.model import (
    Action,
    Appeal,
    Doubt,
    Footnote,
    RecipientEntry,
    as_json,
    from_json,
)
from campaign.appeals.quote import read_quote
from campaign.appeals.read import read
from campaign.appeals.summary import summary

__all__ = [
    "Action",
    "Appeal",
    "AppealCode",
    "Doubt",
    "Footnote",
    "RecipientEntry",
    "UnreadableAppeal",
    "as_json",
    "codes_in",
    "decode",
    "excerpts",
    "find_codes",
    "from_json",
    "read",
    "read_quote",
    "summary",
]

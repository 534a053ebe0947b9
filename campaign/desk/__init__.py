"""Door: the managers' pages at /desk.

`let_in` (who may do what, enforced in one place), `log_in`, `overview` (campaigns, new appeal,
pause of the organisation), `reading` (source and reading side by side, who is written to; with
`marks`, `reading_form`, `reading_doubts`), `review` (the letter, and publishing), `languages` (the
letter in others), `board` (what became of its letters; `tables` adds up), `letters` (one letter,
lists, and what a person does about stuck ones; `telling` has the words), `departures` (when the
rest leaves, and what holds it), `cases` (all appeals of one, the last day of signing), `update`
(what is new), `closing` (how it ended), `first_read` (own words
before they leave), `hours` (office hours), `costs` (what faxes cost),
`names` (taken out of an appeal), `embedding` (appeals on other sites), `petitions` (handed over by
hand), `inbox` (mail that came in), `action_reports` (what people did themselves, with
`report_form`), `record` (who did what), `forms`. The directory:
`authorities` (offices and who holds them), `contact_points` (ways to reach them), `matches` (what
an appeal says otherwise), `directory_file` (from and to a file), `search`, `directory_forms`.
"""

from __future__ import annotations

from flask import Flask

from campaign.desk import (
    action_reports,
    authorities,
    board,
    cases,
    closing,
    contact_points,
    costs,
    departures,
    directory_file,
    embedding,
    first_read,
    hours,
    inbox,
    languages,
    letters,
    log_in,
    matches,
    names,
    overview,
    petitions,
    reading,
    recipients,
    review,
    search,
    update,
)
from campaign.desk.let_in import desk

__all__ = [
    "action_reports",
    "authorities",
    "board",
    "cases",
    "closing",
    "contact_points",
    "costs",
    "departures",
    "directory_file",
    "embedding",
    "first_read",
    "hours",
    "inbox",
    "languages",
    "letters",
    "log_in",
    "matches",
    "names",
    "overview",
    "petitions",
    "reading",
    "recipients",
    "register",
    "review",
    "search",
    "update",
]


def register(app: Flask) -> None:
    """Join this door to the application."""
    app.register_blueprint(desk)

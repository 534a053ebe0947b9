"""Door: the command line (`flask ...`).

`appeals` (appeal parse, appeal import), `people` (organisation add, manager add), `switches`
(pause, resume, pauses, gates, open, restored), `counts` (counts check), `fax` (fax check),
`directory` (directory import, export, reindex) and `backup`. What goes wrong is said in one
sentence, with exit code 1.
"""

from __future__ import annotations

from flask import Flask

from campaign.cli import switches
from campaign.cli.appeals import appeal
from campaign.cli.backup import backup
from campaign.cli.counts import counts
from campaign.cli.directory import directory
from campaign.cli.fax import fax
from campaign.cli.people import manager, organisation


def register(app: Flask) -> None:
    """Join this door to the application."""
    for command in (
        appeal,
        organisation,
        manager,
        *switches.COMMANDS,
        counts,
        fax,
        backup,
        directory,
    ):
        app.cli.add_command(command)

"""Door: the post room at /postroom, where the sandbox shows what it kept instead of sending.

`views` (list, mail, fax), `reading` (a caught mail in words). In live mode there is none.
"""

from __future__ import annotations

from flask import Flask

from campaign.postroom.views import postroom


def register(app: Flask) -> None:
    """Join this door to the application; in live mode it stays walled up."""
    if app.config["CAMPAIGN"].sandbox:
        app.register_blueprint(postroom)

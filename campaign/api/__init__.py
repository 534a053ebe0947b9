"""Door: what other services tell us. `callbacks` (what became of a fax)."""

from __future__ import annotations

from flask import Flask

from campaign.api.callbacks import callbacks
from campaign.base.extensions import csrf


def register(app: Flask) -> None:
    """Join this door to the application; whoever calls here has no session to be abused."""
    csrf.exempt(callbacks)
    app.register_blueprint(callbacks)

"""Door: what programs ask and tell. `v1` (the public API), `callbacks` (what became of a fax).

`answers` (what the API says), `description` (OpenAPI, made from it).
"""

from __future__ import annotations

from flask import Flask

from campaign.api.callbacks import callbacks
from campaign.api.v1 import v1
from campaign.base.extensions import csrf


def register(app: Flask) -> None:
    """Join this door to the application; whoever calls here has no session to be abused."""
    csrf.exempt(callbacks)
    app.register_blueprint(callbacks)
    app.register_blueprint(v1)

"""Door: desk."""

from __future__ import annotations

from flask import Flask


def register(app: Flask) -> None:
    """Join this door to the application."""

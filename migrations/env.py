"""How Alembic reaches our database: through the application's own engine."""

from __future__ import annotations

from typing import Any

from alembic import context
from flask import current_app
from sqlalchemy import inspect

import campaign.accounts.models
import campaign.base.search
import campaign.campaigns.models
import campaign.delivery.models
import campaign.directory.models
import campaign.inbound.actions.models
import campaign.inbound.models
import campaign.letters.models
import campaign.notices.models
import campaign.signing.models  # noqa: F401
from campaign.base import dialects
from campaign.base.database import Base, Utc
from campaign.base.encrypted import Encrypted


def plain_types(kind: str, item: Any, _context: Any) -> str | bool:
    """Write our column types as what the database stores, so that migrations stand alone."""
    if kind == "type" and isinstance(item, Utc):
        return "sa.DateTime(timezone=True)"
    if kind == "type" and isinstance(item, Encrypted):
        return "sa.LargeBinary()"
    return False


engine = current_app.extensions["sqlalchemy"].engine

with (
    engine.connect().execution_options(writes=True) as connection,
    dialects.migrating(connection),
):
    context.configure(
        connection=connection,
        target_metadata=Base.metadata,
        compare_type=True,
        render_as_batch=connection.dialect.name == "sqlite",
        transactional_ddl=True,
        render_item=plain_types,
    )
    with context.begin_transaction():
        context.run_migrations()
        # anew each time: what rebuilds the table on SQLite drops its triggers
        if inspect(connection).has_table("history"):
            dialects.only_added_to(connection, "history", but="handled_at")

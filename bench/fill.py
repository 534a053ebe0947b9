"""Databases with any number of waiting letters: a few written by the program, copied by SQL."""

from __future__ import annotations

from collections.abc import Sequence

import psycopg

from bench.ground import Ground
from campaign.letters.models import (
    Carriage,
    Letter,
    LetterContent,
    Transmission,
    TransmissionContent,
)
from tests.faults.seed import BATCH, CAMPAIGNS, LETTERS, MAILBOXES, seed

TEMPLATE = "template_of_bench"
DESTINATIONS = CAMPAIGNS * MAILBOXES

# One letter of each lane is the pattern for all that are copied from it.
PATTERN = """
CREATE TABLE pattern AS
SELECT DISTINCT ON (t.lane_id) t.id AS transmission_id, c.letter_id, t.campaign_id
FROM transmission t JOIN carriage c ON c.transmission_id = t.id ORDER BY t.lane_id, t.id
"""
# By turns over the lanes; keys are made in the order of time, as the program makes them.
NEW = """
CREATE TEMPORARY TABLE new AS
SELECT uuidv7() AS new_transmission, uuidv7() AS new_letter, p.*, g AS number
FROM generate_series(0, %(n)s - 1) g
JOIN (
  SELECT row_number() OVER (ORDER BY transmission_id) - 1 AS k, count(*) OVER () AS lanes, pattern.*
  FROM pattern WHERE campaign_id = ANY(
    SELECT id FROM campaign WHERE slug = ANY(%(slugs)s) OR %(slugs)s IS NULL
  )
) p ON p.k = g %% p.lanes
"""
INSTEAD = {  # what a copy does not have from its pattern
    Letter: {
        "id": "new_letter",
        "transmission_id": "new_transmission",
        "supporter_key": "sha256(uuid_send(new_letter))",
        "reference": "new_letter::text",
    },
    LetterContent: {"letter_id": "new_letter"},
    Carriage: {"transmission_id": "new_transmission", "letter_id": "new_letter"},
    Transmission: {
        "id": "new_transmission",
        "message_id": "'<' || new_transmission || '@letters.example.net>'",
        "state": "%(state)s",
        "next_at": "clock_timestamp()",
        "created_at": "clock_timestamp()",
    },
    TransmissionContent: {"transmission_id": "new_transmission"},
}
COUNT = """
INSERT INTO count (campaign_id, org_id, subject, state, sandbox, recipient_id, channel, slot, n)
SELECT campaign_id, org_id, %(subject)s, %(state)s, sandbox, recipient_id, channel, 0, count(*)
FROM new JOIN transmission t USING (campaign_id) WHERE t.id = new.transmission_id
GROUP BY 1, 2, 5, 6, 7
ON CONFLICT ON CONSTRAINT pk_count DO UPDATE SET n = count.n + excluded.n
"""


def prepare(ground: Ground) -> None:
    """Make the template: every mailbox of every campaign has one letter, really written."""
    ground.postgres.create(TEMPLATE)
    seed(ground.config(TEMPLATE), CAMPAIGNS * BATCH * LETTERS)
    with ground.postgres._connect(TEMPLATE) as connection:
        connection.execute(PATTERN)
        connection.execute("UPDATE transmission SET state = 'cancelled'")
        connection.execute("TRUNCATE count, hourly_count")


def database(ground: Ground, name: str, letters: int, contents: bool) -> None:
    """A new database in which so many letters wait; without `contents` they cannot be sent."""
    ground.postgres.create(name, TEMPLATE)
    fill(ground, name, letters, contents)


def fill(
    ground: Ground,
    name: str,
    letters: int,
    contents: bool,
    state: str = "ready",
    slugs: Sequence[str] | None = None,
) -> None:
    """Add letters to a database, in turns to all mailboxes of these campaigns (by default all)."""
    values = {"n": letters, "state": state, "slugs": list(slugs) if slugs else None}
    with ground.postgres._connect(name) as connection, connection.transaction():
        connection.execute(
            "SET LOCAL session_replication_role = replica"
        )  # no look at foreign keys
        connection.execute("SET LOCAL work_mem = '256MB'")
        connection.execute(NEW, values)
        for table in INSTEAD:
            if contents or "Content" not in table.__name__:
                _copy(connection, table, values)
        for subject in ("transmission", "letter"):
            connection.execute(COUNT, values | {"subject": subject})
        connection.execute("DROP TABLE new")
    ground.quiet(name)


def _copy(connection: psycopg.Connection, table: type, values: dict[str, object]) -> None:
    instead = INSTEAD[table]
    columns = [column.name for column in table.__table__.columns]
    key = "letter_id" if table in (Letter, LetterContent) else "transmission_id"
    own = "id" if "id" in columns else key
    chosen = ", ".join(instead.get(column, f"old.{column}") for column in columns)
    connection.execute(
        f"INSERT INTO {table.__tablename__} ({', '.join(columns)}) SELECT {chosen} "
        f"FROM new JOIN {table.__tablename__} old ON old.{own} = new.{key} ORDER BY number",
        values,
    )

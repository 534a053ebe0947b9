"""Cases by every code, updates, outcomes, the last day of signing"""

import re
import unicodedata
import uuid

import sqlalchemy as sa
from alembic import op


revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

OPEN = "answered_at IS NULL"


def _key(code: str) -> str:
    """As campaigns/cases.py made keys when this was written."""
    text = unicodedata.normalize("NFKC", code[:80]).upper()
    text = re.sub(r"\.\d{1,2}\s{0,3}$", "", text)
    parts = re.findall(r"[^\W\d_]+|\d+", re.sub(r"\bO\.?B\.?S\b\.?", " ", text))
    return " ".join(part.lstrip("0") or "0" for part in parts)


def _fill_codes() -> None:
    """Every code that a case has so far."""
    connection = op.get_bind()
    uid = sa.Uuid()
    case = sa.table("appeal_case", sa.column("id", uid), sa.column("org_id", uid), sa.column("code"))
    appeal = sa.table(
        "appeal", sa.column("case_id", uid), sa.column("org_id", uid), sa.column("code")
    )
    known = sa.table(
        "case_code",
        *(sa.column(name, uid) for name in ("id", "org_id", "case_id")),
        sa.column("key"),
    )
    found = [
        *connection.execute(sa.select(case.c.org_id, case.c.id, case.c.code)).all(),
        *connection.execute(sa.select(appeal.c.org_id, appeal.c.case_id, appeal.c.code)).all(),
    ]
    keys = {}
    for org_id, case_id, code in found:
        if code and _key(code):
            keys.setdefault((org_id, _key(code)), case_id)
    rows = [
        {"id": uuid.uuid4(), "org_id": org_id, "case_id": case_id, "key": key}
        for (org_id, key), case_id in keys.items()
    ]
    if rows:
        connection.execute(known.insert(), rows)


def _no_longer_asked() -> None:
    """Letters whose writers were asked are held by the older program, and written anew by it."""
    letter = sa.table("letter", sa.column("state"), sa.column("revision"))
    key = ("campaign_id", "recipient_id", "org_id")
    count = sa.table(
        "count",
        *(sa.column(name, sa.Uuid()) for name in key),
        *(sa.column(name) for name in ("subject", "state", "sandbox", "channel", "slot", "n")),
    )
    same = ("campaign_id", "subject", "sandbox", "recipient_id", "channel", "slot")
    connection = op.get_bind()
    asked = letter.update().where(letter.c.state == "asked")
    connection.execute(asked.values(state="held", revision=0))
    ours = sa.and_(count.c.subject == "letter", count.c.state == "asked")
    for row in connection.execute(sa.select(count).where(ours)).mappings().all():
        there = sa.and_(count.c.state == "held", *(count.c[name] == row[name] for name in same))
        added = count.update().where(there).values(n=count.c.n + row["n"])
        if not connection.execute(added).rowcount:
            connection.execute(count.insert().values(**{**row, "state": "held"}))
    connection.execute(count.delete().where(ours))


def upgrade() -> None:
    op.create_table(
        "case_code",
        sa.Column("case_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["case_id"], ["appeal_case.id"], name=op.f("fk_case_code_case_id")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_case_code_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_case_code")),
        sa.UniqueConstraint("org_id", "key", name=op.f("uq_case_code_org_id_key")),
    )
    with op.batch_alter_table("case_code", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_case_code_case_id"), ["case_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_case_code_org_id"), ["org_id"], unique=False)
    _fill_codes()

    op.create_table(
        "appeal_update",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("before_appeal_id", sa.Uuid(), nullable=False),
        sa.Column("before_text_id", sa.Uuid(), nullable=False),
        sa.Column("before", sa.JSON(), nullable=False),
        sa.Column("opened_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("opened_by", sa.Uuid(), nullable=True),
        sa.Column("approved_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("waiting", sa.String(), nullable=True),
        sa.Column("answer_days", sa.Integer(), nullable=True),
        sa.Column("unanswered", sa.String(), nullable=True),
        sa.Column("followed_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["appeal_id"], ["appeal.id"], name=op.f("fk_appeal_update_appeal_id")),
        sa.ForeignKeyConstraint(
            ["before_appeal_id"], ["appeal.id"], name=op.f("fk_appeal_update_before_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["before_text_id"], ["letter_text.id"], name=op.f("fk_appeal_update_before_text_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_appeal_update_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["opened_by"], ["manager.id"], name=op.f("fk_appeal_update_opened_by")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_appeal_update_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_appeal_update")),
    )
    with op.batch_alter_table("appeal_update", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_appeal_update_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_appeal_update_org_id"), ["org_id"], unique=False)

    op.create_table(
        "question",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("signature_id", sa.Uuid(), nullable=False),
        sa.Column("unanswered", sa.String(), nullable=False),
        sa.Column("asked_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answer_by", sa.DateTime(timezone=True), nullable=False),
        sa.Column("answered_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("answer", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_question_campaign_id")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_question_org_id")),
        sa.ForeignKeyConstraint(
            ["signature_id"], ["signature.id"], name=op.f("fk_question_signature_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_question")),
    )
    with op.batch_alter_table("question", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_question_campaign_id"), ["campaign_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_org_id"), ["org_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_question_signature_id"), ["signature_id"], unique=False)
        batch_op.create_index(
            "uq_question_open",
            ["signature_id"],
            unique=True,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        )
        batch_op.create_index(
            "ix_question_open",
            ["answer_by"],
            unique=False,
            sqlite_where=sa.text(OPEN),
            postgresql_where=sa.text(OPEN),
        )

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        batch_op.add_column(sa.Column("sign_until", sa.Date(), nullable=True))
        batch_op.add_column(
            sa.Column("letters_go_on", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("closed_at", sa.DateTime(timezone=True), nullable=True))
        batch_op.add_column(sa.Column("outcome", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("outcome_said", sa.String(), nullable=True))
        batch_op.add_column(sa.Column("outcome_mail", sa.String(), nullable=True))
        batch_op.add_column(
            sa.Column("outcome_told", sa.Integer(), nullable=False, server_default="0")
        )
        batch_op.add_column(sa.Column("outcome_told_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("transmission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("text_version", sa.Integer(), nullable=True))

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("outcome_told_at", sa.DateTime(timezone=True), nullable=True))


def _nothing_old_leaves() -> None:
    """The older program expects that an open update has raised the revision already."""
    campaign = sa.table("campaign", sa.column("state"), sa.column("revision"))
    updating = campaign.update().where(campaign.c.state == "updating")
    op.get_bind().execute(updating.values(revision=campaign.c.revision + 1))


def downgrade() -> None:
    _no_longer_asked()
    _nothing_old_leaves()
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_column("outcome_told_at")

    with op.batch_alter_table("transmission", schema=None) as batch_op:
        batch_op.drop_column("text_version")

    with op.batch_alter_table("campaign", schema=None) as batch_op:
        for name in (
            "outcome_told_at",
            "outcome_told",
            "outcome_mail",
            "outcome_said",
            "outcome",
            "closed_at",
            "letters_go_on",
            "sign_until",
        ):
            batch_op.drop_column(name)

    op.drop_table("question")
    op.drop_table("appeal_update")
    op.drop_table("case_code")

"""What fax gateways say of each try"""

import sqlalchemy as sa
from alembic import op


revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "fax_report",
        sa.Column("attempt_id", sa.Uuid(), nullable=False),
        sa.Column("key", sa.String(), nullable=False),
        sa.Column("at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("event", sa.String(), nullable=False),
        sa.Column("error_class", sa.String(), nullable=True),
        sa.Column("text", sa.String(), nullable=False),
        sa.Column("pages", sa.Integer(), nullable=True),
        sa.Column("cost", sa.Integer(), nullable=True),
        sa.Column("raw", sa.String(), nullable=False),
        sa.Column("deleted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["attempt_id"], ["attempt.id"], name=op.f("fk_fax_report_attempt_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_fax_report_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fax_report")),
        sa.UniqueConstraint("attempt_id", "key", name=op.f("uq_fax_report_attempt_id_key")),
    )
    with op.batch_alter_table("fax_report", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fax_report_org_id"), ["org_id"], unique=False)
        batch_op.create_index(
            "ix_fax_report_undeleted",
            ["at"],
            unique=False,
            sqlite_where=sa.text("deleted_at IS NULL"),
            postgresql_where=sa.text("deleted_at IS NULL"),
        )


def downgrade() -> None:
    op.drop_table("fax_report")

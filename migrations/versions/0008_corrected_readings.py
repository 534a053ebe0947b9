"""Corrections of what was read in an appeal, kept through later readings"""

import sqlalchemy as sa
from alembic import op


revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "corrected_value",
        sa.Column("appeal_id", sa.Uuid(), nullable=False),
        sa.Column("path", sa.String(), nullable=False),
        sa.Column("read", sa.JSON(), nullable=False),
        sa.Column("value", sa.JSON(), nullable=False),
        sa.Column("anew", sa.JSON(), nullable=False),
        sa.Column("waits", sa.Boolean(), nullable=False),
        sa.Column("corrected_by", sa.Uuid(), nullable=True),
        sa.Column("corrected_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["appeal_id"], ["appeal.id"], name=op.f("fk_corrected_value_appeal_id")
        ),
        sa.ForeignKeyConstraint(
            ["corrected_by"], ["manager.id"], name=op.f("fk_corrected_value_corrected_by")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_corrected_value_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_corrected_value")),
        sa.UniqueConstraint("appeal_id", "path", name=op.f("uq_corrected_value_appeal_id_path")),
    )
    op.create_index(
        op.f("ix_corrected_value_org_id"), "corrected_value", ["org_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("corrected_value")

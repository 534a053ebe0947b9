"""Names that were taken out of an appeal"""

import sqlalchemy as sa
from alembic import op


revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "removed_name",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("name", sa.LargeBinary(), nullable=False),
        sa.Column("removed_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("removed_by", sa.Uuid(), nullable=True),
        sa.Column("put_back_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("put_back_by", sa.Uuid(), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_removed_name_org_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_removed_name_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["removed_by"], ["manager.id"], name=op.f("fk_removed_name_removed_by")
        ),
        sa.ForeignKeyConstraint(
            ["put_back_by"], ["manager.id"], name=op.f("fk_removed_name_put_back_by")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_removed_name")),
    )
    op.create_index(op.f("ix_removed_name_org_id"), "removed_name", ["org_id"], unique=False)
    op.create_index(
        op.f("ix_removed_name_campaign_id"), "removed_name", ["campaign_id"], unique=False
    )


def downgrade() -> None:
    op.drop_table("removed_name")

"""Sites on which an organisation's appeals may be embedded"""

import sqlalchemy as sa
from alembic import op


revision = "0011"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # added in place: the table is not copied, for every other one points to it
    op.add_column(
        "organisation",
        sa.Column("embed_hosts", sa.JSON(), nullable=False, server_default="[]"),
    )


def downgrade() -> None:
    op.drop_column("organisation", "embed_hosts")

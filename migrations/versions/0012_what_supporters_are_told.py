"""What supporters are told: the reminder to confirm"""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None


def upgrade() -> None:
    # added in place: the table is not copied, for others point to it
    op.add_column(
        "signature", sa.Column("confirm_reminded_at", sa.DateTime(timezone=True), nullable=True)
    )


def downgrade() -> None:
    op.drop_column("signature", "confirm_reminded_at")

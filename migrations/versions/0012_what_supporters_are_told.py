"""What supporters are told: the reminder to confirm, letters that come back"""

import sqlalchemy as sa
from alembic import op


revision = "0012"
down_revision = "0011"
branch_labels = None
depends_on = None

ENDED = "event IN ('came_back', 'refused', 'spent')"
MOMENTS = ("confirm_reminded_at", "news_told_at")


def upgrade() -> None:
    # added in place: the table is not copied, for others point to it
    op.add_column(
        "signature",
        sa.Column("wants_news", sa.Boolean(), nullable=False, server_default=sa.false()),
    )
    for name in MOMENTS:
        op.add_column("signature", sa.Column(name, sa.DateTime(timezone=True), nullable=True))
    op.create_index(
        "ix_history_ended",
        "history",
        ["at"],
        unique=False,
        sqlite_where=sa.text(ENDED),
        postgresql_where=sa.text(ENDED),
    )


def downgrade() -> None:
    op.drop_index("ix_history_ended", table_name="history")
    for name in (*MOMENTS, "wants_news"):
        op.drop_column("signature", name)

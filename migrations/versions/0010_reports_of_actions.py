"""Reports of actions, files that came with them, weekly summaries to issuers"""

import sqlalchemy as sa
from alembic import op


revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "action_report",
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=True),
        sa.Column("campaign_id", sa.Uuid(), nullable=True),
        sa.Column("recipient_id", sa.Uuid(), nullable=True),
        sa.Column("form_key", sa.LargeBinary(), nullable=False),
        sa.Column("by_mail", sa.Boolean(), nullable=False),
        sa.Column("state", sa.String(), nullable=False),
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("done_on", sa.Date(), nullable=True),
        sa.Column("country", sa.LargeBinary(), nullable=True),
        sa.Column("text", sa.LargeBinary(), nullable=True),
        sa.Column("told", sa.LargeBinary(), nullable=True),
        sa.Column("email", sa.LargeBinary(), nullable=True),
        sa.Column("language", sa.String(), nullable=True),
        sa.Column("file_refused", sa.String(), nullable=True),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("came_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("edited_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("passed_on_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("erased_at", sa.DateTime(timezone=True), nullable=True),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_action_report_org_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_action_report_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_action_report_recipient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_action_report")),
        sa.UniqueConstraint("form_key", name=op.f("uq_action_report_form_key")),
    )
    op.create_index(op.f("ix_action_report_org_id"), "action_report", ["org_id"], unique=False)
    op.create_index(
        "ix_action_report_campaign_id_state",
        "action_report",
        ["campaign_id", "state"],
        unique=False,
    )
    op.create_table(
        "action_file",
        sa.Column("report_id", sa.Uuid(), nullable=False),
        sa.Column("media_type", sa.String(), nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(
            ["report_id"], ["action_report.id"], name=op.f("fk_action_file_report_id")
        ),
        sa.PrimaryKeyConstraint("report_id", name=op.f("pk_action_file")),
    )
    op.create_table(
        "weekly_summary",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("to", sa.LargeBinary(), nullable=False),
        sa.Column("next_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_weekly_summary_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_weekly_summary_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_weekly_summary")),
        sa.UniqueConstraint("campaign_id", name=op.f("uq_weekly_summary_campaign_id")),
    )
    op.create_index(op.f("ix_weekly_summary_org_id"), "weekly_summary", ["org_id"], unique=False)
    op.create_index(op.f("ix_weekly_summary_next_at"), "weekly_summary", ["next_at"], unique=False)


def downgrade() -> None:
    op.drop_table("weekly_summary")
    op.drop_table("action_file")
    op.drop_table("action_report")

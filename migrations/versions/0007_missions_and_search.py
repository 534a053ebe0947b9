"""Which state a mission represents and where, recipients offered by country, words to search by"""

import sqlalchemy as sa
from alembic import op


revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

WORD = sa.String().with_variant(sa.String(collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "mission",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("sending", sa.String(), nullable=False),
        sa.Column("city", sa.String(), nullable=True),
        sa.Column("website", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_mission_authority_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_mission_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_mission")),
        sa.UniqueConstraint("authority_id", name=op.f("uq_mission_authority_id")),
    )
    op.create_index(op.f("ix_mission_org_id"), "mission", ["org_id"], unique=False)
    op.create_table(
        "accreditation",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("sending", sa.String(), nullable=False),
        sa.Column("receiving", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_accreditation_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_accreditation_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_accreditation")),
        sa.UniqueConstraint(
            "authority_id", "receiving", name=op.f("uq_accreditation_authority_id_receiving")
        ),
    )
    op.create_index(op.f("ix_accreditation_org_id"), "accreditation", ["org_id"], unique=False)
    op.create_index(
        "ix_accreditation_states",
        "accreditation",
        ["org_id", "sending", "receiving"],
        unique=False,
    )
    op.create_table(
        "search_word",
        sa.Column("kind", sa.String(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("word", WORD, nullable=False),
        sa.Column("subject_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_search_word_org_id")
        ),
        sa.PrimaryKeyConstraint(
            "kind", "org_id", "word", "subject_id", name=op.f("pk_search_word")
        ),
    )
    op.create_index(op.f("ix_search_word_subject_id"), "search_word", ["subject_id"], unique=False)
    op.create_index(
        op.f("ix_authority_org_id_country"), "authority", ["org_id", "country"], unique=False
    )
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("offered", sa.Boolean(), nullable=False, server_default=sa.false())
        )
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.alter_column("offered", server_default=None)


def downgrade() -> None:
    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.drop_column("offered")
    op.drop_index(op.f("ix_authority_org_id_country"), table_name="authority")
    op.drop_table("search_word")
    op.drop_table("accreditation")
    op.drop_table("mission")

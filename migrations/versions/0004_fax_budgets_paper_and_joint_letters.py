"""Fax budgets, paper and joint letters"""

import sqlalchemy as sa
from alembic import op


revision = "0004"
down_revision = "0003"
branch_labels = None
depends_on = None

SCATTERED = "state = 'cancelled' AND carried > 0"

# States of letters that 0002 does not know, or never ends, and what it does with them: `held` under
# an old revision are written anew, each on its way.
OLD_NAMES = {"gathering": "held", "petition": "held", "presented": "posted"}


def _rename_states() -> None:
    """Bring letters and their counts into states that the older program knows."""
    letter = sa.table("letter", sa.column("state"), sa.column("revision"))
    key = ("campaign_id", "recipient_id", "org_id")
    count = sa.table(
        "count",
        *(sa.column(name, sa.Uuid()) for name in key),
        *(sa.column(name) for name in ("subject", "state", "sandbox", "channel", "slot", "n")),
    )
    same = ("campaign_id", "subject", "sandbox", "recipient_id", "channel", "slot")
    connection = op.get_bind()
    for new, old in OLD_NAMES.items():
        values = {"state": old} | ({"revision": 0} if old == "held" else {})
        connection.execute(letter.update().where(letter.c.state == new).values(**values))
        ours = sa.and_(count.c.subject == "letter", count.c.state == new)
        for row in connection.execute(sa.select(count).where(ours)).mappings().all():
            there = sa.and_(count.c.state == old, *(count.c[name] == row[name] for name in same))
            added = count.update().where(there).values(n=count.c.n + row["n"])
            if not connection.execute(added).rowcount:
                connection.execute(count.insert().values(**{**row, "state": old}))
        connection.execute(count.delete().where(ours))


def upgrade() -> None:
    op.create_table(
        "fax_price",
        sa.Column("prefix", sa.String(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_fax_price_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fax_price")),
        sa.UniqueConstraint("org_id", "prefix", name=op.f("uq_fax_price_org_id_prefix")),
    )
    with op.batch_alter_table("fax_price", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fax_price_org_id"), ["org_id"], unique=False)

    op.create_table(
        "fax_budget",
        sa.Column("month", sa.Date(), nullable=False),
        sa.Column("sandbox", sa.Boolean(), nullable=False),
        sa.Column("cap", sa.BigInteger(), nullable=True),
        sa.Column("reserved", sa.BigInteger(), nullable=False),
        sa.Column("spent", sa.BigInteger(), nullable=False),
        sa.Column("told", sa.Integer(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_fax_budget_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_fax_budget")),
        sa.UniqueConstraint(
            "org_id", "month", "sandbox", name=op.f("uq_fax_budget_org_id_month_sandbox")
        ),
    )
    with op.batch_alter_table("fax_budget", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_fax_budget_org_id"), ["org_id"], unique=False)

    op.create_table(
        "fax_reservation",
        sa.Column("transmission_id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.Column("budget_id", sa.Uuid(), nullable=False),
        sa.Column("price", sa.BigInteger(), nullable=False),
        sa.Column("amount", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["budget_id"], ["fax_budget.id"], name=op.f("fk_fax_reservation_budget_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_fax_reservation_org_id")
        ),
        sa.ForeignKeyConstraint(
            ["transmission_id"],
            ["transmission.id"],
            name=op.f("fk_fax_reservation_transmission_id"),
        ),
        sa.PrimaryKeyConstraint("transmission_id", name=op.f("pk_fax_reservation")),
    )

    op.create_table(
        "petition",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("recipient_id", sa.Uuid(), nullable=False),
        sa.Column("made_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("received_on", sa.String(), nullable=True),
        sa.Column("place", sa.String(), nullable=True),
        sa.Column("receiver", sa.String(), nullable=True),
        sa.Column("noted_at", sa.DateTime(timezone=True), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(["campaign_id"], ["campaign.id"], name=op.f("fk_petition_campaign_id")),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_petition_org_id")),
        sa.ForeignKeyConstraint(
            ["recipient_id"], ["recipient.id"], name=op.f("fk_petition_recipient_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_petition")),
    )
    with op.batch_alter_table("petition", schema=None) as batch_op:
        batch_op.create_index(batch_op.f("ix_petition_org_id"), ["org_id"], unique=False)
        batch_op.create_index(batch_op.f("ix_petition_recipient_id"), ["recipient_id"], unique=False)

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.add_column(sa.Column("petition_id", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_letter_petition_id"), ["petition_id"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_letter_petition_id"), "petition", ["petition_id"], ["id"]
        )

    with op.batch_alter_table("transmission", schema=None) as batch_op:
        batch_op.add_column(sa.Column("fax_pages", sa.Integer(), nullable=True))
        batch_op.create_index(
            "ix_transmission_scattered",
            ["campaign_id"],
            unique=False,
            sqlite_where=sa.text(SCATTERED),
            postgresql_where=sa.text(SCATTERED),
        )

    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.add_column(
            sa.Column("next_way", sa.Boolean(), nullable=False, server_default=sa.true())
        )
        batch_op.add_column(
            sa.Column("joint", sa.Boolean(), nullable=False, server_default=sa.false())
        )
        batch_op.add_column(sa.Column("gathered_at", sa.DateTime(timezone=True), nullable=True))

    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.add_column(sa.Column("reminded_at", sa.DateTime(timezone=True), nullable=True))


def downgrade() -> None:
    _rename_states()
    with op.batch_alter_table("signature", schema=None) as batch_op:
        batch_op.drop_column("reminded_at")

    with op.batch_alter_table("recipient", schema=None) as batch_op:
        batch_op.drop_column("gathered_at")
        batch_op.drop_column("joint")
        batch_op.drop_column("next_way")

    with op.batch_alter_table("transmission", schema=None) as batch_op:
        batch_op.drop_index(
            "ix_transmission_scattered",
            sqlite_where=sa.text(SCATTERED),
            postgresql_where=sa.text(SCATTERED),
        )
        batch_op.drop_column("fax_pages")

    with op.batch_alter_table("letter", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_letter_petition_id"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_letter_petition_id"))
        batch_op.drop_column("petition_id")

    op.drop_table("petition")
    op.drop_table("fax_reservation")
    op.drop_table("fax_budget")
    op.drop_table("fax_price")

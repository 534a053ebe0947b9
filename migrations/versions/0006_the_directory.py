"""Names of offices by language, styles of holders, postal addresses as contact points, merging"""

import uuid

import sqlalchemy as sa
from alembic import op


revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None

LEFT = "state IN ('accepted', 'uncertain', 'silent', 'delivered', 'bounced', 'failed', 'dead')"

UID = sa.Uuid()
AUTHORITY = sa.table(
    "authority",
    sa.column("id", UID),
    sa.column("org_id", UID),
    sa.column("address"),
    sa.column("merged_into", UID),
)
POINT = sa.table(
    "contact_point",
    *(sa.column(name, UID) for name in ("id", "org_id", "authority_id")),
    *(sa.column(name) for name in ("channel", "address", "position", "health", "source")),
    sa.column("retired_at", sa.DateTime(timezone=True)),
)


def _addresses_become_contact_points() -> None:
    """Behind all others, for that is where they stood in the order of ways."""
    connection = op.get_bind()
    last = sa.select(sa.func.coalesce(sa.func.max(POINT.c.position), -1))
    last = last.where(POINT.c.authority_id == AUTHORITY.c.id).scalar_subquery()
    query = sa.select(AUTHORITY.c.id, AUTHORITY.c.org_id, AUTHORITY.c.address, last.label("last"))
    rows = [
        {
            "id": uuid.uuid4(),
            "org_id": row.org_id,
            "authority_id": row.id,
            "channel": "post",
            "address": row.address,
            "position": row.last + 1,
            "health": "unproven",
            "source": "before sources were kept",
        }
        for row in connection.execute(query.where(AUTHORITY.c.address.is_not(None)))
    ]
    if rows:
        connection.execute(POINT.insert(), rows)


def _addresses_become_columns() -> None:
    """The older program knows one postal address, and letters by e-mail and fax only."""
    connection = op.get_bind()
    post = sa.select(POINT.c.authority_id, POINT.c.address)
    post = post.where(POINT.c.channel == "post", POINT.c.retired_at.is_(None))
    for row in connection.execute(post.order_by(POINT.c.position.desc())).all():
        kept = AUTHORITY.update().where(AUTHORITY.c.id == row.authority_id)
        connection.execute(kept.values(address=row.address))
    connection.execute(POINT.delete().where(POINT.c.channel.not_in(("email", "fax"))))


def upgrade() -> None:
    op.create_table(
        "office_name",
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("name", sa.String(), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_office_name_authority_id")
        ),
        sa.ForeignKeyConstraint(["org_id"], ["organisation.id"], name=op.f("fk_office_name_org_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_office_name")),
        sa.UniqueConstraint(
            "authority_id", "language", name=op.f("uq_office_name_authority_id_language")
        ),
    )
    op.create_index(op.f("ix_office_name_org_id"), "office_name", ["org_id"], unique=False)

    op.create_table(
        "holder_style",
        sa.Column("holder_id", sa.Uuid(), nullable=False),
        sa.Column("language", sa.String(), nullable=False),
        sa.Column("honorific", sa.String(), nullable=True),
        sa.Column("salutation", sa.String(), nullable=True),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["holder_id"], ["office_holder.id"], name=op.f("fk_holder_style_holder_id")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_holder_style_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_holder_style")),
        sa.UniqueConstraint(
            "holder_id", "language", name=op.f("uq_holder_style_holder_id_language")
        ),
    )
    op.create_index(op.f("ix_holder_style_org_id"), "holder_style", ["org_id"], unique=False)

    op.create_table(
        "match_decision",
        sa.Column("campaign_id", sa.Uuid(), nullable=False),
        sa.Column("authority_id", sa.Uuid(), nullable=False),
        sa.Column("field", sa.String(), nullable=False),
        sa.Column("value", sa.String(), nullable=False),
        sa.Column("taken", sa.Boolean(), nullable=False),
        sa.Column("said", sa.String(), nullable=False),
        sa.Column("decided_by", sa.Uuid(), nullable=False),
        sa.Column("decided_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("id", sa.Uuid(), nullable=False),
        sa.Column("org_id", sa.Uuid(), nullable=False),
        sa.ForeignKeyConstraint(
            ["authority_id"], ["authority.id"], name=op.f("fk_match_decision_authority_id")
        ),
        sa.ForeignKeyConstraint(
            ["campaign_id"], ["campaign.id"], name=op.f("fk_match_decision_campaign_id")
        ),
        sa.ForeignKeyConstraint(
            ["decided_by"], ["manager.id"], name=op.f("fk_match_decision_decided_by")
        ),
        sa.ForeignKeyConstraint(
            ["org_id"], ["organisation.id"], name=op.f("fk_match_decision_org_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_match_decision")),
        sa.UniqueConstraint(
            "campaign_id",
            "authority_id",
            "field",
            "value",
            name=op.f("uq_match_decision_campaign_id_authority_id_field_value"),
        ),
    )
    for name in ("authority_id", "org_id"):
        op.create_index(op.f(f"ix_match_decision_{name}"), "match_decision", [name], unique=False)

    _addresses_become_contact_points()
    with op.batch_alter_table("authority", schema=None) as batch_op:
        batch_op.drop_column("address")
        batch_op.add_column(sa.Column("merged_into", sa.Uuid(), nullable=True))
        batch_op.create_index(batch_op.f("ix_authority_merged_into"), ["merged_into"], unique=False)
        batch_op.create_foreign_key(
            batch_op.f("fk_authority_merged_into"), "authority", ["merged_into"], ["id"]
        )
    op.create_index(
        "ix_transmission_fate",
        "transmission",
        ["contact_point_id", "sandbox", "state"],
        unique=False,
        sqlite_where=sa.text(LEFT),
        postgresql_where=sa.text(LEFT),
    )


def downgrade() -> None:
    op.drop_index("ix_transmission_fate", table_name="transmission")
    with op.batch_alter_table("authority", schema=None) as batch_op:
        batch_op.drop_constraint(batch_op.f("fk_authority_merged_into"), type_="foreignkey")
        batch_op.drop_index(batch_op.f("ix_authority_merged_into"))
        batch_op.drop_column("merged_into")
        batch_op.add_column(sa.Column("address", sa.String(), nullable=True))
    _addresses_become_columns()
    op.drop_table("match_decision")
    op.drop_table("holder_style")
    op.drop_table("office_name")

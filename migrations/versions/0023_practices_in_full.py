"""practices with description, links, topics, contacts and versions; withdrawn ones

Revision ID: 0023
Revises: 0022
"""

import sqlalchemy as sa
from alembic import op

revision = "0023"
down_revision = "0022"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column("description", sa.Text(), server_default="", nullable=False),
        sa.Column("links", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
    ):
        op.add_column("practices", column)
    op.create_table(
        "practice_topics",
        sa.Column("practice_id", ID, nullable=False),
        sa.Column("topic_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practices.id"], name=op.f("fk_practice_topics_practice_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_practice_topics_topic_id")),
        sa.PrimaryKeyConstraint("practice_id", "topic_id", name=op.f("pk_practice_topics")),
    )
    op.create_index(op.f("ix_practice_topics_topic_id"), "practice_topics", ["topic_id"])
    op.create_table(
        "practice_contacts",
        sa.Column("id", ID, nullable=False),
        sa.Column("practice_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("phone", sa.String(length=40), server_default="", nullable=False),
        sa.Column("agreed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practices.id"], name=op.f("fk_practice_contacts_practice_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_practice_contacts_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_contacts")),
        sa.UniqueConstraint("practice_id", name=op.f("uq_practice_contacts_practice_id")),
    )
    op.create_index(op.f("ix_practice_contacts_seat_id"), "practice_contacts", ["seat_id"])
    op.create_table(
        "practice_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("practice_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["practice_id"], ["practices.id"], name=op.f("fk_practice_versions_practice_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_practice_versions_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_versions")),
        sa.UniqueConstraint("practice_id", "number", name=op.f("uq_practice_versions_practice_id_number")),
    )


def downgrade() -> None:
    for table in ("practice_versions", "practice_contacts", "practice_topics"):
        op.drop_table(table)
    for column in ("withdrawn_at", "changed_at", "revision", "simulated", "links", "description"):
        op.drop_column("practices", column)

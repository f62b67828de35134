"""emblems, and guests merged into known seats

Revision ID: 0009
Revises: 0008
"""

import sqlalchemy as sa
from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("programmes", sa.Column("emblem", sa.JSON(none_as_null=True), nullable=True))
    op.create_table(
        "emblems",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("key", sa.String(length=32), nullable=False),
        sa.Column("alt", sa.String(length=200), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("fault", sa.String(length=20), server_default="", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("media_type", sa.String(length=20), nullable=True),
        sa.Column("width", sa.Integer(), nullable=True),
        sa.Column("height", sa.Integer(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_emblems_programme_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_emblems")),
        sa.UniqueConstraint("key", name=op.f("uq_emblems_key")),
    )
    op.create_index(op.f("ix_emblems_programme_id"), "emblems", ["programme_id"])
    op.add_column("sign_in_links", sa.Column("email", sa.String(length=254), nullable=True))
    op.add_column(
        "attendances", sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    op.create_table(
        "merges",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("guest_id", ID, nullable=False),
        sa.Column("into_id", ID, nullable=False),
        sa.Column("mail_id", sa.BigInteger(), nullable=True),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("expires_at", sa.DateTime(), nullable=False),
        sa.Column("used_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_merges_programme_id")),
        sa.ForeignKeyConstraint(["guest_id"], ["seats.id"], name=op.f("fk_merges_guest_id")),
        sa.ForeignKeyConstraint(["into_id"], ["seats.id"], name=op.f("fk_merges_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_merges")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_merges_token_hash")),
    )
    op.create_index(op.f("ix_merges_guest_id"), "merges", ["guest_id"])
    op.create_index(op.f("ix_merges_programme_id"), "merges", ["programme_id"])


def downgrade() -> None:
    op.drop_table("merges")
    op.drop_column("attendances", "removed")
    op.drop_column("sign_in_links", "email")
    op.drop_table("emblems")
    op.drop_column("programmes", "emblem")

"""scenarios: names, versions, groupings made by hand, findings, and steps that can be taken back

Revision ID: 0025
Revises: 0024
"""

import sqlalchemy as sa
from alembic import op

revision = "0025"
down_revision = "0024"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    for column in (
        sa.Column("name", sa.String(length=80), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("by_hand", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("weighed", sa.Integer(), nullable=True),
        sa.Column("solved", sa.JSON(), nullable=True),
        sa.Column("personal_best", sa.JSON(), nullable=True),
        sa.Column("findings", sa.JSON(), nullable=True),
        sa.Column("own_languages", sa.JSON(), nullable=True),
        sa.Column("as_attended", sa.Boolean(), server_default=sa.false(), nullable=False),
    ):
        op.add_column("rounds", column)
    op.create_table(
        "round_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=20), nullable=False),
        sa.Column("params", sa.JSON(), nullable=False),
        sa.Column("state", sa.JSON(), nullable=False),
        sa.Column("undone", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["round_id"], ["rounds.id"], name=op.f("fk_round_steps_round_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_round_steps")),
    )
    op.create_index(op.f("ix_round_steps_round_id"), "round_steps", ["round_id"])


def downgrade() -> None:
    op.drop_table("round_steps")
    for column in (
        "as_attended",
        "own_languages",
        "findings",
        "personal_best",
        "solved",
        "weighed",
        "by_hand",
        "version",
        "name",
    ):
        op.drop_column("rounds", column)

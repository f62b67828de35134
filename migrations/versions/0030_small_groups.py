"""small groups: rounds, breakouts with boards of their own, members, points that they report

Revision ID: 0030
Revises: 0029
"""

import sqlalchemy as sa
from alembic import op

revision = "0030"
down_revision = "0029"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("boards", sa.Column("of_breakout", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.create_table(
        "breakout_rounds",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("block_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("status", sa.String(length=10), nullable=False),
        sa.Column("way", sa.String(length=10), nullable=False),
        sa.Column("size", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=True),
        sa.Column("ends_at", sa.DateTime(), nullable=True),
        sa.Column("opened_at", sa.DateTime(), nullable=True),
        sa.Column("ended_at", sa.DateTime(), nullable=True),
        sa.Column("reported", sa.Boolean(), nullable=False),
        sa.Column("highlight", sa.BigInteger(), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_breakout_rounds_session_id")),
        sa.ForeignKeyConstraint(["block_id"], ["blocks.id"], name=op.f("fk_breakout_rounds_block_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakout_rounds")),
    )
    op.create_index(op.f("ix_breakout_rounds_session_id"), "breakout_rounds", ["session_id"])
    op.create_index(op.f("ix_breakout_rounds_block_id"), "breakout_rounds", ["block_id"])
    op.create_table(
        "breakouts",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("rapporteur_id", ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=80), nullable=False),
        sa.Column("place", sa.String(length=120), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("message", sa.String(length=300), nullable=False),
        sa.Column("code", sa.String(length=20), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_breakouts_session_id")),
        sa.ForeignKeyConstraint(["round_id"], ["breakout_rounds.id"], name=op.f("fk_breakouts_round_id")),
        sa.ForeignKeyConstraint(["board_id"], ["boards.id"], name=op.f("fk_breakouts_board_id")),
        sa.ForeignKeyConstraint(["rapporteur_id"], ["seats.id"], name=op.f("fk_breakouts_rapporteur_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakouts")),
        sa.UniqueConstraint("board_id", name=op.f("uq_breakouts_board_id")),
        sa.UniqueConstraint("code", name=op.f("uq_breakouts_code")),
    )
    op.create_index(op.f("ix_breakouts_session_id"), "breakouts", ["session_id"])
    op.create_index(op.f("ix_breakouts_round_id"), "breakouts", ["round_id"])
    op.create_index(op.f("ix_breakouts_rapporteur_id"), "breakouts", ["rapporteur_id"])
    op.create_table(
        "breakout_members",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("round_id", ID, nullable=False),
        sa.Column("breakout_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=False),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("city", sa.String(length=3), nullable=True),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_breakout_members_session_id")),
        sa.ForeignKeyConstraint(
            ["round_id"], ["breakout_rounds.id"], name=op.f("fk_breakout_members_round_id")
        ),
        sa.ForeignKeyConstraint(["breakout_id"], ["breakouts.id"], name=op.f("fk_breakout_members_breakout_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_breakout_members_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakout_members")),
        sa.UniqueConstraint("breakout_id", "seat_id", name=op.f("uq_breakout_members_breakout_id_seat_id")),
    )
    op.create_index(op.f("ix_breakout_members_session_id"), "breakout_members", ["session_id"])
    op.create_index(op.f("ix_breakout_members_round_id"), "breakout_members", ["round_id"])
    op.create_index(op.f("ix_breakout_members_seat_id"), "breakout_members", ["seat_id"])
    op.create_table(
        "breakout_points",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("breakout_id", ID, nullable=False),
        sa.Column("cluster_id", ID, nullable=True),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_breakout_points_session_id")),
        sa.ForeignKeyConstraint(["breakout_id"], ["breakouts.id"], name=op.f("fk_breakout_points_breakout_id")),
        sa.ForeignKeyConstraint(["cluster_id"], ["clusters.id"], name=op.f("fk_breakout_points_cluster_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_breakout_points_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_breakout_points")),
    )
    op.create_index(op.f("ix_breakout_points_session_id"), "breakout_points", ["session_id"])
    op.create_index("ix_breakout_points_breakout_id_position", "breakout_points", ["breakout_id", "position"])
    op.create_index(op.f("ix_breakout_points_cluster_id"), "breakout_points", ["cluster_id"])
    op.create_index(op.f("ix_breakout_points_seat_id"), "breakout_points", ["seat_id"])


def downgrade() -> None:
    for table in ("breakout_points", "breakout_members", "breakouts", "breakout_rounds"):
        op.drop_table(table)
    op.drop_column("boards", "of_breakout")

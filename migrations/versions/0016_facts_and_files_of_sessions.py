"""what a session is about, why it was cancelled, and what is attached to it

Revision ID: 0016
Revises: 0015
"""

import sqlalchemy as sa
from alembic import op

revision = "0016"
down_revision = "0015"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

TEXTS = {"number": 20, "line": 200, "sub_axis": 200, "dial_in": 500, "cancel_reason": 500}
LISTS = ("questions", "interpretation")


def upgrade() -> None:
    for name, length in TEXTS.items():
        column = sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        op.add_column("sessions", column)
    for name in LISTS:
        op.add_column("sessions", sa.Column(name, sa.JSON(), server_default="[]", nullable=False))
    op.add_column("documents", sa.Column("sessions", sa.JSON(), nullable=True))
    op.create_table(
        "session_files",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("link", sa.String(length=500), server_default="", nullable=False),
        sa.Column("file_name", sa.String(length=100), server_default="", nullable=False),
        sa.Column("media_type", sa.String(length=100), server_default="", nullable=False),
        sa.Column("size", sa.Integer(), server_default="0", nullable=False),
        sa.Column("digest", sa.String(length=64), server_default="", nullable=False),
        sa.Column("content", sa.LargeBinary(), nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_files_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_files")),
    )
    op.create_index(op.f("ix_session_files_session_id"), "session_files", ["session_id"])


def downgrade() -> None:
    op.drop_table("session_files")
    op.drop_column("documents", "sessions")
    for name in (*LISTS, *TEXTS):
        op.drop_column("sessions", name)

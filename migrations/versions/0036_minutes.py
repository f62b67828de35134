"""minutes that are corrected live, amended and approved

Revision ID: 0036
Revises: 0035
"""

import sqlalchemy as sa
from alembic import op

revision = "0036"
down_revision = "0035"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def upgrade() -> None:
    op.add_column(
        "programmes",
        sa.Column("minutes_approver", sa.String(12), server_default="coordinator", nullable=False),
    )
    op.add_column("programmes", sa.Column("minutes_approver_seat", sa.BigInteger(), nullable=True))
    op.create_table(
        "minutes",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("document_id", ID, nullable=True),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("status", sa.String(12), server_default="draft", nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        sa.Column("frame", sa.JSON(), nullable=True),
        sa.Column("compared", sa.JSON(), nullable=True),
        sa.Column("compared_at", sa.DateTime(), nullable=True),
        sa.Column("amend_until", sa.Date(), nullable=True),
        sa.Column("approved_at", sa.DateTime(), nullable=True),
        sa.Column("approved_seat_id", ID, nullable=True),
        sa.Column("approved_name", sa.String(80), server_default="", nullable=False),
        sa.Column("approved_words", sa.Text(), server_default="", nullable=False),
        sa.Column("sent_at", sa.DateTime(), nullable=True),
        sa.Column("sent_to", sa.Integer(), server_default="0", nullable=False),
        _flag("removed"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("visibility_revision", sa.BigInteger(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        _to("minutes", "programme_id", "programmes"),
        _to("minutes", "session_id", "sessions"),
        _to("minutes", "document_id", "documents"),
        _to("minutes", "approved_seat_id", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes")),
        sa.UniqueConstraint("session_id", name=op.f("uq_minutes_session_id")),
    )
    op.create_table(
        "minutes_blocks",
        sa.Column("id", ID, nullable=False),
        sa.Column("minutes_id", ID, nullable=False),
        sa.Column("key", sa.String(120), nullable=False),
        sa.Column("position", sa.Double(), nullable=False),
        sa.Column("content", sa.JSON(), nullable=False),
        sa.Column("drafted", sa.JSON(), nullable=True),
        sa.Column("fresh", sa.JSON(), nullable=True),
        _flag("offered"),
        _flag("gone"),
        _flag("left_out"),
        _flag("removed"),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        _to("minutes_blocks", "minutes_id", "minutes"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_blocks")),
        sa.UniqueConstraint("minutes_id", "key", name=op.f("uq_minutes_blocks_minutes_id_key")),
    )
    op.create_table(
        "minutes_amendments",
        sa.Column("id", ID, nullable=False),
        sa.Column("minutes_id", ID, nullable=False),
        sa.Column("block_id", ID, nullable=True),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("author", sa.String(80), nullable=True),
        sa.Column("city", sa.String(3), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(5), nullable=True),
        sa.Column("status", sa.String(10), server_default="proposed", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("version", sa.Integer(), server_default="0", nullable=False),
        _flag("simulated"),
        _flag("removed"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        _to("minutes_amendments", "minutes_id", "minutes"),
        _to("minutes_amendments", "block_id", "minutes_blocks"),
        _to("minutes_amendments", "seat_id", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_minutes_amendments")),
    )
    for table, column in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


_INDEXES = (
    ("minutes", "programme_id"),
    ("minutes", "approved_seat_id"),
    ("minutes_blocks", "minutes_id"),
    ("minutes_amendments", "minutes_id"),
    ("minutes_amendments", "seat_id"),
)


def downgrade() -> None:
    for table in ("minutes_amendments", "minutes_blocks", "minutes"):
        op.drop_table(table)
    op.drop_column("programmes", "minutes_approver_seat")
    op.drop_column("programmes", "minutes_approver")

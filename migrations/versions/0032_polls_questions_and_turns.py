"""polls with their answers, questions and answers, and turns of speaking

Revision ID: 0032
Revises: 0030
"""

import sqlalchemy as sa
from alembic import op

revision = "0032"
down_revision = "0030"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _of_session(table: str) -> list[sa.schema.SchemaItem]:
    """What every row of a session has: its key, its session, and the revision of its last change."""
    return [
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f(f"fk_{table}_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    ]


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "polls",
        *_of_session("polls"),
        sa.Column("block_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("question", sa.Text(), nullable=False),
        sa.Column("options", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("settings", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("asked", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("hidden_words", sa.JSON(), server_default="[]", nullable=False),
        sa.Column("status", sa.String(10), server_default="prepared", nullable=False),
        sa.Column("shown_at", sa.DateTime(), nullable=True),
        _flag("removed"),
        _to("polls", "block_id", "blocks"),
    )
    op.create_table(
        "poll_answers",
        *_of_session("poll_answers"),
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("author", sa.String(80), nullable=True),
        sa.Column("city", sa.String(3), nullable=True),
        sa.Column("choice", sa.JSON(), nullable=False),
        _flag("simulated"),
        _flag("removed"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _to("poll_answers", "poll_id", "polls"),
        _to("poll_answers", "seat_id", "seats"),
    )
    op.create_table(
        "poll_questions",
        *_of_session("poll_questions"),
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("author", sa.String(80), nullable=True),
        sa.Column("city", sa.String(3), nullable=True),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(5), nullable=True),
        sa.Column("answer", sa.Text(), server_default="", nullable=False),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        _flag("hidden"),
        _flag("removed"),
        _flag("simulated"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _to("poll_questions", "poll_id", "polls"),
        _to("poll_questions", "seat_id", "seats"),
    )
    op.create_table(
        "question_supports",
        *_of_session("question_supports"),
        sa.Column("question_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        _flag("removed"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _to("question_supports", "question_id", "poll_questions"),
        _to("question_supports", "seat_id", "seats"),
    )
    op.create_table(
        "speaking_turns",
        *_of_session("speaking_turns"),
        sa.Column("block_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("city", sa.String(3), nullable=True),
        sa.Column("name", sa.String(80), server_default="", nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("status", sa.String(10), server_default="waiting", nullable=False),
        _flag("removed"),
        _to("speaking_turns", "block_id", "blocks"),
        _to("speaking_turns", "seat_id", "seats"),
    )
    for table, columns in _INDEXES:
        op.create_index(op.f(f"ix_{table}_{columns[0]}"), table, list(columns))
    op.create_index("ix_poll_answers_poll_seat", "poll_answers", ["poll_id", "seat_id"])
    op.create_index("ix_poll_questions_poll", "poll_questions", ["poll_id"])
    op.create_index("ix_question_supports_question_seat", "question_supports", ["question_id", "seat_id"])


_INDEXES = (
    ("polls", ("session_id",)),
    ("polls", ("block_id",)),
    ("poll_answers", ("session_id",)),
    ("poll_answers", ("seat_id",)),
    ("poll_questions", ("session_id",)),
    ("poll_questions", ("seat_id",)),
    ("question_supports", ("session_id",)),
    ("question_supports", ("seat_id",)),
    ("speaking_turns", ("session_id",)),
    ("speaking_turns", ("block_id",)),
    ("speaking_turns", ("seat_id",)),
)


def downgrade() -> None:
    for table in ("speaking_turns", "question_supports", "poll_questions", "poll_answers", "polls"):
        op.drop_table(table)

"""canvases with their prerequisites, and transfer plans

Revision ID: 0034
Revises: 0033
"""

import sqlalchemy as sa
from alembic import op

revision = "0034"
down_revision = "0033"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _flag(name: str) -> sa.Column:
    return sa.Column(name, sa.Boolean(), server_default=sa.false(), nullable=False)


def upgrade() -> None:
    op.create_table(
        "canvases",
        sa.Column("id", ID, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("practice_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.Column("receiver", sa.String(3), nullable=False),
        sa.Column("sharer", sa.String(3), nullable=False),
        sa.Column("scope", sa.String(10), nullable=False),
        sa.Column("scope_text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(5), nullable=True),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("fields", sa.JSON(), nullable=False),
        _flag("simulated"),
        _flag("removed"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _to("canvases", "board_id", "boards"),
        _to("canvases", "session_id", "sessions"),
        _to("canvases", "practice_id", "practices"),
        _to("canvases", "city_id", "cities"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canvases")),
        sa.UniqueConstraint("board_id", name=op.f("uq_canvases_board_id")),
    )
    for column in ("session_id", "practice_id", "city_id"):
        op.create_index(op.f(f"ix_canvases_{column}"), "canvases", [column])
    op.create_table(
        "canvas_prerequisites",
        sa.Column("id", ID, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.Column("board_id", ID, nullable=False),
        sa.Column("canvas_id", ID, nullable=False),
        sa.Column("origin_id", sa.BigInteger(), nullable=True),
        sa.Column("position", sa.Double(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(5), nullable=True),
        sa.Column("kind", sa.String(16), nullable=False),
        sa.Column("answer", sa.String(10), nullable=False),
        sa.Column("owner", sa.String(80), nullable=False),
        sa.Column("due", sa.String(10), nullable=False),
        _flag("simulated"),
        _flag("answer_simulated"),
        _flag("removed"),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        _to("canvas_prerequisites", "board_id", "boards"),
        _to("canvas_prerequisites", "canvas_id", "canvases"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_canvas_prerequisites")),
    )
    op.create_index(
        "ix_canvas_prerequisites_board_revision", "canvas_prerequisites", ["board_id", "revision"]
    )
    op.create_index(op.f("ix_canvas_prerequisites_canvas_id"), "canvas_prerequisites", ["canvas_id"])
    op.add_column("sessions", sa.Column("canvases", sa.JSON(), server_default="[]", nullable=False))
    # Without rebuilding the table, which holds files.
    reference = sa.ForeignKey("canvases.id", name=op.f("fk_documents_canvas_id"))
    op.add_column("documents", sa.Column("canvas_id", ID, reference, nullable=True), inline_references=True)
    op.create_index(op.f("ix_documents_canvas_id"), "documents", ["canvas_id"])


def downgrade() -> None:
    op.drop_index(op.f("ix_documents_canvas_id"), "documents")
    with op.batch_alter_table("documents") as documents:
        documents.drop_column("canvas_id")
    op.drop_column("sessions", "canvases")
    op.drop_table("canvas_prerequisites")
    op.drop_table("canvases")

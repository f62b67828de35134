"""what cities tell of a practice for others to carry it over, and learnings

Revision ID: 0033
Revises: 0032
"""

import sqlalchemy as sa
from alembic import op

revision = "0033"
down_revision = "0032"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
_TABLES = (
    "learnings",
    "practice_point_versions",
    "practice_points",
    "practice_text_versions",
    "practice_texts",
)


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def _said() -> list[sa.Column]:
    """Where something comes from, and by whom it was said for the city."""
    return [
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
    ]


def _text() -> list[sa.Column]:
    return [
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(5), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.Column("origin", sa.String(10), server_default="unknown", nullable=False),
    ]


def upgrade() -> None:
    op.create_table(
        "practice_texts",
        sa.Column("id", ID, nullable=False),
        sa.Column("practice_id", ID, nullable=False),
        sa.Column("key", sa.String(20), nullable=False),
        *_text(),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        *_said(),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        _to("practice_texts", "practice_id", "practices"),
        _to("practice_texts", "seat_id", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_texts")),
        sa.UniqueConstraint("practice_id", "key", name=op.f("uq_practice_texts_practice_id_key")),
    )
    op.create_table(
        "practice_text_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        *_text(),
        sa.Column("seat_id", ID, nullable=True),
        *_said(),
        sa.Column("restored", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        _to("practice_text_versions", "text_id", "practice_texts"),
        _to("practice_text_versions", "seat_id", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_text_versions")),
        sa.UniqueConstraint("text_id", "number", name=op.f("uq_practice_text_versions_text_id_number")),
    )
    op.create_table(
        "practice_points",
        sa.Column("id", ID, nullable=False),
        sa.Column("practice_id", ID, nullable=False),
        sa.Column("kind", sa.String(12), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        *_text(),
        sa.Column("who", sa.Text(), nullable=False),
        sa.Column("value", sa.Text(), nullable=False),
        sa.Column("dated", sa.Text(), nullable=False),
        sa.Column("need", sa.String(16), nullable=False),
        *_said(),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        _to("practice_points", "practice_id", "practices"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_points")),
    )
    op.create_index(
        "ix_practice_points_practice_kind", "practice_points", ["practice_id", "kind", "position"]
    )
    op.create_table(
        "practice_point_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("point_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("facts", sa.JSON(), nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        *_said(),
        sa.Column("at", sa.DateTime(), nullable=True),
        _to("practice_point_versions", "point_id", "practice_points"),
        _to("practice_point_versions", "seat_id", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_practice_point_versions")),
        sa.UniqueConstraint("point_id", "number", name=op.f("uq_practice_point_versions_point_id_number")),
    )
    op.create_table(
        "learnings",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=True),
        *_text(),
        *_said(),
        sa.Column("organisation", sa.String(120), nullable=True),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        _to("learnings", "programme_id", "programmes"),
        _to("learnings", "city_id", "cities"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_learnings")),
    )
    op.create_index(op.f("ix_learnings_programme_id"), "learnings", ["programme_id"])
    op.create_index(op.f("ix_learnings_city_id"), "learnings", ["city_id"])


def downgrade() -> None:
    for table in _TABLES:
        op.drop_table(table)

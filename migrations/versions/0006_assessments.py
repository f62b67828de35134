"""self-assessments: areas, statements, ratings

Revision ID: 0006
Revises: 0005
"""

import sqlalchemy as sa
from alembic import op

revision = "0006"
down_revision = "0005"
branch_labels = None
depends_on = None


def _id():
    return sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _references(table: str, **targets: str) -> list[sa.ForeignKeyConstraint]:
    return [
        sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))
        for column, target in targets.items()
    ]


def _answer() -> list[sa.Column]:
    return [
        sa.Column("rating", sa.Integer(), nullable=True),
        sa.Column("comment", sa.Text(), nullable=False),
        sa.Column("seat_id", _id(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("version", sa.Integer(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
    ]


def upgrade() -> None:
    table = "assessment_areas"
    op.create_table(
        table,
        sa.Column("id", _id(), nullable=False),
        sa.Column("programme_id", _id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("title", sa.String(length=120), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        *_references(table, programme_id="programmes"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_programme_id"), table, ["programme_id"])
    table = "assessment_statements"
    op.create_table(
        table,
        sa.Column("id", _id(), nullable=False),
        sa.Column("programme_id", _id(), nullable=False),
        sa.Column("area_id", _id(), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.String(length=300), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        *_references(table, programme_id="programmes", area_id="assessment_areas"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
    )
    op.create_index(op.f(f"ix_{table}_programme_id"), table, ["programme_id"])
    op.create_index(op.f(f"ix_{table}_area_id"), table, ["area_id"])
    table = "assessment_rounds"
    op.create_table(
        table,
        sa.Column("id", _id(), nullable=False),
        sa.Column("programme_id", _id(), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("started_at", sa.DateTime(), nullable=False),
        *_references(table, programme_id="programmes"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("programme_id", "number", name=op.f(f"uq_{table}_programme_id_number")),
    )
    op.create_index(op.f(f"ix_{table}_programme_id"), table, ["programme_id"])
    table = "assessment_ratings"
    op.create_table(
        table,
        sa.Column("id", _id(), nullable=False),
        sa.Column("programme_id", _id(), nullable=False),
        sa.Column("statement_id", _id(), nullable=False),
        sa.Column("city_id", _id(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        *_answer(),
        *_references(
            table,
            programme_id="programmes",
            statement_id="assessment_statements",
            city_id="cities",
            seat_id="seats",
        ),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint(
            "statement_id", "city_id", "round", name=op.f(f"uq_{table}_statement_id_city_id_round")
        ),
    )
    op.create_index(op.f(f"ix_{table}_programme_id"), table, ["programme_id"])
    op.create_index(op.f(f"ix_{table}_city_id"), table, ["city_id"])
    table = "former_ratings"
    op.create_table(
        table,
        sa.Column("id", _id(), nullable=False),
        sa.Column("rating_id", _id(), nullable=False),
        *_answer(),
        *_references(table, rating_id="assessment_ratings", seat_id="seats"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("rating_id", "version", name=op.f(f"uq_{table}_rating_id_version")),
    )
    op.create_index(op.f(f"ix_{table}_rating_id"), table, ["rating_id"])
    table = "assessment_submissions"
    op.create_table(
        table,
        sa.Column("id", _id(), nullable=False),
        sa.Column("programme_id", _id(), nullable=False),
        sa.Column("city_id", _id(), nullable=False),
        sa.Column("round", sa.Integer(), nullable=False),
        sa.Column("seat_id", _id(), nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("submitted_at", sa.DateTime(), nullable=True),
        *_references(table, programme_id="programmes", city_id="cities", seat_id="seats"),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{table}")),
        sa.UniqueConstraint("city_id", "round", name=op.f(f"uq_{table}_city_id_round")),
    )
    op.create_index(op.f(f"ix_{table}_programme_id"), table, ["programme_id"])

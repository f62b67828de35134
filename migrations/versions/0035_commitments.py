"""commitments of cities

Revision ID: 0035
Revises: 0034
"""

import sqlalchemy as sa
from alembic import op

revision = "0035"
down_revision = "0034"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def _to(table: str, column: str, target: str) -> sa.ForeignKeyConstraint:
    return sa.ForeignKeyConstraint([column], [f"{target}.id"], name=op.f(f"fk_{table}_{column}"))


def upgrade() -> None:
    op.create_table(
        "commitments",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("kind", sa.String(10), nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.Column("other_id", ID, nullable=True),
        sa.Column("subject", sa.Text(), nullable=False),
        sa.Column("language", sa.String(5), nullable=True),
        sa.Column("practice_id", ID, nullable=True),
        sa.Column("owner_id", ID, nullable=True),
        sa.Column("office", sa.String(120), server_default="", nullable=False),
        sa.Column("due", sa.Date(), nullable=True),
        sa.Column("status", sa.String(10), server_default="stated", nullable=False),
        sa.Column("reason", sa.Text(), server_default="", nullable=False),
        sa.Column("reason_language", sa.String(5), nullable=True),
        sa.Column("source", sa.Text(), server_default="", nullable=False),
        sa.Column("stated_on", sa.Date(), nullable=True),
        sa.Column("made_in_id", ID, nullable=True),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("revision", sa.Integer(), server_default="0", nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        _to("commitments", "programme_id", "programmes"),
        _to("commitments", "city_id", "cities"),
        _to("commitments", "other_id", "cities"),
        _to("commitments", "practice_id", "practices"),
        _to("commitments", "owner_id", "seats"),
        _to("commitments", "made_in_id", "sessions"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitments")),
    )
    for column in ("programme_id", "city_id", "other_id", "owner_id", "made_in_id"):
        op.create_index(op.f(f"ix_commitments_{column}"), "commitments", [column])
    op.create_table(
        "commitment_steps",
        sa.Column("id", ID, nullable=False),
        sa.Column("commitment_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("role", sa.String(20), nullable=True),
        sa.Column("city", sa.String(3), nullable=True),
        sa.Column("step", sa.String(10), nullable=False),
        sa.Column("status", sa.String(10), nullable=False),
        sa.Column("note", sa.Text(), server_default="", nullable=False),
        sa.Column("language", sa.String(5), nullable=True),
        sa.Column("before", sa.JSON(), server_default="{}", nullable=False),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        _to("commitment_steps", "commitment_id", "commitments"),
        _to("commitment_steps", "seat_id", "seats"),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_commitment_steps")),
    )
    for column in ("commitment_id", "seat_id"):
        op.create_index(op.f(f"ix_commitment_steps_{column}"), "commitment_steps", [column])
    op.add_column("sessions", sa.Column("commitments", sa.Integer(), server_default="0", nullable=False))


def downgrade() -> None:
    with op.batch_alter_table("sessions") as batch:
        batch.drop_column("commitments")
    op.drop_table("commitment_steps")
    op.drop_table("commitments")

"""challenges named from profiles, titles per language, merges

Revision ID: 0007
Revises: 0006
"""

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "challenge_titles",
        sa.Column("challenge_id", ID, nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("title", sa.String(length=200), nullable=False),
        sa.Column("source", sa.Text(), nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_challenge_titles_challenge_id")
        ),
        sa.PrimaryKeyConstraint("challenge_id", "language", name=op.f("pk_challenge_titles")),
    )
    op.add_column(
        "challenges", sa.Column("language", sa.String(length=5), server_default="en", nullable=False)
    )
    op.add_column("challenges", sa.Column("merged_at", sa.DateTime(), nullable=True))
    _add_reference("challenges", "merged_into_id", "challenges")
    for name, kind in (
        ("role", sa.String(length=20)),
        ("organisation", sa.String(length=120)),
        ("said_at", sa.DateTime()),
        ("withdrawn_at", sa.DateTime()),
    ):
        op.add_column("challenge_mentions", sa.Column(name, kind, nullable=True))
    op.add_column(
        "challenge_mentions",
        sa.Column("place", sa.String(length=10), server_default="document", nullable=False),
    )
    op.add_column(
        "challenge_mentions", sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    _add_reference("challenge_mentions", "session_id", "sessions")


def _add_reference(table: str, column: str, to: str) -> None:
    """A nullable foreign key on a table that stands, without rebuilding it."""
    name = op.f(f"fk_{table}_{column}")
    reference = sa.ForeignKey(f"{to}.id", name=name)
    op.add_column(table, sa.Column(column, ID, reference, nullable=True), inline_references=True)
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table, column in (("challenge_mentions", "session_id"), ("challenges", "merged_into_id")):
        op.drop_index(op.f(f"ix_{table}_{column}"), table)
        with op.batch_alter_table(table) as batch:
            batch.drop_column(column)
    for column in ("place", "simulated", "role", "organisation", "said_at", "withdrawn_at"):
        op.drop_column("challenge_mentions", column)
    op.drop_column("challenges", "merged_at")
    op.drop_column("challenges", "language")
    op.drop_table("challenge_titles")

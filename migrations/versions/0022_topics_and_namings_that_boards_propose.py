"""topics of a programme; topic, urgency and evidence of a naming; namings that boards propose

Revision ID: 0022
Revises: 0021
"""

import sqlalchemy as sa
from alembic import op

revision = "0022"
down_revision = "0021"
branch_labels = None
depends_on = None

#: SQLite counts a primary key by itself only when its type is INTEGER.
ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "topics",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("key", sa.String(length=60), nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("merged_into_id", ID, nullable=True),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_topics_programme_id")),
        sa.ForeignKeyConstraint(["merged_into_id"], ["topics.id"], name=op.f("fk_topics_merged_into_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_topics")),
        sa.UniqueConstraint("programme_id", "key", name=op.f("uq_topics_programme_id_key")),
    )
    op.create_index(op.f("ix_topics_programme_id"), "topics", ["programme_id"])
    op.create_index(op.f("ix_topics_merged_into_id"), "topics", ["merged_into_id"])
    op.create_table(
        "topic_labels",
        sa.Column("topic_id", ID, nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("label", sa.String(length=120), nullable=False),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_topic_labels_topic_id")),
        sa.PrimaryKeyConstraint("topic_id", "language", name=op.f("pk_topic_labels")),
    )
    op.create_table(
        "challenge_topics",
        sa.Column("challenge_id", ID, nullable=False),
        sa.Column("topic_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["challenge_id"], ["challenges.id"], name=op.f("fk_challenge_topics_challenge_id")
        ),
        sa.ForeignKeyConstraint(["topic_id"], ["topics.id"], name=op.f("fk_challenge_topics_topic_id")),
        sa.PrimaryKeyConstraint("challenge_id", "topic_id", name=op.f("pk_challenge_topics")),
    )
    op.create_index(op.f("ix_challenge_topics_topic_id"), "challenge_topics", ["topic_id"])
    op.add_column("challenge_mentions", sa.Column("urgency", sa.Integer(), nullable=True))
    for name in ("evidence", "evidence_source"):
        op.add_column("challenge_mentions", sa.Column(name, sa.Text(), server_default="", nullable=False))
    op.add_column("challenge_mentions", sa.Column("proposal", sa.String(length=10), nullable=True))
    for column, to in (("topic_id", "topics"), ("cluster_id", "clusters")):
        _add_reference("challenge_mentions", column, to)


def _add_reference(table: str, column: str, to: str) -> None:
    """A nullable foreign key on a table that stands, without rebuilding it."""
    reference = sa.ForeignKey(f"{to}.id", name=op.f(f"fk_{table}_{column}"))
    op.add_column(table, sa.Column(column, ID, reference, nullable=True), inline_references=True)
    op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for column in ("cluster_id", "topic_id"):
        op.drop_index(op.f(f"ix_challenge_mentions_{column}"), "challenge_mentions")
        with op.batch_alter_table("challenge_mentions") as batch:
            batch.drop_column(column)
    for column in ("proposal", "evidence_source", "evidence", "urgency"):
        op.drop_column("challenge_mentions", column)
    for table in ("challenge_topics", "topic_labels", "topics"):
        op.drop_table(table)

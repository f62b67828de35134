"""the policy of pain of a programme, and polls that ask people for times

Revision ID: 0019
Revises: 0018
"""

import sqlalchemy as sa
from alembic import op

revision = "0019"
down_revision = "0018"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "pain_rules",
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("bands", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("night", sa.Integer(), nullable=False),
        sa.Column("humane", sa.Integer(), nullable=False),
        sa.Column("weekends", sa.Boolean(), nullable=False),
        sa.Column("holidays", sa.Boolean(), nullable=False),
        sa.Column("own_weekends", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_pain_rules_programme_id")),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_pain_rules")),
    )
    op.create_table(
        "time_polls",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("nonce", sa.String(length=32), nullable=True),
        sa.Column("taken_id", sa.Integer(), nullable=True),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("closed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_time_polls_programme_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_time_polls_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_polls")),
    )
    op.create_table(
        "poll_times",
        sa.Column("id", ID, nullable=False),
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("starts", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["time_polls.id"], name=op.f("fk_poll_times_poll_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_poll_times")),
        sa.UniqueConstraint("poll_id", "starts", name=op.f("uq_poll_times_poll_id_starts")),
    )
    op.create_table(
        "time_answers",
        sa.Column("id", ID, nullable=False),
        sa.Column("poll_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("city_id", ID, nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.Column("choices", sa.JSON(none_as_null=True), nullable=False),
        sa.Column("token_hash", sa.String(length=64), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("changed_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["poll_id"], ["time_polls.id"], name=op.f("fk_time_answers_poll_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_time_answers_seat_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_time_answers_city_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_time_answers")),
        sa.UniqueConstraint("token_hash", name=op.f("uq_time_answers_token_hash")),
    )
    for table, column in (
        ("time_polls", "programme_id"),
        ("time_polls", "session_id"),
        ("poll_times", "poll_id"),
        ("time_answers", "poll_id"),
        ("time_answers", "seat_id"),
    ):
        op.create_index(op.f(f"ix_{table}_{column}"), table, [column])


def downgrade() -> None:
    for table in ("time_answers", "poll_times", "time_polls", "pain_rules"):
        op.drop_table(table)

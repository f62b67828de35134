"""onboarding: city profiles with their history, calls, reminders

Revision ID: 0005
Revises: 0004
"""

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.create_table(
        "city_texts",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.Column("kind", sa.String(length=10), nullable=False),
        sa.Column("key", sa.String(length=20), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("revision", sa.Integer(), nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("updated_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_city_texts_programme_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_city_texts_city_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_city_texts_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_texts")),
        sa.UniqueConstraint("city_id", "kind", "key", name=op.f("uq_city_texts_city_id_kind_key")),
    )
    op.create_index(op.f("ix_city_texts_programme_id"), "city_texts", ["programme_id"])
    op.create_table(
        "city_text_versions",
        sa.Column("id", ID, nullable=False),
        sa.Column("text_id", ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("simulated", sa.Boolean(), nullable=False),
        sa.Column("restored", sa.Integer(), nullable=True),
        sa.Column("begun_at", sa.DateTime(), nullable=False),
        sa.Column("saved_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["text_id"], ["city_texts.id"], name=op.f("fk_city_text_versions_text_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_city_text_versions_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_city_text_versions")),
        sa.UniqueConstraint("text_id", "number", name=op.f("uq_city_text_versions_text_id_number")),
    )
    op.create_table(
        "onboarding_calls",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_onboarding_calls_programme_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_onboarding_calls_city_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_onboarding_calls_session_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_onboarding_calls")),
        sa.UniqueConstraint("city_id", name=op.f("uq_onboarding_calls_city_id")),
    )
    op.create_index(op.f("ix_onboarding_calls_programme_id"), "onboarding_calls", ["programme_id"])
    op.create_table(
        "call_people",
        sa.Column("id", ID, nullable=False),
        sa.Column("call_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("name", sa.String(length=80), nullable=False),
        sa.ForeignKeyConstraint(["call_id"], ["onboarding_calls.id"], name=op.f("fk_call_people_call_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_call_people_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_people")),
    )
    op.create_index(op.f("ix_call_people_call_id"), "call_people", ["call_id"])
    op.create_table(
        "call_questions",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("position", sa.Integer(), nullable=False),
        sa.Column("text", sa.Text(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_call_questions_programme_id")
        ),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_questions")),
    )
    op.create_index(op.f("ix_call_questions_programme_id"), "call_questions", ["programme_id"])
    op.create_table(
        "reminders",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.Column("step", sa.String(length=20), nullable=False),
        sa.Column("seat_id", ID, nullable=False),
        sa.Column("sent_by", ID, nullable=True),
        sa.Column("day", sa.Date(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_reminders_programme_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_reminders_city_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_reminders_seat_id")),
        sa.ForeignKeyConstraint(["sent_by"], ["seats.id"], name=op.f("fk_reminders_sent_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_reminders")),
        sa.UniqueConstraint("seat_id", "step", "day", name=op.f("uq_reminders_seat_id_step_day")),
    )
    op.create_index(op.f("ix_reminders_programme_id"), "reminders", ["programme_id"])
    op.create_table(
        "catch_ups",
        sa.Column("seat_id", ID, nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_catch_ups_seat_id")),
        sa.PrimaryKeyConstraint("seat_id", name=op.f("pk_catch_ups")),
    )


def downgrade() -> None:
    op.drop_table("catch_ups")
    op.drop_table("reminders")
    op.drop_table("call_questions")
    op.drop_table("call_people")
    op.drop_table("onboarding_calls")
    op.drop_table("city_text_versions")
    op.drop_table("city_texts")

"""programmes follow each other and are archived; themes of sessions; times offered for onboarding calls

Revision ID: 0018
Revises: 0017
"""

import sqlalchemy as sa
from alembic import op

revision = "0018"
down_revision = "0017"
branch_labels = None
depends_on = None

#: SQLite counts a primary key by itself only when its type is INTEGER.
_ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    op.add_column("programmes", sa.Column("follows_id", sa.BigInteger(), nullable=True))
    op.add_column("programmes", sa.Column("archived_at", sa.DateTime(), nullable=True))
    _call_slots()
    _themes()


def _call_slots() -> None:
    op.create_table(
        "call_slots",
        sa.Column("id", _ID, nullable=False),
        sa.Column("programme_id", _ID, nullable=False),
        sa.Column("date", sa.Date(), nullable=False),
        sa.Column("starts_at", sa.String(length=5), nullable=False),
        sa.Column("fold", sa.Integer(), nullable=False),
        sa.Column("minutes", sa.Integer(), nullable=False),
        sa.Column("zone", sa.String(length=64), nullable=False),
        sa.Column("link", sa.String(length=500), nullable=False),
        sa.Column("offered_by", _ID, nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("city_id", _ID, nullable=True),
        sa.Column("seat_id", _ID, nullable=True),
        sa.Column("role", sa.String(length=20), nullable=True),
        sa.Column("taken_at", sa.DateTime(), nullable=True),
        sa.Column("withdrawn_at", sa.DateTime(), nullable=True),
        sa.Column("lost_by_id", _ID, nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_call_slots_programme_id")
        ),
        sa.ForeignKeyConstraint(["offered_by"], ["seats.id"], name=op.f("fk_call_slots_offered_by")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_call_slots_city_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_call_slots_seat_id")),
        sa.ForeignKeyConstraint(["lost_by_id"], ["cities.id"], name=op.f("fk_call_slots_lost_by_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_call_slots")),
        sa.UniqueConstraint("city_id", name=op.f("uq_call_slots_city_id")),
    )
    op.create_index(op.f("ix_call_slots_programme_id"), "call_slots", ["programme_id"])


def _themes() -> None:
    op.create_table(
        "themes",
        sa.Column("id", _ID, nullable=False),
        sa.Column("programme_id", _ID, nullable=False),
        sa.Column("session_id", _ID, nullable=False),
        sa.Column("challenge_id", _ID, nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("seat_id", _ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("decided_at", sa.DateTime(), nullable=False),
        sa.Column("removed_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(["programme_id"], ["programmes.id"], name=op.f("fk_themes_programme_id")),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_themes_session_id")),
        sa.ForeignKeyConstraint(["challenge_id"], ["challenges.id"], name=op.f("fk_themes_challenge_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_themes_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_themes")),
        sa.UniqueConstraint("session_id", "challenge_id", name=op.f("uq_themes_session_id_challenge_id")),
    )
    op.create_index(op.f("ix_themes_programme_id"), "themes", ["programme_id"])
    op.create_index(op.f("ix_themes_challenge_id"), "themes", ["challenge_id"])
    op.create_table(
        "theme_cities",
        sa.Column("theme_id", _ID, nullable=False),
        sa.Column("city_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_theme_cities_theme_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_theme_cities_city_id")),
        sa.PrimaryKeyConstraint("theme_id", "city_id", name=op.f("pk_theme_cities")),
    )
    op.create_index(op.f("ix_theme_cities_city_id"), "theme_cities", ["city_id"])
    op.create_table(
        "theme_people",
        sa.Column("id", _ID, nullable=False),
        sa.Column("theme_id", _ID, nullable=False),
        sa.Column("seat_id", _ID, nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_theme_people_theme_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_theme_people_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_people")),
        sa.UniqueConstraint("theme_id", "seat_id", name=op.f("uq_theme_people_theme_id_seat_id")),
    )
    op.create_index(op.f("ix_theme_people_seat_id"), "theme_people", ["seat_id"])
    op.create_table(
        "theme_versions",
        sa.Column("id", _ID, nullable=False),
        sa.Column("theme_id", _ID, nullable=False),
        sa.Column("number", sa.Integer(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("language", sa.String(length=5), nullable=False),
        sa.Column("cities", sa.JSON(), nullable=False),
        sa.Column("people", sa.Integer(), nullable=False),
        sa.Column("removed", sa.Boolean(), nullable=False),
        sa.Column("seat_id", _ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.Column("at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["theme_id"], ["themes.id"], name=op.f("fk_theme_versions_theme_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_theme_versions_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_theme_versions")),
        sa.UniqueConstraint("theme_id", "number", name=op.f("uq_theme_versions_theme_id_number")),
    )


def downgrade() -> None:
    for table in ("theme_versions", "theme_people", "theme_cities", "themes", "call_slots"):
        op.drop_table(table)
    op.drop_column("programmes", "archived_at")
    op.drop_column("programmes", "follows_id")

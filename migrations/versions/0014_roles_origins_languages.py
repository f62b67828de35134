"""whom sessions are for, roles at sessions, several roles of organisations, origins, languages of texts

Revision ID: 0014
Revises: 0013
"""

import sqlalchemy as sa
from alembic import op

revision = "0014"
down_revision = "0013"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")

#: Texts that people write and whose language was not kept.
WITH_LANGUAGE = (
    "programmes",
    "emblems",
    "clusters",
    "records",
    "challenge_mentions",
    "practices",
    "wishes",
    "call_questions",
    "assessment_ratings",
    "former_ratings",
)


def upgrade() -> None:
    _whom_sessions_are_for()
    _session_people()
    _programmes()
    _organisation_roles()
    _origins()
    # Nobody wrote down in which language these were written: on boards and in records, None is the session's.
    for table in WITH_LANGUAGE:
        op.add_column(table, sa.Column("language", sa.String(length=5), nullable=True))
    op.add_column("people", sa.Column("time_zone", sa.String(length=64), nullable=True))


def _whom_sessions_are_for() -> None:
    """Two facts where one table of cities stood for both.

    The form said of a session without chosen cities that it is for everybody. Of an imported one (with a
    `source`) the listed cities are those that were there; whom it was for nobody said. Only a call with a
    city is for that city by its very nature.
    """
    for name in ("for_whom", "was_there"):
        op.add_column(
            "sessions", sa.Column(name, sa.String(length=8), server_default="unknown", nullable=False)
        )
    op.create_table(
        "session_cities_there",
        sa.Column("session_id", ID, nullable=False),
        sa.Column("city_id", ID, nullable=False),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_cities_there_session_id")
        ),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_session_cities_there_city_id")),
        sa.PrimaryKeyConstraint("session_id", "city_id", name=op.f("pk_session_cities_there")),
    )
    imported = "SELECT id FROM sessions WHERE source <> '' AND type <> 'onboarding'"
    op.execute(
        "INSERT INTO session_cities_there (session_id, city_id) "
        f"SELECT session_id, city_id FROM session_cities WHERE session_id IN ({imported})"
    )
    op.execute(f"DELETE FROM session_cities WHERE session_id IN ({imported})")
    op.execute(
        "UPDATE sessions SET was_there = 'these' WHERE id IN (SELECT session_id FROM session_cities_there)"
    )
    op.execute("UPDATE sessions SET for_whom = 'these' WHERE id IN (SELECT session_id FROM session_cities)")
    op.execute("UPDATE sessions SET for_whom = 'all' WHERE for_whom = 'unknown' AND source = ''")


def _session_people() -> None:
    op.create_table(
        "session_people",
        sa.Column("id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("role", sa.String(length=12), nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("name", sa.String(length=80), server_default="", nullable=False),
        sa.Column("organisation", sa.String(length=120), server_default="", nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("listed", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("simulated", sa.Boolean(), server_default=sa.false(), nullable=False),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.ForeignKeyConstraint(["session_id"], ["sessions.id"], name=op.f("fk_session_people_session_id")),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_session_people_seat_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_people")),
    )
    for column in ("session_id", "seat_id"):
        op.create_index(op.f(f"ix_session_people_{column}"), "session_people", [column])


def _programmes() -> None:
    for name, length in (("number", 60), ("contact", 254)):
        op.add_column(
            "programmes", sa.Column(name, sa.String(length=length), server_default="", nullable=False)
        )


def _organisation_roles() -> None:
    op.create_table(
        "organisation_roles",
        sa.Column("organisation_id", ID, nullable=False),
        sa.Column("role", sa.String(length=20), nullable=False),
        sa.ForeignKeyConstraint(
            ["organisation_id"], ["organisations.id"], name=op.f("fk_organisation_roles_organisation_id")
        ),
        sa.PrimaryKeyConstraint("organisation_id", "role", name=op.f("pk_organisation_roles")),
    )
    op.execute("INSERT INTO organisation_roles (organisation_id, role) SELECT id, kind FROM organisations")
    op.drop_column("organisations", "kind")


def _origins() -> None:
    """Where what a city says comes from, and by whom it was said: what the rows show, or "unknown".

    A naming from "document" without one was never asked where it comes from: that was the column's default.
    """
    for table in ("challenge_mentions", "practices", "wishes", "city_texts", "city_text_versions"):
        op.add_column(
            table, sa.Column("origin", sa.String(length=10), server_default="unknown", nullable=False)
        )
    for table in ("practices", "wishes"):
        op.add_column(table, sa.Column("role", sa.String(length=20), nullable=True))
        op.add_column(table, sa.Column("organisation", sa.String(length=120), nullable=True))
        op.execute(f"UPDATE {table} SET origin = 'document' WHERE source <> ''")
    op.execute("UPDATE challenge_mentions SET origin = place WHERE place <> 'document' OR source <> ''")
    op.drop_column("challenge_mentions", "place")
    op.execute("UPDATE city_texts SET origin = kind")
    op.execute(
        "UPDATE city_text_versions SET origin = "
        "(SELECT kind FROM city_texts WHERE city_texts.id = city_text_versions.text_id)"
    )


def downgrade() -> None:
    for table in WITH_LANGUAGE:
        op.drop_column(table, "language")
    op.add_column(
        "challenge_mentions",
        sa.Column("place", sa.String(length=10), server_default="document", nullable=False),
    )
    op.execute("UPDATE challenge_mentions SET place = origin WHERE origin <> 'unknown'")
    for table in ("practices", "wishes"):
        op.drop_column(table, "organisation")
        op.drop_column(table, "role")
    for table in ("city_text_versions", "city_texts", "wishes", "practices", "challenge_mentions"):
        op.drop_column(table, "origin")
    op.add_column(
        "organisations", sa.Column("kind", sa.String(length=20), server_default="support", nullable=False)
    )
    op.execute(
        "UPDATE organisations SET kind = (SELECT min(role) FROM organisation_roles "
        "WHERE organisation_id = organisations.id)"
    )
    op.drop_table("organisation_roles")
    op.drop_column("people", "time_zone")
    for name in ("contact", "number"):
        op.drop_column("programmes", name)
    op.drop_table("session_people")
    op.execute(
        "INSERT INTO session_cities (session_id, city_id) "
        "SELECT session_id, city_id FROM session_cities_there WHERE session_id NOT IN "
        "(SELECT session_id FROM session_cities)"
    )
    op.drop_table("session_cities_there")
    for name in ("was_there", "for_whom"):
        op.drop_column("sessions", name)

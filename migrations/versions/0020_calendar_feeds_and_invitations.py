"""calendar feeds with their bytes, invitations to sessions, mails with a calendar

Revision ID: 0020
Revises: 0019
"""

import sqlalchemy as sa
from alembic import op

revision = "0020"
down_revision = "0019"
branch_labels = None
depends_on = None

ID = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def upgrade() -> None:
    _feeds()
    _invitations()
    op.add_column("mails", sa.Column("html", sa.Text(), server_default="", nullable=False))
    op.add_column("mails", sa.Column("calendar", sa.LargeBinary(), nullable=True))
    op.add_column("mails", sa.Column("method", sa.String(length=10), server_default="", nullable=False))


def _feeds() -> None:
    op.create_table(
        "calendar_feeds",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("holds", sa.String(length=10), nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("city_id", ID, nullable=True),
        sa.Column("language", sa.String(length=5), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("made_by", ID, nullable=True),
        sa.Column("created_at", sa.DateTime(), nullable=False),
        sa.Column("fetched_on", sa.Date(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_calendar_feeds_programme_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_calendar_feeds_seat_id")),
        sa.ForeignKeyConstraint(["city_id"], ["cities.id"], name=op.f("fk_calendar_feeds_city_id")),
        sa.ForeignKeyConstraint(["made_by"], ["seats.id"], name=op.f("fk_calendar_feeds_made_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_calendar_feeds")),
        sa.UniqueConstraint("seat_id", name=op.f("uq_calendar_feeds_seat_id")),
        sa.UniqueConstraint("nonce", name=op.f("uq_calendar_feeds_nonce")),
    )
    op.create_index(op.f("ix_calendar_feeds_programme_id"), "calendar_feeds", ["programme_id"])
    # Addresses that people's calendars follow already go on: they hold the same nonce.
    op.execute(
        "INSERT INTO calendar_feeds (programme_id, holds, seat_id, nonce, made_by, created_at) "
        "SELECT programme_id, 'own', id, feed_nonce, id, created_at FROM seats "
        "WHERE feed_nonce IS NOT NULL AND removed_at IS NULL"
    )
    op.drop_column("seats", "feed_nonce")
    op.create_table(
        "calendar_files",
        sa.Column("feed_id", ID, nullable=False),
        sa.Column("key", sa.String(length=64), nullable=False),
        sa.Column("etag", sa.String(length=32), nullable=False),
        sa.Column("name", sa.String(length=120), nullable=False),
        sa.Column("body", sa.LargeBinary(), nullable=False),
        sa.ForeignKeyConstraint(["feed_id"], ["calendar_feeds.id"], name=op.f("fk_calendar_files_feed_id")),
        sa.PrimaryKeyConstraint("feed_id", name=op.f("pk_calendar_files")),
    )
    op.create_table(
        "calendar_states",
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("revision", sa.BigInteger(), nullable=False),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_calendar_states_programme_id")
        ),
        sa.PrimaryKeyConstraint("programme_id", name=op.f("pk_calendar_states")),
    )


def _invitations() -> None:
    op.create_table(
        "session_invitations",
        sa.Column("id", ID, nullable=False),
        sa.Column("programme_id", ID, nullable=False),
        sa.Column("session_id", ID, nullable=False),
        sa.Column("seat_id", ID, nullable=True),
        sa.Column("name", sa.String(length=80), server_default="", nullable=False),
        sa.Column("email", sa.String(length=254), nullable=True),
        sa.Column("nonce", sa.String(length=32), nullable=False),
        sa.Column("invited_by", ID, nullable=True),
        sa.Column("invited_at", sa.DateTime(), nullable=False),
        sa.Column("uninvited_at", sa.DateTime(), nullable=True),
        sa.Column("told", sa.JSON(), nullable=True),
        sa.Column("told_method", sa.String(length=10), server_default="", nullable=False),
        sa.Column("told_sequence", sa.Integer(), nullable=True),
        sa.Column("told_at", sa.DateTime(), nullable=True),
        sa.Column("answered", sa.String(length=8), nullable=True),
        sa.Column("answered_at", sa.DateTime(), nullable=True),
        sa.ForeignKeyConstraint(
            ["programme_id"], ["programmes.id"], name=op.f("fk_session_invitations_programme_id")
        ),
        sa.ForeignKeyConstraint(
            ["session_id"], ["sessions.id"], name=op.f("fk_session_invitations_session_id")
        ),
        sa.ForeignKeyConstraint(["seat_id"], ["seats.id"], name=op.f("fk_session_invitations_seat_id")),
        sa.ForeignKeyConstraint(["invited_by"], ["seats.id"], name=op.f("fk_session_invitations_invited_by")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_session_invitations")),
        sa.UniqueConstraint("session_id", "seat_id", name=op.f("uq_session_invitations_session_id_seat_id")),
    )
    for column in ("programme_id", "session_id", "seat_id"):
        op.create_index(op.f(f"ix_session_invitations_{column}"), "session_invitations", [column])


def downgrade() -> None:
    for name in ("method", "calendar", "html"):
        op.drop_column("mails", name)
    op.drop_table("session_invitations")
    op.add_column("seats", sa.Column("feed_nonce", sa.String(length=32), nullable=True))
    op.execute(
        "UPDATE seats SET feed_nonce = (SELECT nonce FROM calendar_feeds WHERE calendar_feeds.seat_id = seats.id)"
    )
    op.drop_table("calendar_states")
    op.drop_table("calendar_files")
    op.drop_table("calendar_feeds")

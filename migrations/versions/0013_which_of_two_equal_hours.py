"""which of two equal hours a session means, and no hour that its clocks skip

Revision ID: 0013
Revises: 0012
"""

import datetime as dt
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from alembic import op

revision = "0013"
down_revision = "0012"
branch_labels = None
depends_on = None

SESSIONS = sa.table(
    "sessions",
    sa.column("id", sa.BigInteger),
    sa.column("date", sa.Date),
    sa.column("starts_at", sa.String),
    sa.column("zone", sa.String),
)


def upgrade() -> None:
    op.add_column("sessions", sa.Column("fold", sa.Integer(), server_default="0", nullable=False))
    connection = op.get_bind()
    timed = sa.select(SESSIONS).where(SESSIONS.c.date.is_not(None), SESSIONS.c.starts_at.is_not(None))
    for row in connection.execute(timed).all():
        shown = _on_the_clock(row.date, row.starts_at, row.zone)
        if shown is not None and shown != (row.date, row.starts_at):
            there = sa.update(SESSIONS).where(SESSIONS.c.id == row.id)
            connection.execute(there.values(date=shown[0], starts_at=shown[1]))


def downgrade() -> None:
    op.drop_column("sessions", "fold")


def _on_the_clock(day: dt.date, wall_time: str, zone: str) -> tuple[dt.date, str] | None:
    """When the session begins by its clocks: in the hour after one that they skip, as calendars said already."""
    try:
        wall = dt.datetime.combine(day, dt.time.fromisoformat(wall_time), ZoneInfo(zone))
        shown = wall.astimezone(dt.UTC).astimezone(wall.tzinfo)
    except (ValueError, OSError, OverflowError, KeyError):
        return None
    return shown.date(), f"{shown:%H:%M}"

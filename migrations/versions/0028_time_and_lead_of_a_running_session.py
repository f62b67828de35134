"""each step's own time, and what those who lead a session share

Revision ID: 0028
Revises: 0027
"""

import sqlalchemy as sa
from alembic import op

revision = "0028"
down_revision = "0027"
branch_labels = None
depends_on = None


def _columns() -> list[sa.Column]:
    return [
        sa.Column("step_started_at", sa.DateTime(), nullable=True),
        sa.Column("timer_left", sa.Integer(), nullable=True),
        sa.Column("timer_with_steps", sa.Boolean(), nullable=False, server_default=sa.true()),
        sa.Column("gathered", sa.Integer(), nullable=False, server_default="0"),
        sa.Column("turned_by", sa.BigInteger(), nullable=True),
        sa.Column("desk_notes", sa.Text(), nullable=False, server_default=""),
    ]


def upgrade() -> None:
    for column in _columns():
        op.add_column("sessions", column)


def downgrade() -> None:
    for column in reversed(_columns()):
        op.drop_column("sessions", column.name)

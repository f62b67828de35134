"""canvas layout, focus, rehearsals and ejections

Revision ID: 0002
Revises: 0001
"""

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("areas", sa.Column("place", sa.JSON(none_as_null=True), nullable=True))
    op.add_column(
        "boards", sa.Column("layout", sa.String(length=10), server_default="columns", nullable=False)
    )
    op.add_column("boards", sa.Column("focus", sa.String(length=40), nullable=True))
    op.add_column("votes", sa.Column("given_back", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("seats", sa.Column("ejected_from", sa.JSON(none_as_null=True), nullable=True))
    op.add_column("sessions", sa.Column("rehearsal_of", sa.BigInteger(), nullable=True))
    op.add_column("sessions", sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column("boards", sa.Column("removed", sa.Boolean(), server_default=sa.false(), nullable=False))
    op.add_column(
        "attendances", sa.Column("through", sa.String(length=12), server_default="device", nullable=False)
    )
    op.add_column("attendances", sa.Column("ejected", sa.Boolean(), server_default=sa.false(), nullable=False))


def downgrade() -> None:
    op.drop_column("attendances", "ejected")
    op.drop_column("attendances", "through")
    op.drop_column("boards", "removed")
    op.drop_column("sessions", "removed")
    op.drop_column("sessions", "rehearsal_of")
    op.drop_column("seats", "ejected_from")
    op.drop_column("votes", "given_back")
    op.drop_column("boards", "focus")
    op.drop_column("boards", "layout")
    op.drop_column("areas", "place")

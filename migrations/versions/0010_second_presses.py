"""a second press of a link, and no stored answers that sign in

Revision ID: 0010
Revises: 0009
"""

import sqlalchemy as sa
from alembic import op

revision = "0010"
down_revision = "0009"
branch_labels = None
depends_on = None

SIGN_IN = ("link.use", "password.reset", "password.set", "invitation.accept")


def upgrade() -> None:
    for table in ("sign_in_links", "invitations"):
        op.add_column(table, sa.Column("pressed_with", sa.String(length=64), nullable=True))
    operations = sa.table("operations", sa.column("name", sa.String))
    op.execute(operations.delete().where(operations.c.name.in_(SIGN_IN)))


def downgrade() -> None:
    for table in ("sign_in_links", "invitations"):
        op.drop_column(table, "pressed_with")

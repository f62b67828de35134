"""points left out of minutes one by one, and whether an accepted amendment is in the text

Revision ID: 0039
Revises: 0038
"""

import sqlalchemy as sa
from alembic import op

revision = "0039"
down_revision = "0038"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("minutes_blocks", sa.Column("points_left_out", sa.JSON(), nullable=True))
    op.add_column(
        "minutes_amendments", sa.Column("in_text", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # What was accepted so far was to be written in by hand, and nobody was asked to say that it was.
    op.execute("UPDATE minutes_amendments SET in_text = true WHERE status = 'accepted'")


def downgrade() -> None:
    with op.batch_alter_table("minutes_amendments") as batch:
        batch.drop_column("in_text")
    with op.batch_alter_table("minutes_blocks") as batch:
        batch.drop_column("points_left_out")

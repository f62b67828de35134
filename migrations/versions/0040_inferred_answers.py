"""which challenges a practice is only inferred to answer

Revision ID: 0040
Revises: 0039
"""

import sqlalchemy as sa
from alembic import op

revision = "0040"
down_revision = "0039"
branch_labels = None
depends_on = None


def upgrade() -> None:
    column = sa.Column("inferred", sa.Boolean(), server_default=sa.false(), nullable=False)
    op.add_column("practice_challenges", column)


def downgrade() -> None:
    with op.batch_alter_table("practice_challenges") as batch:
        batch.drop_column("inferred")

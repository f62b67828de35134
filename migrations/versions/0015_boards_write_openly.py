"""boards begin with writing, and those of ended sessions are closed

Revision ID: 0015
Revises: 0014
"""

import sqlalchemy as sa
from alembic import op

revision = "0015"
down_revision = "0014"
branch_labels = None
depends_on = None

#: A board whose rows change here is read anew by whoever holds a copy.
_ANEW = "revision = revision + 1, visibility_revision = revision + 1"


def upgrade() -> None:
    _resize_stage(20)
    # Before, a board of an ended session could be opened again without the session.
    op.execute(
        f"UPDATE boards SET stage = 'closed', {_ANEW} WHERE stage <> 'closed'"
        " AND session_id IN (SELECT id FROM sessions WHERE status = 'ended')"
    )
    # What was to begin with sorting where nothing is written yet begins with writing.
    op.execute(
        f"UPDATE boards SET stage = 'write_openly', {_ANEW} WHERE stage IN ('cluster', 'revealed')"
        " AND notes_made = 0 AND session_id IN (SELECT id FROM sessions WHERE status IN ('planned', 'running'))"
    )


def downgrade() -> None:
    op.execute(f"UPDATE boards SET stage = 'cluster', {_ANEW} WHERE stage = 'write_openly'")
    _resize_stage(10)


def _resize_stage(length: int) -> None:
    wide = sa.String(length=length)
    if op.get_bind().dialect.name != "sqlite":
        op.alter_column("boards", "stage", type_=wide, server_default="write", existing_nullable=False)
        return
    # SQLite could only rebuild the table, which others point at: the column is replaced instead.
    op.add_column("boards", sa.Column("stage_wide", wide, server_default="write", nullable=False))
    op.execute("UPDATE boards SET stage_wide = stage")
    op.drop_column("boards", "stage")
    op.execute("ALTER TABLE boards RENAME COLUMN stage_wide TO stage")

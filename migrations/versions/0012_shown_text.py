"""each note keeps its text as everybody was last shown it; the demo's programme says that it is one

Of boards that are visible now, that is the text itself. Which notes were once shown on a board that is back
at private writing, nobody can tell any more: there it stays empty.

Revision ID: 0012
Revises: 0010
"""

import sqlalchemy as sa
from alembic import op

revision = "0012"
down_revision = "0010"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.add_column("notes", sa.Column("shown_text", sa.Text(), nullable=True))
    op.execute(
        "UPDATE notes SET shown_text = text WHERE NOT hidden AND NOT removed"
        " AND board_id IN (SELECT id FROM boards WHERE NOT hides_text)"
    )
    op.add_column(
        "programmes", sa.Column("demonstration", sa.Boolean(), server_default=sa.false(), nullable=False)
    )
    # The demo's loader is the only one that ever wrote a programme's source.
    op.execute("UPDATE programmes SET demonstration = true WHERE source <> ''")
    op.execute(
        "UPDATE wishes SET source = source || '; written down after the workshops, so a match is hindsight'"
        " WHERE source <> '' AND programme_id IN (SELECT id FROM programmes WHERE demonstration)"
    )


def downgrade() -> None:
    op.drop_column("programmes", "demonstration")
    op.drop_column("notes", "shown_text")

"""what the blocks of approved minutes were made from

Revision ID: 0038
Revises: 0037
"""

import json
from typing import Any

import sqlalchemy as sa
from alembic import op

revision = "0038"
down_revision = "0037"
branch_labels = None
depends_on = None

_APPROVED = sa.text("SELECT id, document_id FROM minutes WHERE status = 'approved' AND document_id IS NOT NULL")
_STANDING = sa.text(
    "SELECT key, COALESCE(fresh, drafted), content FROM minutes_blocks WHERE minutes_id = :minutes "
    "AND NOT removed AND NOT left_out AND NOT offered ORDER BY position, id"
)
_KEPT = sa.text("UPDATE documents SET sources = :sources WHERE id = :document")


def upgrade() -> None:
    op.add_column("documents", sa.Column("sources", sa.JSON(), nullable=True))
    # Approved minutes are locked: their blocks still are what was approved.
    link = op.get_bind()
    for minutes, document in link.execute(_APPROVED).all():
        sources = []
        for key, drafted, content in link.execute(_STANDING, {"minutes": minutes}):
            before, after = _read(drafted), _read(content)
            if after["type"] != "figure":
                source = {"key": key, "content": after}
                sources.append(source if before in (None, after) else source | {"drafted": before})
        link.execute(_KEPT, {"sources": json.dumps(sources), "document": document})


def downgrade() -> None:
    with op.batch_alter_table("documents") as batch:
        batch.drop_column("sources")


def _read(value: Any) -> Any:
    """JSON as a database gives it to plain SQL: SQLite as text, PostgreSQL read already."""
    return json.loads(value) if isinstance(value, str) else value

"""How Alembic reaches the database: over the connection that the program hands it."""

from alembic import context

from facilitation.store.base import Instant
from facilitation.store.models import Base


def render_item(kind, item, autogen_context):
    """Write our own column types as what they are in the database, so that a migration needs no model."""
    if kind == "type" and isinstance(item, Instant):
        return "sa.DateTime()"
    return False


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    render_item=render_item,
    compare_type=True,
)
with context.begin_transaction():
    context.run_migrations()

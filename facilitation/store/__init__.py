"""Rows and transactions: SQLAlchemy models, the unit of work, revisions."""

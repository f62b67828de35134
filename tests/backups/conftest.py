"""A PostgreSQL cluster for the backups that need one."""

from tests.store.conftest import cluster

__all__ = ["cluster"]

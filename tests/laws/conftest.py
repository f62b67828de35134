"""The laws look through every door, so they browse as well."""

from tests.web.conftest import app, browse, built

__all__ = ["app", "browse", "built"]

"""What a job did is also seen on pages."""

from tests.web.conftest import app, browse, built

__all__ = ["app", "browse", "built"]

"""What a job did is also seen on pages."""

from tests.web.conftest import app, browse

__all__ = ["app", "browse"]

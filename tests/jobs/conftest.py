"""What a job did is also seen on pages."""

from tests.web.conftest import browse

__all__ = ["browse"]

"""Who sees what of tandems is looked at on pages, too."""

from tests.web.conftest import app, browse, built

__all__ = ["app", "browse", "built"]

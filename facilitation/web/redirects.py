"""Addresses inside the site: never a redirect to a foreign host."""

from urllib.parse import urlsplit

from flask import request
from werkzeug.routing import IntegerConverter


def local_path(url: str | None) -> str | None:
    """The path (with query) of an address of ours, or None for anybody else's."""
    if not url:
        return None
    try:
        parts = urlsplit(url.replace("\\", "/"))
    except ValueError:
        return None
    if parts.netloc and parts.netloc != request.host:
        return None
    if (
        parts.scheme not in ("", "http", "https")
        or not parts.path.startswith("/")
        or parts.path.startswith("//")
    ):
        return None
    return f"{parts.path}?{parts.query}" if parts.query else parts.path


class Number(IntegerConverter):
    """An id in a path: a longer one could be kept by no database, so there is nothing at its address."""

    regex = r"\d{1,15}"

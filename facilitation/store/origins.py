"""The column that says where what a city says comes from."""

from __future__ import annotations

from sqlalchemy import String
from sqlalchemy.orm import Mapped, mapped_column, validates

from facilitation.domain.origins import ORIGINS, UNKNOWN


class HasOrigin:
    """A row of something that a city says; `origin` is one of domain/origins.ORIGINS and nothing else."""

    origin: Mapped[str] = mapped_column(String(10), default=UNKNOWN, server_default=UNKNOWN)

    @validates("origin")
    def _require_known(self, key: str, origin: str) -> str:
        if origin not in ORIGINS:
            raise ValueError(f"{origin!r} is no origin of domain/origins.py")
        return origin

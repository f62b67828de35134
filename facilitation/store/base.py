"""The declarative base, shared column types and the mark of a live row."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, ClassVar

from sqlalchemy import JSON, BigInteger, DateTime, FromClause, Integer, MetaData, Table, TypeDecorator
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

NAMING = {
    "ix": "ix_%(table_name)s_%(column_0_N_name)s",
    "uq": "uq_%(table_name)s_%(column_0_N_name)s",
    "ck": "ck_%(table_name)s_%(constraint_name)s",
    "fk": "fk_%(table_name)s_%(column_0_N_name)s",
    "pk": "pk_%(table_name)s",
}

#: SQLite counts a primary key by itself only when its type is INTEGER; PostgreSQL gets 64 bits.
Id = BigInteger().with_variant(Integer, "sqlite")


class Instant(TypeDecorator[datetime]):
    """An aware UTC datetime, kept as UTC without a zone so that every database orders it alike."""

    impl = DateTime
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.astimezone(UTC).replace(tzinfo=None)

    def process_result_value(self, value: datetime | None, dialect: Any) -> datetime | None:
        return None if value is None else value.replace(tzinfo=UTC)


#: None is NULL, so that "is there one?" can be asked of the database.
_JSON = JSON(none_as_null=True)


class Base(DeclarativeBase):
    """Every table's base; its metadata names all constraints so that migrations can."""

    metadata = MetaData(naming_convention=NAMING)
    type_annotation_map: ClassVar = {datetime: Instant, dict: _JSON, list: _JSON}


def table_of(model: type[Base | Live]) -> Table:
    """A model's table; SQLAlchemy types `__table__` as whatever one can select from."""
    table = model.__table__
    assert isinstance(table, Table)
    return table


class Live:
    """A row that live readers hold a copy of: each change stamps it with its subject's next revision.

    `SUBJECT` names the attribute that leads to the subject's row ("" when the row is its own subject).
    Such a row is never deleted and never updated in bulk: see store/changes.py. `UNSEEN` names the columns
    that are sent to no reader.
    """

    SUBJECT: ClassVar[str] = ""
    UNSEEN: ClassVar[frozenset[str]] = frozenset()
    revision: Mapped[int] = mapped_column(BigInteger, default=0)

    if TYPE_CHECKING:  # what every model with this mark has of its own
        __table__: ClassVar[FromClause]
        id: Mapped[int]


class LiveSubject(Live):
    """A live row that others hang on: it counts the revisions.

    A change of a column in `VISIBILITY` may change who may see what: copies older than
    `visibility_revision` are replaced as a whole.
    """

    KIND: ClassVar[str]
    VISIBILITY: ClassVar[frozenset[str]] = frozenset()
    visibility_revision: Mapped[int] = mapped_column(BigInteger, default=0)

    @property
    def subject(self) -> str:
        """The name by which clients subscribe, such as "board:12"."""
        return f"{self.KIND}:{self.id}"

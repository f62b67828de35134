"""Rows of partner cities, the names they go by, and the organisations of the programme."""

from __future__ import annotations

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.ext.associationproxy import AssociationProxy, association_proxy
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id


class City(Base):
    """A city administration taking part. `code` is its three-letter badge; `colour` one of 1-12."""

    __tablename__ = "cities"
    __table_args__ = (UniqueConstraint("programme_id", "code"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    code: Mapped[str] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(String(120))
    country: Mapped[str] = mapped_column(String(80), default="")
    country_code: Mapped[str] = mapped_column(String(2), default="")
    inhabitants: Mapped[int | None]
    time_zone: Mapped[str] = mapped_column(String(64))
    languages: Mapped[list]
    offices: Mapped[list]
    colour: Mapped[int]
    latitude: Mapped[float | None]
    longitude: Mapped[float | None]

    aliases: Mapped[list[CityAlias]] = relationship(order_by="CityAlias.name", cascade="all, delete-orphan")
    organisations: Mapped[list[Organisation]] = relationship(
        secondary="organisation_cities", order_by="Organisation.name", back_populates="cities"
    )


class CityAlias(Base):
    """Another name of a city: Torino for Turin."""

    __tablename__ = "city_aliases"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))


class Organisation(Base):
    """A member of the consortium that is no city, in one or more `roles` of domain/cities.ORGANISATION_ROLES.

    A support organisation stands by its `cities`; others may name cities too.
    """

    __tablename__ = "organisations"
    __table_args__ = (UniqueConstraint("programme_id", "name"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    name: Mapped[str] = mapped_column(String(120))

    cities: Mapped[list[City]] = relationship(
        secondary="organisation_cities", order_by="City.name", back_populates="organisations"
    )
    held_roles: Mapped[list[OrganisationRole]] = relationship(
        order_by="OrganisationRole.role", cascade="all, delete-orphan", lazy="selectin"
    )
    roles: AssociationProxy[list[str]] = association_proxy(
        "held_roles", "role", creator=lambda role: OrganisationRole(role=role)
    )


class OrganisationRole(Base):
    """One role of an organisation in its programme."""

    __tablename__ = "organisation_roles"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    role: Mapped[str] = mapped_column(String(20), primary_key=True)


class OrganisationCity(Base):
    """An organisation stands by a city."""

    __tablename__ = "organisation_cities"

    organisation_id: Mapped[int] = mapped_column(ForeignKey("organisations.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True, index=True)

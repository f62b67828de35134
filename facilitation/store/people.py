"""Rows of people, their seats in programmes, and the links that sign them in."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import BigInteger, ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City


class Person(Base):
    """Somebody who can sign in. Raising `epoch` ends every web session of theirs at once.

    `time_zone` is the IANA name of the zone that they read times in, as they said themselves: it is never
    guessed.
    """

    __tablename__ = "people"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    email: Mapped[str | None] = mapped_column(String(254), unique=True)
    name: Mapped[str] = mapped_column(String(80))
    password_hash: Mapped[str | None] = mapped_column(String(200))
    locale: Mapped[str | None] = mapped_column(String(5))
    time_zone: Mapped[str | None] = mapped_column(String(64))
    epoch: Mapped[int] = mapped_column(default=0)
    created_at: Mapped[datetime]


class Seat(Base):
    """A place in a programme: a role, and a city or an organisation.

    A guest's seat has no person, belongs to one session and is known by its token; only the token's
    SHA-256 is kept. A seat with `removed_at` opens nothing any more; `ejected_from` lists the ids of the
    sessions whose room it can't enter again. `standing` counts the changes of role and city: open sockets of
    an earlier standing end. `claim_email` is where a guest who asked to keep the seat can be reached. A seat
    with `erased_at` is nobody's any more: it only keeps what was counted together.
    """

    __tablename__ = "seats"
    __table_args__ = (UniqueConstraint("programme_id", "person_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    person_id: Mapped[int | None] = mapped_column(ForeignKey("people.id"), index=True)
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    name: Mapped[str] = mapped_column(String(80))
    role: Mapped[str] = mapped_column(String(20))
    policymaker: Mapped[bool] = mapped_column(default=False)
    city_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))
    organisation: Mapped[str | None] = mapped_column(String(120))
    token_hash: Mapped[str | None] = mapped_column(String(64), unique=True)
    simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]
    ejected_from: Mapped[list | None]
    standing: Mapped[int] = mapped_column(default=0)
    claim_email: Mapped[str | None] = mapped_column(String(254))
    erased_at: Mapped[datetime | None]

    city: Mapped[City | None] = relationship()
    person: Mapped[Person | None] = relationship()


class SignInLink(Base):
    """A link that signs a person in, known by the SHA-256 of its token.

    `bound_to` is set for one that resets the password: it is good only while the password hash's SHA-256 is
    this one. `email` is set for one that signs nobody in: it proves that this new address is the person's.
    `pressed_with` is by what a second press of whoever spent it is known (`viewers.press_hash`).
    """

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    person_id: Mapped[int] = mapped_column(ForeignKey("people.id"), index=True)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    expires_at: Mapped[datetime]
    reusable: Mapped[bool] = mapped_column(default=False)
    used_at: Mapped[datetime | None]
    bound_to: Mapped[str | None] = mapped_column(String(64))
    email: Mapped[str | None] = mapped_column(String(254))
    pressed_with: Mapped[str | None] = mapped_column(String(64))

    person: Mapped[Person] = relationship()


class Merge(Base):
    """An organiser says that a guest is somebody who has a seat already; the link to them proves it.

    The link is known by the SHA-256 of its token. Open until it is used, taken back or past `expires_at`.
    """

    __tablename__ = "merges"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    guest_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), index=True)
    into_id: Mapped[int] = mapped_column(ForeignKey("seats.id"))
    mail_id: Mapped[int | None] = mapped_column(BigInteger)
    token_hash: Mapped[str] = mapped_column(String(64), unique=True)
    created_at: Mapped[datetime]
    expires_at: Mapped[datetime]
    used_at: Mapped[datetime | None]

    guest: Mapped[Seat] = relationship(foreign_keys=[guest_id])
    into: Mapped[Seat] = relationship(foreign_keys=[into_id])

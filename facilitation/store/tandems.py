"""Rows of rounds of tandem formation, the tandems that came of them, and the versions that were published."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id
from facilitation.store.cities import City


class Round(Base):
    """One forming of tandems: the question in the pinned file form, and its answer once it is found.

    On the coordinator's table it is a scenario: `name` is its own, `version` counts its changes. `answer`
    holds the grouping that stands, `by_hand` where it isn't the solver's; `solved` is what the solver found
    for the question as it is now, in the same form, None once the question has changed. `personal_best` is
    each city's under that question ({code: utility}, None until it is known), `findings` what the worker
    found out about it, and `weighed` the version that it last valued. `own_languages` are those that a city
    speaks in this scenario only ({code: languages}). One `as_attended` tells who met, and proposes nothing.
    """

    __tablename__ = "rounds"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    preset: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(12), default="solving")
    problem: Mapped[dict]
    answer: Mapped[dict | None]
    simulated: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime]
    published_at: Mapped[datetime | None]
    name: Mapped[str] = mapped_column(String(80), default="")
    version: Mapped[int] = mapped_column(default=0)
    by_hand: Mapped[bool] = mapped_column(default=False)
    weighed: Mapped[int | None]
    solved: Mapped[dict | None]
    personal_best: Mapped[dict | None]
    findings: Mapped[dict | None]
    own_languages: Mapped[dict | None]
    as_attended: Mapped[bool] = mapped_column(default=False)

    tandems: Mapped[list[Tandem]] = relationship(
        primaryjoin="and_(Round.id == Tandem.round_id, Tandem.ended_at.is_(None))",
        order_by="Tandem.position",
        back_populates="round",
    )


class Tandem(Base):
    """A published group of two or three cities. `position` is its place in the round's answer.

    The same cities together are the same tandem, from round to round. One with `ended_at` stands no more: it
    fell apart or was taken back; what was scheduled for it stays its own, and it comes back with its cities.
    """

    __tablename__ = "tandems"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    position: Mapped[int]
    ended_at: Mapped[datetime | None]

    round: Mapped[Round] = relationship(back_populates="tandems")
    cities: Mapped[list[City]] = relationship(secondary="tandem_cities", order_by="City.code")


class TandemCity(Base):
    """A city's seat in a tandem."""

    __tablename__ = "tandem_cities"

    tandem_id: Mapped[int] = mapped_column(ForeignKey("tandems.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True)


class TandemVersion(Base):
    """The programme's tandems as they were published once, or that they were taken back (`kind`).

    `number` counts the versions of a programme. `round_id` is None once the round was removed. `groups` are
    {"tandem": id, "cities": [codes]}; `missing` are the codes of cities that had been asked and not agreed
    when this was published. `role` is that of whoever did it.
    """

    __tablename__ = "tandem_versions"
    __table_args__ = (UniqueConstraint("programme_id", "number"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"))
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id", ondelete="SET NULL"), index=True)
    number: Mapped[int]
    kind: Mapped[str] = mapped_column(String(12))
    groups: Mapped[list]
    missing: Mapped[list]
    reason: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(5))
    role: Mapped[str] = mapped_column(String(20))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]


class TandemContact(Base):
    """The telephone number that somebody gives the cities of their tandem, while they agree to it.

    Whether they do is their consent (store/consents.py); their name and address are those of their seat.
    """

    __tablename__ = "tandem_contacts"

    seat_id: Mapped[int] = mapped_column(ForeignKey("seats.id"), primary_key=True)
    phone: Mapped[str] = mapped_column(String(40), default="")


class RoundStep(Base):
    """A change of a scenario, kept so that it can be taken back.

    `state` holds the columns of the round that the change touched, as they were before; once it is taken back
    (`undone`), as they were after, so that it can be done again. `params` fill the sentence of its `kind`.
    """

    __tablename__ = "round_steps"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    round_id: Mapped[int] = mapped_column(ForeignKey("rounds.id"), index=True)
    kind: Mapped[str] = mapped_column(String(20))
    params: Mapped[dict]
    state: Mapped[dict] = mapped_column(deferred=True)
    undone: Mapped[bool] = mapped_column(default=False)
    at: Mapped[datetime]

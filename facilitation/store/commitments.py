"""Rows of commitments of cities, and of the steps in the history of each."""

from __future__ import annotations

import datetime as dt

from sqlalchemy import ForeignKey, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.domain.commitments import STATED
from facilitation.store.base import Base, Id
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session


class Commitment(Base):
    """A city learns something from another, gives it to another, or does it together with another.

    `kind` and `status` are keys of domain/commitments. `other` is None where the city to learn from is still
    open. `owner` is the person who answers for it, `office` an office or role in words; both may be open, as
    `due` may. `reason` is why one was dropped, in `reason_language`. `source` and `stated_on` say where and
    when one was stated that comes from elsewhere. `session` is the one in which it was made, None where it
    was written down outside of one; the column is called `made_in_id` because a commitment outlives that
    session and is not one of its rows. `revision` counts the changes: whoever saves names the one that they
    began from. One with `removed_at` is to be found by those who can restore it alone.
    """

    __tablename__ = "commitments"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    kind: Mapped[str] = mapped_column(String(10))
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    other_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"), index=True)
    subject: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(5))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practices.id"))
    owner_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    office: Mapped[str] = mapped_column(String(120), default="", server_default="")
    due: Mapped[dt.date | None]
    status: Mapped[str] = mapped_column(String(10), default=STATED, server_default=STATED)
    reason: Mapped[str] = mapped_column(Text, default="", server_default="")
    reason_language: Mapped[str | None] = mapped_column(String(5))
    source: Mapped[str] = mapped_column(Text, default="", server_default="")
    stated_on: Mapped[dt.date | None]
    made_in_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    created_at: Mapped[dt.datetime]
    removed_at: Mapped[dt.datetime | None]

    city: Mapped[City] = relationship(foreign_keys=[city_id])
    other: Mapped[City | None] = relationship(foreign_keys=[other_id])
    practice: Mapped[Practice | None] = relationship()
    owner: Mapped[Seat | None] = relationship()
    session: Mapped[Session | None] = relationship()
    steps: Mapped[list[CommitmentStep]] = relationship(
        back_populates="commitment", order_by="CommitmentStep.id", cascade="all, delete-orphan"
    )


class CommitmentStep(Base):
    """A step in the history of a commitment: who did what to it, and when.

    `step` is one of domain/commitments.STEPS. `status` is the one that it has had since, `note` what was said
    to it, in `language`. `before` has, of a change, what stood there before by the name of the field, in
    words. `city` is the code of the city that the actor sat for; `seat_id` is None once they are erased, and
    where the program itself did it.
    """

    __tablename__ = "commitment_steps"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    commitment_id: Mapped[int] = mapped_column(ForeignKey("commitments.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(20))
    city: Mapped[str | None] = mapped_column(String(3))
    step: Mapped[str] = mapped_column(String(10))
    status: Mapped[str] = mapped_column(String(10))
    note: Mapped[str] = mapped_column(Text, default="", server_default="")
    language: Mapped[str | None] = mapped_column(String(5))
    before: Mapped[dict] = mapped_column(default=dict, server_default="{}")
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[dt.datetime]

    commitment: Mapped[Commitment] = relationship(back_populates="steps")
    seat: Mapped[Seat | None] = relationship()

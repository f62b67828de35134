"""Rows of proposals: groupings that cities are asked about before they are published, and what they said."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, Text, UniqueConstraint, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.domain.tandems import OPEN, UNDECIDED
from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.tandems import Round


class Proposal(Base):
    """The cities are asked what they say to the tandems of a round. A programme has one `open` at most.

    `round_id` is the round that was proposed last, None once that was removed. A changed proposal goes on
    with its groups that stay.
    `problem` is its question as it was then, in the pinned form: the groups' wishes count within it.
    `note` is what the coordination team tells all cities; `reason` why the proposal was withdrawn.
    """

    __tablename__ = "proposals"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    round_id: Mapped[int | None] = mapped_column(ForeignKey("rounds.id", ondelete="SET NULL"), index=True)
    state: Mapped[str] = mapped_column(String(10), default=OPEN)
    problem: Mapped[dict]
    note: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(5))
    reason: Mapped[str] = mapped_column(Text, default="")
    reason_language: Mapped[str | None] = mapped_column(String(5))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    proposed_at: Mapped[datetime]
    changed_at: Mapped[datetime | None]
    closed_at: Mapped[datetime | None]

    round: Mapped[Round | None] = relationship()
    groups: Mapped[list[ProposedTandem]] = relationship(
        primaryjoin="and_(Proposal.id == ProposedTandem.proposal_id, ProposedTandem.removed_at.is_(None))",
        order_by="ProposedTandem.position",
        back_populates="proposal",
    )


class ProposedTandem(Base):
    """A group that its cities are asked about. `part` is its place in the answer, in the pinned form.

    One with `removed_at` is asked about no more, since the proposal was changed.
    """

    __tablename__ = "proposed_tandems"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    proposal_id: Mapped[int] = mapped_column(ForeignKey("proposals.id"), index=True)
    position: Mapped[int]
    part: Mapped[dict]
    asked_at: Mapped[datetime]
    removed_at: Mapped[datetime | None]

    proposal: Mapped[Proposal] = relationship(back_populates="groups")
    cities: Mapped[list[City]] = relationship(secondary="proposed_tandem_cities", order_by="City.code")
    answers: Mapped[list[ProposalAnswer]] = relationship(order_by="ProposalAnswer.id", back_populates="group")


class ProposedTandemCity(Base):
    """A city's seat in a proposed tandem."""

    __tablename__ = "proposed_tandem_cities"

    tandem_id: Mapped[int] = mapped_column(ForeignKey("proposed_tandems.id"), primary_key=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), primary_key=True, index=True)


class ProposalAnswer(Base):
    """What a city said last about its proposed tandem; only the coordination team and the city read it.

    `role` and `organisation` are those of the seat that said it for the city: whose seat it was is not kept,
    for it is the city that speaks. `reply` is what the coordination team answered.
    """

    __tablename__ = "proposal_answers"
    __table_args__ = (UniqueConstraint("group_id", "city_id"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    group_id: Mapped[int] = mapped_column(ForeignKey("proposed_tandems.id"))
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    answer: Mapped[str] = mapped_column(String(8), default=UNDECIDED)
    comment: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str] = mapped_column(String(5))
    role: Mapped[str] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(String(120))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    at: Mapped[datetime]
    reply: Mapped[str] = mapped_column(Text, default="")
    reply_language: Mapped[str | None] = mapped_column(String(5))
    replied_at: Mapped[datetime | None]

    group: Mapped[ProposedTandem] = relationship(back_populates="answers")
    city: Mapped[City] = relationship()

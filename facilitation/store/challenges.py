"""Rows of challenges, who named them, practices that answer them, and wishes to learn."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ColumnElement, ForeignKey, String, Text, UniqueConstraint, and_, false, or_
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from facilitation.domain.challenges import CONFIRMED
from facilitation.store.base import Base, Id
from facilitation.store.cities import City
from facilitation.store.origins import HasOrigin
from facilitation.store.sessions import Session
from facilitation.store.topics import Topic


class Challenge(Base):
    """What cities struggle with: `kind` is "social" or "transversal"; `key` names it in files.

    `title` is the one it was first given, in `language`; `titles` are those in further languages. One that
    was merged stands for the challenge in `merged_into`: what was said under it stays its own and is read as
    said of that one, so that to undo the merge is to empty this column.
    """

    __tablename__ = "challenges"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    kind: Mapped[str] = mapped_column(String(12))
    title: Mapped[str] = mapped_column(String(200))
    language: Mapped[str] = mapped_column(String(5), default="en", server_default="en")
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("challenges.id"), index=True)
    merged_at: Mapped[datetime | None]

    titles: Mapped[dict[str, ChallengeTitle]] = relationship(
        collection_class=attribute_keyed_dict("language"),
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    merged_into: Mapped[Challenge | None] = relationship(remote_side=[id])

    @property
    def standing(self) -> Challenge:
        """The challenge that this one stands for now: itself, unless it was merged."""
        found, seen = self, {self.id}
        while found.merged_into is not None and found.merged_into_id not in seen:
            found = found.merged_into
            seen.add(found.id)
        return found


class ChallengeTitle(Base):
    """A challenge's title in a further language; `source` says where the translation comes from, if known."""

    __tablename__ = "challenge_titles"

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    title: Mapped[str] = mapped_column(String(200))
    source: Mapped[str] = mapped_column(Text, default="")


class ChallengeMention(HasOrigin, Base):
    """A city named a challenge, and where it was said. What boards propose is read from their clusters.

    `origin` says where, with the session where there is one, and `source` names the document. `role` and
    `organisation` are those of the seat it was said from, as they were then; whose seat it was is not kept,
    for it is the city that speaks. `language` is that of the remark and the evidence, None where nobody
    knows. `urgency` is one of domain/challenges.URGENCIES, None where the city didn't say. A withdrawn
    naming counts nowhere and can be restored.

    `proposal` is how the city answered what boards of the session propose (CONFIRMED, DECLINED, or OPEN
    again), with the cluster that it was asked about; None for what it said of itself. What nobody has
    answered yet has no row: it is read from the boards (store/board_proposals.py), and goes with its notes.
    """

    __tablename__ = "challenge_mentions"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    remark: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(5))
    source: Mapped[str] = mapped_column(Text, default="")
    session_id: Mapped[int | None] = mapped_column(ForeignKey("sessions.id"), index=True)
    role: Mapped[str | None] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(String(120))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    said_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]
    topic_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    urgency: Mapped[int | None]
    evidence: Mapped[str] = mapped_column(Text, default="", server_default="")
    evidence_source: Mapped[str] = mapped_column(Text, default="", server_default="")
    cluster_id: Mapped[int | None] = mapped_column(ForeignKey("clusters.id"), index=True)
    proposal: Mapped[str | None] = mapped_column(String(10))

    challenge: Mapped[Challenge] = relationship()
    city: Mapped[City] = relationship()
    session: Mapped[Session | None] = relationship()
    topic: Mapped[Topic | None] = relationship()

    @hybrid_property
    def counts(self) -> bool:
        """Whether it counts wherever challenges count: not withdrawn, and not a mere proposal of a board.

        This is the one place that says so: the heat-map, tandems, documents and the home page ask it.
        """
        return self.withdrawn_at is None and self.proposal in (None, CONFIRMED)

    @counts.inplace.expression
    @classmethod
    def _counts(cls) -> ColumnElement[bool]:
        return and_(cls.withdrawn_at.is_(None), or_(cls.proposal.is_(None), cls.proposal == CONFIRMED))

    @property
    def programme_id(self) -> int:
        """Its city's programme: by this the door finds whether it is within reach."""
        return self.city.programme_id


class Practice(HasOrigin, Base):
    """What a city offers, and the challenges that it answers; more of it stands in store/practices.py.

    `stage` is one of domain/practices.STAGES, "" where nobody said; `links` are {"url", "label"} each.
    `role` and `organisation` are those of the seat that said it for the city; None where nobody knows.
    `revision` counts the changes: whoever saves names the one that they began from. A withdrawn practice is
    offered nowhere and can be restored.
    """

    __tablename__ = "practices"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    title: Mapped[str] = mapped_column(String(300))
    description: Mapped[str] = mapped_column(Text, default="", server_default="")
    language: Mapped[str | None] = mapped_column(String(5))
    stage: Mapped[str] = mapped_column(String(20), default="")
    links: Mapped[list] = mapped_column(default=list, server_default="[]")
    source: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str | None] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(String(120))
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    revision: Mapped[int] = mapped_column(default=0, server_default="0")
    changed_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    city: Mapped[City] = relationship()
    challenges: Mapped[list[Challenge]] = relationship(secondary="practice_challenges")


class PracticeChallenge(Base):
    """A practice answers a challenge.

    `inferred`: it was concluded from what is written of the practice, and nobody who writes it has said so.
    """

    __tablename__ = "practice_challenges"

    practice_id: Mapped[int] = mapped_column(ForeignKey("practices.id"), primary_key=True)
    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), primary_key=True)
    inferred: Mapped[bool] = mapped_column(default=False, server_default=false())


class Wish(HasOrigin, Base):
    """What a city wants to learn: a practice, a teacher city, or words only.

    `role` and `organisation` are those of the seat that said it for the city; None where nobody knows. Only
    the city and the coordinators see it; others do once it is met by a published tandem, if it is `shown`
    (queries/tandems/redaction.py). A withdrawn wish counts nowhere and can be restored.
    """

    __tablename__ = "wishes"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    city_id: Mapped[int] = mapped_column(ForeignKey("cities.id"))
    practice_id: Mapped[int | None] = mapped_column(ForeignKey("practices.id"))
    teacher_id: Mapped[int | None] = mapped_column(ForeignKey("cities.id"))
    priority: Mapped[int] = mapped_column(default=1)
    text: Mapped[str] = mapped_column(Text, default="")
    language: Mapped[str | None] = mapped_column(String(5))
    source: Mapped[str] = mapped_column(Text, default="")
    role: Mapped[str | None] = mapped_column(String(20))
    organisation: Mapped[str | None] = mapped_column(String(120))
    shown: Mapped[bool] = mapped_column(default=False, server_default=false())
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    said_at: Mapped[datetime | None]
    withdrawn_at: Mapped[datetime | None]

    city: Mapped[City] = relationship(foreign_keys=[city_id])
    teacher: Mapped[City | None] = relationship(foreign_keys=[teacher_id])
    practice: Mapped[Practice | None] = relationship()

"""Rows of the programme's topics, their labels by language, and the challenges that are tagged with them."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import ForeignKey, String, UniqueConstraint
from sqlalchemy.orm import Mapped, attribute_keyed_dict, mapped_column, relationship

from facilitation.store.base import Base, Id


class Topic(Base):
    """What challenges and practices are about, in the programme's own words; `key` names it in files.

    `position` is its place in lists. One that was merged stands for the topic in `merged_into`: what was
    tagged with it stays so and is read as tagged with that one, so that to undo the merge is to empty this
    column. One with `removed_at` is offered nowhere and can be brought back.
    """

    __tablename__ = "topics"
    __table_args__ = (UniqueConstraint("programme_id", "key"),)

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    programme_id: Mapped[int] = mapped_column(ForeignKey("programmes.id"), index=True)
    key: Mapped[str] = mapped_column(String(60))
    position: Mapped[int]
    merged_into_id: Mapped[int | None] = mapped_column(ForeignKey("topics.id"), index=True)
    removed_at: Mapped[datetime | None]

    labels: Mapped[dict[str, TopicLabel]] = relationship(
        collection_class=attribute_keyed_dict("language"),
        cascade="all, delete-orphan",
        lazy="selectin",
    )
    merged_into: Mapped[Topic | None] = relationship(remote_side=[id])

    @property
    def standing(self) -> Topic:
        """The topic that this one stands for now: itself, unless it was merged."""
        found, seen = self, {self.id}
        while found.merged_into is not None and found.merged_into_id not in seen:
            found = found.merged_into
            seen.add(found.id)
        return found


class TopicLabel(Base):
    """What a topic is called in one language."""

    __tablename__ = "topic_labels"

    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True)
    language: Mapped[str] = mapped_column(String(5), primary_key=True)
    label: Mapped[str] = mapped_column(String(120))


class ChallengeTopic(Base):
    """A challenge is about a topic."""

    __tablename__ = "challenge_topics"

    challenge_id: Mapped[int] = mapped_column(ForeignKey("challenges.id"), primary_key=True)
    topic_id: Mapped[int] = mapped_column(ForeignKey("topics.id"), primary_key=True, index=True)

"""Rows of polls: questions with their options, what was answered, what was asked (Q&A), whose turn it is."""

from __future__ import annotations

import datetime as dt
from collections.abc import Sequence
from typing import ClassVar

from sqlalchemy import ForeignKey, Index, String, Text, false
from sqlalchemy.orm import Mapped, mapped_column, relationship

from facilitation.store.base import Base, Id, Live
from facilitation.store.sessions import Session, SessionPerson


class Poll(Live, Base):
    """A question of a block that is answered on devices; `kind` and `status` are of domain/polls.

    `options` are [{"id", "text"}] in order. `asked`: of a question to all cities, the codes of those that it
    went to. `hidden_words`: of open words, those (as domain/polls.word_key has them) that only facilitators
    see. `shown_at` None: nobody was shown what the answers come to.
    """

    __tablename__ = "polls"
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("blocks.id"), index=True)
    position: Mapped[int]
    kind: Mapped[str] = mapped_column(String(10))
    question: Mapped[str] = mapped_column(Text)
    options: Mapped[list] = mapped_column(default=list, server_default="[]")
    settings: Mapped[dict] = mapped_column(default=dict, server_default="{}")
    asked: Mapped[list] = mapped_column(default=list, server_default="[]")
    hidden_words: Mapped[list] = mapped_column(default=list, server_default="[]")
    status: Mapped[str] = mapped_column(String(10), default="prepared", server_default="prepared")
    shown_at: Mapped[dt.datetime | None]
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())

    session: Mapped[Session] = relationship()


class PollAnswer(Live, Base):
    """What somebody answered, or the one answer of a city (`seat_id` is who wrote it last).

    `choice` is {"options": [ids]}, {"value": number or None} or {"text"}. `author` and `city` are None where
    answers are anonymous: then only `seat_id` says whose it is, which nobody is sent. A `removed` one was
    taken back.
    """

    __tablename__ = "poll_answers"
    __table_args__ = (Index("ix_poll_answers_poll_seat", "poll_id", "seat_id"),)
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    author: Mapped[str | None] = mapped_column(String(80))
    city: Mapped[str | None] = mapped_column(String(3))
    choice: Mapped[dict]
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[dt.datetime]

    session: Mapped[Session] = relationship()


class PollQuestion(Live, Base):
    """A question that somebody asked in a Q&A, with its answer in words once there is one.

    `author` and `city` are None where nobody is to know. A `hidden` one is seen by facilitators only.
    `language` None is the session's own.
    """

    __tablename__ = "poll_questions"
    __table_args__ = (Index("ix_poll_questions_poll", "poll_id"),)
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    poll_id: Mapped[int] = mapped_column(ForeignKey("polls.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    author: Mapped[str | None] = mapped_column(String(80))
    city: Mapped[str | None] = mapped_column(String(3))
    text: Mapped[str] = mapped_column(Text)
    language: Mapped[str | None] = mapped_column(String(5))
    answer: Mapped[str] = mapped_column(Text, default="", server_default="")
    answered_at: Mapped[dt.datetime | None]
    hidden: Mapped[bool] = mapped_column(default=False, server_default=false())
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    simulated: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[dt.datetime]

    session: Mapped[Session] = relationship()

    @property
    def people(self) -> Sequence[SessionPerson]:
        """Those with a role at its session: by them the door finds who may record."""
        return self.session.people


class QuestionSupport(Live, Base):
    """Somebody wants to know the same: one a person and question."""

    __tablename__ = "question_supports"
    __table_args__ = (Index("ix_question_supports_question_seat", "question_id", "seat_id"),)
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    question_id: Mapped[int] = mapped_column(ForeignKey("poll_questions.id"))
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())
    created_at: Mapped[dt.datetime]

    session: Mapped[Session] = relationship()


class SpeakingTurn(Live, Base):
    """A place in a round: a person or a city, in the order of speaking. `status` is of domain/turns."""

    __tablename__ = "speaking_turns"
    SUBJECT: ClassVar[str] = "session"

    id: Mapped[int] = mapped_column(Id, primary_key=True)
    session_id: Mapped[int] = mapped_column(ForeignKey("sessions.id"), index=True)
    block_id: Mapped[int] = mapped_column(ForeignKey("blocks.id"), index=True)
    seat_id: Mapped[int | None] = mapped_column(ForeignKey("seats.id"), index=True)
    city: Mapped[str | None] = mapped_column(String(3))
    name: Mapped[str] = mapped_column(String(80), default="", server_default="")
    position: Mapped[int]
    status: Mapped[str] = mapped_column(String(10), default="waiting", server_default="waiting")
    removed: Mapped[bool] = mapped_column(default=False, server_default=false())

    session: Mapped[Session] = relationship()

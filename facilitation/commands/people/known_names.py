"""By which names somebody is known in a programme, and taking them out of documents that were given out."""

from __future__ import annotations

from collections.abc import Collection, Sequence
from typing import Any

from sqlalchemy import delete, or_, select

from facilitation.commands.names_in_undo import ON_MINUTES, forget_steps
from facilitation.commands.solutions.commitment_owners import offices_of
from facilitation.commands.solutions.prerequisite_owners import hand_over_owner, owners_of
from facilitation.commands.work import Work
from facilitation.domain.privacy import REMOVED, UNNAMED, means, without_names
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.boards import Note
from facilitation.store.cities import City
from facilitation.store.documents import DocumentRow, Rendering
from facilitation.store.jobs import Job
from facilitation.store.minutes import Minutes, MinutesBlock
from facilitation.store.people import Person, Seat
from facilitation.store.records import RecordVersion
from facilitation.store.sessions import Attendance, Record, Session, SessionPerson


def names_of(work: Work, seat: Seat) -> set[str]:
    """Every name that somebody goes by in a programme, earlier ones included."""
    names = {seat.name}
    if seat.person_id is not None:
        names.add(work.orm.get_one(Person, seat.person_id).name)
    names |= set(work.orm.scalars(select(Note.author).where(Note.seat_id == seat.id).distinct()))
    names |= set(work.orm.scalars(select(Attendance.name).where(Attendance.seat_id == seat.id).distinct()))
    if seat.person is not None and seat.person.email is not None:
        names |= {one.name for one in entered_by_hand(work, seat.programme_id, (), [seat.person.email])}
    return {name for name in names if name} - words_for_removed(work)


def entered_by_hand(
    work: Work, programme: int, names: Collection[str], emails: Collection[str]
) -> Sequence[SessionPerson]:
    """People without a seat in a session's list of roles, under one of these names or addresses."""
    query = (
        select(SessionPerson)
        .join(Session, SessionPerson.session_id == Session.id)
        .where(
            Session.programme_id == programme,
            SessionPerson.seat_id.is_(None),
            or_(SessionPerson.name.in_(names), SessionPerson.email.in_(emails)),
        )
        .order_by(SessionPerson.id)
    )
    return work.orm.scalars(query).all()


def spoken_names_of(work: Work, seat: Seat) -> set[str]:
    """`names_of`, and as others wrote them down: scribes in the sessions that they were in, and whoever said
    who sees to a prerequisite or answers for a commitment."""
    names = names_of(work, seat)
    attended = select(Attendance.session_id).where(Attendance.seat_id == seat.id)
    speakers = select(Record.speaker).where(Record.session_id.in_(attended), Record.speaker != "").distinct()
    before = select(RecordVersion.speaker).join(Record).where(Record.session_id.in_(attended)).distinct()
    spoken = {*work.orm.scalars(speakers), *work.orm.scalars(before)}
    spoken |= owners_of(work, seat.programme_id, names) | offices_of(work, seat.programme_id, names)
    return names | {one for one in spoken if any(means(one, name) for name in names)} - words_for_removed(
        work
    )


def words_for_removed(work: Work) -> set[str]:
    """What stands for an erased name, in every language."""
    return {work.translate(REMOVED, language) for language in LANGUAGES}


def leave_documents(
    work: Work, programme: int, names: Collection[str], instead: str, *, quotes_only: bool = False
) -> int:
    """Take names out of the documents that a programme has given out; their files are made anew.

    `instead` is a marked text for what stands there from now on. Gives how many documents changed.
    """
    changed = 0
    others = _others(work, programme, names)
    query = select(DocumentRow).where(DocumentRow.programme_id == programme).order_by(DocumentRow.id)
    for document in work.orm.scalars(query).all():
        said = work.translate(instead, document.language)
        content = without_names(document.content, names, said, others=others, quotes_only=quotes_only)
        document.sources = without_names(
            document.sources, names, said, others=others, quotes_only=quotes_only
        )
        if content == document.content:
            continue
        document.content = content
        work.orm.execute(delete(Rendering).where(Rendering.document_id == document.id))
        work.orm.expire(document, ["renderings"])
        payload = {"document": document.id}
        work.add(Job(programme_id=programme, kind="document.render", payload=payload, run_after=work.now))
        changed += 1
    changed += _leave_minutes(work, programme, names, instead, others, quotes_only=quotes_only)
    return changed


def _others(work: Work, programme: int, names: Collection[str]) -> set[str]:
    """The names of other people and of cities: where one of them stands, nobody of `names` is meant."""
    seats = select(Seat.name).where(Seat.programme_id == programme, Seat.erased_at.is_(None))
    cities = select(City.name).where(City.programme_id == programme)
    return {name for query in (seats, cities) for name in work.orm.scalars(query)}


def _leave_minutes(
    work: Work,
    programme: int,
    names: Collection[str],
    instead: str,
    others: Collection[str],
    *,
    quotes_only: bool,
) -> int:
    """Take names out of minutes that are corrected, and out of what `minutes.undo` keeps."""
    changed = 0

    def left(content: Any, said: str) -> Any:
        return without_names(content, names, said, others=others, quotes_only=quotes_only)

    query = (
        select(MinutesBlock).join(Minutes).where(Minutes.programme_id == programme).order_by(MinutesBlock.id)
    )
    for block in work.orm.scalars(query).all():
        said = work.translate(instead, block.minutes.language)
        for column in ("content", "drafted", "fresh"):
            content = getattr(block, column)
            cleared = left(content, said)
            if cleared != content:
                setattr(block, column, cleared)
                changed += 1
    forget_steps(work, programme, ON_MINUTES, lambda _, __, value: bool(left(value, instead) != value))
    if not quotes_only:
        signed = select(Minutes).where(Minutes.programme_id == programme, Minutes.approved_name.in_(names))
        for minutes in work.orm.scalars(signed).all():
            minutes.approved_name = work.translate(instead, minutes.language)
    return changed


def hand_over_names(work: Work, guest: Seat, into: Seat) -> None:
    """A guest turned out to be a member: what they said is the member's, and who leaves takes it along.

    Documents given out before name neither, for the member may not have agreed to it.
    """
    names = spoken_names_of(work, guest)
    attended = select(Attendance.session_id).where(Attendance.seat_id == guest.id)
    query = select(Record).where(Record.session_id.in_(attended), Record.speaker.in_(names))
    for record in work.orm.scalars(query.order_by(Record.session_id, Record.id)):
        record.speaker = into.name
    history = select(RecordVersion).join(Record)
    for version in work.orm.scalars(
        history.where(Record.session_id.in_(attended), RecordVersion.speaker.in_(names))
    ):
        version.speaker = into.name
    hand_over_owner(work, guest.programme_id, names, into.name)
    leave_documents(work, guest.programme_id, names, UNNAMED)

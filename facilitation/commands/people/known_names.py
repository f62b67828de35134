"""By which names somebody is known in a programme, and taking them out of documents that were given out."""

from __future__ import annotations

from collections.abc import Collection, Sequence

from sqlalchemy import delete, or_, select

from facilitation.commands.work import Work
from facilitation.domain.privacy import REMOVED, UNNAMED, means, without_names
from facilitation.domain.programmes import LANGUAGES
from facilitation.store.boards import Note
from facilitation.store.documents import DocumentRow, Rendering
from facilitation.store.jobs import Job
from facilitation.store.people import Person, Seat
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
    """`names_of`, and as scribes wrote them down in the sessions that they were in."""
    names = names_of(work, seat)
    attended = select(Attendance.session_id).where(Attendance.seat_id == seat.id)
    speakers = select(Record.speaker).where(Record.session_id.in_(attended), Record.speaker != "").distinct()
    return names | {one for one in work.orm.scalars(speakers) if any(means(one, name) for name in names)}


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
    query = select(DocumentRow).where(DocumentRow.programme_id == programme).order_by(DocumentRow.id)
    for document in work.orm.scalars(query).all():
        said = work.translate(instead, document.language)
        content = without_names(document.content, names, said, quotes_only=quotes_only)
        if content == document.content:
            continue
        document.content = content
        work.orm.execute(delete(Rendering).where(Rendering.document_id == document.id))
        work.orm.expire(document, ["renderings"])
        payload = {"document": document.id}
        work.add(Job(programme_id=programme, kind="document.render", payload=payload, run_after=work.now))
        changed += 1
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
    leave_documents(work, guest.programme_id, names, UNNAMED)

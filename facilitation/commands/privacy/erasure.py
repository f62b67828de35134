"""How a person goes and the record stays: their names leave every table, what they wrote keeps its place.

Live rows change one by one, so that open boards follow. They are set directly and not by `work.change`, which
would write the name down for `undo` once more.
"""

from __future__ import annotations

import secrets
from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any

from sqlalchemy import ColumnElement, Select, delete, or_, select, update

from facilitation.commands.boards.consequences import note_gone
from facilitation.commands.names_in_undo import forget_steps
from facilitation.commands.people.known_names import (
    entered_by_hand,
    leave_documents,
    names_of,
    words_for_removed,
)
from facilitation.commands.people.seats import let_others_approve
from facilitation.commands.practices.contacts import forget_contacts
from facilitation.commands.registrations import forgetting
from facilitation.commands.sessions.feeds import forget_feeds
from facilitation.commands.sessions.poll_people import forget_in_polls
from facilitation.commands.solutions import commitment_owners, prerequisite_owners
from facilitation.commands.work import Work
from facilitation.domain.plans import PLAN_COMMANDS
from facilitation.domain.privacy import REMOVED, led_by, means, whole
from facilitation.store.boards import Cluster, Note
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutPoint
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.consents import Consent
from facilitation.store.fair_times import TimeAnswer, TimePoll
from facilitation.store.invitations import Invitation
from facilitation.store.mails import Mail
from facilitation.store.minutes import Amendment, Minutes
from facilitation.store.onboarding import CallPerson
from facilitation.store.operations import Operation
from facilitation.store.people import Merge, Person, Seat, SignInLink
from facilitation.store.programmes import Programme
from facilitation.store.records import RecordVersion
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Attendance, Block, Record, Session, SessionPerson
from facilitation.store.tandems import TandemContact

#: How much was changed, by the kind of what it was: {"notes": 12, ...}.
Counts = Counter[str]


def erase_person(work: Work, person: Person) -> Counts:
    """Erase somebody everywhere: every seat, the account, what was mailed to them.

    The row stays, empty: a database may give the id of a deleted row to somebody new, for whom an old cookie
    would then be good.
    """
    counts: Counts = Counter(people=1)
    emails = _emails(work, person, seats := _seats(work, person))
    for seat in seats:
        counts += erase_seat(work, seat, emails)
    _forget_invitations(work, Invitation.email.in_(emails))
    for invitation in work.orm.scalars(select(SessionInvitation).where(SessionInvitation.email.in_(emails))):
        work.orm.delete(invitation)
    _forget_mails(work, or_(Mail.person_id == person.id, Mail.address.in_(emails)))
    work.orm.execute(delete(SignInLink).where(SignInLink.person_id == person.id))
    work.change(
        person,
        email=None,
        name=_removed(work, person.locale),
        password_hash=None,
        locale=None,
        time_zone=None,
        epoch=person.epoch + 1,
    )
    return counts


def erase_member(work: Work, seat: Seat) -> Counts:
    """Erase a seat in its programme, and the person behind it unless they hold seats elsewhere."""
    person = work.orm.get(Person, seat.person_id) if seat.person_id is not None else None
    if person is not None and _seats(work, person) == [seat]:
        return erase_person(work, person)
    emails = _emails(work, person, [seat])
    counts = erase_seat(work, seat, emails)
    _forget_mails(
        work,
        Mail.programme_id == seat.programme_id,
        or_(Mail.address.in_(emails), (Mail.person_id.is_not(None)) & (Mail.person_id == seat.person_id)),
    )
    seat.person = None
    work.orm.flush()
    return counts + Counter(people=1)


def erase_seat(work: Work, seat: Seat, emails: Collection[str]) -> Counts:
    """Take what names its holder from a seat and from the record of its programme, and close it."""
    by_hand = entered_by_hand(work, seat.programme_id, (), emails)
    names = names_of(work, seat) | {one.name for one in by_hand} - words_for_removed(work)
    counts = leave_record(work, seat, names, emails)
    _forget_invitations(
        work,
        or_(
            Invitation.seat_id == seat.id,
            (Invitation.programme_id == seat.programme_id) & Invitation.email.in_(emails),
        ),
    )
    work.orm.execute(delete(Consent).where(Consent.seat_id == seat.id))
    work.orm.execute(delete(TandemContact).where(TandemContact.seat_id == seat.id))
    work.orm.execute(delete(Merge).where(or_(Merge.guest_id == seat.id, Merge.into_id == seat.id)))
    _forget_calendars(work, seat, emails)
    programme = work.orm.get_one(Programme, seat.programme_id)
    if programme.contact in emails:
        work.change(programme, contact="")
    let_others_approve(work, seat)
    work.change(
        seat,
        name=_removed(work, programme.languages[0] if programme.languages else None),
        organisation=None,
        token_hash=None,
        claim_email=None,
        removed_at=seat.removed_at or work.now,
        erased_at=work.now,
        standing=seat.standing + 1,
    )
    return counts


def _forget_calendars(work: Work, seat: Seat, emails: Collection[str]) -> None:
    """Their own feed and the invitations to sessions that they got go; what they made for others stays."""
    own = select(CalendarFeed.id).where(CalendarFeed.seat_id == seat.id)
    forget_feeds(work, list(work.orm.scalars(own)))
    got = select(SessionInvitation).where(
        SessionInvitation.programme_id == seat.programme_id,
        or_(SessionInvitation.seat_id == seat.id, SessionInvitation.email.in_(emails)),
    )
    for invitation in work.orm.scalars(got):
        work.orm.delete(invitation)
    work.orm.execute(
        update(SessionInvitation).where(SessionInvitation.invited_by == seat.id).values(invited_by=None)
    )
    work.orm.execute(update(CalendarFeed).where(CalendarFeed.made_by == seat.id).values(made_by=None))


def leave_record(work: Work, seat: Seat, names: Collection[str], emails: Collection[str] = ()) -> Counts:
    """Take somebody's name from what was written down in a programme. What was counted stays counted."""
    counts: Counts = Counter()
    counts["notes"] = _leave_notes(work, seat)
    attended = _leave_attendance(work, seat)
    counts["attendances"] = len(attended)
    counts["small_groups"] = _leave_groups(work, seat)
    spoken = _leave_records(work, seat, names, attended)
    counts["records"] = len(spoken)
    seen_to = prerequisite_owners.forget_owner(work, seat.programme_id, names)
    seen_to |= commitment_owners.offices_of(work, seat.programme_id, names)
    written = {*names, *spoken, *seen_to} - words_for_removed(work)
    counts["documents"] = leave_documents(work, seat.programme_id, written, REMOVED)
    _leave_mails(work, seat, names)
    _leave_plans(work, seat.programme_id, names)
    for person in work.orm.scalars(_call_people(seat.programme_id).where(CallPerson.name.in_(names))):
        person.name = _removed(work, None)
    for entered in entered_by_hand(work, seat.programme_id, names, emails):
        forget_session_person(work, entered)
    forgetting.forget_person(work, seat, names, emails)
    counts["contacts_of_practices"] = forget_contacts(work, seat, names, emails)
    counts["commitments"] = commitment_owners.forget_owner(work, seat, names)
    counts["time_answers"] = _leave_time_answers(work, seat, names)
    counts["amendments"] = _leave_amendments(work, seat)
    counts["answers"] = forget_in_polls(work, seat, _removed(work, None))
    # Earlier versions of their own texts, kept for taking things back.
    work.orm.execute(update(Operation).where(Operation.seat_id == seat.id).values(undo=None))
    return counts


def _leave_amendments(work: Work, seat: Seat) -> int:
    """What they asked to be changed in minutes stays, without them; so does that somebody approved."""
    amendments = work.orm.scalars(select(Amendment).where(Amendment.seat_id == seat.id)).all()
    for amendment in amendments:
        amendment.author = amendment.city = amendment.seat_id = None
        if amendment.removed:
            amendment.text = ""
    for minutes in work.orm.scalars(select(Minutes).where(Minutes.approved_seat_id == seat.id)).all():
        minutes.approved_seat_id = None
        minutes.approved_name = _removed(work, minutes.language)
    return len(amendments)


def _leave_time_answers(work: Work, seat: Seat, names: Collection[str]) -> int:
    """What they said to polls of times still counts, without them; their own link opens it no longer."""
    query = (
        select(TimeAnswer)
        .join(TimePoll, TimeAnswer.poll_id == TimePoll.id)
        .where(
            TimePoll.programme_id == seat.programme_id,
            or_(TimeAnswer.seat_id == seat.id, TimeAnswer.name.in_(names)),
        )
        .order_by(TimeAnswer.id)
    )
    answers = work.orm.scalars(query).all()
    for answer in answers:
        answer.name, answer.seat_id = _removed(work, None), None
        answer.token_hash = secrets.token_hex(32)
    return len(answers)


def forget_session_person(work: Work, person: SessionPerson) -> None:
    """Somebody without a seat had this role at a session; who it was is not known any more."""
    person.name = _removed(work, person.session.language)
    person.organisation, person.email = "", None


def _leave_notes(work: Work, seat: Seat) -> int:
    """Notes keep their city and their text, as everybody was last shown it where it was changed in private.

    What nobody has been shown yet goes with its author.
    """
    query = select(Note).where(Note.seat_id == seat.id).order_by(Note.board_id, Note.id)
    notes = work.orm.scalars(query).all()
    for note in notes:
        note.author = note.seat_id = None
        if note.board.hides_text and not note.removed:
            if note.shown_text is None:
                note.removed = True
                note_gone(work, note)
            else:
                note.text = note.shown_text
        if note.removed:
            note.text, note.shown_text = "", None
    for cluster in work.orm.scalars(select(Cluster).where(Cluster.seat_id == seat.id).order_by(Cluster.id)):
        cluster.seat_id = None
    return len(notes)


def _leave_attendance(work: Work, seat: Seat) -> set[int]:
    """The person stays counted, by city and role; gives the sessions that they were in."""
    query = select(Attendance).where(Attendance.seat_id == seat.id).order_by(Attendance.session_id)
    sessions = set()
    for attendance in work.orm.scalars(query):
        attendance.name = _removed(work, attendance.session.language)
        attendance.organisation = attendance.hand_raised_at = None
        attendance.ready = False
        sessions.add(attendance.session_id)
    return sessions


def _leave_groups(work: Work, seat: Seat) -> int:
    """They stay counted in their groups, by city; the points that they wrote stay as well."""
    query = select(BreakoutMember).where(BreakoutMember.seat_id == seat.id)
    members = work.orm.scalars(query.order_by(BreakoutMember.session_id, BreakoutMember.id)).all()
    for member in members:
        member.name = _removed(work, member.session.language)
    for breakout in work.orm.scalars(select(Breakout).where(Breakout.rapporteur_id == seat.id)).all():
        breakout.rapporteur_id = None
    for point in work.orm.scalars(select(BreakoutPoint).where(BreakoutPoint.seat_id == seat.id)).all():
        point.seat_id = None
    return len(members)


def _leave_records(work: Work, seat: Seat, names: Collection[str], attended: set[int]) -> set[str]:
    """What a scribe wrote stays, without the name of who said it; gives the names as they stood there."""
    query = (
        select(Record)
        .join(Session)
        .where(Session.programme_id == seat.programme_id)
        .order_by(Record.session_id, Record.id)
    )
    history = query.join(RecordVersion).with_only_columns(RecordVersion).order_by(None)
    history = history.order_by(RecordVersion.id)
    spoken = set()

    def theirs(row: Record | RecordVersion, session: int) -> bool:
        if row.speaker_seat_id is not None:
            return row.speaker_seat_id == seat.id
        there = session in attended
        return row.speaker in names or (there and any(means(row.speaker, name) for name in names))

    for record in work.orm.scalars(query.where(Record.speaker != "")):
        if theirs(record, record.session_id):
            spoken.add(record.speaker)
            record.speaker = _removed(work, record.session.language)
            record.speaker_seat_id, record.known = None, True
    for version in work.orm.scalars(history.where(RecordVersion.speaker != "")):
        if theirs(version, version.record.session_id):
            spoken.add(version.speaker)
            version.speaker = _removed(work, version.record.session.language)
            version.speaker_seat_id = None
    for record in work.orm.scalars(query.where(Record.seat_id == seat.id)):
        record.seat_id = None
    for version in work.orm.scalars(history.where(RecordVersion.seat_id == seat.id)):
        version.seat_id = None
    return spoken - words_for_removed(work)


def _leave_mails(work: Work, seat: Seat, names: Collection[str]) -> None:
    """Mails to others that name them, such as "Ana invites you"."""
    if not names:
        return
    theirs, removed = whole(names), _removed(work, None)
    held = (column.contains(name, autoescape=True) for name in names for column in (Mail.text, Mail.subject))
    query = select(Mail).where(Mail.programme_id == seat.programme_id, or_(*held))
    for mail in work.orm.scalars(query):
        mail.text, mail.subject = theirs.sub(removed, mail.text), theirs.sub(removed, mail.subject)
        mail.html, mail.calendar = "", None


def _leave_plans(work: Work, programme: int, names: Collection[str]) -> None:
    """Plans of sessions say who leads a part; what `plan.undo` keeps of such a text goes."""
    planned = select(Block).join(Session).where(Session.programme_id == programme, Block.leads != "")
    for block in work.orm.scalars(planned.order_by(Block.session_id, Block.id)):
        block.leads = _without_leaders(block.leads, names)

    def names_them(_: int, column: str, value: Any) -> bool:
        return column == "leads" and _without_leaders(value, names) != value

    forget_steps(work, programme, Operation.name.in_(PLAN_COMMANDS), names_them)


def _without_leaders(leads: str, names: Collection[str]) -> str:
    """The text without those of these names, also where only a part of a name stands there."""
    told = led_by(leads)
    stay = [one for one in told if not any(means(one, name) or name in one for name in names)]
    return leads if len(stay) == len(told) else ", ".join(stay)


def _call_people(programme: int) -> Select[CallPerson]:
    calls = CallPerson.call.property.mapper.class_
    return select(CallPerson).join(calls).where(calls.programme_id == programme)


def _forget_invitations(work: Work, which: ColumnElement[bool]) -> None:
    invitations = work.orm.scalars(select(Invitation).where(which)).all()
    mails = [invitation.mail_id for invitation in invitations if invitation.mail_id is not None]
    for invitation in invitations:
        work.orm.delete(invitation)
    work.orm.flush()
    _forget_mails(work, Mail.id.in_(mails))


def _forget_mails(work: Work, *which: ColumnElement[bool]) -> None:
    mails = select(Mail.id).where(*which)
    work.orm.execute(update(Invitation).where(Invitation.mail_id.in_(mails)).values(mail_id=None))
    work.orm.execute(delete(Mail).where(*which))


def _emails(work: Work, person: Person | None, seats: Iterable[Seat]) -> set[str]:
    """Every address that somebody was written to at."""
    emails = {person.email} if person is not None else set()
    emails |= {seat.claim_email for seat in seats}
    invited = select(Invitation.email).where(Invitation.seat_id.in_([seat.id for seat in seats]))
    emails |= set(work.orm.scalars(invited))
    to_sessions = select(SessionInvitation.email).where(
        SessionInvitation.seat_id.in_([seat.id for seat in seats])
    )
    emails |= set(work.orm.scalars(to_sessions))
    if person is not None:
        # Earlier addresses of theirs, and one that they asked for.
        for known in (
            select(SignInLink.email).where(SignInLink.person_id == person.id),
            select(Mail.address).where(Mail.person_id == person.id),
        ):
            emails |= set(work.orm.scalars(known))
    return {email for email in emails if email}


def _seats(work: Work, person: Person) -> list[Seat]:
    query = select(Seat).where(Seat.person_id == person.id, Seat.erased_at.is_(None)).order_by(Seat.id)
    return list(work.orm.scalars(query))


def _removed(work: Work, language: str | None) -> str:
    return work.translate(REMOVED, language or "en")

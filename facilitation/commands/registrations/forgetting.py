"""How people leave registration lists: what they need goes soon, who they were with everything else."""

from __future__ import annotations

import datetime as dt
from collections.abc import Collection

from sqlalchemy import or_, select

from facilitation.commands.people.known_names import leave_documents
from facilitation.commands.registrations import places
from facilitation.commands.registrations.answers import forget
from facilitation.commands.work import Work
from facilitation.domain.privacy import REMOVED, is_over
from facilitation.domain.registrations import NEITHER, NO
from facilitation.domain.sessions import ENDED
from facilitation.store.changes import OF_A_SUBJECT
from facilitation.store.people import Seat
from facilitation.store.programmes import Programme
from facilitation.store.registrations import Registration, overdue_registrations
from facilitation.store.sessions import Session


def forget_person(work: Work, seat: Seat, names: Collection[str], emails: Collection[str]) -> None:
    """Take somebody out of a programme's registrations: their seat's, and those under their addresses."""
    query = (
        select(Registration)
        .join(Session, Registration.session_id == Session.id)
        .where(
            Session.programme_id == seat.programme_id,
            or_(
                Registration.seat_id == seat.id,
                Registration.seat_id.is_(None)
                & (Registration.email.in_(emails) | Registration.name.in_(names)),
            ),
        )
    )
    for registration in work.orm.scalars(query.order_by(Registration.id)).all():
        if registration.seat_id is None and registration.name:
            leave_documents(work, seat.programme_id, {registration.name}, REMOVED)
        _free(work, registration)
        forget(work, registration)


def _free(work: Work, registration: Registration) -> None:
    """A place at a session that is still to come goes to the next person."""
    if registration.place == NEITHER or registration.session.status == ENDED:
        return
    session = work.orm.get_one(Session, registration.session_id, with_for_update=OF_A_SUBJECT)
    work.change(registration, answer=NO)
    places.leave(work, session, registration)


def forget_overdue(work: Work, labels: Collection[str], most: int) -> int:
    """Empty what is not to be kept any longer; how many registrations it was."""
    today = work.now.astimezone(dt.UTC).date()
    found = overdue_registrations(work.orm, work.now, labels, most)
    for registration in found:
        programme = work.orm.get_one(Programme, registration.session.programme_id)
        if registration.seat_id is None and is_over(programme.retention_until, today):
            forget(work, registration)
        work.change(registration, access_needs="", interpretation="")
    return len(found)

"""Which cities have people enough in a room to be shown on boards without names (domain/small_cities.py)."""

from __future__ import annotations

from sqlalchemy import func, select

from facilitation.commands.work import Work
from facilitation.domain.small_cities import crowded, is_crowd
from facilitation.store.boards import Board
from facilitation.store.sessions import Attendance, Session


def people_by_city(work: Work, session: Session, city: str | None = None) -> dict[str, int]:
    """How many people of each city (or of one) are in a room; those who were asked to leave are not."""
    query = select(Attendance.city, func.count()).where(
        Attendance.session_id == session.id,
        Attendance.city.is_not(None) if city is None else Attendance.city == city,
        Attendance.ejected.is_(False),
        Attendance.removed.is_(False),
    )
    counted = work.orm.execute(query.group_by(Attendance.city))
    return {code: count for code, count in counted if code is not None}


def crowded_cities(work: Work, session: Session) -> list[str]:
    """The cities that a board without names may show now."""
    return crowded(people_by_city(work, session))


def somebody_came(work: Work, session: Session, city: str | None) -> None:
    """Somebody of a city is in the room: let its boards show the city once that is no name any more.

    What was shown once stays shown: to hide it again would tell who went.
    """
    # Cities that every board shows already: the hundred-and-first of a city costs no query.
    shown: set[str] = work.orm.remembered.setdefault(("crowds", session.id), set())
    if city is None or city in shown:
        return
    work.orm.flush()
    if not is_crowd(people_by_city(work, session, city).get(city, 0)):
        return
    # In a small group it is its members that count: commands/sessions/breakout_forming.py.
    boards = select(Board.id, Board.crowded).where(
        Board.session_id == session.id, Board.of_breakout.is_(False)
    )
    lacking = [board for board, known in work.orm.execute(boards) if city not in known]
    if lacking:
        query = select(Board).where(Board.id.in_(lacking)).order_by(Board.id).with_for_update()
        for board in work.orm.scalars(query):
            work.change(board, crowded=sorted({*board.crowded, city}))
    shown.add(city)

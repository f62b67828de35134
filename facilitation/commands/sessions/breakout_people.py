"""Who is put into small groups: people in the room, those who registered, and somebody who comes late."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from sqlalchemy import and_, select

from facilitation.commands.work import Work
from facilitation.domain.breakouts import HAND, UNDER_WAY, Person, place_for
from facilitation.domain.permissions import GUEST, PARTICIPANT, RAPPORTEUR, SUPPORT
from facilitation.store.breakouts import Breakout, BreakoutMember, BreakoutRound
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.registrations import Registration
from facilitation.store.sessions import Attendance, Session
from facilitation.store.tandems import Tandem, TandemCity

#: Who leads goes from group to group, and observers look on: both can be put into one by hand.
PLACED = (RAPPORTEUR, PARTICIPANT, SUPPORT, GUEST)
#: Who has said that they will come.
_COMING = ("yes", "perhaps")


@dataclass(frozen=True, slots=True)
class Someone:
    """A person with the name and city that their group reads."""

    person: Person
    name: str

    @property
    def seat(self) -> int:
        return self.person.seat


def people_in_room(work: Work, session: Session, *only: int) -> list[Someone]:
    """Who takes part in a session now (of those, `only` these seats); nobody who was asked to leave."""
    work.orm.flush()
    query = (
        select(Attendance.seat_id, Attendance.name, Attendance.city)
        .where(
            Attendance.session_id == session.id,
            Attendance.ejected.is_(False),
            Attendance.removed.is_(False),
            Attendance.role.in_(PLACED),
        )
        .order_by(Attendance.seat_id)
    )
    if only:
        query = query.where(Attendance.seat_id.in_(only))
    return _with_cities(work, session, [(seat, name, city) for seat, name, city in work.orm.execute(query)])


def people_expected(work: Work, session: Session) -> list[Someone]:
    """Who is in the room, and who registered and has a seat of their own."""
    there = people_in_room(work, session)
    query = (
        select(Seat.id, Seat.name, City.code)
        .join(Registration, Registration.seat_id == Seat.id)
        .outerjoin(City, Seat.city_id == City.id)
        .where(
            Registration.session_id == session.id,
            Registration.removed_at.is_(None),
            Registration.answer.in_(_COMING),
            Seat.removed_at.is_(None),
            Seat.role.in_(PLACED),
        )
        .order_by(Seat.id)
    )
    known = {one.seat for one in there}
    coming = [
        (seat, name, city)
        for seat, name, city in work.orm.execute(query)
        if seat not in known and session.id not in (work.orm.get_one(Seat, seat).ejected_from or ())
    ]
    return there + _with_cities(work, session, coming)


def somebody(work: Work, session: Session, seat: Seat) -> Someone:
    """One person by their seat, whether they have come yet or not."""
    return _with_cities(work, session, [(seat.id, seat.name, seat.city.code if seat.city else None)])[0]


def _with_cities(work: Work, session: Session, rows: Sequence[tuple[int, str, str | None]]) -> list[Someone]:
    """With the languages of their cities, and the tandems that these are in."""
    codes = {city for *_, city in rows if city is not None}
    query = select(City.code, City.languages).where(
        City.programme_id == session.programme_id, City.code.in_(codes)
    )
    languages = {code: tuple(spoken) for code, spoken in work.orm.execute(query)} if codes else {}
    tandems: dict[str, int] = {}
    if codes:
        paired = (
            select(City.code, Tandem.id)
            .join(TandemCity, TandemCity.city_id == City.id)
            .join(Tandem, TandemCity.tandem_id == Tandem.id)
            .where(
                Tandem.programme_id == session.programme_id, Tandem.ended_at.is_(None), City.code.in_(codes)
            )
            .order_by(Tandem.position, Tandem.id)
        )
        for code, tandem in work.orm.execute(paired):
            tandems.setdefault(code, tandem)
    return [
        Someone(
            Person(
                seat,
                city,
                languages.get(city or "") or (session.language,),
                tandems.get(city or ""),
            ),
            name,
        )
        for seat, name, city in rows
    ]


def members_of(work: Work, round: BreakoutRound) -> dict[int, list[BreakoutMember]]:
    """The members of a round by the id of their group; every group that stands is there, in its order."""
    work.orm.flush()
    standing = (
        select(Breakout.id)
        .where(Breakout.round_id == round.id, Breakout.removed.is_(False))
        .order_by(Breakout.position, Breakout.id)
    )
    found: dict[int, list[BreakoutMember]] = {one: [] for one in work.orm.scalars(standing)}
    query = select(BreakoutMember).where(
        BreakoutMember.round_id == round.id, BreakoutMember.removed.is_(False)
    )
    for member in work.orm.scalars(query.order_by(BreakoutMember.id)):
        found.setdefault(member.breakout_id, []).append(member)
    return found


def join(
    work: Work, session: Session, round: BreakoutRound, breakout: int, people: Iterable[Someone]
) -> None:
    """Let people be members of a group; they are in no other of its round."""
    wanted = {one.seat: one for one in people}
    if not wanted:
        return
    back = select(BreakoutMember).where(
        BreakoutMember.breakout_id == breakout, BreakoutMember.seat_id.in_(wanted)
    )
    for member in work.orm.scalars(back):
        one = wanted.pop(member.seat_id)
        work.change(member, removed=False, name=one.name, city=one.person.city)
    for one in wanted.values():
        insert_member(work, session, round, breakout, one)


def insert_member(work: Work, session: Session, round: BreakoutRound, breakout: int, one: Someone) -> None:
    """A member of a group who was never in it before."""
    work.orm.insert(
        BreakoutMember,
        session,
        round_id=round.id,
        breakout_id=breakout,
        seat_id=one.seat,
        name=one.name,
        city=one.person.city,
    )


def place_all(work: Work, session: Session, round: BreakoutRound, people: Sequence[Someone]) -> None:
    """Put those of the people into a group of the round who are in none yet."""
    groups = members_of(work, round)
    placed = {member.seat_id for members in groups.values() for member in members}
    waiting = [one for one in people if one.seat not in placed]
    if not waiting or not groups:
        return
    known = {one.seat: one for one in [*people, *_known(work, session, groups.values())]}
    there = {
        breakout: [known[member.seat_id].person for member in members] for breakout, members in groups.items()
    }
    if len(waiting) == 1 and any(there.values()):  # in an empty group one would be alone
        there = {breakout: those for breakout, those in there.items() if those}
    for one in waiting:
        breakout = list(there)[place_for(one.person, list(there.values()), round.way)]
        there[breakout].append(one.person)
        join(work, session, round, breakout, [one])


def bring_together(work: Work, session: Session, round: BreakoutRound, people: Sequence[Someone]) -> None:
    """Whoever would sit alone, as the others of their group haven't come, joins another group.

    The groups that somebody formed by hand stay as they are.
    """
    if round.way == HAND:
        return
    present = {one.seat: one for one in people}
    there = {
        breakout: [present[member.seat_id] for member in members if member.seat_id in present]
        for breakout, members in members_of(work, round).items()
    }
    lone = [breakout for breakout, those in there.items() if len(those) == 1]
    standing = {
        breakout: [one.person for one in those] for breakout, those in there.items() if len(those) > 1
    }
    if lone and not standing:
        first = lone.pop(0)
        standing = {first: [there[first][0].person]}
    for breakout in lone:
        [one] = there[breakout]
        to = list(standing)[place_for(one.person, list(standing.values()), round.way)]
        for member in members_of(work, round)[breakout]:
            if member.seat_id == one.seat:
                work.change(member, removed=True)
        standing[to].append(one.person)
        join(work, session, round, to, [one])
        work.orm.flush()


def _known(work: Work, session: Session, groups: Iterable[Sequence[BreakoutMember]]) -> list[Someone]:
    rows = [(member.seat_id, member.name, member.city) for members in groups for member in members]
    return _with_cities(work, session, rows)


def come_late(work: Work, session: Session, seat: int) -> None:
    """Somebody has come into the room: while groups are under way, they land in theirs, or get one."""
    round = round_under_way(work, session)
    if round is None:
        return
    work.orm.flush()
    own = select(BreakoutMember.id).where(
        BreakoutMember.round_id == round.id,
        BreakoutMember.seat_id == seat,
        BreakoutMember.removed.is_(False),
    )
    if work.orm.scalars(own).first() is None:
        place_all(work, session, round, people_in_room(work, session, seat))


def go_away(work: Work, session: Session, seat: int) -> None:
    """Somebody was asked to leave: they are in no group of a round that is not over, and report for none."""
    query = (
        select(BreakoutMember)
        .join(BreakoutRound, BreakoutMember.round_id == BreakoutRound.id)
        .where(
            BreakoutMember.session_id == session.id,
            BreakoutMember.seat_id == seat,
            BreakoutMember.removed.is_(False),
            BreakoutRound.status != "ended",
        )
    )
    for member in work.orm.scalars(query).all():
        leave(work, member)


def leave(work: Work, member: BreakoutMember) -> None:
    """Somebody is no longer in a group; what they wrote there stays."""
    work.change(member, removed=True)
    breakout = work.orm.get_one(Breakout, member.breakout_id)
    if breakout.rapporteur_id == member.seat_id:
        work.change(breakout, rapporteur_id=None)


def round_under_way(work: Work, session: Session) -> BreakoutRound | None:
    """The round that people are in now. Asked at every arrival, so the answer is remembered."""
    known = work.orm.remembered.get(("breakouts", session.id))
    if known is None:
        query = select(BreakoutRound).where(
            and_(
                BreakoutRound.session_id == session.id,
                BreakoutRound.status.in_(UNDER_WAY),
                BreakoutRound.removed.is_(False),
            )
        )
        with work.orm.no_autoflush:
            found = work.orm.scalars(query).first()
        known = work.orm.remembered["breakouts", session.id] = [found]
    row: BreakoutRound | None = known[0]
    return row


def forget_round_under_way(work: Work, session: Session) -> None:
    """After a round has begun or ended."""
    work.orm.remembered.pop(("breakouts", session.id), None)


def seats_by_group(work: Work, round: BreakoutRound) -> list[list[int]]:
    """The seats of a round's groups, in the order of the groups."""
    by_group: dict[int, list[int]] = defaultdict(list)
    for breakout, members in members_of(work, round).items():
        by_group[breakout] = [member.seat_id for member in members]
    return list(by_group.values())

"""Who may do what: roles, the viewer, and predicates that the catalogue composes."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.sessions import RECORDING

ORGANISER = "organiser"
COORDINATOR = "coordinator"
FACILITATOR = "facilitator"
RAPPORTEUR = "rapporteur"
PARTICIPANT = "participant"
SUPPORT = "support"
OBSERVER = "observer"
GUEST = "guest"
SYSTEM = "system"

ROLES = (ORGANISER, COORDINATOR, FACILITATOR, RAPPORTEUR, PARTICIPANT, SUPPORT, OBSERVER, GUEST)
ROLE_NAMES = {
    ORGANISER: N_("Organiser"),
    COORDINATOR: N_("Coordinator"),
    FACILITATOR: N_("Facilitator"),
    RAPPORTEUR: N_("Rapporteur"),
    PARTICIPANT: N_("Participant"),
    SUPPORT: N_("Support organisation"),
    OBSERVER: N_("Observer"),
    GUEST: N_("Guest"),
}

ASKED_TO_LEAVE = N_("The facilitator has asked you to leave this session.")

_LEADS = frozenset({ORGANISER, COORDINATOR, FACILITATOR})
_CONTRIBUTES = _LEADS | {RAPPORTEUR, PARTICIPANT, SUPPORT, GUEST}
_ACTS = frozenset({PARTICIPANT, SUPPORT})


@dataclass(frozen=True, slots=True)
class Viewer:
    """Somebody at a seat of one programme, or the program itself (`role` = SYSTEM, `seat` = None).

    `session` binds a guest to the one session whose code they joined with; for everybody else it is None.
    `city` is the three-letter code of the city they sit for. `ejected` are the ids of the sessions that a
    facilitator asked them to leave. `archived` says that their programme is,
    where somebody has looked (store/viewers.py).
    """

    programme: int | None
    role: str
    seat: int | None = None
    name: str = ""
    city: str | None = None
    session: int | None = None
    person: int | None = None
    simulated: bool = False
    policymaker: bool = False
    ejected: tuple[int, ...] = ()
    archived: bool = False

    @property
    def seated_at(self) -> int:
        """The seat's id, for somebody who sits at one: everybody but the program itself."""
        assert self.seat is not None
        return self.seat

    def may_enter(self, session: int) -> bool:
        """Whether what belongs to this session (of the own programme) is open to this seat."""
        return self.session in (None, session) and session not in self.ejected

    def require_entry(self, session: int) -> None:
        """Refuse whoever may not enter; somebody who was asked to leave is told so, others learn nothing."""
        if self.session in (None, session) and session in self.ejected:
            raise Refused("not_allowed", ASKED_TO_LEAVE)
        if not self.may_enter(session):
            raise not_found()

    @property
    def leads(self) -> bool:
        """Whether this seat has the facilitator's console."""
        return self.role in _LEADS

    @property
    def is_guest(self) -> bool:
        return self.role == GUEST


def system(programme: int | None) -> Viewer:
    """The program acting for itself, in one programme or (None) before any."""
    return Viewer(programme=programme, role=SYSTEM)


@dataclass(frozen=True, slots=True)
class Permission:
    """A named yes-or-no over a viewer and the row that a command is about; `&` and `|` compose."""

    name: str
    test: Callable[[Viewer, Any], bool]

    def __call__(self, viewer: Viewer, target: Any) -> bool:
        return self.test(viewer, target)

    def __or__(self, other: Permission) -> Permission:
        return Permission(f"{self.name} | {other.name}", lambda v, t: self.test(v, t) or other.test(v, t))

    def __and__(self, other: Permission) -> Permission:
        return Permission(f"{self.name} & {other.name}", lambda v, t: self.test(v, t) and other.test(v, t))


def _roles(name: str, roles: frozenset[str]) -> Permission:
    return Permission(name, lambda viewer, target: viewer.role in roles)


def _city_code(target: Any) -> str | None:
    return getattr(getattr(target, "city", target), "code", None)


def _people_of(target: Any) -> Any:
    """Those with a role at a session, given the session or something of it."""
    return getattr(getattr(target, "session", target), "people", ())


CONTRIBUTE = _roles("contributes", _CONTRIBUTES)
FACILITATE = _roles("facilitates", _LEADS)
#: About a session or a record of one: its own rapporteurs and scribes, whatever their role in the programme.
RECORDS_HERE = Permission(
    "is rapporteur or scribe of the session",
    lambda viewer, target: (
        viewer.seat is not None
        and any(one.seat_id == viewer.seat and one.role in RECORDING for one in _people_of(target))
    ),
)
RECORD = _roles("records", _LEADS | {RAPPORTEUR}) | RECORDS_HERE
COORDINATE = _roles("coordinates", frozenset({ORGANISER, COORDINATOR}))
ORGANISE = _roles("organises", frozenset({ORGANISER}))
MEMBER = _roles("is a member", frozenset(ROLES) - {GUEST})
ANYBODY_SEATED = _roles("has a seat", frozenset(ROLES))
IS_GUEST = _roles("is a guest", frozenset({GUEST}))
PROGRAM = _roles("is the program itself", frozenset({SYSTEM}))
IS_AUTHOR = Permission(
    "is the author", lambda viewer, target: viewer.seat is not None and target.seat_id == viewer.seat
)
#: About a small group, or something of one whose `breakout` it is.
REPORTS_FOR_GROUP = Permission(
    "reports for the group",
    lambda viewer, target: (
        viewer.seat is not None
        and getattr(getattr(target, "breakout", target), "rapporteur_id", None) == viewer.seat
    ),
)
#: About a city or something whose `city` it is: that city's participants and its support organisation.
ACTS_FOR_CITY = Permission(
    "acts for the city",
    lambda viewer, target: (
        viewer.role in _ACTS and viewer.city is not None and viewer.city == _city_code(target)
    ),
)
#: Whichever it is: for what names its city itself.
ACTS_FOR_A_CITY = Permission(
    "acts for a city", lambda viewer, target: viewer.role in _ACTS and viewer.city is not None
)


def _parties(target: Any) -> set[str]:
    """The codes of the cities that are at work on a canvas, given it or something of one."""
    canvas = getattr(target, "canvas", target)
    meant = {city.code for city in getattr(getattr(canvas, "session", None), "cities", ())}
    named = (_city_code(canvas), getattr(canvas, "receiver", None), getattr(canvas, "sharer", None))
    return meant | set(filter(None, named))


#: About a canvas, or something of one: the people of its two cities and of those that the session is for; who
#: leads or records there; guests of the session, who are let into no other.
WORKS_ON_CANVAS = Permission(
    "works on the canvas",
    lambda viewer, target: (
        RECORD(viewer, getattr(target, "canvas", target))
        or viewer.role == GUEST
        or (viewer.role in _ACTS and viewer.city in _parties(target))
    ),
)
#: About what two cities do, `city` and `other` (which may be None): the participants and the support
#: organisation of either.
ACTS_FOR_EITHER = Permission(
    "acts for either city",
    lambda viewer, target: (
        viewer.role in _ACTS
        and viewer.city is not None
        and viewer.city in (_city_code(target), getattr(getattr(target, "other", None), "code", None))
    ),
)


def _approves_minutes(viewer: Viewer, target: Any) -> bool:
    programme = getattr(target, "programme", None)
    if programme is None:  # of no minutes in particular: unless their programme names somebody else
        return viewer.role in (ORGANISER, COORDINATOR)
    if programme.minutes_approver_seat is not None:
        return bool(viewer.seat == programme.minutes_approver_seat)
    allowed = {ORGANISER: {ORGANISER}, COORDINATOR: {ORGANISER, COORDINATOR}, FACILITATOR: _LEADS}
    return bool(viewer.role in allowed[programme.minutes_approver])


#: About minutes: the person or the role that their programme names.
APPROVE_MINUTES = Permission("approves minutes here", _approves_minutes)

"""Handlers of namings: a city names a challenge, says where that was said, and takes it back."""

from __future__ import annotations

import msgspec
from sqlalchemy import select

from facilitation.commands.challenges.challenges import known_or_new
from facilitation.commands.work import Work
from facilitation.domain.boards import clean_text
from facilitation.domain.challenges import (
    DOCUMENT,
    PLACES,
    PROFILE,
    REMARK_LENGTH,
    SESSION,
    SOURCE_LENGTH,
)
from facilitation.domain.errors import N_, Refused
from facilitation.domain.sessions import PLANNED
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session as SessionRow


class NameChallenge(msgspec.Struct):
    """Either a known `challenge`, or the `title` (in `language`) and `kind` of a new one.

    `place` is one of domain/challenges.PLACES: a session needs `session`, a document its name in `source`.
    """

    city: int
    challenge: int | None = None
    title: str = ""
    kind: str = "social"
    language: str = "en"
    remark: str = ""
    place: str = PROFILE
    session: int | None = None
    source: str = ""


class RemarkNaming(msgspec.Struct):
    """A naming's remark and where it was said, as a whole."""

    mention: int
    remark: str = ""
    place: str = PROFILE
    session: int | None = None
    source: str = ""


class TheNaming(msgspec.Struct):
    mention: int


def name_challenge(work: Work, city: City, payload: NameChallenge) -> dict:
    """Say that a city struggles with a challenge, and where that was said.

    The same said at the same place again changes the remark, and counts again if it was withdrawn. What is
    said in play stands beside what was really said, never in its place.
    """
    where = _where(work, payload)
    if payload.challenge is not None:
        challenge = work.own(Challenge, payload.challenge).standing
    else:
        challenge = known_or_new(work, payload.title, payload.kind, payload.language)
    seat = work.orm.get(Seat, work.actor.seat) if work.actor.seat is not None else None
    values = where | {
        "remark": _remark(payload.remark),
        "role": seat.role if seat else None,
        "organisation": seat.organisation if seat else None,
        "said_at": work.now,
    }
    same = select(ChallengeMention).where(
        ChallengeMention.challenge_id == challenge.id, ChallengeMention.city_id == city.id
    )
    for name in where:
        same = same.where(getattr(ChallengeMention, name) == where[name])
    mention = work.orm.scalars(same.order_by(ChallengeMention.id)).first()
    if mention is None:
        mention = work.add(ChallengeMention(challenge_id=challenge.id, city_id=city.id, **values))
    else:
        work.change(mention, **values, withdrawn_at=None)
    return {"mention": mention, "challenge": challenge}


def withdraw_naming(work: Work, mention: ChallengeMention, payload: TheNaming) -> dict:
    """Withdraw a city’s challenge. It counts nowhere any more and can be restored."""
    _require_own_world(work, mention)
    if mention.withdrawn_at is None:
        work.change(mention, withdrawn_at=work.now)
    return {"challenge": mention.challenge.standing}


def restore_naming(work: Work, mention: ChallengeMention, payload: TheNaming) -> dict:
    """Let a naming that was withdrawn count again."""
    _require_own_world(work, mention)
    work.change(mention, withdrawn_at=None)
    return {"challenge": mention.challenge.standing}


def remark_naming(work: Work, mention: ChallengeMention, payload: RemarkNaming) -> dict:
    """Change the remark of a naming, or where it was said."""
    _require_own_world(work, mention)
    where = _where(work, payload)
    where["simulated"] = where["simulated"] or mention.simulated
    work.change(mention, **where, remark=_remark(payload.remark))
    return {"challenge": mention.challenge.standing}


def _require_own_world(work: Work, mention: ChallengeMention) -> None:
    """What was really said stays as it is in a demonstration: nobody puts words there that look real."""
    if work.actor.simulated and not mention.simulated:
        raise Refused("conflict", N_("A real person said this. Simulated people can’t change it."))


def _remark(text: str) -> str:
    return clean_text(text, field="remark", limit=REMARK_LENGTH) if text.strip() else ""


def _where(work: Work, payload: NameChallenge | RemarkNaming) -> dict:
    """The columns that say where, and whether it is in play: by a simulated person or in such a session."""
    if payload.place not in PLACES:
        raise Refused("invalid", N_("Choose where it was said."), field="place")
    where = {
        "place": payload.place,
        "session_id": None,
        "source": "",
        "simulated": work.actor.simulated,
    }
    if payload.place == DOCUMENT:
        where["source"] = clean_text(payload.source, field="source", limit=SOURCE_LENGTH)
    if payload.place != SESSION:
        return where
    session = work.orm.get(SessionRow, payload.session) if payload.session is not None else None
    if session is None or session.programme_id != work.programme or session.removed:
        raise Refused("invalid", N_("Choose the session in which it was said."), field="session")
    if session.rehearsal_of is not None:
        raise Refused("closed", N_("Rehearsals don’t count towards the heat-map."))
    if session.status == PLANNED:
        raise Refused("invalid", N_("This session has not been held yet."), field="session")
    return where | {"session_id": session.id, "simulated": where["simulated"] or session.simulated}

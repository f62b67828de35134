"""Handlers of namings: a city names a challenge, says where that was said, and takes it back."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.challenges.board_proposals import tell_room
from facilitation.commands.challenges.challenges import known_or_new
from facilitation.commands.cities import places
from facilitation.commands.work import Work
from facilitation.domain.challenges import EVIDENCE_LENGTH, REMARK_LENGTH, SOURCE_LENGTH, URGENCIES
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.origins import DOCUMENT, PROFILE, SESSION, TO_CHOOSE
from facilitation.domain.sessions import PLANNED
from facilitation.domain.texts import clean_optional
from facilitation.store.challenges import Challenge, ChallengeMention
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Session as SessionRow
from facilitation.store.topics import Topic


class NameChallenge(msgspec.Struct):
    """Either a known `challenge`, or the `title` and `kind` of a new one; title and remark are in `language`.

    `origin` is one of domain/origins.TO_CHOOSE: a session needs `session`, a document its name in `source`.
    `topic` is one of the programme's; `urgency` one of domain/challenges.URGENCIES, None where the city
    doesn't say; `evidence` says what shows it (figures, links), and `evidence_source` where that is from.
    """

    city: int
    challenge: int | None = None
    title: str = ""
    kind: str = "social"
    language: str | None = None
    remark: str = ""
    origin: str = PROFILE
    session: int | None = None
    source: str = ""
    topic: int | None = None
    urgency: int | None = None
    evidence: str = ""
    evidence_source: str = ""


class RemarkNaming(msgspec.Struct):
    """What a city said of a challenge and where, as a whole; fields as in NameChallenge.

    Of what a board proposed and the city confirmed, where it was said stays as it is.
    """

    mention: int
    remark: str = ""
    language: str | None = None
    origin: str = PROFILE
    session: int | None = None
    source: str = ""
    topic: int | None = None
    urgency: int | None = None
    evidence: str = ""
    evidence_source: str = ""


class TheNaming(msgspec.Struct):
    mention: int


def name_challenge(work: Work, city: City, payload: NameChallenge) -> dict[str, Any]:
    """Say that a city struggles with a challenge, and where that was said.

    The same said at the same place again changes the remark, and counts again if it was withdrawn. What is
    said in play stands beside what was really said, never in its place.
    """
    where = _where(work, payload)
    if payload.challenge is not None:
        challenge = work.own(Challenge, payload.challenge).standing
    else:
        challenge = known_or_new(work, payload.title, payload.kind, payload.language or "en")
    seat = work.orm.get(Seat, work.actor.seat) if work.actor.seat is not None else None
    values = where | {
        "remark": _remark(payload.remark),
        "language": places.written_in(payload.language),
        **_details(work, payload),
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


def withdraw_naming(work: Work, mention: ChallengeMention, payload: TheNaming) -> dict[str, Any]:
    """Withdraw a city’s challenge. It counts nowhere any more and can be restored."""
    _require_own_world(work, mention)
    if mention.withdrawn_at is None:
        work.change(mention, withdrawn_at=work.now)
        tell_room(work, mention)
    return {"challenge": mention.challenge.standing}


def restore_naming(work: Work, mention: ChallengeMention, payload: TheNaming) -> dict[str, Any]:
    """Let a naming that was withdrawn count again."""
    _require_own_world(work, mention)
    work.change(mention, withdrawn_at=None)
    tell_room(work, mention)
    return {"challenge": mention.challenge.standing}


def remark_naming(work: Work, mention: ChallengeMention, payload: RemarkNaming) -> dict[str, Any]:
    """Change what a city said of a challenge, or where that was said."""
    _require_own_world(work, mention)
    values = _details(work, payload) | {"remark": _remark(payload.remark)}
    if mention.proposal is None:
        where = _where(work, payload)
        values |= where | {"simulated": where["simulated"] or mention.simulated}
    if any(values[name] != getattr(mention, name) for name in ("remark", "evidence")):
        values["language"] = places.written_in(payload.language)
    work.change(mention, **values)
    return {"challenge": mention.challenge.standing}


def _require_own_world(work: Work, mention: ChallengeMention) -> None:
    """What was really said stays as it is in a demonstration: nobody puts words there that look real."""
    if work.actor.simulated and not mention.simulated:
        raise Refused("conflict", N_("A real person said this. Simulated people can’t change it."))


def _remark(text: str) -> str:
    return clean_optional(text, field="remark", limit=REMARK_LENGTH)


def _details(work: Work, payload: NameChallenge | RemarkNaming) -> dict[str, Any]:
    """The columns of topic, urgency and evidence."""
    topic = work.orm.get(Topic, payload.topic) if payload.topic is not None else None
    if payload.topic is not None and (topic is None or topic.programme_id != work.programme):
        raise Refused("invalid", N_("Choose a topic of this programme."), field="topic")
    if payload.urgency is not None and payload.urgency not in URGENCIES:
        raise Refused("invalid", N_("Choose how urgent it is."), field="urgency")
    return {
        "topic_id": topic.standing.id if topic is not None else None,
        "urgency": payload.urgency,
        "evidence": clean_optional(payload.evidence, field="evidence", limit=EVIDENCE_LENGTH),
        "evidence_source": clean_optional(
            payload.evidence_source, field="evidence_source", limit=SOURCE_LENGTH
        ),
    }


def _where(work: Work, payload: NameChallenge | RemarkNaming) -> dict[str, Any]:
    """The columns that say where, and whether it is in play: by a simulated person or in such a session."""
    if payload.origin not in TO_CHOOSE:
        raise Refused("invalid", N_("Choose where it was said."), field="origin")
    where = {
        "origin": payload.origin,
        "session_id": None,
        "source": "",
        "simulated": work.actor.simulated,
    }
    if payload.origin == DOCUMENT:
        where["source"] = clean_name(payload.source, "source", SOURCE_LENGTH)
    if payload.origin != SESSION:
        return where
    session = work.orm.get(SessionRow, payload.session) if payload.session is not None else None
    if session is None or session.programme_id != work.programme or session.removed:
        raise Refused("invalid", N_("Choose the session in which it was said."), field="session")
    if session.rehearsal_of is not None:
        raise Refused("closed", N_("Rehearsals don’t count towards the heat-map."))
    if session.status == PLANNED:
        raise Refused("invalid", N_("This session has not been held yet."), field="session")
    return where | {"session_id": session.id, "simulated": where["simulated"] or session.simulated}

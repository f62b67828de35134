"""Handlers of answers to proposals: what a city says to its tandem, and what the coordinators reply."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.tandems.open_proposals import PATH, hold_programme, language_for, require_open
from facilitation.commands.tandems.steps import require_own_world
from facilitation.commands.tandems.telling import Letter, tell
from facilitation.commands.work import Work
from facilitation.domain import tandems as rules
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.texts import clean_optional, clean_text
from facilitation.store.cities import City
from facilitation.store.programmes import Programme
from facilitation.store.proposals import ProposalAnswer, ProposedTandem

_REPLY_SUBJECT = N_("%(programme)s: a reply to %(city)s about its tandem")
_REPLY = N_("The coordination team of %(programme)s replies to the comment of %(city)s on its tandem:")


class AnswerProposal(msgspec.Struct):
    """`answer` is one of domain/tandems.ANSWERS. Somebody who acts for a city leaves `city` out."""

    group: int
    answer: str
    comment: str = ""
    city: str | None = None
    language: str | None = None


class ReplyToCity(msgspec.Struct):
    group: int
    city: str
    text: str
    language: str | None = None


def answer_proposal(work: Work, group: ProposedTandem, payload: AnswerProposal) -> dict[str, Any]:
    """Say what a city says to its proposed tandem: yes, no with a reason, or a comment for now."""
    hold_programme(work)
    _require_still_part(work, group)
    if work.actor.simulated and not group.proposal.simulated:
        raise Refused(
            "conflict", N_("This tandem is proposed to real cities. Simulated people can’t answer for them.")
        )
    city = _city_of(work, group, payload.city)
    comment = clean_optional(payload.comment, field="comment", limit=rules.COMMENT_LENGTH)
    rules.require_answer(payload.answer, comment, city.name)
    row = _answer_of(work, group, city)
    if row is None and payload.answer == rules.UNDECIDED and not comment:
        raise Refused("invalid", N_("Choose an answer, or write a comment."), field="answer")
    programme = work.orm.get_one(Programme, work.programme)
    said = {
        "answer": payload.answer,
        "comment": comment,
        "language": language_for(work, programme, payload.language),
        "role": work.actor.role,
        "organisation": work.seat().organisation,
        "simulated": work.actor.simulated,
        "at": work.now,
    }
    if row is None:
        row = ProposalAnswer(group_id=group.id, city_id=city.id, **said)
        work.add(row)
    else:
        require_own_world(work, row)
        work.change(row, **said)
    return {"group": group.id, "city": city.code, "answer": row.answer}


def reply_to_city(work: Work, group: ProposedTandem, payload: ReplyToCity) -> dict[str, Any]:
    """Answer a city's comment; its people get it by mail, and nobody else reads it."""
    hold_programme(work)
    _require_still_part(work, group)
    city = _city_of(work, group, payload.city)
    row = _answer_of(work, group, city)
    if row is None or not row.comment:
        raise Refused("conflict", N_("%(city)s has not written a comment."), city=city.name)
    require_own_world(work, row)
    text = clean_text(payload.text, field="text", limit=rules.COMMENT_LENGTH)
    programme = work.orm.get_one(Programme, work.programme)
    language = language_for(work, programme, payload.language)
    work.change(row, reply=text, reply_language=language, replied_at=work.now)
    tell(work, {city: Letter(_REPLY_SUBJECT, (_REPLY,), PATH, {"city": city.name}, text)})
    return {"group": group.id, "city": city.code}


def _city_of(work: Work, group: ProposedTandem, code: str | None) -> City:
    """The city that is spoken for: whoever acts for one speaks for no other."""
    own = work.actor.city if not COORDINATE(work.actor, group) else None
    wanted = own or code
    if own is not None and code not in (None, own):
        raise Refused("not_allowed", N_("You can answer for your own city only."), field="city")
    found = next((city for city in group.cities if city.code == wanted), None)
    if found is None:
        raise Refused("invalid", N_("Choose one of the tandem’s cities."), field="city")
    return found


def _answer_of(work: Work, group: ProposedTandem, city: City) -> ProposalAnswer | None:
    query = select(ProposalAnswer).where(
        ProposalAnswer.group_id == group.id, ProposalAnswer.city_id == city.id
    )
    return work.orm.scalars(query).one_or_none()


def _require_still_part(work: Work, group: ProposedTandem) -> None:
    work.orm.refresh(group)
    require_open(work, group.proposal)
    if group.removed_at is not None:
        raise Refused("closed", N_("The proposal was changed, and this tandem is no longer part of it."))

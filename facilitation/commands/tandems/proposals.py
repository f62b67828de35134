"""Handlers of proposals: ask the cities about their tandems, take what they say, remind, reply, withdraw."""

from __future__ import annotations

from typing import Any

import msgspec
from sqlalchemy import select

from facilitation.commands.cities import places
from facilitation.commands.tandems.steps import require_own_world
from facilitation.commands.tandems.telling import Letter, people_of, tell, write
from facilitation.commands.work import Work
from facilitation.domain import scenarios
from facilitation.domain import tandems as rules
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import COORDINATE
from facilitation.domain.texts import clean_optional, clean_text, is_blank
from facilitation.store.cities import City
from facilitation.store.onboarding import Reminder
from facilitation.store.programmes import Programme
from facilitation.store.proposals import Proposal, ProposalAnswer, ProposedTandem
from facilitation.store.tandems import Round

_CLOSED = N_("This proposal is no longer open.")
_PATH = "tandems/proposal"

_ASKED_SUBJECT = N_("%(programme)s: is this the right tandem for %(city)s?")
_ASKED = N_(
    "The coordination team of %(programme)s proposes a tandem of %(cities)s. Please look at it with your "
    "colleagues and say whether %(city)s agrees. You can add a comment; only the coordination team reads it."
)
_CHANGED = N_(
    "The coordination team of %(programme)s has changed its proposal. The tandem of %(city)s would now be "
    "%(cities)s. Please look at it again and say whether %(city)s agrees."
)
_NO_TANDEM = N_(
    "The coordination team of %(programme)s has changed its proposal. %(city)s is in no tandem of it for "
    "now; the coordination team will write to you."
)
_REMIND_SUBJECT = N_("%(programme)s: we are waiting for %(city)s")
_REMIND = N_(
    "The coordination team of %(programme)s kindly reminds you: it has not heard yet whether %(city)s agrees "
    "to its tandem of %(cities)s."
)
_WITHDRAWN_SUBJECT = N_("%(programme)s: the proposed tandem of %(city)s is withdrawn")
_WITHDRAWN = N_(
    "The coordination team of %(programme)s has withdrawn its proposal of tandems, so you need not answer it "
    "any more. Its reason:"
)
_REPLY_SUBJECT = N_("%(programme)s: a reply to %(city)s about its tandem")
_REPLY = N_("The coordination team of %(programme)s replies to the comment of %(city)s on its tandem:")


class Propose(msgspec.Struct):
    """`note` is told to every city that is asked; without a `language` it is in the programme's first.

    `scenario_version` is that of the scenario as its proposer has seen it; without it whatever stands there
    now is proposed.
    """

    round: int
    note: str = ""
    language: str | None = None
    scenario_version: int | None = None


class AnswerProposal(msgspec.Struct):
    """`answer` is one of domain/tandems.ANSWERS. Somebody who acts for a city leaves `city` out."""

    group: int
    answer: str
    comment: str = ""
    city: str | None = None
    language: str | None = None


class RemindOfProposal(msgspec.Struct):
    """Without a `city` all who have not answered are reminded."""

    proposal: int
    city: str | None = None


class WithdrawProposal(msgspec.Struct):
    proposal: int
    reason: str
    language: str | None = None


class ReplyToCity(msgspec.Struct):
    group: int
    city: str
    text: str
    language: str | None = None


# -- asking ------------------------------------------------------------------------------------------------


def propose(work: Work, round_: Round, payload: Propose) -> dict[str, Any]:
    """Ask the cities about a round's tandems. What is open already is changed to this.

    A group that stays keeps its answers; the cities of one that comes are asked, and nobody else is written
    to, except a city that is left without a tandem.
    """
    programme = hold_programme(work)
    work.orm.refresh(round_)
    if round_.status == "published":
        raise Refused("conflict", N_("These tandems are published already."))
    if round_.status not in ("solved", "replaced"):
        raise Refused("conflict", N_("There is no answer to propose yet."))
    parts = parts_of(work, round_, payload.scenario_version)
    cities = cities_of(work, parts)
    note = clean_optional(payload.note, field="note", limit=rules.NOTE_LENGTH)
    language = language_for(work, programme, payload.language)
    proposal = open_proposal(work)
    changed = proposal is not None
    if proposal is not None:
        require_own_world(work, proposal)
    if proposal is None:
        proposal = Proposal(
            programme_id=work.programme,
            round_id=round_.id,
            problem=round_.problem,
            language=language,
            note=note,
            simulated=work.actor.simulated or round_.simulated,
            proposed_at=work.now,
        )
        work.add(proposal)
    else:
        work.change(proposal, round_id=round_.id, problem=round_.problem, changed_at=work.now)
        if note:
            work.change(proposal, note=note, language=language)
    work.orm.flush()
    asked, left = _settle(work, proposal, parts, cities)
    letters = {city: _asking(city, group, proposal, changed) for city, group in asked.items()}
    letters |= {city: _left_out(city) for city in left}
    tell(work, letters)
    return {"proposal": proposal, "asked": len(asked)}


def _settle(
    work: Work, proposal: Proposal, parts: list[dict[str, Any]], cities: dict[str, City]
) -> tuple[dict[City, ProposedTandem], list[City]]:
    """Make the proposal's groups those of an answer: the cities that have to be asked, each with its (first)
    new group, and those that are left without any."""
    present = {frozenset(city.code for city in group.cities): group for group in proposal.groups}
    before = {city for group in proposal.groups for city in group.cities}
    asked: dict[City, ProposedTandem] = {}
    for place, part in enumerate(parts):
        group = present.pop(frozenset(part["cities"]), None)
        if group is not None:
            work.change(group, position=place, part=part)
            continue
        group = ProposedTandem(
            programme_id=work.programme,
            proposal_id=proposal.id,
            position=place,
            part=part,
            asked_at=work.now,
        )
        group.cities = [cities[code] for code in part["cities"]]
        work.add(group)
        for city in group.cities:
            asked.setdefault(city, group)
    for group in present.values():
        work.change(group, removed_at=work.now)
    work.orm.flush()
    work.orm.expire(proposal, ["groups"])
    seated = {city for group in proposal.groups for city in group.cities}
    return asked, sorted(before - seated, key=lambda city: city.id)


def _asking(city: City, group: ProposedTandem, proposal: Proposal, changed: bool) -> Letter:
    names = sorted(one.name for one in group.cities)
    facts = {"city": city.name, "cities": names}
    return Letter(_ASKED_SUBJECT, (_CHANGED if changed else _ASKED,), _PATH, facts, proposal.note)


def _left_out(city: City) -> Letter:
    return Letter(_ASKED_SUBJECT, (_NO_TANDEM,), _PATH, {"city": city.name})


# -- answering ---------------------------------------------------------------------------------------------


def answer_proposal(work: Work, group: ProposedTandem, payload: AnswerProposal) -> dict[str, Any]:
    """Say what a city says to its proposed tandem: yes, no with a reason, or a comment for now."""
    hold_programme(work)
    _require_open(work, group)
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
    _require_open(work, group)
    city = _city_of(work, group, payload.city)
    row = _answer_of(work, group, city)
    if row is None or not row.comment:
        raise Refused("conflict", N_("%(city)s has not written a comment."), city=city.name)
    require_own_world(work, row)
    text = clean_text(payload.text, field="text", limit=rules.COMMENT_LENGTH)
    programme = work.orm.get_one(Programme, work.programme)
    language = language_for(work, programme, payload.language)
    work.change(row, reply=text, reply_language=language, replied_at=work.now)
    tell(work, {city: Letter(_REPLY_SUBJECT, (_REPLY,), _PATH, {"city": city.name}, text)})
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


def _require_open(work: Work, group: ProposedTandem) -> None:
    work.orm.refresh(group)
    proposal = group.proposal
    work.orm.refresh(proposal)
    if proposal.state != rules.OPEN:
        raise Refused("closed", _CLOSED)
    if group.removed_at is not None:
        raise Refused("closed", N_("The proposal was changed, and this tandem is no longer part of it."))


# -- reminding, withdrawing --------------------------------------------------------------------------------


def remind_of_proposal(work: Work, proposal: Proposal, payload: RemindOfProposal) -> dict[str, Any]:
    """Remind the people of cities that have not answered, each at most once a day."""
    programme = hold_programme(work)
    _require_still_open(work, proposal)
    waiting = waiting_for(proposal)
    if payload.city is not None:
        if payload.city not in {city.code for group in proposal.groups for city in group.cities}:
            raise Refused("invalid", N_("Choose one of the cities that are asked."), field="city")
        waiting = {city: group for city, group in waiting.items() if city.code == payload.city}
    if not waiting:
        raise Refused("conflict", N_("There is nobody left to remind: all have answered."))
    people = people_of(work, [city.id for city in waiting])
    if not people:
        raise Refused("conflict", N_("Nobody of these cities can be reached by mail. Invite somebody first."))
    today = work.now.date()
    query = select(Reminder.seat_id).where(
        Reminder.programme_id == work.programme,
        Reminder.step == rules.REMINDED_OF,
        Reminder.day == today,
    )
    reminded = set(work.orm.scalars(query))
    sent = 0
    for city, group in waiting.items():
        names = sorted(one.name for one in group.cities)
        letter = Letter(_REMIND_SUBJECT, (_REMIND,), _PATH, {"city": city.name, "cities": names})
        for seat in people.get(city.id, ()):
            if seat.id in reminded:
                continue
            write(work, programme, seat, letter)
            work.add(
                Reminder(
                    programme_id=work.programme,
                    city_id=city.id,
                    step=rules.REMINDED_OF,
                    seat_id=seat.id,
                    sent_by=work.actor.seat,
                    day=today,
                    created_at=work.now,
                )
            )
            sent += 1
    if not sent:
        raise Refused("conflict", N_("These people were reminded today already."))
    return {"reminded": sent}


def withdraw_proposal(work: Work, proposal: Proposal, payload: WithdrawProposal) -> dict[str, Any]:
    """Take a proposal back before it is published; every city that was asked is told why."""
    programme = hold_programme(work)
    _require_still_open(work, proposal)
    require_own_world(work, proposal)
    if is_blank(payload.reason):
        raise Refused("invalid", N_("Say why, in a sentence or two."), field="reason")
    reason = clean_text(payload.reason, field="reason", limit=rules.REASON_LENGTH)
    language = language_for(work, programme, payload.language)
    close(work, proposal, rules.WITHDRAWN)
    work.change(proposal, reason=reason, reason_language=language)
    cities = {city for group in proposal.groups for city in group.cities}
    letters = {
        city: Letter(_WITHDRAWN_SUBJECT, (_WITHDRAWN,), _PATH, {"city": city.name}, reason)
        for city in sorted(cities, key=lambda city: city.id)
    }
    tell(work, letters)
    return {"proposal": proposal.id}


def waiting_for(proposal: Proposal) -> dict[City, ProposedTandem]:
    """The cities that have said neither yes nor no, each with (the first) group that waits for it."""
    waiting: dict[City, ProposedTandem] = {}
    for group in proposal.groups:
        said = {row.city_id for row in group.answers if row.answer != rules.UNDECIDED}
        for city in group.cities:
            if city.id not in said:
                waiting.setdefault(city, group)
    return waiting


def close(work: Work, proposal: Proposal, state: str) -> None:
    work.change(proposal, state=state, closed_at=work.now)


def _require_still_open(work: Work, proposal: Proposal) -> None:
    work.orm.refresh(proposal)
    if proposal.state != rules.OPEN:
        raise Refused("closed", _CLOSED)


# -- for publishing as well --------------------------------------------------------------------------------


def hold_programme(work: Work) -> Programme:
    """The programme with its lock, so that two who propose or publish at once do so one after the other."""
    work.orm.flush()
    query = select(Programme).where(Programme.id == work.programme).with_for_update(key_share=True)
    return work.orm.scalars(query).one()


def open_proposal(work: Work) -> Proposal | None:
    query = select(Proposal).where(Proposal.programme_id == work.programme, Proposal.state == rules.OPEN)
    return work.orm.scalars(query.order_by(Proposal.id)).first()


def parts_of(work: Work, round_: Round, seen: int | None) -> list[dict[str, Any]]:
    """A round's tandems in the pinned form, as they are asked about or published.

    `Refused` where they were changed since somebody saw the scenario's version `seen`, where there are none,
    where the same cities sit together twice, where they only tell who met, or where they are real and the
    actor is not.
    """
    if round_.as_attended:
        raise Refused("conflict", N_("This scenario tells who met. Duplicate it to change the copy."))
    require_own_world(work, round_)
    if seen is not None:
        scenarios.require_version(round_.version, seen)
    parts: list[dict[str, Any]] = (round_.answer or {})["tandems"]
    if not parts:
        raise Refused("conflict", N_("No city sits in a tandem yet. Make one first."))
    if len({frozenset(part["cities"]) for part in parts}) < len(parts):
        raise Refused("conflict", scenarios.TWICE)
    return parts


def cities_of(work: Work, parts: list[dict[str, Any]]) -> dict[str, City]:
    """The programme's cities by their codes; `Refused` where one of an answer has left."""
    query = select(City).where(City.programme_id == work.programme)
    cities = {city.code: city for city in work.orm.scalars(query)}
    for part in parts:
        gone = [code for code in part["cities"] if code not in cities]
        if gone:
            raise Refused(
                "conflict",
                N_("The city %(badge)s has left the programme since. Find tandems again."),
                badge=gone[0],
            )
    return cities


def language_for(work: Work, programme: Programme, language: str | None) -> str:
    """The language that a text is written in: as it was said, else the programme's first."""
    return places.written_in(language) or (programme.languages[0] if programme.languages else "en")

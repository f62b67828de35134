"""Handlers of a city's practices: written down, changed, withdrawn and restored, with their versions."""

from __future__ import annotations

import re
import unicodedata
from typing import Any

import msgspec
from sqlalchemy import delete, func, select, update

from facilitation.commands.practices.contacts import set_contact
from facilitation.commands.practices.facts import Checked, Facts, checked, kept_facts, tags_of, topics_of
from facilitation.commands.work import Work
from facilitation.domain.cities import fold, folded
from facilitation.domain.errors import N_, Refused, not_found
from facilitation.domain.origins import PROFILE
from facilitation.domain.practices import FACTS
from facilitation.store.challenges import Practice, PracticeChallenge
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.practices import PracticeTopic, PracticeVersion
from facilitation.store.replication import PracticePoint, PracticeText


class AddPractice(Facts, kw_only=True):
    city: int


class ChangePractice(Facts, kw_only=True):
    """All facts as they shall be; `revision` is the one that the writer began from."""

    practice: int
    revision: int


class ThePractice(msgspec.Struct):
    practice: int


class BringBack(msgspec.Struct):
    """`number` is that of the version."""

    practice: int
    number: int


def add_practice(work: Work, city: City, payload: AddPractice) -> dict[str, Any]:
    """Write down a practice of a city."""
    return {"practice": put_down(work, city, checked(payload, tags_of(work.orm, work.programme)), PROFILE)}


def change_practice(work: Work, practice: Practice, payload: ChangePractice) -> dict[str, Any]:
    """Change a practice; `Refused` conflict if somebody else changed it meanwhile."""
    hold(work, practice)
    require_own_world(work, practice)
    require_offered(practice)
    if practice.revision != payload.revision:
        raise Refused(
            "conflict", N_("Somebody else changed this practice meanwhile. Look at it, then change it.")
        )
    write(work, practice, checked(payload, tags_of(work.orm, work.programme)))
    # Whoever saves has the challenges before them, with what was inferred: it is said by that.
    work.orm.flush()
    said = update(PracticeChallenge).where(PracticeChallenge.practice_id == practice.id)
    work.orm.execute(said.values(inferred=False))
    return {"practice": practice}


def withdraw_practice(work: Work, practice: Practice, payload: ThePractice) -> dict[str, Any]:
    """Withdraw a practice: it is offered nowhere any more, and can be restored.

    Cities that wish to learn it still read it.
    """
    hold(work, practice)
    require_own_world(work, practice)
    if practice.withdrawn_at is None:
        work.change(practice, withdrawn_at=work.now)
    return {"practice": practice}


def restore_practice(work: Work, practice: Practice, payload: ThePractice) -> dict[str, Any]:
    """Offer a practice that was withdrawn again."""
    hold(work, practice)
    require_own_world(work, practice)
    if practice.withdrawn_at is not None:
        _require_new(work, practice.city, practice.title, practice)
        work.change(practice, withdrawn_at=None)
    return {"practice": practice}


def bring_back(work: Work, practice: Practice, payload: BringBack) -> dict[str, Any]:
    """Bring an earlier version back; the present one stays among the versions, the contact as it is."""
    hold(work, practice)
    require_own_world(work, practice)
    require_offered(practice)
    query = select(PracticeVersion).where(
        PracticeVersion.practice_id == practice.id, PracticeVersion.number == payload.number
    )
    version = work.orm.scalars(query).one_or_none()
    if version is None:
        raise not_found()
    facts, tags = version.facts, tags_of(work.orm, work.programme)
    columns = {name: facts[name] for name in FACTS if name not in ("challenges", "topics")}
    again = Checked(
        columns,
        [tags.challenges[one] for one in facts["challenges"] if one in tags.challenges],
        [tags.topics[one] for one in facts["topics"] if one in tags.topics],
        None,
        False,
    )
    _write_facts(work, practice, again)
    return {"practice": practice}


def put_down(work: Work, city: City, facts: Checked, origin: str) -> Practice:
    """A new practice of a city, with its first version."""
    _require_new(work, city, facts.columns["title"])
    practice = work.add(
        Practice(
            programme_id=work.programme,
            city_id=city.id,
            city=city,
            key=_free_key(work, facts.columns["title"]),
            origin=origin,
            simulated=work.actor.simulated,
            changed_at=work.now,
            revision=1,
            **facts.columns,
            **hand(work),
        )
    )
    practice.challenges = facts.challenges
    work.orm.flush()
    _set_topics(work, practice, facts)
    set_contact(work, practice, facts.contact, agreed=facts.agreed)
    _keep(work, practice, facts.kept, own=True)
    return practice


def write(work: Work, practice: Practice, facts: Checked) -> bool:
    """Give a practice these facts and this contact; whether anything was changed."""
    changed = _write_facts(work, practice, facts)
    return set_contact(work, practice, facts.contact, agreed=facts.agreed) or changed


def require_own_world(work: Work, said: Practice | PracticeText | PracticePoint) -> None:
    """What was really said stays as it is in a demonstration: nobody puts words there that look real."""
    if work.actor.simulated and not said.simulated:
        raise Refused("conflict", N_("A real person said this. Simulated people can’t change it."))


def _write_facts(work: Work, practice: Practice, facts: Checked) -> bool:
    before = kept_facts(work.orm, practice)
    if before == facts.kept:
        return False
    if fold(before["title"]) != fold(facts.columns["title"]):
        _require_new(work, practice.city, facts.columns["title"], practice)
    if not work.orm.scalar(select(func.count()).where(PracticeVersion.practice_id == practice.id)):
        _keep(work, practice, before, own=False)
    work.change(practice, **facts.columns, **hand(work), revision=practice.revision + 1, changed_at=work.now)
    practice.challenges = facts.challenges
    _set_topics(work, practice, facts)
    _keep(work, practice, facts.kept, own=True)
    return True


def _set_topics(work: Work, practice: Practice, facts: Checked) -> None:
    known, wanted = set(topics_of(work.orm, [practice.id]).get(practice.id, [])), {t.id for t in facts.topics}
    gone = known - wanted
    if gone:
        work.orm.execute(
            delete(PracticeTopic).where(
                PracticeTopic.practice_id == practice.id, PracticeTopic.topic_id.in_(gone)
            )
        )
    for topic in sorted(wanted - known):
        work.add(PracticeTopic(practice_id=practice.id, topic_id=topic))
    work.orm.flush()


def _keep(work: Work, practice: Practice, facts: dict[str, Any], *, own: bool) -> None:
    """Keep a version: one of the actor's `own`, or what stood before there were versions."""
    newest = select(func.max(PracticeVersion.number)).where(PracticeVersion.practice_id == practice.id)
    work.add(
        PracticeVersion(
            practice_id=practice.id,
            number=(work.orm.scalar(newest) or 0) + 1,
            facts=facts,
            seat_id=work.actor.seat if own else None,
            role=work.actor.role if own else practice.role,
            simulated=work.actor.simulated if own else practice.simulated,
            at=work.now if own else practice.changed_at,
        )
    )
    work.orm.flush()


def hand(work: Work) -> dict[str, str | None]:
    """The columns that say by which role and organisation something is said for a city."""
    seat = work.orm.get(Seat, work.actor.seat) if work.actor.seat is not None else None
    return {"role": seat.role if seat else None, "organisation": seat.organisation if seat else None}


def hold(work: Work, practice: Practice) -> None:
    """Hold a practice until the end of the transaction, so that two who change it come one after another."""
    work.orm.flush()
    work.orm.refresh(practice, with_for_update=True)


def require_offered(practice: Practice) -> None:
    """Refuse where the practice is withdrawn."""
    if practice.withdrawn_at is not None:
        raise Refused("conflict", N_("This practice is withdrawn. Restore it first."))


def _require_new(work: Work, city: City, title: str, own: Practice | None = None) -> None:
    """Refuse a title that another practice of the city bears already."""
    query = select(Practice).where(Practice.city_id == city.id).order_by(Practice.id)
    for other in work.orm.scalars(query):
        if other is not own and same_title(other.title, title):
            text = N_("%(city)s offers a practice of this title already.")
            if other.withdrawn_at is not None:
                text = N_("%(city)s has withdrawn a practice of this title. Restore that one.")
            raise Refused("invalid", text, field="title", city=city.name)


def same_title(one: str, other: str) -> bool:
    return folded(one) == folded(other)


def _free_key(work: Work, title: str) -> str:
    plain = unicodedata.normalize("NFKD", title).encode("ascii", "ignore").decode().lower()
    base = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:40].strip("_") or "practice"
    query = select(Practice.key).where(
        Practice.programme_id == work.programme, Practice.key.startswith(base, autoescape=True)
    )
    taken = set(work.orm.scalars(query))
    return next(key for key in (base, *(f"{base}_{n}" for n in range(2, len(taken) + 3))) if key not in taken)

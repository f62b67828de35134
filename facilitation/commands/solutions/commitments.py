"""Handlers of commitments: made in a room or by hand, changed, moved on, removed and restored.

A guest's badge is confirmed by nobody, and a commitment binds a city: so guests commit to nothing. In a room
those who record write down what a guest's city says.
"""

from __future__ import annotations

import datetime as dt
from typing import Any

import msgspec
from msgspec import UNSET, UnsetType
from sqlalchemy import func, or_, select

from facilitation.commands.cities import places
from facilitation.commands.solutions.commitment_owners import owned_by
from facilitation.commands.work import Work
from facilitation.domain import commitments as rules
from facilitation.domain.errors import N_, Refused
from facilitation.domain.permissions import ACTS_FOR_CITY, RECORD
from facilitation.domain.records import require_can_be_recorded
from facilitation.domain.sessions import ENDED, RUNNING, require_not_over
from facilitation.domain.texts import clean_optional
from facilitation.store.challenges import Practice
from facilitation.store.cities import City
from facilitation.store.commitments import Commitment, CommitmentStep
from facilitation.store.sessions import Session

#: What a change can change, and what its step in the history keeps of it in words.
_TOLD = ("kind", "city", "other", "subject", "practice", "due", "source", "stated_on")


class Said(msgspec.Struct, kw_only=True):
    """What `city` commits to; the cities, the practice and the owner (a seat of one of them) are ids.

    `kind` is a key of domain/commitments.KINDS. `source` and `stated_on` say where and when it was stated, if
    not here and now.
    """

    city: int
    kind: str
    subject: str
    other: int | None = None
    language: str | None = None
    practice: int | None = None
    owner: int | None = None
    office: str = ""
    due: dt.date | None = None
    source: str = ""
    stated_on: dt.date | None = None


class MakeCommitment(Said, kw_only=True):
    """A new one; `status` is a key of domain/commitments.STATUSES, `note` why it is dropped, if it is."""

    status: str = rules.STATED
    note: str = ""


class MakeHere(MakeCommitment, kw_only=True):
    """The same, made in the room of a `session`."""

    session: int


class ChangeCommitment(Said, kw_only=True):
    """A commitment as a whole but for its status. `revision` is that of the commitment as it was read.

    Without an `owner` whoever answers for it stays; None is nobody.
    """

    commitment: int
    revision: int
    owner: int | None | UnsetType = UNSET  # type: ignore[assignment]


class SetStatus(msgspec.Struct):
    """How far it is now; `note`, in `language`, is why it is dropped, otherwise whatever there is to say."""

    commitment: int
    status: str
    note: str = ""
    language: str | None = None


class TheCommitment(msgspec.Struct):
    commitment: int


def make_commitment(work: Work, city: City, payload: MakeCommitment) -> dict[str, Any]:
    """Write down what a city commits to, by its own people or for it by a coordinator."""
    return {"commitment": _make(work, city, payload, None)}


def make_here(work: Work, session: Session, payload: MakeHere) -> dict[str, Any]:
    """Write down in the room what a city commits to: its people theirs, those who record any city's."""
    require_can_be_recorded(session.standing)
    city = _city(work, payload.city, "city")
    if not RECORD(work.actor, session):
        if session.status == ENDED:
            require_not_over(session.status)
        if not ACTS_FOR_CITY(work.actor, city):
            raise Refused(
                "not_allowed",
                N_("You can commit your own city. Ask who leads or records to write down another’s."),
                field="city",
            )
    return {"commitment": _make(work, city, payload, session)}


def change_commitment(work: Work, commitment: Commitment, payload: ChangeCommitment) -> dict[str, Any]:
    """Say a commitment differently. What it said before is kept with who changed it and when."""
    _require_standing(commitment)
    require_own_world(work, commitment)
    if payload.revision != commitment.revision:
        raise Refused(
            "conflict",
            N_(
                "Somebody else changed this commitment while you were writing. Read it, then change it again."
            ),
        )
    city = _city(work, payload.city, "city")
    after = _meant(work, city, payload, commitment)
    turned = {commitment.city_id, commitment.other_id} == {city.id, after["other"] and after["other"].id}
    own = turned and ACTS_FOR_CITY(work.actor, city)  # turned round, it binds the other city
    if city is not commitment.city and not own and not RECORD(work.actor, commitment):
        raise Refused("not_allowed", N_("You can’t pass this commitment on to another city."), field="city")
    likes = rules.likeness(after["kind"], city.id, after["other"] and after["other"].id, after["subject"])
    _require_other(work, likes, commitment.simulated, commitment)
    say_again(work, commitment, after)
    return {"commitment": commitment}


def say_again(work: Work, commitment: Commitment, after: dict[str, Any]) -> bool:
    """Give a commitment checked values, with the steps of its history; whether anything changed."""
    changed = [name for name, value in after.items() if getattr(commitment, name) != value]
    if not changed:
        return False
    before = {name: _in_words(getattr(commitment, name)) for name in changed if name in _TOLD}
    if {"owner", "office"} & set(changed):
        before["owner"] = ""  # who it was before is nobody's business any more
    if "subject" in changed and "source" not in changed:
        after["source"] = ""  # it isn't what the source says any more
    work.change(commitment, **after, revision=commitment.revision + 1)
    if before:
        _step(work, commitment, rules.CHANGED, before=before)
    if {"status", "reason"} & set(changed):
        _step(work, commitment, rules.MOVED, note=commitment.reason)
    tell_rooms(work, commitment)
    return True


def set_status(work: Work, commitment: Commitment, payload: SetStatus) -> dict[str, Any]:
    """Say how far a commitment is. One that is dropped says why."""
    _require_standing(commitment)
    require_own_world(work, commitment)
    status, reason = rules.require_status(payload.status, payload.note)
    note = clean_optional(payload.note, field="note", limit=rules.NOTE_LENGTH)
    if (status, reason) == (commitment.status, commitment.reason) and not (note and note != reason):
        return {"commitment": commitment}
    if status in rules.OPEN and commitment.status not in rules.OPEN:
        _require_other(work, _likeness(commitment), commitment.simulated, commitment)
    language = places.written_in(payload.language)
    work.change(
        commitment,
        status=status,
        reason=reason,
        reason_language=language if reason else None,
        revision=commitment.revision + 1,
    )
    _step(work, commitment, rules.MOVED, note=note, language=language if note else None)
    tell_rooms(work, commitment)
    return {"commitment": commitment}


def remove_commitment(work: Work, commitment: Commitment, payload: TheCommitment) -> dict[str, Any]:
    """Take away a commitment that should not be there; it stands nowhere until somebody restores it."""
    require_own_world(work, commitment)
    if commitment.removed_at is None:
        work.change(commitment, removed_at=work.now, revision=commitment.revision + 1)
        _step(work, commitment, rules.REMOVED)
        tell_rooms(work, commitment)
    return {"commitment": commitment}


def restore_commitment(work: Work, commitment: Commitment, payload: TheCommitment) -> dict[str, Any]:
    """Put a commitment back that was removed."""
    require_own_world(work, commitment)
    if commitment.removed_at is not None:
        _require_other(work, _likeness(commitment), commitment.simulated, commitment)
        work.change(commitment, removed_at=None, revision=commitment.revision + 1)
        _step(work, commitment, rules.RESTORED)
        tell_rooms(work, commitment)
    return {"commitment": commitment}


def require_own_world(work: Work, commitment: Commitment) -> None:
    """Nobody who is simulated changes what was really committed to."""
    if work.actor.simulated and not commitment.simulated:
        raise Refused("conflict", N_("A real person said this. Simulated people can’t change it."))


def new_commitment(
    work: Work, values: dict[str, Any], status: str, reason: str, session: Session | None
) -> Commitment:
    """A commitment of checked values, with the first step of its history."""
    commitment = work.add(
        Commitment(
            programme_id=work.programme,
            session=session,
            status=status,
            reason=reason,
            reason_language=values["language"] if reason else None,
            simulated=is_played(work, session),
            revision=1,
            created_at=work.now,
            **values,
        )
    )
    _step(work, commitment, rules.MADE, note=reason, language=commitment.reason_language)
    return commitment


def tell_rooms(work: Work, commitment: Commitment) -> None:
    """Let the rooms that may show it fetch it again: the running ones of its programme, in its own world."""
    shown = or_(Session.status == RUNNING, Session.id == commitment.made_in_id)
    query = (
        select(Session)
        .where(
            Session.programme_id == commitment.programme_id,
            Session.removed.is_(False),
            Session.simulated.is_(commitment.simulated),
            shown,
        )
        .order_by(Session.id)
    )
    for session in work.orm.scalars(query).all():
        work.change(session, commitments=session.commitments + 1)


def _make(work: Work, city: City, payload: MakeCommitment, session: Session | None) -> Commitment:
    values = _meant(work, city, payload)
    status, reason = rules.require_status(payload.status, payload.note)
    likes = rules.likeness(values["kind"], city.id, values["other"] and values["other"].id, values["subject"])
    _require_other(work, likes, is_played(work, session))
    count = select(func.count()).select_from(Commitment).where(Commitment.programme_id == work.programme)
    if (work.orm.scalar(count) or 0) >= rules.COMMITMENTS_MOST:
        raise Refused(
            "too_large",
            N_("A programme has at most %(most)d commitments."),
            field="subject",
            most=rules.COMMITMENTS_MOST,
        )
    commitment = new_commitment(work, values, status, reason, session)
    if session is not None:
        work.change(session, commitments=session.commitments + 1)
    else:
        tell_rooms(work, commitment)
    return commitment


def _meant(
    work: Work, city: City, payload: MakeCommitment | ChangeCommitment, now: Commitment | None = None
) -> dict[str, Any]:
    """The checked columns of what a payload says of a new commitment, or of one as it is `now`."""
    other = _city(work, payload.other, "other") if payload.other is not None else None
    practice = work.orm.get(Practice, payload.practice) if payload.practice is not None else None
    if payload.practice is not None and (practice is None or practice.programme_id != work.programme):
        raise Refused("invalid", N_("Choose a practice of this programme."), field="practice")
    values = rules.checked(
        payload.kind,
        city,
        other,
        practice,
        subject=payload.subject,
        language=places.written_in(payload.language),
        due=payload.due,
        source=payload.source,
        stated_on=payload.stated_on,
    )
    return values | owned_by(work, city, other, payload.owner, payload.office, now)


def _city(work: Work, city_id: int, field: str) -> City:
    city = work.orm.get(City, city_id)
    if city is None or city.programme_id != work.programme:
        raise Refused("invalid", N_("Choose a city of this programme."), field=field)
    return city


def is_played(work: Work, session: Session | None) -> bool:
    """Whether what the actor commits to now is so in play alone: by somebody simulated, or in a rehearsal."""
    return work.actor.simulated or (session is not None and session.simulated)


def _require_other(
    work: Work, likes: tuple[Any, ...], simulated: bool, own: Commitment | None = None
) -> None:
    """Refuse what stands open on the list already, of what is really said or (`simulated`) in play."""
    kind, cities, _subject = likes
    standing = select(Commitment).where(
        Commitment.programme_id == work.programme,
        Commitment.removed_at.is_(None),
        Commitment.simulated.is_(simulated),
        Commitment.status.in_(rules.OPEN),
        Commitment.kind == kind,
        Commitment.city_id.in_([city for city in cities if city is not None]),
    )
    if any(one is not own and _likeness(one) == likes for one in work.orm.scalars(standing).all()):
        raise Refused(
            "conflict",
            N_("This commitment is on the list already. Change that one instead."),
            field="subject",
        )


def _likeness(commitment: Commitment) -> tuple[Any, ...]:
    return rules.likeness(commitment.kind, commitment.city_id, commitment.other_id, commitment.subject)


def _require_standing(commitment: Commitment) -> None:
    if commitment.removed_at is not None:
        raise Refused("conflict", N_("This commitment is removed. Restore it first."))


def _in_words(value: Any) -> str:
    """What stood in a column, as its history keeps it: a day as ISO 8601, a row by its code or title."""
    if value is None:
        return ""
    if isinstance(value, City):
        return value.code
    if isinstance(value, Practice):
        return value.title
    return value.isoformat() if isinstance(value, dt.date) else str(value)


def _step(
    work: Work,
    commitment: Commitment,
    step: str,
    *,
    note: str = "",
    language: str | None = None,
    before: dict[str, str] | None = None,
) -> None:
    actor = work.actor
    work.add(
        CommitmentStep(
            commitment=commitment,
            seat_id=actor.seat,
            role=actor.role if actor.seat is not None else None,
            city=actor.city,
            step=step,
            status=commitment.status,
            note=note,
            language=language,
            before=before or {},
            simulated=actor.simulated,
            at=work.now,
        )
    )

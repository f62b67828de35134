"""Cases of records: written down, corrected, taken back and restored."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.store.sessions import Record
from tests.laws.cases.rights import SCRIBES, Case
from tests.world import World


def _written(world: World) -> int:
    said = {"session": world.here.session, "kind": "quote", "text": "We can't do this alone."}
    return world.by("facilitator", "record.add", said | {"speaker": "Participant"}).result["record"]


def _correction(world: World, seat: int) -> dict[str, Any]:
    record = _written(world)
    with world.database.reading() as orm:
        revision = orm.scalars(select(Record.revision).where(Record.id == record)).one()
    return {"record": record, "revision": revision, "text": "We can do this together."}


def _taken_back(world: World, seat: int) -> dict[str, Any]:
    record = {"record": _written(world)}
    world.by("facilitator", "record.remove", record)
    return record


def _chat(world: World, seat: int) -> dict[str, Any]:
    session = {"session": world.here.session}
    world.by("participant", "session.attend", session)
    asked = {"kind": "question", "text": "When?", "speaker": "Nobody Here"}
    answered = {"kind": "answer", "text": "In May.", "seat": world.here.seats["participant"]}
    return session | {"records": [asked, answered]}


CASES = {
    "record.add": Case(
        SCRIBES, lambda w, s: {"session": w.here.session, "kind": "decision", "text": "We meet again."}
    ),
    "record.add_many": Case(
        SCRIBES,
        _chat,
    ),
    "record.change": Case(SCRIBES, _correction),
    "record.remove": Case(SCRIBES, lambda w, s: {"record": _written(w)}),
    "record.restore": Case(SCRIBES, _taken_back),
}

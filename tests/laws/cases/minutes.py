"""Cases of minutes that are corrected, amended and approved."""

from __future__ import annotations

import contextlib
from typing import Any

from sqlalchemy import select

from facilitation.domain.documents import Document, Heading, Origin, Paragraph, Run, block_to_json, to_json
from facilitation.domain.errors import Refused
from facilitation.store.minutes import Amendment, Minutes, MinutesBlock
from tests.laws.cases.rights import ALL, COORDINATES, PROGRAM, SCRIBES, Case
from tests.world import START, World

_WORDS = ("Agenda", "The first words.", "The last words.")
#: Amendments are their author's; who leads answers them.
_OWN = "own own own own own own own own"


def compared_with(*texts: str) -> dict[str, Any]:
    """What the worker stores: a heading, then a paragraph for each further text."""
    heading, *paragraphs = texts
    blocks = [Heading(1, heading), *(Paragraph((Run(text),)) for text in paragraphs)]
    frame = Document(language="en", title="Workshop", kind="Minutes", origin=Origin("session:1", 1, START))
    return {
        "frame": to_json(frame),
        "revisions": {},
        "blocks": [
            {"key": f"part:{number}", "block": block_to_json(block)} for number, block in enumerate(blocks)
        ],
    }


def drafted_minutes(world: World) -> tuple[dict[str, Any], list[int]]:
    """Minutes with a heading and two paragraphs: what names them in a payload, and their blocks' ids."""
    number = world.by("facilitator", "minutes.open", {"session": world.here.session}).result["minutes"]
    with world.database.reading() as orm:
        approved = orm.get_one(Minutes, number).status == "approved"
    if approved:  # by another case in the same world
        world.by("facilitator", "minutes.reopen", {"minutes": number})
    stored = {"minutes": number, **compared_with(*_WORDS)}
    world.do("minutes.compared", stored, programme=world.here.programme)
    with world.database.reading() as orm:
        of_data = MinutesBlock.key.startswith("part:")
        query = select(MinutesBlock.id).where(MinutesBlock.minutes_id == number, of_data)
        return {"minutes": number}, list(orm.scalars(query.order_by(MinutesBlock.key)))


def _minutes(world: World, seat: int) -> dict[str, Any]:
    return drafted_minutes(world)[0]


def _block(world: World, seat: int) -> dict[str, Any]:
    return {"block": drafted_minutes(world)[1][-1]}


def _by_hand(world: World, seat: int) -> dict[str, Any]:
    added = _minutes(world, seat) | {"kind": "paragraph", "text": "By hand."}
    return {"block": world.by("facilitator", "minutes.add", added).result["block"]}


def _left_out(world: World, seat: int) -> dict[str, Any]:
    block = _block(world, seat)
    world.by("facilitator", "minutes.leave_out", block)
    return block


def _undone(world: World, seat: int) -> dict[str, Any]:
    minutes, blocks = drafted_minutes(world)
    if world.viewer(seat).role in ("organiser", "coordinator", "facilitator", "rapporteur"):
        world.do("minutes.leave_out", {"block": blocks[0]}, seat)
    return minutes


def _news(world: World, seat: int) -> dict[str, Any]:
    minutes, blocks = drafted_minutes(world)
    changed = compared_with(*_WORDS[:-1], "The last words, said otherwise.")
    world.do("minutes.compared", minutes | changed, programme=world.here.programme)
    return {"block": blocks[-1]}


def _in_review(world: World, seat: int) -> dict[str, Any]:
    for one in world.here.seats.values():
        world.do("session.attend", {"session": world.here.session}, one)
    minutes, _ = drafted_minutes(world)
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-04-01"})
    return minutes


def _written(world: World, seat: int) -> dict[str, Any]:
    block = _block(world, seat)
    with world.database.reading() as orm:
        was = orm.get_one(MinutesBlock, block["block"]).content["content"][0]["text"]
    return block | {"path": "text", "text": "Other words.", "was": was}


def _answered(world: World, seat: int) -> dict[str, Any]:
    """Minutes without an amendment that waits for its answer."""
    minutes = _minutes(world, seat)
    with world.database.reading() as orm:
        waiting = orm.scalars(select(Amendment.id).where(Amendment.status == "proposed")).all()
    for one in waiting:
        with contextlib.suppress(Refused):  # it was withdrawn
            world.by("facilitator", "amendment.accept", {"amendment": one})
    return minutes


def _approved(world: World, seat: int) -> dict[str, Any]:
    minutes = _answered(world, seat)
    world.by("organiser", "minutes.approve", minutes | {"words": "I approve these minutes."})
    return minutes


def _amendment(world: World, seat: int) -> dict[str, Any]:
    asked = _in_review(world, seat) | {"text": "We said three, not two."}
    return {"amendment": world.do("amendment.propose", asked, seat).result["amendment"]}


def _accepted(world: World, seat: int) -> dict[str, Any]:
    amendment = _amendment(world, seat)
    world.by("facilitator", "amendment.accept", amendment)
    return amendment


CASES: dict[str, Case] = {
    "minutes.open": Case(SCRIBES, lambda w, s: {"session": w.here.session}),
    "minutes.write": Case(SCRIBES, _written),
    "minutes.move": Case(SCRIBES, _block),
    "minutes.leave_out": Case(SCRIBES, _block),
    "minutes.restore": Case(SCRIBES, _left_out),
    "minutes.add": Case(
        SCRIBES, lambda w, s: _minutes(w, s) | {"kind": "decision", "text": "We meet in May."}
    ),
    "minutes.remove": Case(SCRIBES, _by_hand),
    "minutes.undo": Case(SCRIBES, _undone),
    "minutes.compare": Case(SCRIBES, _minutes),
    "minutes.compared": Case(PROGRAM, lambda w, s: _minutes(w, s) | compared_with("Agenda", "Other words.")),
    "minutes.take_over": Case(SCRIBES, _news),
    "minutes.take_over_all": Case(SCRIBES, _minutes),
    "minutes.keep": Case(SCRIBES, _news),
    "minutes.review": Case(SCRIBES, lambda w, s: _minutes(w, s) | {"until": "2027-04-01"}),
    "minutes.approve": Case(
        COORDINATES, lambda w, s: _answered(w, s) | {"words": "I approve these minutes."}
    ),
    "minutes.reopen": Case(SCRIBES, _approved),
    "minutes.send": Case(SCRIBES, _approved),
    "minutes.name_approver": Case(COORDINATES, lambda w, s: {"role": "facilitator"}),
    "amendment.propose": Case(ALL, lambda w, s: _in_review(w, s) | {"text": "We said three, not two."}),
    "amendment.change": Case(_OWN, lambda w, s: _amendment(w, s) | {"text": "We said four."}),
    "amendment.withdraw": Case(_OWN, _amendment),
    "amendment.accept": Case(SCRIBES, lambda w, s: _amendment(w, s) | {"reason": "True."}),
    "amendment.settle": Case(SCRIBES, _accepted),
    "amendment.decline": Case(SCRIBES, lambda w, s: _amendment(w, s) | {"reason": "The recording says two."}),
}

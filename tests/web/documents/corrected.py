"""The planted workshop's minutes, drafted and then corrected: what was left out and what was reworded."""

from __future__ import annotations

from sqlalchemy import select

from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import block_from_json, plain
from facilitation.jobs import minutes as comparing
from facilitation.store.minutes import MinutesBlock
from facilitation.store.sessions import Record
from tests.queries.documents.planted import planted_workshop
from tests.traces import context_of, draft, render_again
from tests.world import World

#: Words of the data that nobody but those who correct may read any more, once somebody corrects the minutes.
LEFT_OUT = ("We can't do this alone.", "A bench in every street")
MISSPELT = {
    "Mentoring": "Mentors",
    "Mentors are wanted": "Mentors are welcome",
    "We meet again": "We will meet",
}
RAW = (*LEFT_OUT, "Mentors are wanted", "We meet again")


def drafted(world: World) -> int:
    """Hold the workshop and draft its minutes as version 1; gives the session."""
    world.here.session = planted_workshop(world)
    draft(world, "minutes")
    return world.here.session


def begun(world: World) -> int:
    """Begin to correct the minutes; gives their id."""
    number = world.by("facilitator", "minutes.open", {"session": world.here.session}).result["minutes"]
    comparing.compare(context_of(world), {"minutes": number}, 0)
    return int(number)


def correct(world: World, minutes: int) -> None:
    """Leave out the quote and the loose note, and reword the rest."""
    with world.database.reading() as orm:
        blocks = list(orm.scalars(select(MinutesBlock).where(MinutesBlock.minutes_id == minutes)))
        [quote] = orm.scalars(select(Record.id).where(Record.text == LEFT_OUT[0]))
    for block in blocks:
        for path, content in texts_of(block_from_json(block.content)):
            text = plain(content)
            if block.key == f"record:{quote}" or text.startswith(LEFT_OUT[1]):
                world.by("facilitator", "minutes.leave_out", {"block": block.id})
                break
            now = text
            for wrong, right in MISSPELT.items():
                now = now.replace(wrong, right)
            if now != text:
                written = {"block": block.id, "path": path, "was": text, "text": now}
                world.by("facilitator", "minutes.write", written)


def approve(world: World, minutes: int) -> int:
    """Approve them and make their files; gives the document."""
    done = world.by("coordinator", "minutes.approve", {"minutes": minutes, "words": "Read and approved."})
    render_again(world)
    return int(done.result["document"])

"""Minutes tell what the room did, as everybody was shown it, and nothing that is not so."""

from __future__ import annotations

from facilitation.domain.documents import BulletList, Document, Facts, Heading, Paragraph, Table, plain
from facilitation.queries.documents.minutes import minutes
from facilitation.store.sessions import Session
from facilitation.translations import say
from tests.world import World


def drafted(world: World, session: int | None = None) -> Document:
    with world.database.reading() as orm:
        row = orm.get_one(Session, session or world.here.session)
        return minutes(orm, row, world.clock(), lambda text: say(text, row.language), 1)


def lines(document: Document) -> list[str]:
    """Everything that the document says, a line for each passage, point and row."""
    found: list[str] = []
    for block in document.blocks:
        if isinstance(block, Heading):
            found.append(block.text)
        elif isinstance(block, Paragraph):
            found.append(plain(block.content))
        elif isinstance(block, BulletList):
            found += [plain(item.content) for item in block.items]
        elif isinstance(block, Facts):
            found += [f"{row.label}: {plain(row.value)}" for row in block.rows]
        elif isinstance(block, Table):
            found.append(block.caption)
            found += [" | ".join(map(plain, row)) for row in (block.header, *block.rows)]
    return found


def _workshop(world: World) -> None:
    """Written privately, revealed, grouped, voted on, and back at private writing when it ends."""
    facilitator, guest = world.here.seats["facilitator"], world.here.seats["guest"]
    world.stage("write")
    first, second = world.note(guest, "Mentors wanted"), world.note(facilitator, "Too many forms")
    world.stage("cluster")
    made = {"board": world.here.board, "notes": [first], "title": "Mentoring"}
    cluster = world.by("facilitator", "cluster.make", made).result["cluster"]
    world.stage("vote")
    for on in (f"cluster:{cluster}", f"note:{second}"):
        world.by("guest", "vote.cast", {"board": world.here.board, "on": on})
    world.stage("write")
    world.by("guest", "note.edit", {"note": first, "text": "Mentors unwanted, between us"})
    world.note(guest, "For my eyes only")
    world.by("facilitator", "session.end", {"session": world.here.session})


def test_what_was_shown_stays_in_the_minutes_when_the_board_is_private_again(world: World) -> None:
    _workshop(world)
    said = lines(drafted(world))
    assert "Mentoring" in said and "Votes: 1 · Notes: 1 · Dublin" in said
    assert any(line.startswith("Mentors wanted") for line in said)
    assert any(line.startswith("Too many forms") and "Votes: 1" in line for line in said)
    assert "Notes written privately and never revealed: 1" in said
    for secret in ("between us", "For my eyes only"):
        assert not any(secret in line for line in said)

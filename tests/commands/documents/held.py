"""Minutes of a session in which something was said, as the worker drafts them, and what of them reads how."""

from __future__ import annotations

from typing import Any

from sqlalchemy import select

from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import block_from_json, plain
from facilitation.jobs.catalogue import JOBS
from facilitation.jobs.work import Context
from facilitation.store.jobs import Job
from facilitation.store.minutes import MinutesBlock
from tests.world import World


def work(world: World, kind: str = "minutes.compare") -> None:
    """Do the jobs of a kind that wait."""
    here = world.here.programme
    context = Context(None, world.database, world.door, world.clock, here)  # type: ignore[arg-type]
    with world.database.writing() as orm:
        jobs = list(orm.scalars(select(Job).where(Job.kind == kind, Job.status == "waiting")))
        for job in jobs:
            job.status = "done"
    for job in jobs:
        JOBS[kind](context, job.payload, job.id)


def held(world: World, *, clusters: bool = True) -> dict[str, int]:
    """Two clusters with votes (or loose notes alone), two decisions; what names the minutes in a payload."""
    board, guest = {"board": world.here.board}, world.here.seats["guest"]
    world.by("facilitator", "board.settings", board | {"votes_hidden": False})
    notes = [world.note(guest, text) for text in ("Rents too high", "Angry words", "Emtpy after five")]
    if clusters:
        world.stage("cluster")
        made = [
            world.by("facilitator", "cluster.make", board | {"notes": [note], "title": title}).result[
                "cluster"
            ]
            for note, title in zip(notes, ("Emtpy shops", "Housing"), strict=False)
        ]
        world.stage("vote")
        for cluster in made:
            world.by("guest", "vote.cast", board | {"on": f"cluster:{cluster}"})
        world.stage("write")
    for text in ("We meet in Mai", "Turin hosts"):
        said = {"session": world.here.session, "kind": "decision", "text": text, "speaker": "Ana"}
        world.by("facilitator", "record.add", said)
    number = world.by("rapporteur", "minutes.open", {"session": world.here.session}).result["minutes"]
    work(world)
    return {"minutes": number}


def block(world: World, key: str) -> MinutesBlock:
    """The block of a key; with "*" for a number, the first of those."""
    start, _, end = key.partition("*")
    with world.database.reading() as orm:
        rows = orm.scalars(select(MinutesBlock).order_by(MinutesBlock.position)).all()
        fits = (one for one in rows if one.key.startswith(start) and one.key.endswith(end))
        return next(one for one in fits if "*" in key or one.key == key)


def said(world: World, key: str) -> dict[str, str]:
    """The texts of a block by their paths."""
    content = block_from_json(block(world, key).content)
    return {path: plain(text) for path, text in texts_of(content)}


def written(world: World, key: str, path: str, text: str, role: str = "facilitator") -> None:
    """Somebody corrects a text."""
    payload: dict[str, Any] = {"block": block(world, key).id, "path": path}
    world.by(role, "minutes.write", payload | {"was": said(world, key)[path], "text": text})

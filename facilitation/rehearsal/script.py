"""What happens in the workshop that is played: who writes, groups, votes and records, and when.

Whatever a visitor does at the same time comes first: a step that the server refuses is left out.
"""

from __future__ import annotations

import asyncio
import random
from typing import Any

from facilitation.rehearsal.client import Client
from facilitation.rehearsal.outbox import Refusal
from facilitation.rehearsal.people import SOCIAL, TRANSVERSAL, Theme, phrases
from facilitation.rehearsal.scene import Actor, Over, Scene

JOINED = 0.09
GROUPING_BEGINS, WRITING_ENDS, GROUPING_ENDS = 0.22, 0.48, 0.58
VOTING_ENDS, ENDS = 0.75, 0.97
NOTES_EACH = 4
STAGES_TO_WRITE = ("write", "write_openly", "revealed", "cluster")
STAGES_TO_GROUP = ("revealed", "cluster")


async def lead(scene: Scene) -> None:
    """The facilitator's part; returns when the session has ended, whoever ended it."""
    try:
        await _lead(scene)
    except Over:
        return


async def _lead(scene: Scene) -> None:
    chance = random.Random()
    seconds = max(1, round((GROUPING_ENDS - scene.now) * scene.seconds))
    await _do(scene.leader, "timer.start", {"session": scene.session, "seconds": seconds})
    await scene.until(GROUPING_BEGINS)
    if scene.board.stage == "write":
        await _stage(scene, "revealed")
    if scene.board.stage in STAGES_TO_WRITE:
        await _stage(scene, "cluster")
    while scene.now < GROUPING_ENDS:
        await _group(scene, chance)
        await scene.linger(chance, 0.012)
    await _do(scene.leader, "timer.stop", {"session": scene.session})
    await _stage(scene, "vote")
    await scene.until(VOTING_ENDS)
    await _show_votes(scene)
    await _stage(scene, "discuss")
    for kind, text, speaker in _records(scene, chance):
        await scene.linger(chance, 0.05)
        record = {"session": scene.session, "kind": kind, "text": text}
        if speaker is not None:
            record |= {"speaker": speaker.person.name, "city": speaker.person.city}
        await _do(scene.leader, "record.add", record)
    await scene.until(ENDS)
    await _do(scene.leader, "session.end", {"session": scene.session})


async def take_part(scene: Scene, actor: Actor) -> None:
    """A participant's part. Raises Over when the session ends before it is played."""
    await _write(scene, actor)
    if actor.chance.random() < 0.4:
        await _raise_hand(scene, actor)
    await scene.until(WRITING_ENDS + actor.chance.uniform(0.0, GROUPING_ENDS - WRITING_ENDS))
    await _do(actor.client, "ready.set", {"session": scene.session, "ready": True})
    await scene.until(GROUPING_ENDS)
    await _vote(scene, actor)


async def _write(scene: Scene, actor: Actor) -> None:
    kinds = (SOCIAL, TRANSVERSAL)
    areas = dict(zip(kinds, actor.board.areas, strict=False))
    writing = scene.writer.notes(actor.person, kinds)
    length = WRITING_ENDS - max(JOINED, scene.now)
    for turn in range(NOTES_EACH):
        if turn:
            actor.client.tell(scene.room.subject, typing=True)
        await scene.linger(actor.chance, length / NOTES_EACH * (0.25 if turn == 0 else 0.8))
        actor.client.tell(scene.room.subject, typing=False)
        if actor.board.stage not in STAGES_TO_WRITE or scene.now > GROUPING_ENDS:
            return
        theme, text = next(writing)
        area = areas.get(theme.kind) or actor.board.areas[0]
        note = {"board": scene.board_id, "area": area, "text": text, "language": scene.language}
        result = await _do(actor.client, "note.post", note)
        if result is not None:
            scene.themes[result["note"]] = theme


async def _raise_hand(scene: Scene, actor: Actor) -> None:
    await _do(actor.client, "hand.raise", {"session": scene.session})
    await scene.linger(actor.chance, 0.06)
    await _do(actor.client, "hand.lower", {"session": scene.session})


async def _group(scene: Scene, chance: random.Random) -> None:
    """Somebody groups what belongs together; the facilitator adopts a new cluster as a challenge."""
    if scene.board.stage not in STAGES_TO_GROUP or not scene.actors:
        return
    waiting = _loose(scene)
    if not waiting:
        return
    key = chance.choice(list(waiting))
    theme, notes = waiting[key]
    somebody = chance.choice(scene.actors).client
    if key in scene.clusters:
        adding = {"cluster": scene.clusters[key], "notes": notes}
        if await _do(somebody, "cluster.add", adding) is None:
            del scene.clusters[key]
        else:
            await scene.see(lambda: not _is_loose(scene, notes[0]), 3.0)
        return
    made = await _do(
        somebody, "cluster.make", {"board": scene.board_id, "notes": notes, "title": theme.title}
    )
    if made is None:
        return
    scene.clusters[key] = made["cluster"]
    await scene.see(lambda: made["cluster"] in scene.board.clusters, 3.0)
    await scene.linger(chance, 0.008)
    await _do(scene.leader, "challenge.adopt", {"cluster": made["cluster"], "kind": theme.kind})


def _loose(scene: Scene) -> dict[str, tuple[Theme, list[int]]]:
    """By theme: our notes that lie in no cluster, where there are enough of them to group."""
    found: dict[str, tuple[Theme, list[int]]] = {}
    for note_id, theme in scene.themes.items():
        if _is_loose(scene, note_id):
            found.setdefault(theme.key, (theme, []))[1].append(note_id)
    return {key: one for key, one in found.items() if key in scene.clusters or len(one[1]) > 1}


def _is_loose(scene: Scene, note_id: int) -> bool:
    note = scene.board.notes.get(note_id)
    return note is not None and note["cluster"] is None and not note.get("hidden")


async def _vote(scene: Scene, actor: Actor) -> None:
    patience = (VOTING_ENDS - GROUPING_ENDS) * scene.seconds
    if not await scene.see(lambda: actor.board.stage == "vote", patience):
        return
    settings = actor.board.values["board"]["settings"]
    votes = min(settings["votes_per_person"], actor.chance.randint(3, 5))
    for _ in range(votes):
        await scene.linger(actor.chance, 0.12 / votes)
        targets = _targets(actor, settings["vote_on"])
        if actor.board.stage != "vote" or not targets:
            return
        await _do(actor.client, "vote.cast", {"board": scene.board_id, "on": actor.chance.choice(targets)})


def _targets(actor: Actor, vote_on: str) -> list[str]:
    """What a dot may go to, each as often as it has notes: what many wrote draws more votes."""
    if vote_on == "notes":
        return [f"note:{note_id}" for note_id in actor.board.notes]
    clusters = [note["cluster"] for note in actor.board.notes.values()]
    return [f"cluster:{cluster}" for cluster in clusters if cluster in actor.board.clusters]


def _records(scene: Scene, chance: random.Random) -> list[tuple[str, str, Actor | None]]:
    """(kind, text, who said it) of what the facilitator writes down."""
    said = phrases(scene.language)["records"]
    counts: dict[str, int] = scene.board.values.get("votes", {}).get("counts", {})
    ranked = sorted(
        scene.board.clusters.values(), key=lambda row: (-counts.get(f"cluster:{row['id']}", 0), row["id"])
    )
    titles = [row["title"] for row in ranked if row["title"]]
    records: list[tuple[str, str, Actor | None]] = []
    if titles:
        records.append(("decision", said["decision"] % {"first": titles[0]}, None))
    if len(titles) > 1:
        records.append(("point", said["point"] % {"first": titles[0], "second": titles[1]}, None))
    elif titles:
        records.append(("point", said["point_alone"] % {"first": titles[0]}, None))
    if scene.actors:
        records.append(("quote", said["quote"], chance.choice(scene.actors)))
    return records


async def _show_votes(scene: Scene) -> None:
    """Until then nobody sees how the others vote."""
    shown = {"board": scene.board_id, "votes_hidden": False}
    if await _do(scene.leader, "board.settings", shown) is not None:
        await scene.see(lambda: scene.board.values["votes"]["shown"], 3.0)


async def _stage(scene: Scene, stage: str) -> None:
    if await _do(scene.leader, "board.stage", {"board": scene.board_id, "stage": stage}) is not None:
        await scene.see(lambda: scene.board.stage == stage, 3.0)


async def _do(client: Client, name: str, payload: dict[str, Any]) -> dict[str, Any] | None:
    """Ask for something; None when it does not fit any more, which is nobody's fault."""
    try:
        return await client.command(name, payload)
    except Refusal:
        return None
    except TimeoutError:
        await asyncio.sleep(0)
        return None

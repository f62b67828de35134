"""What people do on a board at each of its stages: write, put together, vote. Also a small group's board."""

from __future__ import annotations

import asyncio
from collections.abc import Callable

from facilitation.domain.boards import CLUSTER, REVEALED, VOTE, WRITE, WRITE_OPENLY
from facilitation.rehearsal.members import Knowledge, Member
from facilitation.rehearsal.people import SOCIAL, TRANSVERSAL
from facilitation.rehearsal.views import View

KINDS = (SOCIAL, TRANSVERSAL)
TO_WRITE = (WRITE, WRITE_OPENLY, REVEALED, CLUSTER)
TO_GROUP = (REVEALED, CLUSTER)
SEEN_SECONDS, LOOK = 3.0, 0.02


async def on_the_board(member: Member, knowledge: Knowledge) -> bool:
    """One thing that the plenary's board asks for now; whether there was something to do."""
    number = member.session["board"]
    return number is not None and await on_board(member, knowledge, number)


async def on_board(
    member: Member, knowledge: Knowledge, number: int, to_group: tuple[str, ...] = TO_GROUP
) -> bool:
    """One thing that this board asks for now; whether there was something to do.

    `to_group`: the stages at which notes are put together.
    """
    board = await member.client.watch(f"board:{number}")
    if board.values["board"].get("locked"):
        return False
    if board.stage in TO_WRITE and member.written[number] < member.limit:
        await write(member, knowledge, number, board)
        return True
    if board.stage in to_group:
        return await group(member, knowledge, number, board)
    return board.stage == VOTE and await vote(member, number, board)


async def write(
    member: Member, knowledge: Knowledge, number: int, board: View, stages: tuple[str, ...] = TO_WRITE
) -> None:
    """Write a note, unless the board has left these stages before it is finished."""
    theme, text = next(member.writing)
    await member.type()
    if board.stage not in stages:
        return
    by_kind = dict(zip(KINDS, board.areas, strict=False)) if len(board.areas) == len(KINDS) else {}
    area = by_kind.get(theme.kind) or member.chance.choice(board.areas)
    member.written[number] += 1
    posted = await member.do("note.post", board=number, area=area, text=text)
    knowledge.themes[posted["note"]] = theme


async def group(member: Member, knowledge: Knowledge, number: int, board: View) -> bool:
    """Put together what is about the same thing; whether there was something to do."""
    alone = knowledge.alone(f"grouping on {number}")
    if alone.locked():
        return False
    async with alone:
        loose: dict[str, list[int]] = {}
        for note in board.notes.values():
            theme = knowledge.themes.get(note["id"])
            if theme is not None and note["cluster"] is None and not note.get("hidden"):
                loose.setdefault(theme.key, []).append(note["id"])
        known = {
            key
            for (on, key), cluster in knowledge.clusters.items()
            if on == number and cluster in board.clusters
        }
        waiting = [key for key, notes in loose.items() if key in known or len(notes) > 1]
        if not waiting:
            return False
        key = member.chance.choice(waiting)
        if key in known:
            await member.do("cluster.add", cluster=knowledge.clusters[number, key], notes=loose[key])
        else:
            title = knowledge.themes[loose[key][0]].title
            made = await member.do("cluster.make", board=number, notes=loose[key], title=title)
            knowledge.clusters[number, key] = made["cluster"]
        grouped = loose[key]
        await seen(lambda: not any(_lies_loose(board, note) for note in grouped))
        return True


def _lies_loose(board: View, note: int) -> bool:
    return note in board.notes and board.notes[note]["cluster"] is None


async def vote(member: Member, number: int, board: View) -> bool:
    """Give a vote; whether there was one left, and something to give it to."""
    settings = board.values["board"]["settings"]
    notes = [note for note in board.notes.values() if not note.get("hidden")]
    if settings["vote_on"] == "notes" or not board.clusters:
        targets = [f"note:{note['id']}" for note in notes if settings["vote_on"] != "clusters"]
    else:
        # Each as often as it has notes: what many wrote draws more votes.
        inside = [note["cluster"] for note in notes if note["cluster"] in board.clusters]
        targets = [f"cluster:{cluster}" for cluster in inside]
    left = board.mine.get("votes_left")
    if not targets or not left:
        return False
    await member.do("vote.cast", board=number, on=member.chance.choice(targets))
    await seen(lambda: board.mine.get("votes_left") != left)
    return True


async def seen(true: Callable[[], bool]) -> None:
    """Until the own copy shows what was done: the next deed begins with a look at it."""
    for _ in range(round(SEEN_SECONDS / LOOK)):
        if true():
            return
        await asyncio.sleep(LOOK)

"""What people do in small groups: write and sort on their group's board, vote; one of them reports."""

from __future__ import annotations

from facilitation.domain.boards import CLUSTER, VOTE, WRITE_OPENLY
from facilitation.rehearsal.members import Knowledge, Member
from facilitation.rehearsal.parts.boards import on_board, seen
from facilitation.rehearsal.people import phrases

TO_GROUP = (WRITE_OPENLY, CLUSTER)


async def in_small_group(member: Member, knowledge: Knowledge) -> bool:
    """One thing to do in one's own small group; whether there was one."""
    group = member.room.tables["breakouts"].get(member.room.mine.get("breakout") or 0)
    if group is None:
        return False
    if await on_board(member, knowledge, group["board"], TO_GROUP):
        return True
    if group["rapporteur"] is None:
        return await _volunteer(member, knowledge, group["id"])
    return await _report(member, group["id"], ("vote", "collect", "word", "add"))


async def back_in_plenary(member: Member, knowledge: Knowledge) -> bool:
    """Who reports for a group completes its points; the others listen."""
    for deed in sorted(member.done):
        kind, _, group = deed.partition(" ")
        if kind == "reports" and await _report(member, int(group), ("collect", "word", "add")):
            return True
    return False


async def _volunteer(member: Member, knowledge: Knowledge, group: int) -> bool:
    """The first who has nothing left to write reports for the group."""
    alone = knowledge.alone(f"reporting for {group}")
    if alone.locked():
        return False
    async with alone:
        await member.do("breakout.volunteer", breakout=group)
        member.done.add(f"reports {group}")
        await seen(lambda: member.room.tables["breakouts"][group]["rapporteur"] is not None)
        return True


async def _report(member: Member, group: int, deeds: tuple[str, ...]) -> bool:
    """The next of these deeds of who reports: let the group vote, take its clusters as points, word the first
    of them, add one more; whether there was one left."""
    left = [deed for deed in deeds if f"{deed} {group}" not in member.done]
    if f"reports {group}" not in member.done or not left:
        return False
    deed, row = left[0], member.room.tables["breakouts"][group]
    member.done.add(f"{deed} {group}")
    sorted_out = bool((await member.client.watch(f"board:{row['board']}")).clusters)
    said = phrases(member.language)["points"]
    if deed == "vote" and sorted_out:
        await member.do("breakout.stage", breakout=group, stage=VOTE)
    elif deed == "collect" and sorted_out:
        await member.do("breakout.collect", breakout=group)
        await seen(lambda: bool(member.room.tables["breakouts"][group]["points"]))
    elif deed == "word" and row["points"]:
        first = row["points"][0]
        await member.type()
        await member.do("point.change", point=first["id"], text=said["cluster"] % {"first": first["text"]})
    elif deed == "add":
        await member.type()
        await member.do("point.add", breakout=group, text=said["own"])
    return True

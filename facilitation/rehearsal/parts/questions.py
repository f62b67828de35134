"""What people do where something is asked: answer polls of each kind, ask in writing, support questions."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

from facilitation.rehearsal.members import Knowledge, Member
from facilitation.rehearsal.people import phrases

QUESTIONS = "questions"
SUPPORTS_MOST = 2
#: Of a hundred people so many give no number on a scale, and so many ask a question of their own.
NO_NUMBER, ASKING = 8, 60

Row = dict[str, Any]


async def answer(member: Member, knowledge: Knowledge) -> bool:
    """Answer one of the open polls of this part, or ask or support a question; whether there was one."""
    for poll in polls_here(member):
        if poll["status"] not in ("open", "shown"):
            continue
        if poll["kind"] == QUESTIONS:
            if await _question(member, poll):
                return True
        elif poll["status"] == "open" and f"poll {poll['id']}" not in member.done:
            member.done.add(f"poll {poll['id']}")
            await member.type()
            await member.do("poll.answer", poll=poll["id"], **_ANSWERS[poll["kind"]](member, poll))
            return True
    return False


def polls_here(member: Member) -> list[Row]:
    """The polls of the part that the session is in, in their order."""
    here = member.session["step"]
    found = [poll for poll in member.room.tables["polls"].values() if poll["block"] == here]
    return sorted(found, key=lambda poll: (poll["position"], poll["id"]))


async def _question(member: Member, poll: Row) -> bool:
    """Ask what one wants to know, and support what others ask."""
    asked = f"asked {poll['id']}"
    if asked not in member.done:
        member.done.add(asked)
        if member.chance.randrange(100) < ASKING:
            await member.type()
            text = member.chance.choice(phrases(member.language)["questions"])
            done = await member.do("question.ask", poll=poll["id"], text=text)
            member.done.add(f"question {done['question']}")
            return True
    supported = sum(deed.startswith(f"support {poll['id']}:") for deed in member.done)
    others = [
        question["id"]
        for question in member.room.tables["questions"].values()
        if question["poll"] == poll["id"]
        and not question["answered"]
        and f"question {question['id']}" not in member.done
        and f"support {poll['id']}:{question['id']}" not in member.done
    ]
    if not others or supported >= SUPPORTS_MOST:
        return False
    chosen = member.chance.choice(others)
    member.done.add(f"support {poll['id']}:{chosen}")
    await member.do("question.upvote", question=chosen)
    return True


def _one(member: Member, poll: Row) -> Row:
    return {"options": [member.chance.choice(_ids(poll))]}


def _several(member: Member, poll: Row) -> Row:
    most = min(poll["settings"].get("most", 1), len(_ids(poll)))
    return {"options": member.chance.sample(_ids(poll), member.chance.randint(1, most))}


def _scale(member: Member, poll: Row) -> Row:
    settings = poll["settings"]
    if settings.get("skip") and member.chance.randrange(100) < NO_NUMBER:
        return {"value": None}
    return {"value": member.chance.randint(settings["low"], settings["high"])}


def _ranking(member: Member, poll: Row) -> Row:
    return {"options": member.chance.sample(_ids(poll), len(_ids(poll)))}


def _word(member: Member, poll: Row) -> Row:
    return {"text": member.chance.choice(phrases(member.language)["words"])}


def _city(member: Member, poll: Row) -> Row:
    return {"text": next(member.writing)[1]}


def _ids(poll: Row) -> list[int]:
    return [option["id"] for option in poll["options"]]


#: What is said to a poll, by its kind.
_ANSWERS: dict[str, Callable[[Member, Row], Row]] = {
    "one": _one,
    "several": _several,
    "scale": _scale,
    "ranking": _ranking,
    "word": _word,
    "cities": _city,
}

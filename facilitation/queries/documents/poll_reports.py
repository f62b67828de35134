"""What came of a block's polls, as blocks of a document: results, answers of cities, Q&A."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sqlalchemy import func, select

from facilitation.domain import polls
from facilitation.domain.documents import (
    Block,
    BulletList,
    Callout,
    Heading,
    Inline,
    ListItem,
    NumberedList,
    Paragraph,
    Run,
    Table,
)
from facilitation.domain.errors import N_
from facilitation.domain.minutes import Keyed
from facilitation.queries.documents.parts import SessionDocument, header, said_by, words
from facilitation.queries.privacy.privacy import named
from facilitation.queries.sessions.polls import in_order, is_shown, questions_of, results_of, supports_of
from facilitation.store.polls import Poll, PollAnswer


def poll_reports(parts: SessionDocument, block: int) -> list[Keyed]:
    """The polls of a block that were asked, in order. Of what nobody was shown, only how many answered."""
    query = select(Poll).where(Poll.block_id == block, Poll.removed.is_(False), Poll.status != polls.PREPARED)
    found: list[Keyed] = []
    for poll in parts.orm.scalars(query.order_by(Poll.position, Poll.id)):
        key = f"poll:{poll.id}"
        found.append(Keyed(key, Heading(2, poll.question)))
        if not is_shown(poll):
            found.append(Keyed(f"{key}/unshown", _unshown(parts, poll)))
        elif poll.kind == polls.CITIES:
            found.append(Keyed(f"{key}/cities", _of_cities(parts, poll)))
        elif poll.kind == polls.QUESTIONS:
            found += _questions(parts, poll)
        else:
            found += _report(parts, poll, key)
    return found


def _unshown(parts: SessionDocument, poll: Poll) -> Block:
    if poll.kind == polls.QUESTIONS:
        text = parts.say(N_("Questions asked and not shown: %(count)s"))
        return Paragraph(words(text % {"count": len(questions_of(parts.orm, poll))}))
    query = select(func.count()).where(PollAnswer.poll_id == poll.id, PollAnswer.removed.is_(False))
    text = parts.say(N_("Answers given and not shown: %(count)s"))
    return Paragraph(words(text % {"count": parts.orm.scalar(query) or 0}))


def _report(parts: SessionDocument, poll: Poll, key: str) -> list[Keyed]:
    results = results_of(parts.orm, poll, leads=False)
    made = {
        polls.ONE: _counts,
        polls.SEVERAL: _counts,
        polls.SCALE: _scale,
        polls.RANKING: _ranks,
        polls.WORD: _words,
    }[poll.kind](parts, poll, results)
    total = parts.say(N_("Answers: %(count)s")) % {"count": results["of"]}
    runs = [Run(total, ("strong",))]
    if results.get("simulated"):
        runs.append(Run(" · " + parts.say(N_("some of them simulated"))))
    found = [Keyed(f"{key}/total", Paragraph(tuple(runs)))]
    found += [Keyed(f"{key}/{what}", block) for what, block in made.items()]
    return found + [Keyed(f"{key}/by_city", block) for block in _by_city(parts, poll, results)]


def _counts(parts: SessionDocument, poll: Poll, results: dict[str, Any]) -> dict[str, Block]:
    texts = {option["id"]: option["text"] for option in poll.options}
    rows = tuple((words(texts[one["id"]]), words(str(one["count"]))) for one in results["counts"])
    labels = (parts.say(N_("Option")), parts.say(N_("Answers")))
    caption = parts.say(N_("How often each option was chosen"))
    return {"answers": Table(caption=caption, header=header(labels), rows=rows, numeric=(1,))}


def _scale(parts: SessionDocument, poll: Poll, results: dict[str, Any]) -> dict[str, Block]:
    settings = polls.PollSettings.from_json(poll.settings)
    ends = {settings.low: settings.low_words, settings.high: settings.high_words}
    rows = tuple((words(_end(one["id"], ends)), words(str(one["count"]))) for one in results["counts"])
    labels = (parts.say(N_("On the scale")), parts.say(N_("Answers")))
    caption = parts.say(N_("How often each number was chosen"))
    facts = []
    if results["mean"] is not None:
        facts.append(parts.say(N_("Mean: %(mean)s")) % {"mean": f"{results['mean']:.1f}"})
    if results["none"]:
        facts.append(parts.say(N_("Without an answer: %(count)s")) % {"count": results["none"]})
    told: dict[str, Block] = {"mean": Paragraph(words(" · ".join(facts)))} if facts else {}
    return told | {"answers": Table(caption=caption, header=header(labels), rows=rows, numeric=(1,))}


def _end(number: int, ends: dict[int, str]) -> str:
    said = ends.get(number)
    return f"{number} ({said})" if said else str(number)


def _ranks(parts: SessionDocument, poll: Poll, results: dict[str, Any]) -> dict[str, Block]:
    texts = {option["id"]: option["text"] for option in poll.options}
    place = parts.say(N_("place %(mean)s on average"))
    items = []
    for one in results["ranks"]:
        runs = [Run(texts[one["id"]])]
        if one["mean"] is not None:
            runs.append(Run(" (" + place % {"mean": f"{one['mean']:.1f}"} + ")"))
        items.append(ListItem(tuple(runs)))
    return {"answers": NumberedList(tuple(items))}


def _words(parts: SessionDocument, poll: Poll, results: dict[str, Any]) -> dict[str, Block]:
    simulated = bool(results.get("simulated"))
    items = [
        ListItem((parts.written(one["text"], None, simulated=simulated), Run(f" ({one['count']})")))
        for one in results["words"]
    ]
    return {"answers": BulletList(tuple(items))} if items else {}


def _by_city(parts: SessionDocument, poll: Poll, results: dict[str, Any]) -> list[Block]:
    cities = results.get("cities")
    if not cities:
        return []
    texts = {str(option["id"]): option["text"] for option in poll.options}
    rows = []
    for code, said in cities.items():
        if "mean" in said:
            mean = "–" if said["mean"] is None else f"{said['mean']:.1f}"
            told = parts.say(N_("Mean: %(mean)s")) % {"mean": mean}
        else:
            told = ", ".join(f"{texts[number]}: {count}" for number, count in said["counts"].items())
        rows.append((words(parts.city_name(code)), words(told), words(str(said["of"]))))
    labels = (parts.say(N_("City")), parts.say(N_("What its people said")), parts.say(N_("Answers")))
    caption = parts.say(N_("By city, where at least three people answered"))
    return [Table(caption=caption, header=header(labels), rows=tuple(rows), numeric=(2,))]


def _of_cities(parts: SessionDocument, poll: Poll) -> Block:
    """A box with what each city said, and who kept silent."""
    query = select(PollAnswer).where(PollAnswer.poll_id == poll.id, PollAnswer.removed.is_(False))
    answers = sorted(parts.orm.scalars(query), key=lambda one: parts.city_name(one.city))
    nameable = named(parts.orm, (one.seat_id for one in answers))
    items = []
    for one in answers:
        runs = [Run(f"{parts.city_name(one.city)}: ", ("strong",))]
        runs.append(parts.written(one.choice["text"], None, simulated=one.simulated))
        runs += said_by(one.author if one.seat_id in nameable else None)
        items.append(ListItem(tuple(runs)))
    inside: list[Any] = [BulletList(tuple(items))] if items else []
    silent = sorted(set(poll.asked) - {one.city for one in answers}, key=parts.city_name)
    inside.append(Paragraph(words(_silence(parts, len(items), [parts.city_name(code) for code in silent]))))
    return Callout("box", tuple(inside))


def _silence(parts: SessionDocument, answered: int, silent: list[str]) -> str:
    if not answered:
        return parts.say(N_("No city has answered."))
    if not silent:
        return parts.say(N_("All cities have answered."))
    text = parts.say(N_("All cities that were asked have answered, except %(cities)s."))
    if len(silent) > answered:
        text = parts.say(N_("No answer came from: %(cities)s."))
    return text % {"cities": ", ".join(silent)}


def _questions(parts: SessionDocument, poll: Poll) -> list[Keyed]:
    """Questions by how many want to know, each with its answer below it."""
    there = [one for one in questions_of(parts.orm, poll) if not one.hidden]
    if not there:
        nobody = Paragraph(words(parts.say(N_("Nobody has asked anything."))))
        return [Keyed(f"poll:{poll.id}/nothing", nobody)]
    supported = supports_of(parts.orm, there)
    nameable = named(parts.orm, (one.seat_id for one in there))
    found = []
    for one in in_order(there, supported):
        asked = parts.written(one.text, one.language, simulated=one.simulated)
        runs = [replace(asked, marks=("strong", *asked.marks))]
        runs += said_by(one.author if one.seat_id in nameable else None, parts.city_name(one.city))
        if supported.get(one.id):
            text = parts.say(N_("Supported by: %(count)s")) % {"count": supported[one.id]}
            runs += [Run(" "), Run(f"({text})")]
        found.append(Keyed(f"question:{one.id}", Paragraph(tuple(runs))))
        answer = _answer(parts, one.answer, one.answered_at is not None)
        found.append(Keyed(f"question:{one.id}/answer", Paragraph(answer)))
    return found


def _answer(parts: SessionDocument, text: str, answered: bool) -> Inline:
    if not answered:
        return words(parts.say(N_("Not answered in the session.")))
    if not text:
        return words(parts.say(N_("Answered in the session.")))
    return (Run(parts.say(N_("Answer: "))), parts.own(text))

"""What came of a session as plain rows, by the rules of its minutes: nothing hidden, nobody who said no.

Each takes the `texts` of the minutes: of approved ones the rows tell only what stands there, in their words.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Any

from sqlalchemy import select

from facilitation.domain import polls
from facilitation.domain.approved_texts import Texts
from facilitation.domain.commitments import CommitmentFacts
from facilitation.queries.boards.harvest import (
    BoardHarvest,
    HarvestedCluster,
    HarvestedNote,
    harvest,
    of_board,
    records_outside,
)
from facilitation.queries.breakouts.breakouts import rounds_held
from facilitation.queries.documents.parts import SessionDocument
from facilitation.queries.privacy.privacy import named
from facilitation.queries.sessions.polls import in_order, is_shown, questions_of, results_of, supports_of
from facilitation.queries.solutions.commitments import made_in
from facilitation.store.boards import Board
from facilitation.store.polls import Poll, PollAnswer, PollQuestion
from facilitation.store.sessions import Record


@dataclass(frozen=True, slots=True)
class Place:
    """Where something lies, by titles: part of the session, small group, area and cluster; "" for none."""

    part: str
    group: str
    area: str = ""
    cluster: str = ""


@dataclass(frozen=True, slots=True)
class ClusterTold:
    """A cluster with its counts, None where the minutes say others or none."""

    place: Place
    votes: int | None
    notes: int | None
    cities: list[str]


@dataclass(frozen=True, slots=True)
class NoteTold:
    place: Place
    text: str
    author: str
    city: str
    note: HarvestedNote


@dataclass(frozen=True, slots=True)
class BoardTold:
    clusters: list[ClusterTold]
    notes: list[NoteTold]


@dataclass(frozen=True, slots=True)
class PointTold:
    part: str
    group: str
    reported_by: str
    text: str
    simulated: bool


@dataclass(frozen=True, slots=True)
class Answer:
    """One line of a poll's results: an option, a number, a word or a city, with what was counted or said.

    `answer` is "" where nobody was shown the results: then `count` is how many answered.
    """

    part: str
    question: str
    kind: str
    answer: str
    count: int | None
    text: str = ""


@dataclass(frozen=True, slots=True)
class QuestionTold:
    part: str
    asked_at: str
    row: PollQuestion
    text: str
    answer: str
    author: str
    city: str
    support: int


def boards_told(parts: SessionDocument, texts: Texts) -> list[BoardTold]:
    """The boards of a session in order: of each part its own, then those of its small groups."""
    orm, found = parts.orm, []
    rounds = rounds_held(orm, parts.session)
    for item in harvest(orm, parts.session):
        part = _title(texts, f"block:{item.block.id}", item.block.title)
        board = BoardHarvest(item.clusters, item.loose, item.unrevealed)
        found.append(_board(parts, texts, board, Place(part, ""), f"loose:{item.block.id}"))
        for report in rounds.get(item.block.id, []):
            for group in report.groups:
                key = f"breakout:{group.breakout.id}"
                title = _title(texts, key, group.breakout.title)
                board = of_board(orm, orm.get_one(Board, group.breakout.board_id))
                found.append(_board(parts, texts, board, Place(part, title), f"{key}/loose"))
    return found


def _title(texts: Texts, key: str, title: str) -> str:
    """A title as the minutes have it, "" where it was left out."""
    told = texts.told(key, title)
    return told.words if told is not None else ""


def _board(parts: SessionDocument, texts: Texts, board: BoardHarvest, place: Place, loose: str) -> BoardTold:
    """`loose` names in the minutes what lies in no cluster."""
    clusters: list[ClusterTold] = []
    notes: list[NoteTold] = []
    for cluster in board.clusters:
        key = f"cluster:{cluster.id}"
        within = replace(place, cluster=_title(texts, key, cluster.title))
        if within.cluster:
            clusters.append(_cluster(parts, texts, cluster, within))
        notes += _notes(parts, texts, cluster.notes, f"{key}/notes", within)
    for note in board.loose:
        key = f"{loose}/area:{note.area_id}"
        within = replace(place, area=_title(texts, key, note.area))
        notes += _notes(parts, texts, [note], f"{key}/notes", within)
    return BoardTold(clusters, notes)


def _cluster(parts: SessionDocument, texts: Texts, cluster: HarvestedCluster, place: Place) -> ClusterTold:
    counts = f"cluster:{cluster.id}/counts"
    if not texts.stands(counts) or texts.is_corrected(counts):
        return ClusterTold(place, None, None, [])
    cities = [parts.city_name(code) for code in cluster.cities]
    return ClusterTold(place, cluster.votes, len(cluster.notes), cities)


def _notes(
    parts: SessionDocument, texts: Texts, notes: list[HarvestedNote], key: str, place: Place
) -> Iterator[NoteTold]:
    """Within a cluster each note says its own area; elsewhere they lie under its heading."""
    for note in notes:
        city, area = parts.city_name(note.city), note.area if place.cluster else ""
        told = texts.told(key, note.text, note.author, city, area)
        if told is not None:
            within = replace(place, area=told.names(area)) if area else place
            yield NoteTold(within, told.words, told.names(note.author), told.names(city), note)


def people_told(parts: SessionDocument, texts: Texts) -> list[dict[str, Any]]:
    """Those who agreed to be named, and whom the minutes name."""
    there = (person for person in parts.attendance if person["named"])
    return [person for person in there if texts.says("attendance:table", person["name"])]


def points_told(parts: SessionDocument, texts: Texts) -> list[PointTold]:
    """What small groups brought back, with who reported where they may be named."""
    titles = {block.id: block.title for block in parts.session.blocks}
    found = []
    for block, reports in rounds_held(parts.orm, parts.session).items():
        groups = [group for report in reports for group in report.groups]
        nameable = named(parts.orm, (group.breakout.rapporteur_id for group in groups))
        for group in groups:
            key = f"breakout:{group.breakout.id}"
            names = {seat: name for seat, name, _ in group.members if seat in nameable}
            by = names.get(group.breakout.rapporteur_id or 0, "")
            if by and not texts.says(f"{key}/rapporteur", by):
                by = ""
            part = _title(texts, f"block:{block}", titles.get(block, ""))
            title = _title(texts, key, group.breakout.title)
            for point in group.points:
                told = texts.told(f"{key}/points", point.text)
                if told is not None:
                    found.append(PointTold(part, title, by, told.words, point.simulated))
    return found


@dataclass(frozen=True, slots=True)
class RecordTold:
    """Something recorded, with the title of its part of the session, and who said it."""

    part: str
    record: Record
    text: str
    name: str
    city: str


def records_told(parts: SessionDocument, texts: Texts) -> list[RecordTold]:
    """What was recorded, part by part, then what was recorded in none."""
    found = [
        (_title(texts, f"block:{item.block.id}", item.block.title), record)
        for item in harvest(parts.orm, parts.session)
        for record in item.records
    ]
    found += [("", record) for record in records_outside(parts.orm, parts.session)]
    told = []
    for part, record in found:
        key, name = f"record:{record.id}", parts.speakers.name(record)
        city = parts.city_name(parts.speakers.city(record))
        if (said := texts.told(key, record.text, name, city)) is not None:
            name = name if name and texts.says(key, name) else ""
            city = city if city and texts.says(key, city) else ""
            told.append(RecordTold(part, record, said.words, name, city))
    return told


def commitments_told(parts: SessionDocument, texts: Texts) -> list[CommitmentFacts]:
    """What was committed to in the session, in the order in which it was said."""
    key, found = "commitments:made", []
    for one in made_in(parts.orm, parts.session):
        told = texts.told(key, one.subject, one.source)
        if told is None:
            continue
        person, office = (who if who and texts.says(key, who) else "" for who in (one.person, one.office))
        source = told.names(one.source)
        found.append(replace(one, subject=told.words, person=person, office=office, source=source))
    return found


def answers_told(parts: SessionDocument, texts: Texts) -> list[Answer]:
    """What polls came to; of one that nobody was shown, only how many answered."""
    return [answer for part, poll in _polls(parts, texts) for answer in _answers(parts, texts, part, poll)]


def questions_told(parts: SessionDocument, texts: Texts) -> list[QuestionTold]:
    """The questions of Q&As that everybody was shown, those that most people support first."""
    found = []
    for part, poll in _polls(parts, texts):
        if poll.kind != polls.QUESTIONS or not is_shown(poll):
            continue
        asked_at = _title(texts, f"poll:{poll.id}", poll.question)
        there = [one for one in questions_of(parts.orm, poll) if not one.hidden]
        supported = supports_of(parts.orm, there)
        nameable = named(parts.orm, (one.seat_id for one in there))
        for one in in_order(there, supported):
            author = one.author if one.author and one.seat_id in nameable else ""
            city = parts.city_name(one.city)
            told = texts.told(f"question:{one.id}", one.text, author, city)
            if told is None:
                continue
            answer = texts.told(f"question:{one.id}/answer", one.answer) if one.answer else None
            found.append(
                QuestionTold(
                    part,
                    asked_at,
                    one,
                    told.words,
                    answer.words if answer is not None else "",
                    told.names(author),
                    told.names(city),
                    supported.get(one.id, 0),
                )
            )
    return found


def _polls(parts: SessionDocument, texts: Texts) -> list[tuple[str, Poll]]:
    """The polls that were asked, with the title of their part; not those whose question was left out."""
    found: list[tuple[str, Poll]] = []
    for block in parts.session.blocks:
        query = select(Poll).where(
            Poll.block_id == block.id, Poll.removed.is_(False), Poll.status != polls.PREPARED
        )
        part = _title(texts, f"block:{block.id}", block.title)
        rows = parts.orm.scalars(query.order_by(Poll.position, Poll.id))
        found += [(part, poll) for poll in rows if texts.stands(f"poll:{poll.id}")]
    return found


def _answers(parts: SessionDocument, texts: Texts, part: str, poll: Poll) -> Iterator[Answer]:
    key = f"poll:{poll.id}"
    question = _title(texts, key, poll.question)

    def line(answer: str, count: int | None, text: str = "") -> Answer:
        return Answer(part, question, poll.kind, answer, count, text)

    if poll.kind == polls.QUESTIONS:
        return
    given = select(PollAnswer).where(PollAnswer.poll_id == poll.id, PollAnswer.removed.is_(False))
    if not is_shown(poll):
        if texts.stands(f"{key}/unshown"):
            yield line("", len(parts.orm.scalars(given).all()))
        return
    if poll.kind == polls.CITIES:
        rows = sorted(parts.orm.scalars(given), key=lambda one: parts.city_name(one.city))
        for row in rows:
            city = parts.city_name(row.city)
            if (told := texts.told(f"{key}/cities", row.choice["text"], city)) is not None:
                yield line(told.names(city), None, told.words)
        return
    results = results_of(parts.orm, poll, leads=False)
    options: dict[Any, str] = {option["id"]: option["text"] for option in poll.options}
    for one in results.get("counts", ()):
        option = options.get(one["id"], str(one["id"]))
        if answer := _title(texts, f"{key}/answers", option):
            yield line(answer, one["count"])
    for place, one in enumerate(results.get("ranks", ()), 1):
        mean = "" if one["mean"] is None else f"{one['mean']:.1f}"
        if answer := _title(texts, f"{key}/answers", options[one["id"]]):
            yield line(answer, place, mean)
    for one in results.get("words", ()):
        if answer := _title(texts, f"{key}/answers", one["text"]):
            yield line(answer, one["count"])

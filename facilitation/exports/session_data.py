"""What came of a session as tables of data: boards, attendance, polls, questions, records, commitments."""

from __future__ import annotations

from collections.abc import Iterable

from facilitation.domain.approved_texts import AS_WRITTEN, Texts
from facilitation.domain.commitments import KINDS, STATUSES
from facilitation.domain.errors import N_
from facilitation.domain.permissions import ROLE_NAMES
from facilitation.domain.polls import KIND_NAMES
from facilitation.domain.registrations import MODES
from facilitation.domain.sessions import RECORD_KINDS
from facilitation.exports.spreadsheets import Cell, Sheet
from facilitation.queries.documents import session_data
from facilitation.queries.documents.attendance import cities_there, people_by_city
from facilitation.queries.documents.parts import SessionDocument

Rows = Iterable[tuple[Cell, ...]]


def session_sheets(parts: SessionDocument, texts: Texts = AS_WRITTEN) -> list[Sheet]:
    """A sheet for each sort of thing, also where there is none of it: readers know what was looked for.

    `texts` are those of the minutes that the data stand beside.
    """
    boards = session_data.boards_told(parts, texts)
    return [
        _clusters(parts, boards),
        _notes(parts, boards),
        _cities(parts, texts),
        _people(parts, texts),
        _points(parts, texts),
        _polls(parts, texts),
        _questions(parts, texts),
        _records(parts, texts),
        _commitments(parts, texts),
    ]


def _sheet(parts: SessionDocument, title: str, labels: tuple[str, ...], rows: Rows) -> Sheet:
    return Sheet(parts.say(title), tuple(map(parts.say, labels)), tuple(rows))


def _yes(parts: SessionDocument, value: bool) -> str:
    return parts.say(N_("yes")) if value else ""


def _clusters(parts: SessionDocument, boards: list[session_data.BoardTold]) -> Sheet:
    labels = (N_("Part"), N_("Small group"), N_("Cluster"), N_("Votes"), N_("Notes"), N_("Cities"))
    rows = (
        (
            cluster.place.part,
            cluster.place.group,
            cluster.place.cluster,
            cluster.votes,
            cluster.notes,
            "; ".join(cluster.cities),
        )
        for board in boards
        for cluster in board.clusters
    )
    return _sheet(parts, N_("Clusters"), labels, rows)


def _notes(parts: SessionDocument, boards: list[session_data.BoardTold]) -> Sheet:
    labels = (
        N_("Part"),
        N_("Small group"),
        N_("Area"),
        N_("Cluster"),
        N_("Note"),
        N_("Author"),
        N_("City"),
        N_("Votes"),
        N_("Language"),
        N_("Simulated"),
    )
    rows = (
        (
            told.place.part,
            told.place.group,
            told.place.area,
            told.place.cluster,
            told.text,
            told.author,
            told.city,
            told.note.votes,
            told.note.language or parts.session.language,
            _yes(parts, told.note.simulated),
        )
        for board in boards
        for told in board.notes
    )
    return _sheet(parts, N_("Notes"), labels, rows)


def _cities(parts: SessionDocument, texts: Texts) -> Sheet:
    """Attendance in counts, absent cities with none; nothing where the minutes leave it out."""
    labels = (N_("City"), N_("People"), N_("Policymakers"), *MODES.values())
    rows: list[tuple[Cell, ...]] = []
    if not texts.stands("attendance:table") and parts.attendance:
        return _sheet(parts, N_("Attendance by city"), labels, rows)
    for code, people in people_by_city(parts):
        name = parts.say(N_("Other organisations")) if code is None else parts.city_name(code)
        modes = (sum(person["mode"] == mode for person in people) for mode in MODES)
        rows.append((name, len(people), sum(person["policymaker"] for person in people), *modes))
    cities = cities_there(parts)
    rows += [(parts.city_name(code), None, None, *(None for _ in MODES)) for code in cities.recorded]
    rows += [(parts.city_name(code), 0, 0, *(0 for _ in MODES)) for code in cities.absent]
    return _sheet(parts, N_("Attendance by city"), labels, rows)


def _people(parts: SessionDocument, texts: Texts) -> Sheet:
    """Those who agreed to be named; how many others there were stands in the counts by city."""
    labels = (N_("Name"), N_("City"), N_("Organisation"), N_("Role"), N_("How"), N_("Simulated"))
    rows = (
        (
            person["name"],
            parts.city_name(person["city"]),
            person["organisation"] or "",
            parts.say(ROLE_NAMES[person["role"]]),
            parts.say(MODES[person["mode"]]) if person["mode"] else "",
            _yes(parts, person["simulated"]),
        )
        for person in session_data.people_told(parts, texts)
    )
    return _sheet(parts, N_("People"), labels, rows)


def _points(parts: SessionDocument, texts: Texts) -> Sheet:
    labels = (N_("Part"), N_("Small group"), N_("Reported by"), N_("Point"), N_("Simulated"))
    rows = (
        (one.part, one.group, one.reported_by, one.text, _yes(parts, one.simulated))
        for one in session_data.points_told(parts, texts)
    )
    return _sheet(parts, N_("Points of small groups"), labels, rows)


def _polls(parts: SessionDocument, texts: Texts) -> Sheet:
    """An answer a row. Of a ranking the count is the place, and beside it stands the place on average."""
    labels = (N_("Part"), N_("Poll"), N_("Kind"), N_("Answer"), N_("Count"), N_("What was said"))
    rows = (
        (one.part, one.question, parts.say(KIND_NAMES[one.kind]), one.answer, one.count, one.text)
        for one in session_data.answers_told(parts, texts)
    )
    return _sheet(parts, N_("Polls"), labels, rows)


def _questions(parts: SessionDocument, texts: Texts) -> Sheet:
    labels = (
        N_("Part"),
        N_("Asked at"),
        N_("Question"),
        N_("Author"),
        N_("City"),
        N_("Supported by"),
        N_("Answered or not"),
        N_("Answer"),
        N_("Simulated"),
    )
    rows = (
        (
            one.part,
            one.asked_at,
            one.text,
            one.author,
            one.city,
            one.support,
            _yes(parts, one.row.answered_at is not None),
            one.answer,
            _yes(parts, one.row.simulated),
        )
        for one in session_data.questions_told(parts, texts)
    )
    return _sheet(parts, N_("Questions"), labels, rows)


def _records(parts: SessionDocument, texts: Texts) -> Sheet:
    labels = (N_("Part"), N_("Kind"), N_("Text"), N_("Said by"), N_("City"), N_("Language"), N_("Simulated"))
    rows = (
        (
            one.part,
            parts.say(RECORD_KINDS[one.record.kind]),
            one.text,
            one.name,
            one.city,
            one.record.language or parts.session.language,
            _yes(parts, parts.speakers.simulated(one.record)),
        )
        for one in session_data.records_told(parts, texts)
    )
    return _sheet(parts, N_("Records"), labels, rows)


def _commitments(parts: SessionDocument, texts: Texts) -> Sheet:
    labels = (
        N_("City"),
        N_("Commitment"),
        N_("Other city"),
        N_("Subject"),
        N_("Owner"),
        N_("By when"),
        N_("Status"),
        N_("Source"),
        N_("Simulated"),
    )
    rows = (
        (
            parts.city_name(one.city),
            parts.say(KINDS[one.kind]),
            parts.city_name(one.other),
            one.subject,
            one.owner,
            one.due,
            parts.say(STATUSES[one.status]),
            one.source,
            _yes(parts, one.simulated),
        )
        for one in session_data.commitments_told(parts, texts)
    )
    return _sheet(parts, N_("Commitments"), labels, rows)

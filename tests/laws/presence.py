"""Where a live row is seen: one of its columns is changed, and what every reader is given is compared."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

from sqlalchemy import Boolean, Column, DateTime, Table, select, update
from sqlalchemy.orm import Session as OrmSession

from facilitation.domain.boards import CANVAS
from facilitation.domain.documents import to_json
from facilitation.domain.privacy import PURPOSES
from facilitation.domain.visibility import AUDIENCES
from facilitation.live.subjects import KINDS
from facilitation.queries.documents.minutes import minutes
from facilitation.store.base import Base, Instant, Live
from facilitation.store.boards import Area, Board
from facilitation.store.breakouts import Breakout
from facilitation.store.canvases import Canvas
from facilitation.store.minutes import Minutes
from facilitation.store.sessions import Session
from facilitation.translations import say
from tests.laws.cases.documents import CASES as DOCUMENTS
from tests.laws.cases.minutes import compared_with, drafted_minutes
from tests.laws.cases.solutions import opened
from tests.world import START, World

#: A live row is seen by audiences, by the person whose own it is, and in the minutes.
PLACES = (*AUDIENCES, "own", "minutes")
#: How rows are told apart and kept in order; these columns say nothing of their own.
BOOKKEEPING = frozenset({"id", "revision", "visibility_revision"})
#: What to change a column to where any other value of its type would not do.
OTHER: dict[str, Any] = {
    "boards.stage": "discuss",
    "boards.settings": {"authors": "anonymous", "votes_per_person": 9},
    "boards.crowded": ["TRN"],
    "boards.focus": "note:1",
    "boards.layout": "canvas",
    "areas.place": [1, 1, 2, 2],
    "clusters.answers": {"DUB": True},
    "notes.city": "TRN",
    "notes.language": "es",
    "blocks.steps": [{"stage": "write_openly", "minutes": 3}],
    "blocks.starts_at": "10:30",
    "sessions.type": "solution",
    "sessions.language": "fr",
    "sessions.link": "https://meet.example/other",
    "sessions.status": "ended",
    "sessions.fold": 1,
    "sessions.questions": ["What comes first?"],
    "sessions.interpretation": ["fr"],
    "clusters.language": "es",
    "records.language": "es",
    "sessions.for_whom": "all",
    "sessions.was_there": "these",
    "sessions.zone": "America/Lima",
    "sessions.canvases": [7],
    "canvases.receiver": "WAW",
    "canvases.sharer": "SFO",
    "canvases.scope": "whole",
    "canvases.language": "es",
    "canvases.facts": {"title": "Other", "language": "en", "source": "", "texts": {}, "prerequisites": []},
    "canvases.fields": {},
    "canvas_prerequisites.language": "es",
    "canvas_prerequisites.kind": "to_adapt",
    "canvas_prerequisites.answer": "have",
    "canvas_prerequisites.due": "2028-01-31",
    "polls.kind": "several",
    "polls.options": [{"id": 1, "text": "Otherwise"}, {"id": 2, "text": "As before"}],
    "polls.settings": {"by": "anonymous"},
    "polls.asked": ["WAW"],
    "polls.hidden_words": ["one"],
    "polls.status": "prepared",
    "polls.shown_at": None,
    "poll_answers.choice": {"options": [2]},
    "poll_answers.city": "TRN",
    "poll_questions.city": "TRN",
    "poll_questions.language": "es",
    "poll_questions.answered_at": None,
    "speaking_turns.city": "TRN",
    "speaking_turns.status": "passed",
    "sessions.date": dt.date(2027, 5, 4),
    "sessions.starts_at": "03:30",
    "attendances.role": "observer",
    "attendances.city": "TRN",
    "attendances.through": "table",
    "attendances.hand_raised_at": None,
    "breakout_rounds.status": "called",
    "breakout_members.city": "TRN",
    "records.kind": "decision",
    "records.city": "TRN",
    "minutes.status": "draft",
    "minutes.amend_until": dt.date(2027, 5, 4),
    "minutes.language": "fr",
    "minutes_blocks.content": {"type": "paragraph", "content": [{"text": "Otherwise"}]},
    "minutes_blocks.drafted": {"type": "paragraph", "content": [{"text": "The words were corrected."}]},
    "minutes_blocks.fresh": {"type": "paragraph", "content": [{"text": "Otherwise"}]},
    "minutes.frame": {"title": "Otherwise"},
    "minutes.compared": {"session:1": 9},
    "minutes_amendments.status": "accepted",
    "minutes_amendments.city": "TRN",
    "minutes_amendments.language": "es",
}


class _TakenBack(Exception):
    """Ends a transaction that was only for looking."""


def live_models() -> dict[str, type[Live]]:
    """Every table whose rows are live, with its model."""
    return {
        mapper.class_.__tablename__: mapper.class_
        for mapper in Base.registry.mappers
        if issubclass(mapper.class_, Live)
    }


def table_of(model: type[Live]) -> Table:
    table = model.__table__  # type: ignore[attr-defined]
    assert isinstance(table, Table)
    return table


def columns_of(model: type[Live]) -> list[str]:
    return [column.name for column in table_of(model).columns if column.name not in BOOKKEEPING]


def full_session(world: World) -> None:
    """A session in which every kind of live row is there, shown to everybody, with nothing kept back."""
    board, session = {"board": world.here.board}, {"session": world.here.session}
    own = world.here.seats["participant"]
    for role in ("facilitator", "support", "participant"):
        world.by(role, "session.attend", session)
        for purpose in PURPOSES:
            world.by(role, "consent.give", {"purpose": purpose})
    world.by("facilitator", "board.settings", board | {"votes_hidden": False, "vote_on": "both"})
    with world.database.writing() as orm:
        held = orm.get_one(Session, world.here.session)
        held.date, held.starts_at, held.minutes = START.date(), "14:00", 90
        held.link, held.place = "https://meet.example/room", "Town hall"
        dublin = next(city.id for city in held.cities if city.code == "DUB")
    world.by("coordinator", "challenge.name", {"city": dublin, "title": "Empty shops"})
    _small_group(world)
    world.stage("revealed")
    world.note(own, "Loose")
    note = world.note(own, "Shown to all")
    cluster = world.do("cluster.make", board | {"notes": [note], "title": "Together"}, own).result["cluster"]
    _canvases(world)
    quote = {"kind": "quote", "text": "We can't do this alone.", "speaker": "Participant", "city": "DUB"}
    world.by("facilitator", "challenge.adopt", {"cluster": cluster})
    world.by("facilitator", "record.add", session | quote)
    world.by("participant", "hand.raise", session)
    _asked(world)
    world.stage("vote")
    for on in (f"cluster:{cluster}", f"note:{note}"):
        world.by("participant", "vote.cast", board | {"on": on})
    _corrected(world)


def _corrected(world: World) -> None:
    """Minutes in review, with a corrected passage of which the data say something else, and an amendment."""
    stored = DOCUMENTS["document.store"].payload(world, 0)
    world.do("document.store", stored, programme=world.here.programme)
    minutes, blocks = drafted_minutes(world)
    organiser = world.there.seats["organiser"]
    session = {"title": "Elsewhere", "type": "challenge", "template": "challenges"}
    elsewhere = world.do("session.create", session, organiser).result["session"]
    world.do("minutes.open", {"session": elsewhere}, organiser)
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-04-01"})
    told = {
        "block": blocks[-1],
        "path": "text",
        "text": "The words were corrected.",
        "was": "The last words.",
    }
    world.by("facilitator", "minutes.write", told)
    compared = compared_with("Agenda", "The first words.", "The last words, said otherwise.")
    world.do("minutes.compared", minutes | compared, programme=world.here.programme)
    asked = minutes | {"block": blocks[-1], "text": "We said it otherwise."}
    world.by("participant", "amendment.propose", asked)


def _asked(world: World) -> None:
    """A Q&A with two questions, then a poll that is shown, and a round; each row as telling as can be."""
    session = {"session": world.here.session}
    asked = session | {"open": True, "settings": {"by": "names"}}
    talk = world.by("facilitator", "poll.add", asked | {"kind": "questions", "question": "Ask us"}).result
    for role in ("guest", "support"):
        question = world.by(role, "question.ask", talk | {"text": f"What does the {role} ask?"}).result
        world.by("facilitator", "question.answer", question | {"text": "This is the answer."})
        world.by("participant", "question.upvote", question)
    poll = world.by(
        "facilitator",
        "poll.add",
        asked | {"kind": "one", "question": "Which one?", "options": ["This one", "The other"]},
    ).result
    for role in ("support", "guest", "participant"):
        world.by(role, "poll.answer", poll | {"options": [1]})
    world.by("facilitator", "poll.show", poll)
    world.by("facilitator", "turn.begin", session | {"by": "people"})


def _canvases(world: World) -> None:
    """Two canvases; the second is written on, and somebody who may be named sees to its prerequisite."""
    opened(world)
    found = opened(world)
    canvas = {"canvas": found["canvas"]}
    world.by("facilitator", "canvas.scope", canvas | {"scope": "part", "text": "The homes"})
    asked = {"text": "A legal frame", "kind": "non_negotiable"}
    one = world.by("participant", "prerequisite.add", canvas | asked).result
    answered = {"answer": "missing", "owner": "Participant", "due": "2027-09-01"}
    world.by("participant", "prerequisite.answer", one | answered)
    with world.database.reading() as orm:
        area = orm.scalars(select(Area.id).where(Area.board_id == found["board"])).first()
    note = {"board": found["board"], "area": area, "text": "Vacancy is our reason"}
    world.by("participant", "note.post", note)


def _small_group(world: World) -> None:
    """A round of one small group with the participant in it, who reports a point that everybody may read."""
    with world.database.reading() as orm:
        [part] = orm.get_one(Session, world.here.session).blocks
    groups = {"stage": "breakouts", "minutes": 5, "grouping": {"by": "hand", "size": 2}}
    block = {"session": world.here.session, "block": part.id}
    world.by("facilitator", "block.change", block | {"steps": [*part.steps, groups, groups]})
    for position in (1, 2):
        asked = block | {"groups": 1, "position": position}
        number = {"round": world.by("facilitator", "breakouts.prepare", asked).result["round"]}
    world.by("facilitator", "breakouts.change", number | {"title": "First round"})
    world.by("facilitator", "breakouts.open", number)
    with world.database.reading() as orm:
        group = orm.scalars(select(Breakout).order_by(Breakout.id.desc())).first()
        assert group is not None
        area = orm.scalars(select(Area.id).where(Area.board_id == group.board_id)).first()
    of = {"breakout": group.id}
    for role in ("participant", "support"):
        world.by("facilitator", "breakout.move", of | {"seat": world.here.seats[role]})
    told = {"link": "https://meet.example/group", "place": "Table 1"}
    world.by("facilitator", "breakout.change", of | told)
    world.by("facilitator", "breakout.message", of | {"text": "Five minutes left"})
    world.by("participant", "breakout.volunteer", of)
    written = {"board": group.board_id, "area": area, "text": "Vacant"}
    note = world.by("participant", "note.post", written).result["note"]
    world.by("participant", "cluster.make", {"board": group.board_id, "notes": [note], "title": "Vacancy"})
    world.by("participant", "breakout.collect", of)
    world.by("facilitator", "breakouts.report", number)


def given(world: World) -> dict[str, str]:
    """All that is given of the session, by place."""
    with world.database.reading() as orm:
        return _given(world, orm)


def seen_at(world: World, before: dict[str, str], table: str, column: str) -> set[str]:
    """The places at which a change of that column in one of the session's rows is noticed.

    `before` is what is `given`, and is given again afterwards: the change is taken back. The row is the
    latest one, which `full_session` made telling; of areas and boards the first, on which things lie.
    """
    row_table = table_of(live_models()[table])
    try:
        with world.database.writing() as orm:
            orm.expire_all()
            order = row_table.c.id if table in ("areas", "boards") else row_table.c.id.desc()
            row = orm.execute(select(row_table).where(_here(world, row_table)).order_by(order)).first()
            assert row is not None, f"{table} is empty: let full_session in tests/laws/presence.py make one"
            value = _other(orm, row_table.c[column], row._mapping[column])
            # Past the unit of work: a revision that rises would be noticed everywhere.
            orm.connection().execute(
                update(row_table).where(row_table.c.id == row.id).values({column: value})
            )
            orm.expire_all()
            after = _given(world, orm)
            raise _TakenBack
    except _TakenBack:
        return {place for place in PLACES if before[place] != after[place]}


def _here(world: World, table: Table) -> Any:
    """Rows of the session that `full_session` filled."""
    if "canvas_id" in table.c:
        canvases = select(Canvas.id).where(Canvas.session_id == world.here.session)
        return table.c.canvas_id.in_(canvases)
    if "board_id" in table.c and table.name != "sessions" and "session_id" not in table.c:
        return table.c.board_id == world.here.board
    if "minutes_id" in table.c:
        own = select(Minutes.id).where(Minutes.session_id == world.here.session)
        return table.c.minutes_id.in_(own)
    if "session_id" in table.c:
        return table.c.session_id == world.here.session
    return table.c.id == world.here.session


def _other(orm: OrmSession, column: Column[Any], value: Any) -> Any:
    """Another value for a column: another row's id, the opposite, a little more."""
    name = f"{column.table.name}.{column.name}"  # type: ignore[attr-defined]
    if name in OTHER:
        assert OTHER[name] != value
        return OTHER[name]
    if column.foreign_keys:
        target = next(iter(column.foreign_keys)).column
        return orm.scalars(select(target).where(target != value if value else target.is_not(None))).first()
    if isinstance(column.type, Boolean):
        return not value
    if isinstance(column.type, (DateTime, Instant)):
        return (value or START) + dt.timedelta(hours=3)
    if isinstance(value, (int, float)) or column.type.python_type in (int, float):
        return (value or 0) + 3
    return "Something else"


def subjects_of(world: World, orm: OrmSession) -> dict[str, Any]:
    """The live subjects of the session that `full_session` filled, by what they are called here."""
    # The first and the last ones, also where a law has moved them elsewhere.
    query = select(Minutes).order_by(Minutes.id).limit(1)
    canvas = select(Board).where(Board.layout == CANVAS, Board.id != world.here.board)
    return {
        "board": orm.get_one(Board, world.here.board),
        "canvas": orm.scalars(canvas.order_by(Board.id.desc()).limit(1)).one(),
        "session": orm.get_one(Session, world.here.session),
        "minutes": orm.scalars(query).one(),
    }


def _given(world: World, orm: OrmSession) -> dict[str, str]:
    session = orm.get_one(Session, world.here.session)
    subjects = [(row.KIND, row) for row in subjects_of(world, orm).values()]
    seats = sorted(world.here.seats.values())
    given: dict[str, Any] = {
        audience: [KINDS[kind].whole(orm, row, audience) for kind, row in subjects] for audience in AUDIENCES
    }
    given["own"] = [KINDS[kind].personal(orm, row, seats) for kind, row in subjects]
    document = to_json(minutes(orm, session, START, lambda text: say(text, session.language), 1))
    given["minutes"] = {name: part for name, part in document.items() if name != "origin"}
    return {place: json.dumps(value, sort_keys=True, default=str) for place, value in given.items()}

"""A workshop in which forty facts are planted, and things that nobody may read of afterwards."""

from __future__ import annotations

import datetime as dt
from typing import Any

from sqlalchemy import select

from facilitation.store.boards import Area, Board
from facilitation.store.breakouts import Breakout, BreakoutRound
from facilitation.store.cities import City
from facilitation.store.people import Seat
from facilitation.store.sessions import Record, Session
from tests.world import World

BEGINS = dt.datetime(2027, 6, 1, 12, 3, tzinfo=dt.UTC)
#: What a draft has to say, by what was planted: each is found in one line of it, all of its words there.
FACTS: dict[str, tuple[str, ...]] = {
    "day": ("Date", "Tuesday, 1 June 2027"),
    "real time in the host's zone": ("Time", "13:03–14:23 (Dublin, UTC+1)"),
    "planned time": ("Planned", "13:00–14:30"),
    "place": ("Place", "Town hall"),
    "people": ("Participants", "9"),
    "policymakers": ("Policymakers among them", "1"),
    "cities": ("Cities", "3 cities (all except San Francisco)"),
    "absence": ("All cities took part except San Francisco.",),
    "attendance of a city": ("Turin", "2", "Bruno", "and 1 more"),
    "somebody of no city": ("Other organisations", "Nora (Elsewhere)"),
    "attendance by role": ("Dublin", "1", "2"),
    "how somebody took part": ("Warsaw", "Remote: 1"),
    "facilitator": ("Facilitation", "Facilitator"),
    "agenda": ("13:03–13:43", "Name your challenges"),
    "second part of the agenda": ("13:43–14:23", "Behind it"),
    "question of a board": ("Asked: ", "What is hard for you?"),
    "strongest cluster": ("Mentoring", "Votes: 4", "Notes: 2", "Dublin, Turin"),
    "second cluster": ("Housing", "Votes: 2", "Warsaw"),
    "third cluster": ("Permits", "Votes: 1", "Dublin"),
    "commitment": (
        "Housing office (Dublin)",
        "Learns from Turin: how rooms stand open to all",
        "Wednesday, 1 December 2027",
        "Stated",
    ),
    "commitment of the other city": ("Turin gives to Dublin", "a lawyer for one day", "Stated"),
    "note in a cluster": ("Mentors are wanted", "Ann", "Dublin"),
    "note of somebody not named": ("Young people drop out", "Turin"),
    "loose note": ("A bench in every street", "Warsaw"),
    "breakout": ("People: 2", "Dublin (1)", "Turin (1)"),
    "rapporteur": ("Reported by", "Ann", "Dublin"),
    "point": ("Owners want somebody who vouches",),
    "second point": ("Start with one street",),
    "note in a breakout": ("Vacant for nine years",),
    "poll": ("In Turin", "3"),
    "scale": ("Mean: 4.0",),
    "word": ("Trust (2)",),
    "answer of a city": ("Dublin: ", "A plan", "Ann"),
    "silent cities": ("No answer came from: San Francisco, Turin, Warsaw.",),
    "question with support": ("Who pays for it?", "Bruno", "(Supported by: 2)"),
    "answer": ("Answer: ", "The region, half of it."),
    "question without an answer": ("Not answered in the session.",),
    "decision": ("We meet again in Turin", "Dublin"),
    "quote": ("We can't do this alone.", "Ann"),
    "next session": ("Next steps", "Wednesday, 1 September 2027", "13:00 (Dublin, UTC+1)"),
}
#: What no way out may hold: hidden, removed, taken back, not shown, or the name of somebody who said no.
SECRETS = (
    "Carla",
    "Rude-note",
    "Regretted-note",
    "Private-note",
    "Second-thought",
    "Rude-question",
    "Unshown-answer",
    "Taken-back-record",
    "Taken-back-commitment",
    "In May",
    "Wilma",
)


def planted_workshop(world: World) -> int:
    """Hold the workshop; gives its id."""
    session = _planned(world)
    on = {"session": session}
    world.clock.now = BEGINS
    world.by("facilitator", "session.start", on)
    people = _people(world, session)
    with world.database.reading() as orm:
        row = orm.get_one(Session, session)
        board, first = row.board_id, row.blocks[0].id
        areas = [area.id for area in orm.get_one(Board, board).areas]
    world.do("block.change", on | {"block": first, "title": "Name your challenges"}, people["lead"])
    world.do("block.change", on | {"block": first, "question": "What is hard for you?"}, people["lead"])
    _board(world, people, board, areas)
    _records(world, people, session)
    world.clock.now = BEGINS + dt.timedelta(minutes=40)
    second = _second_part(world, people, session)
    _groups(world, people, second)
    _polls(world, people, session)
    _commitments(world, people, session)
    world.clock.now = BEGINS + dt.timedelta(minutes=80)
    world.by("facilitator", "session.end", on)
    return session


def _planned(world: World) -> int:
    plan = {"type": "challenge", "template": "challenges", "for_whom": "all", "minutes": 90}
    plan |= {"starts_at": "13:00", "place": "Town hall"}
    later = plan | {"title": "Next steps", "date": "2027-09-01"}
    world.by("facilitator", "session.create", later)
    now = plan | {"title": "Renewing the high street", "date": "2027-06-01"}
    session = world.by("facilitator", "session.create", now).result["session"]
    with world.database.reading() as orm:
        blocks = [block.id for block in orm.get_one(Session, session).blocks]
    for block in blocks[1:]:
        world.by("facilitator", "block.remove", {"session": session, "block": block})
    return session


def _people(world: World, session: int) -> dict[str, int]:
    """Ann, Dana and Wilma of Dublin and Warsaw, Bruno and Carla of Turin, Nora of no city: by their names.

    Carla and Wilma have not agreed to be named. The facilitator leads; participant and support come as well.
    """
    place, world.here.session = world.here.session, session
    came = (("Ann", "DUB"), ("Dana", "DUB"), ("Bruno", "TRN"), ("Carla", "TRN"), ("Nora", None))
    people = {name: world.guest(world.here, name, city) for name, city in came}
    people["Wilma"] = world.guest(world.here, "Wilma", "WAW")
    world.here.session = place
    people["lead"] = world.here.seats["facilitator"]
    with world.database.writing() as orm:
        orm.get_one(Seat, world.here.seats["participant"]).policymaker = True
    for role in ("facilitator", "participant", "support"):
        world.by(role, "session.attend", {"session": session})
    for name in ("Ann", "Dana", "Bruno", "Nora", "lead"):
        for purpose in ("listed", "quoted"):
            world.do("consent.give", {"purpose": purpose}, people[name])
    for name, mode in (("Wilma", "remote"), ("Ann", "room")):
        ticked = {"session": session, "seat": people[name], "mode": mode}
        world.by("facilitator", "presence.tick", ticked)
    return people


def _board(world: World, people: dict[str, int], board: int, areas: list[int]) -> None:
    """Clusters with votes, loose notes, and what was hidden, regretted or never shown."""
    on = {"board": board}
    world.do("board.settings", on | {"votes_hidden": False, "vote_on": "both"}, people["lead"])

    def write(who: str, text: str, area: int = 0) -> int:
        payload = on | {"area": areas[area], "text": text}
        return int(world.do("note.post", payload, people[who]).result["note"])

    mentors, young = write("Ann", "Mentors are wanted"), write("Carla", "Young people drop out")
    rents, forms = write("Wilma", "Rents are too high"), write("Dana", "Nobody answers")
    write("Wilma", "A bench in every street", 1)
    hidden, gone = write("Dana", "Rude-note"), write("Dana", "Regretted-note")
    world.do("note.hide", {"note": hidden}, people["lead"])
    world.do("note.remove", {"note": gone}, people["Dana"])
    world.do("board.stage", on | {"stage": "cluster"}, people["lead"])
    clusters = {
        title: world.do("cluster.make", on | {"notes": notes, "title": title}, people["lead"]).result[
            "cluster"
        ]
        for title, notes in (("Permits", [forms]), ("Mentoring", [mentors, young]), ("Housing", [rents]))
    }
    world.do("board.stage", on | {"stage": "vote"}, people["lead"])
    votes = {
        "Mentoring": ("Ann", "Bruno", "Carla", "Dana"),
        "Housing": ("Wilma", "Nora"),
        "Permits": ("Dana",),
    }
    for title, voters in votes.items():
        for voter in voters:
            world.do("vote.cast", on | {"on": f"cluster:{clusters[title]}"}, people[voter])
    world.do("board.stage", on | {"stage": "write"}, people["lead"])
    world.do("note.edit", {"note": mentors, "text": "Second-thought"}, people["Ann"])
    write("Bruno", "Private-note")


def _records(world: World, people: dict[str, int], session: int) -> None:
    def write(kind: str, text: str, speaker: str = "", city: str | None = None) -> int:
        said = {"session": session, "kind": kind, "text": text, "speaker": speaker, "city": city}
        return int(world.do("record.add", said, people["lead"]).result["record"])

    decision = write("decision", "We meet again In May", city="DUB")
    with world.database.reading() as orm:
        revision = orm.get_one(Record, decision).revision
    corrected = {"record": decision, "revision": revision, "text": "We meet again in Turin"}
    world.do("record.change", corrected, people["lead"])
    write("quote", "We can't do this alone.", "Ann", "DUB")
    write("quote", "It was never about money.", "Wilma", "WAW")
    write("point", "The pilot begins small.")
    taken_back = write("point", "Taken-back-record")
    world.do("record.remove", {"record": taken_back}, people["lead"])


def _second_part(world: World, people: dict[str, int], session: int) -> dict[str, int]:
    steps = [{"stage": "breakouts", "minutes": 10, "grouping": {"by": "hand", "size": 2}}]
    part = {"session": session, "title": "Behind it", "minutes": 40, "steps": steps}
    block = world.do("block.insert", part, people["lead"]).result["block"]
    world.do("session.step", {"session": session}, people["lead"])
    return {"session": session, "block": block}


def _groups(world: World, people: dict[str, int], part: dict[str, int]) -> None:
    with world.database.reading() as orm:
        there = orm.scalars(select(BreakoutRound.id).where(BreakoutRound.block_id == part["block"])).all()
    prepared = (
        {"round": there[0]}
        if there
        else world.do("breakouts.prepare", part | {"groups": 1}, people["lead"]).result
    )
    number = {"round": prepared["round"]}
    if not there:
        world.do("breakouts.open", number, people["lead"])
    with world.database.reading() as orm:
        group, other, *_ = orm.scalars(select(Breakout).where(Breakout.round_id == number["round"])).all()
        area = orm.scalars(select(Area.id).where(Area.board_id == group.board_id)).first()
    of = {"breakout": group.id}
    seats = {name: seat for name, seat in people.items() if name != "lead"}
    seats |= {role: world.here.seats[role] for role in ("participant", "support")}
    for name, seat in seats.items():
        breakout = group.id if name in ("Ann", "Bruno") else other.id
        world.do("breakout.move", {"breakout": breakout, "seat": seat}, people["lead"])
    world.do("breakout.volunteer", of, people["Ann"])
    written = {"board": group.board_id, "area": area, "text": "Vacant for nine years"}
    world.do("note.post", written, people["Bruno"])
    for text in ("Owners want somebody who vouches", "Start with one street"):
        world.do("point.add", of | {"text": text}, people["Ann"])
    world.do("breakouts.end", number, people["lead"])


def _polls(world: World, people: dict[str, int], session: int) -> None:
    def ask(kind: str, question: str, **more: Any) -> dict[str, int]:
        asked = {"session": session, "kind": kind, "question": question, "open": True}
        return {"poll": world.do("poll.add", asked | more, people["lead"]).result["poll"]}

    one = ask("one", "Where do we meet?", options=["In Dublin", "In Turin"])
    scale, word = ask("scale", "How useful was it?"), ask("word", "One word?")
    cities, talk = ask("cities", "What do you take home?"), ask("questions", "Ask the hosts")
    secret = ask("word", "What do you think of us?")
    for who, option in (("Ann", 2), ("Bruno", 2), ("Dana", 2), ("Carla", 1)):
        world.do("poll.answer", one | {"options": [option]}, people[who])
    for who, value in (("Ann", 3), ("Bruno", 5)):
        world.do("poll.answer", scale | {"value": value}, people[who])
        world.do("poll.answer", word | {"text": "Trust"}, people[who])
    world.do("poll.answer", cities | {"text": "A plan"}, people["Ann"])
    world.do("poll.answer", secret | {"text": "Unshown-answer"}, people["Ann"])
    first = world.do("question.ask", talk | {"text": "Who pays for it?"}, people["Bruno"]).result
    world.do("question.ask", talk | {"text": "When does it start?"}, people["Dana"])
    rude = world.do("question.ask", talk | {"text": "Rude-question"}, people["Dana"]).result
    for who in ("Ann", "Dana"):
        world.do("question.upvote", first, people[who])
    world.do("question.answer", first | {"text": "The region, half of it."}, people["lead"])
    world.do("question.hide", rude, people["lead"])
    for poll in (one, scale, word, cities, talk):
        world.do("poll.show", poll, people["lead"])


def _commitments(world: World, people: dict[str, int], session: int) -> None:
    with world.database.reading() as orm:
        rows = orm.scalars(select(City).where(City.programme_id == world.here.programme))
        cities = {city.code: city.id for city in rows}

    def commit(subject: str, kind: str = "learn", **more: Any) -> dict[str, int]:
        said = {"session": session, "city": cities["DUB"], "other": cities["TRN"], "subject": subject}
        made = world.do(
            "commitment.make_here", said | {"kind": kind, "language": "en"} | more, people["lead"]
        )
        return {"commitment": made.result["commitment"]}

    commit("how rooms stand open to all", due="2027-12-01", office="Housing office")
    commit("a lawyer for one day", "give", city=cities["TRN"], other=cities["DUB"])
    taken_back = commit("Taken-back-commitment")
    world.do("commitment.remove", taken_back, people["lead"])

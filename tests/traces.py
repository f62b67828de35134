"""Somebody who leaves traces everywhere, and looking for them in every column of every table."""

from __future__ import annotations

import dataclasses
import io
import json
import zipfile
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

from pypdf import PdfReader
from sqlalchemy import select

from facilitation.commands.catalogue import COMMANDS
from facilitation.config import Config
from facilitation.domain.errors import Refused
from facilitation.domain.permissions import PROGRAM
from facilitation.jobs import documents, invitations
from facilitation.jobs.work import Context
from facilitation.store.breakouts import Breakout
from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.invitations import Invitation
from facilitation.store.jobs import Job
from facilitation.store.models import Base
from facilitation.store.people import Person, SignInLink
from facilitation.store.sessions import Record
from tests.laws.cases import CASES
from tests.world import World

FORMERLY, NAME = "Tilly Brookhaven", "Ottilie Quennell"
#: Where hardly anybody lives.
ZONE = "Pacific/Chatham"
#: As an organiser entered her among a session's speakers.
BY_HAND = "Quennell of the Brook"
#: As they stand on a registration list.
NEEDS = "Quennell-needs-captions"
EMAIL, ORGANISATION = "ottilie.q@city.example", "Quennell & Daughters"
#: After these there would be nothing left to do.
ENDS_IT = {"session.end", "sign_out.everywhere", "account.change", "programme.change"}
#: The one puts an end to all others, after the other one nobody could go: they alone organise the new one.
ENDS_IT |= {"programme.archive", "programme.start"}


@dataclass
class Traced:
    """A person of `here` with all that names them; `secrets` must be found nowhere once they are gone."""

    person: int
    seat: int
    secrets: set[str] = field(default_factory=set)


def leave_traces(world: World, role: str = "participant") -> Traced:
    """Invite somebody, let them change their name, write, vote, speak, be quoted and mailed."""
    here = world.here
    place = {"city": "DUB", "organisation": ORGANISATION}
    invitee = {"email": EMAIL, "name": FORMERLY, "role": role, **place}
    world.by("organiser", "invitation.send", {"people": [invitee]})
    with world.database.reading() as orm:
        invitation = orm.query(Invitation).filter_by(email=EMAIL).one()
        accepted = {"token_hash": invitation.token_hash, "name": FORMERLY, "password_hash": "quennell" * 9}
    done = world.do("invitation.accept", accepted, programme=here.programme).result
    seat = done["seat"]
    traced = Traced(done["person"], seat)
    world.do("consent.give", {"purpose": "listed"}, seat)
    world.do("consent.give", {"purpose": "quoted"}, seat)
    world.do("session.attend", {"session": here.session}, seat)
    world.do("hand.raise", {"session": here.session}, seat)
    first = world.note(seat, "Mistyped-words-19")
    world.do("account.change", {"name": NAME, "locale": "en", "time_zone": ZONE}, seat)
    world.do("note.edit", {"note": first, "text": "Written under the earlier name"}, seat)
    world.note(seat, "Written under the later name")
    world.do("note.remove", {"note": world.note(seat, "Regretted-words-17")}, seat)
    world.cluster(seat, "Her cluster")
    world.vote(seat)
    world.do("feed.renew", {}, seat)
    world.do("link.ask", {"email": EMAIL}, programme=here.programme)
    world.do("password.forget", {"email": EMAIL}, programme=here.programme)
    if role == "organiser":
        other = {"email": "other@city.example", "name": "Other", "role": "observer"}
        world.do("invitation.send", {"people": [other]}, seat)
    _records(world)
    world.by("organiser", "programme.change", {"contact": EMAIL})
    roles = {"session": here.session, "listed": True}
    world.by("facilitator", "session_person.add", roles | {"role": "rapporteur", "seat": seat})
    by_hand = {"role": "speaker", "name": BY_HAND, "email": EMAIL.upper(), "organisation": ORGANISATION}
    entered = world.by("facilitator", "session_person.add", roles | by_hand).result["person"]
    _invited(world, {"seats": [seat]})
    _invited(world, {"people": [entered]})
    _registrations(world, seat)
    _small_group(world, seat)
    leads = {"session": here.session, "title": "Coming", "minutes": 5, "leads": f"Somebody, {FORMERLY}"}
    planned = {"session": here.session} | world.by("facilitator", "block.insert", leads).result
    world.by("facilitator", "block.change", planned | {"leads": "Somebody & Ottilie"})
    world.by("facilitator", "block.change", planned | {"leads": f"{NAME}, Somebody"})
    with world.database.reading() as orm:
        person = orm.get_one(Person, traced.person)
        links = orm.scalars(select(SignInLink).where(SignInLink.person_id == person.id))
        traced.secrets |= {FORMERLY, NAME, BY_HAND, EMAIL, ORGANISATION, ZONE}
        traced.secrets |= {"Regretted-words-17", "Mistyped-words-19", NEEDS}
        feed = orm.scalars(select(CalendarFeed).where(CalendarFeed.seat_id == seat)).one()
        traced.secrets |= {feed.nonce, person.password_hash, accepted["token_hash"]}
        traced.secrets |= {link.token_hash for link in links}
    return traced


def do_everything(world: World, seat: int) -> list[str]:
    """Let somebody do whatever the catalogue lets them, as the laws do it; the names of what was done."""
    done = []
    for name in sorted(set(COMMANDS) - ENDS_IT):
        if COMMANDS[name].permission is PROGRAM:
            continue
        world.stage("cluster")
        try:
            world.do(name, CASES[name].payload(world, seat), seat)
        except Refused:
            continue
        done.append(name)
    return done


def _registrations(world: World, seat: int) -> None:
    """She registers at her seat, and somebody entered her once more by hand, who was there."""
    session = {"session": world.here.session}
    world.by("facilitator", "desk.set", session | {"way": "open"})
    answer = {"answer": "yes", "access_needs": NEEDS, "remind": "day"}
    world.do("registration.answer", session | answer, seat)
    by_hand = {"name": BY_HAND, "email": EMAIL, "organisation": ORGANISATION, "listed": True, "here": True}
    world.by("facilitator", "registration.add", session | by_hand)


def _small_group(world: World, seat: int) -> None:
    """She is in a small group, reports for it, and worded one of its points."""
    session = {"session": world.here.session}
    steps = [{"stage": "breakouts", "minutes": 5, "grouping": {"by": "hand", "size": 2}}]
    part = session | {"title": "In groups", "minutes": 5, "steps": steps}
    block = session | {"block": world.by("facilitator", "block.insert", part).result["block"], "groups": 1}
    number = {"round": world.by("facilitator", "breakouts.prepare", block).result["round"]}
    with world.database.reading() as orm:
        group = {"breakout": orm.scalars(select(Breakout.id).order_by(Breakout.id.desc())).first()}
    world.by("facilitator", "breakout.move", group | {"seat": seat})
    world.by("facilitator", "breakouts.open", number)
    world.do("breakout.volunteer", group, seat)
    world.do("point.add", group | {"text": "Shops stand empty"}, seat)
    world.by("facilitator", "breakouts.end", number)


def _invited(world: World, whom: dict[str, list[int]]) -> None:
    """Invite to the session and write the mail, as the worker does; nobody has sent it yet."""
    world.by("facilitator", "session.invite", {"session": world.here.session} | whom)
    context = dataclasses.replace(context_of(world), config=Config.from_environment({}))
    invitations.tell(context, {"session": world.here.session}, 0)


def _records(world: World) -> None:
    said = [("quote", NAME), ("decision", FORMERLY), ("point", "Ottilie"), ("quote", "Ottilie Quennell")]
    for number, (kind, speaker) in enumerate(said):
        record = {"session": world.here.session, "kind": kind, "text": f"Said {number}", "speaker": speaker}
        world.by("facilitator", "record.add", record | {"city": "DUB"})
    # One that says something else by now: its history still has the name.
    mistaken = {"session": world.here.session, "kind": "point", "text": "Hm", "speaker": NAME}
    record = world.by("facilitator", "record.add", mistaken).result
    with world.database.reading() as orm:
        revision = orm.get_one(Record, record["record"]).revision
    world.by("facilitator", "record.change", record | {"revision": revision, "speaker": "", "city": None})


class _Door:
    """The worker's door, without its operation ids: each draft is a new one."""

    def __init__(self, world: World) -> None:
        self.world = world

    def execute(self, call):
        return self.world.do(call.name, call.payload, programme=call.programme)


def draft(world: World, kind: str) -> None:
    """Draft a document as the worker does."""
    make = {"minutes": documents.draft_minutes, "agenda": documents.draft_agenda}[kind]
    make(context_of(world), {"session": world.here.session}, 0)


def render_again(world: World) -> int:
    """Do the waiting jobs that make documents' files anew; how many there were."""
    with world.database.reading() as orm:
        waiting = [job.payload for job in orm.scalars(select(Job).where(Job.kind == "document.render"))]
    for payload in waiting:
        documents.render_again(context_of(world), payload, 0)
    return len(waiting)


def context_of(world: World) -> Context:
    return Context(None, world.database, _Door(world), world.clock, world.here.programme)  # type: ignore[arg-type]


# -- looking -----------------------------------------------------------------------------------------------


def found(world: World, secrets: set[str]) -> list[str]:
    """Where any of these texts stands in the database: "table.column: text"."""
    return [
        f"{place}: {secret}"
        for place, text in _everything(world)
        for secret in sorted(secrets)
        if secret.casefold() in text.casefold()
    ]


def _everything(world: World) -> Iterator[tuple[str, str]]:
    with world.database.reading() as orm:
        for table in Base.metadata.sorted_tables:
            for row in orm.execute(select(table)):
                for column, value in row._mapping.items():
                    yield f"{table.name}.{column}", _text(value)


def _text(value: Any) -> str:
    if isinstance(value, bytes):
        return _text_of_file(value)
    return value if isinstance(value, str) else json.dumps(value, default=str, ensure_ascii=False)


def _text_of_file(body: bytes) -> str:
    if body.startswith(b"%PDF"):
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(body)).pages)
    if body.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(body)) as parts:
            return "\n".join(parts.read(name).decode("utf-8", "ignore") for name in parts.namelist())
    return body.decode("utf-8", "ignore")

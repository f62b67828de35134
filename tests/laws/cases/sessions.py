"""Cases of the commands of sessions: planning, leading, taking part, rehearsing."""

from __future__ import annotations

import base64
from typing import Any

from sqlalchemy import select

from facilitation.store.calendar_feeds import CalendarFeed
from facilitation.store.fair_times import TimePoll
from facilitation.store.session_invitations import SessionInvitation
from facilitation.store.sessions import Session
from tests.laws.cases.rights import (
    ALL,
    CONTRIBUTORS,
    COORDINATES,
    GUESTS,
    LEADS,
    MEMBERS,
    PROGRAM,
    Case,
)
from tests.world import World


def _two_blocks(world: World, seat: int) -> dict[str, Any]:
    created = world.by(
        "facilitator",
        "session.create",
        {"title": "Two blocks", "type": "challenge", "template": "challenges_private"},
    )
    payload = {"session": created.result["session"]}
    world.by("facilitator", "session.start", payload)
    return payload


def _timed(world: World, seat: int) -> dict[str, Any]:
    payload = {"session": world.here.session}
    world.by("facilitator", "timer.start", payload | {"seconds": 60})
    return payload


def _paused(world: World, seat: int) -> dict[str, Any]:
    payload = _timed(world, seat)
    world.by("facilitator", "timer.pause", payload)
    return payload


def _lead_link(world: World, seat: int) -> dict[str, Any]:
    payload = {"session": world.here.session, "token_hash": "q" * 64}
    world.by("facilitator", "lead_link.make", payload)
    return payload


def _second_block(world: World, seat: int) -> dict[str, Any]:
    payload = _two_blocks(world, seat)
    world.by("facilitator", "session.step", payload)
    return payload


def _place(world: World) -> dict[str, Any]:
    """Where the newest session is."""
    with world.database.reading() as orm:
        session = orm.scalars(select(Session).order_by(Session.id.desc())).first()
        assert session is not None
        return {"block": session.block_id, "step": session.step_index}


def _ended(world: World, seat: int) -> dict[str, Any]:
    payload = _two_blocks(world, seat)
    world.by("facilitator", "session.end", payload)
    return payload


def _planned(world: World, seat: int) -> dict[str, Any]:
    created = world.by(
        "facilitator", "session.create", {"title": "Planned", "type": "solution", "template": "solution"}
    )
    return {"session": created.result["session"]}


def _dated(world: World, seat: int) -> dict[str, Any]:
    when = {"date": "2027-03-20", "starts_at": "10:00", "minutes": 60}
    form = {"title": "Dated", "type": "solution", "template": "solution"}
    return {"session": world.by("facilitator", "session.create", form | when).result["session"]} | when


def _cancelled(world: World, seat: int) -> dict[str, Any]:
    payload = _planned(world, seat)
    world.by("facilitator", "session.cancel", payload | {"reason": "Nobody can come"})
    return payload


def _removed(world: World, seat: int) -> dict[str, Any]:
    payload = _planned(world, seat)
    world.by("facilitator", "session.remove", payload)
    return payload


def _attached(world: World, seat: int) -> dict[str, Any]:
    link = {"session": world.here.session, "title": "A page", "link": "https://elsewhere.example/page"}
    return {"file": world.by("facilitator", "session_link.add", link).result["file"]}


def _taken_off(world: World, seat: int) -> dict[str, Any]:
    payload = _attached(world, seat)
    world.by("facilitator", "session_file.remove", payload)
    return payload


_PICTURE = base64.b64encode(b"\x89PNG\r\n\x1a\n...").decode()


def _simulated(world: World, seat: int) -> dict[str, Any]:
    done = world.do(
        "rehearsal.watch",
        {"name": "Vera", "city": "DUB", "token_hash": "v" * 64},
        programme=world.here.programme,
    )
    return {"session": done.result["session"], "token_hash": "w" * 64}


def _rehearsal(world: World, seat: int) -> dict[str, Any]:
    done = world.by("facilitator", "rehearsal.open", {"session": world.here.session})
    return {"session": done.result["session"]}


def _somebody(world: World, seat: int) -> dict[str, Any]:
    guest = world.guest(world.here, "Rude", "SFO", world.operation_id())
    return {"session": world.here.session, "seat": guest}


def _ejected(world: World, seat: int) -> dict[str, Any]:
    payload = _somebody(world, seat)
    world.by("facilitator", "seat.eject", payload)
    return payload


def _attending(world: World, seat: int) -> None:
    world.do("session.attend", {"session": world.here.session}, seat)


def _ready(world: World, seat: int) -> dict[str, Any]:
    _attending(world, seat)
    return {"session": world.here.session, "ready": True}


def _hand(world: World, seat: int) -> dict[str, Any]:
    _attending(world, seat)
    return {"session": world.here.session}


def _entered(world: World) -> dict[str, Any]:
    somebody = {"session": world.here.session, "role": "moderator", "name": "Moritz"}
    return {"person": world.by("facilitator", "session_person.add", somebody).result["person"]}


def _poll(world: World, seat: int) -> dict[str, Any]:
    times = [{"date": "2027-06-15", "starts_at": "14:00"}, {"date": "2027-06-16", "starts_at": "15:00"}]
    asked = {"times": times, "zone": "Europe/Dublin", "minutes": 90}
    return {"poll": world.by("facilitator", "time_poll.open", _planned(world, seat) | asked).result["poll"]}


def _poll_time(world: World, seat: int) -> dict[str, Any]:
    payload = _poll(world, seat)
    with world.database.reading() as orm:
        return payload | {"time": orm.get_one(TimePoll, payload["poll"]).times[0].id}


def _said(world: World, seat: int) -> dict[str, Any]:
    payload = _poll_time(world, seat)
    said = [{"time": payload.pop("time"), "choice": "preferred"}]
    mine = world.operation_id().rjust(64, "p")
    return payload | {"name": "Pia", "city": "TRN", "choices": said, "token_hash": mine}


def _answer(world: World, seat: int) -> dict[str, Any]:
    payload = _said(world, seat) | {"token_hash": world.operation_id().rjust(64, "q")}
    done = world.do("time_answer.give", payload, programme=world.here.programme)
    return {"poll": payload["poll"], "answer": done.result["answer"]}


def _own_answer(world: World, seat: int) -> dict[str, Any]:
    payload = _said(world, seat)
    world.do("time_answer.give", payload, programme=world.here.programme)
    return {"poll": payload["poll"], "token_hash": payload["token_hash"]}


def _closed_poll(world: World, seat: int) -> dict[str, Any]:
    payload = _poll(world, seat)
    world.by("facilitator", "time_poll.close", payload)
    return payload


_TAKEN = {"date": "2027-06-15", "starts_at": "14:00", "zone": "Europe/Rome", "minutes": 60}
_PRICES: dict[str, Any] = {
    "bands": [{"opens": 540, "closes": 1080, "pain": 1}],
    "night": 9,
    "humane": 2,
    "weekends": True,
    "holidays": False,
    "own_weekends": {"TRN": "fri_sat"},
}


def _feed(world: World, seat: int) -> dict[str, Any]:
    members = set(world.here.seats.values()) - {world.here.seats["guest"]}
    own = seat if seat in members else world.here.seats["organiser"]
    with world.database.reading() as orm:
        there = orm.scalars(select(CalendarFeed.id).where(CalendarFeed.seat_id == own)).one_or_none()
    return {"feed": there or world.do("feed.renew", {}, own).result["feed"]}


def _stored_feed(world: World, seat: int) -> dict[str, Any]:
    file = {"key": "k" * 64, "etag": "e" * 32, "name": "programme.ics", "body": "QkVHSU4="}
    return _feed(world, seat) | file


def _invitation(world: World, seat: int) -> dict[str, Any]:
    invited = {"session": world.here.session, "seats": [world.here.seats["observer"]]}
    world.by("facilitator", "session.invite", invited)
    with world.database.reading() as orm:
        newest = select(SessionInvitation.id).order_by(SessionInvitation.id.desc())
        return {"invitation": orm.scalars(newest.limit(1)).one()}


def _told(world: World, seat: int) -> dict[str, Any]:
    mail = {"before": None, "about": "invited", "address": "observer@here.invalid", "subject": "Invitation"}
    mail |= {"text": "You are invited: {link}", "html": "<p>You are invited.</p>", "calendar": "QkVHSU4="}
    mail |= _invitation(world, seat)
    return {"session": world.here.session, "sequence": 0, "mails": [mail]}


CASES: dict[str, Case] = {
    "session.create": Case(
        LEADS,
        lambda w, s: {
            "title": "New",
            "type": "challenge",
            "template": "challenges",
            "number": "W3",
            "zone": "America/Sao_Paulo",
            "place": "Town hall",
            "link": "https://meet.example/room",
        },
    ),
    "session.change": Case(
        LEADS,
        lambda w, s: (
            _dated(w, s)
            | {
                "title": "Changed",
                "type": "challenge",
                "number": "W3",
                "line": "Employment",
                "sub_axis": "Young people",
                "questions": ["What keeps young people in the city?"],
                "language": "es",
                "interpretation": ["fr", "pl"],
                "zone": "Europe/Dublin",
                "fold": None,
                "place": "Town hall",
                "link": "https://meet.example/room",
                "dial_in": "+353 1 234 5678, PIN 12",
                "source": "Annex 1",
                "for_whom": "these",
                "cities": ["TRN"],
            }
        ),
        lambda c: {
            "session": c.world.here.session,
            "title": f"Title {c.a}",
            "language": "es" if c.b % 2 else "en",
        },
    ),
    "session.duplicate": Case(
        LEADS,
        lambda w, s: {"session": w.here.session, "title": "Again", "date": "2027-04-06", "every": "week"},
    ),
    "session.cancel": Case(LEADS, lambda w, s: _planned(w, s) | {"reason": "The host is ill"}),
    "session.restore": Case(LEADS, _cancelled),
    "session.remove": Case(LEADS, _planned),
    "session.bring_back": Case(LEADS, _removed),
    "session_file.add": Case(
        LEADS,
        lambda w, s: {
            "session": w.here.session,
            "title": "The wall",
            "file_name": "wall.png",
            "content": _PICTURE,
        },
    ),
    "session_link.add": Case(
        LEADS,
        lambda w, s: {"session": w.here.session, "title": "A page", "link": "https://elsewhere.example/page"},
    ),
    "session_file.change": Case(
        LEADS, lambda w, s: _attached(w, s) | {"title": "Another", "link": "https://elsewhere.example/other"}
    ),
    "session_file.move": Case(LEADS, lambda w, s: _attached(w, s) | {"by": -1}),
    "session_file.remove": Case(LEADS, _attached),
    "session_file.bring_back": Case(LEADS, _taken_off),
    "session.for_whom": Case(
        LEADS, lambda w, s: {"session": w.here.session, "for_whom": "these", "cities": ["TRN", "WAW"]}
    ),
    "session.was_there": Case(
        LEADS, lambda w, s: {"session": w.here.session, "was_there": "these", "cities": ["SFO"]}
    ),
    "session.hold": Case(LEADS, lambda w, s: _planned(w, s) | {"held": True}),
    "session_person.add": Case(
        LEADS,
        lambda w, s: {
            "session": w.here.session,
            "role": "speaker",
            "name": "Sally Speaker",
            "organisation": "Elsewhere",
            "email": "sally@elsewhere.example",
            "listed": True,
        },
    ),
    "session_person.change": Case(LEADS, lambda w, s: _entered(w) | {"role": "contributor", "name": "Sal"}),
    "session_person.remove": Case(LEADS, lambda w, s: _entered(w)),
    "block.add": Case(
        LEADS,
        lambda w, s: {"session": w.here.session, "template": "check_in"},
        lambda c: {"session": c.world.here.session, "template": "replication_canvas"},
    ),
    "session.start": Case(LEADS, _planned),
    "session.step": Case(LEADS, _two_blocks),
    "session.back": Case(LEADS, _second_block),
    "step.next": Case(LEADS, lambda w, s: _two_blocks(w, s) | {"from": _place(w)}),
    "step.back": Case(LEADS, lambda w, s: _second_block(w, s) | {"from": _place(w)}),
    "session.end": Case(
        LEADS, lambda w, s: {"session": w.here.session}, lambda c: {"session": c.world.here.session}
    ),
    "session.reopen": Case(LEADS, _ended),
    "session.attend": Case(ALL, lambda w, s: {"session": w.here.session}),
    "timer.start": Case(LEADS, lambda w, s: {"session": w.here.session, "seconds": 60}),
    "timer.stop": Case(LEADS, lambda w, s: {"session": w.here.session}),
    "timer.extend": Case(LEADS, lambda w, s: {"session": w.here.session, "seconds": 60}),
    "timer.pause": Case(LEADS, _timed),
    "timer.resume": Case(LEADS, _paused),
    "timer.with_steps": Case(LEADS, lambda w, s: {"session": w.here.session, "on": False}),
    "session.gather": Case(LEADS, lambda w, s: {"session": w.here.session}),
    "desk_notes.keep": Case(LEADS, lambda w, s: {"session": w.here.session, "text": "Ask Turin first."}),
    "lead_link.make": Case(LEADS, lambda w, s: {"session": w.here.session, "token_hash": "k" * 64}),
    "lead_link.use": Case(PROGRAM, _lead_link),
    "ready.set": Case(CONTRIBUTORS, _ready),
    "hand.raise": Case(CONTRIBUTORS, _hand),
    "hand.lower": Case(CONTRIBUTORS, _hand),
    "seat.take": Case(
        PROGRAM,
        lambda w, s: {
            "session": w.here.session,
            "name": "New",
            "city": "TRN",
            "token_hash": "n" * 64,
        },
    ),
    "seat.correct": Case(GUESTS, lambda w, s: {"session": w.here.session, "name": "Gil C.", "city": "TRN"}),
    "seat.eject": Case(LEADS, _somebody),
    "seat.readmit": Case(LEADS, _ejected),
    "rehearsal.open": Case(LEADS, lambda w, s: {"session": w.here.session}),
    "rehearsal.remove": Case(LEADS, _rehearsal),
    "rehearsal.watch": Case(PROGRAM, lambda w, s: {"name": "Vera", "city": "DUB", "token_hash": "r" * 64}),
    "rehearsal.lead": Case(PROGRAM, _simulated),
    "feed.renew": Case(MEMBERS, lambda w, s: {}),
    "session.take_time": Case(LEADS, lambda w, s: _planned(w, s) | _TAKEN | {"cities": ["DUB", "TRN"]}),
    "session.hold_twice": Case(
        LEADS,
        lambda w, s: (
            _planned(w, s)
            | {"first": _TAKEN | {"cities": ["DUB", "TRN"]}, "second": _TAKEN | {"cities": ["TRN", "SFO"]}}
        ),
    ),
    "pain_rules.set": Case(COORDINATES, lambda w, s: dict(_PRICES)),
    "pain_rules.reset": Case(COORDINATES, lambda w, s: {}),
    "time_poll.open": Case(
        LEADS,
        lambda w, s: (
            _planned(w, s)
            | {
                "times": [{"date": "2027-06-15", "starts_at": "14:00"}],
                "zone": "Europe/Dublin",
                "minutes": 90,
            }
        ),
    ),
    "time_poll.add_time": Case(
        LEADS, lambda w, s: _poll(w, s) | {"date": "2027-06-17", "starts_at": "09:00"}
    ),
    "time_poll.drop_time": Case(LEADS, _poll_time),
    "time_poll.renew_link": Case(LEADS, _poll),
    "time_poll.revoke_link": Case(LEADS, _poll),
    "time_poll.close": Case(LEADS, _poll),
    "time_poll.reopen": Case(LEADS, _closed_poll),
    "time_poll.remove": Case(LEADS, _poll),
    "time_poll.take": Case(LEADS, _poll_time),
    "time_answer.give": Case(PROGRAM, _said),
    "time_answer.withdraw": Case(PROGRAM, _own_answer),
    "time_answer.remove": Case(LEADS, _answer),
    "feed.make": Case("yes yes yes no yes yes no no", lambda w, s: {"city": "DUB", "language": "fr"}),
    "feed.rotate": Case("yes yes yes own own own own no", _feed),
    "feed.revoke": Case("yes yes yes own own own own no", _feed),
    "feed.store": Case(PROGRAM, _stored_feed),
    "feed.fetched": Case(PROGRAM, lambda w, s: _feed(w, s) | {"day": "2027-03-09"}),
    "session.invite": Case(
        LEADS, lambda w, s: {"session": w.here.session, "seats": [w.here.seats["participant"]]}
    ),
    "session.uninvite": Case(LEADS, _invitation),
    "session.answer": Case(PROGRAM, lambda w, s: _invitation(w, s) | {"answer": "perhaps"}),
    "session.told": Case(PROGRAM, _told),
}

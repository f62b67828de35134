"""Law: once a session has ended, every command about it is refused, except those that the catalogue names."""

from __future__ import annotations

import json
from typing import Any

import pytest

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.store.base import Live
from facilitation.store.sessions import Session
from tests.laws.cases import CASES, ROLES, chapter_of
from tests.world import World

#: What a session that has ended can't be asked, since it never begins.
NEVER_ENDED = {"session.restore": "a cancelled session can't be started"}
ABOUT_SESSIONS = sorted(
    name
    for name, command in COMMANDS.items()
    if command.target and issubclass(command.target.model, Live) and name not in NEVER_ENDED
)
#: Why each of them may come after the end.
STAYS_OPEN = {
    "challenge.adopt_several": "clusters are put on the heat-map from the session's page, in peace",
    "session.change": "what is a fact is known better later; the plan of a session held here stays",
    "note.hide": "what nobody is to read on has to go from the board that stays to be read",
    "note.restore": "it takes the hiding back",
    "session.duplicate": "the session itself stays as it is",
    "session_file.add": "slides and photographs come after the end",
    "session_link.add": "as above",
    **dict.fromkeys(
        (
            "minutes.open",
            "minutes.write",
            "minutes.move",
            "minutes.leave_out",
            "minutes.restore",
            "minutes.add",
        )
        + ("minutes.remove", "minutes.undo", "minutes.compare", "minutes.compared", "minutes.take_over")
        + ("minutes.take_over_all", "minutes.keep", "minutes.review", "minutes.approve", "minutes.reopen")
        + ("minutes.send", "amendment.propose", "amendment.change", "amendment.withdraw")
        + ("amendment.accept", "amendment.decline", "amendment.settle"),
        "minutes are corrected, amended and approved after the end",
    ),
    "session_file.change": "as above",
    "session_file.move": "as above",
    "session_file.remove": "as above",
    "session_file.bring_back": "as above",
    "session.reopen": "it takes the end back",
    "seat.eject": "whoever has to go can't read on either",
    "seat.readmit": "as above",
    "session.for_whom": "of what was held elsewhere it is known only later",
    "session.was_there": "that is known when it has ended",
    "session.hold": "that it was not held after all is known only later",
    "session_person.add": "the minutes name them",
    "session_person.change": "as above",
    "session_person.remove": "as above",
    "template.keep": "what was held well is kept; the session stays as it is",
    "document.draft": "the minutes are made after the end",
    "document.store": "as above",
    "canvas.plan": "as above: a transfer plan says what stands on the canvas",
    "plan.store": "as above",
    "rehearsal.open": "a copy is made; the session stays as it is",
    "rehearsal.remove": "a rehearsal goes whether or not it was ended",
    "registration.forget": "people from outside may go whenever they like",
    "registration.add": "who came without registering is often entered later",
    "registration.change": "as above, and who it was stands in the counts",
    "registration.remove": "as above",
    "registration.restore": "it takes the removal back",
    "presence.tick": "lists on paper are typed in after the session",
    "presence.leave": "as above",
    "presence.correct": "as above",
    "presence.take_back": "as above",
    **dict.fromkeys(("presence.go", "presence.go_by_link"), "people say afterwards when they left"),
    **dict.fromkeys(
        ("record.add", "record.add_many", "record.change", "record.remove", "record.restore"),
        "those who were there read the minutes and correct them: they are drafted anew from the records",
    ),
    "commitment.make_here": "those who record write down what was said as people got up",
    "counts.report": "the total is known when it has ended",
    "session.told": "the mails were made while it ran: what people were told must be kept",
}


def _call(world: World, name: str) -> Call:
    may = CASES[name].rights()
    role = next((role for role in ROLES if may[role] != "no"), None)
    seat = world.here.seats[role] if role else None
    payload = CASES[name].payload(world, seat or world.here.seats["participant"])
    return Call(name, world.operation_id(), payload, seat, None if role else world.here.programme)


def _end(world: World, call: Call) -> None:
    """End the session that the call is about, begun first where it was only planned."""
    target = COMMANDS[call.name].target
    with world.database.reading() as orm:
        row: Any = orm.get_one(target.model, call.payload[target.field])
        while row.SUBJECT:
            row = getattr(row, row.SUBJECT)
        session = orm.get_one(Session, row.id if isinstance(row, Session) else row.session_id)
        number, status = session.id, session.status
    if status == "planned":
        world.by("facilitator", "session.start", {"session": number})
    if status != "ended":
        world.by("facilitator", "session.end", {"session": number})


@pytest.mark.parametrize("name", ABOUT_SESSIONS)
def test_what_is_asked_after_the_end(world: World, name: str) -> None:
    call = _call(world, name)
    _end(world, call)
    if COMMANDS[name].after_the_end:
        world.door.execute(call)
        return
    with pytest.raises(Refused) as refused:
        world.door.execute(call)
    assert refused.value.code == "closed"
    assert str(refused.value.message) == "The session has ended."


def test_what_stays_open_says_why() -> None:
    declared = {name for name, command in COMMANDS.items() if command.after_the_end}
    for name in sorted(declared - STAYS_OPEN.keys()):
        pytest.fail(f"{name} ({chapter_of(name)}) stays open after the end: say why in {__file__}.")
    assert not STAYS_OPEN.keys() - declared


def test_a_form_and_a_json_call_meet_the_same_end_and_can_take_it_back(world: World, browse) -> None:
    browser, here = browse("facilitator"), world.here
    world.by("facilitator", "session.end", {"session": here.session})
    asked = {"operation_id": "after-the-end", "payload": {"board": here.board, "stage": "vote"}}
    answer = browser.client.post(
        "/api/v1/commands/board.stage?programme=here", json=asked, headers={"X-CSRFToken": browser.token()}
    )
    assert answer.status_code == 409 and json.loads(answer.data)["code"] == "closed"
    assert browser.post(f"/p/here/sessions/{here.session}/blocks", template="check_in").status_code == 409
    assert browser.post(f"/p/here/sessions/{here.session}/start").status_code == 409
    page = browser.get(f"/p/here/sessions/{here.session}").get_data(as_text=True)
    assert f"/p/here/sessions/{here.session}/reopen" in page
    opened = browser.post(f"/p/here/sessions/{here.session}/reopen")
    assert opened.status_code == 303 and opened.headers["Location"].endswith("/room")
    again = asked | {"operation_id": "after-the-end-again"}
    answer = browser.client.post(
        "/api/v1/commands/board.stage?programme=here", json=again, headers={"X-CSRFToken": browser.token()}
    )
    assert json.loads(answer.data)["result"] == {"stage": "vote"}

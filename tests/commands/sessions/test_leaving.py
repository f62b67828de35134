"""Asking somebody to leave: their seat opens that session no longer, and nothing else changes for anybody."""

from __future__ import annotations

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.permissions import ASKED_TO_LEAVE
from facilitation.domain.visibility import FACILITATORS, PARTICIPANTS, PROJECTOR
from facilitation.live.subjects import find
from facilitation.queries.boards import boards
from facilitation.queries.documents import documents
from facilitation.queries.sessions import sessions
from tests.world import World


def _eject(world: World, seat: int, name: str = "seat.eject", role: str = "facilitator") -> None:
    world.by(role, name, {"session": world.here.session, "seat": seat})


def _attending(world: World, role: str) -> int:
    world.by(role, "session.attend", {"session": world.here.session})
    return world.here.seats[role]


def _refused(world: World, seat: int, name: str, payload: dict) -> str:
    with pytest.raises(Refused) as refused:
        world.do(name, payload, seat)
    return refused.value.code


@pytest.mark.parametrize("role", ["guest", "participant"])
def test_the_seat_opens_the_session_no_longer(world: World, role: str) -> None:
    seat = _attending(world, role)
    note = world.note(seat, "Said before")
    _eject(world, seat)
    session = {"session": world.here.session}
    post = {"board": world.here.board, "area": world.here.areas[0], "text": "Still here"}
    for name, payload in (
        ("note.post", post),
        ("note.edit", {"note": note, "text": "Changed"}),
        ("vote.cast", {"board": world.here.board, "on": f"note:{note}"}),
        ("undo", {"board": world.here.board}),
        ("session.attend", session),
        ("ready.set", session | {"ready": True}),
        ("hand.raise", session),
    ):
        assert _refused(world, seat, name, payload) == "not_found", name
    viewer = world.viewer(seat)
    with world.database.reading() as orm:
        for look in (
            lambda: boards.board_for(orm, viewer, world.here.board),
            lambda: sessions.session_for(orm, viewer, world.here.session),
            lambda: find(orm, viewer, f"board:{world.here.board}"),
            lambda: find(orm, viewer, f"session:{world.here.session}"),
        ):
            with pytest.raises(Refused) as refused:
                look()
            assert (refused.value.code, str(refused.value.message)) == ("not_allowed", ASKED_TO_LEAVE)
        board = boards.board_for(orm, world.viewer(world.here.seats["observer"]), world.here.board)
        kept = boards.whole(orm, board, PARTICIPANTS)
    assert "Said before" in [row["text"] for row in kept["notes"]]
    world.by("facilitator", "note.hide", {"note": note})
    _eject(world, seat, "seat.readmit")
    assert world.do("note.post", post, seat).result["note"]


def test_other_sessions_and_other_people_stay_as_they_were(world: World) -> None:
    seat = _attending(world, "participant")
    other = world.by(
        "facilitator", "session.create", {"title": "Other", "type": "challenge", "template": "challenges"}
    ).result["session"]
    world.by("facilitator", "session.start", {"session": other})
    _eject(world, seat)
    assert world.do("session.attend", {"session": other}, seat).result == {}
    with world.database.reading() as orm:
        assert sessions.session_for(orm, world.viewer(seat), other)
    assert world.note(world.here.seats["guest"])


def test_an_ejected_guest_reads_no_documents(world: World) -> None:
    content = {"session": world.here.session, "kind": "minutes", "title": "Minutes", "language": "en"}
    rest = {"simulated": False, "content": {}, "renderings": []}
    number = world.do("document.store", content | rest, programme=world.here.programme).result["document"]
    seat = world.here.seats["guest"]
    with world.database.reading() as orm:
        assert documents.document_for(orm, world.viewer(seat), number)
    _eject(world, seat)
    with world.database.reading() as orm, pytest.raises(Refused):
        documents.document_for(orm, world.viewer(seat), number)


@pytest.mark.parametrize("role", ["organiser", "coordinator", "facilitator"])
def test_nobody_who_leads_is_asked_to_leave(world: World, role: str) -> None:
    seat = _attending(world, role)
    for by in ("organiser", "facilitator"):
        payload = {"session": world.here.session, "seat": seat}
        assert _refused(world, world.here.seats[by], "seat.eject", payload) == "not_allowed"


def test_only_who_is_there_can_be_asked_to_leave(world: World) -> None:
    lead = world.here.seats["facilitator"]
    for seat in (world.here.seats["participant"], world.there.seats["guest"], 10**9):
        payload = {"session": world.here.session, "seat": seat}
        assert _refused(world, lead, "seat.eject", payload) == "not_found"


def test_who_left_counts_as_ready_no_longer_and_shows_no_city(world: World) -> None:
    seats = [world.guest(world.here, f"Guest {number}", "WAW") for number in range(2)]
    for seat in seats:
        world.do("ready.set", {"session": world.here.session, "ready": True}, seat)
    _eject(world, seats[0])
    world.guest(world.here, "Third", "WAW")
    viewer = world.viewer(world.here.seats["facilitator"])
    with world.database.reading() as orm:
        session = sessions.session_for(orm, viewer, world.here.session)
        assert sessions.whole(orm, session, FACILITATORS)["ready"] == {"count": 1, "of": 3}
        # Two of a city are there: with the one who left it was three, and a city of two is nearly a name.
        assert boards.board_for(orm, viewer, world.here.board).crowded == []


def test_who_leads_or_watches_is_not_waited_for(world: World) -> None:
    for role in ("organiser", "facilitator", "observer", "support"):
        _attending(world, role)
    with world.database.reading() as orm:
        session = sessions.session_for(orm, world.viewer(world.here.seats["guest"]), world.here.session)
        assert sessions.whole(orm, session, PARTICIPANTS)["ready"] == {"count": 0, "of": 2}


def test_the_list_of_people_is_for_facilitators(world: World) -> None:
    _attending(world, "support")
    viewer = world.viewer(world.here.seats["facilitator"])
    with world.database.reading() as orm:
        session = sessions.session_for(orm, viewer, world.here.session)
        for audience in (PARTICIPANTS, PROJECTOR):
            whole = sessions.whole(orm, session, audience)
            caught_up = sessions.since(orm, session, audience, 0)
            assert "people" not in whole and "Gil" not in repr((whole, caught_up))
        people = {row["id"]: row for row in sessions.whole(orm, session, FACILITATORS)["people"]}
    assert people[world.here.seats["guest"]]["name"] == "Gil"
    assert people[world.here.seats["support"]]["role"] == "support"

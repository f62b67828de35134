"""A session's boards after its end: everybody who may see the session reads them, and nothing hidden."""

from __future__ import annotations

import re

from tests.world import World

SECRET = "Something that nobody revealed"
OPEN = "Something that everybody read"


def _page(world: World) -> str:
    return f"/p/here/sessions/{world.here.session}"


def _main(page: str) -> str:
    found = re.search(r"<main.*?</main>", page, re.S)
    assert found
    return found[0]


def _end(world: World) -> None:
    world.by("facilitator", "session.end", {"session": world.here.session})


def _started(world: World) -> None:
    world.by("facilitator", "session.start", {"session": world.here.session})


def test_a_revealed_board_is_read_by_everybody_who_may_see_the_session(browse, world: World) -> None:
    _started(world)
    note = world.note(world.here.seats["participant"], OPEN)
    world.stage("revealed")
    cluster = world.by(
        "facilitator", "cluster.make", {"board": world.here.board, "notes": [note], "title": "First"}
    )
    second = world.note(world.here.seats["participant"], "Another")
    heavy = world.by(
        "facilitator", "cluster.make", {"board": world.here.board, "notes": [second], "title": "Heavier"}
    )
    world.stage("vote")
    for target in (f"cluster:{heavy.result['cluster']}", f"note:{second}"):
        world.by("participant", "vote.cast", {"board": world.here.board, "on": target})
    running = browse("participant").get(f"{_page(world)}/boards").get_data(as_text=True)
    assert "You write in the room" in running and "2 votes" not in running
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": False})
    _end(world)
    assert cluster.result
    for role in ("organiser", "facilitator", "participant", "support", "observer"):
        browser = browse(role)
        assert f"{_page(world)}/boards" in browser.get(_page(world)).get_data(as_text=True)
        text = browser.get(f"{_page(world)}/boards").get_data(as_text=True)
        named = browser.get(f"{_page(world)}/boards/{world.here.board}").get_data(as_text=True)
        assert OPEN in text and "You write in the room" not in text
        # Most votes first, those on a cluster's notes counted with its own.
        assert text.index("Heavier") < text.index(">First<")
        assert "2 votes" in text and 'value="2"' in text
        if role in ("participant", "support", "observer"):
            assert _main(named) == _main(text), "without a name it is the first"
            assert not re.search("<(form|button|script)", _main(text)), "it has nothing that writes"


def test_what_was_never_revealed_stays_hidden_but_from_its_author(browse, world: World) -> None:
    _started(world)
    world.stage("write")
    world.note(world.here.seats["participant"], SECRET)
    _end(world)
    address = f"{_page(world)}/boards/{world.here.board}"
    for role in ("organiser", "facilitator", "support", "observer"):
        text = browse(role).get(address).get_data(as_text=True)
        assert SECRET not in text and "Written, not yet revealed" in text
    assert SECRET in browse("participant").get(address).get_data(as_text=True)


def test_a_hidden_note_and_hidden_counts_stay_where_they_were(browse, world: World) -> None:
    _started(world)
    note = world.note(world.here.seats["participant"], OPEN)
    world.stage("vote")
    world.by("participant", "vote.cast", {"board": world.here.board, "on": f"note:{note}"})
    hidden = world.note(world.here.seats["facilitator"], SECRET)
    world.by("facilitator", "note.hide", {"note": hidden})
    _end(world)
    address = f"{_page(world)}/boards/{world.here.board}"
    assert SECRET in browse("facilitator").get(address).get_data(as_text=True)
    text = browse("observer").get(address).get_data(as_text=True)
    assert SECRET not in text and OPEN in text and "1 vote" not in text


def test_nobody_else_and_no_other_sessions_board(browse, world: World) -> None:
    _started(world)
    _end(world)
    assert browse("there/organiser").get(f"{_page(world)}/boards").status_code == 404
    assert browse("organiser").get(f"{_page(world)}/boards/{world.there.board}").status_code == 404
    assert browse("organiser").get(f"{_page(world)}/boards/99999").status_code == 404


def test_those_who_lead_hide_a_note_after_the_end(browse, world: World) -> None:
    _started(world)
    note = world.note(world.here.seats["participant"], OPEN)
    world.stage("revealed")
    _end(world)
    page = f"{_page(world)}/boards/{world.here.board}"
    leader, city = browse("facilitator"), browse("participant")
    assert city.post(f"{page}/notes/{note}/hide").status_code == 403
    assert leader.post(f"{page}/notes/{note + 99}/hide").status_code == 404
    assert leader.post(f"{_page(world)}/boards/99/notes/{note}/hide").status_code == 404
    assert leader.post(f"{page}/notes/{note}/hide").headers["Location"].endswith(f"#note-{note}")
    assert OPEN not in city.get(page).get_data(as_text=True)
    assert "Show again" in leader.get(page).get_data(as_text=True)
    leader.post(f"{page}/notes/{note}/restore")
    assert OPEN in city.get(page).get_data(as_text=True)

"""Subscribing, commands, frames and presence, as the pinned protocol has them."""

from __future__ import annotations

import contextlib
import json
import uuid

import pytest
from websockets.exceptions import ConnectionClosed

from facilitation.translations import LANGUAGES, say
from tests.laws.fold import settled
from tests.live.client import (
    Client,
    Polling,
    Watcher,
    ask,
    client_of,
    introduce,
    join,
    name_poller,
    sign_in,
    socket_to,
)
from tests.live.conftest import Connect
from tests.servers import LiveServer


def _note(server: LiveServer, client: Client, text: str, **more: object) -> dict:
    return client.command("note.post", _payload(server, client, text), **more)


def _payload(server: LiveServer, client: Client, text: str) -> dict:
    board = server.ready["board"]
    area = client.subscribe(f"board:{board}")["snapshot"]["areas"][0]["id"]
    return {"board": board, "area": area, "text": text}


def _facilitator(server: LiveServer):
    auth = {"programme": join(server).programme}
    return client_of(server, auth, Cookie=sign_in(server, "facilitator"), Origin=server.url)


def _board(server: LiveServer) -> str:
    return f"board:{server.ready['board']}"


def test_subscribing_gives_a_snapshot(server: LiveServer, enter: Connect) -> None:
    answer = enter(server).subscribe(_board(server))
    assert answer["ok"] and answer["revision"] >= 1
    snapshot = answer["snapshot"]
    assert {"board", "areas", "notes", "clusters", "votes", "mine"} <= set(snapshot)
    assert snapshot["board"]["id"] == server.ready["board"]
    assert {"id", "title", "stage", "settings"} <= set(snapshot["board"])


def test_catching_up(server: LiveServer, enter: Connect) -> None:
    """What was missed, and only that; then frames go on from there."""
    author, reader = enter(server), enter(server, "Reader", "TRN")
    _note(server, author, "Before the reader came")
    watcher = Watcher.of(reader, _board(server))
    assert reader.call("unsubscribe", {"subject": _board(server)}) == {"ok": True}
    done = _note(server, author, "While the reader was away")
    answer = reader.subscribe(_board(server), watcher.copy.revision)
    assert answer["ok"] and "snapshot" not in answer
    assert (answer["from"], answer["revision"]) == (watcher.copy.revision, done["revision"])
    assert [note["id"] for note in answer["put"]["notes"]] == [done["result"]["note"]]
    assert not watcher.client.frames, "nothing is sent after unsubscribing"
    watcher.copy.fold(answer | {"to": answer["revision"]})
    after = _note(server, author, "And now it is back")
    watcher.reach(after["revision"])
    fresh = author.subscribe(_board(server))["snapshot"]
    assert settled(watcher.copy.state)["notes"] == settled(fresh)["notes"]


def test_below_the_visibility_revision_comes_a_snapshot(server: LiveServer, enter: Connect) -> None:
    reader = enter(server)
    start = reader.subscribe(_board(server))
    hidden = start["snapshot"]["board"]["settings"]["votes_hidden"]
    with _facilitator(server) as facilitator:
        settings = {"board": server.ready["board"], "votes_hidden": not hidden}
        changed = facilitator.command("board.settings", settings)
        assert changed["ok"], changed
    assert "snapshot" in reader.subscribe(_board(server), start["revision"])
    assert "snapshot" not in reader.subscribe(_board(server), changed["revision"])


@pytest.mark.parametrize("revision", [10**9, 0])
def test_a_revision_that_cannot_be_caught_up_gives_a_snapshot(
    server: LiveServer, enter: Connect, revision: int
) -> None:
    assert "snapshot" in enter(server).subscribe(_board(server), revision)


def test_acknowledged_then_everybody_gets_the_frame(server: LiveServer, enter: Connect) -> None:
    author, reader = enter(server, "Author"), enter(server, "Reader", "TRN")
    watchers = [Watcher.of(client, _board(server)) for client in (author, reader)]
    done = author.command("note.post", _payload(server, author, "Said once"))
    assert set(done) == {"ok", "subject", "revision", "result"}
    assert done["ok"] is True and done["subject"] == _board(server)
    for watcher in watchers:
        watcher.reach(done["revision"])
        frame = watcher.frames[-1]
        assert set(frame) >= {"subject", "from", "to", "put", "drop"}
        assert "Said once" in [note["text"] for note in frame["put"]["notes"]]
    assert [note["id"] for note in watchers[0].frames[-1]["mine"]["notes"]] == [done["result"]["note"]]
    assert "mine" not in watchers[1].frames[-1]


def test_acknowledged_means_readable(server: LiveServer) -> None:
    seat = join(server)
    with client_of(server, seat) as client:
        done = _note(server, client, "Kept")
    read = ask(f"{server.url}/api/v1/boards/{seat.board}", Authorization=f"Bearer {seat.token}").json()
    assert done["result"]["note"] in [note["id"] for note in read["snapshot"]["notes"]]


def test_the_same_operation_twice_gives_the_same_answer(server: LiveServer, enter: Connect) -> None:
    client = enter(server)
    payload, operation = _payload(server, client, "Twice sent"), str(uuid.uuid4())
    first = client.command("note.post", payload, operation)
    assert first["ok"] and client.command("note.post", payload, operation) == first
    conflict = client.command("note.post", payload | {"text": "Another"}, operation)
    assert (conflict["ok"], conflict["code"], conflict["field"]) == (False, "conflict", "operation_id")
    texts = [note["text"] for note in client.subscribe(_board(server))["snapshot"]["notes"]]
    assert texts.count("Twice sent") == 1 and "Another" not in texts


@pytest.mark.parametrize("text", ["a\ud83d", "\ude00", "a\x00b"])
def test_a_text_that_cant_be_stored_is_refused_in_words(
    server: LiveServer, enter: Connect, text: str
) -> None:
    """A browser that cut an emoji in two would send it again for ever if its socket only closed."""
    log_before = len(server.log.read_text())
    client = enter(server)
    refused = _note(server, client, text)
    assert (refused["ok"], refused["code"], refused["field"]) == (False, "invalid", "text")
    assert "can't be stored" in refused["message"]
    for subject in (text, f"board:{text}"):
        assert not client.subscribe(subject)["ok"]
    assert (
        client.call("command", {"name": text, "operation_id": text, "payload": {text: text}})["ok"] is False
    )
    with socket_to(server) as stranger, contextlib.suppress(ConnectionClosed):
        introduce(stranger, {"seat": text})
    assert stranger.named is None
    assert _note(server, client, "Still here")["ok"]
    assert "Traceback" not in server.log.read_text()[log_before:]


def test_the_same_operation_twice_in_one_tick_is_done_once(server: LiveServer, enter: Connect) -> None:
    client = enter(server)
    payload = _payload(server, client, text := f"At once {uuid.uuid4()}")
    call = {"name": "note.post", "operation_id": str(uuid.uuid4()), "payload": payload}
    answers = [client.answer(number) for number in [client.say("command", call) for _ in range(5)]]
    assert any(answer["ok"] for answer in answers)
    # What comes while it is being saved is told to try again; then it is the first one's answer.
    assert {answer.get("code", "ok") for answer in answers} <= {"ok", "busy"}
    assert client.call("command", call) == next(answer for answer in answers if answer["ok"])
    texts = [note["text"] for note in client.subscribe(_board(server))["snapshot"]["notes"]]
    assert texts.count(text) == 1


@pytest.mark.parametrize(
    ("name", "change", "code", "field"),
    [
        ("note.post", {"text": ""}, "invalid", "text"),
        ("note.post", {"text": "x" * 501}, "invalid", "text"),
        ("note.post", {"text": 7}, "invalid", "text"),
        ("note.post", {"area": 10**9}, "invalid", "area"),
        ("note.post", {"board": 10**9}, "not_found", None),
        ("note.post", {"board": 2**80}, "invalid", "board"),
        ("board.lock", {"locked": True}, "not_allowed", None),
        ("seat.take", {"session": 1, "name": "x", "token_hash": "y"}, "not_found", None),
        ("no.such", {}, "not_found", None),
        (7, {}, "invalid", "name"),
    ],
)
def test_refusals_have_code_field_and_words(
    server: LiveServer, enter: Connect, name: object, change: dict, code: str, field: str | None
) -> None:
    client = enter(server)
    payload = {"board": server.ready["board"], "area": 1, "text": "Fine"} | change
    answer = client.command(name, payload)
    assert (answer["ok"], answer["code"], answer.get("field")) == (False, code, field), answer
    assert answer["message"] and "%(" not in answer["message"]


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("header", ["Cookie", "Accept-Language"])
def test_refusals_are_in_the_readers_language(
    server: LiveServer, enter: Connect, header: str, language: str
) -> None:
    how = {"Cookie": f"locale={language}"} if header == "Cookie" else {"Accept-Language": language}
    answer = enter(server, **how).command("note.post", {"board": 10**9, "area": 1, "text": "x"})
    assert answer["message"] == say("This does not exist, or is not yours to see.", language)


@pytest.mark.parametrize(
    "data",
    [None, [], 7, "x", {}, {"subject": 7}, {"subject": "board:999999"}, {"subject": "board:x"}]
    + [{"subject": "house:1"}, {"subject": "board:" + "9" * 30}, {"subject": "board:1", "revision": -1}]
    + [{"subject": "board:1", "revision": "2"}, {"subject": "board:1", "revision": 1.5}]
    + [{"subject": "board:1", "revision": True}],
)
def test_what_cannot_be_subscribed_to_is_refused_in_words(
    server: LiveServer, enter: Connect, data: object
) -> None:
    answer = enter(server).call("subscribe", data)
    assert answer["ok"] is False and answer["code"] in ("invalid", "not_found") and answer["message"]


def test_unsubscribing_ends_frames_and_presence(server: LiveServer, enter: Connect) -> None:
    author, reader = enter(server), enter(server, "Reader", "TRN")
    reader.subscribe(_board(server))
    assert reader.call("unsubscribe", {"subject": _board(server)}) == {"ok": True}
    assert reader.call("unsubscribe", {"subject": _board(server)}) == {"ok": True}
    assert reader.call("unsubscribe", {"subject": 7}) == {"ok": True}
    witness = Watcher.of(author, _board(server))
    witness.reach(_note(server, author, "Not for you")["revision"])
    assert reader.subscribe("board:0")["ok"] is False  # a round trip later
    assert reader.frames == []


def test_a_gap_is_repaired(server: LiveServer, enter: Connect) -> None:
    """A client that has lost frames asks with the revision it has, and is where everybody is."""
    author, reader = enter(server), enter(server, "Reader", "TRN")
    watcher = Watcher.of(reader, _board(server))
    for number in range(3):
        done = _note(server, author, f"Lost {number}")
    removed = author.command("note.remove", {"note": done["result"]["note"]})
    reader.until(lambda: reader.frames and reader.frames[-1]["to"] >= removed["revision"], "frames")
    watcher.taken = len(reader.frames)  # as if they had been lost
    answer = reader.subscribe(_board(server), watcher.copy.revision)
    watcher.copy.fold(answer | {"to": answer["revision"]})
    watcher.reach(_note(server, author, "Found again")["revision"])
    fresh = reader.subscribe(_board(server))["snapshot"]
    assert settled(watcher.copy.state)["notes"] == settled(fresh)["notes"]


def test_two_windows_of_one_seat_both_get_what_is_theirs(server: LiveServer) -> None:
    seat = join(server)
    with client_of(server, seat) as first, client_of(server, seat) as second:
        watchers = [Watcher.of(client, _board(server)) for client in (first, second)]
        done = _note(server, first, "Mine in both")
        for watcher in watchers:
            watcher.reach(done["revision"])
            mine = watcher.copy.state["mine"]["notes"]
            assert done["result"]["note"] in [note["id"] for note in mine]


def test_long_polling_gets_the_same_frames(server: LiveServer, enter: Connect) -> None:
    seat = join(server, "Poller", "TRN")
    poller = Polling(server)
    name_poller(poller, seat)
    author = enter(server)
    watcher = Watcher.of(author, _board(server))
    poller.send(f'421["subscribe",{{"subject":"{_board(server)}","revision":null}}]')
    start = json.loads(poller.until("431")[3:])[0]
    assert start["ok"]
    for text in ("One", "Two", "Drei ☂"):
        done = _note(server, author, text)
    watcher.reach(done["revision"])
    frames = []
    while not frames or frames[-1]["to"] < done["revision"]:
        frames.append(json.loads(poller.until('42["frame"')[2:])[1])
    own = [{name: value for name, value in frame.items() if name != "mine"} for frame in watcher.frames]
    assert frames == [frame for frame in own if frame["to"] > start["revision"]]


# -- presence ---------------------------------------------------------------------------------------------


def test_presence_comes_types_and_leaves(server: LiveServer, enter: Connect) -> None:
    room = f"session:{server.ready['session']}"
    witness = enter(server, "Witness")
    assert witness.subscribe(room)["ok"]
    visitor = join(server, "Visitor", "TRN")

    def told(what: str) -> list:
        return [one for presence in witness.presences for one in presence.get(what, [])]

    with client_of(server, visitor) as client, client_of(server, visitor) as other:
        client.subscribe(room)
        other.subscribe(room)
        witness.until(lambda: "Visitor" in [person["name"] for person in told("came")], "coming")
        person = next(person for person in told("came") if person["name"] == "Visitor")
        assert set(person) == {"seat", "name", "city"} and person["city"] == "TRN"
        itself = lambda: [one["seat"] for presence in client.presences for one in presence["came"]]  # noqa: E731
        client.until(lambda: person["seat"] in itself(), "who is there already")
        client.socket.send("42" + json.dumps(["presence", {"subject": room, "typing": True}]))
        witness.until(lambda: person["seat"] in told("typing"), "typing")
        client.socket.send("42" + json.dumps(["presence", {"subject": room, "typing": False}]))
        witness.until(lambda: person["seat"] not in witness.presences[-1]["typing"], "no more typing")
        client.call("unsubscribe", {"subject": room})
        enter(server, "Later", "DUB").subscribe(room)
        witness.until(lambda: "Later" in [one["name"] for one in told("came")], "a later one's coming")
        assert person["seat"] not in told("left"), "another window is still there"
    witness.until(lambda: person["seat"] in told("left"), "leaving")


def test_a_crowd_is_told_as_counts(server: LiveServer, enter: Connect) -> None:
    """Above sixty people only counts per city; when fewer are left, everybody is told again."""
    room = f"session:{server.ready['session']}"
    witness = enter(server, "Witness", "WAW")
    witness.subscribe(room)
    crowd = [enter(server, f"Person {number}", "TRN") for number in range(61)]
    for client in crowd:
        client.subscribe(room)
    counts = witness.until(
        lambda: next((one for one in reversed(witness.presences) if "counts" in one), None), "counts"
    )["counts"]
    witness.until(lambda: witness.presences[-1].get("counts", {}).get("TRN", 0) >= 61, "everybody's count")
    assert counts["WAW"] == 1 and "came" not in witness.presences[-1]
    late = enter(server, "Late", "DUB")
    late.subscribe(room)
    late.until(lambda: late.presences and late.presences[0].get("counts", {}).get("DUB"), "counts at once")
    witness.until(lambda: witness.presences[-1].get("counts", {}).get("DUB"), "the late one's count")
    for client in crowd[:3]:
        client.call("unsubscribe", {"subject": room})
    last = witness.until(
        lambda: witness.presences[-1] if len(witness.presences[-1].get("came", [])) == 60 else None,
        "all sixty by name",
    )
    assert "counts" not in last and last["left"] == []

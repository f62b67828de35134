"""The scribes' page: writing down, correcting, taking back, and a chat that is pasted in, by forms alone."""

from __future__ import annotations

import datetime as dt
import html
import re

import pytest
from sqlalchemy import select

from facilitation.domain.chats import BYTES_MOST
from facilitation.store.sessions import Record
from tests.traces import draft
from tests.world import World


@pytest.fixture
def page(world: World) -> str:
    world.by("participant", "session.attend", {"session": world.here.session})
    return f"/p/here/sessions/{world.here.session}/records"


def _records(world: World) -> list[Record]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(Record).order_by(Record.id)))


def _text(answer) -> str:
    return html.unescape(answer.get_data(as_text=True))


def test_from_nothing_to_a_record_corrected_taken_back_and_restored(browse, world: World, page: str) -> None:
    scribe = browse("rapporteur")
    assert "Nothing has been written down yet." in _text(scribe.get(page))
    said = {"kind": "decision", "text": "We meet in May.", "speaker": "Participant", "city": "", "block": ""}
    assert scribe.post(page, **said).status_code == 303
    [record] = _records(world)
    assert (record.speaker_seat_id, record.city, record.block_id) == (
        world.here.seats["participant"],
        "DUB",
        None,
    )
    shown = _text(scribe.get(f"{page}?edit={record.id}"))
    assert f'name="revision" value="{record.revision}"' in shown
    change = said | {"text": "We meet in June.", "revision": record.revision}
    assert browse("facilitator").post(f"{page}/{record.id}", **change).status_code == 303
    shown = _text(scribe.get(page))
    assert "We meet in June." in shown and re.search(r"Changed by Facilitator at \d\d:\d\d", shown)
    assert "We meet in May." in shown, "its history"
    assert scribe.post(f"{page}/{record.id}/removal").status_code == 303
    gone = _text(scribe.get(page))
    assert "Restore" in gone and "0 records" in gone and "Taken back by Rapporteur" in gone
    assert scribe.post(f"{page}/{record.id}/restoring").status_code == 303
    [record] = _records(world)
    assert (record.text, record.removed, record.edited) == ("We meet in June.", False, True)


def test_two_scribes_correct_the_same_record(browse, world: World, page: str) -> None:
    scribe = browse("rapporteur")
    scribe.post(page, kind="point", text="First", speaker="", city="")
    [record] = _records(world)
    typed = {"kind": "point", "speaker": "", "city": "", "block": "", "revision": record.revision}
    assert browse("facilitator").post(f"{page}/{record.id}", **typed, text="Second").status_code == 303
    late = scribe.post(f"{page}/{record.id}", **typed, text="Kept as typed")
    shown = _text(late)
    assert late.status_code == 409 and "Kept as typed" in shown and "Second" in shown
    assert "Somebody else changed this record" in shown
    [record] = _records(world)
    assert record.text == "Second" and f'value="{record.revision}"' in shown
    again = typed | {"revision": record.revision, "text": "Kept as typed"}
    assert scribe.post(f"{page}/{record.id}", **again).status_code == 303


def test_a_speaker_in_no_list_is_pointed_out_and_not_refused(browse, world: World, page: str) -> None:
    scribe = browse("rapporteur")
    assert scribe.post(page, kind="quote", text="Hm", speaker="Zed Farquhar").status_code == 303
    assert "Nobody of that name is here" in _text(scribe.get(page))
    [record] = _records(world)
    assert not record.known and record.speaker == "Zed Farquhar"
    right = {"kind": "quote", "text": "Hm", "speaker": "participant", "city": "", "revision": record.revision}
    scribe.post(f"{page}/{record.id}", **right)
    assert "Nobody of that name is here" not in _text(scribe.get(page))


def test_a_refused_form_keeps_what_was_typed_and_the_end_closes_nothing(browse, world, page: str) -> None:
    scribe = browse("rapporteur")
    empty = scribe.post(page, kind="point", text=" ", speaker="Kept speaker")
    assert empty.status_code == 422 and "Kept speaker" in _text(empty)
    world.by("facilitator", "session.end", {"session": world.here.session})
    assert scribe.post(page, kind="point", text="Remembered later", block="").status_code == 303
    assert scribe.post(page, kind="point", text="Of none", block="999999").status_code == 422
    assert [record.text for record in _records(world)] == ["Remembered later"]


CHAT = """14:05:11 From Participant to Everyone: Who pays for it?
14:06:02 From Zed Farquhar to Everyone: <script>alert(1)</script>
14:06:30 From Anna to Luis (Direct Message): Is he serious?"""


def test_a_chat_is_looked_at_and_then_saved(browse, world: World, page: str) -> None:
    scribe = browse("rapporteur")
    looked = scribe.post(f"{page}/chat", chat=CHAT)
    raw, shown = looked.get_data(as_text=True), _text(looked)
    assert looked.status_code == 200 and _records(world) == []
    assert "<script>alert" not in raw and 'value="Zed Farquhar"' in shown
    assert shown.count("Nobody of that name is here") == 2
    assert re.search(r'name="taken-1" value="yes" checked', shown)
    assert not re.search(r'name="taken-3" value="yes" checked', shown), "written to one person only"
    lines = {"count": 3, "taken-1": "yes", "taken-2": "yes", "block": ""}
    lines |= {"kind-1": "question", "speaker-1": "Participant", "text-1": "Who pays for it?"}
    lines |= {"kind-2": "point", "speaker-2": "Zed Farquhar", "text-2": " "}
    lines |= {"kind-3": "nonsense", "speaker-3": "", "text-3": ""}
    wrong = scribe.post(f"{page}/many", **lines)
    assert wrong.status_code == 422 and _records(world) == [], "all or none"
    assert "1 line has a fault" in _text(wrong) and "Write something first." in _text(wrong)
    assert scribe.post(f"{page}/many", **lines | {"text-2": "The region."}).status_code == 303
    assert [(one.kind, one.text, one.known) for one in _records(world)] == [
        ("question", "Who pays for it?", True),
        ("point", "The region.", False),
    ]
    assert _records(world)[0].speaker_seat_id == world.here.seats["participant"]
    nothing = scribe.post(f"{page}/many", **{"count": 3, "text-1": "Untouched"})
    assert nothing.status_code == 422 and "Choose at least one line." in _text(nothing)


@pytest.mark.parametrize("chat", ["", "x" * (BYTES_MOST + 1)])
def test_a_chat_that_cannot_be_read_stays_in_its_field(browse, page: str, chat: str) -> None:
    answer = browse("rapporteur").post(f"{page}/chat", chat=chat)
    assert answer.status_code in (413, 422) and chat in _text(answer)
    assert ("Paste a chat first." in _text(answer)) == (not chat)


def test_what_the_room_asks_for(browse, world: World, page: str) -> None:
    scribe = browse("rapporteur")
    scribe.post(page, kind="point", text="First", speaker="")
    [record] = _records(world)
    scribe.post(
        f"{page}/{record.id}", kind="point", text="Second", speaker="", city="", revision=record.revision
    )
    people = scribe.get(f"{page}/speakers").get_json()
    assert {"label": "Participant", "seat": world.here.seats["participant"], "city": "DUB"} in people
    [step] = scribe.get(f"{page}/{record.id}/history").get_json()
    assert step["text"] == "First" and step["told"].startswith("Changed by Rapporteur at ")
    assert scribe.get(f"{page}/999999/history").status_code == 404
    for path in ("", "/speakers", f"/{record.id}/history"):
        assert browse("participant").get(f"{page}{path}").status_code == 403


def test_minutes_that_are_older_than_a_correction_say_so(browse, world: World, page: str) -> None:
    scribe = browse("rapporteur")
    scribe.post(page, kind="point", text="First", speaker="")
    world.by("facilitator", "session.end", {"session": world.here.session})
    world.clock.now += dt.timedelta(minutes=1)
    draft(world, "minutes")
    told = "The minutes were drafted before the last correction."
    assert told not in _text(scribe.get(page))
    world.clock.now += dt.timedelta(minutes=1)
    scribe.post(f"{page}/{_records(world)[0].id}/removal")
    assert told in _text(scribe.get(page))
    world.clock.now += dt.timedelta(minutes=1)
    draft(world, "minutes")
    assert told not in _text(scribe.get(page))

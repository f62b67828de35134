"""Records: who is taken for their speaker, what is kept of their past, and several scribes at once."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.commands.execute import Call, Done, run_batch
from facilitation.domain.errors import Refused
from facilitation.domain.records import AT_ONCE_MOST
from facilitation.store.people import Seat
from facilitation.store.records import RecordVersion
from facilitation.store.sessions import Record
from tests.world import World


def _add(world: World, role: str = "facilitator", **said: Any) -> Record:
    payload = {"session": world.here.session, "kind": "point", "text": "Said"} | said
    return _record(world, world.by(role, "record.add", payload).result["record"])


def _record(world: World, record: int) -> Record:
    with world.database.reading() as orm:
        return orm.get_one(Record, record)


def _change(world: World, record: Record, role: str = "facilitator", **change: Any) -> Record:
    revision = _record(world, record.id).revision
    world.by(role, "record.change", {"record": record.id, "revision": revision} | change)
    return _record(world, record.id)


def _who(record: Record) -> tuple[str, int | None, str | None, bool]:
    return (record.speaker, record.speaker_seat_id, record.city, record.known)


@pytest.fixture
def gil(world: World) -> int:
    """A guest of the session, from Dublin."""
    world.by("guest", "session.attend", {"session": world.here.session})
    return world.here.seats["guest"]


def test_the_speaker_is_whoever_was_there(world: World, gil: int) -> None:
    assert _who(_add(world, speaker="gil")) == ("gil", gil, "DUB", True)
    assert _who(_add(world, seat=gil)) == ("Gil", gil, "DUB", True)
    assert _who(_add(world, speaker="Zed")) == ("Zed", None, None, False)
    assert _who(_add(world, speaker="Zed", city="TRN")) == ("Zed", None, "TRN", False)
    assert _who(_add(world)) == ("", None, None, True), "nobody is named, so nobody is missing"
    assert _who(_add(world, city="TRN")) == ("", None, "TRN", True)


def test_of_two_of_the_same_name_the_city_tells(world: World, gil: int) -> None:
    other = world.guest(world.here, "Gil", "TRN", "another-gil")
    world.do("session.attend", {"session": world.here.session}, other)
    assert _who(_add(world, speaker="Gil")) == ("Gil", None, None, True)
    assert _who(_add(world, speaker="Gil", city="TRN")) == ("Gil", other, "TRN", True)
    assert _who(_add(world, speaker="Gil (TRN)")) == ("Gil", other, "TRN", True)


def test_people_with_a_role_and_from_outside_are_there_too(world: World) -> None:
    session = {"session": world.here.session}
    by_hand = {"role": "speaker", "name": "Sally Stand"}
    world.by("facilitator", "session_person.add", session | by_hand)
    assert _who(_add(world, speaker="Sally Stand")) == ("Sally Stand", None, None, True)
    outside = {"name": "Otto Outside", "listed": True, "here": True}
    world.by("facilitator", "registration.add", session | outside)
    assert _who(_add(world, speaker="Otto Outside"))[3] is True


def test_a_seat_that_was_not_there_is_nobody_to_choose(world: World) -> None:
    elsewhere = world.guest(world.there, "Elsewhere", "DUB", "elsewhere")
    for seat in (world.here.seats["observer"], elsewhere, 999_999):
        with pytest.raises(Refused) as refused:
            _add(world, seat=seat)
        assert refused.value.code == "not_found"


def test_what_it_said_before_is_kept(world: World, gil: int) -> None:
    record = _add(world, speaker="Gil")
    changed = _change(world, record, "rapporteur", text="Said better", kind="quote")
    assert (changed.text, changed.kind, changed.edited, _who(changed)) == (
        "Said better",
        "quote",
        True,
        _who(record),
    )
    assert not _change(world, record, text="Said better").removed, "the same again is no correction"
    _change(world, record, speaker="Zed")
    world.by("facilitator", "record.remove", {"record": record.id})
    world.by("facilitator", "record.remove", {"record": record.id})
    world.by("rapporteur", "record.restore", {"record": record.id})
    with world.database.reading() as orm:
        query = select(
            RecordVersion.step, RecordVersion.kind, RecordVersion.text, RecordVersion.speaker, Seat.name
        )
        steps = orm.execute(
            query.join(Seat, RecordVersion.seat_id == Seat.id).order_by(RecordVersion.id)
        ).all()
    assert [tuple(step) for step in steps] == [
        ("changed", "point", "Said", "Gil", "Rapporteur"),
        ("changed", "quote", "Said better", "Gil", "Facilitator"),
        ("removed", "", "", "", "Facilitator"),
        ("restored", "", "", "", "Rapporteur"),
    ]


def test_nobody_writes_over_a_correction_they_have_not_seen(world: World) -> None:
    record = _add(world)
    _change(world, record, "rapporteur", text="First")
    late = {"record": record.id, "revision": record.revision, "text": "Second"}
    with pytest.raises(Refused) as refused:
        world.by("facilitator", "record.change", late)
    assert refused.value.code == "conflict" and _record(world, record.id).text == "First"
    world.by("facilitator", "record.remove", {"record": record.id})
    with pytest.raises(Refused) as refused:
        _change(world, record, text="Third")
    assert refused.value.code == "conflict" and "Restore it first" in str(refused.value.message)


def test_of_two_corrections_in_one_tick_one_is_told(world: World) -> None:
    record = _add(world)
    payload = {"record": record.id, "revision": record.revision}
    calls = [
        Call("record.change", world.operation_id(), payload | {"text": text}, world.here.seats[role])
        for role, text in (("facilitator", "First"), ("rapporteur", "Second"))
    ]
    outcomes, _ = run_batch(world.house, calls)
    assert [isinstance(one, Done) for one in outcomes] == [True, False]
    assert isinstance(outcomes[1], Refused) and outcomes[1].code == "conflict"
    assert _record(world, record.id).text == "First"


def test_it_belongs_to_the_part_that_is_named(world: World) -> None:
    session = {"session": world.here.session}
    more = world.by("facilitator", "block.add", session | {"template": "check_in"}).result
    now = _add(world)
    assert now.block_id is not None, "the present part"
    with world.database.reading() as orm:
        [*_, last] = orm.get_one(Record, now.id).session.blocks
    assert last.id != now.block_id and more
    assert _add(world, block=last.id).block_id == last.id
    assert _add(world, block=None).block_id is None
    assert _change(world, now, block=last.id).block_id == last.id
    for block in (999_999, -1):
        with pytest.raises(Refused) as refused:
            _add(world, block=block)
        assert refused.value.field == "block"


def test_a_session_that_has_not_begun_or_never_will_has_no_records(world: World) -> None:
    created = {"title": "To come", "type": "challenge", "template": "challenges_private"}
    session = world.by("facilitator", "session.create", created).result["session"]
    with pytest.raises(Refused) as refused:
        _add(world, session=session)
    assert refused.value.code == "conflict"
    world.by("facilitator", "session.cancel", {"session": session, "reason": "The host is ill"})
    with pytest.raises(Refused) as refused:
        _add(world, session=session)
    assert refused.value.code == "closed"


def test_many_at_once_are_all_saved_or_none(world: World, gil: int) -> None:
    good = {"kind": "point", "text": "Yes", "speaker": "Gil"}
    payload = {"session": world.here.session, "block": None}
    for line, field in (({"text": " "}, "text"), ({"kind": "verse"}, "kind"), ({"city": "XXX"}, "city")):
        with pytest.raises(Refused) as refused:
            world.by("rapporteur", "record.add_many", payload | {"records": [good, good, good | line]})
        assert refused.value.field == f"records.3.{field}"
    for records, code in (([], "invalid"), ([good] * (AT_ONCE_MOST + 1), "too_large")):
        with pytest.raises(Refused) as refused:
            world.by("rapporteur", "record.add_many", payload | {"records": records})
        assert refused.value.code == code
    with world.database.reading() as orm:
        assert orm.scalars(select(Record)).all() == []
    assert world.by("rapporteur", "record.add_many", payload | {"records": [good] * 3}).result == {"count": 3}
    with world.database.reading() as orm:
        assert {_who(record) for record in orm.scalars(select(Record))} == {("Gil", gil, "DUB", True)}


def test_the_sessions_own_scribe_corrects_as_well(world: World) -> None:
    record = _add(world)
    with pytest.raises(Refused) as refused:
        _change(world, record, "participant", text="Mine")
    assert refused.value.code == "not_allowed"
    given = {"session": world.here.session, "role": "scribe", "seat": world.here.seats["participant"]}
    world.by("facilitator", "session_person.add", given)
    assert _change(world, record, "participant", text="Mine").text == "Mine"

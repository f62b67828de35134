"""Commitments by example: who makes which, what is refused, what is kept, and what rooms are told."""

from __future__ import annotations

import datetime as dt
import json
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.block_texts import texts_of
from facilitation.domain.commitments import DROPPED
from facilitation.domain.documents import Heading, block_to_json, plain, to_json
from facilitation.domain.errors import Refused
from facilitation.queries.documents.commitments import commitment_report
from facilitation.queries.documents.minutes import keyed_minutes
from facilitation.queries.documents.parts import SessionDocument
from facilitation.queries.solutions.commitments import made_in, on_the_table
from facilitation.store.commitments import Commitment, CommitmentStep
from facilitation.store.documents import DocumentRow
from facilitation.store.minutes import MinutesBlock
from facilitation.store.people import Seat
from facilitation.store.sessions import Session
from tests.laws.cases import CASES
from tests.laws.cases.commitments import city_id
from tests.laws.cases.practices import practice
from tests.world import World


def _said(world: World, **other: Any) -> dict[str, Any]:
    dublin, turin = city_id(world, "DUB"), city_id(world, "TRN")
    said = {"city": dublin, "kind": "learn", "other": turin, "subject": "Casa Bottega", "language": "en"}
    return said | other


def _make(world: World, role: str = "coordinator", **other: Any) -> int:
    return world.by(role, "commitment.make", _said(world, **other)).result["commitment"]


def _here(world: World, role: str = "participant", **other: Any) -> int:
    payload = _said(world, session=world.here.session, **other)
    return world.by(role, "commitment.make_here", payload).result["commitment"]


def _refused(world: World, role: str, name: str, payload: dict[str, Any]) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        world.by(role, name, payload)
    return refused.value.code, refused.value.field


def _room(world: World) -> Session:
    with world.database.reading() as orm:
        return orm.get_one(Session, world.here.session)


def test_a_participant_commits_their_own_city_in_the_room_and_no_other(world: World) -> None:
    before = _room(world).commitments
    made = _here(world, due="2027-06-30")
    with world.database.reading() as orm:
        row = orm.get_one(Commitment, made)
        assert (row.city.code, row.other.code, row.status) == ("DUB", "TRN", "stated")
        assert row.made_in_id == world.here.session and not row.simulated
    assert _room(world).commitments == before + 1, "who shows them fetches them again"
    swapped = _said(world, city=city_id(world, "TRN"), other=city_id(world, "DUB"))
    here = swapped | {"session": world.here.session}
    assert _refused(world, "participant", "commitment.make_here", here) == ("not_allowed", "city")
    world.by("facilitator", "commitment.make_here", here)


def test_a_guest_commits_nobody(world: World) -> None:
    payload = _said(world, session=world.here.session)
    assert _refused(world, "guest", "commitment.make_here", payload)[0] == "not_allowed"


def test_after_the_end_only_those_who_record_write_one_down(world: World) -> None:
    world.by("facilitator", "session.end", {"session": world.here.session})
    payload = _said(world, session=world.here.session)
    assert _refused(world, "participant", "commitment.make_here", payload)[0] == "closed"
    assert world.by("facilitator", "commitment.make_here", payload).result["commitment"]


@pytest.mark.parametrize(
    ("other", "field"),
    [
        ({"subject": " "}, "subject"),
        ({"kind": "steal"}, "kind"),
        ({"kind": "give", "other": None}, "other"),
        ({"other": 999_999}, "other"),
        ({"practice": 999_999}, "practice"),
        ({"owner": 999_999}, "owner"),
        ({"status": "lost"}, "status"),
        ({"status": DROPPED, "note": " "}, "note"),
        ({"due": "0001-01-01"}, "due"),
    ],
)
def test_what_cant_be_meant_names_its_field(world: World, other: dict[str, Any], field: str) -> None:
    payload = _said(world) | other
    assert _refused(world, "coordinator", "commitment.make", payload) == ("invalid", field)


def test_a_city_commits_to_nothing_with_itself(world: World) -> None:
    payload = _said(world, other=city_id(world, "DUB"))
    assert _refused(world, "coordinator", "commitment.make", payload) == ("invalid", "other")


def test_the_same_is_not_written_down_twice_while_it_is_open(world: World) -> None:
    made = _make(world)
    again = _said(world, subject="  casa BOTTEGA ")
    assert _refused(world, "coordinator", "commitment.make", again) == ("conflict", "subject")
    world.by("coordinator", "commitment.status", {"commitment": made, "status": "done"})
    assert _make(world) != made


def test_the_other_city_agrees_and_a_third_cannot(world: World) -> None:
    made = _make(world, city=city_id(world, "TRN"), other=city_id(world, "DUB"))
    agreed = {"commitment": made, "status": "agreed"}
    world.by("participant", "commitment.status", agreed)
    third = _make(world, city=city_id(world, "TRN"), other=city_id(world, "WAW"))
    asked = {"commitment": third, "status": "agreed"}
    assert _refused(world, "participant", "commitment.status", asked)[0] == "not_allowed"


def test_nobody_turns_their_own_into_another_citys(world: World) -> None:
    dublin, turin = city_id(world, "DUB"), city_id(world, "TRN")
    made = _make(world, "participant")
    turned = _said(world, city=turin, other=dublin, kind="give", commitment=made, revision=1)
    assert _refused(world, "participant", "commitment.change", turned) == ("not_allowed", "city")
    world.by("coordinator", "commitment.change", turned)


def test_what_is_done_is_not_opened_again_beside_the_same(world: World) -> None:
    done = _make(world)
    world.by("coordinator", "commitment.status", {"commitment": done, "status": "done"})
    _make(world)
    again = {"commitment": done, "status": "stated"}
    assert _refused(world, "coordinator", "commitment.status", again) == ("conflict", "subject")


def test_a_sheet_that_names_an_office_leaves_the_person_who_was_chosen(world: World) -> None:
    made = _make(world, owner=world.here.seats["participant"])
    cells = {"city": "Dublin", "other": "TRN", "subject": "Casa Bottega", "office": "Housing office"}
    world.by("coordinator", "commitments.import", {"rows": [{"number": 2, "cells": cells}]})
    with world.database.reading() as orm:
        row = orm.get_one(Commitment, made)
        assert (row.owner_id, row.office) == (world.here.seats["participant"], "Housing office")


def test_a_dropped_one_says_why_and_the_history_tells_who_and_when(world: World) -> None:
    made = _make(world)
    drop = {"commitment": made, "status": DROPPED}
    assert _refused(world, "participant", "commitment.status", drop) == ("invalid", "note")
    world.by(
        "participant", "commitment.status", drop | {"note": "The money went elsewhere.", "language": "en"}
    )
    world.by("participant", "commitment.status", {"commitment": made, "status": "stated"})
    with world.database.reading() as orm:
        row = orm.get_one(Commitment, made)
        assert (row.status, row.reason) == ("stated", "")
        steps = [(one.step, one.status, one.note, one.city) for one in row.steps]
    assert steps == [
        ("made", "stated", "", None),
        ("moved", "dropped", "The money went elsewhere.", "DUB"),
        ("moved", "stated", "", "DUB"),
    ]


def test_a_change_keeps_what_stood_there_and_never_writes_over_anothers(world: World) -> None:
    made = _make(world, source="Outcome report", stated_on="2021-11-30")
    change = _said(world, commitment=made, revision=1, subject="Casa Bottega and Torino Social Impact")
    change |= {"source": "Outcome report", "stated_on": "2021-11-30"}
    world.by("participant", "commitment.change", change)
    with world.database.reading() as orm:
        row = orm.get_one(Commitment, made)
        assert row.source == "", "it isn't what the source says any more"
        assert row.steps[-1].before["subject"] == "Casa Bottega"
    assert _refused(world, "coordinator", "commitment.change", change)[0] == "conflict"


def test_a_change_leaves_whoever_answers_for_it_unless_it_says_so(world: World) -> None:
    seat = world.here.seats["participant"]
    made = _make(world, owner=seat)
    changed = {"commitment": made, "other": None}

    def owner(revision: int, **said: Any) -> int | None:
        payload = _said(world, revision=revision, **(changed | said))
        world.by("coordinator", "commitment.change", payload)
        with world.database.reading() as orm:
            return orm.get_one(Commitment, made).owner_id

    assert owner(1, subject="Another method") == seat
    assert owner(2, subject="Another method", office="Housing") == seat
    warsaw = _said(world, revision=3, **(changed | {"city": city_id(world, "WAW")}))
    assert _refused(world, "coordinator", "commitment.change", warsaw) == ("invalid", "owner")
    with world.database.writing() as orm:
        orm.get_one(Seat, seat).city_id = city_id(world, "WAW")
    assert owner(3, subject="Trust") == seat, "they moved on; the commitment didn't"
    assert owner(4, subject="Trust", owner=None) is None


def test_a_sheet_leaves_whoever_answers_for_it(world: World) -> None:
    seat = world.here.seats["participant"]
    made = _make(world, owner=seat, office="Housing")
    for office in ("Participant, Housing", "Housing", "Economic development"):
        cells = {"city": "Dublin", "other": "TRN", "subject": "Casa Bottega", "office": office}
        rows = {"rows": [{"number": 2, "cells": cells}]}
        done = world.by("coordinator", "commitments.import", rows).result
        with world.database.reading() as orm:
            row = orm.get_one(Commitment, made)
            assert row.owner_id == seat
            assert row.office == ("Housing" if "Housing" in office else office)
        assert done == {"added": 0, "changed": int("Housing" not in office)}


def test_one_that_is_removed_comes_back(world: World) -> None:
    made = _make(world)
    world.by("participant", "commitment.remove", {"commitment": made})
    moved = {"commitment": made, "status": "done"}
    assert _refused(world, "participant", "commitment.status", moved)[0] == "conflict"
    with world.database.reading() as orm:
        assert on_the_table(orm, orm.get_one(Session, world.here.session)) == []
    world.by("participant", "commitment.restore", {"commitment": made})
    world.by("participant", "commitment.status", moved)


def test_open_ones_of_the_cities_present_lie_on_the_table_of_the_next_session(world: World) -> None:
    late = _make(world, subject="Late", due="2027-09-01")
    soon = _make(world, subject="Soon", due="2027-02-01")
    done = _make(world, subject="Done", status="done")
    away = _make(world, city=city_id(world, "TRN"), other=city_id(world, "WAW"), subject="Away")
    world.by("participant", "session.attend", {"session": world.here.session})
    made = _here(world, subject="Made here")
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        table = [one.id for one in on_the_table(orm, session)]
        assert [one.id for one in made_in(orm, session)] == [made]
    assert table == [soon, late] and not {done, away} & set(table)


def test_a_rehearsals_lie_on_no_real_table_and_are_marked(world: World) -> None:
    world.by("participant", "session.attend", {"session": world.here.session})
    with world.database.writing() as orm:
        made = _row(orm, world, simulated=True)
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        assert made not in [one.id for one in on_the_table(orm, session)]


def _row(orm: Any, world: World, **other: Any) -> int:
    row = Commitment(
        programme_id=world.here.programme,
        kind="learn",
        city_id=city_id(world, "DUB"),
        subject="Played",
        created_at=world.house.clock(),
        **other,
    )
    orm.add(row)
    orm.flush()
    return row.id


def test_minutes_name_an_owner_who_agreed_and_count_nobody_else(world: World) -> None:
    seat = world.here.seats["participant"]
    with world.database.reading() as orm:
        name = orm.get_one(Seat, seat).name
    _here(world, owner=seat, due="2027-06-30")
    _here(world, subject="Rikx", office="Economic development")
    for answer in ("consent.withdraw", "consent.give"):
        world.by("participant", answer, {"purpose": "listed"})
        with world.database.reading() as orm:
            session = orm.get_one(Session, world.here.session)
            parts = SessionDocument(orm, session, world.house.clock(), lambda text: text)
            keyed = commitment_report(parts)
        assert [one.key for one in keyed] == ["commitments", "commitments:made"]
        cells = [["".join(run.text for run in cell) for cell in row] for row in keyed[1].block.rows]
        assert cells[0][0] == "Dublin learns from Turin"
        assert cells[0][2] == (name if answer == "consent.give" else "–")
        assert cells[1][2] == "Economic development"


def test_minutes_tell_commitments_and_canvases_once_under_their_parts(world: World) -> None:
    here = {"session": world.here.session}
    told = practice(world, 0, title="Casa Bottega")
    world.by("facilitator", "canvas.open", here | told | {"city": "DUB"})
    _here(world, subject="Rikx")

    def headings() -> list[str]:
        with world.database.reading() as orm:
            session = orm.get_one(Session, world.here.session)
            parts = SessionDocument(orm, session, world.house.clock(), lambda text: text)
            blocks = [keyed.block for keyed in keyed_minutes(parts)]
        return [one.text for one in blocks if isinstance(one, Heading) and one.level == 1]

    assert headings().count("Commitments") == headings().count("Canvases") == 1
    for title, method in (("What it takes", "canvases"), ("Commitments", "commitments")):
        block = here | {"title": title, "minutes": 5, "method": method}
        world.by("facilitator", "block.insert", block)
    assert headings().count("Commitments") == 1
    assert "What it takes" in headings() and "Canvases" not in headings()


@pytest.mark.parametrize("office", ["Zeno", "zeno", "Zeno, deputy", "Zeno (mobility office)", "Ann & Zeno"])
def test_documents_give_no_office_that_is_the_name_of_somebody_who_never_agreed(
    world: World, office: str
) -> None:
    guest = world.guest(world.here, "Zeno", "DUB")
    world.guest(world.here, "Dublin", "DUB")
    for subject, said in (("Rikx", office), ("Trust", "Dublin mobility office")):
        _here(world, "facilitator", subject=subject, office=said)

    def told() -> list[str]:
        with world.database.reading() as orm:
            session = orm.get_one(Session, world.here.session)
            blocks = keyed_minutes(SessionDocument(orm, session, world.house.clock(), lambda text: text))
        return [plain(text) for one in blocks for _, text in texts_of(one.block)]

    assert office not in told() and "Dublin mobility office" in told()
    assert f"{office} (Dublin)" not in told()
    world.do("consent.give", {"purpose": "listed"}, guest)
    if "Ann" not in office:
        assert office in told() and f"{office} (Dublin)" in told()


@pytest.mark.parametrize("way", ["withdrawn", "erased"])
def test_an_office_that_is_a_name_leaves_minutes_that_were_given_out(world: World, way: str) -> None:
    guest = world.guest(world.here, "Zyxgil Quora", "DUB")
    world.do("consent.give", {"purpose": "listed"}, guest)
    source = {"source": "Zyxgil Quora said so", "stated_on": "2027-02-01"}
    made = _here(world, "facilitator", office="Zyxgil Quora, deputy", **source)
    with world.database.reading() as orm:
        session = orm.get_one(Session, world.here.session)
        parts = SessionDocument(orm, session, world.house.clock(), lambda text: text)
        blocks = [{"key": one.key, "block": block_to_json(one.block)} for one in keyed_minutes(parts)]
        frame = to_json(parts.document("Minutes", [], 1, None))
    minutes = world.by("facilitator", "minutes.open", {"session": world.here.session}).result
    compared = minutes | {"frame": frame, "revisions": {}, "blocks": blocks}
    world.do("minutes.compared", compared, programme=world.here.programme)
    world.by("organiser", "minutes.approve", minutes | {"words": "Yes."})
    # Who answers for it now says nothing of what was given out before.
    with world.database.reading() as orm:
        row = orm.get_one(Commitment, made)
        said = _said(world, commitment=made, revision=row.revision, office="Mobility", source="A report")
    world.by("facilitator", "commitment.change", said)
    _here(world, "facilitator", subject="Rikx", **source)

    def written() -> str:
        with world.database.reading() as orm:
            rows = [*orm.scalars(select(MinutesBlock)), *orm.scalars(select(DocumentRow))]
            return json.dumps([row.content for row in rows])

    assert "Zyxgil" in written()
    if way == "withdrawn":
        world.do("consent.withdraw", {"purpose": "listed"}, guest)
    else:
        world.by("organiser", "seat.erase", {"seat": guest})
    assert "Zyxgil" not in written() and "1 February 2027" in written()
    with world.database.reading() as orm:
        assert "Zyxgil" not in str(made_in(orm, orm.get_one(Session, world.here.session)))
        told = [row.source for row in orm.scalars(select(Commitment).order_by(Commitment.id))]
        told += [row.before.get("source", "") for row in orm.scalars(select(CommitmentStep))]
    assert "A report" in told and (way == "withdrawn" or "Zyxgil" not in str(told))
    assert "removed person said so" in told or way == "withdrawn"


def test_somebody_who_goes_answers_for_nothing_and_the_commitment_stays(world: World) -> None:
    seat = world.here.seats["participant"]
    with world.database.reading() as orm:
        name = orm.get_one(Seat, seat).name
    owned = _here(world, office=name)
    named = _here(world, subject="Rikx", office=f"Office of {name}")
    with world.database.reading() as orm:
        assert orm.get_one(Commitment, owned).owner_id == seat, "a name is meant as its person"
    world.by("organiser", "seat.erase", {"seat": seat})
    with world.database.reading() as orm:
        for number in (owned, named):
            row = orm.get_one(Commitment, number)
            assert (row.owner_id, row.office) == (None, "")
        assert orm.scalars(select(CommitmentStep).where(CommitmentStep.seat_id == seat)).all() == []


def test_what_was_really_said_outlives_a_removed_session_and_what_was_played_goes(world: World) -> None:
    seat = world.here.seats["facilitator"]
    first, _newer = (
        world.by("facilitator", "session.create", CASES["session.create"].payload(world, seat)).result[
            "session"
        ]
        for _ in range(2)
    )
    with world.database.writing() as orm:
        said, played = (
            _row(orm, world, made_in_id=first, simulated=simulated) for simulated in (False, True)
        )
    world.by("facilitator", "session.remove", {"session": first})
    world.clock.now += dt.timedelta(days=8)
    world.do("retention.clean", {}, programme=None)
    with world.database.reading() as orm:
        assert orm.get(Session, first) is None and orm.get(Commitment, played) is None
        assert orm.get_one(Commitment, said).made_in_id is None


def test_the_next_edition_takes_over_what_is_open_without_who_answers_for_it(world: World) -> None:
    _make(world, owner=world.here.seats["participant"], office="Local economy", due="2027-06-30")
    _make(world, subject="Done", status="done")
    asked = {"title": "Second edition", "parts": ["cities", "commitments"]}
    made = world.by("organiser", "programme.start", asked).result["programme"]
    with world.database.reading() as orm:
        [row] = orm.scalars(select(Commitment).where(Commitment.programme_id == made)).all()
        assert (row.city.code, row.city.programme_id, row.subject) == ("DUB", made, "Casa Bottega")
        assert (row.owner_id, row.office, str(row.due), row.made_in_id) == (
            None,
            "Local economy",
            "2027-06-30",
            None,
        )
        assert row.source and [step.step for step in row.steps] == ["made"]

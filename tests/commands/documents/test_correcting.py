"""Minutes that several correct at once: nobody's words are lost, and the data keep their link."""

from __future__ import annotations

import datetime as dt
from typing import Any

import pytest
from sqlalchemy import select

from facilitation.commands.execute import Call
from facilitation.domain.block_texts import texts_of
from facilitation.domain.documents import (
    NO_WORDS,
    BulletList,
    Paragraph,
    Run,
    block_from_json,
    block_to_json,
    from_json,
    plain,
)
from facilitation.domain.errors import Refused
from facilitation.live.subjects import find
from facilitation.queries.documents.correcting import whole
from facilitation.store.boards import Cluster
from facilitation.store.documents import DocumentRow
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail
from facilitation.store.minutes import Amendment, Minutes, MinutesBlock
from facilitation.store.operations import Operation
from facilitation.store.sessions import Session
from tests.commands.documents.held import work
from tests.laws.cases.minutes import compared_with, drafted_minutes
from tests.laws.fold import settled
from tests.laws.test_fold import Readers
from tests.world import World


def _texts(world: World) -> list[str]:
    """The texts of the document as it stands."""
    with world.database.reading() as orm:
        query = select(MinutesBlock).order_by(MinutesBlock.position)
        return [
            plain(content)
            for block in orm.scalars(query)
            if block.stands
            for _, content in texts_of(block_from_json(block.content))
        ]


def _row(world: World, block: int) -> MinutesBlock:
    with world.database.reading() as orm:
        return orm.get_one(MinutesBlock, block)


def _said(world: World, block: int) -> list[str]:
    return [plain(content) for _, content in texts_of(block_from_json(_row(world, block).content))]


def _refused(world: World, role: str, name: str, payload: dict[str, Any]) -> str:
    with pytest.raises(Refused) as refused:
        world.by(role, name, payload)
    return refused.value.code


def _written(block: int, was: str, text: str) -> dict[str, Any]:
    return {"block": block, "path": "text", "was": was, "text": text}


def _all_there(world: World) -> None:
    for role in ("facilitator", "participant", "guest", "support"):
        world.by(role, "session.attend", {"session": world.here.session})


def test_two_write_at_once(world: World) -> None:
    _, (_, first, last) = drafted_minutes(world)
    world.by("facilitator", "minutes.write", _written(last, "The last words.", "The very last words."))
    world.by("rapporteur", "minutes.write", _written(last, "The last words.", "The last words. Agreed."))
    assert _texts(world)[-1] == "The very last words. Agreed."
    world.by("facilitator", "minutes.write", _written(first, "The first words.", "The second words."))
    told = _written(first, "The first words.", "The third words.")
    assert _refused(world, "rapporteur", "minutes.write", told) == "conflict"
    assert _texts(world)[1] == "The second words."


def test_a_random_day_of_two_who_lose_their_connection(world: World) -> None:
    """Each sends what they have at every pause, some of it twice; in the end all words are there, once."""
    _, (_, first, _) = drafted_minutes(world)
    said = {"facilitator": "The first words.", "rapporteur": "The first words."}
    for number in range(4):
        for role, word in (("facilitator", "Ana"), ("rapporteur", "Ben")):
            text = f"{said[role]} {word}{number}"
            payload = _written(first, said[role], text)
            call = Call("minutes.write", world.operation_id(), payload, world.here.seats[role])
            for _ in range(1 + number % 2):  # an answer was lost, and it is sent again
                world.door.execute(call)
            said[role] = text
    words = _texts(world)[1].split()
    assert sorted(words[3:]) == sorted(f"{word}{number}" for word in ("Ana", "Ben") for number in range(4))


def _passed_over(world: World, who: str, minutes: dict[str, int]) -> None:
    """Undo meets a step that others have changed since: nothing changes, and the step is gone."""
    before = _texts(world)
    result = world.by(who, "minutes.undo", minutes).result
    assert result["undone"] is None and result["passed_over"]
    assert _texts(world) == before


def test_order_leaving_out_and_taking_back(world: World) -> None:
    minutes, (heading, first, last) = drafted_minutes(world)
    world.by("facilitator", "minutes.move", {"block": last, "after": heading})
    assert _texts(world) == ["Agenda", "The last words.", "The first words."]
    world.by("facilitator", "minutes.undo", minutes)
    assert _texts(world) == ["Agenda", "The first words.", "The last words."]
    world.by("facilitator", "minutes.leave_out", {"block": first})
    assert _texts(world) == ["Agenda", "The last words."]
    world.by("rapporteur", "minutes.restore", {"block": first})
    _passed_over(world, "facilitator", minutes)
    added = minutes | {"kind": "decision", "text": "We meet in May.", "after": heading}
    number = world.by("facilitator", "minutes.add", added).result["block"]
    assert _texts(world)[1:3] == ["", "We meet in May."]
    world.by("facilitator", "minutes.remove", {"block": number})
    assert _refused(world, "facilitator", "minutes.write", _written(number, "", "Lost?")) == "conflict"
    assert _refused(world, "facilitator", "minutes.remove", {"block": first}) == "conflict"
    world.by("facilitator", "minutes.undo", minutes)
    assert "We meet in May." in _texts(world)


def test_a_heading_takes_its_part_along(world: World) -> None:
    minutes, (heading, first, last) = drafted_minutes(world)

    def add(kind: str, text: str) -> int:
        return world.by("facilitator", "minutes.add", minutes | {"kind": kind, "text": text}).result["block"]

    below = add("heading", "Below")
    inside = add("paragraph", "Inside.")
    other, more = add("heading", "Other"), add("paragraph", "More.")
    agenda = ["Agenda", "The first words.", "The last words."]
    assert _texts(world) == [*agenda, "Below", "Inside.", "Other", "More."]
    world.by("facilitator", "minutes.leave_out", {"block": inside})
    assert _texts(world) == [*agenda, "Other", "More."], "its heading went with the last passage"
    assert _refused(world, "facilitator", "minutes.move", {"block": below, "way": "down"}) == "not_found"
    world.by("facilitator", "minutes.restore", {"block": inside})
    assert _texts(world) == [*agenda, "Below", "Inside.", "Other", "More."]
    world.by("facilitator", "minutes.move", {"block": below, "way": "down"})
    assert _texts(world) == [*agenda, "Other", "More.", "Below", "Inside."]
    world.by("facilitator", "minutes.undo", minutes)
    assert _texts(world) == [*agenda, "Below", "Inside.", "Other", "More."]
    world.by("facilitator", "minutes.move", {"block": other, "before": below})
    assert _texts(world) == [*agenda, "Other", "More.", "Below", "Inside."]
    world.by("facilitator", "minutes.move", {"block": below, "way": "up"})
    world.by("facilitator", "minutes.move", {"block": more, "before": heading})
    assert _texts(world) == ["More.", *agenda, "Below", "Inside.", "Other"]
    for where in ({"before": first}, {"after": last}):
        payload = {"block": heading} | where
        assert _refused(world, "facilitator", "minutes.move", payload) == "conflict", "into itself"
    assert _refused(world, "facilitator", "minutes.move", {"block": other, "before": 9_999}) == "not_found"
    assert _refused(world, "facilitator", "minutes.move", {"block": other, "way": "away"}) == "invalid"


def test_undo_takes_back_what_one_wrote_and_leaves_what_others_wrote(world: World) -> None:
    minutes, (_, first, last) = drafted_minutes(world)
    for was, text in (
        ("The first words.", "The first words. Yes"),
        ("The first words. Yes", "The first words. Yes!"),
    ):
        world.by("facilitator", "minutes.write", _written(first, was, text))
    world.by(
        "rapporteur", "minutes.write", _written(first, "The first words. Yes!", "So: The first words. Yes!")
    )
    world.by("facilitator", "minutes.leave_out", {"block": last})
    world.by("facilitator", "minutes.undo", minutes)
    assert _texts(world)[-1] == "The last words."
    world.by("facilitator", "minutes.undo", minutes)
    assert _texts(world)[1] == "So: The first words.", "all pauses of one writing are one step"
    assert _refused(world, "facilitator", "minutes.undo", minutes) == "not_found"
    world.by("rapporteur", "minutes.undo", minutes)
    assert _texts(world)[1] == "The first words."


def test_undo_goes_step_by_step_and_passes_over_what_others_changed(world: World) -> None:
    minutes, (_, first, last) = drafted_minutes(world)
    world.by("facilitator", "minutes.write", _written(first, "The first words.", "The 1st words."))
    world.clock.now += dt.timedelta(minutes=5)
    world.by("facilitator", "minutes.write", _written(first, "The 1st words.", "The 1st words, later."))
    world.by("facilitator", "minutes.write", _written(last, "The last words.", "The end."))
    for text in ("The last words.", "The 1st words.", "The first words."):
        world.by("facilitator", "minutes.undo", minutes)
        assert text in _texts(world)
    world.by("facilitator", "minutes.write", _written(last, "The last words.", "The end."))
    world.by("rapporteur", "minutes.write", _written(last, "The end.", "The finish."))
    _passed_over(world, "facilitator", minutes)
    assert _texts(world)[-1] == "The finish."
    assert _refused(world, "facilitator", "minutes.undo", minutes) == "not_found"


def test_undo_gives_marks_and_links_back(world: World) -> None:
    minutes, (_, first, _) = drafted_minutes(world)
    marked = [{"text": "See "}, {"text": "this", "marks": ["strong"], "href": "https://example.org"}]
    with world.database.writing() as orm:
        orm.get_one(MinutesBlock, first).content = {"type": "paragraph", "content": marked}
    world.by("facilitator", "minutes.write", _written(first, "See this", ""))
    world.by("facilitator", "minutes.undo", minutes)
    assert _row(world, first).content["content"] == marked


def test_many_moves_into_one_gap(world: World) -> None:
    _, (heading, first, last) = drafted_minutes(world)
    for _ in range(30):
        for block in (last, first):
            world.by("facilitator", "minutes.move", {"block": block, "after": heading})
    assert _texts(world) == ["Agenda", "The first words.", "The last words."]


def _compared(world: World, minutes: dict[str, Any], *texts: str) -> None:
    world.do("minutes.compared", minutes | compared_with(*texts), programme=world.here.programme)


def test_what_the_data_say_since(world: World) -> None:
    minutes, (_, first, last) = drafted_minutes(world)
    world.by(
        "facilitator", "minutes.write", _written(first, "The first words.", "The first words, corrected.")
    )
    _compared(world, minutes, "Agenda", "The first words.", "The last words changed.", "News.")
    assert _texts(world) == ["Agenda", "The first words, corrected.", "The last words."], "nothing by itself"
    assert _row(world, first).fresh is None and _row(world, last).fresh is not None
    world.by("facilitator", "minutes.take_over", {"block": last})
    assert _texts(world)[-1] == "The last words changed."
    assert world.by("facilitator", "minutes.take_over_all", minutes).result == {"taken": 1, "left": 0}
    assert _texts(world)[-1] == "News."
    _compared(world, minutes, "Agenda", "The first words.")
    assert _row(world, last).gone and not _row(world, first).gone
    world.by("facilitator", "minutes.keep", {"block": last})
    _compared(world, minutes, "Agenda", "The first words.")
    assert not _row(world, last).gone, "kept is not asked again"
    assert _refused(world, "facilitator", "minutes.keep", {"block": last}) == "conflict"


def test_data_that_come_back_take_no_corrections_away(world: World) -> None:
    minutes, (_, _, last) = drafted_minutes(world)
    world.by("facilitator", "minutes.write", _written(last, "The last words.", "The last words, of an hour."))
    _compared(world, minutes, "Agenda", "The first words.")
    world.by("facilitator", "minutes.keep", {"block": last})
    _compared(world, minutes, "Agenda", "The first words.", "The last words.")
    assert world.by("facilitator", "minutes.take_over_all", minutes).result == {"taken": 0, "left": 1}
    assert _said(world, last) == ["The last words, of an hour."]
    assert world.by("facilitator", "minutes.take_over", {"block": last}).result["lost"] == 1


def test_a_correction_finds_its_point_after_others_came(world: World) -> None:
    minutes, _ = drafted_minutes(world)

    def said(*items: str) -> None:
        stored = compared_with("Agenda", "The first words.", "The last words.")
        stored["blocks"].append({"key": "notes", "block": block_to_json(BulletList(items))})
        world.do("minutes.compared", minutes | stored, programme=world.here.programme)
        world.by("facilitator", "minutes.take_over_all", minutes)

    said("Buses, says Ana", "Trees, says Luis")
    with world.database.reading() as orm:
        block = orm.scalars(select(MinutesBlock.id).where(MinutesBlock.key == "notes")).one()
    said("Bike lanes, says Zoe", "Buses, says Ana", "Trees, says Luis")
    late = {"block": block, "path": "items/0", "was": "Buses, says Ana", "text": "Buses at night, says Ana"}
    world.by("rapporteur", "minutes.write", late)
    assert _said(world, block) == ["Bike lanes, says Zoe", "Buses at night, says Ana", "Trees, says Luis"]
    assert _refused(world, "rapporteur", "minutes.write", late | {"text": "Lamps, says Ana"}) == "conflict"


def test_many_new_passages_keep_the_order_of_the_data(world: World) -> None:
    number = world.by("facilitator", "minutes.open", {"session": world.here.session}).result["minutes"]
    minutes = {"minutes": number}
    order = ["first", "next", "next:session"]
    for come in (0, 120, *[1] * 50):
        for _ in range(come):
            order.insert(1, f"new:{len(order)}")
        stored = compared_with("Agenda")
        stored["blocks"] = [{"key": key, "block": block_to_json(Paragraph((Run(key),)))} for key in order]
        world.do("minutes.compared", minutes | stored, programme=world.here.programme)
        world.by("facilitator", "minutes.take_over_all", minutes)
        assert _texts(world) == order


def test_undo_takes_nobody_elses_words_away(world: World) -> None:
    minutes, _ = drafted_minutes(world)
    added = minutes | {"kind": "paragraph", "text": "By the rapporteur."}
    block = world.by("rapporteur", "minutes.add", added).result["block"]
    longer = _written(block, "By the rapporteur.", "By the rapporteur, and much more by somebody else.")
    world.by("facilitator", "minutes.write", longer)
    _passed_over(world, "rapporteur", minutes)
    assert "By the rapporteur, and much more by somebody else." in _texts(world)
    _compared(world, minutes, "Agenda", "The first words.", "The last words.", "News.")
    world.by("facilitator", "minutes.take_over_all", minutes)
    with world.database.reading() as orm:
        news = orm.scalars(select(MinutesBlock.id).where(MinutesBlock.key == "part:3")).one()
    world.by("rapporteur", "minutes.write", _written(news, "News.", "News, with many words."))
    _passed_over(world, "facilitator", minutes)


def test_the_data_themselves_by_the_worker(world: World) -> None:
    """Opened, written by the worker, and compared again after a note and a record came."""
    number = world.by("rapporteur", "minutes.open", {"session": world.here.session}).result["minutes"]
    work(world)
    before = _texts(world)
    assert "Attendance" in before
    assert (
        world.by("facilitator", "minutes.open", {"session": world.here.session}).result["minutes"] == number
    )
    said = {"session": world.here.session, "kind": "decision", "text": "We meet in May."}
    world.by("facilitator", "record.add", said)
    world.by("facilitator", "minutes.compare", {"minutes": number})
    work(world)
    assert _texts(world) == before
    world.by("facilitator", "minutes.take_over_all", {"minutes": number})
    assert any("We meet in May." in text for text in _texts(world))


def test_a_title_of_nothing_stops_no_minutes(world: World) -> None:
    """Nobody can give one; one that was kept before keeps the minutes from nothing."""
    world.stage("revealed")
    note = world.note(world.here.seats["guest"], "Buses")
    grouped = {"board": world.here.board, "notes": [note]}
    cluster = world.by("guest", "cluster.make", grouped | {"title": "\ufffe"}).result["cluster"]
    minutes, _ = drafted_minutes(world)
    for kind in ("heading", "paragraph", "decision"):
        nothing = minutes | {"kind": kind, "text": "\ufffe\ufdd0"}
        assert _refused(world, "rapporteur", "minutes.add", nothing) == "invalid"
    with world.database.writing() as orm:
        orm.get_one(Cluster, cluster).title = "\ufffe"
        heading = orm.scalars(select(MinutesBlock).where(MinutesBlock.key == "part:0")).one()
        heading.content = {"type": "heading", "level": 1, "text": "\ufffe"}
    world.by("facilitator", "minutes.compare", minutes)
    work(world)
    world.by("facilitator", "minutes.take_over_all", minutes)
    assert NO_WORDS in _texts(world)
    world.by("organiser", "minutes.approve", minutes | {"words": "I approve these minutes."})


def test_review_amendments_approval_and_the_next_version(world: World) -> None:
    _all_there(world)
    minutes, (heading, first, last) = drafted_minutes(world)
    until = {"until": "2027-03-20"}
    assert _refused(world, "facilitator", "minutes.review", minutes | {"until": "2027-03-08"}) == "invalid"
    asked = minutes | {"text": "We said three.", "block": last}
    assert _refused(world, "guest", "amendment.propose", asked) == "conflict", "not in review yet"
    assert world.by("rapporteur", "minutes.review", minutes | until).result["mails"] == 3
    assert _refused(world, "observer", "amendment.propose", asked) == "not_allowed", "wasn't there"
    one = world.by("guest", "amendment.propose", asked).result
    other = world.by("participant", "amendment.propose", minutes | {"text": "No."}).result
    assert _refused(world, "organiser", "minutes.approve", minutes | {"words": "Yes."}) == "conflict"
    assert world.by("rapporteur", "amendment.accept", one).result["in_text"]
    assert _texts(world)[-1] == "We said three."
    assert _refused(world, "rapporteur", "amendment.decline", other | {"reason": " "}) == "invalid"
    world.by("rapporteur", "amendment.decline", other | {"reason": "It was said."})
    assert _refused(world, "participant", "amendment.withdraw", other) == "conflict"
    world.clock.now += dt.timedelta(days=20)
    assert _refused(world, "guest", "amendment.propose", asked) == "closed"
    done = world.by("organiser", "minutes.approve", minutes | {"words": "Read and approved."}).result
    assert _refused(world, "facilitator", "minutes.write", _written(last, "x", "y")) == "closed"
    assert _refused(world, "facilitator", "minutes.leave_out", {"block": last}) == "closed"
    with world.database.reading() as orm:
        row = orm.get_one(DocumentRow, done["document"])
        document = from_json(row.content)
        assert (row.status, row.version, document.status) == ("approved", 1, "approved")
        assert plain(document.blocks[-1].content).endswith("by Organiser. “Read and approved.”")
        assert orm.scalars(select(Job).where(Job.kind == "document.render")).one()
    world.by("rapporteur", "minutes.reopen", minutes)
    world.by("facilitator", "minutes.write", _written(last, "We said three.", "We said four."))
    assert world.by("organiser", "minutes.approve", minutes | {"words": "Again."}).result["version"] == 2
    with world.database.reading() as orm:
        assert "We said three." in str(orm.get_one(DocumentRow, done["document"]).content)


def test_what_lies_ahead_is_not_approved(world: World) -> None:
    """A session that nobody led with the program was held on its day, as far as the program can know."""
    minutes, _ = drafted_minutes(world)
    approval = minutes | {"words": "Read and approved."}
    today = world.clock().date()
    for date in (None, today + dt.timedelta(days=1)):
        with world.database.writing() as orm:
            session = orm.get_one(Session, world.here.session)
            session.status, session.date = "planned", date
        assert _refused(world, "organiser", "minutes.approve", approval) == "conflict"
    with world.database.writing() as orm:
        orm.get_one(Session, world.here.session).date = today
    assert world.by("organiser", "minutes.approve", approval).result["version"] == 1


def test_accepted_words_are_put_where_they_belong(world: World) -> None:
    _all_there(world)
    minutes, (heading, first, last) = drafted_minutes(world)
    world.by("rapporteur", "minutes.review", minutes | {"until": "2027-03-20"})

    def asked(text: str, block: int | None = None) -> dict[str, Any]:
        proposed = minutes | {"text": text, "block": block}
        return world.by("guest", "amendment.propose", proposed).result

    one, other, whole_ = asked("Three.", last), asked("Two.", first), asked("Too long.")
    put = {"words": "We said three.", "was": "The last words."}
    assert world.by("rapporteur", "amendment.accept", one | put).result["in_text"]
    assert _texts(world)[-1] == "We said three."
    world.by("facilitator", "minutes.write", _written(first, "The first words.", "The very words."))
    stale = other | {"was": "The first words."}
    assert _refused(world, "rapporteur", "amendment.accept", stale) == "conflict", "corrected meanwhile"
    assert not world.by("rapporteur", "amendment.accept", other | {"put_in": False}).result["in_text"]
    assert not world.by("rapporteur", "amendment.accept", whole_).result["in_text"]
    assert _texts(world)[1] == "The very words."
    world.by("rapporteur", "amendment.settle", whole_)
    waiting = asked("Not answered.", heading)
    assert _refused(world, "rapporteur", "amendment.settle", waiting) == "conflict"
    world.by("rapporteur", "amendment.accept", waiting)
    world.by("rapporteur", "minutes.undo", minutes)
    assert _texts(world)[0] == "Agenda"
    with world.database.reading() as orm:
        rows = {row.id: (row.status, row.in_text) for row in orm.scalars(select(Amendment))}
    assert rows[waiting["amendment"]] == ("proposed", False)
    assert rows[whole_["amendment"]] == ("accepted", True)


def test_who_approves_is_the_programmes_choice(world: World) -> None:
    minutes, _ = drafted_minutes(world)
    words = minutes | {"words": "Yes."}
    world.by(
        "organiser", "minutes.name_approver", {"role": "facilitator", "seat": world.here.seats["support"]}
    )
    assert _refused(world, "organiser", "minutes.approve", words) == "not_allowed"
    world.by("support", "minutes.approve", words)
    with world.database.reading() as orm:
        content = str(orm.get_one(Minutes, minutes["minutes"]).approved_name)
    assert content == "Support organisation", "not named without having agreed to it"


def test_sent_to_those_there_and_those_who_missed_it(world: World) -> None:
    _all_there(world)
    minutes, _ = drafted_minutes(world)
    world.by(
        "facilitator",
        "session.invite",
        {"session": world.here.session, "seats": [world.here.seats["observer"]]},
    )
    assert _refused(world, "facilitator", "minutes.send", minutes) == "conflict"
    world.by("organiser", "minutes.approve", minutes | {"words": "Yes."})
    with world.database.writing() as orm:
        orm.get_one(Minutes, minutes["minutes"]).language = "fr"
    before = _mails(world)
    assert world.by("facilitator", "minutes.send", minutes).result["mails"] == 4
    assert _refused(world, "rapporteur", "minutes.send", minutes) == "conflict", "it was sent a moment ago"
    mails = _mails(world)[len(before) :]
    assert sorted(mail.address for mail in mails) == [
        f"{role}@here.invalid" for role in ("facilitator", "observer", "participant", "support")
    ]
    [missed] = [mail for mail in mails if mail.address.startswith("observer")]
    assert missed.subject.startswith("You missed") and "written in French" in missed.text
    assert all(mail.link.startswith("/p/here/documents/") for mail in mails)
    assert world.by("rapporteur", "minutes.send", minutes | {"again": True}).result["mails"] == 4


def _mails(world: World) -> list[Mail]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(Mail).order_by(Mail.id)))


def test_copies_follow_through_all_stages(world: World) -> None:
    """The fold law: what every reader has is what a new one is given, and drafts stay hidden."""
    _all_there(world)
    minutes, (heading, first, last) = drafted_minutes(world)
    readers = Readers(world, f"minutes:{minutes['minutes']}")
    assert readers.copies["guest/participants"].state["blocks"] == []
    steps: list[tuple[str, str, dict[str, Any]]] = [
        ("facilitator", "minutes.write", _written(last, "The last words.", "Hidden-words-91.")),
        ("facilitator", "minutes.leave_out", {"block": last}),
        ("facilitator", "minutes.review", minutes | {"until": "2027-03-20"}),
        ("guest", "amendment.propose", minutes | {"text": "We said three."}),
        ("facilitator", "minutes.move", {"block": first}),
        ("facilitator", "minutes.restore", {"block": last}),
        ("facilitator", "minutes.add", minutes | {"kind": "heading", "text": "Added"}),
        ("facilitator", "minutes.undo", minutes),
    ]
    for role, name, payload in steps:
        world.by(role, name, payload)
        readers.publish()
        readers.check()
        if name in ("minutes.leave_out", "minutes.review"):
            assert "Hidden-words" not in str(readers.copies["participant/participants"].state)
    assert "Hidden-words" in str(readers.copies["participant/participants"].state)
    assert readers.copies["guest/participants"].state["mine"]["amendments"]
    asked = readers.copies["participant/participants"].state["amendments"][0]
    assert "author" not in asked and "Gil" not in str(readers.copies["participant/participants"].state)
    world.by("facilitator", "amendment.accept", {"amendment": asked["id"]})
    world.by("organiser", "minutes.approve", minutes | {"words": "Yes."})
    world.by("facilitator", "minutes.reopen", minutes)
    readers.publish()
    readers.check()
    assert readers.copies["guest/participants"].state["blocks"] == []
    assert not [
        name for name in readers.copies if "projector" in name and readers.copies[name].state["mine"] is None
    ]
    assert all(copy.state["blocks"] == [] for name, copy in readers.copies.items() if "/projector" in name)


def test_who_was_not_there_finds_nothing(world: World) -> None:
    minutes, _ = drafted_minutes(world)
    with world.database.reading() as orm:
        for role in ("observer", "participant"):
            with pytest.raises(Refused):
                find(orm, world.viewer(world.here.seats[role]), f"minutes:{minutes['minutes']}")
        row = orm.get_one(Minutes, minutes["minutes"])
        assert whole(orm, row, "projector") == {"blocks": [], "amendments": []}
        assert settled(whole(orm, row, "participants"))["blocks"] == []


def test_a_name_that_has_to_go(world: World) -> None:
    """It leaves passages, what the data say since, what undo keeps, amendments and approvals."""
    _all_there(world)
    minutes, (_, first, _) = drafted_minutes(world)
    people = [{"text": "Participant"}, {"text": ", "}, {"text": "Others"}]
    named = {"type": "paragraph", "content": people}
    for column in ("content", "drafted", "fresh"):
        with world.database.writing() as orm:
            setattr(orm.get_one(MinutesBlock, first), column, named)
    world.by("facilitator", "minutes.take_over", {"block": first})
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-03-20"})
    asked = world.by("participant", "amendment.propose", minutes | {"text": "No."}).result["amendment"]
    world.by("organiser", "minutes.name_approver", {"seat": world.here.seats["participant"]})
    world.by("facilitator", "amendment.accept", {"amendment": asked})
    world.by("participant", "consent.give", {"purpose": "listed"})
    world.by("participant", "minutes.approve", minutes | {"words": "Yes."})
    assert "'Participant'" in _everything(world)
    world.by("organiser", "seat.erase", {"seat": world.here.seats["participant"]})
    assert "'Participant'" not in _everything(world)


@pytest.mark.parametrize("how", ["seat.remove", "seat.erase"])
def test_when_whom_the_programme_named_is_gone_the_role_approves_again(world: World, how: str) -> None:
    minutes, _ = drafted_minutes(world)
    seat = {"seat": world.here.seats["participant"]}
    world.by("organiser", "minutes.name_approver", {"role": "facilitator"} | seat)
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-03-20"})
    approval = minutes | {"words": "Yes."}
    with pytest.raises(Refused):
        world.by("facilitator", "minutes.approve", approval)
    world.by("organiser", how, seat)
    world.by("facilitator", "minutes.approve", approval)


def test_what_is_hidden_leaves_minutes_for_every_reader_at_once(world: World) -> None:
    """Also where a scribe has corrected it and its author has written something else since."""
    world.by("facilitator", "board.settings", {"board": world.here.board, "votes_hidden": False})
    guest = world.here.seats["guest"]
    rude, kept = world.note(guest, "Rude words"), world.note(guest, "Kind words")
    world.stage("vote")
    world.do("vote.cast", {"board": world.here.board, "on": f"note:{rude}"}, guest)
    minutes = world.by("facilitator", "minutes.open", {"session": world.here.session}).result
    work(world)
    found = [block for block in _blocks(world) if "Rude words" in str(block.content)]
    assert len(found) == 3, "the first page, its picture of the votes, and the loose notes"
    listed = found[-1]
    assert listed.key.startswith("loose:")
    first = next(path for path, text in texts_of(block_from_json(listed.content)) if "Rude" in plain(text))
    was = plain(dict(texts_of(block_from_json(listed.content)))[first])
    corrected = {"block": listed.id, "path": first, "was": was, "text": was.replace("words", "language")}
    world.by("facilitator", "minutes.write", corrected)
    world.by("facilitator", "minutes.leave_out", {"block": listed.id})
    world.by("facilitator", "minutes.restore", {"block": listed.id})
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-03-20"})
    world.by("facilitator", "note.hide", {"note": rude})
    with world.database.reading() as orm:
        row = orm.get_one(Minutes, minutes["minutes"])
        read = {audience: str(whole(orm, row, audience)) for audience in ("participants", "facilitators")}
        undone = repr([one.undo for one in orm.scalars(select(Operation)) if one.name.startswith("minutes.")])
    assert "Rude" not in undone, "what was written over it isn't taken back"
    for audience, text in read.items():
        assert "Rude" not in text and "Kind words" in text, audience
    gone = next(block for block in _blocks(world) if block.removed)
    assert _refused(world, "facilitator", "minutes.restore", {"block": gone.id}) == "not_found"
    world.by("facilitator", "note.hide", {"note": kept})
    assert next(block for block in _blocks(world) if block.id == listed.id).removed, "a list without a point"
    world.by("facilitator", "note.restore", {"note": kept})
    world.by("facilitator", "note.restore", {"note": rude})
    world.by("facilitator", "minutes.compare", minutes)
    work(world)
    again = next(block for block in _blocks(world) if block.id == listed.id)
    assert again.offered and "Rude words" in str(again.content), "what is shown again is offered"


def test_a_hidden_note_leaves_what_undo_keeps_and_no_approved_minutes(world: World) -> None:
    rude = world.note(world.here.seats["guest"], "Rude words")
    world.note(world.here.seats["guest"], "Kind words")
    world.stage("revealed")
    minutes = world.by("facilitator", "minutes.open", {"session": world.here.session}).result
    work(world)
    listed = next(block for block in _blocks(world) if "Rude words" in str(block.content))
    with world.database.writing() as orm:
        block = orm.get_one(MinutesBlock, listed.id)
        without = block.content | {"items": block.content["items"][1:]}
        block.fresh, block.drafted = without, block.content
    world.by("facilitator", "minutes.take_over", {"block": listed.id})
    assert "Rude" in _everything(world)
    world.by("facilitator", "note.hide", {"note": rude})
    assert "Rude" not in _everything(world)
    world.by("facilitator", "note.restore", {"note": rude})
    world.by("facilitator", "minutes.compare", minutes)
    work(world)
    world.by("facilitator", "minutes.take_over_all", minutes)
    world.by("organiser", "minutes.approve", minutes | {"words": "Yes."})
    world.by("facilitator", "note.hide", {"note": rude})
    assert "Rude" in str([block.content for block in _blocks(world)]), "they stay as they were given out"


def test_a_hidden_question_leaves_minutes_with_its_answer(world: World) -> None:
    asked = {"session": world.here.session, "kind": "questions", "question": "Ask us", "open": True}
    poll = world.by("facilitator", "poll.add", asked).result["poll"]
    rude = world.by("guest", "question.ask", {"poll": poll, "text": "Rude-question"}).result["question"]
    world.by("guest", "question.ask", {"poll": poll, "text": "Kind-question"})
    world.by("facilitator", "question.answer", {"question": rude, "text": "Rude-answer"})
    world.by("facilitator", "poll.show", {"poll": poll})
    minutes = world.by("facilitator", "minutes.open", {"session": world.here.session}).result
    work(world)

    def read() -> str:
        with world.database.reading() as orm:
            return str(whole(orm, orm.get_one(Minutes, minutes["minutes"]), "facilitators"))

    assert "Rude-question" in read() and "Rude-answer" in read()
    world.by("facilitator", "question.hide", {"question": rude})
    assert "Rude" not in read() and "Kind-question" in read()


def _blocks(world: World) -> list[MinutesBlock]:
    with world.database.reading() as orm:
        return list(orm.scalars(select(MinutesBlock).order_by(MinutesBlock.id)))


@pytest.mark.parametrize("way", ["withdrawn", "erased"])
def test_a_name_goes_also_from_a_passage_that_somebody_corrected(world: World, way: str) -> None:
    """One more word in a note, a title before a name, another spelling: each is still somebody's name."""
    guest = world.guest(world.here, "Zyxgil Quora", "DUB")
    world.do("consent.give", {"purpose": "listed"}, guest)
    world.note(guest, "Buses are late")
    world.stage("revealed")
    minutes = world.by("facilitator", "minutes.open", {"session": world.here.session}).result
    work(world)
    for old, new in (("are late", "are often late"), ("People: ", "In all: "), ("Quora", "Quorra")):
        with world.database.reading() as orm:
            every = orm.scalars(select(MinutesBlock).order_by(MinutesBlock.id)).all()
            found = [
                (block.id, path, plain(text))
                for block in every
                for path, text in texts_of(block_from_json(block.content))
                if old in plain(text)
            ]
        assert found
        for block, path, was in found:
            text = was.replace(old, new)
            world.by("facilitator", "minutes.write", {"block": block, "path": path, "was": was, "text": text})
    world.by("organiser", "minutes.approve", minutes | {"words": "Yes."})
    assert "often late" in _everything(world) and "Zyxgil Quorra" in _everything(world)
    if way == "withdrawn":
        world.do("consent.withdraw", {"purpose": "listed"}, guest)
    else:
        world.by("organiser", "seat.erase", {"seat": guest})
    assert "often late" in _everything(world) and "Zyxgil" not in _everything(world)


def test_undo_quotes_nobody_again_who_said_no(world: World) -> None:
    """Where the name stands in what undo keeps alone, because the quote was somebody else's by then."""
    guest = world.guest(world.here, "Gil", "DUB")
    world.do("consent.give", {"purpose": "quoted"}, guest)
    minutes, (_, first, second) = drafted_minutes(world)
    quote = {"type": "quote", "content": [{"text": "We need buses"}], "role": "Dublin"}
    with world.database.writing() as orm:
        block = orm.get_one(MinutesBlock, first)
        block.content = block.drafted = quote | {"by": "Gil"}
        block.fresh = quote | {"by": "Somebody else"}
    world.by("facilitator", "minutes.leave_out", {"block": second})
    world.by("facilitator", "minutes.take_over", {"block": first})
    assert "Gil" in _everything(world)
    world.do("consent.withdraw", {"purpose": "quoted"}, guest)
    assert "Gil" not in _everything(world)
    world.by("facilitator", "minutes.undo", minutes)
    assert not _row(world, second).left_out, "what names nobody can still be taken back"
    assert _row(world, first).content["by"] == "Somebody else"


def _everything(world: World) -> str:
    tables = ("minutes", "minutes_blocks", "minutes_amendments", "documents", "operations")
    with world.database.reading() as orm:
        models = [
            mapper.class_ for mapper in Minutes.registry.mappers if mapper.class_.__tablename__ in tables
        ]
        # A row as it prints itself leaves out the middle of long values.
        return repr([[*map(tuple, orm.execute(select(model.__table__)))] for model in models])

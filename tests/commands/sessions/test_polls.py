"""Polls as they are led: answered, changed, shown with their step, planned, copied, and taken back."""

from __future__ import annotations

from typing import Any

import pytest
from sqlalchemy import select

from facilitation.domain.board_templates import from_json, to_json
from facilitation.domain.errors import Refused
from facilitation.domain.session_templates import SHIPPED
from facilitation.domain.visibility import FACILITATORS, PARTICIPANTS
from facilitation.queries.sessions.sessions import personal, whole
from facilitation.store.polls import Poll, PollAnswer, PollQuestion, SpeakingTurn
from facilitation.store.sessions import Block, Session
from tests.commands.people.test_merging import _accept, _ask
from tests.world import World


def _add(world: World, kind: str, **more: Any) -> dict[str, Any]:
    asked = {"session": world.here.session, "kind": kind, "question": f"About {kind}?", "open": True}
    if kind in ("one", "several", "ranking"):
        asked["options"] = ["This", "That", "Neither"]
    return {"poll": world.by("facilitator", "poll.add", asked | more).result["poll"]}


def _poll(world: World, poll: dict[str, Any], audience: str = PARTICIPANTS) -> dict[str, Any]:
    with world.database.reading() as orm:
        rows = whole(orm, orm.get_one(Session, world.here.session), audience)["polls"]
        return next(dict(row) for row in rows if row["id"] == poll["poll"])


def _mine(world: World, seat: int) -> dict[str, Any]:
    with world.database.reading() as orm:
        return personal(orm, orm.get_one(Session, world.here.session), [seat])[seat]["polls"]


def _refused(world: World, role: str, name: str, payload: dict[str, Any]) -> tuple[str, str | None]:
    with pytest.raises(Refused) as refused:
        world.by(role, name, payload)
    return refused.value.code, refused.value.field


def test_the_last_answer_counts_and_can_be_taken_back(world: World) -> None:
    poll = _add(world, "one")
    world.by("guest", "poll.answer", poll | {"options": [1]})
    world.by("guest", "poll.answer", poll | {"options": [2]})
    world.by("participant", "poll.answer", poll | {"options": [2]})
    assert (_poll(world, poll)["answered"], _poll(world, poll)["results"]) == (2, None)
    assert _mine(world, world.here.seats["guest"]) == {str(poll["poll"]): {"options": [2]}}
    world.by("guest", "poll.withdraw", poll)
    assert _poll(world, poll)["answered"] == 1
    assert _mine(world, world.here.seats["guest"]) == {}
    world.by("guest", "poll.answer", poll | {"options": [3]})
    world.by("facilitator", "poll.show", poll)
    counted = _poll(world, poll)["results"]["counts"]
    assert [one["count"] for one in counted] == [0, 1, 1]
    assert _refused(world, "guest", "poll.answer", poll | {"options": [1]})[0] == "closed"


@pytest.mark.parametrize(
    ("kind", "answer", "field"),
    [
        ("one", {"options": [1, 2]}, "options"),
        ("one", {"options": [9]}, "options"),
        ("one", {}, "options"),
        ("several", {"options": [1, 1]}, "options"),
        ("ranking", {"options": [1, 2]}, "options"),
        ("scale", {"value": 9}, "value"),
        ("word", {"text": " \u200b "}, "text"),
        ("word", {"text": "x" * 81}, "text"),
        ("cities", {"text": ""}, "text"),
        ("questions", {"text": "An answer"}, "poll"),
    ],
)
def test_what_is_no_answer_is_refused_at_its_field(
    world: World, kind: str, answer: dict[str, Any], field: str
) -> None:
    assert _refused(world, "guest", "poll.answer", _add(world, kind) | answer)[1] == field


def test_no_answer_is_left_out_of_the_mean(world: World) -> None:
    poll = _add(world, "scale", settings={"low": 0, "high": 10})
    for role, value in (("guest", 4), ("participant", 9), ("support", None)):
        world.by(role, "poll.answer", poll | {"value": value})
    world.by("facilitator", "poll.show", poll)
    results = _poll(world, poll)["results"]
    assert (results["mean"], results["none"], results["of"]) == (6.5, 1, 3)


def test_words_are_counted_whatever_their_capitals_and_can_be_hidden(world: World) -> None:
    poll = _add(world, "word")
    for role, word in (("guest", "Trust"), ("participant", " trust  "), ("support", "Rude")):
        world.by(role, "poll.answer", poll | {"text": word})
    world.by("facilitator", "poll.show", poll)
    world.by("facilitator", "poll.hide_word", poll | {"word": "RUDE"})
    assert _poll(world, poll)["results"]["words"] == [{"text": "Trust", "count": 2}]
    led = _poll(world, poll, FACILITATORS)["results"]["words"]
    assert {"text": "Rude", "count": 1, "hidden": True} in led
    world.by("facilitator", "poll.show_word", poll | {"word": "Rude"})
    assert len(_poll(world, poll)["results"]["words"]) == 2


def test_a_city_gives_one_answer_whoever_writes_it(world: World) -> None:
    poll = _add(world, "cities")
    world.by("participant", "session.attend", {"session": world.here.session})
    world.by("guest", "poll.answer", poll | {"text": "First"})
    world.by("participant", "poll.answer", poll | {"text": "Second"})
    for role in ("guest", "participant"):
        assert _mine(world, world.here.seats[role])[str(poll["poll"])] == {
            "text": "Second",
            "by": "Participant",
        }
    assert _poll(world, poll)["given"] == ["DUB"]
    world.by("facilitator", "poll.show", poll)
    results = _poll(world, poll)["results"]
    assert results["answers"] == [{"city": "DUB", "text": "Second", "by": "Participant"}]
    assert results["silent"] == ["TRN"]
    late = world.guest(world.here, "Tina", "TRN")
    world.do("poll.answer", poll | {"text": "Ours, too"}, late)
    assert _poll(world, poll)["results"]["silent"] == []
    assert _refused(world, "guest", "poll.answer", poll | {"text": "X", "city": "TRN"})[0] == "not_allowed"
    world.by("facilitator", "poll.answer", poll | {"text": "By telephone", "city": "WAW"})
    assert len(_poll(world, poll)["results"]["answers"]) == 3


def test_questions_stand_by_their_support(world: World) -> None:
    poll = _add(world, "questions")
    first = world.by("guest", "question.ask", poll | {"text": "First?"}).result
    second = world.by("participant", "question.ask", poll | {"text": "Second?"}).result
    for role in ("guest", "guest", "support"):
        world.by(role, "question.upvote", second)
    top = _poll(world, poll)["results"]["top"]
    assert [(one["text"], one["votes"]) for one in top] == [("Second?", 2), ("First?", 0)]
    world.by("rapporteur", "question.answer", second | {"text": "Because."})
    assert _poll(world, poll)["results"]["answered"] == 1
    assert _refused(world, "participant", "question.withdraw", second)[0] == "conflict"
    world.by("guest", "question.withdraw", first)
    assert _poll(world, poll)["results"]["top"] == []


def _block(world: World, **more: Any) -> int:
    planned = {"session": world.here.session, "title": "Ask them", "minutes": 8, **more}
    return world.by("facilitator", "block.insert", planned).result["block"]


def test_next_alone_leads_through_a_poll(world: World) -> None:
    block = _block(world)
    poll = _add(world, "one", open=False, block=block)
    session = {"session": world.here.session}
    seen = []
    world.by("facilitator", "session.step", session)
    for _ in range(2):
        with world.database.reading() as orm:
            here = orm.get_one(Session, world.here.session)
            seen.append((here.step_index, orm.get_one(Poll, poll["poll"]).status))
        if seen[-1][1] == "open":
            world.by("guest", "poll.answer", poll | {"options": [1]})
        place = {"from": {"block": block, "step": seen[-1][0]}}
        if len(seen) < 2:
            world.by("facilitator", "step.next", session | place)
    assert seen == [(0, "open"), (1, "shown")]
    world.by("facilitator", "session.end", session)
    with world.database.reading() as orm:
        ended = orm.get_one(Poll, poll["poll"])
        assert ended.status == "closed" and ended.shown_at is not None


def test_planning_polls_can_be_undone(world: World) -> None:
    session = {"session": world.here.session}
    block = _block(world)
    poll = _add(world, "one", open=False, block=block)
    with world.database.reading() as orm:
        assert [one["stage"] for one in orm.get_one(Block, block).steps] == ["ask", "results"]
    other = _add(world, "word", open=False, block=block)
    world.by("facilitator", "poll.change", poll | {"question": "Otherwise?", "options": ["A", "B"]})
    world.by("facilitator", "poll.move", other | {"to": 1})
    world.by("facilitator", "poll.remove", other)
    for _ in range(3):
        world.by("facilitator", "plan.undo", session)
    with world.database.reading() as orm:
        row, kept = orm.get_one(Poll, poll["poll"]), orm.get_one(Poll, other["poll"])
        assert (row.question, row.position, kept.position, kept.removed) == ("About one?", 1, 2, False)
    world.by("facilitator", "plan.undo", session)
    world.by("facilitator", "plan.undo", session)
    with world.database.reading() as orm:
        assert orm.get_one(Poll, poll["poll"]).removed and orm.get_one(Block, block).steps == []
    world.by("facilitator", "plan.redo", session)
    with world.database.reading() as orm:
        assert not orm.get_one(Poll, poll["poll"]).removed


def test_what_was_answered_is_only_worded_anew(world: World) -> None:
    poll = _add(world, "one")
    world.by("guest", "poll.answer", poll | {"options": [1]})
    fixed = [
        {"kind": "several"},
        {"options": ["This", "That"]},
        {"settings": {"by": "names"}},
    ]
    for change in fixed:
        assert _refused(world, "facilitator", "poll.change", poll | change)[0] == "conflict"
    assert _refused(world, "facilitator", "poll.remove", poll)[0] == "conflict"
    assert _refused(world, "facilitator", "plan.undo", {"session": world.here.session})[0] == "conflict"
    words = {"question": "Better said?", "options": ["This one", "That", "Neither"]}
    world.by("facilitator", "poll.change", poll | words)
    assert _poll(world, poll)["options"][0] == {"id": 1, "text": "This one"}


def test_copies_and_templates_bring_polls_along_without_answers(world: World) -> None:
    block = _block(world)
    poll = _add(world, "scale", open=False, block=block, settings={"high": 10, "high_words": "very"})
    kept = world.by("facilitator", "template.keep", {"session": world.here.session, "title": "Ours"}).result
    copied = world.by("facilitator", "session.duplicate", {"session": world.here.session}).result["session"]
    created = {"title": "From ours", "type": "challenge", "template": f"own_{kept['template']}"}
    furnished = world.by("facilitator", "session.create", created).result["session"]
    twice = world.by(
        "facilitator", "block.duplicate", {"session": world.here.session, "block": block}
    ).result["block"]
    with world.database.reading() as orm:
        original = orm.get_one(Poll, poll["poll"])
        found = orm.scalars(select(Poll).where(Poll.id != original.id)).all()
        assert {one.session_id for one in found} == {copied, furnished, world.here.session}
        assert twice in {one.block_id for one in found}
        for one in found:
            assert (one.question, one.settings, one.status) == (
                original.question,
                original.settings,
                "prepared",
            )


def test_a_shipped_workshop_ends_with_its_evaluation_in_the_sessions_language(world: World) -> None:
    created = {"title": "W", "type": "challenge", "template": "challenge_session", "language": "es"}
    key = next(name for name, one in SHIPPED.items() if one.type == "challenge" and one.blocks[-1].polls)
    session = world.by("facilitator", "session.create", created | {"template": key}).result["session"]
    with world.database.reading() as orm:
        [poll] = orm.scalars(select(Poll).where(Poll.session_id == session))
        assert (poll.kind, poll.settings["high"]) == ("scale", 10)
        block = orm.get_one(Block, poll.block_id)
        assert [one["stage"] for one in block.steps] == ["ask", "results"]
    for block_template in SHIPPED[key].blocks:
        assert from_json(to_json(block_template)).polls == block_template.polls


def test_two_seats_that_become_one_keep_one_answer(world: World) -> None:
    poll = _add(world, "one")
    talk = _add(world, "questions")
    guest, own = world.here.seats["guest"], world.here.seats["participant"]
    world.by("guest", "poll.answer", poll | {"options": [1]})
    world.by("participant", "poll.answer", poll | {"options": [2]})
    world.by("guest", "question.ask", talk | {"text": "Mine?"})
    _accept(world, _ask(world, guest, "participant"))
    assert _poll(world, poll)["answered"] == 1
    with world.database.reading() as orm:
        assert orm.scalars(select(PollQuestion.seat_id)).all() == [own]


def test_erasing_somebody_leaves_what_they_said_counted_and_nobody_named(world: World) -> None:
    shown, unshown = _add(world, "cities"), _add(world, "word")
    world.by("participant", "poll.answer", shown | {"text": "Dublin says"})
    world.by("participant", "poll.answer", unshown | {"text": "Never shown"})
    world.by("facilitator", "poll.show", shown)
    talk = _add(world, "questions")
    asked = world.by("participant", "question.ask", talk | {"text": "Who pays?"}).result
    rude = world.by("participant", "question.ask", talk | {"text": "Hidden"}).result
    world.by("participant", "question.upvote", asked)
    world.by("facilitator", "question.hide", rude)
    world.by("participant", "session.attend", {"session": world.here.session})
    world.by("facilitator", "turn.begin", {"session": world.here.session, "by": "people"})
    world.by("organiser", "seat.erase", {"seat": world.here.seats["participant"]})
    with world.database.reading() as orm:
        questions = orm.scalars(select(PollQuestion).order_by(PollQuestion.id)).all()
        assert [(one.seat_id, one.author, one.text) for one in questions] == [
            (None, None, "Who pays?"),
            (None, None, ""),
        ]
        names = [turn.name for turn in orm.scalars(select(SpeakingTurn))]
        assert "removed person" in names and "Participant" not in names
        rows = orm.scalars(select(PollAnswer).order_by(PollAnswer.id)).all()
        assert [(one.seat_id, one.author, one.choice["text"], one.removed) for one in rows] == [
            (None, None, "Dublin says", False),
            (None, None, "", True),
        ]


def _turns(world: World) -> list[tuple[str, str]]:
    query = select(SpeakingTurn).where(SpeakingTurn.removed.is_(False)).order_by(SpeakingTurn.position)
    with world.database.reading() as orm:
        return [(one.name, one.status) for one in orm.scalars(query)]


def test_a_round_hears_everybody_once(world: World) -> None:
    session = {"session": world.here.session}
    for role in ("participant", "support"):
        world.by(role, "session.attend", session)
    world.guest(world.here, "Tia", "TRN")
    world.by("facilitator", "turn.begin", session)
    names = [name for name, _ in _turns(world)]
    # Cities take turns: not all of Dublin first.
    assert names == ["Gil", "Tia", "Participant", "Support"]
    with world.database.reading() as orm:
        first = orm.scalars(select(SpeakingTurn).where(SpeakingTurn.status == "speaking")).one()
    world.by("guest", "turn.pass", {"turn": first.id})
    assert _turns(world)[0] == ("Tia", "speaking") and _turns(world)[-1] == ("Gil", "passed")
    world.guest(world.here, "Late", "WAW")
    assert _turns(world)[-1] == ("Late", "waiting")
    rude = world.guest(world.here, "Rude", "WAW")
    assert _turns(world)[-1] == ("Rude", "waiting")
    world.by("facilitator", "seat.eject", session | {"seat": rude})
    assert _turns(world)[-1] == ("Late", "waiting")
    for _ in range(5):
        world.by("facilitator", "turn.next", session)
    assert {status for _, status in _turns(world)} == {"spoken"}
    world.by("facilitator", "turn.back", session)
    assert _turns(world)[-1] == ("Late", "speaking")
    stale = session | {"from": first.id}
    assert _refused(world, "facilitator", "turn.next", stale) == ("conflict", "from")

"""Law: another programme's people meet a closed door at every route and event, or the case is missing."""

from __future__ import annotations

import pytest
from flask import Flask

from facilitation.commands.catalogue import COMMANDS
from facilitation.commands.execute import Call
from facilitation.domain.errors import Refused
from facilitation.domain.mandates import mandate_key
from facilitation.domain.permissions import PROGRAM
from facilitation.live.subjects import KINDS, find
from facilitation.store.assessments import Statement
from facilitation.store.invitations import Invitation
from facilitation.store.mails import Mail
from tests.laws.cases import ABOUT_ONESELF, CASES
from tests.laws.cases.breakouts import groups
from tests.laws.cases.cities import office
from tests.laws.cases.minutes import drafted_minutes
from tests.world import World

#: Routes that are nobody's: what they show or do needs no seat, or asks for a secret of its own.
OPEN_TO_ALL = {
    "static",
    "landing.index",
    "landing.watch",
    "health.show",
    "landing.favicon",
    "join.enter",
    "join.name",
    "accounts.sign_in",
    "accounts.open_link",
    "accounts.use_link",
    "accounts.use_password",
    "accounts.ask_for_link",
    "accounts.forgotten",
    "accounts.forget",
    "accounts.on_its_way",
    "accounts.reset",
    "accounts.use_reset",
    "addresses.show",
    "addresses.prove",
    "invitations.show",
    "invitations.accept",
    "accounts.sign_out",
    "accounts.language",
    "notices.privacy",
    "own.kept",
    "pictures.emblem",
    "merges.show",
    "merges.accept",
    "lead_link.show",
    "lead_link.use",
    "about.permissions",
    "feeds.show",
    "time_answers.show_link",
    "time_answers.show_own",
    "time_answers.give",
    "time_answers.change",
    "feeds.unknown",
    "answers.show",
    "answers.save",
    "api.join",
    "api.openapi",
    # Each asks for the secret in its address: tests/web/registrations/test_public.py.
    "register.form",
    "register.register",
    "register.done",
    "register.own",
    "register.answer",
    "register.check_in",
    "register.go",
    "register.forget",
}
#: One's own account: closed to nobody who is signed in, and shows each their own.
ONES_OWN = {
    "mine.index",
    "accounts.show",
    "accounts.change",
    "accounts.change_password",
    "addresses.ask",
    "own.data_of_account",
    "own.confirm_account",
    "own.go_for_good",
}
#: Commands that name nothing of another programme: a stranger's own is all they can reach.
NAMES_NOTHING = {
    "topics.take_set",
    "topic.add",
    "challenges.import",
    "assessment.take_set",
    "assessment.next_round",
    "assessment_area.add",
    "consent.give",
    "consent.withdraw",
    "contact.share",
    "session.create",
    "minutes.name_approver",
    "round.solve",
    "round.group",
    "feed.renew",
    "call_slots.offer",
    "feed.make",
    "annex.draft",
    "programme.change",
    "programme.start",
    "programme.archive",
    "programme.unarchive",
    "setup.pass",
    "emblem.offer",
    "emblem.take_off",
    "city.add",
    "cities.import",
    "practices.import",
    "organisation.add",
    "sign_out.everywhere",
    "account.change",
    "address.ask",
    "invitation.send",
    "seat.claim",
    "catch_up.done",
    "pain_rules.set",
    "pain_rules.reset",
    "commitments.import",
    "wishes.import",
    "wishes.set_terms",
}


def _paths(app: Flask, world: World) -> dict[tuple[str, str], str]:
    """(endpoint, method) -> a path of `here`, for every route that is somebody's."""
    here = world.here
    values = {
        "slug": here.slug,
        "session_id": here.session,
        "board_id": here.board,
        "document_id": _document(world),
        "amendment_id": CASES["amendment.change"].payload(world, world.here.seats["guest"])["amendment"],
        "passage_id": drafted_minutes(world)[1][-1],
        "minutes_step": "compare",
        "done_to": "leave_out",
        "amendment_answer": "accept",
        "round_id": world.round(),
        "tandem_id": world.tandem(),
        "proposed_id": CASES["proposal.answer"].payload(world, 0)["group"],
        "tandem_number": 1,
        "code": "DUB",
        "challenge_id": CASES["challenge.merge"].payload(world, 0)["into"],
        "mention_id": CASES["challenge.unname"].payload(world, world.here.seats["participant"])["mention"],
        "topic_id": CASES["topic.move"].payload(world, 0)["topic"],
        "practice_field": "reasons",
        "line_id": CASES["practice_point.remove"].payload(world, 0)["point"],
        "learning_id": CASES["learning.remove"].payload(world, 0)["learning"],
        "practice_id": CASES["practice.withdraw"].payload(world, 0)["practice"],
        "organisation_id": CASES["organisation.remove"].payload(world, 0)["organisation"],
        "emblem_id": CASES["emblem.put_back"].payload(world, 0)["emblem"],
        **_asked(world),
        "feed_id": CASES["feed.rotate"].payload(world, 0)["feed"],
        "change": "rotate",
        "to_session_id": CASES["session.uninvite"].payload(world, 0)["invitation"],
        "ending": "csv",
        "packing": "zip",
        "format": "html",
        "step": "end",
        "fact": "for_whom",
        "file_id": _file(world),
        "direction": "up",
        "block_id": CASES["block.remove"].payload(world, 0)["block"],
        "breakout_round": CASES["breakouts.open"].payload(world, 0)["round"],
        "breakout_id": groups(world)[0],
        "note_id": world.note(world.here.seats["facilitator"]),
        "note_act": "hide",
        "template_id": CASES["template.remove"].payload(world, 0)["template"],
        "act": "remove",
        "way": "undo",
        "record_id": CASES["record.remove"].payload(world, 0)["record"],
        "begins": "on",
        "person_id": CASES["session_person.change"].payload(world, 0)["person"],
        "name": "note.post",
        "seat_id": world.here.seats["participant"],
        "guest_id": world.here.seats["guest"],
        "section": "about",
        "version": 1,
        "slot_id": CASES["call_slot.withdraw"].payload(world, 0)["slot"],
        "theme_id": CASES["theme.remove"].payload(world, 0)["theme"],
        "office_key": mandate_key(office(world, world.here.seats["participant"])["office"]),
        "question_id": CASES["call.note"].payload(world, 0)["question"],
        **_invited(world),
        "registration_id": CASES["registration.change"].payload(world, 0)["registration"],
        "presence_id": CASES["presence.leave"].payload(world, 0)["presence"],
        "where": "in",
        "done": "leave",
        "commitment_id": CASES["commitment.remove"].payload(world, world.here.seats["participant"])[
            "commitment"
        ],
        "wish_id": CASES["wish.change"].payload(world, world.here.seats["participant"])["wish"],
        **_polled(world),
        "scenario_id": CASES["round.move"].payload(world, 0)["round"],
        "table_deed": "undo",
        "entry_id": _entry(world),
        "canvas_id": CASES["canvas.plan"].payload(world, 0)["canvas"],
        "canvas_deed": "plan",
        "asked_id": CASES["poll.remove"].payload(world, 0)["poll"],
    }
    paths = {}
    with app.test_request_context():
        for rule in app.url_map.iter_rules():
            if rule.endpoint in OPEN_TO_ALL:
                continue
            missing = rule.arguments - set(values)
            assert not missing, f"{rule.endpoint} needs a case for {missing}"
            chosen = {name: values[name] for name in rule.arguments}
            for method in rule.methods - {"HEAD", "OPTIONS"}:
                paths[rule.endpoint, method] = app.url_map.bind("localhost").build(
                    rule.endpoint, chosen, method=method
                )
    return paths


def _asked(world: World) -> dict[str, int]:
    statement = CASES["statement.remove"].payload(world, 0)["statement"]
    with world.database.reading() as orm:
        return {"statement_id": statement, "area_id": orm.get_one(Statement, statement).area_id}


def _invited(world: World) -> dict[str, int]:
    payload = CASES["invitation.resend"].payload(world, 0)
    with world.database.reading() as orm:
        mail = orm.get_one(Invitation, payload["invitation"]).mail_id
    return {"invitation_id": payload["invitation"], "mail_id": mail}


def _polled(world: World) -> dict[str, int | str]:
    answer = CASES["time_answer.remove"].payload(world, 0)
    time = CASES["time_poll.take"].payload(world, 0)["time"]
    return {
        "poll_id": answer["poll"],
        "answer_id": answer["answer"],
        "time_id": time,
        "what": "take",
        "deed": "close",
    }


def _entry(world: World) -> int:
    """A mail with a calendar that waits in the outbox."""
    with world.database.writing() as orm:
        mail = Mail(
            programme_id=world.here.programme,
            address="ana@city.example",
            subject="Workshop",
            text="Come.",
            calendar=b"BEGIN:VCALENDAR",
            method="REQUEST",
            created_at=world.clock(),
        )
        orm.add(mail)
        orm.flush()
        return mail.id


def _file(world: World) -> int:
    payload = CASES["session_file.add"].payload(world, 0)
    return world.by("facilitator", "session_file.add", payload).result["file"]


def _document(world: World) -> int:
    payload = CASES["document.store"].payload(world, 0)
    return world.do("document.store", payload, programme=world.here.programme).result["document"]


@pytest.mark.parametrize("who", ["there/organiser", "there/participant", "there/guest"])
def test_routes_are_closed_to_strangers(app: Flask, world: World, browse, who: str) -> None:
    browser = browse(who)
    paths = _paths(app, world)
    assert len(paths) > 20
    for (endpoint, method), path in sorted(paths.items()):
        if endpoint == "api.command" or (endpoint in ONES_OWN and who != "there/guest"):
            continue
        query = f"{path}?programme={world.there.slug}" if endpoint.startswith("api.") else path
        answer = browser.get(query) if method == "GET" else browser.post(path)
        refused = answer.status_code in (403, 404) or "/sign-in" in answer.headers.get("Location", "")
        assert refused, f"{method} {path} ({endpoint}) answered {answer.status_code}"
        assert "Programme here" not in answer.get_data(as_text=True)


def test_routes_are_closed_to_nobody(app: Flask, world: World, browse) -> None:
    browser = browse(None)
    for (endpoint, method), path in sorted(_paths(app, world).items()):
        answer = browser.get(path) if method == "GET" else browser.post(path)
        refused = answer.status_code in (403, 404) or "/sign-in" in answer.headers.get("Location", "")
        assert refused, f"{method} {path} ({endpoint}) answered {answer.status_code}"


def test_the_same_paths_open_for_their_own(app: Flask, world: World, browse) -> None:
    """Otherwise the two laws above would hold for a program that answers nobody."""
    browser = browse("organiser")
    for (endpoint, method), path in sorted(_paths(app, world).items()):
        if method != "GET":
            continue
        query = f"{path}?programme={world.here.slug}" if endpoint.startswith("api.") else path
        status = browser.get(query).status_code
        assert status == 200 or endpoint == "documents.download", f"{path} ({endpoint}) answered {status}"


def test_a_guest_sees_one_session_only(app: Flask, world: World, browse) -> None:
    other = world.by(
        "organiser", "session.create", {"title": "Other", "type": "challenge", "template": "challenges"}
    ).result["session"]
    browser = browse("guest")
    assert browser.get(f"/p/here/sessions/{world.here.session}/room").status_code == 200
    home = browser.get("/p/here/")
    assert home.headers["Location"].endswith(f"/sessions/{world.here.session}")
    for page in ("cities", "challenges", "tandems", "sessions", "people", f"sessions/{other}/room"):
        assert browser.get(f"/p/here/{page}").status_code == 404, page


@pytest.mark.parametrize("name", sorted(set(COMMANDS) - NAMES_NOTHING))
def test_commands_are_closed_to_strangers(world: World, name: str) -> None:
    own = world.here.seats["participant" if name in ABOUT_ONESELF else "facilitator"]
    payload = CASES[name].payload(world, own)
    strangers = [(world.there.seats[role], None) for role in ("organiser", "facilitator", "guest")]
    if COMMANDS[name].permission is PROGRAM and COMMANDS[name].target is not None:
        strangers.append((None, world.there.programme))
    for seat, programme in strangers:
        with pytest.raises(Refused) as refused:
            world.door.execute(Call(name, world.operation_id(), payload, seat, programme))
        assert refused.value.code in ("not_found", "not_allowed")


@pytest.mark.parametrize("kind", sorted(KINDS))
def test_subjects_are_closed_to_strangers(world: World, kind: str) -> None:
    number = world.here.session if kind == "session" else world.here.board
    if kind == "minutes":
        world.by("guest", "session.attend", {"session": world.here.session})
        number = drafted_minutes(world)[0]["minutes"]
    subject = f"{kind}:{number}"
    with world.database.reading() as orm:
        assert find(orm, world.viewer(world.here.seats["guest"]), subject)
        for role in ("organiser", "participant", "guest"):
            with pytest.raises(Refused):
                find(orm, world.viewer(world.there.seats[role]), subject)


def test_a_removed_seat_opens_nothing(world: World) -> None:
    from facilitation.store.people import Seat

    seat = world.here.seats["guest"]
    with world.database.writing() as orm:
        orm.get(Seat, seat).removed_at = world.clock()
    payload = {"board": world.here.board, "area": world.here.areas[0], "text": "Still here"}
    with pytest.raises(Refused) as refused:
        world.do("note.post", payload, seat)
    assert refused.value.code == "not_allowed"

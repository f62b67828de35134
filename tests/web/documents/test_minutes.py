"""The page of minutes by forms alone: corrected, amended, approved, compared and sent without a script."""

from __future__ import annotations

import datetime as dt
import re

from sqlalchemy import select

from facilitation.jobs import minutes as comparing
from facilitation.store.documents import DocumentRow
from facilitation.store.jobs import Job
from facilitation.store.mails import Mail
from facilitation.store.minutes import Minutes, MinutesBlock
from tests.commands.documents.held import block, held
from tests.laws.cases.minutes import compared_with, drafted_minutes
from tests.traces import context_of, draft
from tests.web.documents.corrected import begun
from tests.world import World


def _page(world: World) -> str:
    return f"/p/here/sessions/{world.here.session}/minutes"


def test_begun_and_corrected_by_forms(world: World, browse) -> None:
    browser, page = browse("facilitator"), _page(world)
    assert "Nobody has begun" in browser.get(page).get_data(as_text=True)
    assert browse("participant").get(page).status_code == 404
    assert browser.post(page).status_code == 303
    assert "The first draft is being made" in browser.get(page).get_data(as_text=True)
    _, (heading, first, last) = drafted_minutes(world)
    shown = browser.get(page).get_data(as_text=True)
    assert shown.index("The first words.") < shown.index("The last words.")
    assert browser.post(f"{page}/passages/{last}/up").status_code == 303
    shown = browser.get(page).get_data(as_text=True)
    assert shown.index("The last words.") < shown.index("The first words.")
    browser.post(f"{page}/passages/{first}/leave_out")
    assert "1 passage left out" in browser.get(page).get_data(as_text=True)
    browser.post(f"{page}/passages/{first}/restore")
    refused = browser.post(f"{page}/add", kind="paragraph", text=" ")
    assert refused.status_code == 422 and "Write something first." in refused.get_data(as_text=True)
    browser.post(f"{page}/add", kind="decision", text="We meet in May.", after=str(heading))
    assert "We meet in May." in browser.get(page).get_data(as_text=True)


def test_what_the_data_say_since_is_shown_and_taken_over(world: World, browse) -> None:
    browser, page = browse("facilitator"), _page(world)
    minutes, (_, first, last) = drafted_minutes(world)
    news = compared_with("Agenda", "The first words.", "The last words, changed.", "News.")
    world.do("minutes.compared", minutes | news, programme=world.here.programme)
    shown = browser.get(page).get_data(as_text=True)
    assert "<ins>, changed</ins>" in shown and "New in the data" in shown
    assert "Take over all 2 changes of the data" in shown
    browser.post(f"{page}/passages/{last}/take_over")
    browser.post(f"{page}/take_over_all")
    shown = browser.get(page).get_data(as_text=True)
    assert "The last words, changed." in shown and "New in the data" not in shown


def test_moved_left_out_point_by_point_and_undone_by_forms(world: World, browse) -> None:
    browser = browse("facilitator")
    minutes, page = held(world, clusters=False), _page(world)
    shown = browser.get(page).get_data(as_text=True)
    assert re.search(r'data-part="undo" disabled', shown), "nothing to undo yet"
    notes, decided = block(world, "loose:*/notes"), block(world, "glance:decided")
    assert browser.post(f"{page}/passages/{notes.id}/leave_out", point="items/1").status_code == 303
    shown = browser.get(page).get_data(as_text=True)
    assert "Restore: Angry words" in shown and "Leave out: Rents too high" in shown
    assert not re.search(r'data-part="undo" disabled', shown) and "Last step: something left out" in shown
    browser.post(f"{page}/undo")
    assert "Leave out: Angry words" in browser.get(page).get_data(as_text=True)
    chosen = browser.get(f"{page}?move={decided.id}").get_data(as_text=True)
    assert f"passages/{decided.id}/before" in chosen and re.search(r"<dialog[^>]* open>", chosen)
    first = block(world, "glance").id
    assert browser.post(f"{page}/passages/{decided.id}/before", before=str(first)).status_code == 303
    shown = browser.get(page).get_data(as_text=True)
    assert shown.index("We meet in Mai") < shown.index("At a glance</span>"), "the part came along"
    browser.post(f"{page}/passages/{decided.id}/before", before="")
    shown = browser.get(page).get_data(as_text=True)
    assert shown.rindex("We meet in Mai") > shown.index("Next session")
    assert browser.post(f"{page}/passages/{first}/up").status_code == 303
    assert minutes["minutes"]


def test_an_accepted_amendment_is_put_in_or_waits_and_whoever_approves_is_told(world: World, browse) -> None:
    leader, guest, page = browse("facilitator"), browse("participant"), _page(world)
    world.by("participant", "session.attend", {"session": world.here.session})
    _, (_, first, last) = drafted_minutes(world)
    leader.post(f"{page}/review", until="2027-03-20")
    for text, where in (("We said three.", last), ("Two.", first), ("Too long.", "")):
        guest.post(f"{page}/propose", text=text, block=str(where))
    shown = leader.get(page).get_data(as_text=True)
    assert "Stands there now:" in shown and "Stands there from now on" in shown
    one, two, three = sorted({int(found) for found in re.findall(r"amendments/(\d+)/accept", shown)})
    words = {"was": "The last words.", "words": "We said three.\r\nOr four.", "put_in": "1"}
    assert leader.post(f"{page}/amendments/{one}/accept", **words).status_code == 303
    assert "We said three.\nOr four." in guest.get(page).get_data(as_text=True)
    stale = {"was": "Other words.", "words": "Mine.", "put_in": "1"}
    refused = leader.post(f"{page}/amendments/{two}/accept", **stale)
    assert refused.status_code == 409 and "Mine." in refused.get_data(as_text=True), "nothing typed is lost"
    leader.post(f"{page}/amendments/{two}/accept", was="The first words.", words="Two.")
    leader.post(f"{page}/amendments/{three}/accept")
    approving = browse("coordinator").get(page).get_data(as_text=True)
    assert "2 accepted amendments are not in the text yet." in approving
    assert guest.get(page).get_data(as_text=True).count("Accepted, not yet in the text") == 2
    assert guest.post(f"{page}/amendments/{two}/settle").status_code == 403
    for number in (two, three):
        assert leader.post(f"{page}/amendments/{number}/settle").status_code == 303
    assert "not in the text yet" not in browse("coordinator").get(page).get_data(as_text=True)


def test_reviewed_amended_approved_and_sent(world: World, browse) -> None:
    leader, guest, page = browse("facilitator"), browse("participant"), _page(world)
    world.by("participant", "session.attend", {"session": world.here.session})
    minutes, (_, first, last) = drafted_minutes(world)
    waiting = guest.get(page).get_data(as_text=True)
    assert "still being corrected" in waiting and "The last words." not in waiting
    refused = leader.post(f"{page}/review", until="2020-01-01")
    assert refused.status_code == 422 and "still to come" in refused.get_data(as_text=True)
    assert leader.post(f"{page}/review", until="2027-03-20").status_code == 303
    shown = guest.get(page).get_data(as_text=True)
    assert "The last words." in shown and "Move up" not in shown
    assert shown.count('aria-label="Amend this passage"') == 3
    refused = guest.post(f"{page}/propose", text="x" * 5_000, block=str(last))
    assert refused.status_code == 422 and "x" * 5_000 in refused.get_data(as_text=True), (
        "nothing typed is lost"
    )
    assert guest.post(f"{page}/propose", text="We said three.", block=str(last)).status_code == 303
    shown = leader.get(page).get_data(as_text=True)
    number = re.search(r"amendments/(\d+)/decline", shown)
    assert number is not None and "We said three." in shown
    amended = shown[shown.index('id="amendment-') :]
    assert ">DUB</abbr>" in amended[: amended.index("</li>")], "whose amendment it is"
    answer = f"{page}/amendments/{number[1]}"
    assert leader.post(f"{answer}/decline", reason="").status_code == 422
    leader.post(f"{answer}/decline", reason="The recording says two.")
    assert "The recording says two." in guest.get(page).get_data(as_text=True)
    coordinator = browse("coordinator")
    assert coordinator.post(f"{page}/approve", words="Read and approved.").status_code == 303
    shown = guest.get(page).get_data(as_text=True)
    assert "Approved as version 1" in shown and "Read and approved." in shown
    letters = leader.get(f"{page}/letters").get_data(as_text=True)
    assert "To those who were there" in letters and "/p/here/documents/" in letters
    assert "no mail server is set" in letters
    assert leader.post(f"{page}/send").status_code == 303
    told = leader.get(page).get_data(as_text=True)
    assert "1 mail with the minutes waits in the outbox" in told and "Sent on" not in told
    with world.database.writing() as orm:
        for mail in orm.query(Mail):
            mail.sent_at = world.clock()
    assert "to 1 person." in leader.get(page).get_data(as_text=True)
    leader.post(f"{page}/reopen")
    reopened = leader.get(page).get_data(as_text=True)
    assert "Version 1 stays approved until the next one is approved." in reopened
    assert leader.post(f"{page}/send").status_code == 409, "somebody sent it a moment ago"
    assert "Everybody gets it again." in leader.get(f"{page}/letters").get_data(as_text=True)
    assert leader.post(f"{page}/send", again="1").status_code == 303, "the one that holds is sent meanwhile"
    world.by("facilitator", "minutes.leave_out", {"block": first})
    coordinator.post(f"{page}/approve", words="Again.")
    compared = leader.get(f"{page}/versions").get_data(as_text=True)
    assert "From version 1 to version 2" in compared and "<del>The first words.</del>" in compared
    assert "The first words." not in guest.get(f"{page}/versions").get_data(as_text=True)
    with world.database.reading() as orm:
        assert [row.status for row in orm.query(DocumentRow)] == ["approved", "approved"]
        assert orm.get_one(Minutes, minutes["minutes"]).version == 2
        assert orm.get_one(MinutesBlock, first).left_out


def test_who_approves_is_chosen_on_the_page(world: World, browse) -> None:
    drafted_minutes(world)
    page = _page(world)
    chosen = f"seat:{world.here.seats['rapporteur']}"
    assert browse("organiser").post(f"{page}/approver", approver=chosen).status_code == 303
    assert "To be approved by: Rapporteur" in browse("organiser").get(page).get_data(as_text=True)
    assert "Approve these minutes" in browse("rapporteur").get(page).get_data(as_text=True)
    assert browse("facilitator").post(f"{page}/approver", approver=chosen).status_code == 403


def _next(world: World, browse, who: str, place: str = "") -> str:
    """What waits for somebody about minutes, on the programme's home or another page."""
    page = browse(who).get(f"/p/here/{place}").get_data(as_text=True)
    found = re.search(r'<div class="minutes-next card">(.*?)</div>', page, re.S)
    return " ".join(re.sub(r"<[^>]+>", " ", found[1]).split()) if found else ""


def test_home_says_what_waits_for_whom(world: World, browse) -> None:
    session = world.here.session
    world.by("participant", "session.attend", {"session": session})
    assert _next(world, browse, "facilitator") == "", "it runs"
    world.by("facilitator", "session.start", {"session": session})
    world.by("facilitator", "session.end", {"session": session})
    for place in ("", "documents"):
        assert "Correct the minutes" in _next(world, browse, "rapporteur", place)
        assert _next(world, browse, "participant", place) == ""
    minutes, _ = drafted_minutes(world)
    assert "Go on correcting" in _next(world, browse, "facilitator")
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-03-20"})
    assert "Read and amend" in (told := _next(world, browse, "participant")) and "20 March" in told
    assert _next(world, browse, "observer") == "", "wasn't there"
    assert "Read and approve" in _next(world, browse, "coordinator")
    assert _next(world, browse, "facilitator") == "", "nothing to do but to wait"
    world.by("participant", "amendment.propose", minutes | {"text": "We said three."})
    assert "Answer 1 amendment" in _next(world, browse, "facilitator")
    world.clock.now += dt.timedelta(days=20)
    assert _next(world, browse, "participant") == "", "the time is over"


def test_the_document_leads_to_correcting_and_amending(world: World, browse) -> None:
    world.by("participant", "session.attend", {"session": world.here.session})
    draft(world, "minutes")
    with world.database.reading() as orm:
        [document] = orm.scalars(select(DocumentRow.id))
    address, page = f"/p/here/documents/{document}", _page(world)
    assert f'action="{page}"' not in browse("participant").get(address).get_data(as_text=True)
    leader = browse("facilitator")
    assert f'action="{page}"' in leader.get(address).get_data(as_text=True)
    assert leader.post(page).location == page, "begun at once"
    minutes, _ = drafted_minutes(world)
    assert f'href="{page}"' in leader.get(address).get_data(as_text=True)
    done = world.by("coordinator", "minutes.approve", minutes | {"words": "Yes."}).result
    world.by("facilitator", "minutes.reopen", minutes)
    world.by("facilitator", "minutes.review", minutes | {"until": "2027-03-20"})
    approved = browse("participant").get(f"/p/here/documents/{done['document']}").get_data(as_text=True)
    assert "Read and amend the minutes" in approved and "stays approved until" in approved


def test_the_list_of_what_was_left_out_gives_the_words(world: World, browse) -> None:
    said = {"session": world.here.session, "kind": "point", "text": "The keys are with Nora."}
    world.by("facilitator", "record.add", said)
    minutes = begun(world)
    with world.database.reading() as orm:
        [block] = orm.scalars(select(MinutesBlock.id).where(MinutesBlock.key.like("record:%")))
    world.by("facilitator", "minutes.leave_out", {"block": block})
    page = browse("facilitator").get(_page(world)).get_data(as_text=True)
    left_out = page[page.index('data-part="outside"') :]
    assert "Point: The keys are with Nora." in left_out[: left_out.index("</details>")]
    assert minutes


def test_the_next_session_is_the_one_of_now(world: World, browse) -> None:
    """Unless somebody reworded it; whoever corrects is told that something has changed."""
    minutes = begun(world)
    assert "No further session is in the calendar yet." in browse("facilitator").get(_page(world)).text
    later = {"title": "In June", "type": "challenge", "template": "challenges", "date": "2027-06-01"}
    world.by("facilitator", "session.create", later)
    shown = browse("facilitator").get(_page(world)).text
    assert "The data have changed since." in shown and "In June" not in shown
    world.by("facilitator", "minutes.review", {"minutes": minutes, "until": "2027-03-20"})
    with world.database.reading() as orm:
        query = select(Job.payload).where(Job.kind == "minutes.compare", Job.status == "waiting")
        assert {"minutes": minutes} in orm.scalars(query).all()
    comparing.compare(context_of(world), {"minutes": minutes}, 1)
    shown = browse("facilitator").get(_page(world)).text
    assert "In June" in shown and "No further session" not in shown and "have changed since" not in shown
    with world.database.reading() as orm:
        [block] = orm.scalars(select(MinutesBlock.id).where(MinutesBlock.key == "next:session"))
        was = "".join(run["text"] for run in orm.get_one(MinutesBlock, block).content["content"])
    written = {"block": block, "path": "text", "was": was, "text": f"Perhaps {was}"}
    world.by("facilitator", "minutes.write", written)
    world.by("facilitator", "session.create", later | {"title": "In May", "date": "2027-05-01"})
    comparing.compare(context_of(world), {"minutes": minutes}, 2)
    shown = browse("facilitator").get(_page(world)).text
    assert "Perhaps" in shown and "Changed in the data since" in shown

"""Themes in the browser: decided on their page, read with the session, on the heat-map and in the history."""

from __future__ import annotations

from tests.laws.cases.challenges import theme
from tests.laws.cases.cities import office
from tests.world import World


def _challenge(world: World) -> str:
    city = office(world, world.here.seats["participant"])["city"]
    named = {"city": city, "title": "Rents are too high"}
    return str(world.by("coordinator", "challenge.name", named).result["challenge"])


def test_a_decision_is_read_where_the_session_is(world: World, browse) -> None:
    browser, session = browse("coordinator"), world.here.session
    challenge = _challenge(world)
    page = browser.get(f"/p/here/themes?challenge={challenge}").get_data(as_text=True)
    assert f'<option value="{challenge}" selected' in page and 'value="DUB"' in page
    assert "No mandate written down" in page
    decision = {"challenge": challenge, "session": str(session), "language": "en", "cities": "DUB"}
    wrong = browser.post("/p/here/themes", **decision, reason=" ")
    assert wrong.status_code == 422 and "Say why" in wrong.get_data(as_text=True)
    for missing in ("challenge", "session"):
        answer = browser.post("/p/here/themes", **(decision | {missing: ""}), reason="It presses.")
        assert answer.status_code in (404, 422) and f"Choose a {missing}." in answer.get_data(as_text=True)
    assert browser.post("/p/here/themes", **decision, reason="It presses.").status_code == 303
    for path in (f"sessions/{session}", "themes", "challenges"):
        shown = browse("observer").get(f"/p/here/{path}").get_data(as_text=True)
        assert ("It presses." if path != "challenges" else "Theme: ") in shown, path
    guest = browse("guest").get(f"/p/here/sessions/{session}").get_data(as_text=True)
    assert "Why this theme" in guest and "It presses." in guest


def test_who_has_not_seen_the_last_decision_is_told(world: World, browse) -> None:
    browser = browse("coordinator")
    path = f"/p/here/themes/{theme(world, 0)['theme']}"
    anew = {"number": "1", "language": "en", "cities": "WAW", "session": str(world.here.session)}
    assert browser.post(path, **anew, reason="First").status_code == 303
    late = browser.post(path, **anew, reason="Second")
    page = late.get_data(as_text=True)
    assert late.status_code == 409 and "anew meanwhile" in page and "Second" in page and "First" in page
    assert browser.post(f"{path}/remove").status_code == 303
    assert "Bring it back" in browser.get("/p/here/themes").get_data(as_text=True)
    browser.post(f"{path}/restore")
    assert "Removed." in browse("observer").get(path).get_data(as_text=True)
    assert browse("observer").post(f"{path}/remove").status_code == 403

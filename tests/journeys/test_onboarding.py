"""A profile that saves itself: through a lost connection, a reload, and another hand meanwhile."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from tests.journeys.barriers import looked_through
from tests.servers import LiveServer

pytestmark = pytest.mark.browser


def _policies(page: Page):
    section = page.locator("#section-policies")
    return section.get_by_role("textbox"), section.locator("[data-save-state]"), section


def test_a_profile_saves_itself(server: LiveServer, person: Callable[..., Page]) -> None:
    page, other = person(), person()
    for one, key in ((page, "participant"), (other, "coordinator")):
        one.goto(server.ready["sign_in"][key])
        one.goto(f"{one.url.rstrip('/')}/cities/DUB/profile")
    text, state, section = _policies(page)
    text.type("A plan for five years")
    expect(state).to_have_text("✓ Saved")

    page.route("**/api/v1/commands/**", lambda route: route.abort())
    text.press("End")
    text.type(" and a budget")
    expect(state).to_contain_text("Waiting for a connection")
    page.reload()
    text, state, section = _policies(page)
    expect(text).to_have_value("A plan for five years and a budget")
    page.unroute("**/api/v1/commands/**")
    expect(state).to_have_text("✓ Saved")

    # The other one has had the page open all the while, and knows nothing of all this.
    theirs, their_state, their_section = _policies(other)
    theirs.fill("A law")
    expect(their_state).to_contain_text("Somebody else saved this meanwhile")
    expect(their_section).to_contain_text("A plan for five years and a budget")
    assert looked_through(other) == []
    their_section.get_by_role("button", name="Put both together").click()
    expect(their_state).to_have_text("✓ Saved")
    page.reload()
    text, _, _ = _policies(page)
    expect(text).to_have_value("A plan for five years and a budget\n\nA law")


def test_what_only_some_see_is_open_to_everybody(server: LiveServer, person: Callable[..., Page]) -> None:
    page, found = person(), []
    for key, path in (("participant", "onboarding"), ("organiser", "onboarding/questions")):
        page.goto(server.ready["sign_in"][key])
        page.goto(f"{page.url.rstrip('/')}/{path}")
        found += looked_through(page)
    assert not found, "\n".join(found)

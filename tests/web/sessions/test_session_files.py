"""Files and links on a session's page: who may have them, and under which headers they are given out."""

from __future__ import annotations

import io
import re

from facilitation.domain.session_files import BYTES_MOST
from tests.commands.sessions.test_session_files import PDF
from tests.world import World


def _path(world: World) -> str:
    return f"/p/here/sessions/{world.here.session}"


def _attach(browser, world: World, content: bytes, name: str = "Note é.pdf", **more: str):
    return browser.post(f"{_path(world)}/files", content=(io.BytesIO(content), name), **more)


def test_a_file_is_given_out_as_an_attachment_to_who_sees_the_session(world: World, browse) -> None:
    browser = browse("facilitator")
    assert _attach(browser, world, PDF, title="Concept note").status_code == 303
    page = browser.get(_path(world)).get_data(as_text=True)
    address = re.search(r'href="([^"]*/files/\d+)"', page)[1]
    for role in ("participant", "observer", "guest"):
        answer = browse(role).get(address)
        assert answer.status_code == 200 and answer.data == PDF
    headers = answer.headers
    assert headers["Content-Type"] == "application/pdf" and headers["X-Content-Type-Options"] == "nosniff"
    assert (
        headers["Content-Disposition"].startswith("attachment;")
        and "sandbox" in headers["Content-Security-Policy"]
    )
    for who in ("there/organiser", None):
        assert browse(who).get(address).status_code != 200
    assert browser.post(f"{address}/removal").status_code == 303
    assert f'action="{address}/return"' in browser.get(_path(world)).get_data(as_text=True)
    assert browser.get(address).status_code == 404
    assert browser.post(f"{address}/return").status_code == 303 and browser.get(address).status_code == 200
    assert browse("participant").post(f"{address}/removal").status_code == 403


def test_a_file_of_ten_megabytes_fits_and_a_larger_one_is_told_so(world: World, browse) -> None:
    browser = browse("facilitator")
    assert _attach(browser, world, PDF + bytes(BYTES_MOST - len(PDF))).status_code == 303
    refused = _attach(browser, world, PDF + bytes(BYTES_MOST))
    assert refused.status_code == 422 and "larger than 10 MB" in refused.get_data(as_text=True)
    beyond = _attach(browser, world, PDF + bytes(BYTES_MOST + 200_000))
    assert beyond.status_code == 413 and "larger than 10 MB" in beyond.get_data(as_text=True)
    other = browser.post(f"{_path(world)}/move", note=(io.BytesIO(bytes(3_000_000)), "x.bin"))
    assert other.status_code == 413 and "2 MB" in other.get_data(as_text=True), "elsewhere as before"


def test_a_link_is_attached_and_a_wrong_one_comes_back(world: World, browse) -> None:
    browser = browse("facilitator")
    wrong = browser.post(f"{_path(world)}/files", link="elsewhere.example", title="A page")
    page = wrong.get_data(as_text=True)
    assert wrong.status_code == 422 and 'id="error-link"' in page and 'value="elsewhere.example"' in page
    nothing = browser.post(f"{_path(world)}/files", title="Nothing")
    assert nothing.status_code == 422 and 'id="error-content"' in nothing.get_data(as_text=True)
    assert (
        browser.post(f"{_path(world)}/files", link="https://elsewhere.example/a", title="A page").status_code
        == 303
    )
    assert 'href="https://elsewhere.example/a"' in browse("participant").get(_path(world)).get_data(
        as_text=True
    )

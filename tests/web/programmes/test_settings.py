"""The edition's settings, its privacy notice and its guided setup in the browser."""

from __future__ import annotations

from facilitation.store.programmes import Programme
from tests.world import World

SETTINGS = {
    "title": "Learning 2027",
    "slug": "learning-2027",
    "number": "101 046 133",
    "contact": "team@learning.example",
    "aims": "To learn.",
    "languages": "en",
    "host_zone": "Europe/Dublin",
    "funding": "Funded by us.",
    "disclaimer": "",
    "privacy_notice": "We keep <b>little</b>.\n\nAsk us.",
    "retention_until": "2028-12-31",
    "call_starts_on": "2027-01-11",
    "call_ends_on": "2027-02-11",
}


def test_settings_are_kept_and_the_old_address_leads_on(browse) -> None:
    browser = browse("organiser")
    answer = browser.post("/p/here/settings", **SETTINGS)
    assert answer.headers["Location"] == "/p/learning-2027/settings"
    page = browser.get("/p/learning-2027/settings").get_data(as_text=True)
    for text in (
        "101 046 133",
        "team@learning.example",
        "Learning 2027",
        "To learn.",
        "2028-12-31",
        "2027-02-11",
        "Funded by us.",
    ):
        assert text in page, text
    old = browser.get("/p/here/cities?q=a%20b")
    assert old.status_code == 308 and old.headers["Location"] == "/p/learning-2027/cities?q=a%20b"
    # No browser sends such a query; no program that does may bring about a fault.
    raw = browser.client.get("/p/here/cities", environ_overrides={"QUERY_STRING": "q=\xff"})
    assert raw.status_code == 308
    assert browse("there/organiser").get("/p/here/cities").status_code == 404, "no stranger is led on"


_WRONG = {
    "title": "",
    "slug": "there",
    "number": "9" * 61,
    "contact": "nobody",
    "call_ends_on": "soon",
    "languages": "xx",
}


def test_a_refused_form_keeps_everything(browse, world: World) -> None:
    browser = browse("organiser")
    for field, value in _WRONG.items():
        answer = browser.post("/p/here/settings", **SETTINGS | {"aims": "Typed at length", field: value})
        page = answer.get_data(as_text=True)
        assert answer.status_code == 422 and f'id="error-{field}"' in page and "Typed at length" in page, (
            field
        )
    with world.database.reading() as orm:
        assert orm.get(Programme, world.here.programme).aims == ""


def test_only_organisers_have_settings(browse) -> None:
    for role in ("coordinator", "participant", "guest"):
        browser = browse(role)
        assert browser.get("/p/here/settings").status_code == 404
        assert browser.post("/p/here/settings", **SETTINGS).status_code in (403, 404)


def test_the_privacy_notice_is_everybodys(browse) -> None:
    assert browse(None).get("/p/here/privacy").status_code == 404, "there is none yet"
    browse("organiser").post("/p/here/settings", **SETTINGS)
    page = browse(None).get("/p/learning-2027/privacy").get_data(as_text=True)
    assert "We keep &lt;b&gt;little&lt;/b&gt;." in page and "31 December 2028" in page
    assert "mailto:team@learning.example" in page, "whom to ask"


def test_the_guided_setup(browse, world: World) -> None:
    with world.database.writing() as orm:
        orm.get(Programme, world.here.programme).setup = []
    browser = browse("organiser")
    assert browser.get("/p/here/setup").status_code == 200
    answer = browser.post("/p/here/setup/programme", title="", languages="en", host_zone="UTC")
    assert answer.status_code == 422 and 'id="error-title"' in answer.get_data(as_text=True)
    assert (
        browser.post("/p/here/setup/programme", title="New", languages="es", host_zone="UTC").status_code
        == 303
    )
    # Whatever a step leads to comes back to the setup.
    typed = {"typed": "Porto, Portugal", "setup": "1"}
    looked = browser.post("/p/here/import-cities", **typed).get_data(as_text=True)
    assert 'class="setup-way"' in looked and "/p/here/setup?step=cities" in looked
    wrong = browser.post("/p/here/people", lines="nobody", setup="1")
    assert wrong.status_code == 422 and "/p/here/setup?step=people" in wrong.get_data(as_text=True)
    invited = browser.post("/p/here/people", lines="Ana <ana@city.example>", setup="1")
    assert invited.headers["Location"].endswith("/setup")
    assert "setup-way" not in browser.get("/p/here/people").get_data(as_text=True)
    answer = browser.post("/p/here/setup/workshop", title="Now", template="challenges", when="now")
    assert answer.headers["Location"].endswith("/setup")
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Your workshop “Now” is running." in page and "/room" in page
    later = {"title": "Then", "template": "challenges", "when": "later", "date": "2027-05-01"}
    answer = browser.post("/p/here/setup/workshop", **later)
    page = browser.get(answer.headers["Location"]).get_data(as_text=True)
    assert "Your workshop “Then” is planned for 1 May 2027." in page
    assert "Go on setting up" not in browser.get("/p/here/").get_data(as_text=True)
    assert "The setup is complete." in browser.get("/p/here/").get_data(as_text=True)
    assert browser.post("/p/here/setup/later", step="all").headers["Location"] == "/p/here/"
    assert "The setup is complete." not in browser.get("/p/here/").get_data(as_text=True)
    assert browse("coordinator").get("/p/here/setup").status_code == 404

"""Every table that goes out as CSV is set apart by what the reader's spreadsheet program expects."""

from __future__ import annotations

import pytest
from flask import Flask

from tests.world import World


def _csv_paths(app: Flask) -> set[str]:
    """The address of every CSV file of `here`, whoever adds one."""
    paths = set()
    for rule in app.url_map.iter_rules():
        for values in ({"slug": "here"}, {"slug": "here", "ending": "csv"}):
            if "GET" in rule.methods and rule.arguments == set(values):
                path = app.url_map.bind("localhost").build(rule.endpoint, values)
                paths |= {path} if path.endswith(".csv") else set()
    return paths


@pytest.mark.parametrize(("language", "delimiter"), [("en", ","), ("es", ";"), ("fr", ";")])
def test_cells_are_apart_as_the_reader_expects(
    app: Flask, world: World, browse, language: str, delimiter: str
) -> None:
    browser = browse("organiser")
    browser.post("/language", locale=language)
    paths = _csv_paths(app)
    assert len(paths) >= 5
    for path in paths:
        answer = browser.get(path)
        assert answer.status_code == 200 and answer.content_type == "text/csv; charset=utf-8", path
        header = answer.data.decode("utf-8-sig").splitlines()[0]
        other = {",": ";", ";": ","}[delimiter]
        assert header.count(delimiter) >= 4 and other not in header, (path, header)

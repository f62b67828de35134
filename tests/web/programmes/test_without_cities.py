"""A programme that has no cities yet: each page says so, and offers nothing that could only be refused."""

from __future__ import annotations

import pytest

from tests.world import World


@pytest.mark.parametrize(
    ("path", "not_there"),
    [
        ("tandems", ["What matters most?"]),
        ("tandems/table", ["What matters most?", "Find tandems for it"]),
        ("wishes", ["Add a wish for a city", "Import a sheet"]),
        ("wishes/new", ["Add the wish"]),
        ("new-practice", ["What it is called"]),
        ("burden", []),
        ("sessions/times", ["There is a problem", "Choose at least one city"]),
    ],
)
def test_the_first_thing_to_do_is_to_add_a_city(
    world: World, browse, path: str, not_there: list[str]
) -> None:
    world.by("organiser", "programme.start", {"title": "Ports", "slug": "ports"})
    answer = browse("organiser").get(f"/p/ports/{path}")
    page = answer.get_data(as_text=True)
    assert answer.status_code == 200 and "No cities yet" in page
    assert 'href="/p/ports/new-city"' in page or 'href="/p/ports/cities">To the cities' in page
    assert [words for words in not_there if words in page] == []

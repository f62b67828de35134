"""The rule about small cities, and that what pages say of it is what it does."""

from pathlib import Path

import pytest

from facilitation.domain import small_cities
from facilitation.domain.visibility import shown_city

PACKAGE = Path(__file__).resolve().parents[2] / "facilitation"
TEMPLATES = PACKAGE.parent / "templates"


class Board:
    def __init__(self, authors: str, crowded: list[str]) -> None:
        self.settings, self.crowded, self.hides_text = {"authors": authors}, crowded, False


def test_so_many_people_make_a_crowd() -> None:
    assert [small_cities.is_crowd(count) for count in (0, 1, 2, 3, 40)] == [False, False, False, True, True]
    assert small_cities.crowded({"WAW": 3, "DUB": 2, "BIO": 7}) == ["BIO", "WAW"]


@pytest.mark.parametrize(
    ("authors", "city", "shown"),
    [
        ("shown", "DUB", "DUB"),
        ("city", "WAW", "WAW"),
        ("city", "DUB", None),
        ("city", None, None),
        ("anonymous", "WAW", None),
    ],
)
def test_a_board_shows_cities_by_it(authors: str, city: str | None, shown: str | None) -> None:
    assert shown_city(Board(authors, ["WAW"]), city) == shown


def test_pages_say_the_number_that_holds() -> None:
    assert small_cities.ENOUGH == 3
    for path in ("sessions/live/room.html", "boards/_board_settings.html"):
        assert "once three of its people are here" in (TEMPLATES / path).read_text(encoding="utf-8"), path


def test_nobody_else_counts_to_it() -> None:
    """Everything that needs the rule asks domain/small_cities.py."""
    asking = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if "small_cities import" in path.read_text(encoding="utf-8")
    }
    assert asking == {
        "commands/sessions/breakout_forming.py",
        "commands/sessions/crowds.py",
        "commands/sessions/poll_questions.py",
        "domain/polls.py",
        "domain/visibility.py",
        "queries/privacy/privacy.py",
    }

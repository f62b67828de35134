"""Names of cities: found by any of them, and badges that are free."""

import pytest

from facilitation.domain.cities import fold, is_code, matches, suggest_code

DUBLIN = ["Dublin", "Baile Átha Cliath", "DCC", "DUB", "Ireland"]


@pytest.mark.parametrize("wanted", ["dublin", "baile atha cliath", "ÁTHA", "dcc", "dub ireland", "ubli"])
def test_found_by_any_name(wanted: str) -> None:
    assert matches(fold(wanted), DUBLIN)


@pytest.mark.parametrize("wanted", ["torino", "dublin spain"])
def test_not_found_by_others(wanted: str) -> None:
    assert not matches(fold(wanted), DUBLIN)


def test_letters_without_accents() -> None:
    assert fold("Łódź – SÃO  Paulo") == "lodz sao paulo"


def test_badges_stay_apart() -> None:
    taken: set[str] = set()
    for number in range(700):
        code = suggest_code(f"City {number}", taken)
        assert is_code(code) and code not in taken
        taken.add(code)
    assert suggest_code("Dublin", ()) == "DUB" and suggest_code("Baile Átha Cliath", ()) == "BAC"
    assert is_code(suggest_code("東京", ()))

"""Numbers and days as people type them."""

import pytest

from facilitation.domain.errors import Refused
from facilitation.store.challenges import Challenge
from facilitation.web.typed import day, minutes, number
from tests.world import World


@pytest.mark.parametrize("text", ["", "-1", "1.5", "٣", "9" * 16, "x"])
def test_what_is_no_number(text: str) -> None:
    assert number(text, None) is None
    assert number(text, 7) == 7


def test_numbers() -> None:
    assert number("0", None) == 0
    assert number("9" * 15, None) == 999_999_999_999_999
    assert number("100", 1, digits=2) == 1


def test_days_and_minutes() -> None:
    assert day("") is None and minutes("") is None
    assert day("2027-05-11") == "2027-05-11" and minutes("90") == 90
    for wrong in ("11.5.2027", "2027-13-01"):
        with pytest.raises(Refused) as refused:
            day(wrong, field="until")
        assert refused.value.field == "until"
    for wrong in ("an hour", "1234567", "-5"):
        with pytest.raises(Refused) as refused:
            minutes(wrong)
        assert refused.value.field == "minutes"


@pytest.mark.parametrize("digits", [20, 5_000])
def test_endless_numbers_break_nothing(browse, world: World, digits: int) -> None:
    """More than a database's integer, and more than Python turns into one."""
    endless = "9" * digits
    with world.database.writing() as orm:
        orm.add(Challenge(programme_id=world.here.programme, key="one", kind="social", title="One"))
        orm.flush()
        challenge = orm.query(Challenge).filter_by(key="one").one().id
    browser = browse("organiser")
    for path, fields in (
        (f"challenges/{challenge}/merge", {"into": endless}),
        ("cities/DUB/call", {"seats": endless, "date": "2027-05-11", "starts_at": "10:00", "minutes": "60"}),
        ("onboarding/questions", {"place": "1", "question": endless, "text": "Why?"}),
    ):
        assert browser.post(f"/p/here/{path}", **fields).status_code < 500, path

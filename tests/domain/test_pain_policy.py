"""The policy of pain as people edit it: the default is the usual one, and faults are named at their row."""

from __future__ import annotations

from typing import Any

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.pain_policy import DEFAULT_RULES, require_rules
from facilitation.domain.scheduling import DAY, DEFAULT_POLICY

FINE: dict[str, Any] = {"night": 12, "humane": 2, "weekends": True, "holidays": True, "own_weekends": {}}


def test_the_default_prices_every_minute_as_the_usual_policy_does() -> None:
    policy = DEFAULT_RULES.policy()
    assert policy.pain_of_day() == DEFAULT_POLICY.pain_of_day()
    assert (policy.night, policy.humane, policy.free_days, policy.holidays) == (12, 2, {5, 6}, True)


def test_bands_are_kept_in_order_and_midnight_is_the_days_end() -> None:
    rules = require_rules([(1200, DAY, 5), (540, 1020, 0)], **FINE)
    assert rules.bands == ((540, 1020, 0), (1200, DAY, 5))
    assert rules.policy().pain_at(DAY - 1) == 5 and rules.policy().pain_at(0) == 12


def test_a_city_may_have_another_weekend() -> None:
    rules = require_rules([(0, DAY, 0)], **FINE | {"own_weekends": {"KTM": "sat", "DUB": "usual"}})
    assert rules.own_weekends == {"KTM": "sat"}
    assert rules.policy().free_days_of("KTM") == {5} and rules.policy().free_days_of("DUB") == {5, 6}
    off = require_rules([(0, DAY, 0)], **FINE | {"weekends": False, "own_weekends": {"KTM": "sat"}})
    assert off.policy().free_days_of("KTM") == off.policy().free_days_of("DUB") == set()


@pytest.mark.parametrize(
    ("bands", "change", "field"),
    [
        ([], {}, "band-1"),
        ([(0, DAY, 0)] * 25, {}, "band-1"),
        ([(540, 600, 0), (590, 700, 1)], {}, "band-2"),
        ([(540, 600, 0), (595, 700, 1)], {}, "band-2"),
        ([(600, 700, 0), (540, 660, 1)], {}, "band-1"),
        ([(600, 540, 0)], {}, "band-1"),
        ([(540, 540, 0)], {}, "band-1"),
        ([(0, DAY + 15, 0)], {}, "band-1"),
        ([(0, 60, 13)], {}, "band-1"),
        ([(0, 60, -1)], {}, "band-1"),
        ([(0, DAY, 0)], {"night": -1}, "night"),
        ([(0, DAY, 0)], {"night": 101}, "night"),
        ([(0, DAY, 0)], {"humane": 12}, "humane"),
        ([(0, DAY, 0)], {"own_weekends": {"DUB": "mon"}}, "own_weekends"),
    ],
)
def test_faults_are_named_at_their_place(bands: list, change: dict[str, Any], field: str) -> None:
    with pytest.raises(Refused) as refused:
        require_rules(bands, **FINE | change)
    assert (refused.value.code, refused.value.field) == ("invalid", field)

"""Suggestions for a wish: sixty phrases in three languages, and what must never be suggested."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from benchmarks.suggestions import offered, phrases, right_among
from facilitation.matching import meaning
from facilitation.matching.suggestions import Offered, Stems, Suggestion

SHIPPED = offered()


def by_stems(wish: str, language: str) -> list[Suggestion]:
    return Stems(SHIPPED).order(wish, language)


def by_meaning(wish: str, language: str) -> list[Suggestion]:
    return meaning.order(wish, SHIPPED)


def test_the_phrases_name_practices_that_there_are() -> None:
    asked = phrases()
    assert len(asked) == 60 and {one.language for one in asked} == {"en", "es", "fr"}
    assert {key for one in asked for key in one.practices} <= {one.key for one in SHIPPED}


@pytest.mark.parametrize(("order", "share"), [(by_stems, 0.6), (by_meaning, 0.9)])
def test_the_right_practice_is_among_three(order: Callable[..., list[Suggestion]], share: float) -> None:
    assert right_among(order) >= share * len(phrases())


@pytest.mark.parametrize("wish", ["", "  ", "12 345", "the and for", "zzzz qqqq", "🙂", "a" * 10_000])
def test_a_wish_without_words_finds_nothing_by_stems(wish: str) -> None:
    assert by_stems(wish, "en") == []


def test_nothing_is_suggested_where_nothing_is_offered() -> None:
    assert Stems([]).order("housing", "en") == [] and meaning.order("housing", []) == []
    assert Stems([Offered("P1", ())]).order("housing", "en") == []
    assert meaning.order("housing", [Offered("P1", ())]) == [] and meaning.order(" ", SHIPPED) == []


def test_an_order_is_the_same_each_time_and_equals_stand_by_their_key() -> None:
    twins = [Offered(key, (("Community kitchens", "en"),)) for key in ("P2", "P1", "P3")]
    for order in (Stems(twins).order("a kitchen", "en"), meaning.order("a kitchen", twins)):
        assert [one.key for one in order] == ["P1", "P2", "P3"]
        assert order[0].likeness == pytest.approx(order[-1].likeness)
        assert 0 < order[0].likeness <= 1


def test_words_are_found_in_any_form_and_without_their_accents() -> None:
    here = [Offered("P1", (("Guarderías subvencionadas", "es"),)), Offered("P2", (("Talleres", "es"),))]
    for wish in ("guarderia subvencionada", "GUARDERÍAS", "guardería"):
        assert [one.key for one in Stems(here).order(wish, "es")] == ["P1"], wish


def test_a_word_in_another_language_is_found_by_its_beginning() -> None:
    here = [Offered("P1", (("Solidarity finance", "en"),)), Offered("P2", (("Nurseries", "en"),))]
    for wish, language in (("finanzas solidarias", "es"), ("la solidarité", "fr")):
        assert [one.key for one in Stems(here).order(wish, language)] == ["P1"], wish

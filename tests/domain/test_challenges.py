"""Titles by language, and which titles look alike."""

from __future__ import annotations

from dataclasses import dataclass, field

import pytest

from facilitation.domain.challenges import Title, look_alikes, title_in


@dataclass
class Titled:
    title: str


@dataclass
class Row:
    title: str
    language: str = "en"
    titles: dict[str, Titled] = field(default_factory=dict)


UNEMPLOYMENT = Row("Unemployment and youth unemployment", titles={"es": Titled("Desempleo juvenil")})
HOMELESSNESS = Row("Homelessness")
TRUST = Row("Solidarity, cooperation, and trust between SSE actors")
KNOWN = (UNEMPLOYMENT, HOMELESSNESS, TRUST, Row("Food insecurity"), Row("Economic viability"))


@pytest.mark.parametrize(
    ("typed", "like"),
    [
        ("Youth unemployment", [UNEMPLOYMENT]),
        ("unemployed young people", [UNEMPLOYMENT]),
        ("El desempleo", [UNEMPLOYMENT]),
        ("homeless families", [HOMELESSNESS]),
        ("Trust", [TRUST]),
        ("High rents", []),
        ("the of and", []),
        ("", []),
        ("???", []),
    ],
)
def test_what_looks_alike(typed: str, like: list[Row]) -> None:
    assert look_alikes(typed, KNOWN)[:1] == like


def test_a_reader_without_a_title_gets_the_first_with_its_language() -> None:
    assert title_in(UNEMPLOYMENT, "es") == Title("Desempleo juvenil", "es")
    assert title_in(UNEMPLOYMENT, "fr") == title_in(UNEMPLOYMENT, None) == Title(UNEMPLOYMENT.title, "en")

"""What a cell or a form's field says: languages apart by any sign, or by spaces where that is plain."""

from __future__ import annotations

import pytest

from facilitation.commands.cities.sheet_rows import split


@pytest.mark.parametrize(
    "text",
    [
        "es; en",
        "es, en",
        "es en",
        "es  en",
        "es/en",
        "es|en",
        "es\nen",
        "es\ten",
        "es · en",
        "es & en",
        "es-en",
        ";es;,en;",
    ],
)
def test_languages_are_apart_by_any_sign(text: str) -> None:
    assert split(text, "languages") == ["es", "en"]


@pytest.mark.parametrize(
    ("text", "languages"),
    [
        ("English Spanish French", ["English", "Spanish", "French"]),
        ("English and Spanish", ["English", "Spanish"]),
        ("inglés, francés y catalán", ["inglés", "francés", "catalán"]),
        ("anglais et espagnol", ["anglais", "espagnol"]),
        ("Scottish Gaelic Irish", ["Scottish Gaelic", "Irish"]),
        ("Serbo-Croatian", ["Serbo-Croatian"]),
        ("en et", ["en", "et"]),
        ("Old English", ["Old English"]),
        ("", []),
    ],
)
def test_languages_are_apart_by_spaces_where_that_is_plain(text: str, languages: list[str]) -> None:
    assert split(text, "languages") == languages


@pytest.mark.parametrize("text", ["es et fr", "English Klingonese", "many languages", "es " * 100_000 + "x"])
def test_what_is_not_plain_stays_together_to_be_refused(text: str) -> None:
    assert split(text, "languages") == [" ".join(text.split())]


def test_other_lists_keep_their_spaces() -> None:
    assert split("Baile Átha Cliath, Dublin City", "aliases") == ["Baile Átha Cliath", "Dublin City"]
    assert split("Jobs, skills; Social affairs", "offices") == ["Jobs, skills", "Social affairs"]

"""Files that don't say how their letters are written: read right, or refused in words."""

from __future__ import annotations

import pytest

from facilitation.domain.errors import Refused
from facilitation.domain.sheet_letters import MAC, WINDOWS, decoded, guessed
from facilitation.domain.sheets import read_sheet
from tests.sheets import workbook

TEXTS = [
    "Škofja Loka;SI\r\nL'Hospitalet – Œuvre;ES\r\nMálaga;ES",
    "Málaga",
    "Évry;services de l’habitat",
    "Saint-Étienne;« Métropole »;Orléans, Île-de-France;10 €",
    "ÉVRY-COURCOURONNES;CÓRDOBA;Zaragoza;Logroño;Castelló de la Plana",
    "São Paulo;Brasília;Vitória;Maceió",
    "München;Köln;Österreich;Zürich",
    "Århus;Tromsø;Reykjavík",
    "L’Aquila;Forlì;Cefalù",
    "A Coruña;¿Quién?;1º de Mayo",
]


@pytest.mark.parametrize(
    ("text", "name"),
    [(text, name) for name in (WINDOWS, MAC) for text in TEXTS if name == WINDOWS or "Š" not in text],
)
def test_western_letters_are_read_right(text: str, name: str) -> None:
    content = text.encode(name)
    assert decoded(content) == (text, name)
    assert guessed(content) == name


@pytest.mark.parametrize(
    ("text", "name"),
    [
        ("Škofja Loka", WINDOWS),
        ("L’Aquila", MAC),
        ("Москва;Россия\nКазань;Россия", "cp1251"),
        ("Αθήνα;Ελλάδα", "cp1253"),
        ("Łódź;Polska\nGdańsk;Polska", "cp1250"),
        ("Málaga;España", "cp850"),
        ("北京;中国\n上海;中国", "gb18030"),
        ("東京都;日本", "shift_jis"),
    ],
)
def test_what_cannot_be_told_is_refused_in_words(text: str, name: str) -> None:
    with pytest.raises(Refused, match="CSV UTF-8") as refused:
        read_sheet(text.encode(name))
    assert (refused.value.code, refused.value.field) == ("invalid", "file")


def test_half_a_letter_is_refused() -> None:
    for content in (
        "Málaga;España".encode() + b"\xc3",
        b"\xef\xbb\xbfM\xe1laga",
        "Málaga".encode("utf-16")[:-1],
    ):
        with pytest.raises(Refused, match="CSV UTF-8"):
            read_sheet(content)


def test_what_says_its_letters_is_no_guess() -> None:
    for content in ("Škofja Loka".encode(), "Škofja".encode("utf-16"), b"Cork", workbook([["Škofja"]])):
        assert guessed(content) is None

"""Lists of people as Outlook, Gmail and Excel paste them, and as people type them."""

from __future__ import annotations

import pytest

from facilitation.domain.address_lists import read_list
from facilitation.domain.errors import Refused

JANE, RUI = ("Jane Doe", "jane@city.example"), ("Rui Lopes", "rui@porto.example")

#: As mail and spreadsheet programs put them on the clipboard.
PASTED = {
    "Outlook": "Doe, Jane <jane@city.example>; Lopes, Rui <rui@porto.example>",
    "Outlook with an end": "Doe, Jane <jane@city.example>; Lopes, Rui <rui@porto.example>;\n",
    "Outlook with commas": "Doe, Jane <jane@city.example>, Lopes, Rui <rui@porto.example>",
    "Outlook in quotes": '"Doe, Jane" <jane@city.example>; "Lopes, Rui" <rui@porto.example>',
    "Outlook in single quotes": "'Jane Doe' <jane@city.example>; 'Rui Lopes' <rui@porto.example>",
    "Outlook, mailto": "Jane Doe <mailto:jane@city.example>; Rui Lopes <mailto:rui@porto.example>",
    "Outlook, a line each": "Doe, Jane <jane@city.example>;\r\nLopes, Rui <rui@porto.example>",
    "Gmail": "Jane Doe <jane@city.example>, Rui Lopes <rui@porto.example>",
    "Gmail with quoted names": '"Doe, Jane" <jane@city.example>, Rui Lopes <rui@porto.example>,',
    "Gmail, broken": "Jane Doe\n<jane@city.example>,\nRui Lopes\n<rui@porto.example>",
    "Apple Mail": "Jane Doe <jane@city.example>,\n  Rui Lopes <rui@porto.example>",
    "Excel": "Jane Doe\tjane@city.example\nRui Lopes\trui@porto.example\n",
    "Excel with headings": "Name\tE-mail\r\nJane Doe\tjane@city.example\r\nRui Lopes\trui@porto.example\r\n",
    "Excel, names apart": "Jane\tDoe\tjane@city.example\nRui\tLopes\trui@porto.example",
    "Excel, address first": "jane@city.example\tJane Doe\nrui@porto.example\tRui Lopes",
    "CSV": "Jane Doe,jane@city.example\nRui Lopes,rui@porto.example",
    "CSV with quotes": 'nombre;correo\n"Doe, Jane";jane@city.example\n"Lopes, Rui";rui@porto.example',
    "a name above": "Jane Doe\njane@city.example\n\nRui Lopes\nrui@porto.example",
    "brackets": "Jane Doe (jane@city.example)\nRui Lopes [rui@porto.example]",
    "capitals": "JANE@City.Example Jane Doe".replace(" Jane Doe", ", Jane Doe")
    + "\nrui@porto.example; Rui Lopes",
}


@pytest.mark.parametrize("text", PASTED.values(), ids=PASTED)
def test_a_pasted_list_is_understood(text: str) -> None:
    assert [(line.name, line.email) for line in read_list(text)] == [JANE, RUI]


@pytest.mark.parametrize(
    "text",
    [
        "jane.doe@city.example, rui_lopes@porto.example",
        "jane.doe@city.example; rui_lopes@porto.example;",
        "jane.doe@city.example rui_lopes@porto.example",
        "jane.doe@city.example\nrui_lopes@porto.example",
        "jane.doe@city.example\trui_lopes@porto.example",
        "<jane.doe@city.example>, <rui_lopes@porto.example>",
        "jane.doe@city.example <jane.doe@city.example>, 'rui_lopes@porto.example' <rui_lopes@porto.example>",
    ],
)
def test_bare_addresses_give_a_name_to_begin_with(text: str) -> None:
    assert [(line.name, line.email) for line in read_list(text)] == [
        ("Jane Doe", "jane.doe@city.example"),
        ("Rui Lopes", "rui_lopes@porto.example"),
    ]


@pytest.mark.parametrize(
    "text",
    [
        "Jane Doe <jane@city.example>, observer, DUB",
        "Doe, Jane <jane@city.example>; observer; DUB",
        "Jane Doe\tjane@city.example\tobserver\tDUB",
        "jane@city.example\tJane Doe\tobserver\tDUB",
        "Jane Doe, jane@city.example, observer, DUB",
        '"Jane Doe" <jane@city.example>,observer,DUB,',
    ],
)
def test_role_and_city_stand_behind_the_address(text: str) -> None:
    [line] = read_list(f"\n{text}")
    assert (line.name, line.email, line.role, line.city, line.line) == (*JANE, "observer", "DUB", 2)


def test_a_role_is_no_name() -> None:
    [line] = read_list("jane.doe@city.example, observer, DUB")
    assert (line.name, line.role, line.city) == ("Jane Doe", "observer", "DUB")
    [line] = read_list("jane.doe@city.example, oyente", lambda word: word == "oyente")
    assert (line.name, line.role) == ("Jane Doe", "oyente")


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("Ana María de la O’Higgins-Núñez <a@b.example>", "Ana María de la O’Higgins-Núñez"),
        ('"Activa, S.A." <a@b.example>', "Activa, S.A."),
        ('"Jane \\"JD\\" Doe" <a@b.example>', 'Jane "JD" Doe'),
        ("李小龙 <a@b.example>", "李小龙"),
        ("O'Brien, Pat <a@b.example>", "Pat O'Brien"),
    ],
)
def test_names_stay_as_they_are_written(written: str, name: str) -> None:
    assert [line.name for line in read_list(written)] == [name]


@pytest.mark.parametrize(
    ("text", "line", "words"),
    [
        ("Ana <ana@city.example>\nBo without an address", 2, "can't be read"),
        ("Ana <ana@city.example>\n\nBo\nCy <cy@city.example>", 3, "can't be read"),
        ("Ana <ana@city.example>\nBo <bo@city>", 2, "“bo@city” is not an e-mail address"),
        ("Ana <ana@cíty.example>", 1, "not an e-mail address"),
        ("Ana <ana@city.example>, observer, Bo <bo@city.example>", 1, "can't be read"),
        ("Ana <ana@city.example>; observer; Bo <bo@city.example>", 1, "can't be read"),
        ("ana@city.example, bo@city.example, observer", 1, "can't be read"),
        ("Doe, Jane, Dr <jane@city.example>", 1, "can't be read"),
        ("Ana García\n\n", 1, "can't be read"),
    ],
)
def test_a_refusal_names_its_line(text: str, line: int, words: str) -> None:
    with pytest.raises(Refused, match=words) as refused:
        read_list(text)
    assert (refused.value.field, refused.value.message.params["line"]) == ("lines", line)


LONG = {
    "spaces": " " * 99_999,
    "quotes": '"' * 99_999,
    "escaped quotes": '\\"' * 49_000,
    "brackets": "<" * 99_999,
    "ats": "@" * 99_999,
    "commas": ", " * 49_000 + "a",
    "addresses": "a@b.cc " * 14_000,
    "too long": "x" * 100_001,
}


@pytest.mark.parametrize("text", LONG.values(), ids=LONG)
@pytest.mark.timeout(20)
def test_no_list_takes_long(text: str) -> None:
    """A line of spaces once kept the program busy for hours."""
    try:
        assert len(read_list(text)) in (0, 14_000)
    except Refused as refused:
        assert refused.field == "lines"

"""Practices: which links and contacts are kept, how links stand in a cell, and where an excerpt ends."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from facilitation.domain.errors import Refused
from facilitation.domain.practices import (
    LINKS_MOST,
    STAGES,
    TO_CHOOSE,
    Contact,
    clean_contact,
    clean_description,
    clean_links,
    differing,
    excerpt,
    links_as_cell,
    links_of_cell,
    require_stage,
)

LABELS = st.text(st.characters(codec="utf-8", categories=("L", "N", "P", "Zs")), max_size=30)
PATHS = st.text("abcXYZ09-._~/?=&%", max_size=30)


@pytest.mark.parametrize(
    ("url", "kept"),
    [
        ("https://city.example", True),
        (" HTTPS://city.example/a?b=c#d ", True),
        ("http://city.example", False),
        ("javascript:alert(1)", False),
        ("https://", False),
        ("https://user@city.example", False),
        ("https://[city.example", False),
        ("https://city.example/a b", False),
        ("//city.example", False),
        ("https://city.example/\u202etxt", False),
        ("https://city.example/" + "x" * 500, False),
    ],
)
def test_links_are_https(url: str, kept: bool) -> None:
    if kept:
        assert clean_links([(url, "")]) == [{"url": url.strip(), "label": ""}]
        return
    with pytest.raises(Refused) as refused:
        clean_links([("https://first.example", "First"), (url, "Second")])
    assert refused.value.field == "links" and "Link 2" in str(refused.value)


def test_links_are_few_and_none_stands_twice() -> None:
    same = [("https://city.example", "One"), ("https://city.example", "Two"), ("", ""), (" ", "")]
    assert clean_links(same) == [{"url": "https://city.example", "label": "One"}]
    with pytest.raises(Refused):
        clean_links([("", "A label alone")])
    with pytest.raises(Refused):
        clean_links((f"https://city.example/{n}", "") for n in range(LINKS_MOST + 1))


@given(st.lists(st.tuples(PATHS, LABELS), max_size=LINKS_MOST))
def test_links_come_back_from_a_cell(links: list[tuple[str, str]]) -> None:
    kept = clean_links((f"https://{n}.example/{path}", label) for n, (path, label) in enumerate(links))
    assert clean_links(links_of_cell(links_as_cell(kept))) == kept


@pytest.mark.parametrize("cell", ["x" * 100_000, "x://" * 25_000, "a." * 50_000, "https:/ " * 12_000])
def test_a_long_cell_is_read_at_once(cell: str) -> None:
    """An address that was looked for from every letter on took minutes for twenty thousand of them."""
    with pytest.raises(Refused):
        clean_links(links_of_cell(cell))


def test_links_as_people_write_them() -> None:
    cell = "The report: https://a.example/r; https://b.example, Film https://c.example/f"
    assert clean_links(links_of_cell(cell)) == [
        {"url": "https://a.example/r", "label": "The report"},
        {"url": "https://b.example", "label": ""},
        {"url": "https://c.example/f", "label": "Film"},
    ]
    for cell in ("just words", "https://a.example and more words", "www.city.example"):
        with pytest.raises(Refused) as refused:
            links_of_cell(cell)
        assert refused.value.field == "links"


@pytest.mark.parametrize(
    ("said", "meant"),
    [
        (("", " ", ""), None),
        (("Ana", "ANA@city.example", ""), Contact("Ana", "ana@city.example", "")),
        (("Ana", "", "+353 (1) 222-2222"), Contact("Ana", None, "+353 (1) 222-2222")),
        (("Ana", "", "01 222 2222 ext. 12"), Contact("Ana", None, "01 222 2222 ext. 12")),
        (("", "ana@city.example", ""), "contact_name"),
        (("Ana", "", ""), "contact_email"),
        (("Ana", "ana", ""), "contact_email"),
        (("Ana", "", "call me"), "contact_phone"),
        (("Ana", "", "1" * 60), "contact_phone"),
        (("x" * 81, "ana@city.example", ""), "contact_name"),
    ],
)
def test_contacts(said: tuple[str, str, str], meant: Contact | str | None) -> None:
    if not isinstance(meant, str):
        assert clean_contact(*said) == meant
        return
    with pytest.raises(Refused) as refused:
        clean_contact(*said)
    assert refused.value.field == meant


def test_stages() -> None:
    assert set(TO_CHOOSE) < set(STAGES) and require_stage("") == ""
    with pytest.raises(Refused):
        require_stage("best")


def test_a_description_is_kept_as_a_cell_brings_it_back() -> None:
    assert clean_description("  One  two\t three \r\n\r\nFour ") == "One two three\n\nFour"
    with pytest.raises(Refused):
        clean_description("x" * 10_001)


def test_excerpts_end_with_a_word() -> None:
    assert excerpt("short", 20) == "short"
    assert excerpt("one two three four, five", 20) == "one two three four…"
    assert len(excerpt("x" * 500, 20)) == 20


def test_what_differs() -> None:
    before = {"title": "A", "links": []}
    assert differing(before, before | {"title": "B", "stage": "idea"}) == ["title", "stage"]

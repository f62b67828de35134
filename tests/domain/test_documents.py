"""The document model: what it refuses, what it cleans, and that JSON gives back the same document."""

import json
from datetime import UTC, date, datetime

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from facilitation.domain.documents import (
    CALLOUT_KINDS,
    MARKS,
    NO_WORDS,
    STATUSES,
    BulletList,
    Callout,
    Contents,
    Document,
    Fact,
    Facts,
    Figure,
    Heading,
    ListItem,
    NumberedList,
    Origin,
    Paragraph,
    Quote,
    Run,
    Table,
    from_json,
    passages,
    to_json,
)
from facilitation.domain.errors import Refused
from facilitation.domain.texts import printable

SVG = '<svg xmlns="http://www.w3.org/2000/svg" width="10" height="10"><rect width="5" height="5"/></svg>'

words = st.text(max_size=30)
named = words.map(lambda text: f"x{text}")
runs = st.builds(
    Run,
    words,
    st.sets(st.sampled_from(MARKS)).map(tuple),
    st.sampled_from(("", "https://example.org/a?b=1&c=2", "mailto:a@example.org")),
)
content = st.lists(runs, max_size=3).map(tuple)
flat = st.builds(BulletList, st.lists(st.builds(ListItem, content), max_size=2).map(tuple))
nested = st.lists(st.builds(ListItem, content, st.none() | flat), max_size=3).map(tuple)
points = st.builds(BulletList, nested) | st.builds(NumberedList, nested, st.integers(0, 99))
paragraphs = st.builds(Paragraph, content)


@st.composite
def tables(draw):
    columns = draw(st.integers(1, 3))
    row = st.tuples(*[content] * columns)
    numeric = draw(st.sets(st.integers(0, columns - 1)).map(tuple))
    rows = draw(st.lists(row, max_size=3).map(tuple))
    return Table(draw(words), draw(row), rows, draw(st.booleans()), numeric)


blocks = st.one_of(
    st.builds(Heading, st.just(1), named),
    paragraphs,
    points,
    tables(),
    st.builds(Figure, st.just(SVG), named, words),
    st.builds(Quote, content, words, words),
    st.builds(
        Callout, st.sampled_from(CALLOUT_KINDS), st.lists(paragraphs | points, max_size=2).map(tuple), words
    ),
    st.builds(Facts, st.lists(st.builds(Fact, words, content), max_size=2).map(tuple)),
    st.builds(Contents, st.integers(1, 4)),
)
documents = st.builds(
    Document,
    language=st.sampled_from(("en", "es", "fr", "pt-BR")),
    title=named,
    blocks=st.lists(blocks, max_size=5).map(tuple),
    kind=words,
    authors=st.lists(named, max_size=2).map(tuple),
    dated=st.none() | st.dates(),
    status=st.sampled_from(STATUSES),
    version=st.integers(1, 9),
    funding=words,
    emblem=st.none() | st.just(Figure(SVG, "Emblem")),
    simulated=st.booleans(),
    origin=st.none() | st.builds(Origin, words, st.integers(0, 9), st.datetimes(timezones=st.just(UTC))),
)


@settings(max_examples=50, deadline=None)
@given(documents)
def test_json_gives_back_the_same_document(document):
    assert from_json(json.loads(json.dumps(to_json(document)))) == document


def test_json_is_small_and_plain():
    document = Document("en", "Minutes", (Paragraph("Hello"),), dated=date(2027, 3, 18))
    assert to_json(document) == {
        "language": "en",
        "title": "Minutes",
        "blocks": [{"type": "paragraph", "content": [{"text": "Hello"}]}],
        "dated": "2027-03-18",
    }


@pytest.mark.parametrize(
    ("change", "place"),
    [
        ({"titel": "x"}, "titel"),
        ({"title": 7}, "title"),
        ({"version": True}, "version"),
        ({"version": "1"}, "version"),
        ({"dated": "yesterday"}, "dated"),
        ({"blocks": {}}, "blocks"),
        ({"blocks": [{"type": "script"}]}, "blocks.0.type"),
        ({"blocks": [{"type": "heading", "level": 1}]}, "blocks.0.text"),
        ({"blocks": [{"type": "heading", "level": 1, "text": "x", "id": "y"}]}, "blocks.0.id"),
        (
            {"blocks": [{"type": "paragraph", "content": [{"text": "x", "marks": "strong"}]}]},
            "blocks.0.content.0.marks",
        ),
        (
            {"blocks": [{"type": "bullets", "items": [{"content": [], "below": {"type": "table"}}]}]},
            "blocks.0.items.0.below.type",
        ),
        ({"origin": {"subject": "x", "revision": 1}}, "origin.made_at"),
    ],
)
def test_json_that_is_not_a_document_is_refused_with_its_place(change, place):
    with pytest.raises(Refused) as refused:
        from_json({"language": "en", "title": "Minutes", **change})
    assert refused.value.code == "invalid"
    assert refused.value.message.params["place"] == place


def test_json_without_a_title_is_refused():
    with pytest.raises(Refused) as refused:
        from_json({"language": "en"})
    assert refused.value.message.params["place"] == "title"


def test_the_rules_hold_for_stored_documents_too():
    with pytest.raises(Refused):
        from_json({"language": "en", "title": "x", "blocks": [{"type": "heading", "level": 2, "text": "y"}]})


@pytest.mark.parametrize("levels", [(2,), (1, 3), (1, 2, 4), (1, 2, 1, 3), (0,), (5,)])
def test_headings_never_skip_a_level(levels):
    with pytest.raises(Refused):
        Document("en", "Minutes", tuple(Heading(level, "x") for level in levels))


def test_headings_may_climb_back_at_once():
    document = Document("en", "Minutes", tuple(Heading(level, f"{level}") for level in (1, 2, 3, 4, 1, 2)))
    assert [(number, heading.text) for number, heading in document.headings(1)] == [(1, "1"), (5, "1")]


def test_text_is_cleaned_when_it_enters():
    run = Run("a\x00b\x0bc\ud800d\r\ne\u2028f\x9bg\ufffeh\tí")
    assert run.text == "ab\ncd\ne\nfgh\tí"
    assert Heading(1, " two\n lines \x07").text == "two lines"
    assert Document("en", "a\x1b[31m\nb").title == "a[31m b"


def test_a_title_of_nothing_stops_no_document():
    for nothing in ("", " \n", "\ufffe"):
        assert Heading(1, nothing).text == Document("en", nothing).title == NO_WORDS


@settings(max_examples=50, deadline=None)
@given(st.text(st.characters(), max_size=100))
def test_cleaned_text_is_legal_in_xml_and_stays_clean(text):
    from xml.etree import ElementTree

    cleaned = printable(text)
    element = ElementTree.Element("t")
    element.text = cleaned
    assert ElementTree.fromstring(ElementTree.tostring(element, "utf-8")).text == (cleaned or None)
    assert printable(cleaned) == cleaned


@pytest.mark.parametrize(
    "href",
    ["javascript:alert(1)", "data:text/html,x", "//example.org", "https://a b", "https://a\nb", 'http://"x'],
)
def test_links_that_are_no_links_are_refused(href):
    with pytest.raises(Refused):
        Run("x", href=href)


@pytest.mark.parametrize(
    "svg",
    [
        "",
        "<svg/>",
        "hello",
        SVG.replace("<rect", "<script>alert(1)</script><rect"),
        SVG.replace("<rect", '<rect onclick="alert(1)"'),
        SVG.replace("<rect", '<image href="file:///etc/passwd"/><rect'),
        SVG.replace("<rect", '<image href="data:image/svg+xml;base64,AAAA"/><rect'),
        SVG.replace("<rect", '<use href="data:image/png;base64,AAAA"/><rect'),
        SVG.replace("<rect", '<rect fill="url(https://example.org/x)"'),
        SVG.replace("<rect", "<style>@import 'https://example.org/x';</style><rect"),
        SVG.replace(
            "<rect", '<foreignObject><p xmlns="http://www.w3.org/1999/xhtml">x</p></foreignObject><rect'
        ),
        '<!DOCTYPE svg [<!ENTITY a "aaaa">]>' + SVG,
        '<?xml-stylesheet href="https://example.org/x.css"?>' + SVG,
    ],
)
def test_drawings_that_act_or_load_are_refused(svg):
    with pytest.raises(Refused):
        Figure(svg, "A drawing")


def test_drawings_may_hold_a_picture_of_pixels():
    svg = SVG.replace("<rect", '<image href="data:image/png;base64,iVBORw0KGgo="/><rect')
    assert Figure(svg, "A drawing").svg == svg


def test_drawings_may_point_into_themselves():
    svg = SVG.replace("<rect", '<defs><linearGradient id="g"/></defs><rect fill="url(#g)"')
    assert Figure(svg, "A drawing").svg == svg


@pytest.mark.parametrize(
    "make",
    [
        lambda: Figure(SVG, " "),
        lambda: Table("x", ("a", "b"), (("1",),)),
        lambda: Table("x", (), ()),
        lambda: Table("x", ("a",), (), numeric=(1,)),
        lambda: Callout("joke", ()),
        lambda: Document("english", "x"),
        lambda: Document("en", "x", status="final"),
        lambda: Document("en", "x", version=0),
        lambda: NumberedList(("a",), -1),
        lambda: Origin("x", 1, datetime(2027, 1, 1)),
    ],
)
def test_what_no_reader_could_use_is_refused(make):
    with pytest.raises(Refused):
        make()


def test_lists_end_somewhere():
    deep = BulletList(("x",))
    for _ in range(3):
        deep = BulletList((ListItem("x", deep),))
    with pytest.raises(Refused):
        ListItem("x", deep)


def test_simulated_words_are_one_passage_however_they_are_marked():
    content = (Run("a"), Run("b", ("simulated",)), Run("c", ("strong", "simulated")), Run("d"))
    assert [(simulated, len(found)) for simulated, found in passages(content)] == [
        (False, 1),
        (True, 2),
        (False, 1),
    ]

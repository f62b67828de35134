"""Documents as HTML: nothing gets out of its place, and what stands there means what it is."""

from collections import Counter
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from lxml import html as lxml_html

from facilitation.domain.documents import (
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
    Paragraph,
    Quote,
    Run,
    Table,
)
from facilitation.domain.texts import printable
from facilitation.exports.documents.html import article, page
from tests.exports.samples import CHART, minutes

EVIL = "<script>alert('x')</script>\"'&amp;"


def parsed(document: Document):
    return lxml_html.fromstring(article(document))


def test_the_page_states_language_title_and_authors_and_loads_nothing():
    tree = lxml_html.document_fromstring(page(minutes()).encode())
    assert tree.get("lang") == "en"
    assert tree.findtext(".//title").startswith("Challenge workshop")
    assert len(tree.findall('.//meta[@name="author"]')) == 2
    assert not tree.xpath(
        "//script | //link | //iframe | //@src[not(starts-with(., 'data:image/svg+xml;base64,'))]"
    )


def test_every_tag_that_opens_closes():
    class Balance(HTMLParser):
        void = {"meta", "img", "br"}

        def __init__(self):
            super().__init__()
            self.open = []

        def handle_starttag(self, tag, attrs):
            if tag not in self.void:
                self.open.append(tag)

        def handle_endtag(self, tag):
            assert self.open.pop() == tag

    balance = Balance()
    balance.feed(page(minutes()))
    assert balance.open == []


def test_headings_form_one_ladder_below_the_title():
    levels = [int(element.tag[1]) for element in parsed(minutes()).iter("h1", "h2", "h3", "h4", "h5")]
    assert levels[0] == 1 and Counter(levels)[1] == 1
    assert all(level <= above + 1 for above, level in zip(levels, levels[1:], strict=False))


def test_contents_point_at_headings():
    tree = parsed(minutes())
    targets = [link.get("href")[1:] for link in tree.findall(".//nav//a")]
    assert len(targets) == 7
    assert [tree.get_element_by_id(target).text_content() for target in targets] == [
        link.text_content() for link in tree.findall(".//nav//a")
    ]


def test_tables_name_their_columns_and_rows():
    table = parsed(minutes()).find(".//table")
    assert table.findtext("caption") == "Attendance by city"
    assert [cell.get("scope") for cell in table.findall("thead/tr/th")] == ["col"] * 5
    assert len(table.findall("tbody/tr/th[@scope='row']")) == 9
    assert len(table.findall("tbody//td[@class='numeric']")) == 9


def test_pictures_carry_their_text_and_cannot_act():
    tree = parsed(minutes())
    assert [image.get("alt")[:9] for image in tree.iter("img")] == ["Bar chart", "Emblem of"]
    assert not list(tree.iter("svg"))


def test_simulated_words_are_marked_where_they_stand():
    tree = parsed(minutes())
    marks = tree.findall(".//span[@class='simulated']")
    assert len(marks) == 36 + 1 + 3
    assert all(mark.find("small").text == "Simulated" for mark in marks)
    assert tree.find(".//header/p[@role='note']") is not None


def test_no_mark_without_simulation():
    text = article(Document("en", "Minutes", (Paragraph("We met."),)))
    assert "imulated" not in text


def test_labels_are_in_the_documents_language():
    french = {"Draft": "Brouillon", "Version %(number)d": "Version n° %(number)d", "Contents": "Sommaire"}
    text = article(
        Document("fr", "Compte rendu", (Contents(), Heading(1, "Accueil")), version=2),
        lambda sentence: french.get(sentence, sentence),
    )
    assert 'lang="fr"' in text and "Brouillon</strong> · Version n° 2" in text and "Sommaire" in text


def everything(text: str) -> Document:
    """A document with `text` in every place that takes words."""
    run = (
        Run(text, ("strong", "emphasis", "simulated")),
        Run(f"x{text}", (), "https://example.org/?a=1&b='2'"),
    )
    return Document(
        "en",
        f"x{text}",
        (
            Contents(),
            Heading(1, f"x{text}"),
            Paragraph(run),
            BulletList((ListItem(run, NumberedList((ListItem(run),), 3)),)),
            Table(text, (run,), ((run,),), header_column=True),
            Figure(CHART, f"x{text}", text),
            Quote(run, text, text),
            Callout("note", (Paragraph(run),), text),
            Facts((Fact(text, run),)),
        ),
        kind=text,
        subtitle=text,
        authors=(text,),
        programme=text,
        funding=text,
        disclaimer=text,
        simulated=True,
    )


def shape(document: Document) -> list[tuple[str, tuple[str, ...]]]:
    return [(element.tag, tuple(sorted(element.keys()))) for element in parsed(document).iter()]


def test_no_text_becomes_markup():
    text = article(everything(EVIL))
    assert "<script" not in text and "alert('x')" not in text
    assert shape(everything(EVIL)) == shape(everything("calm"))


@settings(max_examples=50, deadline=None)
@given(st.text(max_size=60))
def test_any_text_is_shown_as_it_is_written(text):
    # Line breaks inside words are shown as <br>; white space at the edges decides nothing here.
    shown = f"x{text}y"
    tree = parsed(Document("en", "t", (Paragraph(shown),)))
    found = "".join(tree.xpath(".//p[not(@class)]")[0].itertext())
    assert found == printable(shown)

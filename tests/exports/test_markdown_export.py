"""Documents as Markdown: a strict reader finds the words as they were written."""

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt

from facilitation.domain.documents import (
    BulletList,
    Document,
    Heading,
    ListItem,
    NumberedList,
    Paragraph,
    Run,
    Table,
    plain,
)
from facilitation.exports.documents.markdown import escaped, markdown
from tests.exports.samples import minutes

READER = MarkdownIt("commonmark", {"html": False}).enable("table")


def words(text: str) -> str:
    """What a reader of `text` as Markdown sees, white space made single."""
    seen = []
    for token in READER.parse(text):
        for child in token.children or ():
            seen.append({"softbreak": "\n", "hardbreak": "\n"}.get(child.type, child.content))
        assert token.type not in ("html_block", "fence", "code_block"), text
    return " ".join("".join(seen).split())


def kinds(text: str) -> list[str]:
    return [token.type for token in READER.parse(text)]


SIGNS = st.text(st.sampled_from("*_`#-+=>|[]()<>&!~\\.:1 \n\tab"), max_size=25)
ANY = st.text(st.characters(codec="utf-8", exclude_categories=("Cc", "Zs", "Zl", "Zp")), max_size=25)


@settings(max_examples=150, deadline=None)
@given(SIGNS | ANY)
@example("1. one")
@example("- one\n- two")
@example("    code")
@example("a\n===")
@example("a\n---\nb")
@example("[a]: https://example.org")
@example("&lt;script&gt;")
@example("| a | b |\n| - | - |")
@example("\\")
@example("~~~\nx")
def test_any_text_reads_as_it_was_written(text):
    assert words(escaped(f"x{text}")) == " ".join(f"x{text}".split())
    if text.strip():
        assert words(escaped(text)) == " ".join(text.split())


@settings(max_examples=150, deadline=None)
@given(
    st.lists(st.builds(Run, SIGNS, st.sets(st.sampled_from(("strong", "emphasis"))).map(tuple)), max_size=4)
)
def test_marks_never_change_the_words(runs):
    text = markdown(Document("en", "t", (Paragraph(tuple(runs)),)))
    body = text.partition("\n\nDraft · Version 1")[2]
    assert words(body) == " ".join(plain(tuple(runs)).split())


@pytest.mark.parametrize("mark", ["strong", "em"])
def test_marks_are_read_as_marks(mark):
    name = {"strong": "strong", "em": "emphasis"}[mark]
    text = markdown(Document("en", "t", (Paragraph((Run("The "), Run("first ", (name,)), Run("step"))),)))
    (paragraph,) = [t for t in READER.parse(text) if t.content and "step" in t.content]
    assert [child.type for child in paragraph.children] == [
        "text",
        f"{mark}_open",
        "text",
        f"{mark}_close",
        "text",
    ]


def test_headings_tables_and_lists_are_real():
    found = kinds(markdown(minutes()))
    assert found.count("table_open") == 2
    assert found.count("tr_open") == 10 + 37
    assert found.count("heading_open") == 9
    assert found.count("ordered_list_open") == 2


def test_two_lists_in_a_row_stay_two():
    text = markdown(
        Document(
            "en", "t", (BulletList(("a",)), BulletList(("b",)), NumberedList(("c",)), NumberedList(("d",), 7))
        )
    )
    found = kinds(text)
    assert found.count("bullet_list_open") == 2 and found.count("ordered_list_open") == 2
    assert [t.attrs.get("start") for t in READER.parse(text) if t.type == "ordered_list_open"] == [None, 7]


def test_lists_lie_inside_their_point():
    text = markdown(
        Document("en", "t", (NumberedList((ListItem("a\nb", BulletList((ListItem("c"),))), ListItem("d"))),))
    )
    depth = [(t.type, t.level) for t in READER.parse(text) if t.type.endswith("list_open")]
    assert depth == [("ordered_list_open", 0), ("bullet_list_open", 2)]


def test_cells_keep_to_their_row():
    text = markdown(
        Document("en", "t", (Table("x", ("a|b", "c"), (("1\n2", "|"), ("", "\\|")), numeric=(1,)),))
    )
    cells = [t.content for t in READER.parse(text) if t.type == "inline"][-6:]
    assert len(cells) == 6 and words(text).endswith("a|bc1 2|\\|")


def test_simulated_words_and_documents_are_marked():
    text = markdown(minutes())
    assert text.count("\\[Simulated\\]") == 36 + 1 + 3
    assert "> **Simulated** Simulated people took part" in text


def test_headings_stay_on_their_line():
    text = markdown(Document("en", "t #", (Heading(1, "# a\n## b"),)))
    assert [t.content for t in READER.parse(text) if t.type == "inline"][0] == "t \\#"
    assert kinds(text).count("heading_open") == 2

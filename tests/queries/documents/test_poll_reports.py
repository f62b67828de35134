"""Minutes tell what polls, questions to all cities and Q&A came to, and nothing that was not shown."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from pypdf import PdfReader

from facilitation.domain.documents import Document
from facilitation.exports.documents.render import FORMATS, render
from tests.queries.documents.test_minutes import drafted
from tests.world import World


def _add(world: World, kind: str, question: str, **more: Any) -> dict[str, Any]:
    asked = {"session": world.here.session, "kind": kind, "question": question, "open": True}
    return {"poll": world.by("facilitator", "poll.add", asked | more).result["poll"]}


@pytest.fixture
def asked(world: World) -> Document:
    """Minutes of a session with one poll of each kind, shown, and one that was not."""
    one = _add(world, "one", "Where do we meet?", options=["In Dublin", "In Turin"])
    scale = _add(world, "scale", "How useful was it?", settings={"high_words": "very useful"})
    order = _add(world, "ranking", "What comes first?", options=["Money", "People"])
    word = _add(world, "word", "One word?")
    cities = _add(world, "cities", "What do you take home?")
    talk = _add(world, "questions", "Ask the hosts")
    secret = _add(world, "word", "Never shown?")
    for role, number in (("guest", 1), ("participant", 2)):
        world.by(role, "poll.answer", one | {"options": [number]})
        world.by(role, "poll.answer", scale | {"value": 3 + number})
        world.by(role, "poll.answer", order | {"options": [2, 1]})
        world.by(role, "poll.answer", word | {"text": "Trust"})
    world.by("support", "poll.answer", word | {"text": "Rude-word"})
    world.by("guest", "poll.answer", cities | {"text": "A plan"})
    world.by("guest", "poll.answer", secret | {"text": "Unshown-word"})
    first = world.by("guest", "question.ask", talk | {"text": "What does it cost?"}).result
    world.by("guest", "question.ask", talk | {"text": "Who pays?"})
    rude = world.by("guest", "question.ask", talk | {"text": "Rude-question"}).result
    world.by("participant", "question.upvote", first)
    world.by("facilitator", "question.answer", first | {"text": "Less than a bus."})
    world.by("facilitator", "question.hide", rude)
    for poll in (one, scale, order, word, cities, talk):
        world.by("facilitator", "poll.show", poll)
    world.by("facilitator", "poll.hide_word", word | {"word": "rude-word"})
    world.by("facilitator", "session.end", {"session": world.here.session})
    return drafted(world)


def _text(content: bytes, format: str) -> str:
    if format == "pdf":
        return "\n".join(page.extract_text() for page in PdfReader(io.BytesIO(content)).pages)
    if format == "docx":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            return parts.read("word/document.xml").decode()
    return content.decode()


@pytest.mark.parametrize("format", FORMATS)
def test_every_format_tells_what_came_of_them(asked: Document, format: str) -> None:
    text = " ".join(_text(render(asked, format).content, format).split())
    told = (
        "Where do we meet?",
        "In Dublin",
        "Mean: 4.5",
        "5 (very useful)",
        "People",
        "place 1.0 on average",
        "Trust",
        "A plan",
        "except Turin",
        "What does it cost?",
        "Supported by: 1",
        "Less than a bus.",
        "Who pays?",
        "Not answered in the session.",
        "Answers given and not shown: 1",
    )
    for words in told:
        assert words in text, words
    for secret in ("Rude-word", "Rude-question", "Unshown-word", "Gil"):
        assert secret not in text.replace("Gilda", ""), secret

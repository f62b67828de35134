"""The process that makes a PDF: `python -m facilitation.readers.document_child < document.json`.

Stdin: {"document": the document model's JSON, "language": the language of the renderer's own words}.
"""

from __future__ import annotations

import base64
import dataclasses
import json
import sys
from typing import Any

from facilitation.domain.documents import Document, Paragraph, Run, from_json
from facilitation.exports.documents.pdf import pdf
from facilitation.readers.child import answer
from facilitation.translations import say, say_message

#: Addresses, not memory: fonts are mapped, and the typesetter reserves more than it uses.
MEMORY = 2 << 30
SECONDS, LIFE_SECONDS = 15, 65


def _made(content: bytes) -> dict[str, Any]:
    sent = json.loads(content)
    document, language = from_json(sent["document"]), sent["language"]

    def translate(text: str) -> str:
        return say(text, language)

    made = pdf(document, translate)
    if made.remarks:
        # Nobody is there to be told: the file itself says which characters it lacks.
        remarks = tuple(Paragraph((Run(say_message(one, language)),)) for one in made.remarks)
        made = pdf(_with(document, remarks), translate)
    return {"content": base64.b64encode(made.content).decode()}


def _with(document: Document, remarks: tuple[Paragraph, ...]) -> Document:
    """The document with remarks at its beginning."""
    return dataclasses.replace(document, blocks=(*remarks, *document.blocks))


if __name__ == "__main__":
    sys.exit(answer(_made, memory=MEMORY, seconds=SECONDS, life=LIFE_SECONDS))

"""PDFs and proofs: making them takes libraries that the live process must not load, so a child does it."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from typing import Any

import msgspec

from facilitation.domain.documents import Document, to_json
from facilitation.domain.errors import N_, Refused
from facilitation.exports.rendering import Rendering, file_name
from facilitation.readers.apart import Asking, ask

_BUSY = N_("Others are having files made just now. Try again in a moment.")
#: Thirty crowded pages take 4 s of computing, and longer where others compute as well.
_PDF = Asking(60.0, threading.BoundedSemaphore(2), _BUSY)
#: A proof takes as long as finding the answer, and again as long.
_PROOF = Asking(120.0, threading.BoundedSemaphore(1), _BUSY)


def make_pdf_apart(document: Document, language: str) -> Rendering:
    """A document as PDF, its own words in `language`.

    The typesetter and its fonts take 100 MB. Raises `Refused` (busy) where others wait already or it takes
    too long.
    """
    said = ask(
        "document_child", msgspec.json.encode({"document": to_json(document), "language": language}), _PDF
    )
    if said is None or not said.content:
        raise Refused("busy", N_("The PDF could not be made just now. Try again in a moment."), retry_after=5)
    name = file_name(f"{document.kind} {document.title}", language, ending="pdf")
    return Rendering(said.content, "application/pdf", name)


def make_proof_apart(problem: Mapping[str, Any], answer: Mapping[str, Any], city: str | None) -> bytes:
    """The proof of an answer as JSON: whole, or the copy that a `city` may have.

    Raises `Refused` (conflict) where there is nothing to prove, (busy) where it takes too long.
    """
    said = ask(
        "proof_child", msgspec.json.encode({"problem": problem, "answer": answer, "city": city}), _PROOF
    )
    if said is None or not said.content:
        raise Refused(
            "busy", N_("The proof could not be made just now. Try again in a moment."), retry_after=5
        )
    return said.content

"""From a document and a format to a finished file: the one place that knows all renderers (the worker's)."""

from collections.abc import Callable
from types import MappingProxyType

from facilitation.domain.documents import Document
from facilitation.domain.errors import N_, Message, Refused
from facilitation.exports.documents import labels
from facilitation.exports.documents.docx import DOCX_TYPE, docx
from facilitation.exports.documents.html import page
from facilitation.exports.documents.markdown import markdown
from facilitation.exports.documents.pdf import pdf
from facilitation.exports.rendering import Rendering, file_name
from facilitation.exports.wording import Translate, untranslated

_Render = Callable[[Document, Translate], tuple[bytes, tuple[Message, ...]]]


def _page(document: Document, translate: Translate) -> tuple[bytes, tuple[Message, ...]]:
    return page(document, translate).encode(), ()


def _markdown(document: Document, translate: Translate) -> tuple[bytes, tuple[Message, ...]]:
    return markdown(document, translate).encode(), ()


def _docx(document: Document, translate: Translate) -> tuple[bytes, tuple[Message, ...]]:
    return docx(document, translate), ()


def _pdf(document: Document, translate: Translate) -> tuple[bytes, tuple[Message, ...]]:
    made = pdf(document, translate)
    return made.content, made.remarks


_FORMATS: MappingProxyType[str, tuple[str, _Render]] = MappingProxyType(
    {
        "html": ("text/html; charset=utf-8", _page),
        "md": ("text/markdown; charset=utf-8", _markdown),
        "docx": (DOCX_TYPE, _docx),
        "pdf": ("application/pdf", _pdf),
    }
)
FORMATS = tuple(_FORMATS)


def render(document: Document, format: str, translate: Translate = untranslated) -> Rendering:
    """`document` as a file in one of FORMATS; `translate` has the labels in the document's language.

    Refused (not_found) for another format.
    """
    if format not in _FORMATS:
        raise Refused("not_found", N_("There is no document format %(format)s."), format=format)
    media_type, write = _FORMATS[format]
    content, remarks = write(document, translate)
    state = labels.status(document, translate) if document.status != "approved" else ""
    title = f"{document.kind} {document.title}"
    name = file_name(title, state, f"v{document.version}", ending=format)
    return Rendering(content, media_type, name, remarks)

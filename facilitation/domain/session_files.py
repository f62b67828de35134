"""What may be attached to a session: which files, known by what they hold and not by what they are called."""

from __future__ import annotations

import io
import zipfile

from facilitation.domain.errors import N_, Refused

BYTES_MOST = 10_000_000
#: So many files and links are attached to one session.
FILES_MOST = 40
TITLE_LENGTH = 200
NAME_LENGTH = 100

_OFFICE = "application/vnd.openxmlformats-officedocument."
_OPEN = "application/vnd.oasis.opendocument."
#: Media type -> the ending of its files. Nothing else is ever given out.
ENDINGS = {
    "application/pdf": "pdf",
    f"{_OFFICE}wordprocessingml.document": "docx",
    f"{_OFFICE}spreadsheetml.sheet": "xlsx",
    f"{_OFFICE}presentationml.presentation": "pptx",
    f"{_OPEN}text": "odt",
    f"{_OPEN}spreadsheet": "ods",
    f"{_OPEN}presentation": "odp",
    f"{_OPEN}graphics": "odg",
    "image/png": "png",
    "image/jpeg": "jpg",
    "image/gif": "gif",
    "image/webp": "webp",
}
_PARTS = {
    "word/document.xml": f"{_OFFICE}wordprocessingml.document",
    "xl/workbook.xml": f"{_OFFICE}spreadsheetml.sheet",
    "ppt/presentation.xml": f"{_OFFICE}presentationml.presentation",
}
_BEGINNINGS = {
    b"%PDF-": "application/pdf",
    b"\x89PNG\r\n\x1a\n": "image/png",
    b"\xff\xd8\xff": "image/jpeg",
    b"GIF87a": "image/gif",
    b"GIF89a": "image/gif",
}
#: Longer than the name of any media type above.
_TYPE_LENGTH = 100


def media_type_of(content: bytes) -> str:
    """What a file is, by its content. `Refused` at the field "content" where it is none of ENDINGS."""
    if not content:
        raise Refused("invalid", N_("Choose a file."), field="content")
    if len(content) > BYTES_MOST:
        raise Refused("invalid", N_("The file is larger than 10 MB. Choose a smaller one."), field="content")
    found = next((kind for begin, kind in _BEGINNINGS.items() if content.startswith(begin)), None)
    if found is None and content[:4] == b"RIFF" and content[8:12] == b"WEBP":
        found = "image/webp"
    if found is None and content.startswith(b"PK\x03\x04"):
        found = _packed(content)
    if found is None:
        raise Refused(
            "invalid",
            N_(
                "This file can’t be attached. Choose a PDF, a Word, Excel or PowerPoint file (DOCX, XLSX, "
                "PPTX), an OpenDocument file (ODT, ODS, ODP), or a picture (PNG, JPEG, GIF, WebP)."
            ),
            field="content",
        )
    return found


def _packed(content: bytes) -> str | None:
    """Which document a ZIP file is; nothing but the name of its type is ever unpacked here."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            names = set(packed.namelist())
            if any(name.endswith("vbaProject.bin") for name in names):
                raise Refused(
                    "invalid",
                    N_("This file holds macros. Save it without macros, then choose it again."),
                    field="content",
                )
            if "[Content_Types].xml" in names:
                return next((kind for part, kind in _PARTS.items() if part in names), None)
            if "mimetype" in names and packed.getinfo("mimetype").file_size <= _TYPE_LENGTH:
                with packed.open("mimetype") as written:
                    kind = written.read(_TYPE_LENGTH).decode("ascii", "replace").strip()
                return kind if kind in ENDINGS else None
    except (zipfile.BadZipFile, NotImplementedError, RuntimeError, EOFError, ValueError, OSError):
        return None
    return None

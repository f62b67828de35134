"""A programme's emblem: which files may become one, and what is said of those that can't."""

from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.texts import is_blank

BYTES_MOST = 1_000_000
#: Of the picture that was sent; unpacked, each takes four bytes.
PIXELS_MOST = 16_000_000
#: How wide and how high an emblem is at most, in pixels.
SIDE_MOST = 512
ALT_LENGTH = 200
_BEGINNINGS = (b"\x89PNG\r\n\x1a\n", b"\xff\xd8\xff", b"RIFF")

#: What is wrong with a picture that was looked at, by the word that is kept of it.
FAULTS = {
    "unreadable": N_("The picture can't be read: the file is damaged or no picture. Save it anew as PNG."),
    "too_many_pixels": N_("The picture has too many pixels. At most 16 million fit: make it smaller."),
}


def require_picture(content: bytes) -> None:
    """Refuse at once what can't become an emblem, by its size and its first bytes."""
    if not content:
        raise Refused("invalid", N_("Choose a picture."), field="picture")
    if len(content) > BYTES_MOST:
        raise Refused(
            "invalid",
            N_("The picture is larger than 1 MB. Make it smaller and choose it again."),
            field="picture",
        )
    if b"<svg" in content[:2_000].lower():
        raise Refused(
            "invalid",
            N_("SVG drawings are not taken, since they can hold scripts. Save it as PNG."),
            field="picture",
        )
    if not content.startswith(_BEGINNINGS):
        raise Refused("invalid", N_("This is neither a PNG nor a JPEG nor a WebP picture."), field="picture")


def clean_alt(text: str) -> str:
    """The words for whoever can't see the picture."""
    if is_blank(text):
        raise Refused("invalid", N_("Say in words what the picture shows."), field="alt")
    return clean_name(text, "alt", ALT_LENGTH)

"""A picture that somebody sends, made anew: small, upright, and nothing in it but its pixels.

Decoders are large and have had their holes: this runs in a child process alone (facilitation/readers).
"""

from __future__ import annotations

import io
from dataclasses import dataclass

from PIL import Image, ImageOps

from facilitation.domain.emblems import PIXELS_MOST, SIDE_MOST

FORMATS = ("PNG", "JPEG", "WEBP")
#: A picture in few colours stays a PNG; beyond this many bytes it is packed more tightly.
PNG_MOST = 60_000
_JPEG_QUALITY = 85


class Faulty(Exception):
    """The file can't become an emblem; `str` is a key of domain/emblems.FAULTS."""


@dataclass(frozen=True, slots=True)
class Picture:
    """At most SIDE_MOST pixels wide and high."""

    content: bytes
    media_type: str
    width: int
    height: int


def picture_of(content: bytes) -> Picture:
    """The picture in a file, without its metadata, its further frames and whatever else it brought.

    Raises `Faulty`; a file with too many pixels before any of them is unpacked.
    """
    try:
        with Image.open(io.BytesIO(content), formats=FORMATS) as file:
            if file.width * file.height > PIXELS_MOST:
                raise Faulty("too_many_pixels")
            # Made small first: each full copy of the pixels would be 64 MB. Colours that are numbers of a
            # palette, or one that means "nothing here", can't be mixed before they are colours.
            numbered = file.mode in ("1", "P", "PA") or "transparency" in file.info
            small = file.convert("RGBA") if numbered else file
            small.thumbnail((SIDE_MOST, SIDE_MOST), Image.Resampling.LANCZOS)
            small = ImageOps.exif_transpose(small)
            plain = small.convert("RGBA" if small.has_transparency_data else "RGB")
        plain.info.clear()
        return _packed(plain)
    except Faulty:
        raise
    except Image.DecompressionBombError:
        raise Faulty("too_many_pixels") from None
    except Exception as error:  # whatever a decoder stumbles over is the file's fault
        raise Faulty("unreadable") from error


def _packed(plain: Image.Image) -> Picture:
    content, media_type = _saved(plain, "PNG", optimize=True), "image/png"
    if len(content) > PNG_MOST:
        if plain.mode == "RGB":
            content, media_type = _saved(plain, "JPEG", quality=_JPEG_QUALITY, optimize=True), "image/jpeg"
        else:
            few = plain.quantize(256, method=Image.Quantize.FASTOCTREE)
            content = _saved(few, "PNG", optimize=True)
    return Picture(content, media_type, plain.width, plain.height)


def _saved(picture: Image.Image, kind: str, **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()

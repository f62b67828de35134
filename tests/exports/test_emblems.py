"""The picture that becomes an emblem: small, upright, and nothing else of the file in it."""

from __future__ import annotations

import io
import struct
import zlib

import pytest
from PIL import Image

from facilitation.domain.emblems import BYTES_MOST, SIDE_MOST
from facilitation.exports.emblems import Faulty, picture_of

SECRET = b"53.3498 N, 6.2603 W"


def _file(kind: str, picture: Image.Image, **how: object) -> bytes:
    file = io.BytesIO()
    picture.save(file, kind, **how)
    return file.getvalue()


def _with_place(kind: str) -> bytes:
    """Wide, lying on its side as a phone saves it, with words in its metadata and behind its end."""
    exif = Image.Exif()
    exif[0x0112] = 6  # to be turned by a quarter
    exif[0x010E] = SECRET.decode()
    return _file(kind, Image.new("RGB", (1200, 300), "teal"), exif=exif) + b"<script>" + SECRET


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "WEBP"])
def test_only_the_pixels_stay(kind: str) -> None:
    file = _with_place(kind)
    assert SECRET in file
    made = picture_of(file)
    assert SECRET not in made.content and b"script" not in made.content
    with Image.open(io.BytesIO(made.content)) as picture:
        assert picture.size == (made.width, made.height) == (SIDE_MOST // 4, SIDE_MOST)
        assert not picture.getexif() and not picture.info.get("icc_profile")


def test_a_large_picture_weighs_little_and_stays_transparent() -> None:
    noise = Image.effect_noise((900, 900), 90)
    made = picture_of(_file("PNG", Image.merge("RGBA", (noise, noise, noise, noise))))
    assert len(made.content) < BYTES_MOST / 3 and made.media_type == "image/png"
    with Image.open(io.BytesIO(made.content)) as picture:
        assert picture.has_transparency_data
    assert picture_of(_file("PNG", noise.convert("RGB"))).media_type == "image/jpeg"


def _bomb(width: int, height: int) -> bytes:
    """A PNG that says it is very large and holds next to nothing."""

    def chunk(name: bytes, content: bytes) -> bytes:
        check = zlib.crc32(name + content)
        return struct.pack(">I", len(content)) + name + content + struct.pack(">I", check)

    head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    body = chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(1000))) + chunk(b"IEND", b"")
    return b"\x89PNG\r\n\x1a\n" + body


@pytest.mark.parametrize(
    ("file", "fault"),
    [
        (_bomb(4_001, 4_000), "too_many_pixels"),
        (_bomb(60_000, 60_000), "too_many_pixels"),
        (_bomb(1_000, 1_000)[:60], "unreadable"),
        (_file("PNG", Image.new("RGB", (64, 64)))[:-40], "unreadable"),
        (b"RIFF....WEBPVP8 ....", "unreadable"),
        (_file("GIF", Image.new("RGB", (64, 64))), "unreadable"),
    ],
)
def test_what_can_become_no_emblem_is_said(file: bytes, fault: str) -> None:
    with pytest.raises(Faulty, match=fault):
        picture_of(file)

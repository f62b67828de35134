"""The fonts of documents: those that come with the program, loaded once, and which of them is tried first."""

from functools import cache
from pathlib import Path

import typst

FOLDER = Path(__file__).parents[3] / "static" / "fonts" / "document"

_LATIN = "Atkinson Hyperlegible Next"
# Emoji before the symbols: else a family or a keycap would be drawn as its parts, in black and white.
_SCRIPTS = ("Noto Color Emoji", "Noto Sans", "Noto Sans Arabic", "Noto Sans Hebrew", "Noto Sans Devanagari")
_REST = ("Noto Sans Symbols", "Noto Sans Symbols2", "Noto Sans Math")
# The same character is drawn differently in China, Taiwan, Hong Kong, Japan and Korea.
_EAST_ASIAN = {"ja": "JP", "ko": "KR", "zh-TW": "TC", "zh-HK": "HK"}
_CHINESE = "SC"


@cache
def shipped() -> typst.Fonts:
    """The program's own fonts. A font's bytes are read when the first character needs it, and then kept."""
    return typst.Fonts(include_system_fonts=False, font_paths=[FOLDER])


def families(language: str) -> list[str]:
    """The font families in the order in which they are asked for a character, for a text in `language`."""
    region = _EAST_ASIAN.get(language) or _EAST_ASIAN.get(language.partition("-")[0], _CHINESE)
    return [_LATIN, *_SCRIPTS, "Noto Sans Thai", f"Noto Sans CJK {region}", *_REST]

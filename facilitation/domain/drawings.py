"""What an SVG drawing may hold before it enters a document: shapes and words, nothing that acts or loads."""

import re
from xml.etree import ElementTree

from facilitation.domain.errors import N_, Refused

_SVG = "{http://www.w3.org/2000/svg}"
_ACTING = frozenset(
    f"{_SVG}{name}" for name in ("script", "foreignObject", "handler", "iframe", "set", "animate", "a")
)
#: A picture of pixels that the drawing holds itself.
_HELD = re.compile(r"data:image/(png|jpeg);base64,[A-Za-z0-9+/]+={0,2}")
_LOADING = re.compile(r"@import|url\(\s*['\"]?(?!#)", re.IGNORECASE)


def check_drawing(svg: str) -> None:
    """Refused (invalid) unless `svg` is one still SVG drawing: the same text goes into web pages and files.

    Entities and style sheets of its own are refused before parsing, so that no drawing can swell or fetch.
    """
    if "<!" in svg.replace("<!--", "") or "<?xml-" in svg:
        raise Refused("invalid", N_("A picture must be a plain SVG drawing."))
    try:
        root = ElementTree.fromstring(svg)
    except ElementTree.ParseError as fault:
        raise Refused("invalid", N_("A picture must be a plain SVG drawing.")) from fault
    if root.tag != f"{_SVG}svg":
        raise Refused("invalid", N_("A picture must be a plain SVG drawing."))
    for element in root.iter():
        if _acts(element) or _loads(element):
            raise Refused("invalid", N_("A picture must not run scripts or load anything."))


def _acts(element: ElementTree.Element) -> bool:
    foreign = not element.tag.startswith(_SVG)
    return foreign or element.tag in _ACTING or any(name.lower().startswith("on") for name in element.attrib)


def _loads(element: ElementTree.Element) -> bool:
    links = (value for name, value in element.attrib.items() if name.rpartition("}")[2] in ("href", "src"))
    if element.tag == f"{_SVG}image":
        links = (link for link in links if not _HELD.fullmatch(link))
    texts = (*element.attrib.values(), element.text or "" if element.tag == f"{_SVG}style" else "")
    return any(not link.startswith("#") for link in links) or any(map(_LOADING.search, texts))

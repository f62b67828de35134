"""XML that somebody sends: no document type, so no entities. The parser judges it, whatever its encoding."""

from typing import NoReturn
from xml.etree import ElementTree
from xml.parsers import expat


class NotPlain(ValueError):
    """The document declares a type of its own."""


class _Begun(Exception):
    """The root element is there: from here on no document type can follow."""


def require_plain(content: bytes) -> None:
    """Raise `NotPlain` where the document declares a type, the only place for entities.

    Bytes are not searched for "<!DOCTYPE": in UTF-16 they spell it otherwise. A document that is no XML
    passes; whoever parses it finds that out.
    """
    parser = expat.ParserCreate()
    parser.StartDoctypeDeclHandler = _refuse
    parser.EntityDeclHandler = _refuse
    parser.StartElementHandler = _begin
    try:
        # In one piece: in many, a long comment would be read anew from its beginning with each of them.
        parser.Parse(content, True)
    except (_Begun, expat.ExpatError):
        return


def parsed(content: bytes) -> ElementTree.Element:
    """The root of a plain document; raises `NotPlain`, and `ElementTree.ParseError` for what is no XML."""
    require_plain(content)
    return ElementTree.fromstring(content)


def _refuse(*declared: object) -> NoReturn:
    raise NotPlain


def _begin(name: str, attributes: object) -> NoReturn:
    raise _Begun

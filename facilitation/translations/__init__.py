"""The program's words in its languages, for whoever is outside a web request."""

import datetime as dt
import gettext
from functools import cache
from pathlib import Path
from typing import Any

from facilitation.domain.errors import Message
from facilitation.domain.texts import isolated
from facilitation.translations import dates

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "es", "fr")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", FOLDER, [language], fallback=True)


def say(text: str, language: str) -> str:
    """A marked English text in a language; as it is where there is no translation."""
    return _catalogue(language).gettext(text) if text else text


def say_count(one: str, many: str, count: int, language: str) -> str:
    """Of two marked English texts, for one and for several, the one that fits `count`, in a language."""
    return _catalogue(language).ngettext(one, many, count)


def say_message(message: Message, language: str) -> str:
    """A message with its values, in a language; a value that is a message itself is said in it too, a day is
    written as people write it there."""
    text = say(message.text, language)
    if not message.params:
        return text
    return text % {name: _said(value, language) for name, value in message.params.items()}


def _said(value: Any, language: str) -> Any:
    if isinstance(value, Message):
        return say_message(value, language)
    if isinstance(value, dt.date):
        return dates.full_date(value, language)
    return isolated(value) if isinstance(value, str) else value

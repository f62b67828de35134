"""The program's words in its languages, for whoever is outside a web request."""

import gettext
from functools import cache
from pathlib import Path

from facilitation.domain.errors import Message

FOLDER = Path(__file__).parent
LANGUAGES = ("en", "es", "fr")


@cache
def _catalogue(language: str) -> gettext.NullTranslations:
    return gettext.translation("messages", FOLDER, [language], fallback=True)


def say(text: str, language: str) -> str:
    """A marked English text in a language; as it is where there is no translation."""
    return _catalogue(language).gettext(text) if text else text


def say_message(message: Message, language: str) -> str:
    """A message with its values, in a language; a value that is a message itself is said in it too."""
    text = say(message.text, language)
    if not message.params:
        return text
    return text % {
        name: say_message(value, language) if isinstance(value, Message) else value
        for name, value in message.params.items()
    }

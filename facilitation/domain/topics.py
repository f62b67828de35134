"""Topics: their labels by language, and the set that a programme can begin with."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Protocol

from facilitation.domain.challenges import Title
from facilitation.domain.cities import folded
from facilitation.domain.errors import N_, Refused
from facilitation.domain.names import clean_name
from facilitation.domain.programmes import LANGUAGES
from facilitation.domain.texts import is_blank

LABEL_LENGTH = 120
KEY_LENGTH = 60
#: A programme has at most so many.
TOPICS_MOST = 100

#: Key and labels of the topics to begin with: those of the nine-city programme (its topics.csv). The Spanish
#: and French are ours.
STARTING_SET: dict[str, dict[str, str]] = {
    "trust": {
        "en": "Solidarity, cooperation, and trust between SSE actors",
        "es": "Solidaridad, cooperación y confianza entre los actores de la ESS",
        "fr": "Solidarité, coopération et confiance entre les acteurs de l’ESS",
    },
    "admin": {
        "en": "Administrative challenges within public administrations",
        "es": "Dificultades administrativas dentro de las administraciones públicas",
        "fr": "Difficultés administratives au sein des administrations publiques",
    },
    "convening": {
        "en": "Convening and connecting the SSE ecosystem",
        "es": "Reunir y conectar el ecosistema de la ESS",
        "fr": "Réunir et relier l’écosystème de l’ESS",
    },
    "visibility": {
        "en": "Improving the visibility of the SSE",
        "es": "Dar más visibilidad a la ESS",
        "fr": "Rendre l’ESS plus visible",
    },
    "digital": {
        "en": "Development of digital strategies",
        "es": "Desarrollo de estrategias digitales",
        "fr": "Élaboration de stratégies numériques",
    },
    "codesign": {
        "en": "Fostering co-design processes",
        "es": "Impulsar procesos de codiseño",
        "fr": "Favoriser la conception partagée",
    },
    "viability": {
        "en": "Economic viability",
        "es": "Viabilidad económica",
        "fr": "Viabilité économique",
    },
}


class _Labelled(Protocol):
    label: str


class _HasLabels(Protocol):
    """A topic as its row is."""

    @property
    def labels(self) -> Mapping[str, _Labelled]: ...


def label_in(topic: _HasLabels, language: str | None) -> Title:
    """What a topic is called for a reader of `language`; where it has no such label, in another language."""
    for code in (language, *LANGUAGES, *sorted(topic.labels)):
        if code is not None and code in topic.labels:
            return Title(topic.labels[code].label, code)
    return Title("", language or "en")


def goes_by(topic: _HasLabels, label: str) -> bool:
    """Whether a topic is called so in some language."""
    wanted = folded(label)
    return any(folded(one.label) == wanted for one in topic.labels.values())


def clean_labels(labels: Mapping[str, str]) -> dict[str, str]:
    """Labels as they are kept, without those left empty. `Refused` names the field of the one at fault."""
    unknown = set(labels) - LANGUAGES.keys()
    if unknown:
        raise Refused("invalid", N_("Choose one of the program’s languages for the label."), field="labels")
    given = {
        language: clean_name(text, f"label_{language}", LABEL_LENGTH)
        for language, text in labels.items()
        if not is_blank(text)
    }
    if not given:
        first = next(iter(labels), "en")
        raise Refused(
            "invalid", N_("Give the topic a label in at least one language."), field=f"label_{first}"
        )
    return given

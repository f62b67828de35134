"""The rules of polls: their kinds, what can be answered, and what the answers come to.

A poll is prepared, open for answers, shown, or closed. Nothing of its answers leaves the server before it is
shown, but how many there are. Questions (Q&A) and questions to all cities can be followed while they are
open, where their settings say so.
"""

from __future__ import annotations

import unicodedata
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import asdict, dataclass, fields, replace
from typing import Any, Protocol

from facilitation.domain.errors import N_, Refused
from facilitation.domain.small_cities import ENOUGH
from facilitation.domain.texts import clean_text, is_blank, one_line

ONE, SEVERAL, SCALE, RANKING, WORD = "one", "several", "scale", "ranking", "word"
CITIES, QUESTIONS = "cities", "questions"
KINDS = (ONE, SEVERAL, SCALE, RANKING, WORD, CITIES, QUESTIONS)
KIND_NAMES = {
    ONE: N_("Choose one"),
    SEVERAL: N_("Choose several"),
    SCALE: N_("Scale"),
    RANKING: N_("Put in order"),
    WORD: N_("One word"),
    CITIES: N_("Question to all cities"),
    QUESTIONS: N_("Questions and answers"),
}
WITH_OPTIONS = (ONE, SEVERAL, RANKING)
#: What can be followed while it is open.
FOLLOWED = (CITIES, QUESTIONS)

PREPARED, OPEN, SHOWN, CLOSED = "prepared", "open", "shown", "closed"
STATUSES = (PREPARED, OPEN, SHOWN, CLOSED)
STATUS_NAMES = {
    PREPARED: N_("Prepared"),
    OPEN: N_("Open"),
    SHOWN: N_("Shown"),
    CLOSED: N_("Closed"),
}

QUESTION_LENGTH = 500
OPTION_LENGTH = 200
WORD_LENGTH = 80
ANSWER_LENGTH = 500
OPTIONS_MOST = 20
POLLS_MOST = 30
QUESTIONS_MOST = 300
SCALE_MOST = 10
WORDS_SHOWN = 60
TOP_QUESTIONS = 8
#: With more people than this, names would fill a wall: then cities and numbers stand alone.
NAMES_MOST = 60

#: From the most discreet to the most open.
BY = ("anonymous", "city", "names")

Option = dict[str, Any]
Choice = dict[str, Any]


@dataclass(frozen=True, slots=True)
class PollSettings:
    """What a facilitator can set; parts that belong to another kind stay at their defaults.

    `by`: what is kept of who answered. `most`: how many options may be chosen. `low` and `high`: the ends of
    a scale with their words. `skip`: "no answer" may be said. `live`: answers of cities, and questions, can
    be read while they come.
    """

    by: str = "anonymous"
    most: int = 3
    low: int = 1
    high: int = 5
    low_words: str = ""
    high_words: str = ""
    skip: bool = True
    live: bool = False

    @classmethod
    def from_json(cls, kept: dict[str, Any]) -> PollSettings:
        """Settings as kept; what an older row does not name keeps its default."""
        return cls(**{f.name: kept[f.name] for f in fields(cls) if f.name in kept})

    def to_json(self) -> dict[str, Any]:
        return asdict(self)

    def changed(self, named: dict[str, Any], *, answered: bool) -> PollSettings:
        """These settings with the `named` ones changed; `Refused` names the field that can't be.

        Once somebody has answered, only the words of a scale and `live` can change: people relied on the
        rest.
        """
        wanted = replace(self, **named).checked()
        same = replace(self, low_words=wanted.low_words, high_words=wanted.high_words, live=wanted.live)
        if answered and same != wanted:
            raise Refused(
                "conflict",
                N_("People have answered already, so this stays. Its words can still be corrected."),
                field="settings",
            )
        return wanted

    def checked(self) -> PollSettings:
        """These settings with clean words, or `Refused` naming the field that can't be."""
        if self.by not in BY:
            raise Refused("invalid", N_("Choose whether answers are anonymous."), field="by")
        if not 1 <= self.most <= OPTIONS_MOST:
            raise Refused(
                "invalid",
                N_("Between 1 and %(most)s options can be chosen."),
                field="most",
                most=OPTIONS_MOST,
            )
        if not 0 <= self.low < self.high <= SCALE_MOST:
            raise Refused(
                "invalid",
                N_("A scale goes up, from 0 at the least to %(most)s at the most."),
                field="high",
                most=SCALE_MOST,
            )
        return replace(
            self,
            low_words=_short(self.low_words, "low_words", WORD_LENGTH),
            high_words=_short(self.high_words, "high_words", WORD_LENGTH),
        )


def usual_settings(kind: str) -> PollSettings:
    """What a new poll of a kind begins with: cities stand by their answers, Q&A is followed as it comes."""
    if kind == CITIES:
        return PollSettings(by="names")
    if kind == QUESTIONS:
        return PollSettings(by="names", live=True)
    return PollSettings()


def require_kind(kind: str) -> str:
    if kind not in KINDS:
        raise Refused("invalid", N_("Choose what kind of question this is."), field="kind")
    return kind


def clean_question(text: str) -> str:
    return clean_text(text, field="question", limit=QUESTION_LENGTH)


def clean_options(kind: str, texts: Sequence[str]) -> list[str]:
    """The texts of options as they are kept; empty lines are left out. `Refused` names the field."""
    if kind not in WITH_OPTIONS:
        return []
    cleaned = [_short(text, "options", OPTION_LENGTH) for text in texts]
    cleaned = [text for text in cleaned if text]
    if len(cleaned) < 2:
        raise Refused("invalid", N_("Give at least two options."), field="options")
    if len(cleaned) > OPTIONS_MOST:
        raise Refused(
            "too_large", N_("There can be at most %(most)s options."), field="options", most=OPTIONS_MOST
        )
    if len({text.casefold() for text in cleaned}) < len(cleaned):
        raise Refused("invalid", N_("Two options say the same."), field="options")
    return cleaned


def new_options(texts: Sequence[str], present: Sequence[Option] = ()) -> list[Option]:
    """Options with lasting ids: who says the same keeps its id, anything else gets one never used before."""
    known = {option["text"]: option["id"] for option in present}
    last = max((option["id"] for option in present), default=0)
    made: list[Option] = []
    for text in texts:
        number = known.get(text)
        if number is None:
            last += 1
            number = last
        made.append({"id": number, "text": text})
    return made


def reworded(present: Sequence[Option], texts: Sequence[str]) -> list[Option]:
    """The same options in the same order with other words, for polls that have answers."""
    if len(texts) != len(present):
        raise Refused(
            "conflict",
            N_("People have answered already, so the options stay. Their words can still be corrected."),
            field="options",
        )
    return [{"id": option["id"], "text": text} for option, text in zip(present, texts, strict=True)]


def require_asked(kind: str, status: str) -> None:
    """Whether answers are taken now."""
    if status == OPEN or (status == SHOWN and kind in FOLLOWED):
        return
    if status == PREPARED:
        raise Refused("closed", N_("This question is not open yet."))
    raise Refused("closed", N_("This question takes no more answers."))


def clean_choice(
    kind: str,
    settings: PollSettings,
    options: Sequence[Option],
    *,
    chosen: Sequence[int] | None,
    value: int | None,
    text: str | None,
) -> Choice:
    """An answer as it is kept: {"options": [ids]}, {"value": number or None} or {"text"}.

    `Refused` names the field of what is missing or too much.
    """
    if kind in WITH_OPTIONS:
        return {"options": _chosen(kind, settings, options, chosen or [])}
    if kind == SCALE:
        if value is None and not settings.skip:
            raise Refused("invalid", N_("Choose a number."), field="value")
        if value is not None and not settings.low <= value <= settings.high:
            raise Refused(
                "invalid",
                N_("Choose a number between %(low)s and %(high)s."),
                field="value",
                low=settings.low,
                high=settings.high,
            )
        return {"value": value}
    if kind == WORD:
        word = one_line(text or "")
        if is_blank(word):
            raise Refused("invalid", N_("Write one word."), field="text")
        return {"text": _short(word, "text", WORD_LENGTH)}
    if kind == CITIES:
        return {"text": clean_text(text or "", field="text", limit=ANSWER_LENGTH)}
    raise Refused("invalid", N_("Here questions are asked, not answered."), field="poll")


def _chosen(kind: str, settings: PollSettings, options: Sequence[Option], chosen: Sequence[int]) -> list[int]:
    known = {option["id"] for option in options}
    if len(set(chosen)) < len(chosen) or not known.issuperset(chosen):
        raise Refused("invalid", N_("Choose from the options."), field="options")
    if not chosen:
        raise Refused("invalid", N_("Choose at least one option."), field="options")
    if kind == ONE and len(chosen) > 1:
        raise Refused("invalid", N_("Choose one option."), field="options")
    if kind == SEVERAL and len(chosen) > settings.most:
        raise Refused("invalid", N_("Choose at most %(most)s options."), field="options", most=settings.most)
    if kind == RANKING and len(chosen) < len(known):
        raise Refused("invalid", N_("Put all options in order."), field="options")
    return list(chosen) if kind == RANKING else sorted(chosen)


def word_key(text: str) -> str:
    """What two words have in common that count as one: capitals and space around them make no difference."""
    return unicodedata.normalize("NFC", one_line(text)).casefold()


# -- what the answers come to -----------------------------------------------------------------------------


class Answer(Protocol):
    """An answer as far as counting goes; `author` and `city` None where nobody may know."""

    choice: dict[str, Any]
    city: str | None
    author: str | None


class Asked(Protocol):
    """A poll as far as counting goes."""

    kind: str
    options: list[Any]
    settings: dict[str, Any]
    hidden_words: list[Any]
    asked: list[Any]


def results(poll: Asked, answers: Iterable[Answer], *, leads: bool) -> dict[str, Any]:
    """What the answers come to, by the poll's kind (docs/live-protocol.md). Who `leads` sees hidden words.

    Per city only where enough people of it answered, so that no city of one or two is a name.
    """
    given = list(answers)
    settings = PollSettings.from_json(poll.settings)
    if poll.kind in (ONE, SEVERAL):
        found: dict[str, Any] = _counts(poll.options, given)
    elif poll.kind == SCALE:
        found = _scale(settings, given)
    elif poll.kind == RANKING:
        found = _ranks(poll.options, given)
    elif poll.kind == WORD:
        return _words(given, poll.hidden_words, leads) | {"of": len(given)}
    else:
        return _of_cities(given, poll.asked)
    found["of"] = len(given)
    if settings.by != "anonymous":
        found["cities"] = _by_city(poll.kind, given)
    if settings.by == "names" and len(given) <= NAMES_MOST:
        found["names"] = [{"name": one.author, "city": one.city, **one.choice} for one in given if one.author]
    return found


def _counts(options: Sequence[Option], given: Sequence[Answer]) -> dict[str, Any]:
    counted = Counter(number for one in given for number in one.choice["options"])
    return {"counts": [{"id": option["id"], "count": counted[option["id"]]} for option in options]}


def _scale(settings: PollSettings, given: Sequence[Answer]) -> dict[str, Any]:
    """How often each number was chosen, and their mean: who said "no answer" is left out of it."""
    values = [one.choice["value"] for one in given if one.choice["value"] is not None]
    counted = Counter(values)
    return {
        "counts": [{"id": n, "count": counted[n]} for n in range(settings.low, settings.high + 1)],
        "mean": _mean(values),
        "none": len(given) - len(values),
    }


def _ranks(options: Sequence[Option], given: Sequence[Answer]) -> dict[str, Any]:
    """Each option's mean place, from 1 on, the first one first; those of equal mean as they were listed."""
    places: dict[int, list[int]] = defaultdict(list)
    for one in given:
        for place, number in enumerate(one.choice["options"], start=1):
            places[number].append(place)
    ranked = [
        {"id": option["id"], "mean": _mean(places[option["id"]]), "first": places[option["id"]].count(1)}
        for option in options
    ]
    ranked.sort(key=lambda one: one["mean"] if one["mean"] is not None else len(options) + 1)
    return {"ranks": ranked}


def _words(given: Sequence[Answer], hidden: Collection[str], leads: bool) -> dict[str, Any]:
    """The words with how often they came, as they were first written; the most frequent first."""
    first: dict[str, str] = {}
    counted: Counter[str] = Counter()
    for one in given:
        key = word_key(one.choice["text"])
        first.setdefault(key, one.choice["text"])
        counted[key] += 1
    words: list[dict[str, Any]] = []
    for key, count in counted.most_common():
        if key in hidden and not leads:
            continue
        words.append({"text": first[key], "count": count} | ({"hidden": True} if key in hidden else {}))
    return {"words": words[:WORDS_SHOWN], "more": max(0, len(words) - WORDS_SHOWN)}


def _of_cities(given: Sequence[Answer], asked: Iterable[str]) -> dict[str, Any]:
    """Each city's answer with who wrote it, and who of those that were asked kept silent."""
    said = sorted(given, key=lambda one: one.city or "")
    spoke = {one.city for one in said}
    return {
        "answers": [{"city": one.city, "text": one.choice["text"], "by": one.author} for one in said],
        "silent": sorted(set(asked) - spoke),
    }


def _by_city(kind: str, given: Sequence[Answer]) -> dict[str, Any]:
    """Per city what its people said, in the order of the cities, never of what they said.

    Cities with too few answers are left out; and where those left out would be so few that subtracting tells
    what they said, the smallest of the others is left out, too.
    """
    by_city: dict[str, list[Answer]] = defaultdict(list)
    for one in given:
        if one.city is not None:
            by_city[one.city].append(one)
    shown = sorted(
        (city for city, own in by_city.items() if len(own) >= ENOUGH), key=lambda c: len(by_city[c])
    )
    left_out = len(given) - sum(len(by_city[city]) for city in shown)
    while shown and 0 < left_out < ENOUGH:
        left_out += len(by_city[shown.pop(0)])
    return {city: _said(kind, by_city[city]) for city in sorted(shown)}


def _said(kind: str, own: Sequence[Answer]) -> dict[str, Any]:
    if kind == SCALE:
        values = [one.choice["value"] for one in own if one.choice["value"] is not None]
        return {"of": len(own), "mean": _mean(values)}
    if kind == RANKING:
        firsts = Counter(str(one.choice["options"][0]) for one in own)
        return {"of": len(own), "counts": dict(sorted(firsts.items()))}
    counted = Counter(str(number) for one in own for number in one.choice["options"])
    return {"of": len(own), "counts": dict(sorted(counted.items()))}


def _mean(values: Sequence[int]) -> float | None:
    return round(sum(values) / len(values), 2) if values else None


def _short(text: str, field: str, limit: int) -> str:
    line = unicodedata.normalize("NFC", one_line(text))
    if is_blank(line):
        return ""
    if len(line) > limit:
        raise Refused(
            "too_large", N_("This is too long: at most %(limit)s characters."), field=field, limit=limit
        )
    return line

"""What simulated people are called and write: marked, by what their city named, without facts or figures."""

import itertools
import random

import pytest

from facilitation.domain.boards import NOTE_LENGTH
from facilitation.rehearsal.people import CITIES, LANGUAGES, Writer, cast, named_by, phrases, themes

KINDS = ("social", "transversal")


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_challenge_has_words_of_its_own(language):
    said = phrases(language)["challenges"]
    assert set(said) == set(themes())
    sentences = [sentence for own in said.values() for sentence in own]
    assert len(set(sentences)) == len(sentences) >= 3 * len(themes())
    # A figure or date would be invented.
    assert not any(character.isdigit() for sentence in sentences for character in sentence)
    assert max(map(len, sentences)) < NOTE_LENGTH / 2


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_languages_say_the_same_things(language):
    said, english = phrases(language), phrases("en")
    assert said.keys() == english.keys()
    for part in ("records", "points"):
        assert said[part].keys() == english[part].keys()
        for sentence in said[part].values():
            sentence % {"first": "A", "second": "B"}
    for part in ("words", "questions", "follow_ups"):
        assert len(set(said[part])) == len(said[part]) == len(english[part])


def test_an_unknown_language_is_english():
    assert phrases("pl") == phrases("en")


def test_nine_cities_and_names_without_the_mark_that_their_seats_bear():
    people = cast(120)
    assert {person.city for person in people[:12]} == set(CITIES)
    assert len({person.name for person in people}) == 120
    assert not any("simul" in person.name for person in people)


@pytest.mark.parametrize("city", CITIES)
def test_a_city_writes_what_it_named(city):
    person = next(one for one in cast(9) if one.city == city)
    written = list(itertools.islice(Writer("en", random.Random(1)).notes(person, KINDS), 60))
    assert {theme.key for theme, _ in written} == {theme.key for theme in named_by(city)}
    # Both areas of a board fill from the beginning.
    assert {theme.kind for theme, _ in written[:2]} == set(KINDS)
    for theme, text in written:
        assert any(text.startswith(sentence) for sentence in phrases("en")["challenges"][theme.key])


def test_bilbao_named_no_homelessness():
    keys = {theme.key for theme in named_by("BIO")}
    assert {"unemployment", "migrants", "convening"} <= keys
    assert not {"homelessness", "tourism"} & keys


def test_a_sentence_is_repeated_late():
    writer = Writer("en", random.Random(2))
    people = cast(12)
    texts = [text for person in people for _, text in itertools.islice(writer.notes(person, KINDS), 2)]
    assert len(set(texts)) == len(texts)

"""Every word a person reads is in every language, placeholders included, and the catalogues are fresh."""

from __future__ import annotations

import io
import re
import subprocess
import sys
from pathlib import Path

import pytest
from babel.messages.catalog import Catalog
from babel.messages.mofile import read_mo, write_mo
from babel.messages.pofile import read_po

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "facilitation" / "translations"
PLACE = re.compile(r"%\((\w+)\)[sd]|%%")


@pytest.fixture(scope="module")
def sources(tmp_path_factory: pytest.TempPathFactory) -> Catalog:
    """What the code and the templates say now."""
    file = tmp_path_factory.mktemp("words") / "messages.pot"
    command = ["-m", "babel.messages.frontend", "-q", "extract", "-F", "babel.cfg", "-k", "N_", "-k", "_"]
    subprocess.run([sys.executable, *command, "-o", str(file), "."], cwd=ROOT, check=True, timeout=120)
    return read_po(file.open("rb"))


def _catalogue(language: str) -> Catalog:
    return read_po((FOLDER / language / "LC_MESSAGES" / "messages.po").open("rb"), locale=language)


def _texts(entry) -> list[str]:
    return [entry] if isinstance(entry, str) else list(entry)


@pytest.mark.parametrize("language", ["es", "fr"])
def test_nothing_is_left_in_english(sources: Catalog, language: str) -> None:
    catalogue = _catalogue(language)
    missing = []
    for message in sources:
        found = catalogue.get(message.id) if message.id else None
        if message.id and (found is None or not all(_texts(found.string))):
            missing.append(message.id)
    assert not missing


@pytest.mark.parametrize("language", ["es", "fr"])
def test_placeholders_are_kept(language: str) -> None:
    for message in _catalogue(language):
        if not message.id:
            continue
        wanted = set(PLACE.findall(_texts(message.id)[-1]))
        for text in _texts(message.string):
            assert set(PLACE.findall(text)) == wanted, f"{message.id!r}: {text!r}"
        assert not message.fuzzy


@pytest.mark.parametrize("language", ["es", "fr"])
def test_compiled_catalogues_are_fresh(language: str) -> None:
    compiled = io.BytesIO()
    write_mo(compiled, _catalogue(language))
    kept = read_mo((FOLDER / language / "LC_MESSAGES" / "messages.mo").open("rb"))
    fresh = read_mo(io.BytesIO(compiled.getvalue()))
    assert {str(m.id): m.string for m in kept} == {str(m.id): m.string for m in fresh}


#: Words that a language has another one for here; Spanish says "tú" throughout, French "vous".
NOT_SAID = {
    "fr": re.compile(r"(?<!%\()\bsessions?\b|cartes? de chaleur|\b(tu|toi|ton|tes)\b", re.I),
    "es": re.compile(r"\bustedes?\b|\busted\b|\bvosotr[oa]s\b", re.I),
}


@pytest.mark.parametrize("language", ["es", "fr"])
def test_one_word_for_one_thing_and_one_voice(language: str) -> None:
    said = [text for message in _catalogue(language) if message.id for text in _texts(message.string)]
    assert not [text for text in said if NOT_SAID[language].search(text)]

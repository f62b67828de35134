"""Simulated people come through the real doors: nothing of the program but its rules is at their hand."""

import ast
from pathlib import Path

import facilitation.rehearsal

FOLDER = Path(facilitation.rehearsal.__file__).parent
OPEN = ("facilitation.domain", "facilitation.rehearsal")


def imported(file: Path) -> set[str]:
    found = set()
    for node in ast.walk(ast.parse(file.read_text())):
        if isinstance(node, ast.ImportFrom):
            found |= {node.module or ""}
            if node.module == "facilitation":
                found |= {f"facilitation.{name.name}" for name in node.names}
        elif isinstance(node, ast.Import):
            found |= {name.name for name in node.names}
    return found


def test_only_the_rules_are_imported():
    files = list(FOLDER.rglob("*.py"))
    assert len(files) > 10
    for file in files:
        inside = {name for name in imported(file) if name.startswith("facilitation")}
        assert all(name.startswith(OPEN) for name in inside), (file.name, inside)

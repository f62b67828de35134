"""When a session is, and how it stands, is set in one file: nowhere else could SEQUENCE be forgotten."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.commands.sessions.schedule import COLUMNS
from facilitation.store.sessions import Session

PACKAGE = Path(__file__).resolve().parents[2] / "facilitation"
OWNER = PACKAGE / "commands" / "sessions" / "schedule.py"
#: Makes new sessions of columns that it is handed, and sets none itself.
MAKERS = {"new_session", "scheduled", "reschedule"}
FILES = sorted(path for path in PACKAGE.rglob("*.py") if path != OWNER)


def test_these_are_columns_of_a_session() -> None:
    assert set(Session.__table__.columns.keys()) >= COLUMNS


def test_only_one_file_sets_when_a_session_is() -> None:
    found = [
        f"{path.relative_to(PACKAGE)}, line {line}: {what}"
        for path in FILES
        for function in _functions(ast.parse(path.read_text(encoding="utf-8")))
        for line, what in _set_in(function)
    ]
    assert not found, f"Let commands/sessions/schedule.py do it: {found}"


@pytest.mark.parametrize(
    "source",
    [
        "def f(work, session: Session): work.change(session, zone='UTC')",
        "def f(work, session: Session): work.change(session, **when)",
        "def f(work, call): work.change(call.session, status='ended')",
        "def f(work, one: Session): one.starts_at = '10:00'",
        "def f(work, row): setattr(row.session, 'minutes', 90)",
        "def f(work):\n for one in work.orm.scalars(select(Session)): work.change(one, status='ended')",
        "def f(work):\n copy = new_session(work)\n copy.date = None",
        "def f(work):\n copy = new_session(work)\n copy.sequence += 1",
        "def f(work): return Session(date=None)",
        "def f(orm): orm.execute(update(Session).values(date=None))",
    ],
)
def test_it_would_be_found(source: str) -> None:
    assert [_set_in(function) for function in _functions(ast.parse(source))] != [[]]


def _functions(tree: ast.Module) -> Iterator[ast.AST]:
    """The functions of a file, and the file itself for what stands outside of them."""
    for node in ast.walk(tree):
        if isinstance(node, ast.FunctionDef):
            yield node
    yield ast.Module([node for node in tree.body if not isinstance(node, ast.FunctionDef | ast.ClassDef)], [])


def _set_in(function: ast.AST) -> list[tuple[int, str]]:
    sessions = _names_of_sessions(function)
    found: list[tuple[int, str]] = []
    for node in ast.walk(function):
        if isinstance(node, ast.Assign | ast.AugAssign | ast.AnnAssign):
            targets = node.targets if isinstance(node, ast.Assign) else [node.target]
            found += [
                (node.lineno, ast.unparse(target))
                for target in targets
                if isinstance(target, ast.Attribute)
                and target.attr in COLUMNS
                and _is_session(target.value, sessions)
            ]
        elif isinstance(node, ast.Call) and _sets(node, sessions):
            found.append((node.lineno, ast.unparse(node)[:80]))
    return found


def _sets(call: ast.Call, sessions: set[str]) -> bool:
    name = call.func.attr if isinstance(call.func, ast.Attribute) else getattr(call.func, "id", "")
    if name == "Session":
        return bool(call.keywords) and not call.args  # SQLAlchemy's own takes its engine first
    if name == "update" and call.args:
        return getattr(call.args[0], "id", "") == "Session"
    if not call.args or not _is_session(call.args[0], sessions):
        return False
    if name == "setattr":
        return True
    # `**values` could hold anything.
    return name == "change" and any(key.arg is None or key.arg in COLUMNS for key in call.keywords)


def _is_session(value: ast.expr, sessions: set[str]) -> bool:
    if isinstance(value, ast.Attribute):
        return value.attr == "session"
    return isinstance(value, ast.Name) and value.id in sessions


def _names_of_sessions(function: ast.AST) -> set[str]:
    """What a session is called in a function: by its annotation, or by what it was made of or selected by."""
    names = {"session"}
    for node in ast.walk(function):
        if isinstance(node, ast.arg) and node.annotation is not None:
            if "Session" in _words(node.annotation) and not {"OrmSession", "LiveSession"} & _words(
                node.annotation
            ):
                names.add(node.arg)
        elif isinstance(node, ast.Assign) and _gives_session(node.value):
            names |= {target.id for target in node.targets if isinstance(target, ast.Name)}
        elif isinstance(node, ast.For) and isinstance(node.target, ast.Name) and _gives_session(node.iter):
            names.add(node.target.id)
    return names


def _gives_session(value: ast.expr) -> bool:
    """Whether sessions come of an expression: it makes, gets or selects one."""
    for node in ast.walk(value):
        if isinstance(node, ast.Call):
            name = node.func.attr if isinstance(node.func, ast.Attribute) else getattr(node.func, "id", "")
            first = getattr(node.args[0], "id", "") if node.args else ""
            if name in MAKERS or (name in ("select", "get", "get_one", "own") and first == "Session"):
                return True
    return False


def _words(annotation: ast.expr) -> set[str]:
    return {node.id for node in ast.walk(annotation) if isinstance(node, ast.Name)}

"""Imports point one way, style is kept, and a second of everything the house has a name for is not made."""

import re
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
FORBIDDEN_NAMES = {"utils", "helpers", "common", "manager"}


def _run(*command: str) -> str:
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def test_imports_point_one_way() -> None:
    assert "0 broken" in _run(str(Path(sys.executable).with_name("lint-imports")))


def test_style() -> None:
    _run(sys.executable, "-m", "ruff", "check", ".")


def test_no_file_is_a_drawer() -> None:
    files = [
        *ROOT.glob("facilitation/**/*.py"),
        *ROOT.glob("static/js/**/*.js"),
        *ROOT.glob("templates/**/*"),
    ]
    assert files
    assert not [path for path in files if path.stem in FORBIDDEN_NAMES]


@pytest.mark.parametrize("path", sorted(ROOT.glob("facilitation/**/*.py")), ids=lambda path: path.name)
def test_a_file_says_what_it_owns(path: Path) -> None:
    assert path.read_text(encoding="utf-8").startswith('"""')


def test_the_live_process_stays_light() -> None:
    heavy = "{'scipy', 'numpy', 'typst', 'docx', 'xlsxwriter', 'PIL'}"
    assert (
        _run(sys.executable, "-c", f"import facilitation.app, sys; print({heavy} & set(sys.modules))")
        == "set()\n"
    )


def test_templates_can_be_read() -> None:
    """No line of a template is longer than 200 characters, but for a sentence that is one by itself."""
    for path in sorted(ROOT.glob("templates/**/*.html")):
        for number, line in enumerate(path.read_text(encoding="utf-8").splitlines(), start=1):
            longest = max((len(text) for text in re.findall(r"_\('(?:[^'\\]|\\.)*'", line)), default=0)
            assert len(line) - longest <= 200, f"{path.relative_to(ROOT)}:{number} has {len(line)} characters"
    assert not _run(str(Path(sys.executable).with_name("djlint")), "templates", "--lint", "--quiet").strip()

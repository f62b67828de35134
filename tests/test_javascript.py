"""The scripts' own tests, run by Node: state, outbox, feed and what the pages are made of."""

import subprocess
from pathlib import Path

import pytest

from tests import programs

ROOT = Path(__file__).resolve().parents[1]


@pytest.fixture
def node() -> str:
    found = programs.node()
    if found is None:
        pytest.skip("Node.js is not installed")
    return str(found)


def test_scripts(node: str) -> None:
    files = sorted(str(path) for path in (ROOT / "tests" / "js").glob("*.test.js"))
    assert files
    done = subprocess.run([node, "--test", *files], cwd=ROOT, capture_output=True, text=True, timeout=120)
    assert done.returncode == 0, done.stdout[-6000:]


def test_every_script_can_be_read(node: str) -> None:
    """A browser says nothing of a module that it can't parse: it only stays away."""
    for path in sorted((ROOT / "static" / "js").glob("**/*.js")):
        done = subprocess.run(
            [node, "--check", "--input-type=module"],
            input=path.read_text(encoding="utf-8"),
            capture_output=True,
            text=True,
        )
        assert done.returncode == 0, f"{path.relative_to(ROOT)}: {done.stderr}"

"""A pytest plugin: leaves out the suites whose programs are missing here, and says so and how to get them.

With FACILITATION_TEST_ALL=1 a missing program is an error instead: nothing is left out unnoticed.
"""

import compileall
import os
import signal
from pathlib import Path
from typing import Any

import pytest

from tests.programs import NEEDED

ROOT = Path(__file__).resolve().parent.parent

_LEFT_OUT = pytest.StashKey[dict[str, int]]()


def pytest_configure(config: pytest.Config) -> None:
    # A shell's background job begins with SIGINT ignored, and children inherit that: tests that press Ctrl-C
    # on a program of theirs would wait for ever.
    if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:
        signal.signal(signal.SIGINT, signal.default_int_handler)
    if not hasattr(config, "workerinput"):
        # Hundreds of processes will import it; with PYTHONDONTWRITEBYTECODE each would compile it anew.
        for folder in (ROOT / "facilitation", ROOT / "migrations"):
            compileall.compile_dir(folder, quiet=2)
    missing = {marker: 0 for marker, (_, find, _) in NEEDED.items() if find() is None}
    if missing and os.environ.get("FACILITATION_TEST_ALL") == "1":
        names = ", ".join(NEEDED[marker][0] for marker in missing)
        raise pytest.UsageError(f"FACILITATION_TEST_ALL=1 asks for every suite; missing here: {names}.")
    config.stash[_LEFT_OUT] = missing


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    missing = config.stash[_LEFT_OUT]
    kept, left_out = [], []
    for item in items:
        lacking = [marker for marker in missing if item.get_closest_marker(marker)]
        for marker in lacking:
            missing[marker] += 1
        (left_out if lacking else kept).append(item)
    if left_out:
        config.hook.pytest_deselected(items=left_out)
        items[:] = kept


def pytest_sessionfinish(session: pytest.Session) -> None:
    if hasattr(session.config, "workeroutput"):  # each of several workers has looked through all tests
        session.config.workeroutput["left_out"] = session.config.stash[_LEFT_OUT]


@pytest.hookimpl(optionalhook=True)
def pytest_testnodedown(node: Any) -> None:
    node.config.stash[_LEFT_OUT].update(getattr(node, "workeroutput", {}).get("left_out", {}))


def pytest_terminal_summary(terminalreporter: pytest.TerminalReporter, config: pytest.Config) -> None:
    for marker, count in config.stash[_LEFT_OUT].items():
        if count:
            name, _, how = NEEDED[marker]
            tests = "1 test was" if count == 1 else f"{count} tests were"
            terminalreporter.write_line(f"{tests} left out for want of {name}. To get it: {how}", yellow=True)

"""Whole sessions of shipped templates, held by simulated people; their facilitator presses Next alone."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from facilitation.domain.session_templates import SHIPPED
from tests.servers import ROOT

TEMPLATE = "gather_cluster_vote"


def test_a_template_is_played_and_nothing_is_missing() -> None:
    """From the lobby to the minutes, in a program of its own."""
    command = [sys.executable, str(ROOT / "run.py"), "rehearse", "--json", "--template", TEMPLATE]
    command += ["--people", "8", "--seconds", "8", "--lang", "es"]
    done = subprocess.run(command, capture_output=True, text=True, timeout=170, cwd=ROOT)
    assert done.returncode == 0, done.stdout + done.stderr
    report = json.loads(done.stdout)
    (session,) = report["sessions"]
    assert report["simulated"] and report["sound"] and session["faults"] == []
    planned = [
        stage
        for block in SHIPPED[TEMPLATE].blocks
        for stage in ([step["stage"] for step in block.kept_steps] or [""])
    ]
    assert [step["stage"] for step in session["steps"]] == planned
    assert session["people"] == 8 and session["notes"] >= 8 and session["votes"] >= 8
    assert session["clusters"] >= 1 and session["acknowledged"] > session["notes"] + session["votes"]


@pytest.mark.parametrize(
    "options",
    [["--template", "nothing"], ["--json", "--minutes", "1"], ["--seconds", "0"], ["--people", "0"]],
)
def test_options_that_do_not_fit_are_said_at_once(options: list[str]) -> None:
    command = [sys.executable, "-m", "facilitation", "rehearse", *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=60, cwd=ROOT)
    assert done.returncode == 2
    assert "Traceback" not in done.stderr

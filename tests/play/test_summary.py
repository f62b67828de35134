"""The summary of a play: a wrong count is named, and makes it wrong."""

from __future__ import annotations

from pathlib import Path

from facilitation.play.leaving import Left
from facilitation.play.rrr import rrr_sheets
from facilitation.play.summary import Check, Outcome, as_json, lines
from facilitation.play.tandems import Formed


def _outcome(folder: Path, *counts: tuple[int, int]) -> Outcome:
    checks = [Check(f"things of kind {place}", due, found) for place, (due, found) in enumerate(counts, 1)]
    return Outcome(rrr_sheets(), Left(folder), Formed(), checks=checks, played_on="2027-03-01")


def test_what_agrees_is_right(tmp_path: Path) -> None:
    outcome = _outcome(tmp_path, (9, 9), (0, 0))
    assert outcome.right and "Every count is the one" in "\n".join(lines(outcome))


def test_a_wrong_count_is_named(tmp_path: Path) -> None:
    outcome = _outcome(tmp_path, (9, 9), (41, 40))
    said = "\n".join(lines(outcome))
    assert "40  things of kind 2   WRONG: the data say 41" in said
    assert "Something is wrong with: things of kind 2." in said
    assert not outcome.right and not as_json(outcome)["right"]


def test_nothing_to_check_is_not_right(tmp_path: Path) -> None:
    assert not _outcome(tmp_path).right

"""`tandems round.json`: reads a round, prints its answer as JSON on standard output and nothing else."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any, NoReturn

from facilitation.matching.answer import INFEASIBLE, to_form
from facilitation.matching.presets import PRESETS
from facilitation.matching.proof import NoProofError, make_proof
from facilitation.matching.round_file import parse_round, preset_in, read_form
from facilitation.matching.rounds import Round, RoundError
from facilitation.matching.solver import BALANCED, solve

ANSWERED, CANNOT_BE_MEANT, NO_GROUPING = 0, 2, 3


class _Arguments(argparse.ArgumentParser):
    """Complains in one sentence, without the usage."""

    def error(self, message: str) -> NoReturn:
        self.exit(CANNOT_BE_MEANT, f"tandems: {message}\n")


def main(argv: Sequence[str]) -> int:
    """Runs the command on its arguments (without the program's name); the exit status.

    0 with an answer, 3 when no grouping is possible, 2 for input that can't be meant: one sentence on
    standard error names the place.
    """
    parser = _Arguments(prog="tandems", description="Form tandems for a round and explain them.")
    parser.add_argument("round", help="the round as a JSON file; - reads standard input")
    parser.add_argument(
        "--preset", choices=PRESETS, default=None, help=f"the file's own, or else {BALANCED}, unless given"
    )
    parser.add_argument("--seconds", type=_seconds, default=None, help="how long to search at most")
    parser.add_argument(
        "--proof", metavar="FILE", help="write a proof there, for facilitation/matching/check_tandems.py"
    )
    try:
        asked = parser.parse_args(argv)
    except SystemExit as stop:  # --help prints and leaves with 0
        return int(stop.code or 0)
    try:
        content = sys.stdin.buffer.read() if asked.round == "-" else Path(asked.round).read_bytes()
    except (OSError, ValueError) as error:
        reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
        print(f"tandems: {asked.round} can't be read: {reason}", file=sys.stderr)
        return CANNOT_BE_MEANT
    try:
        form = read_form(content)
        round_ = parse_round(form)
        preset = asked.preset or preset_in(form, PRESETS) or BALANCED
        answer = to_form(solve(round_, preset, asked.seconds))
        proof = None if asked.proof is None else _proof(round_, answer, asked.seconds)
    except RoundError as error:
        print(f"tandems: {error}", file=sys.stderr)
        return CANNOT_BE_MEANT
    if proof is not None:
        try:
            Path(asked.proof).write_bytes(_json(proof))
        except (OSError, ValueError) as error:
            reason = error.strerror if isinstance(error, OSError) and error.strerror else str(error)
            print(f"tandems: {asked.proof} can't be written: {reason}", file=sys.stderr)
            return CANNOT_BE_MEANT
    sys.stdout.buffer.write(_json(answer))
    sys.stdout.flush()
    return NO_GROUPING if answer["status"] == INFEASIBLE else ANSWERED


def _proof(round_: Round, answer: dict[str, Any], seconds: float | None) -> dict[str, Any] | None:
    """The proof; a sentence on standard error and None where there is nothing to prove."""
    try:
        return make_proof(round_, answer, seconds)
    except NoProofError as error:
        print(f"tandems: {error}", file=sys.stderr)
        return None


def _json(form: dict[str, Any]) -> bytes:
    text = json.dumps(form, ensure_ascii=False, indent=1, allow_nan=False)
    return text.encode("utf-8", "backslashreplace") + b"\n"


def _seconds(text: str) -> float:
    value = float(text)
    if not 0 < value < 1e7:
        raise argparse.ArgumentTypeError(f"{text} is no number of seconds")
    return value


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))

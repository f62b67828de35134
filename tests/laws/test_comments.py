"""Law: what a city writes beside its ratings is on no page and in no sheet of anybody else."""

from __future__ import annotations

import io
import zipfile

from flask import Flask

from tests.laws import test_stranger as stranger_law
from tests.laws.cases.assessments import answered
from tests.world import World

#: As tests/laws/cases/assessments.py writes it.
COMMENT = "Said-in-trust"


def test_comments_on_ratings(app: Flask, world: World, browse) -> None:
    paths = {path for (_, method), path in stranger_law._paths(app, world).items() if method == "GET"}
    paths.add("/p/here/assessment/ratings.xlsx")
    world.by("coordinator", "assessment.submit", answered(world, world.here.seats["participant"]))
    for role in ("facilitator", "rapporteur", "observer"):
        browser = browse(role)
        assert not [path for path in sorted(paths) if _tells(browser.get(path).data)], role
    support = browse("support")
    assert [path for path in sorted(paths) if "assessment" in path and _tells(support.get(path).data)]


def _tells(content: bytes) -> bool:
    if content[:2] == b"PK":
        with zipfile.ZipFile(io.BytesIO(content)) as parts:
            content = b"".join(parts.read(name) for name in parts.namelist())
    return COMMENT.encode() in content

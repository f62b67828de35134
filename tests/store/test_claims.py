"""A claim keeps everybody else out, other processes too, and is free as soon as its process has ended."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from facilitation.store.claims import claim
from facilitation.store.database import Database
from tests.servers import ROOT, PostgreSQL, until

HOLDER = """
import sys, time
from facilitation.store.claims import claim
from facilitation.store.database import Database
held = claim(Database(sys.argv[1]), "job-7")
print("held" if held else "not held", flush=True)
time.sleep(60)
"""


@pytest.fixture(params=["sqlite", pytest.param("postgresql", marks=pytest.mark.postgresql)])
def database(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Database]:
    if request.param == "sqlite":
        url = f"sqlite:///{tmp_path / 'empty.sqlite3'}"
    else:
        cluster: PostgreSQL = request.getfixturevalue("cluster")
        url = cluster.database()
    database = Database(url, "normal")
    yield database
    database.dispose()


def test_one_at_a_time(database: Database, tmp_path: Path) -> None:
    first = claim(database, "job-7")
    assert first is not None and claim(database, "job-7") is None
    other = claim(database, "job-8")
    assert other is not None
    first.release()
    again = claim(database, "job-7")
    assert again is not None and claim(database, "job-8") is None
    again.release()
    other.release()
    assert list(tmp_path.glob("*claim*")) == []


def test_a_killed_process_holds_nothing(database: Database) -> None:
    url = database.url.render_as_string(hide_password=False)
    with subprocess.Popen([sys.executable, "-c", HOLDER, url], cwd=ROOT, stdout=subprocess.PIPE) as holder:
        assert holder.stdout is not None and holder.stdout.readline() == b"held\n"
        assert claim(database, "job-7") is None
        holder.kill()
    found = []
    until(lambda: found.append(claim(database, "job-7")) or found[-1] is not None, "a free claim", 10)
    found[-1].release()

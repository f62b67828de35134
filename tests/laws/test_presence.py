"""Law: every column of a live row is seen where the table says; a new one is shown to all or declared."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from facilitation.domain.visibility import AUDIENCES, PROJECTOR
from facilitation.live.subjects import KINDS
from tests.laws.cases.presence import PRESENCE
from tests.laws.presence import (
    PLACES,
    columns_of,
    full_session,
    given,
    live_models,
    seen_at,
    subjects_of,
)
from tests.world import World

FILE = "tests/laws/cases/presence.py"
SCRIPTS = Path(__file__).resolve().parents[2] / "static" / "js"
#: Where everything that is not declared private must be seen.
EVERYWHERE = {*AUDIENCES, "minutes"}


def test_every_column_is_declared() -> None:
    for table, model in sorted(live_models().items()):
        for column in columns_of(model):
            assert column in PRESENCE.get(table, {}), (
                f"{table}.{column} is a column of a live row that no law knows: "
                f"write into {FILE} who sees it."
            )
        assert set(PRESENCE[table]) == set(columns_of(model)), (
            f"{FILE} names columns of {table} that are gone"
        )
    assert set(PRESENCE) == set(live_models())


def test_what_is_kept_from_somebody_says_why() -> None:
    for table, columns in PRESENCE.items():
        for column, seen in columns.items():
            assert set(seen.places.split()) <= set(PLACES), f"{table}.{column}"
            whole = set(seen.places.split()) >= EVERYWHERE
            assert whole or seen.because, f"{table}.{column} is kept from somebody: say in {FILE} why."


@pytest.mark.parametrize("table", sorted(PRESENCE))
def test_each_column_is_seen_where_the_table_says(world: World, table: str) -> None:
    full_session(world)
    before = given(world)
    for column, seen in PRESENCE[table].items():
        found = seen_at(world, before, table, column)
        assert found == set(seen.places.split()), (
            f"a change of {table}.{column} is noticed at {sorted(found)}: render it where it is missing, "
            f"or declare it in {FILE}."
        )


def test_everything_the_projector_is_sent_is_read_by_a_script(world: World) -> None:
    full_session(world)
    unread = set()
    scripts = "\n".join(path.read_text(encoding="utf-8") for path in sorted(SCRIPTS.glob("**/*.js")))
    words = set(re.findall(r"\w+", scripts))
    with world.database.reading() as orm:
        for row in subjects_of(world, orm).values():
            kind = row.KIND
            snapshot = KINDS[kind].whole(orm, row, PROJECTOR)
            for name, value in snapshot.items():
                rows = value if isinstance(value, list) else [value]
                for field in {name}.union(*(one for one in rows if isinstance(one, dict))):
                    if ":" not in field and field not in words:
                        unread.add(f"{name}.{field}")
    assert not unread, "what is rendered but never drawn is missing all the same"

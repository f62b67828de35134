"""The processes of the program: `python -m facilitation live | worker | reader | prepare | tandems | ...`.

People start `run.py`, which starts these; a service manager may start `live` and `worker` itself.
"""

import _thread
import argparse
import gc
import importlib
import json
import os
import signal
import sys
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from facilitation import engine, priority
from facilitation.config import ENGINES, Config, ConfigError
from facilitation.domain.errors import Refused

TOOLS = {
    "tandems": "facilitation.matching.command_line",
    "rehearse": "facilitation.rehearsal.command_line",
    "play": "facilitation.play.command_line",
    "link": "facilitation.jobs.links",
    "export": "facilitation.exports.command_line",
    "bench": "facilitation.bench",
    "retention": "facilitation.jobs.retention",
    "purge": "facilitation.jobs.retention",
    "backup": "facilitation.backups.backup",
    "restore": "facilitation.backups.restore",
}
"""Commands with arguments of their own: `main(argv) -> int` each, offered where the module is there."""

WRONG_SETTING = 2
DATABASE_TOO_NEW = 3
DATABASE_UNUSABLE = 4


def tools() -> list[str]:
    """The names in TOOLS whose modules are there."""
    return [name for name, module in TOOLS.items() if _exists(module)]


def main(argv: Sequence[str] | None = None) -> int:
    argv = list(sys.argv[1:] if argv is None else argv)
    if argv and argv[0] in tools():
        return importlib.import_module(TOOLS[argv[0]]).main(argv[1:])
    options = _parser().parse_args(argv)
    try:
        config = Config.from_environment(
            os.environ,
            instance=options.instance,
            host=options.host,
            port=options.port,
            lan=options.lan,
            lan_address=options.lan_address,
            empty=options.empty,
            database_url=options.database,
            engine=options.engine,
        )
    except ConfigError as error:
        print(error, file=sys.stderr)
        return WRONG_SETTING
    # The database, uploads and documents hold what people said: for the eyes of this account only.
    os.umask(0o077)
    wait_for_parent = _follow_parent() if options.with_parent else _not_at_all
    # The imports below come late because they must: patching has to precede every import that takes hold of a
    # lock or a socket class, and the engine's name is known only now.
    if options.process == "prepare":
        return _prepare(config)
    # Before anything is loaded: while all start, the live process comes first, too.
    if options.process in priority.NICENESS:
        os.nice(priority.NICENESS[options.process])
    _patch(config)
    if options.process == "worker":
        worker = _imported("facilitation.jobs.worker")
        wait_for_parent()
        return worker.main(config)
    app = _imported("facilitation.app")
    wait_for_parent()
    if options.process == "reader":
        return app.serve_reader(config, options.reader)
    inherited = options.listener
    listener = engine.listen(config.host, config.port) if inherited is None else engine.adopt(inherited)
    return app.serve_live(config, listener, options.reader)


def _imported(name: str) -> Any:
    """A module with all that it needs. All of it stays, so no cycles are looked for meanwhile."""
    gc.disable()
    try:
        return importlib.import_module(name)
    finally:
        gc.enable()


def _patch(config: Config) -> None:
    engine.patch(config.engine)
    if config.on_postgresql:
        engine.patch_postgresql()
    if config.redis_url is None:
        # python-socketio imports Redis's library wherever it is installed: 7 MB that nobody else needs.
        sys.modules["redis"] = None  # type: ignore[assignment]  # how Python is told that it is not there


def _prepare(config: Config) -> int:
    """Migrate, load the demo where it belongs; one JSON line on stdout: what the demo's people may open."""
    migrate = _imported("facilitation.store.migrate")
    first = "current" if config.loads_demo else "first"
    try:
        with migrate.prepared(config, lambda sentence: print(sentence, file=sys.stderr, flush=True)):
            links = _imported(f"facilitation.demo.{first}").load(config)
    except migrate.DatabaseTooNew as error:
        print(error, file=sys.stderr)
        return DATABASE_TOO_NEW
    except importlib.import_module("sqlalchemy.exc").OperationalError as error:
        print(f"The database cannot be used: {str(error.orig).strip().splitlines()[0]}.", file=sys.stderr)
        return DATABASE_UNUSABLE
    except OSError as error:
        print(f"The database cannot be used: {error.strerror} ({error.filename}).", file=sys.stderr)
        return DATABASE_UNUSABLE
    except Refused as refused:
        # Another process holds the database.
        print(refused, file=sys.stderr)
        return DATABASE_UNUSABLE
    print(json.dumps(links), flush=True)
    return 0


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="python -m facilitation", description=__doc__)
    parser.add_argument("process", choices=["live", "worker", "reader", "prepare", *tools()])
    parser.add_argument("--host", default="127.0.0.1")
    parser.add_argument("--port", type=int, default=8000)
    parser.add_argument("--database", help="a file, sqlite:///PATH or postgresql://...")
    parser.add_argument("--engine", choices=ENGINES)
    parser.add_argument("--instance", default="instance", help="the folder for uploads and documents")
    parser.add_argument("--lan", action="store_true", help="a demo for the local network")
    parser.add_argument("--lan-address", help="this machine's address there")
    parser.add_argument("--empty", action="store_true", help="without the demo's programme")
    parser.add_argument("--listener", type=int, metavar="FD", help="an inherited listening socket")
    parser.add_argument("--reader", metavar="PATH", help="the socket of the process that makes long pages")
    parser.add_argument("--with-parent", action="store_true", help="stop when standard input ends")
    return parser


def _follow_parent() -> Callable[[], object]:
    """Stop when the process that started this one is gone, however it went: its end of our stdin closes.

    Returns what waits until the parent has written its first byte there: that the database is prepared. So
    this process can load the program in the meantime. A real thread and a real lock, from before the
    patching, which the engine never sees.
    """
    prepared = _thread.allocate_lock()
    prepared.acquire()

    def follow() -> None:
        if os.read(0, 1):
            prepared.release()
            while os.read(0, 1024):
                pass
        os.kill(os.getpid(), signal.SIGTERM)

    _thread.start_new_thread(follow, ())
    return prepared.acquire


def _not_at_all() -> None:
    """A service manager's processes have nobody to wait for."""


def _exists(module: str) -> bool:
    # By its file: looking it up as a module would import its package.
    return Path(__file__).parent.parent.joinpath(*module.split(".")).with_suffix(".py").is_file()


if __name__ == "__main__":
    sys.exit(main())

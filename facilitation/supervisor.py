"""`run.py serve`: prepares the database, starts the live process, the worker and the reader, and ends them.

Standard library only, and small: it stays as long as the program runs. It opens the listening socket itself
and hands it down: visitors wait a moment, rather than being turned away, while the live process restarts.
"""

import argparse
import contextlib
import dataclasses
import errno
import http.client
import json
import os
import socket
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import IO, Any

from facilitation import engine, running_port, welcome
from facilitation.config import Config, ConfigError, is_wildcard
from facilitation.environment import ROOT, say
from facilitation.signals import Signals

FIRST_PORT = 8000
PORTS_TRIED = 100
ANSWER_SECONDS = 60.0
"""How long the live process may take until it answers for the first time."""
STOP_SECONDS = 10.0
"""How long the processes may take to stop before they are killed."""
STEADY_SECONDS = 60.0
"""A process that ran this long before it ended is started again at once, an unsteady one after a pause."""
LONGEST_PAUSE = 30.0
WRONG_SETTING = 2


class StartError(Exception):
    """Why the program does not start: one sentence that says what to do, and the exit status."""

    def __init__(self, text: str, status: int = 1) -> None:
        super().__init__(text)
        self.status = status


class Process:
    """One of the processes: how it is started and what became of it."""

    def __init__(self, key: str, name: str, command: list[str], descriptors: tuple[int, ...] = ()) -> None:
        self.key, self.name = key, name
        self.running: subprocess.Popen | None = None
        self.due: float | None = None
        """When it is to be started again (monotonic time), while it is down."""
        self._command = command
        self._descriptors = descriptors
        self._started = 0.0
        self._pause = 0.0

    def start(self, environ: dict[str, str]) -> None:
        """Start it; it loads the program and waits for `go`."""
        self.running = _start(self._command, environ, pass_fds=self._descriptors)
        self._started, self.due = time.monotonic(), None

    def go(self) -> None:
        """Let it work: the database is prepared."""
        # It may have ended already: then that is found out where all ends are.
        with contextlib.suppress(BrokenPipeError):
            told = _stdin(self.running)
            told.write(b"\n")
            told.flush()

    def ended(self) -> int | None:
        """The exit status once it has ended, negative for a signal."""
        return self.running.poll() if self.running else None

    def plan_restart(self) -> None:
        now = time.monotonic()
        steady = now - self._started >= STEADY_SECONDS
        first = self._pause == 0.0
        self.due = now if steady or first else now + self._pause
        self._pause = 1.0 if steady or first else min(self._pause * 2, LONGEST_PAUSE)
        self.running = None


def serve(options: argparse.Namespace) -> int:
    """Start the program and stay until SIGINT or SIGTERM; returns 0 then. Raises StartError."""
    if os.name != "posix":
        raise StartError("On Windows start the program within WSL (the Windows Subsystem for Linux).")
    ready_file = Path(options.ready_file).absolute() if options.ready_file else None
    with Signals() as signals, contextlib.ExitStack() as undo:
        config = _config(options)
        listener = _listen(config.host, options.port)
        undo.callback(listener.close)
        config = dataclasses.replace(config, port=listener.getsockname()[1])
        _check_folder(config.instance)
        running_port.keep(config.instance, config.port)
        undo.callback(running_port.forget, config.instance, config.port)
        if ready_file:
            _forget(ready_file)
            undo.callback(_forget, ready_file)
        environ = {
            **os.environ,
            "FACILITATION_DATABASE_URL": config.database_url,
            "FACILITATION_ENGINE": config.engine,
        }
        number = listener.fileno()
        folder = undo.enter_context(
            tempfile.TemporaryDirectory(prefix="facilitation-", ignore_cleanup_errors=True)
        )
        pages = str(Path(folder) / "reader")  # in a folder that only this account can open
        command = _command("live", config, "--listener", str(number), "--reader", pages)
        live = Process("live", "live process", command, (number,))
        worker = Process("worker", "worker", _command("worker", config))
        command = _command("reader", config, "--reader", pages)
        processes = [live, worker, Process("reader", "reader", command)]
        undo.callback(_stop, processes, signals)
        live.start(environ)
        links = _prepare(config, environ, signals)
        if signals.stopping:
            return 0
        say("Starting ...")
        live.go()
        picture = welcome.start_picture(config, links)
        if not _wait_until_it_answers(config, live, signals):
            return 0
        for process in processes[1:]:
            process.start(environ)
            process.go()
        print(welcome.text(config, links, picture), flush=True)
        if ready_file:
            _write_ready(ready_file, config, links, processes)
        while not signals.stopping:
            if _keep_up(processes, environ) and ready_file:
                _write_ready(ready_file, config, links, processes)
            due = [process.due - time.monotonic() for process in processes if process.due]
            signals.wait(max(0.0, min(due, default=3600.0)))
        say("Stopping ...")
    say("Stopped.")
    return 0


def _config(options: argparse.Namespace) -> Config:
    """The settings with the options over them; the port is not settled yet."""
    if options.lan and options.host:
        raise StartError("Give either --lan or --host: --lan listens on every address.", WRONG_SETTING)
    lan_address = welcome.lan_address() if options.lan else None
    if options.lan and lan_address is None:
        raise StartError("This machine has no address in a local network; connect it, or leave out --lan.")
    try:
        config = Config.from_environment(
            os.environ,
            instance=options.instance or ROOT / "instance",
            host=options.host or ("0.0.0.0" if options.lan else "127.0.0.1"),
            port=options.port or 0,
            lan=options.lan,
            lan_address=lan_address,
            empty=options.empty,
            database_url=options.database,
            engine=options.engine,
        )
    except ConfigError as error:
        raise StartError(str(error), WRONG_SETTING) from error
    if config.database_path and not options.instance:
        config = dataclasses.replace(config, instance=config.database_path.parent)
    return config


def _listen(host: str, port: int | None) -> socket.socket:
    """The port asked for, or the first free one from FIRST_PORT on."""
    for candidate in range(FIRST_PORT, FIRST_PORT + PORTS_TRIED) if port is None else [port]:
        try:
            listener = engine.listen(host, candidate)
        except socket.gaierror as error:
            raise StartError(f"The name {host} has no address here; choose another with --host.") from error
        except OSError as error:
            if error.errno == errno.EADDRINUSE and port is None:
                continue
            raise StartError(_why_not_listening(host, candidate, error)) from error
        if port is None and candidate != FIRST_PORT:
            say(f"Port {FIRST_PORT} is taken; using {candidate}.")
        return listener
    raise StartError(
        f"All ports from {FIRST_PORT} to {FIRST_PORT + PORTS_TRIED - 1} are taken; choose one with --port."
    )


def _why_not_listening(host: str, port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"Port {port} is taken; choose another with --port, or leave --port out to get a free one."
    if error.errno == errno.EACCES:
        return f"Port {port} needs an administrator's rights; choose one above 1023 with --port."
    if error.errno == errno.EADDRNOTAVAIL:
        return f"This machine does not have the address {host}; choose another with --host."
    return f"Port {port} on {host} cannot be opened ({error.strerror})."


def _check_folder(folder: Path) -> None:
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError as error:
        raise StartError(
            f"The folder {folder} cannot be written ({error.strerror}); "
            "choose another place with --database PATH or --instance FOLDER."
        ) from error


def _prepare(config: Config, environ: dict[str, str], signals: Signals) -> dict[str, Any]:
    """Migrate and load the demo in a child, so that its memory goes with it; what the demo offers."""
    say("Preparing the database ...")
    with tempfile.TemporaryFile() as output:
        child = _start(_command("prepare", config), environ, stdout=output)
        try:
            while child.poll() is None:
                if signals.wait(1.0):
                    return {}
        finally:
            _end([child], signals)
        output.seek(0)
        lines = output.read().decode().splitlines()
    if child.returncode != 0:
        # The child has said why.
        raise StartError("Nothing has been started.", child.returncode)
    return json.loads(lines[-1])


def _wait_until_it_answers(config: Config, live: Process, signals: Signals) -> bool:
    """True once /healthz answers, False when asked to stop before. Raises StartError."""
    host = "127.0.0.1" if is_wildcard(config.host) else config.host
    end = time.monotonic() + ANSWER_SECONDS
    while time.monotonic() < end:
        if live.ended() is not None:
            raise StartError("The live process ended while starting; its last words stand above.")
        connection = http.client.HTTPConnection(host, config.port, timeout=1.0)
        try:
            connection.request("GET", "/healthz")
            if connection.getresponse().status == 200:
                return True
        except (OSError, http.client.HTTPException):
            pass
        finally:
            connection.close()
        if signals.wait(0.1):
            return False
    raise StartError(f"The live process did not answer within {ANSWER_SECONDS:.0f} s.")


def _keep_up(processes: list[Process], environ: dict[str, str]) -> bool:
    """Start again what has ended; True when a process has changed."""
    changed = False
    for process in processes:
        status = process.ended()
        if status is not None:
            how = f"signal {-status}" if status < 0 else f"status {status}"
            process.plan_restart()
            assert process.due is not None  # just planned
            pause = process.due - time.monotonic()
            when = "now" if pause <= 0 else f"in {pause:.0f} s"
            say(f"The {process.name} ended unexpectedly ({how}); starting it again {when}.")
        if process.due is not None and process.due <= time.monotonic():
            process.start(environ)
            process.go()
            changed = True
    return changed


def _stop(processes: list[Process], signals: Signals) -> None:
    _end([process.running for process in processes if process.running], signals)


def _end(children: list[subprocess.Popen], signals: Signals) -> None:
    """Ask the children to stop, then make them: after STOP_SECONDS, or at another Ctrl-C."""
    for child in children:
        if child.poll() is None:
            child.terminate()
    asked, end = signals.stopping, time.monotonic() + STOP_SECONDS
    while any(child.poll() is None for child in children):
        left = end - time.monotonic()
        if left <= 0 or signals.stopping > asked:
            for child in children:
                child.kill()
        signals.wait(max(0.05, min(left, 1.0)))
    for child in children:
        _stdin(child).close()


def _stdin(child: subprocess.Popen[bytes] | None) -> IO[bytes]:
    assert child is not None and child.stdin is not None  # it was started, by _start: with a pipe
    return child.stdin


def _start(command: list[str], environ: dict[str, str], **how: Any) -> subprocess.Popen:
    # A process group of its own: Ctrl-C in the terminal reaches only the supervisor, which then ends all in
    # order. Not a session of its own: Linux shares a core out by sessions (autogroups), and niceness counts
    # only within one, so that the reader would hold up boards for 8 ms at a time.
    # The child's standard input ends when the supervisor is gone, however it went, and the child with it.
    return subprocess.Popen(command, cwd=ROOT, env=environ, stdin=subprocess.PIPE, process_group=0, **how)


def _command(process: str, config: Config, *more: str) -> list[str]:
    command = [sys.executable, "-m", "facilitation", process, "--with-parent", "--host", config.host]
    command += ["--port", str(config.port), "--instance", str(config.instance)]
    if config.lan:
        command += ["--lan", "--lan-address", config.lan_address or ""]
    if config.empty:
        command.append("--empty")
    return [*command, *more]


def _write_ready(file: Path, config: Config, links: dict[str, Any], processes: list[Process]) -> None:
    """What scripts need to know, whole or not at all; renewed when a process was started again."""
    running = all(process.running for process in processes)
    pids = {process.key: process.running.pid for process in processes if running and process.running}
    sign_in = {name: config.url + path for name, path in links.get("sign_in", {}).items()}
    ready = {**links, "url": config.url, "pids": pids, "sign_in": sign_in}
    aside = file.with_name(f"{file.name}.{os.getpid()}.new")
    try:
        aside.write_text(json.dumps(ready) + "\n")
        aside.replace(file)
    except OSError as error:
        raise StartError(f"{file} cannot be written ({error.strerror}); name another file.") from error


def _forget(file: Path) -> None:
    with contextlib.suppress(OSError):
        file.unlink(missing_ok=True)

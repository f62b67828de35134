"""Servers the tests start for themselves and end by their own numbers: PostgreSQL, Redis, the program."""

import contextlib
import json
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
import urllib.request
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from tests import programs

ROOT = Path(__file__).resolve().parent.parent
START_SECONDS = 60.0
STOP_SECONDS = 20.0


def free_port() -> int:
    """A port nobody listens on at the moment."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def until(true: Callable[[], bool], what: str, seconds: float = START_SECONDS) -> None:
    """Wait until it holds. Raises AssertionError naming `what` when the time is over."""
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end, f"{what} did not happen within {seconds:.0f} s"
        time.sleep(0.05)


def end(process: subprocess.Popen, how: int = signal.SIGTERM) -> int:
    """Ask a program to end, and make it where it doesn't, so that nothing outlives a test; its status."""
    if process.poll() is None:
        process.send_signal(how)
    try:
        return process.wait(STOP_SECONDS)
    except subprocess.TimeoutExpired:
        process.kill()
        return process.wait(STOP_SECONDS)


class Server:
    """A program that runs for a test. `start`, `stop` (kindly), `kill` (as a crash does), `restart`."""

    def __init__(self, command: list[str], log: Path, stop: int = signal.SIGTERM, **how: Any) -> None:
        self._command, self._log, self._stop_signal, self._how = command, log, stop, how
        self._process: subprocess.Popen | None = None

    def start(self) -> None:
        with self._log.open("ab") as log:
            self._process = subprocess.Popen(
                self._command, stdin=subprocess.DEVNULL, stdout=log, stderr=log, **self._how
            )
        until(lambda: self._process.poll() is not None or self.answers(), f"an answer of {self._command[0]}")
        assert self._process.poll() is None, f"it ended at once:\n{self._log.read_text()[-2000:]}"

    def stop(self) -> None:
        if self._process is not None:
            end(self._process, self._stop_signal)

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(STOP_SECONDS)

    def restart(self) -> None:
        self.stop()
        self.start()

    def answers(self) -> bool:
        raise NotImplementedError


class PostgreSQL(Server):
    """A cluster of its own. `url` is its first database, `database()` the URL of a new, empty one."""

    def __init__(self, folder: Path, *, durable: bool, **how: Any) -> None:
        self._folder = folder
        self._programs = programs.postgresql()
        self._port = free_port()
        self._account = how
        command = [str(self._programs / "postgres"), "-D", str(folder / "data"), "-p", str(self._port)]
        settings = {"listen_addresses": "127.0.0.1", "unix_socket_directories": str(folder)}
        settings |= {"max_connections": "50", "shared_buffers": "32MB"}
        if not durable:
            settings |= {"fsync": "off", "synchronous_commit": "off", "full_page_writes": "off"}
        for name, value in settings.items():
            command += ["-c", f"{name}={value}"]
        # SIGINT is its quick stop: sessions are ended, what was committed is kept.
        super().__init__(command, folder / "postgresql.log", stop=signal.SIGINT, cwd=folder, **how)

    @property
    def url(self) -> str:
        return self._url("postgres")

    def database(self) -> str:
        name = f"test_{secrets.token_hex(6)}"
        self._run("createdb", "-h", "127.0.0.1", "-p", str(self._port), "-U", "facilitation", name)
        return self._url(name)

    def initialise(self) -> None:
        data = str(self._folder / "data")
        self._run(
            "initdb", "-D", data, "-U", "facilitation", "-A", "trust", "-E", "UTF8", "--locale=C.UTF-8", "-N"
        )

    def answers(self) -> bool:
        command = [str(self._programs / "pg_isready"), "-q", "-h", "127.0.0.1", "-p", str(self._port)]
        return subprocess.run(command).returncode == 0

    def _url(self, database: str) -> str:
        return f"postgresql://facilitation@127.0.0.1:{self._port}/{database}"

    def _run(self, program: str, *arguments: str) -> None:
        subprocess.run(
            [str(self._programs / program), *arguments],
            check=True,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            cwd=self._folder,
            timeout=START_SECONDS,
            **self._account,
        )


class Redis(Server):
    """A Redis without a disk. `url` stays the same after `kill` and `start`."""

    def __init__(self, folder: Path) -> None:
        self._port = free_port()
        self.url = f"redis://127.0.0.1:{self._port}/0"
        command = [str(programs.redis_server()), "--port", str(self._port), "--bind", "127.0.0.1"]
        command += ["--save", "", "--appendonly", "no", "--dir", str(folder)]
        super().__init__(command, folder / "redis.log")

    def answers(self) -> bool:
        try:
            with socket.create_connection(("127.0.0.1", self._port), timeout=1) as connection:
                connection.sendall(b"PING\r\n")
                return connection.recv(16).startswith(b"+PONG")
        except OSError:
            return False


@contextlib.contextmanager
def postgresql(*, durable: bool = False) -> Iterator[PostgreSQL]:
    """A running cluster; `durable` leaves its writes to disk on, for tests that pull the plug.

    PostgreSQL refuses to run as root: then it runs as the user `postgres`.
    """
    with _folder("facilitation-postgresql-") as folder:
        how: dict[str, Any] = {}
        if os.geteuid() == 0:
            account = pwd.getpwnam("postgres")
            os.chown(folder, account.pw_uid, account.pw_gid)
            how = {"user": account.pw_uid, "group": account.pw_gid, "extra_groups": []}
        server = PostgreSQL(folder, durable=durable, **how)
        server.initialise()
        with _running(server):
            yield server


@contextlib.contextmanager
def redis() -> Iterator[Redis]:
    """A running Redis."""
    with _folder("facilitation-redis-") as folder, _running(Redis(folder)) as server:
        yield server


@contextlib.contextmanager
def _folder(prefix: str) -> Iterator[Path]:
    # Not pytest's own: those are closed to other users, and socket paths must stay short.
    folder = Path(tempfile.mkdtemp(prefix=prefix, dir="/tmp"))
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextlib.contextmanager
def _running(server: Any) -> Iterator[Any]:
    try:
        server.start()
        yield server
    finally:
        server.stop()


class LiveServer:
    """The program as `python3 run.py` starts it; `ready` is what it wrote for scripts."""

    def __init__(self, process: subprocess.Popen, ready_file: Path, log: Path) -> None:
        self.process, self.log, self._ready_file = process, log, ready_file

    @property
    def ready(self) -> dict[str, Any]:
        return json.loads(self._ready_file.read_text())

    @property
    def url(self) -> str:
        return self.ready["url"]

    def kill_live(self) -> None:
        """End the live process as `kill -9` does and wait until another is there."""
        self._kill("live")

    def kill_worker(self) -> None:
        self._kill("worker")

    def _kill(self, name: str) -> None:
        pid = self.ready["pids"][name]
        os.kill(pid, signal.SIGKILL)
        until(lambda: self.ready["pids"].get(name, pid) != pid, f"another {name} process", 40.0)

    def stop(self) -> int:
        """Ask it to stop; returns its exit status."""
        return end(self.process)


class LiveProcess(Server):
    """Another live process on a database that is prepared already, as a service manager starts one."""

    def __init__(self, folder: Path, database: str, engine: str = "eventlet", **settings: str) -> None:
        port = free_port()
        self.url = f"http://127.0.0.1:{port}"
        self.log = folder / "live.log"
        command = [sys.executable, "-m", "facilitation", "live", "--host", "127.0.0.1", "--port", str(port)]
        command += ["--database", database, "--engine", engine, "--instance", str(folder / "instance")]
        super().__init__(command, self.log, cwd=ROOT, env=_environment(settings))

    @property
    def pid(self) -> int:
        assert self._process is not None
        return self._process.pid

    def answers(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/healthz", timeout=1) as answer:
                return answer.status == 200
        except OSError:
            return False


def _environment(settings: dict[str, str]) -> dict[str, str]:
    """This process's environment with these FACILITATION_ settings and no others."""
    environ = {name: value for name, value in os.environ.items() if not name.startswith("FACILITATION_")}
    return environ | {f"FACILITATION_{name.upper()}": value for name, value in settings.items()}


@contextlib.contextmanager
def live_process(
    folder: Path, database: str, engine: str = "eventlet", **settings: str
) -> Iterator[LiveProcess]:
    """A running LiveProcess, its files and its log (`live.log`) in `folder`."""
    with _running(LiveProcess(folder, database, engine, **settings)) as process:
        yield process


@contextlib.contextmanager
def live_server(
    folder: Path, *options: str, engine: str = "eventlet", database: str | None = None, **settings: str
) -> Iterator[LiveServer]:
    """The program on a free port of 127.0.0.1, its files and its log (`run.log`) in `folder`.

    `database` is a file or a URL (default: a file in `folder`), `options` are more of run.py's, `settings`
    are FACILITATION_ settings by their lower-case names. On PostgreSQL it gets a secret where none is given.
    """
    ready_file, log = folder / "ready.json", folder / "run.log"
    if database and "://" in database:
        settings.setdefault("secret_key", secrets.token_urlsafe(48))
    command = [sys.executable, str(ROOT / "run.py"), "--port", "0", "--engine", engine, "--ready-file"]
    command += [str(ready_file), "--database", database or str(folder / "facilitation.sqlite3")]
    command += ["--instance", str(folder / "instance"), *options]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command,
            stdin=subprocess.DEVNULL,
            stdout=output,
            stderr=output,
            env=_environment(settings),
            cwd=folder,
        )
    server = LiveServer(process, ready_file, log)
    try:
        until(lambda: process.poll() is not None or ready_file.exists(), f"a start (see {log})", 120.0)
        assert process.poll() is None, f"it did not start:\n{log.read_text()[-3000:]}"
        yield server
    finally:
        server.stop()

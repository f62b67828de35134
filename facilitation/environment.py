"""The Python environment the program runs in: made, completed, recognised. Standard library only.

An active environment that holds what is pinned is used as it is and never changed; otherwise `.venv` in the
project's folder. A stamp in there remembers what was installed, so that a second start asks pip nothing.
"""

import hashlib
import importlib.util
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Sequence
from importlib import metadata
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
STAMP = FOLDER / ".facilitation-installed"
LOG = FOLDER / "pip.log"
SILENCE = 10.0
"""Seconds after which a quiet pip is reported to be still at work."""
NETWORK_TROUBLE = re.compile(
    r"NewConnectionError|NameResolutionError|ConnectTimeoutError|ReadTimeoutError|ProxyError|SSLError"
    r"|name resolution|Network is unreachable|Connection (refused|reset|aborted|broken)|timed out"
    r"|Max retries exceeded|HTTP error 5\d\d"
)
COLLECTING = re.compile(r"(?:Collecting|Processing) (\S+)")
_STEPS = "_FACILITATION_STEPS"


class SetUpError(Exception):
    """What stands in the way, in one sentence that says what to do; `status` is the exit status."""

    status = 1


def say(text: str) -> None:
    """Progress: on stderr, because stdout belongs to the command's result."""
    print(text, file=sys.stderr, flush=True)


def step_in(argv: Sequence[str], requirement_files: Sequence[str]) -> None:
    """Return when this interpreter holds everything pinned in the files; else go on as `.venv`'s interpreter.

    `argv` are run.py's arguments. Raises SetUpError.
    """
    wanted = [ROOT / name for name in requirement_files]
    inside = Path(sys.prefix).resolve() == FOLDER.resolve()
    if (inside and _stamped(wanted)) or (not inside and _holds(wanted)):
        return
    if inside or not _stamped(wanted):
        _complete(wanted)
    steps = int(os.environ.get(_STEPS, "0"))
    if steps >= 2:
        raise SetUpError(f"The environment {FOLDER} cannot be entered; remove that folder and start again.")
    os.environ[_STEPS] = str(steps + 1)
    _go_on_as([str(_python()), str(ROOT / "run.py"), *argv])


def become(arguments: Sequence[str]) -> int:
    """Run this interpreter anew with `arguments`, in the project's folder, in place of this process."""
    os.chdir(ROOT)
    return _go_on_as([sys.executable, *arguments])


def become_tool(arguments: Sequence[str]) -> int:
    """The same as one of the program's tools, where its caller stands: relative paths are theirs."""
    before = os.environ.get("PYTHONPATH")
    os.environ["PYTHONPATH"] = str(ROOT) if not before else os.pathsep.join((str(ROOT), before))
    # -P: nothing that happens to lie in the caller's folder is taken for a module.
    return _go_on_as([sys.executable, "-P", "-m", "facilitation", *arguments])


def _go_on_as(command: list[str]) -> int:
    sys.stdout.flush()
    sys.stderr.flush()
    if os.name == "nt":
        # There, exec leaves the shell's prompt in the middle of the program's output.
        sys.exit(subprocess.call(command))
    os.execv(command[0], command)


def _python() -> Path:
    return FOLDER / ("Scripts/python.exe" if os.name == "nt" else "bin/python")


def _digest(file: Path) -> str:
    return f"{file.relative_to(ROOT)} {hashlib.sha256(file.read_bytes()).hexdigest()}"


def _stamp_lines() -> list[str]:
    try:
        return STAMP.read_text().splitlines()
    except OSError:
        return []


def _stamped(wanted: Sequence[Path]) -> bool:
    """Whether `.venv` was completed with exactly these files, by the Python that is in it today."""
    lines = _stamp_lines()
    if not lines or not all(_digest(file) in lines for file in wanted) or not _python().exists():
        return False
    # Inside, the system's Python may have been replaced by a newer one under the environment's feet.
    inside = Path(sys.prefix).resolve() == FOLDER.resolve()
    return not inside or lines[0] == _python_line()


def _python_line() -> str:
    return "python {}.{}".format(*sys.version_info[:2])


def _holds(wanted: Sequence[Path]) -> bool:
    """Whether this interpreter has every pinned package in its pinned version, extras included."""
    for file in wanted:
        for line in file.read_text().splitlines():
            pinned = re.fullmatch(r"([\w.-]+)(?:\[([\w,-]+)\])?==(\S+)", line.split("#")[0].strip())
            if not pinned:
                continue
            name, extras, version = pinned.groups()
            try:
                if metadata.version(name) != version:
                    return False
                for requirement in metadata.requires(name) or []:
                    extra = re.search(r"extra == ['\"]([\w-]+)['\"]", requirement)
                    if extra and extra[1] in (extras or "").split(","):
                        needed = re.match(r"[\w.-]+", requirement)
                        assert needed is not None, requirement  # every requirement begins with a name
                        metadata.version(needed[0])
            except metadata.PackageNotFoundError:
                return False
    return True


def _complete(wanted: Sequence[Path]) -> None:
    """Make `.venv` where it is missing or broken, install what is pinned, leave the stamp. Repeatable."""
    started = time.monotonic()
    try:
        if not _has_pip():
            _make()
        say("Installing what the program needs (once; later starts take seconds) ...")
        _install(wanted)
        lines = [f"python {_version_inside()}", *(_digest(file) for file in wanted)]
        new = {line.split()[0] for line in lines}
        kept = [line for line in _stamp_lines() if line.split()[0] not in new]
        aside = STAMP.with_name(STAMP.name + ".new")
        aside.write_text("\n".join([*lines, *kept]) + "\n")
        aside.replace(STAMP)
    except OSError as error:
        raise SetUpError(
            f"The folder {ROOT} cannot be written ({error.strerror}); "
            "move the project to a folder of your own with room in it and start again."
        ) from error
    say(f"Installed in {time.monotonic() - started:.0f} s.")


def _has_pip() -> bool:
    """Whether `.venv` is whole enough to go on with."""
    if not _python().exists():
        return False
    return subprocess.run([str(_python()), "-c", "import pip"], capture_output=True).returncode == 0


def _version_inside() -> str:
    program = "import sys; print('%d.%d' % sys.version_info[:2])"
    return subprocess.run([str(_python()), "-c", program], capture_output=True, text=True).stdout.strip()


def _make() -> None:
    if importlib.util.find_spec("ensurepip") is None or importlib.util.find_spec("venv") is None:
        package = "python{}.{}-venv".format(*sys.version_info[:2])
        raise SetUpError(
            "This Python cannot make virtual environments yet; on Debian and Ubuntu install that part with "
            f'"sudo apt install {package}" and start again.'
        )
    if FOLDER.exists() or FOLDER.is_symlink():
        if not (FOLDER / "pyvenv.cfg").exists() and any(FOLDER.iterdir()):
            raise SetUpError(f"{FOLDER} is there but is no Python environment; move it away.")
        say(f"Removing the half-made environment {FOLDER} ...")
        shutil.rmtree(FOLDER)
    FOLDER.mkdir()
    say(f"Making a Python environment in {FOLDER} ...")
    base = getattr(sys, "_base_executable", None) or sys.executable
    made = subprocess.run([base, "-m", "venv", str(FOLDER)], capture_output=True, text=True)
    if made.returncode != 0:
        shutil.rmtree(FOLDER, ignore_errors=True)
        words = (made.stderr or made.stdout).strip().splitlines() or ["no reason given"]
        raise SetUpError(f"The Python environment could not be made: {words[-1]}")


def _install(wanted: Sequence[Path]) -> None:
    command = [str(_python()), "-m", "pip", "install", "--disable-pip-version-check", "--no-input"]
    command += ["--progress-bar", "off", "--retries", "2", "--timeout", "20"]
    for file in wanted:
        command += ["-r", str(file)]
    lines: list[str] = []
    package = "the first package"
    with (
        LOG.open("w") as log,
        subprocess.Popen(
            command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, stdin=subprocess.DEVNULL, text=True
        ) as pip,
        _Heartbeat() as heartbeat,
    ):
        assert pip.stdout is not None  # it is a pipe
        for line in pip.stdout:
            log.write(line)
            lines.append(line)
            if collecting := COLLECTING.match(line):
                package = collecting[1].rpartition("/")[2]
            if news := _news(line):
                heartbeat.say(news)
    if pip.returncode != 0:
        raise SetUpError(_why_pip_failed(lines, package))


def _news(line: str) -> str | None:
    """What of pip's output is worth a line for somebody who waits."""
    if collecting := COLLECTING.match(line):
        return f"  looking up {collecting[1].rpartition('/')[2]}"
    if getting := re.match(r"\s*(?:Downloading|Using cached) ([^-\s]+)-([^-\s]+)\S* \((.+)\)", line):
        return None if ".metadata" in line else f"  getting {getting[1]} {getting[2]} ({getting[3]})"
    if line.startswith("Installing collected packages"):
        return f"  installing {line.count(',') + 1} packages"
    if line.startswith("WARNING: Retrying"):
        return "  the network does not answer; trying again"
    if line.lstrip().startswith("Building wheel"):
        return "  " + line.strip()
    return None


def _why_pip_failed(lines: Sequence[str], package: str) -> str:
    text = "".join(lines)
    missing = re.search(r"No matching distribution found for (\S+)", text)
    if missing:
        package = missing[1]
    if NETWORK_TROUBLE.search(text):
        return (
            f"The packages could not be downloaded (it stopped at {package}): check the network connection "
            "or the proxy's settings and start again; what has been done is kept."
        )
    if "No space left" in text:
        return f"The disk is full (it stopped at {package}); make about 500 MB of room and start again."
    if missing:
        return (
            f"{package} is not available for Python {_version_inside()} on this machine; "
            "start with another Python (3.11 to 3.14), as in: python3.12 run.py"
        )
    errors = [line.strip() for line in lines if line.startswith("ERROR")] or ["pip gave no reason"]
    return f"Installing stopped at {package}: {errors[-1]} (all of it in {LOG}); start again to go on."


class _Heartbeat:
    """Says every SILENCE seconds that something still goes on when nothing else has been said."""

    def __enter__(self) -> "_Heartbeat":
        self._done = threading.Event()
        self._spoken = self._started = time.monotonic()
        self._thread = threading.Thread(target=self._watch, daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_: object) -> None:
        self._done.set()
        self._thread.join()

    def say(self, text: str) -> None:
        self._spoken = time.monotonic()
        say(text)

    def _watch(self) -> None:
        while not self._done.wait(1.0):
            now = time.monotonic()
            if now - self._spoken >= SILENCE:
                self.say(f"  still at it ({now - self._started:.0f} s)")

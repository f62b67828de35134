"""The way in, run as people run it: what it sets up, and a sentence for whatever can stand in its way."""

import ast
import json
import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import urllib.request
import zipfile
from pathlib import Path
from typing import Any

import pytest

from tests.servers import ROOT, end, live_server, until

BASE = getattr(sys, "_base_executable", sys.executable)
SECRET = "q7-Kx4vJ2hYtR9sLwB3nFgD6aEcUpMZ0"
PIP_ALONE = {"PIP_CONFIG_FILE": os.devnull, "PIP_DISABLE_PIP_VERSION_CHECK": "1"}


def run(*arguments, python=sys.executable, folder=ROOT, timeout=120, how=None, **environ):
    """run.py with these arguments; settings of the tests' own environment do not count."""
    ours = ("FACILITATION_", "PIP_")
    clean = {name: value for name, value in os.environ.items() if not name.startswith(ours)}
    return subprocess.run(
        [str(python), str(folder / "run.py"), *map(str, arguments)],
        capture_output=True,
        text=True,
        stdin=subprocess.DEVNULL,
        timeout=timeout,
        env={**clean, **environ},
        **(how or {}),
    )


@pytest.fixture
def clone(tmp_path):
    """The project as a fresh clone: without an environment or data."""
    folder = tmp_path / "clone"
    folder.mkdir()
    for name in ("run.py", "requirements.txt"):
        shutil.copy(ROOT / name, folder)
    (folder / "tests").mkdir()
    shutil.copy(ROOT / "tests" / "requirements.txt", folder / "tests")
    without = shutil.ignore_patterns("__pycache__")
    shutil.copytree(ROOT / "facilitation", folder / "facilitation", ignore=without)
    return folder


def wheel(folder, name):
    """A package with nothing in it, for pip to install without a network."""
    info = f"{name}-1.0.dist-info"
    with zipfile.ZipFile(folder / f"{name}-1.0-py3-none-any.whl", "w") as archive:
        archive.writestr(f"{name}.py", "")
        archive.writestr(f"{info}/METADATA", f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
        archive.writestr(f"{info}/WHEEL", "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n")
        archive.writestr(f"{info}/RECORD", "")


def is_old(python):
    script = "import sys; sys.exit(sys.version_info >= (3, 11))"
    # Version managers leave names behind that start nothing.
    return subprocess.run([python, "-c", script], stderr=subprocess.DEVNULL).returncode == 0


def old_pythons():
    found = [str(path) for path in Path.home().glob(".pyenv/versions/*/bin/python")]
    found += filter(None, (shutil.which(f"python3.{minor}") for minor in range(6, 11)))
    old = [path for path in sorted(found) if is_old(path)]
    return old or [pytest.param(None, marks=pytest.mark.skip(reason="no Python older than 3.11 here"))]


@pytest.mark.parametrize("python", old_pythons())
def test_an_old_python_is_told_so(python):
    done = run(python=python)
    assert done.returncode == 1 and done.stdout == ""
    assert re.fullmatch(r"Python 3\.11 or newer is needed; this is \d\.\d+\. .*run\.py\n", done.stderr)


def test_the_way_in_can_be_read_by_old_pythons():
    ast.parse((ROOT / "run.py").read_text(), feature_version=(3, 4))


def test_help_needs_nothing_installed(clone):
    done = run("--help", python=BASE, folder=clone)
    assert done.returncode == 0 and "--ready-file" in done.stdout and not (clone / ".venv").exists()
    assert "  test  " in done.stdout
    assert "\n  tandems " in done.stdout
    (clone / "facilitation" / "matching" / "command_line.py").unlink()
    assert "\n  tandems " not in run("--help", python=BASE, folder=clone).stdout


def test_what_is_pinned_is_installed_once_and_a_broken_environment_is_mended(clone, tmp_path):
    wheel(tmp_path, "first")
    wheel(tmp_path, "second")
    offline = {**PIP_ALONE, "PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(tmp_path), "FACILITATION_ENGINE": "x"}
    (clone / "requirements.txt").write_text("# why\nfirst==1.0\n")

    def start():
        done = run(python=BASE, folder=clone, **offline)
        # Going on inside the environment ends with a setting that is wrong on purpose.
        assert done.returncode == 2 and "FACILITATION_ENGINE" in done.stderr, done.stderr
        return done.stderr

    first = start()
    assert "Making a Python environment" in first and "first" in first and "Installed in" in first
    assert "Install" not in start()
    (clone / "requirements.txt").write_text("first==1.0\nsecond==1.0\n")
    assert "Making" not in (again := start()) and "second" in again
    # Half-made: what an interrupted start leaves behind.
    shutil.rmtree(clone / ".venv" / "bin")
    assert "Removing the half-made environment" in start()
    assert "Install" not in start()


def test_what_cannot_be_installed_is_named_and_the_next_start_goes_on(clone, tmp_path):
    for _ in range(2):
        done = run(python=BASE, folder=clone, **PIP_ALONE, PIP_INDEX_URL="http://127.0.0.1:9/simple")
        assert done.returncode == 1 and done.stdout == "" and "Traceback" not in done.stderr
        sentence = done.stderr.splitlines()[-1]
        assert "could not be downloaded" in sentence and "network" in sentence and "start again" in sentence
        assert "alembic==" in sentence
    (clone / "requirements.txt").write_text("nowhere==9.9\n")
    done = run(python=BASE, folder=clone, **PIP_ALONE, PIP_NO_INDEX="1", PIP_FIND_LINKS=str(tmp_path))
    assert done.returncode == 1 and "Making" not in done.stderr
    assert re.match(r"nowhere==9\.9 is not available for Python 3\.\d+", done.stderr.splitlines()[-1])


def test_a_python_that_cannot_make_environments_says_which_package_it_wants(clone, tmp_path):
    (tmp_path / "sitecustomize.py").write_text("import sys; sys.modules['ensurepip'] = None\n")
    done = run(python=BASE, folder=clone, PYTHONPATH=str(tmp_path))
    assert done.returncode == 1 and not (clone / ".venv").exists()
    assert re.fullmatch(r'.*"sudo apt install python3\.\d+-venv" and start again\.\n', done.stderr)


def test_a_project_folder_that_cannot_be_written(clone):
    python, how = BASE, {}
    if os.geteuid() == 0:
        # Root may write everywhere: somebody else tries, with a Python that everybody may use.
        python = "/usr/bin/python3"
        version = "import sys; sys.exit(sys.version_info < (3, 11))"
        if not Path(python).exists() or subprocess.run([python, "-c", version]).returncode:
            pytest.skip("no Python 3.11 or newer here that another user may start")
        how = {"user": 65534, "group": 65534, "extra_groups": [], "cwd": "/"}
        for parent in clone.parents:
            if parent.stat().st_uid == 0 and parent != Path("/tmp"):
                parent.chmod(parent.stat().st_mode | 0o055)
    clone.chmod(0o555)
    done = run(python=python, folder=clone, how=how, **PIP_ALONE, PYTHONDONTWRITEBYTECODE="1")
    clone.chmod(0o755)
    assert done.returncode == 1, done.stderr
    assert re.fullmatch(r"The folder .* cannot be written \(.*\); move the project .*\n", done.stderr)
    assert not (clone / ".venv").exists()


def test_a_data_folder_that_cannot_be_written():
    done = run("--port", 0, "--database", "/proc/nowhere/facilitation.sqlite3")
    assert done.returncode == 2
    sentence = done.stderr.splitlines()[-1]
    assert re.fullmatch(r"The folder /proc/nowhere cannot be written .*--database PATH\.", sentence)


def test_a_port_that_was_asked_for_and_is_taken(tmp_path):
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        done = run("--port", port, "--database", tmp_path / "data.sqlite3")
    assert done.returncode == 1 and done.stdout == ""
    assert done.stderr.startswith(f"Port {port} is taken; choose another") and done.stderr.count("\n") == 1
    assert not (tmp_path / "data.sqlite3").exists()


@pytest.mark.parametrize(
    ("arguments", "environ", "sentence"),
    [
        (["--port", "70000"], {}, "outside 1 to 65535"),
        (["--host", "8.8.8.8"], {"FACILITATION_SECRET_KEY": SECRET}, "does not have the address"),
        (["--host", "8.8.8.8"], {}, "SECRET_KEY is missing"),
        (["--lan", "--host", "127.0.0.1"], {}, "either --lan or --host"),
        (["--database", "mysql://localhost/x"], {}, "give sqlite:///PATH"),
        ([], {"FACILITATION_PROXIES": "many"}, "number of proxies"),
    ],
)
def test_a_wrong_option_or_setting_is_one_sentence(tmp_path, arguments, environ, sentence):
    if "--database" not in arguments:
        arguments = [*arguments, "--database", tmp_path / "data.sqlite3"]
    done = run(*arguments, **environ)
    assert done.returncode != 0 and sentence in done.stderr and done.stderr.count("\n") == 1


def test_an_unknown_command_is_refused():
    done = run("dance")
    assert done.returncode == 2 and "there is no command 'dance'" in done.stderr


def test_a_database_newer_than_the_program_stays_as_it_is(tmp_path):
    database = tmp_path / "data.sqlite3"
    prepare = [sys.executable, "-m", "facilitation", "prepare", "--database", str(database), "--empty"]
    subprocess.run([*prepare, "--instance", str(tmp_path)], cwd=ROOT, check=True, capture_output=True)
    with sqlite3.connect(database) as connection:
        connection.execute("UPDATE alembic_version SET version_num = 'from_the_future'")
    connection.close()
    before = database.read_bytes()
    done = run("--port", 0, "--database", database)
    assert done.returncode == 3 and "Traceback" not in done.stderr
    assert "later version of this program" in done.stderr
    assert database.read_bytes() == before


def test_a_database_that_cannot_be_reached_is_a_sentence():
    done = run("--port", 0, "--database", "postgresql://me@127.0.0.1:9/x", FACILITATION_SECRET_KEY=SECRET)
    assert done.returncode == 4 and "Traceback" not in done.stderr
    assert "The database cannot be used" in done.stderr and "refused" in done.stderr


def get(url):
    with urllib.request.urlopen(url, timeout=10) as answer:
        return answer.status, answer.read()


def alive(pid):
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # A process whose parent is gone stays in the table until somebody collects it.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.fixture(scope="module")
def started(tmp_path_factory):
    with live_server(tmp_path_factory.mktemp("started")) as server:
        yield server


def test_a_start_gives_what_scripts_and_people_need(started):
    ready = started.ready
    assert set(ready) == {"url", "pids", "programme", "join_code", "session", "board", "sign_in"}
    assert set(ready["sign_in"]) == {"organiser", "coordinator", "facilitator", "participant"}
    assert json.loads(get(ready["url"] + "/healthz")[1]) == {"ok": True}
    assert get(ready["sign_in"]["organiser"])[0] == 200
    shown = started.log.read_text()
    assert ready["join_code"] in shown and "http://dublin.localhost:" in shown and "█" in shown
    pids = list(ready["pids"].values())
    assert all(alive(pid) for pid in pids)
    # Niceness counts within a session only, and each group is spared the Ctrl-C of the terminal.
    assert {os.getsid(pid) for pid in pids} == {os.getsid(started.process.pid)}
    assert len({os.getpgid(pid) for pid in (*pids, started.process.pid)}) == len(pids) + 1
    # Each steps back by itself as it begins; the reader may only be beginning when the live process is ready.
    for name in ready["pids"].keys() - {"live"}:
        until(
            lambda name=name: _niceness(ready, name) > _niceness(ready, "live"),
            f"stepping back of the {name}",
        )
    assert started.log.with_name("facilitation.sqlite3").stat().st_mode & 0o077 == 0


def _niceness(ready: dict[str, Any], name: str) -> int:
    return os.getpriority(os.PRIO_PROCESS, ready["pids"][name])


def test_a_process_that_dies_is_started_again(started):
    before = started.ready["pids"]
    started.kill_live()
    assert get(started.url + "/healthz")[0] == 200
    started.kill_worker()
    after = started.ready["pids"]
    assert before["live"] != after["live"] and before["worker"] != after["worker"]
    assert "ended unexpectedly (signal 9); starting it again" in started.log.read_text()


def test_it_ends_in_order_and_leaves_nothing(started):
    pids = list(started.ready["pids"].values())
    port = started.log.with_name("instance") / "port"
    assert started.url.endswith(f":{port.read_text().strip()}"), "commands beside it know where it listens"
    assert started.stop() == 0
    assert not port.exists()
    assert not any(alive(pid) for pid in pids)
    assert not started.log.with_name("ready.json").exists()
    assert "Traceback" not in started.log.read_text()


def test_nothing_is_left_behind_when_the_supervisor_is_killed(tmp_path):
    with live_server(tmp_path) as server:
        pids = list(server.ready["pids"].values())
        server.process.send_signal(signal.SIGKILL)
        until(lambda: not any(map(alive, pids)), "the end of its processes", 15)


def test_the_next_free_port_is_taken_when_none_was_asked_for(tmp_path):
    with socket.socket() as taken:
        try:
            taken.bind(("127.0.0.1", 8000))
            taken.listen()
        except OSError:
            pass  # Somebody else has it: just as good.
        ready = tmp_path / "ready.json"
        command = [sys.executable, ROOT / "run.py", "--database", tmp_path / "data.sqlite3"]
        command += ["--ready-file", ready]
        with (
            (tmp_path / "log").open("w") as log,
            subprocess.Popen(command, stdout=log, stderr=log, stdin=subprocess.DEVNULL) as process,
        ):
            try:
                until(lambda: process.poll() is not None or ready.exists(), "a start", 60)
                assert process.poll() is None, (tmp_path / "log").read_text()
                port = int(json.loads(ready.read_text())["url"].rpartition(":")[2])
            finally:
                end(process, signal.SIGINT)
    assert process.returncode == 0
    assert port > 8000 and f"Port 8000 is taken; using {port}." in (tmp_path / "log").read_text()


def test_every_dependency_is_explained():
    page = (ROOT / "docs" / "dependencies.md").read_text()
    halves = page.split("## The tests")
    for half, file in zip(halves, ("requirements.txt", "tests/requirements.txt"), strict=True):
        pinned = re.findall(r"^([\w.-]+)(?:\[\w+\])?==", (ROOT / file).read_text(), re.M)
        explained = re.findall(r"^\| ([\w.-]+) \| [^|]{10,} \| [^|]+ \|$", half, re.M)
        assert [name for name in explained if name != "package"] == pinned
    optional = (ROOT / "requirements-suggestions.txt").read_text().splitlines()[-1]
    assert optional in (ROOT / "tests" / "requirements.txt").read_text().splitlines()


SUITE = """
import pytest

@pytest.mark.redis
def test_with_redis():
    pass

def test_alone():
    pass
"""


@pytest.mark.parametrize("workers", [[], ["-n", "2", "--dist", "loadfile"]], ids=["one", "two"])
def test_suites_without_their_program_are_left_out_and_named(tmp_path, workers):
    (tmp_path / "test_suite.py").write_text(SUITE)
    command = [sys.executable, "-m", "pytest", "-p", "tests.suites", "-p", "no:cacheprovider", str(tmp_path)]
    command += workers
    environ = {**os.environ, "PATH": str(tmp_path), "PYTHONPATH": str(ROOT)}
    environ.pop("FACILITATION_TEST_ALL", None)

    def suite(**more):
        return subprocess.run(command, capture_output=True, text=True, cwd=ROOT, env={**environ, **more})

    left_out = suite()
    assert left_out.returncode == 0 and "1 passed" in left_out.stdout
    assert "1 test was left out for want of Redis. To get it: sudo apt install" in left_out.stdout
    everything = suite(FACILITATION_TEST_ALL="1")
    assert everything.returncode != 0
    assert re.search(r"missing here: .*Redis", everything.stderr)


def test_the_test_command_hands_on_to_pytest():
    done = run("test", "tests/test_config.py", "-k", "port_that_does_not_exist", "-p", "no:cacheprovider")
    assert done.returncode == 0 and "1 passed" in done.stdout, done.stdout + done.stderr

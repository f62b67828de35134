"""Both engines give the same answers, write without waiting and stop in order, in processes of their own."""

import contextlib
import http.client
import json
import os
import re
import resource
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from pathlib import Path
from typing import Any

import pytest

from facilitation import engine
from facilitation.engine_bounds import place_of
from tests.servers import ROOT, until

PROGRAM = Path(__file__).with_name("engine_program.py")
UPGRADE = (
    b"GET /upgrade HTTP/1.1\r\nHost: x\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n"
    b"Sec-WebSocket-Version: 13\r\nSec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\n\r\n"
)


class Program:
    def __init__(self, name, *arguments, **how):
        self.process = subprocess.Popen(
            [sys.executable, str(PROGRAM), name, *arguments],
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            env={**os.environ, "PYTHONPATH": str(ROOT)},
            **how,
        )
        self.port = self.line()["port"]

    def line(self):
        return json.loads(self.process.stdout.readline())

    def get(self, path, timeout=10.0):
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=timeout)
        connection.request("GET", path)
        answer = connection.getresponse()
        return answer.status, answer.read(), connection

    def upgraded(self):
        connection = socket.create_connection(("127.0.0.1", self.port), timeout=10)
        connection.sendall(UPGRADE)
        head = connection.recv(1024)
        # The answer RFC 6455 gives for its sample nonce.
        assert head.startswith(b"HTTP/1.1 101") and b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head
        return connection

    def stop(self):
        """Asked to stop: how long that took and what it wrote to stderr."""
        started = time.monotonic()
        self.process.send_signal(signal.SIGTERM)
        _, errors = self.process.communicate(timeout=20)
        return time.monotonic() - started, errors


@pytest.fixture(params=["eventlet", pytest.param("gevent", marks=pytest.mark.gevent)])
def started(request):
    running = []

    def start(*arguments, **how):
        running.append(Program(request.param, *arguments, **how))
        return running[-1]

    yield start
    for program in running:
        if program.process.poll() is None:
            program.process.kill()
        program.process.communicate()


def test_importing_the_engine_imports_neither_library():
    script = "import facilitation.engine, sys; print(sorted({'eventlet', 'gevent'} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, cwd=ROOT)
    assert (done.stdout, done.stderr) == ("[]\n", "")
    assert engine.name() is None and engine.socketio_mode() == "threading"
    with pytest.raises(RuntimeError):
        engine.adopt(0)


def test_threads_are_green_connections_are_kept_and_heavy_calls_let_others_run(started):
    program = started()
    status, body, connection = program.get("/")
    answer = json.loads(body)
    assert status == 200 and answer["green"] and answer["engine"] == answer["mode"]
    connection.request("GET", "/heavy")
    assert json.loads(connection.getresponse().read()) == {"others_ran": True}
    connection.close()
    assert program.stop()[1] == ""


def test_a_fault_is_logged_and_shown_to_nobody(started):
    program = started()
    status, body, connection = program.get("/fail")
    assert status == 500 and b"Traceback" not in body and b"purpose" not in body
    connection.request("GET", "/")
    assert connection.getresponse().status == 200
    errors = program.stop()[1]
    assert errors.count("a fault made on purpose") == 2  # the line of code, and the message
    assert "/fail" not in errors


def test_an_upgraded_connection_is_the_programs_until_it_gives_it_back(started):
    program = started()
    connection = program.upgraded()
    connection.sendall(b"hello")
    assert connection.recv(100) == b"hello"
    connection.sendall(b"end")
    assert connection.recv(100) == b""
    program.stop()


def test_sending_to_somebody_who_does_not_read_never_waits(started):
    program = started()
    connection = program.upgraded()
    connection.sendall(b"flood")
    flood = program.line()
    assert flood["written"] > 0 and flood["seconds"] < 2 and flood["nodelay"]
    assert program.get("/")[0] == 200
    received = 0
    while received < flood["written"]:
        received += len(connection.recv(1 << 20))
    connection.sendall(b"hello")
    assert connection.recv(100) == b"hello"


def test_stopping_lets_a_request_end_and_closes_what_is_idle_at_once(started):
    program = started()
    idle = program.get("/")[2]
    socketed = program.upgraded()
    silent = socket.create_connection(("127.0.0.1", program.port))
    busy = http.client.HTTPConnection("127.0.0.1", program.port, timeout=10)
    busy.request("GET", "/slow?1")
    time.sleep(0.3)
    took, errors = program.stop()
    assert busy.getresponse().status == 200
    assert socketed.recv(10) == b"" and idle.sock.recv(10) == b"" and silent.recv(10) == b""
    assert took < 2.0 and errors == "" and program.process.returncode == 0


def test_stopping_does_not_wait_for_ever(started):
    program = started()
    busy = http.client.HTTPConnection("127.0.0.1", program.port, timeout=10)
    busy.request("GET", "/slow?30")
    time.sleep(0.3)
    took, _ = program.stop()
    assert 2.5 < took < 6.0 and program.process.returncode == 0


def test_callers_wait_in_the_inherited_socket_while_the_process_is_replaced(started):
    with engine.listen("127.0.0.1", 0) as listener:
        number = listener.fileno()
        first = started(str(number), pass_fds=(number,))
        assert first.get("/")[0] == 200
        first.process.kill()
        first.process.wait()
        caller = http.client.HTTPConnection("127.0.0.1", first.port, timeout=10)
        caller.request("GET", "/")
        second = started(str(number), pass_fds=(number,))
        assert second.port == first.port
        assert caller.getresponse().status == 200


@pytest.mark.parametrize("hard", [4096, 200])
def test_running_out_of_descriptors_does_not_end_the_server(started, hard):
    if resource.getrlimit(resource.RLIMIT_NOFILE)[1] < hard:
        pytest.skip("this machine allows fewer open files than the test opens")
    program = started(preexec_fn=lambda: resource.setrlimit(resource.RLIMIT_NOFILE, (150, hard)))
    crowd = [socket.create_connection(("127.0.0.1", program.port)) for _ in range(300)]
    if hard > 300:
        # The limit has been lifted: everybody is served.
        assert program.get("/")[0] == 200
    else:
        with pytest.raises(TimeoutError):
            program.get("/", timeout=0.5)
    for connection in crowd:
        connection.close()
    until(lambda: program.get("/", timeout=5)[0] == 200, "an answer once the crowd has gone", 10)
    assert program.process.poll() is None


SHORT = 0.6


def bounded(started, **bounds):
    """The program with these bounds, made small."""
    return started("0", json.dumps({"connections": 2000} | bounds))


def connected(program, source="127.0.0.1"):
    return socket.create_connection(("127.0.0.1", program.port), timeout=10, source_address=(source, 0))


def answer_on(connection):
    answer = http.client.HTTPResponse(connection)
    answer.begin()
    return answer.status, answer.read()


def dripped(connection, text):
    """Send a byte every little while until the other side has had enough; what it said then."""
    with contextlib.suppress(OSError):
        for byte in text:
            connection.sendall(bytes([byte]))
            connection.settimeout(SHORT / 8)
            try:
                return connection.recv(4096)
            except TimeoutError:
                pass
    connection.settimeout(10)
    return connection.recv(4096)


HEAD = b"GET / HTTP/1.1\r\nHost: x\r\n"


@pytest.mark.parametrize("sent", [b"GET / HT", HEAD, HEAD + b"X-Half: "], ids=str)
def test_half_a_request_is_closed_in_time(started, sent):
    program = bounded(started, header_seconds=SHORT)
    connection = connected(program)
    connection.sendall(sent)
    said = connection.recv(4096)
    assert said.startswith(b"HTTP/1.1 408") and b"did not arrive in time" in said
    assert connection.recv(4096) == b""
    assert program.get("/")[0] == 200 and program.stop()[1] == ""


@pytest.mark.parametrize(
    "sent",
    [HEAD + b"X: 1\r\n" * 150, HEAD + b"X: " + b"1" * 70_000 + b"\r\n", b"GET /secret and more HTTP/1.1\r\n"],
    ids=["many headers", "a long header", "no request"],
)
def test_a_head_that_is_none_is_refused_and_written_in_no_log(started, sent):
    program = bounded(started)
    connection = connected(program)
    connection.sendall(sent + b"\r\n")
    assert re.match(rb"HTTP/1.[01] 4(00|31) ", connection.recv(4096))
    assert program.get("/")[0] == 200 and program.stop()[1] == ""


def test_who_connects_and_says_nothing_is_told_nothing(started):
    """Browsers connect ahead, and would take what is said then for the answer to their next request."""
    connection = connected(bounded(started, header_seconds=SHORT))
    assert connection.recv(4096) == b""


def test_a_head_that_drips_is_closed_however_long_it_is(started):
    program = bounded(started, header_seconds=SHORT)
    assert dripped(connected(program), b"GET / HTTP/1.1\r\n" + b"X-Long: x\r\n" * 1000).startswith(
        b"HTTP/1.1 408"
    )
    assert program.stop()[1] == ""


def test_a_kept_connection_may_rest_and_a_second_half_request_is_closed(started):
    program = bounded(started, header_seconds=SHORT)
    connection = connected(program)
    for rest in (0.0, 2 * SHORT):
        time.sleep(rest)
        connection.sendall(HEAD + b"\r\n")
        assert answer_on(connection)[0] == 200
    connection.sendall(HEAD)
    assert connection.recv(4096).startswith(b"HTTP/1.1 408")
    slow = connected(program)
    slow.sendall(b"GET /slow?%.1f HTTP/1.1\r\nHost: x\r\n\r\n" % (2 * SHORT))
    assert slow.recv(4096).startswith(b"HTTP/1.1 200"), "the answer may take its time"


def test_a_body_must_arrive_in_time_altogether(started):
    program = bounded(started, body_seconds=SHORT)
    head = b"POST /body HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\n\r\n"
    whole = connected(program)
    whole.sendall(head % 5 + b"whole")
    assert answer_on(whole) == (200, b"whole")
    half = connected(program)
    half.sendall(head % 1000)
    assert b" 500 " in dripped(half, b"half" * 100)[:20]
    assert program.get("/")[0] == 200
    assert "did not arrive in time" in program.stop()[1]


def test_one_address_may_have_so_many_connections_and_others_theirs(started):
    program = bounded(started, per_address=5)
    many = [program.upgraded() for _ in range(3)] + [connected(program) for _ in range(2)]
    status, text = answer_on(connected(program))
    assert status == 503 and b"Too many connections" in text
    elsewhere = connected(program, source="127.0.0.2")
    elsewhere.sendall(HEAD + b"\r\n")
    assert answer_on(elsewhere)[0] == 200
    many[0].close()
    many[-1].close()
    until(lambda: program.get("/", timeout=5)[0] == 200, "room again", 10)
    assert program.stop()[1] == ""


def test_a_household_of_ipv6_counts_as_one_address():
    assert place_of("2001:db8:1:2:3:4:5:6") == place_of("2001:db8:1:2::1%eth0")
    assert place_of("2001:db8:1:2::1") != place_of("2001:db8:1:3::1")
    assert place_of("::ffff:10.1.2.3") == place_of("10.1.2.3") == "10.1.2.3"


def test_a_taken_port_is_an_error_of_the_system():
    with engine.listen("127.0.0.1", 0) as listener, pytest.raises(OSError):
        engine.listen("127.0.0.1", listener.getsockname()[1])


def test_long_answers_leave_in_pieces_and_are_closed() -> None:
    """To write a long one at once keeps everybody waiting."""
    closed = []

    class Body(list[bytes]):
        def close(self) -> None:
            closed.append(True)

    def application(environ: dict[str, Any], start_response: Callable[..., Any]) -> Iterable[bytes]:
        return Body([b"a" * 40_000, b"", b"b" * 16_384])

    answer = engine.in_pieces(application)({}, lambda *head: None)
    pieces = list(answer)
    assert b"".join(pieces) == b"a" * 40_000 + b"b" * 16_384
    assert max(map(len, pieces)) == engine.PIECE
    answer.close()
    assert closed == [True]

"""A small program on the engine, started by test_engine in a process of its own: every kind of answer."""

import base64
import contextlib
import hashlib
import json
import socket
import sys
import threading
import time

from facilitation import engine
from facilitation.engine_bounds import Bounds

MANY = '{"connections": 2000}'
GUID = b"258EAFA5-E914-47DA-95CA-C5AB0DC85B11"


def application(environ, start_response):
    path = environ["PATH_INFO"]
    if path == "/upgrade":
        return _upgrade(environ)
    if path == "/fail":
        raise RuntimeError("a fault made on purpose")
    if path == "/body":
        body = environ["wsgi.input"].read(int(environ["CONTENT_LENGTH"]))
        start_response("200 OK", [("Content-Type", "text/plain"), ("Content-Length", str(len(body)))])
        return [body]
    if path == "/slow":
        time.sleep(float(environ["QUERY_STRING"]))
    if path == "/heavy":
        ticks = []
        timer = threading.Timer(0.05, lambda: ticks.append(time.monotonic()))
        timer.start()
        engine.run_off_loop(_burn, 0.4)
        answer = {"others_ran": bool(ticks)}
    else:
        answer = {"engine": engine.name(), "mode": engine.socketio_mode(), "green": _is_green()}
    body = json.dumps(answer).encode()
    start_response("200 OK", [("Content-Type", "application/json"), ("Content-Length", str(len(body)))])
    return [body]


def _is_green():
    """Whether waiting in one thread lets another go on in the same operating system thread."""
    idents = set()
    thread = threading.Thread(target=lambda: idents.add(threading.get_native_id()))
    thread.start()
    thread.join()
    return idents == {threading.get_native_id()}


def _burn(seconds):
    end = time.perf_counter() + seconds
    while time.perf_counter() < end:
        hashlib.pbkdf2_hmac("sha256", b"x", b"y", 20_000)


def _upgrade(environ):
    """Accept the WebSocket, say on one line what went into a peer that does not read, then echo."""
    connection = engine.raw_socket(environ)
    key = environ["HTTP_SEC_WEBSOCKET_KEY"].encode()
    accept = base64.b64encode(hashlib.sha1(key + GUID).digest())
    connection.sendall(
        b"HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
        b"Sec-WebSocket-Accept: " + accept + b"\r\n\r\n"
    )
    send = engine.direct_send(connection)
    while data := connection.recv(1024):
        if data == b"flood":
            started, written, block = time.monotonic(), 0, b"x" * 65536
            with contextlib.suppress(BlockingIOError):
                while True:
                    written += send(block)
            took = time.monotonic() - started
            nodelay = connection.getsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY)
            print(json.dumps({"written": written, "seconds": took, "nodelay": nodelay}), flush=True)
        elif data == b"end":
            break
        else:
            connection.sendall(data)
    return engine.already_handled(environ)


if __name__ == "__main__":
    engine.patch(sys.argv[1])
    inherited = int(sys.argv[2]) if len(sys.argv) > 2 else 0
    listener = engine.adopt(inherited) if inherited else engine.listen("127.0.0.1", 0)
    print(json.dumps({"port": listener.getsockname()[1]}), flush=True)
    engine.serve(listener, application, Bounds(**json.loads(sys.argv[3] if len(sys.argv) > 3 else MANY)))
    print(json.dumps({"stopped": True}), flush=True)

"""A connection is bounded before, between and behind the bodies that it brings."""

import json
import socket
import threading
from collections.abc import Generator, Iterator
from contextlib import contextmanager, suppress

import pytest
import uvicorn
from hypothesis import given, settings
from hypothesis import strategies as st
from starlette.types import Receive, Scope, Send

from tuwen.server.wire import HEAD_BYTES, Wire, configured

GET = b"GET / HTTP/1.1\r\nhost: a\r\n"
POST = b"POST / HTTP/1.1\r\nhost: a\r\n"
CHUNKED = POST + b"transfer-encoding: chunked\r\n\r\n"


class Impatient(Wire):
    head_s = 0.3
    rest_s = 0.3


class Small(Wire):
    def most(self) -> int:
        return 2


async def app(scope: Scope, receive: Receive, send: Send) -> None:
    """Says how large the body is, /early before it has come."""
    if scope["type"] != "http":
        return
    size, more = 0, scope["path"] != "/early"
    while more:
        message = await receive()
        size, more = size + len(message.get("body", b"")), message.get("more_body", False)
    said = str(size).encode()
    length = [(b"content-length", str(len(said)).encode())]
    await send({"type": "http.response.start", "status": 200, "headers": length})
    await send({"type": "http.response.body", "body": said})


@contextmanager
def served(wire: type[Wire]) -> Generator[int]:
    config = configured(app)
    config.http, config.lifespan = wire, "off"
    server = uvicorn.Server(config)
    listener = socket.create_server(("127.0.0.1", 0))
    thread = threading.Thread(target=server.run, kwargs={"sockets": [listener]})
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        server.should_exit = True
        thread.join()
        listener.close()


@pytest.fixture(scope="module")
def port() -> Iterator[int]:
    with served(Wire) as port:
        yield port


@pytest.fixture(scope="module")
def impatient() -> Iterator[int]:
    with served(Impatient) as port:
        yield port


def answer_on(connection: socket.socket) -> bytes:
    """The next answer over a connection, or what comes until the server closes."""
    said = b""
    while more := connection.recv(1 << 16):
        said += more
        head, end, body = said.partition(b"\r\n\r\n")
        size = head.lower().partition(b"content-length: ")[2].split(b"\r\n")[0]
        if end and len(body) >= int(size):
            break
    return said


def exchanged(port: int, *parts: bytes, rest: bool = True) -> bytes:
    """What comes back until the server closes, or (without `rest`) at first."""
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        for part in parts:
            connection.sendall(part)
        if not rest:
            return answer_on(connection)
        said = b""
        while more := connection.recv(1 << 16):
            said += more
        return said


def refused(port: int, *parts: bytes) -> tuple[int, str]:
    """Status and code of the error that ends the connection."""
    said = exchanged(port, *parts)
    assert b"\r\nconnection: close\r\n" in said
    error = json.loads(said.partition(b"\r\n\r\n")[2])["error"]
    assert error["message"]
    return int(said.split()[1]), error["code"]


def test_one_connection_too_many_is_told_to_come_back() -> None:
    with served(Small) as port:
        with socket.create_connection(("127.0.0.1", port), timeout=10) as first:
            first.sendall(GET + b"\r\n")
            assert answer_on(first).startswith(b"HTTP/1.1 200")
            with socket.create_connection(("127.0.0.1", port), timeout=10) as second:
                second.sendall(GET + b"\r\n")
                assert answer_on(second).startswith(b"HTTP/1.1 200")
                said = exchanged(port, GET + b"\r\n")
                assert said.startswith(b"HTTP/1.1 503")
                assert b"\r\nretry-after: 2\r\n" in said
                first.sendall(GET + b"\r\n")  # who is there is served
                assert answer_on(first).startswith(b"HTTP/1.1 200")
        assert exchanged_at_last(port).startswith(b"HTTP/1.1 200")


def exchanged_at_last(port: int) -> bytes:
    """What comes back once the server has seen that others left."""
    while (said := exchanged(port, GET + b"\r\n", rest=False)).startswith(b"HTTP/1.1 503"):
        pass
    return said


def test_an_ordinary_head_may_be_long(port: int) -> None:
    cookie = b"cookie: " + b"c" * (HEAD_BYTES - 1000) + b"\r\n"
    assert exchanged(port, GET + cookie + b"\r\n", rest=False).endswith(b"\r\n\r\n0")


@pytest.mark.parametrize(
    "head",
    [
        GET + b"cookie: " + b"c" * (3 * HEAD_BYTES),
        GET + b"cookie: " + b"c" * HEAD_BYTES + b"\r\n\r\n",
        GET + b"".join(b"x-%d: y\r\n" % number for number in range(20_000)),
        b"GET /" + b"a" * (3 * HEAD_BYTES),
        b"GET /" + b"a" * HEAD_BYTES + b" HTTP/1.1\r\n\r\n",
        CHUNKED + b"0\r\n" + b"x: " + b"c" * (3 * HEAD_BYTES),
        CHUNKED + b"0\r\n" + b"x: y\r\n" * 20_000,
        CHUNKED + b"1;" + b"x" * (3 * HEAD_BYTES),
    ],
    ids=["endless", "long", "many", "endless address", "address", "endless trailer",
         "many trailers", "chunk extension"],
)  # fmt: skip
def test_a_head_without_end_is_refused(port: int, head: bytes) -> None:
    assert refused(port, head) == (431, "head_too_large")


@pytest.mark.parametrize(
    "said",
    [b"\x16\x03\x01\x02\x00\x01\x00", b"GARBAGE\r\n\r\n", b"GET / HTTP/9.9\r\n\r\n",
     GET + b"bad header\r\n\r\n", POST + b"content-length: x\r\n\r\n",
     POST + b"content-length: 1\r\ntransfer-encoding: chunked\r\n\r\n0\r\n\r\n"],
)  # fmt: skip
def test_what_is_no_http_is_told_so_in_words(port: int, said: bytes) -> None:
    assert refused(port, said) == (400, "bad_http")


def test_a_head_that_does_not_end_runs_out_of_time(impatient: int) -> None:
    assert refused(impatient, GET) == (408, "head_too_slow")


@pytest.mark.parametrize("begun", [(), (b"\r\n",), (GET + b"\r\n", b"\r\n")])
def test_who_asks_nothing_is_let_go(impatient: int, begun: tuple[bytes, ...]) -> None:
    assert exchanged(impatient, *begun).count(b"HTTP/1.1") == len(begun) // 2


def test_a_body_that_nobody_waits_for_ends(impatient: int) -> None:
    early = b"POST /early HTTP/1.1\r\nhost: a\r\ncontent-length: 9\r\n\r\n"
    assert exchanged(impatient, early, b"1").count(b"200 OK") == 1


def test_a_slow_body_is_not_the_heads_affair(impatient: int) -> None:
    with socket.create_connection(("127.0.0.1", impatient), timeout=0.6) as connection:
        connection.sendall(POST + b"content-length: 2\r\n\r\n1")
        with pytest.raises(TimeoutError):
            connection.recv(100)
        connection.settimeout(10)
        connection.sendall(b"2")
        assert answer_on(connection).endswith(b"\r\n\r\n2")


def test_requests_sent_ahead_are_answered_in_turn(port: int) -> None:
    body = b"b" * 300_000
    post = POST + b"content-length: 300000\r\n\r\n" + body
    last = b"GET / HTTP/1.1\r\nhost: a\r\nconnection: close\r\n\r\n"
    said = exchanged(port, post + post + last)
    assert [part.split(b"\r\n")[-1] for part in said.split(b"HTTP/1.1 200 OK")[1:]] == [
        b"300000", b"300000", b"0",
    ]  # fmt: skip


def test_who_sends_ahead_without_end_is_let_go(port: int) -> None:
    some = exchanged(port, (GET + b"\r\n") * 30 + GET + b"connection: close\r\n\r\n")
    assert some.count(b"200 OK") == 31
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall((GET + b"\r\n") * 1500)
        said = b""
        with suppress(ConnectionResetError):
            while more := connection.recv(1 << 16):
                said += more
    assert said.count(b"200 OK") < 1500


def test_a_wish_for_websockets_is_passed_over(port: int, caplog: pytest.LogCaptureFixture) -> None:
    wish = b"connection: upgrade\r\nupgrade: websocket\r\n\r\n"
    assert exchanged(port, GET + wish, rest=False).startswith(b"HTTP/1.1 200")
    assert not caplog.records


WIRE = (GET, POST, CHUNKED, b"\r\n", b"0\r\n\r\n", b"content-length: 3\r\n", b"5\r\nhello\r\n")


@settings(max_examples=150, deadline=None)
@given(st.lists(st.sampled_from(WIRE) | st.binary(max_size=40), max_size=8))
def test_whatever_comes_is_answered_or_left(port: int, parts: list[bytes]) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as connection:
        connection.sendall(b"".join(parts))
        connection.shutdown(socket.SHUT_WR)
        said = b""
        while more := connection.recv(1 << 16):
            said += more
    statuses = [part[:3] for part in said.split(b"HTTP/1.1 ")[1:]]
    assert set(statuses) <= {b"200", b"400", b"100"}

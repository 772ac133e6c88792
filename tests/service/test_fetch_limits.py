"""What a host sends back: bounded in size and time, and a picture, or an error in words."""

import asyncio
import gzip
import logging

import pytest
from picture_server import (
    ALLOWED,
    GOOD,
    PNG,
    PUBLIC,
    URL,
    Answer,
    Certificate,
    Names,
    PictureServer,
    Roads,
    dripping,
    garbling,
    reply,
    resetting,
    silent,
    turn,
    visit,
)

from tuwen.errors import Busy, InputError
from tuwen.figure.decode import MAX_BYTES
from tuwen.service.fetch import Fetcher

HEAD = b"HTTP/1.1 200 OK\r\ncontent-type: image/png\r\n"


@pytest.mark.parametrize(
    "kind", ["image/png", "IMAGE/PNG; x=y", "image/anything", "application/octet-stream",
             "binary/octet-stream"]
)  # fmt: skip
def test_pictures_may_come_as_pictures_or_as_bytes(certificate: Certificate, kind: str) -> None:
    assert visit(certificate, reply(200, PNG, content_type=kind)).data == PNG


@pytest.mark.parametrize("kind", ["text/html", "text/plain", "application/json", "", "imagepng"])
def test_nothing_else_may_come(certificate: Certificate, kind: str) -> None:
    assert visit(certificate, reply(200, PNG, content_type=kind)).code == "not_a_picture"


@pytest.mark.parametrize(
    ("body", "code", "said"),
    [
        (b"<!DOCTYPE html><html>", "unsupported_format", "网页"),
        (b"<svg xmlns='x'/>", "unsupported_format", "SVG"),
        (b"%PDF-1.7", "unsupported_format", "PDF"),
        (b"root:x:0:0:", "not_a_picture", "不是图片"),
        (b"", "not_a_picture", "不是图片"),
    ],
)
def test_what_is_called_a_picture_has_to_begin_like_one(
    certificate: Certificate, body: bytes, code: str, said: str
) -> None:
    seen = visit(certificate, reply(200, body, content_type="image/png"))
    assert seen.code == code
    assert said in seen.message


def test_too_large_by_its_own_word(certificate: Certificate) -> None:
    said = HEAD + f"content-length: {MAX_BYTES + 1}\r\n\r\n".encode()
    assert visit(certificate, silent(said)).code == "file_too_large"
    said = HEAD + b"content-length: " + b"9" * 19 + b"\r\n\r\n"
    assert visit(certificate, silent(said)).code == "file_too_large"


def test_too_large_without_a_word(certificate: Certificate) -> None:
    body = PNG.ljust(MAX_BYTES + 1, b"x")
    chunk = f"{len(body):x}\r\n".encode() + body
    for head in (HEAD + b"\r\n" + body, HEAD + b"transfer-encoding: chunked\r\n\r\n" + chunk):
        assert visit(certificate, silent(head)).code == "file_too_large"


def test_as_large_as_may_be(certificate: Certificate) -> None:
    body = PNG.ljust(MAX_BYTES, b"x")
    assert visit(certificate, reply(200, body, content_type="image/png")).data == body


@pytest.mark.parametrize("coding", ["gzip", "br", "deflate, gzip", "x-unknown"])
def test_a_packed_body_is_not_unpacked(certificate: Certificate, coding: str) -> None:
    bomb = gzip.compress(bytes(30_000_000))
    answer = reply(200, bomb, content_type="image/png", content_encoding=coding)
    assert visit(certificate, answer).code == "url_bad_encoding"
    same = reply(200, PNG, content_type="image/png", content_encoding="Identity")
    assert visit(certificate, same).data == PNG


@pytest.mark.parametrize("status", [201, 206, 300, 400, 401, 403, 404, 410, 418, 500, 503])
def test_other_statuses(certificate: Certificate, status: int) -> None:
    seen = visit(certificate, reply(status, PNG, content_type="image/png"))
    assert seen.code == "url_bad_status"
    assert str(status) in seen.message


def test_a_redirect_to_nowhere(certificate: Certificate) -> None:
    assert visit(certificate, reply(302, PNG, content_type="image/png")).code == "url_bad_status"


@pytest.mark.parametrize(
    "answer",
    [
        silent(), silent(b"HTTP/1.1 200 OK\r\ncontent-ty"), dripping(b"HTTP/1.1 200 OK\r\nx: "),
        silent(HEAD + b"content-length: 99\r\n\r\n\x89PNG"), dripping(HEAD + b"\r\n"),
    ],
    ids=["no head", "half a head", "dripping head", "no body", "dripping body"],
)  # fmt: skip
def test_a_slow_host_is_left(certificate: Certificate, answer: Answer) -> None:
    seen = visit(certificate, answer, seconds=0.7)
    assert (seen.code, len(seen.heads)) == ("url_too_slow", 1)


def test_the_time_is_for_all_hops_together(certificate: Certificate) -> None:
    answers = {"/a.png": turn("/b.png"), "/b.png": turn("/c.png"), "/c.png": silent()}
    seen = visit(certificate, answers, seconds=1.5)
    assert (seen.code, len(seen.heads)) == ("url_too_slow", 3)


def test_a_slow_resolver_is_left() -> None:
    async def never(host: str, port: int) -> list[str]:
        await asyncio.Event().wait()
        return []

    with pytest.raises(InputError) as caught:
        asyncio.run(Fetcher(ALLOWED, resolve=never, seconds=0.05).fetch(URL))
    assert caught.value.code == "url_too_slow"


@pytest.mark.parametrize(
    "answer",
    [
        reply(200, PNG[:20], content_type="image/png", content_length="500"),
        resetting(HEAD + b"content-length: 500\r\n\r\n\x89PNG"), resetting(b""), resetting(HEAD),
        reply(200, PNG, content_type="image/png", content_length="x"),
        reply(200, PNG, content_type="image/png", transfer_encoding="gzip"),
        garbling(HEAD + b"content-length: 500\r\n\r\n\x89PNG"),
    ],
    ids=["cut off", "reset body", "no answer", "reset head", "bad length", "bad coding", "garbled"],
)  # fmt: skip
def test_a_broken_answer(certificate: Certificate, answer: Answer) -> None:
    seen = visit(certificate, answer)
    assert (seen.code, len(seen.heads)) == ("url_unreachable", 1)


@pytest.mark.parametrize(
    "sent", [b"\x89PNG\r\n\x1a\n\r\n\r\n", b"HTTP/1.1 200 OK\r\nx: " + b"x" * 300_000]
)
def test_an_answer_that_is_no_http(certificate: Certificate, sent: bytes) -> None:
    assert visit(certificate, silent(sent)).code == "url_unreachable"


def test_fetches_wait_for_their_turn(certificate: Certificate) -> None:
    async def run() -> None:
        async with PictureServer({"/a.png": silent(), "/b.png": GOOD}, certificate) as server:
            roads = Roads(certificate.trusting(), {PUBLIC: server.port})
            names = Names({"img.example.com": [[PUBLIC]]})
            fetcher = Fetcher(ALLOWED, resolve=names, transport=roads, at_once=1)
            first = asyncio.create_task(fetcher.fetch(URL))
            await server.came.wait()
            second = asyncio.create_task(fetcher.fetch(URL.replace("a.png", "b.png")))
            await asyncio.sleep(0)
            assert (len(names.asked), second.done()) == (1, False)
            first.cancel()  # whoever asked has gone: the turn is free again
            assert await second == PNG
            with pytest.raises(asyncio.CancelledError):
                await first

    asyncio.run(run())


def test_who_never_gets_a_turn_is_told_to_come_again() -> None:
    with pytest.raises(Busy) as caught:
        asyncio.run(Fetcher(ALLOWED, at_once=0, seconds=0.01).fetch(URL))
    assert caught.value.retry_after > 0


def test_proxies_of_the_environment_are_not_asked(
    certificate: Certificate, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("HTTPS_PROXY", "https_proxy", "ALL_PROXY"):
        monkeypatch.setenv(name, "http://127.0.0.1:9")
    assert visit(certificate).data == PNG


def test_logs_name_the_host_and_no_more(
    certificate: Certificate, caplog: pytest.LogCaptureFixture
) -> None:
    caplog.set_level(logging.INFO)
    secret = {"/a.png?key=secret": resetting(b"")}
    assert visit(certificate, secret, URL + "?key=secret").code == "url_unreachable"
    assert "img.example.com" in caplog.text
    assert "secret" not in caplog.text

"""Bad requests of bench/fuzz.py, as bytes: heads, bodies, headers, spoilt pictures.

Each comes from a seed and a number, so that it can be made again.
"""

import base64
import json
import random
from collections.abc import Callable, Sequence
from functools import cache
from urllib.parse import quote

from asking import Sent
from fuzz_pictures import originals, spoilt
from service_ways import CHAT, COMPLETION, PROMPT, small_picture

PATHS = (
    "/", "/healthz", "/readyz", "/metrics", "/docs", "/openapi.json", "/operator", "/app.js",
    "/v1/models", "/v1/models/tuwen", "/v1/journal", "/v1/journal/stats", COMPLETION, CHAT,
)  # fmt: skip
METHODS = ("GET", "POST", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE", "PATCH", "CONNECT", "get")
READ_HEADERS = (
    "authorization", "x-api-key", "x-request-id", "traceparent", "tracestate", "forwarded", "via",
    "x-forwarded-for", "x-forwarded-proto", "x-forwarded-host", "x-real-ip", "host", "origin",
    "sec-fetch-site", "cache-control", "content-type", "accept", "accept-encoding", "range",
    "if-range", "if-none-match", "if-modified-since", "access-control-request-method",
    "access-control-request-headers", "access-control-request-private-network", "cookie",
    "connection", "upgrade", "expect", "user-agent", "x-http-method-override",
)  # fmt: skip
HOSTILE = (
    b"' OR 1=1 --", b"\"; DROP TABLE keys; --", b"tw-' UNION SELECT * FROM keys --",
    b"\x1b[31mred\x1b[0m\x1b]0;title\x07", b"a\x00b", b"\x00", b"\xff\xfe\xfd", b"\x80" * 40,
    "图文".encode(), "\U0001f4a3".encode(), b"\xed\xa0\x80", b"%0d%0aset-cookie:%20a=1",
    b"a\r\nx-injected: 1", b"a\nx: 1", b"a\rb", b"\t \t", b"", b",,,,,", b";;;==;;", b"*/*;q=nan",
    b"${jndi:ldap://127.0.0.1/a}", b"{{7*7}}", b"<script>alert(1)</script>", b"../../etc/passwd",
    b"99999999999999999999", b"-1", b"1e309", b"0x10", b"bytes=0-,0-,0-,0-", b"bytes=-0",
    b"bytes=9-1", b"bytes=" + b"0-1," * 400, b"00-" + b"f" * 32 + b"-" + b"f" * 16 + b"-ff",
    b"00-" + b"0" * 32 + b"-" + b"0" * 16 + b"-00", b"Bearer " + b"tw-" + b"A" * 48, b"Bearer ",
    b"Basic " + b"QQ" * 300, b"127.0.0.1", b"::1", b"[::1", b"999.1.1.1, 127.0.0.1", b"null",
    b"http://evil.example", b"https://blog.example.com", b"localhost:99999", b"evil.example",
    b"multipart/form-data", b"multipart/form-data; boundary=", b"application/json; charset=utf-7",
    b"Thu, 99 Foo 99999 99:99:99 GMT", b"W/\"" + b"a" * 500 + b'"', b"100-continue", b"websocket",
)  # fmt: skip
QUOTED = tuple(map(quote, HOSTILE))
JSON_VALUES = (
    "null", "true", "-1", "1e999", "NaN", "9" * 400, '"\\ud800"', '"\\u0000"', "[]", "{}", '""',
    "[" * 300 + "]" * 300, '{"a":' * 300 + "1" + "}" * 300, '"' + "啊" * 9000 + '"', "0.1",
    "[null]",
    '{"type":"text"}', '[{"type":"image_url"}]', '"data:image/png;base64,"', '"http://127.0.0.1/"',
    '"file:///etc/passwd"', '"https://[::1"', '"data:,%zz;base64,%"', '{"url":"data:;base64,AAAA"}',
    '{"$ref":"#"}', '{"type":"json_schema","json_schema":{"schema":{"$ref":"#/a/b"}}}',
    '{"type":"object","properties":{"a":{"pattern":"(a+)+$","type":"string"}}}',
)  # fmt: skip
TEXTS = ("", PROMPT, "\x00", "\ud800".encode("utf-8", "surrogatepass").decode("latin-1"),
         "a" * 9000, "这" * 3000, "' OR 1=1 --", "\u202e\u2066", "{{7*7}}", "<think>", "%s%n",
         "1" * 400)  # fmt: skip
FIELDS = ("image", "prompt", "task", "context", "title", "language", "engine", "max_tokens",
          "stream", "include", "strict", "image_url", "other", "image", "")  # fmt: skip
CHARSETS = ("utf-7", "utf-16", "cp037", "base64", "rot13", "idna", "punycode", "unicode_escape",
            "zip", "raw_unicode_escape", "nonsense", "", "utf-8\x00")  # fmt: skip


def head(chance: random.Random) -> Sent:
    """A request whose line or headers are broken."""
    end = chance.choice((b"\r\n", b"\r\n", b"\r\n", b"\n", b"\r"))
    target = chance.choice((*PATHS, *_targets(chance))).encode("utf-8", "surrogatepass")
    version = chance.choice((b"HTTP/1.1", b"HTTP/1.1", b"HTTP/1.0", b"HTTP/2.0", b"HTTP/9", b""))
    method = chance.choice(METHODS).encode()
    lines = [b" ".join((method, target, version)), b"host: 127.0.0.1"]
    for _ in range(chance.choice((0, 1, 2, 5))):
        lines.append(chance.choice(_BAD_LINES)(chance))
    if chance.random() < 0.3:
        chance.shuffle(lines)
    data = end.join(lines) + end * chance.choice((1, 2, 2, 2, 2))
    if chance.random() < 0.2:
        data += chance.randbytes(chance.choice((1, 60, 3000)))
    return Sent(_flipped(chance, data) if chance.random() < 0.4 else data, whole=False)


def body(chance: random.Random) -> Sent:
    """A request whose body is broken."""
    path, kind, content = chance.choice((_multipart, _multipart, _json, _json, _form))(chance)
    if chance.random() < 0.3:
        content = _flipped(chance, content)
    return _framed(chance, path, kind, content)


def header(chance: random.Random) -> Sent:
    """A small request, right but for what its headers say."""
    path, kind, content = _question(chance)
    lines = {b"host": b"127.0.0.1", b"content-type": kind.encode()}
    extra: list[tuple[bytes, bytes]] = []
    for name in chance.sample(READ_HEADERS, chance.choice((1, 1, 2, 4))):
        value = chance.choice(HOSTILE) * chance.choice((1, 1, 1, 1, 2, 20))
        if chance.random() < 0.01:
            value = b"a" * chance.choice((60_000, 66_000, 300_000))
        lines.pop(name.encode(), None)
        extra += [(name.encode(), value)] * chance.choice((1, 1, 1, 2, 9))
    extra += list(lines.items())
    if content:
        extra.append((b"content-length", str(len(content)).encode()))
    method = "POST" if content else chance.choice(("GET", "GET", "HEAD", "OPTIONS"))
    said = b"".join(name + b": " + value + b"\r\n" for name, value in extra)
    return Sent(f"{method} {path} HTTP/1.1\r\n".encode() + said + b"\r\n" + content)


def picture(chance: random.Random) -> Sent:
    """A right request with a spoilt picture, as a file or in OpenAI's form."""
    data = spoilt(chance, among())
    if chance.random() < 0.5:
        content, border = b"", b"tuwen-fuzz"
        for name, value in ((b'prompt"', PROMPT.encode()), (b'image"; filename="a.png"', data)):
            said = b'content-disposition: form-data; name="' + name
            content += b"--" + border + b"\r\n" + said + b"\r\n\r\n" + value + b"\r\n"
        content += b"--" + border + b"--\r\n"
        return _request(COMPLETION, "multipart/form-data; boundary=tuwen-fuzz", content)
    url = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    return _request(CHAT, "application/json", json.dumps(_conversation(url)).encode())


PARTS: dict[str, Callable[[random.Random], Sent]] = {
    "heads": head, "bodies": body, "headers": header, "pictures": picture,
}  # fmt: skip


def made(seed: int, part: str, number: int) -> Sent:
    """The request of this number."""
    return PARTS[part](random.Random(f"{seed} {part} {number}"))


@cache
def among() -> Sequence[bytes]:
    return originals()


@cache
def _sound() -> bytes:
    return small_picture()


def _conversation(url: str) -> dict[str, object]:
    parts = [
        {"type": "text", "text": PROMPT},
        {"type": "image_url", "image_url": {"url": url}},
    ]
    return {"model": "tuwen", "messages": [{"role": "user", "content": parts}]}


def _targets(chance: random.Random) -> tuple[str, ...]:
    hostile = chance.choice(QUOTED)
    return (
        "*", "", "/" * 300, "/%", "/%00", "/%zz", "/%2e%2e/%2e%2e/etc/passwd", "/../../etc/passwd",
        "http://evil.example/v1/models", "//evil.example/", "/\\..\\",
        "/vendor/../../server/keys.py",
        "/v1/models/" + "a/" * 400, f"/v1/models/{hostile}", f"/v1/journal/{hostile}",
        f"/v1/journal?since={hostile}&limit={hostile}&before={hostile}&key={hostile}",
        f"/v1/journal?task={hostile}&engine={hostile}&errors={hostile}",
        f"/v1/journal/stats?since={hostile}", "/?" + "a=1&" * 3000, "/" + "a" * 70_000,
        "/图文", "/ /",
        "/v1/journal?since=" + "9" * 9 + "d", "/\x7f\x01", f"/operator?{hostile}#{hostile}",
    )  # fmt: skip


_BAD_LINES: tuple[Callable[[random.Random], bytes], ...] = (
    lambda chance: chance.choice(READ_HEADERS).encode() + b": " + chance.choice(HOSTILE),
    lambda chance: b"content-length: " + chance.choice((b"-1", b"5, 5", b"0x5", b"9" * 30, b"5")),
    lambda chance: b"transfer-encoding: " + chance.choice((b"chunked", b"x, chunked", b"gzip")),
    lambda _: b"no colon here",
    lambda _: b" folded: line",
    lambda _: b": no name",
    lambda chance: chance.randbytes(6) + b": " + chance.randbytes(20),
    lambda chance: b"a" * chance.choice((100, 70_000)) + b": b",
    lambda chance: b"\r\n".join([b"x: y"] * chance.choice((50, 20_000))),
    lambda _: b"name : value",
)


def _multipart(chance: random.Random) -> tuple[str, str, bytes]:
    border = chance.choice(("b", "tuwen-fuzz", "-" * 70, "b", "a" * 300)).encode()
    content = bytearray()
    for _ in range(chance.choice((0, 1, 2, 3, 6, 1200 if chance.random() < 0.02 else 4))):
        name = chance.choice(FIELDS)
        value = _sound()[:90] if name == "image" else chance.choice(TEXTS).encode("utf-8")
        file = chance.choice(("", '; filename="a.png"', "; filename*=utf-7''%2b", '; filename="'))
        content += b"--" + border + chance.choice((b"\r\n", b"\r\n", b"\r\n", b"\n", b"x"))
        content += f'content-disposition: form-data; name="{name}"{file}\r\n'.encode()
        if chance.random() < 0.2:
            content += b"content-type: " + chance.choice(HOSTILE) + b"\r\n"
        content += chance.choice((b"\r\n", b"\r\n", b"\r\n", b"")) + value + b"\r\n"
    if chance.random() < 0.2:
        words = f'name="_charset_"\r\n\r\n{chance.choice(CHARSETS)}\r\n'
        content += b"--" + border + b"\r\ncontent-disposition: form-data; " + words.encode()
    content += chance.choice((b"--" + border + b"--\r\n", b"--" + border, b"", b"----"))
    kind = f"multipart/form-data; boundary={border.decode()}"
    if chance.random() < 0.3:
        kind = chance.choice((
            "multipart/form-data", "multipart/form-data; boundary=other", "multipart/mixed",
            'multipart/form-data; boundary="', f"{kind}; charset={chance.choice(CHARSETS)}",
        ))  # fmt: skip
    return chance.choice((COMPLETION, COMPLETION, CHAT)), kind, bytes(content)


def _json(chance: random.Random) -> tuple[str, str, bytes]:
    fields: dict[str, str] = {
        name: json.dumps(value) for name, value in _conversation("data:;base64,AAAA").items()
    }
    names = (*fields, "stream", "max_tokens", "response_format", "n", "tools", "task", "context",
             "title", "language", "include", "strict", "stream_options", "modalities")  # fmt: skip
    for name in chance.sample(names, chance.choice((1, 2, 4))):
        fields[name] = chance.choice(JSON_VALUES)
    if chance.random() < 0.3:
        inner = chance.choice(JSON_VALUES)
        fields["messages"] = f'[{{"role":"user","content":{inner}}},{inner}]'
    said = ",".join(f'"{name}":{value}' for name, value in fields.items())
    kind = "application/json"
    if chance.random() < 0.2:
        kind = chance.choice(
            ("text/plain", "", f"application/json; charset={chance.choice(CHARSETS)}")
        )
    return CHAT, kind, f"{{{said}}}".encode("utf-8", "surrogatepass")


def _form(chance: random.Random) -> tuple[str, str, bytes]:
    fields = "&".join(
        f"{chance.choice(FIELDS)}={chance.choice(QUOTED)}"
        for _ in range(chance.choice((1, 9, 20, 2000 if chance.random() < 0.1 else 3)))
    )
    kind = chance.choice(("application/x-www-form-urlencoded", "text/plain", "", "a/b;" * 900))
    return chance.choice((COMPLETION, CHAT)), kind, fields.encode()


def _question(chance: random.Random) -> tuple[str, str, bytes]:
    path = chance.choice(PATHS)
    if path not in (COMPLETION, CHAT):
        return path, "text/plain", b""
    if path == CHAT:
        return path, "application/json", json.dumps(_conversation("data:;base64,AAAA")).encode()
    return path, "application/x-www-form-urlencoded", b"prompt=a"


def _framed(chance: random.Random, path: str, kind: str, content: bytes) -> Sent:
    """The body as it should be sent, or with a length or chunks that are wrong."""
    way = chance.random()
    if way < 0.6:
        return _request(path, kind, content)
    if way < 0.75:
        size = max(0, len(content) + chance.choice((-9, -1, 1, 50, 10**7, 10**12)))
        return Sent(_request(path, kind, content, length=size).data, whole=False)
    chunks = b""
    for begin in range(0, len(content), 700):
        piece = content[begin : begin + 700]
        size = b"%x" % (len(piece) + chance.choice((0, 0, 0, 0, 1, -1)))
        size = chance.choice((size, size, size, size + b";ext=1", b"zz", b"-1", b"f" * 20))
        chunks += size + b"\r\n" + piece + chance.choice((b"\r\n", b"\r\n", b"\r\n", b"\n", b""))
    chunks += chance.choice(
        (b"0\r\n\r\n", b"0\r\nx: y\r\n\r\n", b"", b"0\r\n" + b"a: b\r\n" * 20_000)
    )
    lines = f"host: 127.0.0.1\r\ncontent-type: {kind}\r\ntransfer-encoding: chunked\r\n\r\n"
    return Sent(f"POST {path} HTTP/1.1\r\n{lines}".encode() + chunks, whole=False)


def _request(path: str, kind: str, content: bytes, length: int | None = None) -> Sent:
    size = len(content) if length is None else length
    lines = f"host: 127.0.0.1\r\ncontent-type: {kind}\r\ncontent-length: {size}\r\n\r\n"
    return Sent(f"POST {path} HTTP/1.1\r\n{lines}".encode() + content)


def _flipped(chance: random.Random, data: bytes) -> bytes:
    found = bytearray(data)
    for _ in range(chance.choice((1, 1, 3, 12))):
        if found:
            found[chance.randrange(len(found))] = chance.randrange(256)
    return bytes(found)

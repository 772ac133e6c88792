"""Who is let in: with a key, without one, and as an operator."""

import asyncio
import sqlite3
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from keyed import LOOPBACK, bearer, features, serving
from starlette.testclient import TestClient

from stored_keys import new_key, with_keys
from tuwen.errors import ConfigError, Unauthorized
from tuwen.server.keys import Gate, KeyCheck
from tuwen.server.limits import BAD_KEYS
from tuwen.service.keys import Allowance, Keys
from tuwen.service.reader import reader_pool
from tuwen.service.store import Store

ADDRESS = "/v1/multimodal/completion"
PUBLIC = "0.0.0.0"
WRONG = "tw-nosuchkey"


def who(client: TestClient, **headers: str) -> Any:
    """Who the server says one is, or the code of its refusal."""
    answer = client.get("/v1/whoami", headers={k.replace("_", "-"): v for k, v in headers.items()})
    if answer.status_code == 200:
        return answer.json()
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"] == "Bearer"
    assert answer.headers["cache-control"] == "no-store"
    error = answer.json()["error"]
    assert error["type"] == "unauthorized"
    assert error["message"].endswith("。")
    return error["code"]


@pytest.fixture(scope="module")
def guarded(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[TestClient, str, str]]:
    """A server that asks for keys, one key of it, and its store."""
    place = str(tmp_path_factory.mktemp("guarded") / "tuwen.db")
    secret, _ = new_key(place, "博客")
    with serving(features(place, host=PUBLIC)) as client:
        yield client, secret, place


def test_a_key_opens_by_either_header(guarded: tuple[TestClient, str, str]) -> None:
    client, secret, _ = guarded
    assert who(client, authorization=f"Bearer {secret}") == "博客"
    assert who(client, authorization=f"bearer  {secret} ") == "博客"
    assert who(client, x_api_key=secret) == "博客"
    assert who(client, x_api_key=secret, authorization="Basic YTpi") == "博客"
    assert who(client, x_api_key=WRONG, authorization=f"Bearer {secret}") == "key_unknown"


def test_without_a_good_key_nothing_opens(guarded: tuple[TestClient, str, str]) -> None:
    client, secret, place = guarded
    assert who(client) == "key_missing"
    assert who(client, authorization="Basic YTpi") == "key_missing"
    assert who(client, authorization=secret) == "key_missing"
    assert who(client, authorization="Bearer ") == "key_missing"
    assert who(client, authorization="Bearer sk-abc") == "key_unknown"
    assert who(client, **bearer(secret[:-1])) == "key_unknown"
    elsewhere, _ = new_key(f"{place}-other")
    assert who(client, **bearer(elsewhere)) == "key_unknown"


def test_a_revoked_key_is_refused_from_the_next_request_on(
    guarded: tuple[TestClient, str, str],
) -> None:
    client, _, place = guarded
    secret, _ = new_key(place, "试用")
    assert who(client, **bearer(secret)) == "试用"
    with_keys(place, lambda keys: keys.revoke("试用"))
    assert who(client, **bearer(secret)) == "key_revoked"


def test_what_is_no_secret_needs_no_key(guarded: tuple[TestClient, str, str]) -> None:
    client, _, _ = guarded
    for path in ("/", "/app.js", "/docs", "/openapi.json", "/healthz"):
        assert client.get(path).status_code == 200, path
    assert client.get("/readyz").status_code in (200, 503)
    for path in ("/v1/nowhere", "/v1", "/mcp", "/mcp/", "/metrics", "/%761/whoami"):
        assert client.get(path).status_code == 401, path
    assert client.get("/metricsx").status_code == 404


def test_the_last_use_is_seen(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    secret, _ = new_key(place)
    with serving(features(place)) as client:
        assert who(client, **bearer(secret)) == "x"
    (key,) = with_keys(place, lambda keys: keys.list())
    assert key.used is not None


def test_the_body_is_not_read_of_who_may_not_come_in(tmp_path: Path) -> None:
    async def run() -> int:
        store = Store(str(tmp_path / "tuwen.db"))
        gate, sent = Gate(Keys(store), host=PUBLIC), []

        async def never(*_: Any) -> Any:
            raise AssertionError("read")

        async def send(message: Any) -> None:
            sent.append(message)

        scope = {"type": "http", "method": "POST", "path": ADDRESS, "headers": []}
        await KeyCheck(never, gate)(scope, never, send)
        return sent[0]["status"]

    assert asyncio.run(run()) == 401


@given(st.lists(st.tuples(st.sampled_from([b"authorization", b"x-api-key"]), st.binary())))
def test_no_header_is_a_key_by_chance(headers: list[tuple[bytes, bytes]]) -> None:
    gate = Gate(Keys(Store("memory")), host=PUBLIC)
    with pytest.raises(Unauthorized):
        asyncio.run(gate.admit({"type": "http", "headers": headers}))


def test_on_this_machine_no_key_is_needed_until_one_is_made(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    with serving(features(place)) as client:
        assert who(client) == "nobody"
        assert who(client, authorization="Bearer sk-whatever-an-openai-client-sends") == "nobody"
        assert who(client, **bearer(WRONG)) == "key_unknown"
        assert client.get("/v1/secret").json() == "secret"
    secret, key = new_key(place)
    with_keys(place, lambda keys: keys.revoke(key.id))
    with serving(features(place)) as client:  # a key that ended opens nothing
        assert who(client) == "key_missing"
        assert who(client, **bearer(secret)) == "key_revoked"
    with serving(features(place, anonymous=True)) as client:
        assert who(client) == "nobody"
        assert who(client, **bearer(secret)) == "key_revoked"


def test_beyond_this_machine_a_key_has_to_be_there(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")

    def start(**options: Any) -> None:
        with serving(features(place, host=PUBLIC, **options)):
            pass

    for made in ({}, {"name": "revoked"}):
        if made:
            _, key = new_key(place, **made)
            with_keys(place, lambda keys, which=key.id: keys.revoke(which))
        with pytest.raises(ConfigError) as caught:
            start()
        assert caught.value.code == "open_to_all"
        assert "tuwen keys create" in caught.value.message
        assert "--allow-anonymous" in caught.value.message
    start(anonymous=True)
    new_key(place, "usable")
    start()


def test_operators_places_open_to_operators_alone(guarded: tuple[TestClient, str, str]) -> None:
    client, secret, place = guarded
    answer = client.get("/v1/secret", headers=bearer(secret))
    assert (answer.status_code, answer.json()["error"]["code"]) == (403, "operator_only")
    assert client.get("/v1/secret").status_code == 401
    operator, _ = new_key(place, "运维", operator=True)
    assert client.get("/v1/secret", headers=bearer(operator)).json() == "secret"


@pytest.mark.parametrize(
    ("listens", "asked", "status"),
    [
        ("127.0.0.1", "localhost:8080", 200),
        ("::1", "[::1]:8080", 200),
        ("127.0.0.1", "rebound.example:8080", 401),
        ("127.0.0.1", 'a"b.rebound.example', 401),
        ("127.0.0.1", "127.0.0.1@rebound.example", 401),
        ("127.0.0.1", "rebound.example/", 401),
        ("127.0.0.1", "", 401),
        (PUBLIC, "localhost", 401),
    ],
)
def test_who_is_alone_on_the_machine_is_its_operator(
    tmp_path: Path, listens: str, asked: str, status: int
) -> None:
    made = features(str(tmp_path / "tuwen.db"), host=listens, anonymous=listens == PUBLIC)
    with serving(made) as client:
        assert client.get("/v1/secret", headers={"host": asked}).status_code == status


def test_who_lets_everybody_in_is_no_operator_without_a_key(tmp_path: Path) -> None:
    with serving(features(str(tmp_path / "tuwen.db"), anonymous=True)) as client:
        assert client.get("/v1/secret").status_code == 401
        assert client.get("/v1/whoami").status_code == 200


@pytest.mark.parametrize("header", ["X-Forwarded-For", "Forwarded", "Via", "X-Real-IP"])
def test_who_comes_through_a_proxy_is_not_alone_on_the_machine(tmp_path: Path, header: str) -> None:
    with serving(features(str(tmp_path / "tuwen.db"))) as client:
        assert client.get("/v1/secret", headers={header: "127.0.0.1"}).status_code == 401


@pytest.mark.parametrize(
    ("headers", "status"),
    [
        ({}, 200),
        ({"origin": f"http://{LOOPBACK}"}, 200),
        ({"origin": "https://blog.example", "sec-fetch-site": "same-origin"}, 200),
        ({"origin": "https://listed.example"}, 200),
        ({"origin": "https://blog.example"}, 403),
        ({"origin": "http://bent.example:8080", "host": "bent.example:8080"}, 403),
        ({"origin": "http://127.0.0.1:3000", "sec-fetch-site": "same-site"}, 403),
        ({"origin": "null"}, 403),
    ],
)
def test_pages_of_other_sites_cannot_use_a_machine_without_keys(
    tmp_path: Path, headers: dict[str, str], status: int
) -> None:
    made = features(str(tmp_path / "tuwen.db"), origins=("https://listed.example",))
    with serving(made) as client:
        answer = client.get("/v1/whoami", headers=headers)
        assert answer.status_code == status
        if status == 403:
            assert answer.json()["error"]["code"] == "foreign_page"


def test_a_key_is_enough_for_pages_of_any_site(guarded: tuple[TestClient, str, str]) -> None:
    client, secret, _ = guarded
    headers = bearer(secret) | {"origin": "https://blog.example"}
    assert client.get("/v1/whoami", headers=headers).status_code == 200


def test_what_the_store_cannot_tell_is_503(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    secret, _ = new_key(place)
    made = features(place)
    with serving(made) as client:
        assert who(client, **bearer(secret)) == "x"
        other = sqlite3.connect(place)
        other.execute("ALTER TABLE keys RENAME TO keys_away")
        other.close()
        answer = client.get("/v1/whoami", headers=bearer(secret))
        assert answer.status_code == 503
        assert answer.json()["error"]["code"] == "store_unavailable"
        assert "keys" not in answer.text
        assert who(client, authorization="Bearer typo") == "key_unknown"
        assert client.get("/healthz").status_code == 200


def test_who_guesses_keys_is_told_to_wait(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    secret, _ = new_key(place)
    with serving(features(place)) as client:
        for _ in range(BAD_KEYS):
            assert who(client) == "key_missing"  # is no guess
            assert who(client, **bearer(WRONG)) == "key_unknown"
        answer = client.get("/v1/whoami", headers=bearer(secret))
        assert answer.status_code == 429
        assert 0 < int(answer.headers["retry-after"]) <= 60
        assert "错误密钥过多" in answer.json()["error"]["message"]


def test_a_key_has_its_own_allowance(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    few, _ = with_keys(place, lambda keys: keys.create("few", Allowance(rpm=2)))
    many, _ = new_key(place, "many")
    with serving(features(place)) as client:
        assert [who(client, **bearer(few)) for _ in range(2)] == ["few", "few"]
        answer = client.get("/v1/whoami", headers=bearer(few))
        assert (answer.status_code, answer.headers["ratelimit-limit"]) == (429, "2")
        assert who(client, **bearer(many)) == "many"


@pytest.mark.parametrize("shared", [False, True])
def test_the_cache_of_one_key_serves_no_other(
    tmp_path: Path, diagram_png: Path, shared: bool
) -> None:
    place = str(tmp_path / "tuwen.db")
    (a, key_a), (b, key_b) = new_key(place, "a"), new_key(place, "b")
    made = features(place, shared_cache=shared)
    with serving(made, reader_pool(size=1)) as client:

        def cached(secret: str) -> bool:
            files = {"image": diagram_png.read_bytes()}
            answer = client.post(ADDRESS, files=files, headers=bearer(secret))
            assert answer.status_code == 200
            return answer.json()["cached"]

        assert [cached(a), cached(a), cached(b), cached(b)] == [False, True, shared, True]
    assert [entry.key for entry in made.told] == [key_a.id, key_a.id, key_b.id, key_b.id]

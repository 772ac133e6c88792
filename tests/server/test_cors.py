"""Pages of other sites: none may ask, or those named."""

from pathlib import Path
from typing import Any

import pytest
from keyed import bearer, features, serving
from starlette.testclient import TestClient

from stored_keys import new_key
from tuwen.errors import ConfigError

ADDRESS = "/v1/multimodal/completion"
SITE = "https://blog.example.com"


def preflight(client: TestClient, origin: str, header: str = "authorization") -> Any:
    asked = {"origin": origin, "access-control-request-method": "POST",
             "access-control-request-headers": f"{header},content-type"}  # fmt: skip
    return client.options(ADDRESS, headers=asked)


def test_pages_of_the_sites_named_may_ask(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    secret, _ = new_key(place)
    with serving(features(place, origins=(SITE,))) as client:
        for header in ("authorization", "x-api-key"):
            answer = preflight(client, SITE, header)
            assert answer.status_code == 200, "a preflight needs no key"
            assert answer.headers["access-control-allow-origin"] == SITE
            assert "access-control-allow-credentials" not in answer.headers
        assert preflight(client, "https://evil.example").status_code == 400
        headers = {**bearer(secret), "origin": SITE}
        answer = client.get("/v1/whoami", headers=headers)
        assert answer.headers["access-control-allow-origin"] == SITE
        exposed = answer.headers["access-control-expose-headers"].lower()
        assert {"ratelimit-remaining", "retry-after", "x-request-id"} <= set(exposed.split(", "))
        refused = client.get("/v1/whoami", headers={"origin": SITE})
        assert refused.status_code == 401
        assert refused.headers["access-control-allow-origin"] == SITE, "the page can tell why"
        other = client.get("/v1/whoami", headers={**headers, "origin": "https://evil.example"})
        assert "access-control-allow-origin" not in other.headers


def test_no_site_is_named_by_default(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    secret, _ = new_key(place)
    with serving(features(place)) as client:
        answer = client.get("/v1/whoami", headers={**bearer(secret), "origin": SITE})
        assert not [name for name in answer.headers if name.startswith("access-control")]
        assert preflight(client, SITE).status_code == 401


def test_every_site_may_ask_only_where_keys_are_asked_for(tmp_path: Path) -> None:
    place = str(tmp_path / "tuwen.db")
    with pytest.raises(ConfigError) as caught, serving(features(place, origins=("*",))):
        pass
    assert caught.value.code == "open_to_all_pages"
    secret, _ = new_key(place)
    with serving(features(place, origins=("*",))) as client:
        headers = {**bearer(secret), "origin": SITE}
        answer = client.get("/v1/whoami", headers=headers)
        assert answer.headers["access-control-allow-origin"] == "*"

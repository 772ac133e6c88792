"""Whatever the URL, the resolver or a redirect says, nothing but public addresses is dialled."""

import asyncio
from dataclasses import dataclass, field
from ipaddress import IPv4Network, IPv6Network, ip_address

import httpx2
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.errors import InputError
from tuwen.service.fetch import Fetcher

ALLOWED = "img.example.com,*.cdn.example.com,img.example.com:8443,8.8.8.8"
NETWORKS = ("0.0.0.0/0", "10.0.0.0/8", "127.0.0.0/8", "169.254.0.0/16", "100.64.0.0/10",
            "224.0.0.0/4", "192.88.99.0/24")  # fmt: skip
NETWORKS_6 = ("::/0", "::/120", "::ffff:0:0/96", "64:ff9b::/96", "2002::/16", "2001::/32",
              "fc00::/7", "fe80::/10", "2600::/12", "2001:db8::/32")  # fmt: skip

v4 = st.sampled_from(NETWORKS).flatmap(lambda text: st.ip_addresses(network=IPv4Network(text)))
v6 = st.sampled_from(NETWORKS_6).flatmap(lambda text: st.ip_addresses(network=IPv6Network(text)))
addresses = st.one_of(v4.map(str), v6.map(str), st.sampled_from(["8.8.8.8", "2600::1"]), st.text())
numbers = v4.map(int)
notations = st.one_of(
    numbers.map(str), numbers.map(hex), numbers.map(lambda number: f"0{number:o}"),
    v4.map(lambda address: ".".join(f"0{int(part):o}" for part in str(address).split("."))),
    v6.map(lambda address: f"[{address}]"), addresses,
    st.sampled_from(["img.example.com", "a.cdn.example.com", "img.example.com.", "IMG.example.com",
                     "img.example.com:8443", "localhost", "img。example.com"]),
)  # fmt: skip
parts = st.one_of(
    notations, st.sampled_from(["https://", "http://", "//", "@", ":", "/", "\\", "#", "?", "%2f",
                                "\r\n", " ", ":443", "[", "]", "%00", "..", "ſ", "/a.png"]),
)  # fmt: skip
urls = st.one_of(
    st.text(),
    st.lists(parts, max_size=6).map("".join),
    st.builds("https://{}{}".format, notations, st.one_of(st.just("/a.png"), st.text())),
)


@dataclass
class Watched(httpx2.AsyncBaseTransport):
    """Redirects every request to the next goal; keeps what it was asked."""

    goals: list[str]
    requests: list[httpx2.Request] = field(default_factory=list[httpx2.Request])

    async def handle_async_request(self, request: httpx2.Request) -> httpx2.Response:
        self.requests.append(request)
        if not self.goals:
            raise httpx2.ConnectError("nobody there")
        goal = self.goals.pop(0).encode("utf-8", "surrogatepass")
        return httpx2.Response(302, headers=[(b"location", goal)])


def is_routed_to_anybody(host: str) -> bool:
    address = ip_address(host)
    inside = getattr(address, "ipv4_mapped", None) or getattr(address, "sixtofour", None)
    return address.is_global and not address.is_multicast and inside is None


def dialled(url: str, goals: list[str], answers: list[list[str]]) -> list[httpx2.Request]:
    """What is asked for by a fetch that ends, as it must, in an InputError."""
    left = list(answers)
    given: set[str] = set()

    async def resolve(host: str, port: int) -> list[str]:
        found = left.pop(0) if left else ["8.8.8.8"]
        given.update(found)
        return found

    transport = Watched(list(goals))
    with pytest.raises(InputError, match=r"。\Z"):
        asyncio.run(Fetcher(ALLOWED, resolve=resolve, transport=transport).fetch(url))
    assert {request.url.host for request in transport.requests} <= given
    return transport.requests


def assert_allowed(requests: list[httpx2.Request]) -> None:
    for request in requests:
        assert request.url.scheme == "https"
        assert is_routed_to_anybody(request.url.host)
        name, host = request.extensions["sni_hostname"], request.headers["host"]
        assert name in ("img.example.com", "8.8.8.8") or name.endswith(".cdn.example.com")
        assert host in (name, "img.example.com:8443")
        assert (request.url.port == 8443) == host.endswith(":8443")
        assert b"\r" not in request.url.raw_path
        assert b" " not in request.url.raw_path


@given(urls, st.lists(st.lists(addresses, max_size=3), max_size=2))
def test_any_url(url: str, answers: list[list[str]]) -> None:
    assert_allowed(dialled(url, [], answers))


@given(
    st.lists(urls, min_size=1, max_size=5), st.lists(st.lists(addresses, max_size=3), max_size=3)
)
def test_any_redirect(goals: list[str], answers: list[list[str]]) -> None:
    requests = dialled("https://img.example.com/", goals, [["8.8.8.8"], *answers])
    assert_allowed(requests)
    assert len({request.url for request in requests}) <= 4 * 3


@given(st.lists(addresses, max_size=4))
def test_any_answer_of_a_resolver(answer: list[str]) -> None:
    requests = dialled("https://img.example.com/", [], [answer])
    assert_allowed(requests)
    wrong = [text for text in answer if text not in ("8.8.8.8", "2600::1")]
    assert not (wrong and any(not ip_like(text) for text in wrong) and requests)


def ip_like(text: str) -> bool:
    try:
        return is_routed_to_anybody(text)
    except ValueError:
        return False

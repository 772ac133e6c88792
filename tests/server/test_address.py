"""Whose request it is: proxies are believed where they are trusted, and only there."""

import asyncio
from ipaddress import ip_address
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.errors import ConfigError
from tuwen.server.address import TrustedProxies, client_of, counted_as, is_loopback, networks

TRUSTED = networks("127.0.0.1, 10.0.0.0/8,fd00::/8")


@pytest.mark.parametrize(
    ("peer", "forwarded", "client"),
    [
        ("203.0.113.9", "198.51.100.1", "203.0.113.9"),  # a stranger's word
        ("127.0.0.1", "", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1", "198.51.100.1"),
        ("127.0.0.1", "1.1.1.1, 198.51.100.1", "198.51.100.1"),  # 1.1.1.1 was made up
        ("127.0.0.1", "1.1.1.1, 198.51.100.1, 10.2.3.4", "198.51.100.1"),
        ("127.0.0.1", "10.9.9.9, 10.2.3.4", "10.9.9.9"),  # proxies all the way
        ("127.0.0.1", "198.51.100.1, <script>, 10.2.3.4", "10.2.3.4"),
        ("127.0.0.1", "198.51.100.1, unknown", "127.0.0.1"),
        ("127.0.0.1", "198.51.100.1:4711", "198.51.100.1"),
        ("127.0.0.1", "[2001:db8::7]:4711", "2001:db8::7"),
        ("127.0.0.1", "[2001:db8::7]", "2001:db8::7"),
        ("127.0.0.1", "2001:DB8:0::7", "2001:db8::7"),
        ("127.0.0.1", "[2001:db8::7]x, 10.1.1.1", "10.1.1.1"),
        ("::ffff:127.0.0.1", "::ffff:198.51.100.1", "198.51.100.1"),  # listening on ::
        ("fd00::1", "198.51.100.1", "198.51.100.1"),
        ("testclient", "198.51.100.1", "testclient"),  # no address: nobody to trust
    ],
)
def test_the_list_is_read_from_the_right(peer: str, forwarded: str, client: str) -> None:
    assert client_of(peer, forwarded, TRUSTED) == client


def test_nobody_is_trusted_unasked() -> None:
    assert client_of("127.0.0.1", "198.51.100.1", networks("")) == "127.0.0.1"


@given(st.text(), st.ip_addresses().filter(lambda a: not any(a in n for n in TRUSTED)))
def test_no_header_moves_a_stranger(forwarded: str, stranger: Any) -> None:
    seen = str(stranger)
    assert counted_as(client_of(seen, forwarded, TRUSTED)) == counted_as(seen)
    assert client_of("127.0.0.1", f"{forwarded},{seen}", TRUSTED) == client_of(seen, "", ())


@given(st.text(alphabet="[]:.,%0123456789abf x\u0663", max_size=40))
def test_any_header_gives_an_address(forwarded: str) -> None:
    ip_address(client_of("127.0.0.1", forwarded, TRUSTED))


def test_an_ipv6_subscriber_is_counted_once() -> None:
    assert counted_as("2001:db8:1:2::a") == counted_as("2001:db8:1:2:ffff::1")
    assert counted_as("2001:db8:1:2::a") != counted_as("2001:db8:1:3::a")
    assert counted_as("198.51.100.1") == counted_as("::ffff:198.51.100.1") == "198.51.100.1"
    assert counted_as("fe80::1%eth0") == counted_as("fe80::2%eth1")
    assert counted_as("testclient") == "testclient"


@pytest.mark.parametrize("text", ["*", "10.0.0.0/33", "proxy.example", "10.0.0.1;10.0.0.2"])
def test_proxies_that_are_no_addresses_are_refused(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        networks(text)
    assert caught.value.code == "bad_trusted_proxies"
    assert text in caught.value.message


@pytest.mark.parametrize(
    ("peer", "headers", "client", "scheme"),
    [
        ("127.0.0.1", [("for", "198.51.100.1"), ("proto", "https")], "198.51.100.1", "https"),
        ("203.0.113.9", [("for", "198.51.100.1"), ("proto", "https")], "203.0.113.9", "http"),
        ("127.0.0.1", [("for", "1.1.1.1"), ("for", "198.51.100.1")], "198.51.100.1", "http"),
        ("127.0.0.1", [("proto", "http, https")], "127.0.0.1", "https"),
        ("127.0.0.1", [("proto", "javascript")], "127.0.0.1", "http"),
    ],
)
def test_the_app_sees_the_client(
    peer: str, headers: list[tuple[str, str]], client: str, scheme: str
) -> None:
    seen: list[Any] = []

    async def app(scope: Any, receive: Any, send: Any) -> None:
        seen.append(scope)

    scope: dict[str, Any] = {
        "type": "http", "scheme": "http", "client": (peer, 4711),
        "headers": [(f"x-forwarded-{name}".encode(), value.encode()) for name, value in headers],
    }  # fmt: skip
    asyncio.run(TrustedProxies(app, TRUSTED)(scope, None, None))  # type: ignore[arg-type]
    assert (seen[0]["client"][0], seen[0]["scheme"]) == (client, scheme)
    assert scope["client"] == (peer, 4711)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "::1", "[::1]", "127.8.8.8"])
def test_this_machine(host: str) -> None:
    assert is_loopback(host)


@pytest.mark.parametrize(
    "host", ["0.0.0.0", "::", "192.168.1.5", "example.com", "127.0.0.1.a.com", ""]
)
def test_other_machines(host: str) -> None:
    assert not is_loopback(host)

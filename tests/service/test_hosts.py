"""Which hosts, ports, notations and addresses pass, and what is said to those that do not."""

from contextlib import suppress

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tuwen.errors import ConfigError, InputError
from tuwen.service.hosts import ImageHosts, Place, is_public

HOSTS = ImageHosts(
    "img.example.com, *.cdn.example.com,ports.example.com:8443,"
    "kit.example.com,93.184.216.34,[2606:2800:220:1::1],xn--fsqu00a.example.com"
)


def refusal(url: str) -> str:
    with pytest.raises(InputError) as caught:
        HOSTS.place(url)
    assert caught.value.message.endswith("。")
    return caught.value.code


@pytest.mark.parametrize(
    ("url", "place"),
    [
        ("https://img.example.com/a.png", Place("img.example.com", 443, "/a.png")),
        ("HTTPS://IMG.Example.COM:443", Place("img.example.com", 443, "/")),
        ("https://img.example.com?w=1&h=%20#top", Place("img.example.com", 443, "/?w=1&h=%20")),
        ("https://a.cdn.example.com/", Place("a.cdn.example.com", 443, "/")),
        ("https://a.b.cdn.example.com/", Place("a.b.cdn.example.com", 443, "/")),
        ("https://ports.example.com:8443/", Place("ports.example.com", 8443, "/")),
        ("https://93.184.216.34/", Place("93.184.216.34", 443, "/")),
        ("https://[2606:2800:0220:1:0::1]/", Place("2606:2800:220:1::1", 443, "/")),
        ("https://xn--fsqu00a.example.com/", Place("xn--fsqu00a.example.com", 443, "/")),
        ("https://img.example.com/图 片.png".replace(" ", ""),
         Place("img.example.com", 443, "/%E5%9B%BE%E7%89%87.png")),
        ("https://img.example.com/@x://y:z", Place("img.example.com", 443, "/@x://y:z")),
    ],
)  # fmt: skip
def test_urls_of_listed_hosts_are_taken_apart(url: str, place: Place) -> None:
    assert HOSTS.place(url) == place


@pytest.mark.parametrize(
    "url",
    [
        "https://example.com/", "https://cdn.example.com/", "https://xcdn.example.com/",
        "https://img.example.com.evil.org/", "https://evil-img.example.com/",
        "https://img.example.com:8443/", "https://ports.example.com/", "https://localhost/",
        "https://a.cdn.example.com:444/", "https://8.8.8.8/", "https://[2606:2800::2]/",
        "https://a.img.example.com/",
    ],
)  # fmt: skip
def test_other_hosts_and_ports_are_not_allowed(url: str) -> None:
    assert refusal(url) == "url_not_allowed"


@pytest.mark.parametrize(
    "url",
    [
        "http://img.example.com/", "ftp://img.example.com/", "//img.example.com/",
        "img.example.com", "data:image/png;base64,AAAA", "file:///etc/passwd", "", " https://img.example.com/",
        "httpſ://img.example.com/", "https:/img.example.com/", "https:img.example.com",
    ],
)  # fmt: skip
def test_only_https(url: str) -> None:
    assert refusal(url) == "url_not_https"


@pytest.mark.parametrize(
    "url",
    [
        # users, confusing separators
        "https://user@img.example.com/", "https://img.example.com@evil.org/", "https://:@x.org/",
        "https://img.example.com\\@evil.org/", "https://img.example.com/\\evil.org",
        "https://img.example.com:443@evil.org/", "https:///img.example.com/", "https://",
        # white space, control characters, escapes in the host
        "https://img.example.com/a b", "https://img.example.com/\r\nHost: x", "https://img.example.com/\t",
        "https://img.example.com/\0", "https://img.example.com/\u2028", "https://img.example.com/\ud800",
        "https://img%2eexample.com/", "https://img.example.com%00/",
        # names
        "https://img.example.com./", "https://.img.example.com/", "https://img..example.com/",
        "https://-img.example.com/", f"https://{'a' * 64}.cdn.example.com/", "https://*.cdn.example.com/",
        f"https://{'a.' * 130}cdn.example.com/", f"https://img.example.com/{'a' * 2048}",
        # what looks alike
        "https://img.example。com/", "https://ımg.example.com/", "https://img.example.com\u200b/",
        "https://①②⑦.0.0.1/", "https://ⅰmg.example.com/", "https://\u212ait.example.com/",
        "https://图片.example.com/",
        # ports
        "https://img.example.com:0/", "https://img.example.com:65536/", "https://img.example.com:/",
        "https://img.example.com:443:443/", "https://img.example.com:+443/", "https://img.example.com:４４３/",
        # addresses in unusual notations
        "https://2130706433/", "https://0177.0.0.1/", "https://0x7f.1/", "https://127.1/",
        "https://0x7f000001/", "https://127.0.0.1./", "https://127.0.0.01/", "https://1.2.3.4.5/",
        "https://017700000001/", "https://093.184.216.34/", "https://0x/", "https://img.example.0x7f/",
        "https://[::1%25eth0]/", "https://[fe80::1%eth0]/", "https://[::1/", "https://::1/",
        "https://[v1.x]/", "https://[]/", "https://[1]/", "https://[93.184.216.34]/",
    ],
)  # fmt: skip
def test_urls_in_any_unusual_notation_are_bad(url: str) -> None:
    assert refusal(url) == "url_bad"


@pytest.mark.parametrize(
    "host",
    ["127.0.0.1", "[::1]", "169.254.169.254", "10.0.0.1", "0.0.0.0", "[::ffff:93.184.216.34]",
     "[::]", "[fe80::1]", "[64:ff9b::5db8:d822]", "168.63.129.16", "100.100.100.200"],
)  # fmt: skip
def test_addresses_that_are_not_public_are_forbidden(host: str) -> None:
    assert refusal(f"https://{host}/") == "url_forbidden_address"
    with pytest.raises(ConfigError, match="公网"):
        ImageHosts(f"img.example.com,{host}")


@pytest.mark.parametrize(
    "address",
    [
        "0.0.0.0", "0.1.2.3", "10.1.2.3", "100.64.0.1", "100.127.255.255", "127.0.0.1",
        "127.255.255.255", "169.254.169.254", "172.16.0.1", "172.31.255.255", "192.0.0.9",
        "192.0.0.192", "192.0.2.1", "192.88.99.1", "192.168.0.1", "198.18.0.1", "198.51.100.1",
        "203.0.113.1", "224.0.0.1", "239.255.255.255", "240.0.0.1", "255.255.255.255",
        "168.63.129.16",
        "::", "::1", "::127.0.0.1", "::ffff:8.8.8.8", "::ffff:0:8.8.8.8", "64:ff9b::808:808",
        "64:ff9b:1::1", "100::1", "2001::1", "2001:2::1", "2001:10::1", "2001:20::1",
        "2001:db8::1", "2002:808:808::1", "3fff::1", "4000::1", "5f00::1", "fc00::1",
        "fd00:ec2::254", "fe80::1", "fec0::1", "ff02::1", "ff0e::1", "2606:2800::1%eth0",
        "", "localhost", "8.8.8", "8", "0x08080808", "010.8.8.8", " 8.8.8.8", "8.8.8.8\n",
        "８.8.8.8",
    ],
)  # fmt: skip
def test_what_is_not_public(address: str) -> None:
    assert not is_public(address)


@pytest.mark.parametrize(
    "address",
    ["8.8.8.8", "93.184.216.34", "100.63.255.255", "100.128.0.1", "172.32.0.1", "223.5.5.5",
     "2606:2800:220:1::1", "2400:3200::1", "2001:4860:4860::8888", "2a00:1450::1"],
)  # fmt: skip
def test_what_is_public(address: str) -> None:
    assert is_public(address)


@pytest.mark.parametrize(
    "text",
    ["*", "*.com", "*.", "https://img.example.com", "img.example.com/", "a b", "图片.com", "a..b",
     "img.example.com.", "img.*.com", "*img.example.com", "*.*.example.com", "x.com:0",
     "x.com:99999", "x.com:https", "*.93.184.216.34", "*.[2606:2800::1]", "2606:2800::1", "1.2.3",
     "0x8.8.8.8", "user@x.com", "x.com;y.com", "img.example.com,*"],
)  # fmt: skip
def test_bad_entries_of_the_list(text: str) -> None:
    with pytest.raises(ConfigError) as caught:
        ImageHosts(text)
    assert caught.value.code == "bad_image_host"
    assert "--allow-image-host" in caught.value.message


@pytest.mark.parametrize("text", ["", " ", ",", " , ,"])
def test_an_empty_list_allows_nothing(text: str) -> None:
    hosts = ImageHosts(text)
    assert not hosts
    with pytest.raises(InputError, match="没有开启") as caught:
        hosts.place("https://img.example.com/a.png")
    assert caught.value.code == "url_not_allowed"


def test_a_refusal_says_what_the_operator_can_do() -> None:
    with pytest.raises(InputError, match=r"--allow-image-host new\.example\.com:444。"):
        HOSTS.place("https://new.example.com:444/a.png")


@given(st.text(max_size=80))
def test_of_any_list_only_config_errors_come_out(text: str) -> None:
    with suppress(ConfigError):
        ImageHosts(text)

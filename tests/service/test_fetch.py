"""Pictures come from allowed hosts at public addresses, over TLS, and from nowhere else."""

import asyncio
from pathlib import Path

import pytest
from picture_server import (
    ALLOWED,
    GOOD,
    OTHER_PUBLIC,
    PNG,
    PUBLIC,
    URL,
    Certificate,
    Names,
    PictureServer,
    Roads,
    reply,
    turn,
    visit,
)

from tuwen.errors import ConfigError, InputError
from tuwen.service.fetch import Fetcher, look_up
from tuwen.settings import Settings


def test_a_picture_is_asked_for_in_the_hosts_name_at_the_address_checked(
    certificate: Certificate,
) -> None:
    seen = visit(certificate)
    assert seen.data == PNG
    assert (seen.looked_up, seen.dialled) == (["img.example.com"], [(PUBLIC, 443)])
    assert seen.names == ["img.example.com"]
    lines = seen.heads[0].splitlines()
    assert lines[0] == "get /a.png http/1.1"
    assert {"host: img.example.com", "accept-encoding: identity"} <= set(lines)
    assert not any(line.startswith(("cookie", "authorization", "referer")) for line in lines)


def test_nothing_is_fetched_unless_the_operator_allows_a_host(certificate: Certificate) -> None:
    assert not Fetcher().active
    assert Fetcher(ALLOWED).active
    seen = visit(certificate, allow="")
    assert (seen.code, seen.looked_up, seen.dialled) == ("url_not_allowed", [], [])
    assert "--allow-image-host" in seen.message


def test_the_list_comes_from_the_settings() -> None:
    settings = Settings.load({"TUWEN_ALLOW_IMAGE_HOST": "img.example.com, *.cdn.example.com"})
    assert Fetcher(settings.allow_image_host).active
    assert not Fetcher(Settings.load({}).allow_image_host).active
    with pytest.raises(ConfigError) as caught:
        Settings.load({"TUWEN_ALLOW_IMAGE_HOST": "https://img.example.com"})
    assert caught.value.code == "bad_image_host"


def test_a_port_that_the_list_names(certificate: Certificate) -> None:
    allow = "img.example.com:8443"
    seen = visit(certificate, url="https://img.example.com:8443/a.png", allow=allow)
    assert (seen.data, seen.dialled) == (PNG, [(PUBLIC, 8443)])
    assert "host: img.example.com:8443" in seen.heads[0].splitlines()
    assert visit(certificate, allow=allow).code == "url_not_allowed"


def test_a_public_address_that_the_list_names(certificate: Certificate) -> None:
    seen = visit(certificate, url=f"https://{PUBLIC}/a.png", names={PUBLIC: [[PUBLIC]]})
    assert (seen.data, seen.dialled) == (PNG, [(PUBLIC, 443)])
    assert asyncio.run(look_up(PUBLIC, 443)) == [PUBLIC]


@pytest.mark.parametrize(
    "address",
    ["127.0.0.1", "::1", "169.254.169.254", "10.0.0.1", "::ffff:127.0.0.1", "64:ff9b::7f00:1",
     "fe80::1%eth0", "100.64.0.1", "rubbish"],
)  # fmt: skip
def test_one_address_that_is_not_public_spoils_a_name(
    certificate: Certificate, address: str
) -> None:
    for addresses in ([address], [PUBLIC, address], [address, PUBLIC], [PUBLIC] * 9 + [address]):
        seen = visit(certificate, names={"img.example.com": [addresses]})
        assert (seen.code, seen.dialled) == ("url_forbidden_address", [])


@pytest.mark.parametrize("names", [{"img.example.com": [[]]}, {"x.com": [[PUBLIC]]}])
def test_a_name_without_addresses(
    certificate: Certificate, names: dict[str, list[list[str]]]
) -> None:
    seen = visit(certificate, names={**names})
    assert (seen.code, seen.dialled) == ("url_unreachable", [])


def test_the_next_address_is_tried_where_nobody_answers(certificate: Certificate) -> None:
    dead = ["8.8.8.8", "1.1.1.1"]
    seen = visit(certificate, names={"img.example.com": [[*dead, dead[0], PUBLIC]]})
    assert seen.data == PNG
    assert [address for address, _ in seen.dialled] == [*dead, PUBLIC]
    seen = visit(certificate, names={"img.example.com": [[*dead, "9.9.9.9", PUBLIC]]})
    assert (seen.code, len(seen.dialled)) == ("url_unreachable", 3)


def test_a_name_that_changes_its_address_leads_nowhere_else(certificate: Certificate) -> None:
    """The first answer of the resolver is public, all later ones are this machine."""

    async def run() -> None:
        inner = PictureServer({"/a.png": reply(200, PNG + b"inner", content_type="image/png")},
                              certificate)  # fmt: skip
        async with PictureServer({"/a.png": GOOD}, certificate) as outer, inner:
            roads = Roads(certificate.trusting(), {PUBLIC: outer.port, "127.0.0.1": inner.port})
            resolver = Names({"img.example.com": [[PUBLIC], ["127.0.0.1"]]})
            fetcher = Fetcher(ALLOWED, resolve=resolver, transport=roads)
            assert await fetcher.fetch(URL) == PNG
            assert (len(resolver.asked), roads.dialled) == (1, [(PUBLIC, 443)])
            with pytest.raises(InputError) as caught:
                await fetcher.fetch(URL)
            assert caught.value.code == "url_forbidden_address"
            assert (len(resolver.asked), roads.dialled) == (2, [(PUBLIC, 443)])
            assert inner.heads == []

    asyncio.run(run())


def test_a_name_that_changes_its_address_between_two_hops(certificate: Certificate) -> None:
    names = {"img.example.com": [[PUBLIC], ["127.0.0.1"]]}
    answers = {"/a.png": turn("/b.png"), "/b.png": GOOD}
    seen = visit(certificate, answers, names=names)
    assert (seen.code, seen.dialled) == ("url_forbidden_address", [(PUBLIC, 443)])


def test_three_redirects_are_followed(certificate: Certificate) -> None:
    answers = {
        "/a.png": turn("b.png", 301),
        "/b.png": turn("//a.cdn.example.com/c.png?x=1#top", 307),
        "/c.png?x=1": turn("https://img.example.com:443/d.png", 308),
        "/d.png": GOOD,
    }
    seen = visit(certificate, answers)
    assert seen.data == PNG
    assert [address for address, _ in seen.dialled] == [PUBLIC, PUBLIC, OTHER_PUBLIC, PUBLIC]
    assert len(seen.looked_up) == 4
    assert not any("cookie" in head or "referer" in head for head in seen.heads)


def test_a_fourth_redirect_is_refused(certificate: Certificate) -> None:
    seen = visit(certificate, {"/a.png": turn("/a.png")})
    assert (seen.code, len(seen.heads)) == ("url_too_many_redirects", 4)


@pytest.mark.parametrize(
    ("goal", "code"),
    [
        ("http://img.example.com/b.png", "url_not_https"),
        ("file:///etc/passwd", "url_not_https"),
        ("data:image/png;base64,AAAA", "url_not_https"),
        ("https://evil.example.org/b.png", "url_not_allowed"),
        ("//localhost/b.png", "url_not_allowed"),
        ("https://img.example.com:22/b.png", "url_not_allowed"),
        ("https://127.0.0.1/b.png", "url_forbidden_address"),
        ("https://[::1]/b.png", "url_forbidden_address"),
        ("https://[::ffff:127.0.0.1]/b.png", "url_forbidden_address"),
        ("https://169.254.169.254/latest/meta-data/", "url_forbidden_address"),
        ("https://2130706433/b.png", "url_bad"),
        ("https://0177.0.0.1/b.png", "url_bad"),
        ("https://0x7f.1/b.png", "url_bad"),
        ("https://127.1/b.png", "url_bad"),
        ("https://img.example.com@127.0.0.1/b.png", "url_bad"),
        ("\\\\127.0.0.1\\b.png", "url_bad"),
        ("https://[::1/b.png", "url_bad"),
        ("/" + "b" * 3000, "url_bad"),
    ],
)
def test_a_redirect_is_judged_like_any_url(certificate: Certificate, goal: str, code: str) -> None:
    seen = visit(certificate, {"/a.png": turn(goal), "/b.png": GOOD})
    assert (seen.code, seen.dialled) == (code, [(PUBLIC, 443)])
    assert seen.message.startswith("该网址转向了别处：")


def test_a_certificate_for_another_name(certificate: Certificate, tmp_path: Path) -> None:
    stranger = Certificate.made(tmp_path, "DNS:img.example.com")
    assert visit(certificate, serving=stranger).code == "url_bad_certificate"
    other = {"other.example.org": [[PUBLIC]]}
    seen = visit(
        certificate, url="https://other.example.org/a.png", names=other, allow="*.example.org"
    )
    assert (seen.code, seen.heads) == ("url_bad_certificate", [])


def test_a_connection_serves_no_second_name(certificate: Certificate) -> None:
    """Both names have one address; the certificate is for the first alone."""
    names = {"img.example.com": [[PUBLIC]], "other.example.org": [[PUBLIC]]}
    goal = turn("https://other.example.org/b.png")
    seen = visit(certificate, {"/a.png": goal, "/b.png": GOOD}, names=names,
                 allow="img.example.com,*.example.org")  # fmt: skip
    assert (seen.code, seen.names) == (
        "url_bad_certificate",
        ["img.example.com", "other.example.org"],
    )
    assert len(seen.heads) == 1


def test_a_server_that_speaks_no_tls(certificate: Certificate) -> None:
    seen = visit(certificate, plain=True)
    assert (seen.code, seen.heads) == ("url_unreachable", [])

"""Who may come in: the key of a request, looked up before anything of its body is read."""

import re
from collections.abc import Collection
from typing import Protocol

from starlette.datastructures import Headers
from starlette.requests import HTTPConnection, Request
from starlette.types import ASGIApp, Receive, Scope, Send

from tuwen.errors import ConfigError, TuwenError, Unauthorized
from tuwen.server.address import is_loopback
from tuwen.server.errors import answer_error
from tuwen.service.keys import PREFIX, Key, Keys

GUARDED = ("/v1", "/mcp", "/metrics")  # with all that lies below them
PROXIED = ("forwarded", "via", "x-forwarded-for", "x-forwarded-host", "x-real-ip")
_HOST = re.compile(r"(\[[0-9a-f:]+\]|[^:]+)(:[0-9]{1,5})?")


class Guesses(Protocol):
    """Counts the wrong keys of an address."""

    async def refuse_guessing(self, host: str) -> None: ...
    async def count_bad_key(self, host: str) -> None: ...


class Gate:
    """Decides, once the store is open, whether a key is needed, and then who comes in.

    Beyond loopback a key is needed, and one has to be there. On loopback one is needed as soon
    as any was made: whoever makes keys means them to hold, behind a reverse proxy too. A key
    that ended, expired or revoked, opens nothing. `allow_anonymous` lifts the need.
    """

    def __init__(self, keys: Keys, *, host: str, allow_anonymous: bool = False) -> None:
        self.keys = keys
        self._loopback, self._anonymous = is_loopback(host), allow_anonymous
        self.required = True  # until `open` knows better

    async def open(self) -> None:
        """Decide. Raises ConfigError, StoreError."""
        if self._anonymous:
            self.required = False
        elif self._loopback:
            self.required = await self.keys.any()
        elif not await self.keys.any(usable=True):
            message = (
                "拒绝监听本机以外的地址：还没有可用的访问密钥，任何能连上的人都可以使用。"
                "请先运行 tuwen keys create --name 名字（存储须相同）；"
                "若已由反向代理等做好访问控制，请加 --allow-anonymous。"
            )
            raise ConfigError("open_to_all", message)

    async def admit(self, scope: Scope, guesses: Guesses | None = None) -> Key | None:
        """The key of a request, or None of a welcome stranger. Raises TuwenError.

        Where none is needed, a token that is none of ours is passed over: OpenAI's clients
        cannot but send one.
        """
        secret = _sent(Headers(scope=scope))
        if not self.required and not secret.startswith(PREFIX):
            return None
        host = scope["client"][0] if scope.get("client") else ""
        if secret and guesses is not None:
            await guesses.refuse_guessing(host)
        try:
            return await self.keys.find(secret)
        except Unauthorized as error:
            if error.code == "key_unknown" and guesses is not None:
                await guesses.count_bad_key(host)
            raise

    def takes_for_operator(self, headers: Headers) -> bool:
        """Whether who has no key is the operator: alone on the machine, and asking it by name.

        A page from elsewhere whose name was bent to this machine still names itself as host;
        what a proxy hands on comes from anywhere, and `allow_anonymous` says that there is one.
        """
        alone = self._loopback and not (self.required or self._anonymous)
        return alone and _names_this_machine(headers) and not any(p in headers for p in PROXIED)

    def refuse_foreign_page(self, headers: Headers, origins: Collection[str]) -> None:
        """Raises Unauthorized where another site's page sends something to a machine of one's own.

        Browsers send forms anywhere, unasked; only the answers they keep from the page. A name
        that was bent to this machine makes its page look like one of the machine's own, so it
        has to be the machine's own name (or come by TLS, where no name can be bent).
        """
        if self.required or self._anonymous or not (origin := headers.get("origin", "").lower()):
            return
        named = origin.partition("://")[2] == headers.get("host", "").lower()
        own = (named and _names_this_machine(headers)) or (
            headers.get("sec-fetch-site") == "same-origin"
        )
        if not own and origin not in origins:
            message = "其他网站的页面不能使用这个服务；管理员可用 TUWEN_CORS_ORIGINS 允许它。"
            raise Unauthorized("foreign_page", message)


class KeyCheck:
    """ASGI middleware: leaves the Key, or None, in `scope["state"]["key"]`, or answers 401."""

    def __init__(
        self,
        app: ASGIApp,
        gate: Gate,
        guesses: Guesses | None = None,
        origins: Collection[str] = (),
    ) -> None:
        self._app, self._gate, self._guesses, self._origins = app, gate, guesses, origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] == "http" and _guarded(scope["path"]):
            try:
                key = await self._gate.admit(scope, self._guesses)
                if key is None:
                    self._gate.refuse_foreign_page(Headers(scope=scope), self._origins)
            except TuwenError as error:
                answer = await answer_error(Request(scope), error)
                await answer(scope, receive, send)
                return
            scope.setdefault("state", {})["key"] = key
        await self._app(scope, receive, send)


def caller(request: HTTPConnection) -> Key | None:
    """The key that a request came with."""
    return getattr(request.state, "key", None)


def demand_operator(request: HTTPConnection) -> None:
    """Let nobody but operators in: by a key that says so, or alone on the machine.

    Raises Unauthorized: `operator_only` (403), or `key_missing` (401) where no key was sent.
    """
    gate: Gate | None = request.app.state.features.gate
    key = caller(request)
    if key is None:
        if gate is None or gate.takes_for_operator(request.headers):
            return
        raise Unauthorized("key_missing", "这里只供管理员使用：请发送管理员的密钥。")
    if not key.operator:
        message = "这个密钥不是管理员的；请用 tuwen keys create --operator 建立的密钥。"
        raise Unauthorized("operator_only", message)


def _names_this_machine(headers: Headers) -> bool:
    hosts = headers.getlist("host")
    named = _HOST.fullmatch(hosts[0].lower()) if len(hosts) == 1 else None
    return named is not None and is_loopback(named[1])


def _guarded(path: str) -> bool:
    return any(path == place or path.startswith(f"{place}/") for place in GUARDED)


def _sent(headers: Headers) -> str:
    """The key of X-API-Key, or else of a bearer; other schemes are a proxy's own."""
    if own := headers.get("x-api-key", "").strip():
        return own
    scheme, _, token = headers.get("authorization", "").strip().partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""

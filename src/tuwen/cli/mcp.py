"""`tuwen mcp`: summarize, read and ask as tools of an AI editor."""

import argparse
import logging
import os
import sys
from contextlib import suppress
from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from tuwen.cli import engine, store
from tuwen.cli.parser import Parser
from tuwen.cli.serve import announcing, listen
from tuwen.errors import ConfigError, InputError
from tuwen.settings import Settings

if TYPE_CHECKING:
    from tuwen.server.features import Features
    from tuwen.server.mcp.desk import Desk
    from tuwen.server.mcp.tools import Tools

ABOUT = "让支持 MCP 的编辑器与 AI 助手使用图文：summarize、read、ask 三个工具。"
SETUP = """\
在编辑器的 MCP 设置中加入（标准输入输出，编辑器会自行启动它）：
  {"mcpServers": {"tuwen": {"command": "tuwen", "args": ["mcp"]}}}

通过 HTTP 使用：先运行 tuwen mcp --http，再在编辑器中填写地址
  http://127.0.0.1:8081/mcp
"""
HOST, PORT = "127.0.0.1", 8081
EVERY_ADDRESS = ("0.0.0.0", "::")


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.epilog = SETUP
    options = parser.options
    options.add_argument("--http", action="store_true", help="通过 HTTP 提供，而不是标准输入输出")
    options.add_argument("--host", metavar="HOST", help=f"与 --http 合用，默认 {HOST}")
    options.add_argument("--port", type=int, metavar="PORT", help=f"与 --http 合用，默认 {PORT}")
    options.add_argument(
        "--allow-anonymous",
        action="store_true",
        default=None,
        help="与 --http 合用：不要求访问密钥，任何能连上的人都可以使用",
    )
    options.add_argument(
        "--hosts", metavar="A,B", help="客户端访问时使用的其他主机名，例如 tuwen.example.com"
    )
    options.add_argument(
        "--language", metavar="LANG", help="未指明时的输出语言：zh（默认）、zh-Hant 或 en"
    )
    engine.declare(parser)
    options.add_argument("--workers", type=int, metavar="N", help="读图的进程数，默认为 1")
    store.declare(parser)


def run(arguments: argparse.Namespace) -> int:
    """Run the command until the editor goes away or it is interrupted."""
    for name in () if arguments.http else ("host", "port", "hosts", "allow_anonymous"):
        if getattr(arguments, name) is not None:
            flag = "--" + name.replace("_", "-")
            raise InputError("http_only", f"{flag} 只与 --http 合用；请加上 --http，或去掉它。")
    settings = Settings.load(
        os.environ,
        host=arguments.host or HOST,
        port=PORT if arguments.port is None else arguments.port,
        **engine.given(arguments),
        language=arguments.language,
        workers=arguments.workers,
        allow_anonymous=arguments.allow_anonymous,
        store=arguments.store,
        cors_origins="",  # for the pages of tuwen serve
    )
    names = _names(settings.host, arguments.hosts or "")
    logging.basicConfig(
        level=logging.INFO if arguments.http else logging.WARNING,
        format="%(asctime)s %(levelname)s %(message)s",
    )
    try:
        from tuwen.server.mcp.tools import Tools
    except ModuleNotFoundError as error:
        if (error.name or "").split(".")[0] not in ("mcp", "mcp_types"):
            raise
        message = "没有安装 MCP 的库；请运行 pip install 'tuwen[mcp]' 后再试。"
        raise ConfigError("mcp_not_installed", message) from error
    with suppress(KeyboardInterrupt):  # Ctrl-C is how one ends a server
        if arguments.http:
            desk = _desk(arguments, settings)
            store.check(settings)  # before the server, so that an error is said in words
            _over_http(Tools(lambda: desk), desk.features, settings, names)
        else:
            _over_stdio(Tools(partial(_desk, arguments, settings), local=True))
    return 0


def _desk(arguments: argparse.Namespace, settings: Settings) -> "Desk":
    """What answers the calls, not started yet. Raises ConfigError."""
    from tuwen.server.mcp.desk import Desk
    from tuwen.service.reader import reader_pool
    from tuwen.service.summarizer import Summarizer

    summarizer = Summarizer(settings.engine, settings.language, settings)
    engine.refuse_unused(arguments, summarizer.engine)
    features = store.features(settings)
    if not arguments.http:  # who started it needs no key
        features = replace(features, gate=None)
    readers = reader_pool(size=settings.workers or 1, queue_limit=settings.queue)
    return Desk(summarizer, readers, features)


def _names(host: str, others: str) -> list[str]:
    """The names that clients may reach this under. Raises ConfigError."""
    names = [name.strip() for name in others.split(",") if name.strip()]
    if host not in EVERY_ADDRESS:
        return [f"[{host}]" if ":" in host and host[0] != "[" else host, *names]
    if not names:
        message = (
            f"监听 {host} 时，请用 --hosts 给出客户端访问时使用的主机名或地址，"
            "例如 --hosts 192.168.1.20；其他 Host 会被拒绝，以防网页借用域名访问。"
        )
        raise ConfigError("no_hosts", message)
    return names


def _over_stdio(tools: "Tools") -> None:
    import anyio
    from mcp.server.stdio import stdio_server

    async def serve() -> None:
        server = tools.server()
        async with stdio_server() as (read, write):
            await server.run(read, write, server.create_initialization_options())

    if sys.stdin.isatty():
        print("等待编辑器连接：tuwen mcp 由编辑器启动，设置见 --help；按 Ctrl-C 停止。",
              file=sys.stderr)  # fmt: skip
    anyio.run(serve)


def _over_http(tools: "Tools", features: "Features", settings: Settings, names: list[str]) -> None:
    from tuwen.server.mcp.http import PATH, create_mcp_app
    from tuwen.server.wire import configured

    def said() -> str:
        host, port = listener.getsockname()[:2]
        address = f"[{host}]" if ":" in host else host
        keyed = features.gate is not None and features.gate.required
        header = "\n需要密钥：请在编辑器中设置请求头 Authorization: Bearer 密钥" if keyed else ""
        return f"MCP 地址：http://{address}:{port}{PATH}{header}\n按 Ctrl-C 停止。"

    with listen(settings.host, settings.port) as listener:
        config = configured(create_mcp_app(tools, features, names), settings.grace)
        logging.getLogger("uvicorn").setLevel(logging.WARNING)
        announcing(config, said).run(sockets=[listener])

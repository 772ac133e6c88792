"""`tuwen serve`: the HTTP server and the page."""

import argparse
import errno
import logging
import os
import signal
import socket
import sys
from collections.abc import Callable
from contextlib import suppress
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

from tuwen.cli import engine, store
from tuwen.cli.parser import LABEL, Parser
from tuwen.errors import ConfigError
from tuwen.settings import Settings

if TYPE_CHECKING:
    import uvicorn

    from tuwen.server.keys import Gate
    from tuwen.service.sight import Sight
    from tuwen.service.workers import WorkerPool

EXAMPLES = ("examples/k8s-microservices.png", "figure.png")
PROMPT = "请根据图片内容生成一段技术博文摘要"

# Threads that compute let the event loop wait so long each; Python by itself: 5 ms.
SWITCH_S = 0.0005

ABOUT = "启动 HTTP 服务与页面；默认只监听本机。"


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    options = parser.options
    options.add_argument("--host", metavar="HOST", help="默认 127.0.0.1")
    options.add_argument("--port", type=int, metavar="PORT", help="默认 8080")
    options.add_argument(
        "--language", metavar="LANG", help="未指明时的输出语言：zh（默认）、zh-Hant 或 en"
    )
    engine.declare(parser)
    options.add_argument(
        "--yes", action="store_true", help="--model-path 不存在时下载模型，不再询问"
    )
    options.add_argument("--workers", type=int, metavar="N", help="读图的进程数，默认为核数")
    store.declare(parser)
    options.add_argument("--no-cache", action="store_true", help="不保存、也不复用读图结果与回答")
    options.add_argument("--label", action="store_true", default=None, help=LABEL)
    options.add_argument(
        "--allow-image-host",
        action="append",
        metavar="HOST",
        help="允许按网址取图的站点，如 img.example.com、*.example.com；可多次给出",
    )
    options.add_argument(
        "--allow-anonymous",
        action="store_true",
        default=None,
        help="不要求访问密钥，任何能连上的人都可以使用",
    )


def run(arguments: argparse.Namespace) -> int:
    """Run the command until it is interrupted."""
    settings = Settings.load(
        os.environ,
        host=arguments.host,
        port=arguments.port,
        **engine.given(arguments),
        language=arguments.language,
        workers=arguments.workers,
        allow_anonymous=arguments.allow_anonymous,
        store=arguments.store,
        cache_mb=0 if arguments.no_cache else None,
        label=arguments.label,
        allow_image_host=",".join(arguments.allow_image_host or ()) or None,
    )
    if code := _model_missing(settings, agreed=arguments.yes):
        return code
    with listen(settings.host, settings.port) as listener:
        return _serve(arguments, settings, listener)


def _model_missing(settings: Settings, *, agreed: bool) -> int:
    """Fetch the model where its folder is not there and the user agrees; 0 where all is well."""
    folder = Path(settings.model_path)
    if settings.engine not in ("auto", "transformers", "vllm") or not settings.model_path:
        return 0
    if folder.exists() or (settings.engine == "vllm" and settings.base_url):
        return 0
    from tuwen.cli.model import FLASH, provide

    if not (agreed or sys.stdin.isatty()):
        message = (
            f"模型文件夹 {folder} 不存在；请加 --yes 下载，或先运行 "
            f"tuwen model pull {FLASH} --to {folder}。"
        )
        raise ConfigError("no_model_folder", message)
    return provide(FLASH, folder, agreed=agreed)


def _serve(arguments: argparse.Namespace, settings: Settings, listener: socket.socket) -> int:
    from tuwen.service.reader import reader_pool

    readers = reader_pool(size=settings.workers or None, queue_limit=settings.queue, polite=True)
    readers.start()  # while the server is loaded, which takes as long
    try:
        return _answer(arguments, settings, listener, readers)
    finally:
        readers.close()


def _answer(
    arguments: argparse.Namespace,
    settings: Settings,
    listener: socket.socket,
    readers: "WorkerPool[Sight]",
) -> int:
    from tuwen.server.app import create_app
    from tuwen.server.logs import write_logs
    from tuwen.server.wire import configured, descriptors
    from tuwen.service.summarizer import Summarizer

    as_json = settings.log_format == "json"
    write_logs(as_json=as_json)
    summarizer = Summarizer(settings.engine, settings.language, settings)
    engine.refuse_unused(arguments, summarizer.engine)
    features = store.features(settings)
    store.check(settings)
    summarizer.start(wait=False)  # before the server, so that an error is said in words
    config = configured(create_app(summarizer, readers, features), settings.grace)
    descriptors(raised=True)
    sys.setswitchinterval(SWITCH_S)
    with suppress(KeyboardInterrupt):  # Ctrl-C is how one ends a server
        said = partial(announcement, listener, features.gate)
        announcing(config, said, as_json=as_json).run(sockets=[listener])
    return 0


def listen(host: str, port: int) -> socket.socket:
    """Bind before anything heavy is loaded. Raises ConfigError."""
    try:
        found = socket.getaddrinfo(host.strip("[]"), port, type=socket.SOCK_STREAM)[0]
        family, kind, protocol, _, address = found
        listener = socket.socket(family, kind, protocol)  # without it asyncio leaves Nagle on
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            listener.bind(address)
        except OSError:
            listener.close()
            raise
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            message = f"端口 {port} 已被占用；请用 --port 换一个端口，或先停止占用它的程序。"
            raise ConfigError("port_in_use", message) from error
        if error.errno == errno.EACCES:
            message = f"没有权限监听端口 {port}；请换用 1024 以上的端口。"
            raise ConfigError("port_forbidden", message) from error
        raise ConfigError("bad_host", f"无法监听 {host}:{port}；请检查 --host。") from error
    return listener


def announcing(
    config: "uvicorn.Config", said: Callable[[], str], *, as_json: bool = False
) -> "uvicorn.Server":
    """A server that says something once it answers: in words, or in the log alone.

    SIGTERM ends it as Ctrl-C does: by a KeyboardInterrupt, after an orderly end.
    """
    import uvicorn

    signal.signal(signal.SIGTERM, signal.default_int_handler)

    class Announcing(uvicorn.Server):
        async def startup(self, sockets: list[socket.socket] | None = None) -> None:
            await super().startup(sockets)
            if self.started:
                if as_json:  # there is nothing but the log on the standard output
                    logging.getLogger("tuwen.server").info("%s", said())
                else:
                    print(said(), flush=True)

    return Announcing(config)


def announcement(listener: socket.socket, gate: "Gate | None" = None) -> str:
    """Say where the page is, and give a command that works."""
    host, port = listener.getsockname()[:2]
    host = {"0.0.0.0": "127.0.0.1", "::": "[::1]", "::1": "[::1]"}.get(host, host)
    address = f"http://{host}:{port}"
    picture = next((path for path in EXAMPLES if Path(path).is_file()), EXAMPLES[-1])
    keyed = gate is not None and gate.required
    first = "（需要密钥，先 export TUWEN_KEY=密钥）" if keyed else ""
    key = '-H "Authorization: Bearer $TUWEN_KEY" ' if keyed else ""
    return (
        f"页面：{address}/\n接口说明：{address}/docs\n试一试{first}：\n"
        f"  curl {key}-F image=@{picture} -F prompt='{PROMPT}' \\\n"
        f"       {address}/v1/multimodal/completion\n按 Ctrl-C 停止。"
    )

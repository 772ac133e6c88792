"""`tuwen log`: what the journal says of past requests."""

import argparse
import asyncio
import sys
import time
from contextlib import aclosing
from dataclasses import asdict
from typing import TYPE_CHECKING

from tuwen.cli import store
from tuwen.cli.log_text import (
    csv_lines,
    entry_line,
    entry_whole,
    jsonl,
    stats_text,
)
from tuwen.cli.output import replacing
from tuwen.cli.parser import Parser
from tuwen.errors import InputError
from tuwen.service.visible import visible_json

if TYPE_CHECKING:
    from tuwen.service.journal.search import Record, Wanted
    from tuwen.service.store import Store

ABOUT = "查看服务的日志：每个请求的提示词、回答、用时与错误。"
EXAMPLES = """\
命令：
  tail     最近的请求；-f 持续显示
  show     一个请求的全部内容
  stats    统计：数量、用时、错误、缓存
  export   导出为 JSONL 或 CSV

示例：
  tuwen log tail -n 50 --errors           最近 50 个出错的请求
  tuwen log show tw-3f2a                  编号写到能区分即可
  tuwen log stats --since 24h             过去一天
  tuwen log export --format csv log.csv   全部导出，可用表格软件打开
"""
SINCE = "多久以来，例如 30m、24h、7d、4w"
POLL_S = 1.0
FOLLOWED_AT_MOST = 500  # new entries between two looks


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.epilog = EXAMPLES
    parser.usage = "tuwen log [-h] tail|show|stats|export ..."
    deeds = parser.add_subparsers(
        prog="tuwen log",
        dest="deed",
        required=True,
        parser_class=Parser,
        metavar="tail|show|stats|export",
        help=argparse.SUPPRESS,
    )
    tail = deeds.add_parser("tail", description="显示最近的请求，新的在下。")
    tail.options.add_argument("-n", type=int, default=20, metavar="N", help="多少条，默认 20")
    tail.options.add_argument("-f", action="store_true", help="持续显示新的请求")
    _filters(tail)
    show = deeds.add_parser("show", description="显示一个请求的全部内容。")
    show.arguments.add_argument("id", metavar="ID", help="编号，或能区分的开头")
    stats = deeds.add_parser("stats", description="统计一段时间的请求。")
    stats.options.add_argument("--since", default="7d", metavar="TIME", help=f"{SINCE}；默认 7d")
    export = deeds.add_parser("export", description="导出日志，旧的在前。")
    export.arguments.add_argument("out", nargs="?", metavar="OUT", help="文件；默认为标准输出")
    export.options.add_argument(
        "--format", choices=("jsonl", "csv"), default="jsonl", help="jsonl（默认）或 csv"
    )
    _filters(export)
    for deed in (tail, show, stats, export):
        store.declare(deed)
    for deed in (tail, show, stats):
        deed.options.add_argument("--json", action="store_true", help="输出 JSON")


def _filters(parser: Parser) -> None:
    options = parser.options
    options.add_argument("--since", metavar="TIME", help=SINCE)
    options.add_argument("--key", default="", metavar="ID", help="只看这个密钥的请求")
    options.add_argument("--task", default="", metavar="T", help="只看这种任务")
    options.add_argument("--engine", default="", metavar="E", help="只看这个引擎")
    options.add_argument("--errors", action="store_true", help="只看出错的请求")


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    deeds = {"tail": _tail, "show": _show, "stats": _stats, "export": _export}
    deed = deeds[arguments.deed]
    store.using(arguments.store, lambda opened: deed(opened, arguments))
    return 0


async def _tail(opened: "Store", arguments: argparse.Namespace) -> None:
    from tuwen.service.journal.search import find

    if not 1 <= arguments.n <= FOLLOWED_AT_MOST:
        raise InputError("bad_number", f"-n 应为 1 到 {FOLLOWED_AT_MOST}。")
    wanted = _wanted(arguments)
    found = await find(opened, wanted, FOLLOWED_AT_MOST if arguments.f else arguments.n)
    _print(found[: arguments.n], as_json=arguments.json)
    while arguments.f:
        await asyncio.sleep(POLL_S)
        seen = {record["id"] for record in found}
        found = await find(opened, wanted, FOLLOWED_AT_MOST)
        _print([each for each in found if each["id"] not in seen], as_json=arguments.json)


def _print(records: "list[Record]", *, as_json: bool) -> None:
    """One line each, the newest last."""
    for record in reversed(records):
        print(visible_json(record) if as_json else entry_line(record), flush=True)


async def _show(opened: "Store", arguments: argparse.Namespace) -> None:
    from tuwen.service.journal.search import one

    record = await one(opened, arguments.id)
    print(visible_json(record, indent=2) if arguments.json else entry_whole(record))


async def _stats(opened: "Store", arguments: argparse.Namespace) -> None:
    from tuwen.service.journal.search import span
    from tuwen.service.journal.stats import stats

    now = time.time()
    found = await stats(opened, now - span(arguments.since), now)
    print(visible_json(asdict(found), indent=2) if arguments.json else stats_text(found))


async def _export(opened: "Store", arguments: argparse.Namespace) -> None:
    from tuwen.service.journal.search import each

    records = each(opened, _wanted(arguments))
    lines = csv_lines(records) if arguments.format == "csv" else jsonl(records)
    count = 0
    async with aclosing(lines):
        if not arguments.out:
            async for line in lines:
                sys.stdout.write(line)
            return
        with replacing(arguments.out) as file:
            async for line in lines:
                count += 1
                file.write(line.encode())
    count -= arguments.format == "csv"  # its head
    print(f"已导出 {count} 条到 {arguments.out}。", file=sys.stderr)


def _wanted(arguments: argparse.Namespace) -> "Wanted":
    from tuwen.service.journal.search import Wanted, span

    since = time.time() - span(arguments.since) if arguments.since else 0.0
    return Wanted(
        since=since,
        key=arguments.key,
        task=arguments.task,
        engine=arguments.engine,
        errors=arguments.errors,
    )

"""`tuwen keys`: make, list and revoke the keys that a server asks for."""

import argparse
import json
import re
import sys
import time
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from tuwen.cli import store
from tuwen.cli.parser import Parser
from tuwen.errors import InputError

if TYPE_CHECKING:
    from tuwen.service.keys import Key

ABOUT = "建立、列出、吊销访问密钥；服务须使用同一个存储。"
EXAMPLES = """\
命令：
  create   建立一个密钥；它只显示这一次
  list     列出密钥：编号、额度、到期、最近使用
  revoke   吊销一个密钥，立即生效

示例：
  tuwen keys create --name 博客                      每分钟 60 次、同时 4 个、每天 5000 次
  tuwen keys create --name 试用 --daily 50 --expires 30d
  tuwen keys create --name 运维 --operator > key.txt 只把密钥写进文件
  tuwen keys revoke 试用                             也可用编号或密钥的开头
"""
_SPAN = re.compile(r"([0-9]{1,5})([dh])")


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.epilog = EXAMPLES
    parser.usage = "tuwen keys [-h] create|list|revoke ..."
    deeds = parser.add_subparsers(
        prog="tuwen keys",
        dest="deed",
        required=True,
        parser_class=Parser,
        metavar="create|list|revoke",
        help=argparse.SUPPRESS,
    )
    create = deeds.add_parser("create", description="建立一个密钥；它只显示这一次。")
    options = create.options
    options.add_argument("--name", required=True, metavar="NAME", help="用来认出它，1–100 个字符")
    for name, default, words in (
        ("rpm", 60, "每分钟最多几次"), ("concurrent", 4, "同时最多几个"),
        ("daily", 5000, "24 小时内最多几次"),
    ):  # fmt: skip
        options.add_argument(
            f"--{name}", type=int, default=default, metavar="N",
            help=f"{words}，默认 {default}；0 为不限",
        )  # fmt: skip
    options.add_argument(
        "--expires", metavar="WHEN", help="多久后到期（30d、12h），或到哪一天为止（2030-12-31）"
    )
    options.add_argument("--operator", action="store_true", help="可以查看日志与指标")
    listing = deeds.add_parser("list", description="列出密钥；密钥本身不显示。")
    revoke = deeds.add_parser("revoke", description="吊销一个密钥，立即生效。")
    revoke.arguments.add_argument("key", metavar="KEY", help="编号、名字，或密钥的开头")
    for deed in (create, listing, revoke):
        store.declare(deed)
        deed.options.add_argument("--json", action="store_true", help="输出 JSON")


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    deeds = {"create": _create, "list": _list, "revoke": _revoke}
    deeds[arguments.deed](arguments)
    return 0


def _create(arguments: argparse.Namespace) -> None:
    from tuwen.service.keys import Allowance, Keys

    expires = moment(arguments.expires, datetime.now()) if arguments.expires else None
    allowance = Allowance(arguments.rpm, arguments.concurrent, arguments.daily)
    secret, key = store.using(
        arguments.store,
        lambda opened: Keys(opened).create(
            arguments.name, allowance, expires=expires, operator=arguments.operator
        ),
    )
    if arguments.json:
        print(json.dumps({"key": secret, **_form(key)}, ensure_ascii=False, indent=2))
        return
    print(secret)
    about = f"已建立密钥 {printable(key.name)}（{key.id}）：{_limits(key)}，{_until(key)}。"
    print(
        f"{about}\n它只显示这一次，请立即保存；存储中只有它的摘要，无法找回。\n"
        "使用：Authorization: Bearer 密钥，或 X-API-Key: 密钥。\n"
        "第一个密钥：只监听本机的服务若已在运行，重启后才会要求密钥。",
        file=sys.stderr,
    )


def _list(arguments: argparse.Namespace) -> None:
    from tuwen.service.keys import Keys

    found = store.using(arguments.store, lambda opened: Keys(opened).list())
    if arguments.json:
        print(json.dumps([_form(key) for key in found], ensure_ascii=False, indent=2))
        return
    if not found:
        print("还没有密钥；用 tuwen keys create --name 名字 建立。")
    for key in found:
        used = f"最近使用 {_at(key.used)}" if key.used else "未使用过"
        operator = "，管理员" if key.operator else ""
        print(f"{key.id}  {printable(key.hint)}…  {printable(key.name)}{operator}\n"
              f"    {_limits(key)}；建立于 {_at(key.created)}，{_until(key)}；{used}")  # fmt: skip


def _revoke(arguments: argparse.Namespace) -> None:
    from tuwen.service.keys import Keys

    key = store.using(arguments.store, lambda opened: Keys(opened).revoke(arguments.key))
    if arguments.json:
        print(json.dumps(_form(key), ensure_ascii=False, indent=2))
    else:
        print(f"密钥 {printable(key.name)}（{key.id}）{_until(key)}；使用它的请求不再被接受。")


def moment(text: str, now: datetime) -> float:
    """When `--expires` ends, in seconds since the epoch; a day counts to its end. InputError."""
    if span := _SPAN.fullmatch(text):
        hours = int(span[1]) * (24 if span[2] == "d" else 1)
        return (now + timedelta(hours=hours)).timestamp()
    try:
        return (datetime.strptime(text, "%Y-%m-%d") + timedelta(days=1)).timestamp()
    except (ValueError, OverflowError) as error:
        message = "--expires 应为 30d（天）、12h（小时）或 2030-12-31 这样的日期。"
        raise InputError("bad_expiry", message) from error


def printable(text: str) -> str:
    """A text for a terminal, with what would move its cursor or change its colours spelt out."""
    return "".join(
        sign if sign.isprintable() else sign.encode("unicode_escape").decode() for sign in text
    )


def _form(key: "Key") -> dict[str, Any]:
    limits = {name: getattr(key.allowance, name) for name in ("rpm", "concurrent", "daily")}
    times = {
        name: None if at is None else datetime.fromtimestamp(at).astimezone().isoformat()
        for name in ("created", "expires", "revoked", "used")
        for at in (getattr(key, name),)
    }
    return {"id": key.id, "name": key.name, "hint": key.hint, **limits,
            "operator": key.operator, **times}  # fmt: skip


def _limits(key: "Key") -> str:
    said = (("每分钟", key.allowance.rpm, "次"), ("同时", key.allowance.concurrent, "个"),
            ("24 小时内", key.allowance.daily, "次"))  # fmt: skip
    return "，".join(f"{when} {n} {unit}" if n else f"{when}不限" for when, n, unit in said)


def _until(key: "Key") -> str:
    if key.revoked is not None:
        return f"已于 {_at(key.revoked)} 吊销"
    if key.expires is None:
        return "长期有效"
    ended = "已于" if key.expires <= time.time() else "将于"
    return f"{ended} {_at(key.expires)} 到期"


def _at(moment: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M", time.localtime(moment))

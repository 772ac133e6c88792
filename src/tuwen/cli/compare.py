"""`tuwen compare`: the same pictures through several engines, side by side."""

import argparse
import json
import os
import re
import shutil
import sys
from collections.abc import Sequence
from dataclasses import replace
from typing import TYPE_CHECKING, Any

from tuwen.cli import brief, engine
from tuwen.cli.inputs import pictures
from tuwen.cli.output import demand_place, replacing
from tuwen.cli.parser import Parser
from tuwen.errors import ConfigError, InputError, TuwenError
from tuwen.settings import Settings

if TYPE_CHECKING:
    from tuwen.cli.compare_words import Told
    from tuwen.service.comparing import Compared, Comparison, Contender
    from tuwen.service.sight import Sight

ABOUT = "用几个引擎写同样的图片，并排比较：文字、核对结果、首句与总用时。"
ENGINES = (
    "逗号分隔，每项为 引擎[:模型][@服务地址]，例如 embedded,openai:glm-4.6v-flash,transformers:DIR"
)
_ENTRY = re.compile(r"(?P<engine>[^:@]+)(:(?P<model>[^@].*?))?(@(?P<url>https?://.+))?")


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.arguments.add_argument("images", nargs="+", metavar="IMAGE", help="图片或文件夹")
    options = parser.options
    options.add_argument("--engines", required=True, metavar="A,B,C", help=ENGINES)
    brief.declare(parser)
    engine.declare_options(parser)
    options.add_argument(
        "--repeat", type=int, default=1, metavar="N", help="每张图写几次，用时取中位数；默认 1"
    )
    options.add_argument("--jobs", type=int, metavar="N", help="同时读图的进程数，默认为核数")
    options.add_argument("--html", metavar="FILE", help="另写成一个可独立打开的网页")
    options.add_argument("--json", action="store_true", help="输出 JSON：每张图每个引擎一条")


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    settings = Settings.load(
        os.environ,
        **engine.given(arguments),
        language=arguments.language,
        workers=arguments.jobs,
    )
    if arguments.repeat < 1:
        raise InputError("bad_number", "--repeat 应为正整数。")
    if arguments.html:
        demand_place(arguments.html)
    from tuwen.service.comparing import Comparison

    wanted = brief.given(arguments, settings)
    contenders = [_contender(entry, settings) for entry in _entries(arguments.engines)]
    engine.refuse_unused(arguments, *(each.engine for each in contenders))
    comparison = Comparison(contenders, wanted, arguments.repeat)
    paths, many = pictures(arguments.images)
    pixels = bool(arguments.html) or any(each.engine.needs_pixels for each in contenders)
    seen, failed = _looked(paths, settings.workers, many=many, pixels=pixels)
    if not seen:
        return 1
    tolds = _compared(comparison, [each.name for each in contenders], seen)
    _print(tolds, arguments, settings.language)
    failed += sum(result.error is not None for told in tolds for result in told.results)
    return 1 if failed else 0


def _entries(engines: str) -> list[str]:
    found = [entry.strip() for entry in re.split("[,，]", engines) if entry.strip()]
    if not found:
        raise ConfigError("bad_engines", "--engines 为空；例如 --engines embedded,openai。")
    return found


def _contender(entry: str, settings: Settings) -> "Contender":
    """The engine that an entry of --engines means. Raises ConfigError."""
    from tuwen.service.comparing import Contender
    from tuwen.service.registry import load_engine

    parts = _ENTRY.fullmatch(entry)
    if parts is None:
        message = f"看不懂 --engines 中的 {entry}；应写作 引擎[:模型][@服务地址]。"
        raise ConfigError("bad_engines", message)
    found = load_engine(parts["engine"], settings)
    changes: dict[str, str] = {}
    if parts["model"]:
        changes["model" if "model" in found.uses else "model_path"] = parts["model"]
    if parts["url"]:
        changes |= {"base_url": parts["url"], "api_key": ""}  # the key is another server's
    for name in ("model_path", "base_url"):
        if name in changes and name not in found.uses:
            what = "模型" if name == "model_path" else "服务地址"
            message = (
                f"引擎 {found.name} 不需要{what}；请把 --engines 中的 {entry} 改为 {found.name}。"
            )
            raise ConfigError("bad_engines", message)
    if changes:
        found = type(found)(replace(settings, **changes).checked())
    return Contender(entry, found)


def _looked(
    paths: list[str], jobs: int, *, many: bool, pixels: bool
) -> tuple[list[tuple[str, "Sight"]], int]:
    """Each picture that can be read, and how many cannot; a single one raises InputError."""
    from tuwen.cli.batch import progress, sights
    from tuwen.service.sight import look

    if not many:
        return [(paths[0], look(paths[0], keep_pixels=pixels))], 0
    seen: list[tuple[str, Sight]] = []
    with progress(len(paths)) as bar:
        for path, sight in sights(paths, jobs, in_order=True, keep_pixels=pixels):
            bar.update()
            if isinstance(sight, TuwenError):
                print(f"错误：{path}：{sight.message}", file=sys.stderr)
            else:
                seen.append((path, sight))
    return seen, len(paths) - len(seen)


def _compared(
    comparison: "Comparison", names: Sequence[str], seen: list[tuple[str, "Sight"]]
) -> list["Told"]:
    """Have all engines write, and put together what belongs to each picture."""
    from tuwen.cli.batch import progress
    from tuwen.cli.compare_words import Told

    results: list[list[Compared]] = [[] for _ in seen]
    with progress(len(seen) * len(names)) as bar:
        bar.set_description(names[0])
        for done, result in enumerate(comparison.run([sight for _, sight in seen]), 1):
            results[result.picture].append(result)
            bar.set_description(names[min(done // len(seen), len(names) - 1)])
            bar.update()
    return [Told(*each, tuple(found)) for each, found in zip(seen, results, strict=True)]


def _print(tolds: list["Told"], arguments: argparse.Namespace, language: str) -> None:
    if arguments.json:
        records = [_record(told.path, each) for told in tolds for each in told.results]
        print(json.dumps(records, ensure_ascii=False, indent=2))
    else:
        from tuwen.cli.compare_text import overall_lines, picture_lines

        width = shutil.get_terminal_size().columns
        for told in tolds:
            print("\n".join(picture_lines(told, language, width)))
        if len(tolds) > 1:
            print("\n".join(overall_lines(tolds, language, width)))
    if arguments.html:
        from tuwen.cli.compare_html import page

        with replacing(arguments.html) as file:
            file.write(page(tolds, arguments, language).encode(errors="backslashreplace"))
        print(f"已写入 {arguments.html}。", file=sys.stderr)


def _record(path: str, result: "Compared") -> dict[str, Any]:
    from tuwen.service.comparing import measured
    from tuwen.service.json_form import checks_form, summary_form

    record: dict[str, Any] = {"image": path, "name": result.name, "start_ms": result.start_ms}
    if result.error:
        return record | {"error": {"code": result.error.code, "message": result.error.message}}
    found, summary = measured([result]), result.runs[0].summary
    return {
        **record,
        "first_ms": found.first_ms,
        "total_ms": found.total_ms,
        "tokens_per_second": found.tokens_per_second,
        "runs": [{"first_ms": each.first_ms, "total_ms": each.total_ms} for each in result.runs],
        **summary_form(summary),
        **checks_form(summary),
    }

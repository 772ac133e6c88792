"""`tuwen summarize`: pictures in, text out."""

import argparse
import json
import os
import sys
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from tuwen.cli import brief, engine
from tuwen.cli.brief import LENGTH
from tuwen.cli.inputs import pictures
from tuwen.cli.parser import LABEL, STRICT, Parser
from tuwen.errors import TuwenError
from tuwen.settings import Settings

if TYPE_CHECKING:
    from tuwen.service.publishing import Format
    from tuwen.service.summarizer import Brief, Summarizer
    from tuwen.summary import Summary

ABOUT = "为图片写中文或英文：摘要、替代文本、长描述、入门讲解、关键词，或回答一个问题。"


def declare(parser: Parser) -> None:
    """Declare the command's arguments."""
    parser.arguments.add_argument("images", nargs="+", metavar="IMAGE", help="图片或文件夹")
    options = parser.options
    brief.declare(parser)
    engine.declare(parser)
    options.add_argument("--strict", action="store_true", help=STRICT)
    options.add_argument("--jobs", type=int, metavar="N", help="同时读图的进程数，默认为核数")
    options.add_argument("--label", action="store_true", default=None, help=LABEL)
    output = options.add_mutually_exclusive_group()
    output.add_argument(
        "--format", choices=("text", "markdown", "html"), default="text",
        help="text（默认）、markdown 或 html：可以直接发表的文字",
    )  # fmt: skip
    output.add_argument("--json", action="store_true", help="输出 JSON，附依据")
    output.add_argument("--jsonl", metavar="FILE", help="逐行写入该文件；再次运行时接着做")


def run(arguments: argparse.Namespace) -> int:
    """Run the command."""
    settings = Settings.load(
        os.environ,
        **engine.given(arguments),
        language=arguments.language,
        workers=arguments.jobs,
        label=arguments.label,
    )
    arguments.label = settings.label
    paths, many = pictures(arguments.images)
    wanted = brief.given(arguments, settings)
    from tuwen.service.summarizer import Summarizer

    summarizer = Summarizer(settings.engine, options=settings)
    engine.refuse_unused(arguments, summarizer.engine)
    summarizer.check_brief(wanted)
    summarizer.start()
    try:
        if arguments.jsonl:
            return _into_ledger(summarizer, wanted, paths, arguments, settings.workers)
        if many:
            return _print_many(summarizer, wanted, paths, arguments, settings.workers)
        return _print_one(summarizer, wanted, paths[0], arguments)
    finally:
        summarizer.close()


def _print_one(
    summarizer: "Summarizer", brief: "Brief", path: str, arguments: argparse.Namespace
) -> int:
    from tuwen.service.plain import heading
    from tuwen.service.publishing import labelled, published
    from tuwen.service.sections import Section
    from tuwen.service.sight import demand_legible, look
    from tuwen.summary import Summary

    sight = look(path, keep_pixels=summarizer.engine.needs_pixels)
    if arguments.strict:
        demand_legible(sight)
    form, label = arguments.format, arguments.label
    live = form == "text" and not arguments.json and sys.stdout.isatty()  # else all at once
    for piece in summarizer.stream(sight, brief):
        if isinstance(piece, Summary):
            if arguments.json:
                print(json.dumps(_record(path, piece, label=label), ensure_ascii=False, indent=2))
                continue
            print(labelled("", piece, label=label) if live
                  else published(piece, path, form, label=label))  # fmt: skip
            for warning in piece.warnings:
                print(f"{_note(brief)}{warning}", file=sys.stderr)
        elif live:
            said = heading(piece.task, brief.language) if isinstance(piece, Section) else piece
            print(said if isinstance(said, str) else "\n\n", end="", flush=True)
    return 0


def _print_many(
    summarizer: "Summarizer",
    brief: "Brief",
    paths: list[str],
    arguments: argparse.Namespace,
    jobs: int,
) -> int:
    from tuwen.cli.batch import progress, summaries

    form, label = arguments.format, arguments.label
    failed, as_json, strict = 0, arguments.json, arguments.strict
    records: list[dict[str, Any]] = []
    with progress(len(paths), hidden=not as_json and sys.stdout.isatty()) as bar:
        for path, done in summaries(summarizer, brief, paths, jobs, in_order=True, strict=strict):
            bar.update()
            failed += isinstance(done, TuwenError)
            if as_json:
                records.append(_record(path, done, label=label))
            else:
                _print(path, done, brief, form, label=label)
    if as_json:
        print(json.dumps(records, ensure_ascii=False, indent=2))
    return _report(len(paths) - failed, failed)


def _note(brief: "Brief") -> str:
    return "Note: " if brief.language.lower().startswith("en") else "提示："


def _print(
    path: str, done: "Summary | TuwenError", brief: "Brief", form: "Format", *, label: bool
) -> None:
    if isinstance(done, TuwenError):
        print(f"错误：{path}：{done.message}", file=sys.stderr)
        return
    from tuwen.service.publishing import headed, published

    text = published(done, path, form, label=label)
    print(f"{headed(path, text, form)}\n", flush=True)
    note = _note(brief)
    for warning in done.warnings:
        print(f"{note}{path}: {warning}" if note.isascii() else f"{note}{path}：{warning}",
              file=sys.stderr)  # fmt: skip


def _into_ledger(
    summarizer: "Summarizer",
    brief: "Brief",
    paths: list[str],
    arguments: argparse.Namespace,
    jobs: int,
) -> int:
    from tuwen.cli.batch import progress, summaries
    from tuwen.cli.ledger import Ledger, key_of

    order = summarizer.check_brief(brief)
    wanted = (order.task, brief.prompt, brief.context, brief.title, summarizer.engine.name)
    wanted += (brief.language,) if brief.language != "zh" else ()
    wanted += (summarizer.engine.model,) if summarizer.engine.invents else ()
    wanted += ("label",) if arguments.label else ()
    wanted += (str(brief.max_tokens),) if brief.max_tokens != LENGTH else ()
    out, strict = arguments.jsonl, arguments.strict
    ledger = Ledger(out)
    keys: dict[str, str] = {}
    done = failed = 0
    with ledger, progress(len(paths)) as bar:

        def left() -> Iterator[str]:
            for path in paths:
                keys[path] = key_of(path, *wanted)
                if keys[path] in ledger:
                    bar.update()
                else:
                    yield path

        try:
            for path, summary in summaries(summarizer, brief, left(), jobs, strict=strict):
                bar.update()
                failed += isinstance(summary, TuwenError)
                done += not isinstance(summary, TuwenError)
                ledger.add(_record(path, summary, label=arguments.label, key=keys[path]))
        except KeyboardInterrupt:
            print(f"已中断；结果已存入 {out}，再次运行同一命令即可继续。", file=sys.stderr)
            return 130
    return _report(done, failed, skipped=len(paths) - done - failed)


def _record(path: str, done: "Summary | TuwenError", *, label: bool, **more: Any) -> dict[str, Any]:
    from tuwen.service.json_form import checks_form, summary_form

    if isinstance(done, TuwenError):
        return {"image": path, **more, "error": {"code": done.code, "message": done.message}}
    return {"image": path, **more, **summary_form(done, label=label), **checks_form(done)}


def _report(done: int, failed: int, skipped: int = 0) -> int:
    before = f"，跳过此前已完成的 {skipped} 张" if skipped else ""
    print(f"完成 {done} 张，失败 {failed} 张{before}。", file=sys.stderr)
    return 1 if failed else 0

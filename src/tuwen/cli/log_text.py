"""Entries of the journal and their statistics as text, JSON and CSV.

What strangers wrote cannot steer a terminal here, nor run as a formula in a spreadsheet.
"""

import csv
import time
from collections.abc import AsyncGenerator, AsyncIterator
from io import StringIO
from typing import TYPE_CHECKING, Any

from tuwen.service.visible import visible, visible_json, visible_lines

if TYPE_CHECKING:
    from tuwen.service.journal.search import Record
    from tuwen.service.journal.stats import Bucket, Stats

STAGES = {"total": "总计", "queue": "排队", "read": "读图", "write": "成文"}
FORMULA = ("=", "+", "-", "@", "＝", "＋", "－", "＠", "\t", "\r", "\n")
BAR = 40  # columns of the longest bar
EXCERPT = 30  # characters of a prompt in a line


async def jsonl(records: "AsyncIterator[Record]") -> AsyncGenerator[str]:
    """One object a line."""
    async for record in records:
        yield visible_json(record) + "\n"


async def csv_lines(records: "AsyncIterator[Record]") -> AsyncGenerator[str]:
    """Rows for a spreadsheet, the head first; a text that looks like a formula is quoted."""
    from tuwen.service.store.tables import journal

    names = [column.name for column in journal.columns]
    yield "\ufeff" + _csv(names)  # the mark has spreadsheets take it for UTF-8
    async for record in records:
        yield _csv([_cell(record[name]) for name in names])


def _cell(value: Any) -> Any:
    if isinstance(value, list):
        return visible_json(value) if value else ""
    if not isinstance(value, str):
        return int(value) if isinstance(value, bool) else value
    text = "\n".join(visible_lines(value))
    return f"'{text}" if value.lstrip(" ").startswith(FORMULA) else text


def _csv(cells: list[Any]) -> str:
    line = StringIO()
    csv.writer(line).writerow(cells)
    return line.getvalue()


def entry_line(record: "Record") -> str:
    """An entry in one line."""
    prompt = record["prompt"] or ""
    excerpt = prompt if len(prompt) <= EXCERPT else f"{prompt[:EXCERPT]}…"
    parts = [
        _when(record["at"]),
        record["id"],
        record["task"] or "-",
        record["engine"] or "-",
        f"{record['total_ms']:.0f} ms",
        "缓存" if record["cached"] else "",
        "" if record["score"] is None else f"核对 {record['score']:.2f}",
        f"密钥 {record['key']}" if record["key"] else "",
        f"错误 {record['error']}" if record["error"] else "",
        excerpt,
    ]
    return "  ".join(visible(part) for part in parts if part)


def entry_whole(record: "Record") -> str:
    """All that is known of an entry."""
    size = f"{record['width']}×{record['height']} 像素，{record['bytes']} 字节"
    times = "，".join(f"{name} {record[f'{key}_ms']:.0f} ms" for key, name in STAGES.items())
    facts = {
        "编号": record["id"],
        "时间": _when(record["at"]),
        "接口": record["route"],
        "密钥": record["key"] or "（无）",
        "图片": f"{size}，{record['kind'] or '未读'}" if record["bytes"] else "（无）",
        "摘要值": record["digest"],
        "任务": record["task"],
        "引擎": f"{record['engine']} {record['model']}".strip(),
        "用时": times,
        "词元": f"提示 {record['prompt_tokens']}，回答 {record['completion_tokens']}",
        "核对": "（未评分）" if record["score"] is None else f"{record['score']:.3f}",
        "缓存": "是" if record["cached"] else "否",
        "错误": record["error"] or "（无）",
        "审核": visible_json(record["verdicts"]) if record["verdicts"] else "",
        "追踪": record["trace"],
    }
    lines = [f"{name}：{visible(value)}" for name, value in facts.items() if value]
    for name, key in (("提示词", "prompt"), ("回答", "output")):
        text = record[key]
        shown = ["（未保存）"] if text is None else visible_lines(text or "（空）")
        lines += [f"{name}：", *(f"  {line}" for line in shown)]
    return "\n".join(lines)


def stats_text(stats: "Stats") -> str:
    """The statistics for people."""
    if not stats.count:
        return f"自 {_when(stats.since)} 起没有请求。"
    lines = [
        f"{_when(stats.since)} 至 {_when(stats.until)}",
        f"请求 {stats.count}，出错 {stats.errors}（{stats.errors / stats.count:.1%}），"
        f"命中缓存 {stats.cached}（{stats.cached / stats.count:.1%}），"
        f"词元 {stats.prompt_tokens} + {stats.completion_tokens}",
        "",
        "用时（毫秒；p50 为中位数，p95 为 95% 的请求不超过）",
    ]
    for each in stats.stages:
        lines.append(
            f"  {visible(each.engine)}  {STAGES[each.stage]}  p50 {each.p50:.0f}  "
            f"p95 {each.p95:.0f}  （{each.count} 次）"
        )
    if stats.sampled > 1:
        lines.append(f"  （每 {stats.sampled} 条取 1 条计算）")
    lines += _section("错误", [f"{visible(code)}  {n}" for code, n in stats.by_code.items()])
    lines += _section("密钥", [
        f"{visible(each.key or '（无）')} {visible(each.name)}  请求 {each.count}，"
        f"出错 {each.errors}，词元 {each.tokens}" for each in stats.by_key
    ])  # fmt: skip
    most = max(bucket.count for bucket in stats.buckets)
    lines += _section("请求数", [_bar(bucket, most, stats.bucket_s) for bucket in stats.buckets
                              if bucket.count])  # fmt: skip
    lines += _section("最慢", [entry_line(record) for record in stats.slowest])
    return "\n".join(lines + _section("核对分最低", [entry_line(each) for each in stats.worst]))


def _section(title: str, lines: list[str]) -> list[str]:
    return ["", title, *(f"  {line}" for line in lines)] if lines else []


def _bar(bucket: "Bucket", most: int, size: int) -> str:
    form = "%m-%d %H:%M" if size < 86_400 else "%Y-%m-%d"
    start = time.strftime(form, time.localtime(bucket.start))
    return f"{start}  {'█' * max(1, round(BAR * bucket.count / most))} {bucket.count}"


def _when(at: float) -> str:
    return time.strftime("%Y-%m-%d %H:%M:%S", time.localtime(at))

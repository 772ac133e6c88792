"""Draws tables in a browser: ten styles, Chinese and English, wrapped cells, spans, empty cells.

    python bench/draw_tables.py FOLDER [--count 30] [--seed 1] [--more]

--more: ten other looks: notes, consoles, papers, dark pages, matplotlib (in training/).
FOLDER gets the pictures and truth.jsonl: the rows as cells, the text of a span in its first.
"""

import html
from importlib import import_module
from pathlib import Path
from random import Random
from typing import Any

from draw_code import drawing, shoot, write

BASE = "table{border-collapse:collapse} td,th{text-align:left}"
STYLES = {
    "github": "td,th{border:1px solid #d0d7de;padding:6px 13px} tr:nth-child(2n) td{background:"
    "#f6f8fa} th{font-weight:600}",
    "element": "td,th{border-bottom:1px solid #ebeef5;padding:11px 10px;color:#606266}"
    "th{color:#909399;font-weight:500}",
    "antd": "td,th{border-bottom:1px solid #f0f0f0;padding:13px 16px} th{background:#fafafa;"
    "font-weight:500}",
    "excel": "td,th{border:1px solid #bfbfbf;padding:2px 5px} th{background:#4472c4;color:#fff}",
    "academic": "table{border-top:2px solid #000;border-bottom:2px solid #000} thead "
    "tr:last-child th{border-bottom:1px solid #000} td,th{padding:4px 12px;font-family:"
    "'Noto Serif CJK SC',serif;text-align:center;font-weight:400}"
    "th[colspan]:not([colspan='1']){border-bottom:1px solid #000}",
    "dark": "body{background:#1e1f22;color:#d6d7da} td,th{border:1px solid #3c3f44;padding:"
    "7px 12px}"
    "th{background:#2b2d31}",
    "zebra": "td,th{padding:8px 14px} tbody tr:nth-child(odd) td{background:#f2f6fc}"
    "th{background:#dbe6f7}",
    "bare": "td,th{padding:6px 18px}",
    "bordered": "table{border:2px solid #333} td,th{border:1px solid #333;padding:6px 10px;"
    "text-align:center}",
    "slide": "td,th{border:2px solid #fff;padding:9px 14px;background:#e9eef7} th{background:"
    "#1f4e9c;color:#fff}",
}  # fmt: skip
MORE = {
    "notion": "td,th{border:1px solid #e9e9e7;padding:7px 9px;color:#37352f} table{border-left:"
    "hidden;border-right:hidden} th{color:#787774;font-weight:400;background:#f7f6f3}",
    "pills": "td,th{border-bottom:1px solid #eaecf0;padding:10px 16px} th{background:#f9fafb;"
    "color:#667085;font-weight:500} td.state span{border-radius:10px;padding:2px 9px;"
    "background:#ecfdf3;color:#027a48} td.state.bad span{background:#fef3f2;color:#b42318}",
    "filled": "td,th{border:1px solid #d9d9d9;padding:5px 11px} th{background:#f2f2f2} "
    "td.state{background:#c6efce;color:#006100} td.state.bad{background:#ffc7ce;color:#9c0006}",
    "night zebra": "body{background:#0d1117;color:#e6edf3} td,th{padding:7px 14px} tr:nth-child(2n)"
    " td{background:#161b22} th{border-bottom:2px solid #30363d}",
    "console": "body{background:#16191f;color:#d5dbdb} td,th{border-bottom:1px solid #2a2e33;"
    "padding:8px 16px} th{color:#95a5a6;font-weight:700} td:first-child{color:#44b9d6}",
    "booktabs": "table{border-top:2px solid #000;border-bottom:2px solid #000} thead tr:last-child "
    "th{border-bottom:1px solid #000} td,th{padding:2px 9px;font-family:'Noto Serif CJK SC',serif;"
    "font-weight:400} td:last-child{font-weight:700}",
    "column lines": "td,th{padding:6px 12px} td+td,th+th{border-left:1px solid #999} "
    "th{border-bottom:2px solid #555}",
    "dotted": "td,th{border-bottom:1px dotted #888;padding:7px 12px} th{color:#0a5}",
    "first column": "td,th{border:1px solid #ccc;padding:6px 12px} td:first-child{background:"
    "#2f5597;color:#fff} th{background:#d9e2f3}",
    "matplotlib": "",
}
NAMES = {
    True: ("用户服务", "订单中心", "支付网关", "库存服务", "消息队列", "缓存层", "搜索引擎",
           "网关", "配置中心", "日志平台", "任务调度", "认证服务"),
    False: ("gateway", "orders", "payments", "Redis", "Kafka", "search", "auth-service",
            "PostgreSQL", "scheduler", "billing", "ResNet-50", "BERT-base"),
}  # fmt: skip
WORDS = {
    True: ("负责处理用户登录与会话", "异步写入，失败后重试三次", "默认开启", "仅在生产环境使用",
           "支持水平扩展，需要手动迁移数据", "已废弃，请使用新接口", "返回 JSON", "读多写少的场景"),
    False: ("Handles login and sessions", "Retries three times before giving up", "On by default",
            "Only used in production", "Scales out; data is moved by hand", "Deprecated",
            "Returns JSON", "Best for reads"),
}  # fmt: skip
TITLES = {
    True: {"name": "名称", "words": "说明", "number": ("数量", "耗时(ms)", "QPS", "价格"),
           "share": ("占比", "命中率", "准确率"), "date": ("日期", "更新时间"),
           "state": ("状态", "类型"), "code": ("参数", "字段", "命令"), "flag": ("必填", "支持")},
    False: {"name": "Name", "words": "Description",
            "number": ("Count", "Latency (ms)", "QPS", "Params (M)"),
            "share": ("Share", "Hit rate", "Accuracy"), "date": ("Date", "Updated"),
            "state": ("Status", "Type"), "code": ("Field", "Option", "Key"),
            "flag": ("Required", "Async")},
}  # fmt: skip
STATES = {
    True: ("运行中", "已停止", "待审核", "异常"),
    False: ("running", "stopped", "pending", "failed"),
}
FLAGS = {True: ("是", "否"), False: ("Yes", "No")}
CODES = ("user_id", "page_size", "--verbose", "max-age", "timeout", "retry.count", "id", "@Bean",
         "git rebase", "spring.datasource.url", "VARCHAR(64)", "created_at")  # fmt: skip


def main() -> None:
    """Draw and write down what was drawn."""
    options = drawing(__doc__)
    options.add_argument("--more", action="store_true", help="ten other looks")
    arguments = options.parse_args()
    styles = MORE if arguments.more else STYLES
    arguments.folder.mkdir(parents=True, exist_ok=True)
    random = Random(arguments.seed)
    rows: list[dict[str, Any]] = []
    for i in range(arguments.count):
        style = list(styles)[i % len(styles)]
        chinese = i // len(styles) != 1
        plan: dict[str, Any] = {"name": f"table_{i:02}", "style": style, "chinese": chinese}
        cells, headers = _cells(random, chinese, spans=i % 3 == 2 and style not in _WHOLE)
        plan |= {"headers": headers, "rows": _flat(cells)}
        out = arguments.folder / f"{plan['name']}.png"
        if style == "matplotlib":
            _plotted(random, plan["rows"], out)
            rows.append(plan)
            continue
        page = _page(random, cells, headers, style, styles[style])
        size, high = random.choice(((760, 900), (980, 900), (1180, 900))), 0
        scale = random.choice((1, 1, 2))
        shoot(page, out, size[0], size[1] + high, scale)
        _cropped(out, 12 * scale)
        rows.append(plan)
    write(arguments.folder / "truth.jsonl", rows)


_WHOLE = ("zebra", "night zebra", "matplotlib")  # without cells over several rows or columns
Cell = tuple[str, int, int]  # text, columns, rows; covered cells are left out


def _cells(random: Random, chinese: bool, *, spans: bool) -> tuple[list[list[Cell]], int]:
    kinds = ["name", *random.sample(("number", "number", "share", "date", "state", "code", "flag",
                                     "words", "words"), random.randint(2, 5))]  # fmt: skip
    count = random.randint(3, 10)
    names = random.sample(NAMES[chinese], count)
    body = [[_value(random, kind, names[k], chinese) for kind in kinds] for k in range(count)]
    head = [_title(random, kind, chinese) for kind in kinds]
    cells: list[list[Cell]] = [[(text, 1, 1) for text in row] for row in (head, *body)]
    if not spans:
        return cells, 1
    if random.random() < 0.5 and len(kinds) > 3:  # a header over the last two columns
        top = [(text, 1, 2) for text in head[:-2]]
        over = "性能指标" if chinese else "Performance"
        return [[*top, (over, 2, 1)], [(t, 1, 1) for t in head[-2:]], *cells[1:]], 2
    if count > 3:  # a name over two rows
        cells[2] = [(cells[2][0][0], 1, 2), *cells[2][1:]]
        cells[3] = cells[3][1:]
    return cells, 1


def _title(random: Random, kind: str, chinese: bool) -> str:
    found = TITLES[chinese][kind]
    return found if isinstance(found, str) else random.choice(found)


def _value(random: Random, kind: str, name: str, chinese: bool) -> str:
    if kind not in ("name", "words") and random.random() < 0.07:
        return random.choice(("", "-"))
    return {
        "name": lambda: name,
        "words": lambda: random.choice(WORDS[chinese]),
        "number": lambda: random.choice((
            str(random.randint(0, 9)), str(random.randint(10, 999)),
            f"{random.uniform(0, 100):.2f}", f"{random.randint(1000, 99999):,}")),
        "share": lambda: f"{random.uniform(0, 100):.1f}%",
        "date": lambda: f"2024-{random.randint(1, 12):02}-{random.randint(1, 28):02}",
        "state": lambda: random.choice(STATES[chinese]),
        "code": lambda: random.choice(CODES),
        "flag": lambda: random.choice(FLAGS[chinese]),
    }[kind]()  # fmt: skip


def _flat(cells: list[list[Cell]]) -> list[list[str]]:
    """The rows with as many cells each; covered ones are empty."""
    wide = sum(columns for _, columns, _ in cells[0])
    rows = [[""] * wide for _ in cells]
    taken: set[tuple[int, int]] = set()
    for y, row in enumerate(cells):
        x = 0
        for text, columns, deep in row:
            while (y, x) in taken:
                x += 1
            rows[y][x] = text
            taken |= {(y + b, x + a) for a in range(columns) for b in range(deep)}
            x += columns
    return rows


def _page(random: Random, cells: list[list[Cell]], headers: int, style: str, rules: str) -> str:
    px = random.choice((12, 13, 14, 14, 16))
    right = random.random() < 0.5
    lines: list[str] = []
    for y, row in enumerate(cells):
        tag = "th" if y < headers else "td"
        inner = "".join(
            f"<{tag} colspan={columns} rowspan={deep}{_class(text, right, y >= headers)}>"
            f"<span>{html.escape(text)}</span></{tag}>" for text, columns, deep in row
        )  # fmt: skip
        lines.append(f"<tr>{inner}</tr>")
    head, body = "".join(lines[:headers]), "".join(lines[headers:])
    width = random.choice(("auto", "100%", "420px")) if style != "excel" else "auto"
    return (
        f"<meta charset=utf-8><style>{BASE}body{{margin:16px;font:{px}px/1.5 'Noto Sans CJK SC',"
        f"sans-serif}} table{{width:{width}}} {rules}</style>"
        f"<table><thead>{head}</thead><tbody>{body}</tbody></table>"
    )


def _class(text: str, right: bool, body: bool) -> str:
    number = text.replace(",", "").replace(".", "").rstrip("%").isdecimal()
    if body and any(text in states for states in STATES.values()):
        bad = any(text in states[1::2] for states in STATES.values())
        return f" class='state{' bad' * bad}'"
    return " style='text-align:right'" if right and body and number else ""


def _plotted(random: Random, rows: list[list[str]], out: Path) -> None:
    """The rows as a table of matplotlib, its columns as wide as their texts."""
    pyplot: Any = import_module("matplotlib.pyplot")  # only this look needs it
    pyplot.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "Noto Sans CJK JP"]
    figure, axes = pyplot.subplots(figsize=(9, 0.45 * len(rows)))
    axes.axis("off")
    drawn = axes.table(rows, cellLoc=random.choice(("left", "center", "right")), loc="center")
    drawn.auto_set_font_size(False)
    drawn.set_fontsize(random.choice((9, 10, 12)))
    drawn.auto_set_column_width(list(range(len(rows[0]))))
    drawn.scale(1, random.choice((1.3, 1.6, 2.0)))
    if random.random() < 0.5:
        for j in range(len(rows[0])):
            drawn[0, j].set_facecolor("#40466e")
            drawn[0, j].set_text_props(color="w")
    figure.savefig(out, dpi=random.choice((100, 130)), bbox_inches="tight")
    pyplot.close(figure)


def _cropped(path: Path, margin: int) -> None:
    """Cut off what is empty around the table."""
    from PIL import Image, ImageChops

    with Image.open(path) as image:
        picture = image.convert("RGB")
    ground = Image.new("RGB", picture.size, picture.getpixel((1, 1)))
    box = ImageChops.difference(picture, ground).getbbox()
    if box:
        left, top, right, bottom = box
        picture.crop((max(0, left - margin), max(0, top - margin), right + margin, bottom + margin)
                     ).save(path)  # fmt: skip


if __name__ == "__main__":
    main()

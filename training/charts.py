"""Draws charts with matplotlib, ECharts and Vega-Lite in several looks, and writes what they show.

    python charts.py FOLDER COUNT SEED [TYPE ...]

Every chart is drawn from the same plan: a type, categories or a scale, series with values.
truth.jsonl has the form of the evaluation sets. Needs matplotlib, `npm install`, chromium.
"""

import json
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from random import Random

from chart_pyplot import LOOKS as PYPLOT
from chart_pyplot import draw

TYPES = ("line", "multi_line", "step_line", "log_line", "time_line", "area", "stacked_area", "bar",
         "grouped_bar", "stacked_bar", "horizontal_bar", "histogram", "bar+line", "pie", "donut",
         "scatter", "many_scatter", "funnel", "smooth_line", "dashed_lines", "gap_line",
         "percent_area", "sideways_area", "step_before", "step_after", "percent_bar",
         "grouped_horizontal", "stacked_horizontal", "edged_histogram", "negative_bar",
         "panels", "bubble")  # fmt: skip
ECHARTS = ("light", "dark", "labelled", "dashboard")
VEGA = ("plain", "points", "titled")
TOOLS = {"histogram": ("pyplot",), "edged_histogram": ("pyplot",),
         "percent_bar": ("echarts", "vega"), "panels": ("pyplot", "echarts"),
         "bubble": ("pyplot", "vega"),
         "funnel": ("echarts",), "sideways_area": ("vega", "pyplot"),
         "smooth_line": ("echarts", "vega"), "pie": ("pyplot", "echarts"),
         "donut": ("pyplot", "echarts"), "bar+line": ("pyplot", "echarts"),
         "log_line": ("pyplot",), "time_line": ("pyplot", "vega"),
         "gap_line": ("pyplot", "echarts"), "dashed_lines": ("pyplot", "vega")}  # fmt: skip
CATEGORIES = (
    ("周一", "周二", "周三", "周四", "周五", "周六", "周日"),
    ("1月", "2月", "3月", "4月", "5月", "6月", "7月", "8月", "9月", "10月", "11月", "12月"),
    ("Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"),
    ("2016", "2017", "2018", "2019", "2020", "2021", "2022", "2023"),
    ("北京", "上海", "广州", "深圳", "杭州", "成都"),
    ("Redis", "MySQL", "Kafka", "Nginx", "Flink", "etcd"),
    ("华东", "华南", "华北", "西南", "东北"),
    ("Q1", "Q2", "Q3", "Q4"),
)
NAMES = (("邮件营销", "联盟广告", "视频广告", "直接访问", "搜索引擎"),
         ("北京", "上海", "广州", "深圳", "杭州"), ("QPS", "P99", "Errors", "Timeouts", "Retries"),
         ("gateway", "order", "payment", "stock", "user"))  # fmt: skip
TITLES = ("各渠道访问量", "季度销售额", "接口响应时间", "Requests per second", "用户增长趋势",
          "Memory usage", "各地区订单数", "")  # fmt: skip
UNITS = ("", "", "", "%", "ms", "万")


@dataclass(frozen=True)
class Plan:
    image: str
    chart_type: str
    tool: str
    look: str
    title: str
    unit: str
    x: list[str] | list[float]
    names: list[str]
    values: list[list[float | None]]  # of each series; None of none
    size: tuple[int, int]
    scale: int = 1  # pixels per point
    x_label: str | None = None
    y_label: str | None = None


def _walk(random: Random, count: int, top: float) -> list[float]:
    at = random.uniform(0.2, 0.8) * top
    out: list[float] = []
    for _ in range(count):
        at = min(top, max(0.05 * top, at + random.gauss(0, 0.16) * top))
        out.append(float(f"{at:.3g}"))
    return out


def _plan(random: Random, number: int, kinds: Sequence[str]) -> Plan:
    kind = kinds[number % len(kinds)]
    tool = random.choice(TOOLS.get(kind, ("pyplot", "echarts", "vega", "vega")))
    look = random.choice({"pyplot": PYPLOT, "echarts": ECHARTS, "vega": VEGA}[tool])
    long = [names for names in CATEGORIES if len(names) > (5 if kind == "gap_line" else 0)]
    x: list[str] | list[float] = list(random.choice(long))
    many = {"multi_line": (2, 4), "step_line": (1, 3), "stacked_area": (2, 3), "bar+line": (2, 2),
            "grouped_bar": (2, 3), "stacked_bar": (2, 4), "scatter": (1, 3), "smooth_line": (1, 3),
            "dashed_lines": (2, 3), "gap_line": (1, 2), "percent_area": (2, 4),
            "step_before": (1, 2), "step_after": (1, 2), "percent_bar": (2, 4), "panels": (2, 2),
            "grouped_horizontal": (2, 3), "stacked_horizontal": (2, 4)}  # fmt: skip
    count = random.randint(*many.get(kind, (1, 1)))
    top = random.choice((1, 20, 80, 400, 1500, 9000, 60000))
    unit = random.choice(UNITS)
    unit, top = ("%", 90) if unit == "%" else (unit, top)
    names = random.sample(random.choice(NAMES), count)
    values = [_walk(random, len(x), top) for _ in names]
    if kind in ("scatter", "many_scatter"):
        size = 90 if kind == "many_scatter" else random.randint(8, 20)
        x = [round(random.uniform(0, 100), 1) for _ in range(size * count)]
        values = [_walk(random, size, top) for _ in names]
    if kind == "log_line":
        x, values = (
            [float(v) for v in range(1, 9)],
            [[10 ** random.uniform(0, 6) for _ in "abcdefgh"]],
        )
    if kind == "time_line":
        apart = random.choice((1, 3, 7)) if tool == "vega" else 3
        first = date(2023, 3, 1).toordinal()
        x = [date.fromordinal(first + k * apart).isoformat() for k in range(30)]
        values = [_walk(random, len(x), top)]
    if "histogram" in kind:
        edges = random.randint(6, 12)
        x = [float(v * 10) for v in range(edges + 1)]
        values = [[float(random.randint(1, 200)) for _ in range(edges)]]
    if kind in ("pie", "donut", "funnel"):
        x = list(random.choice(NAMES))
        values = [sorted((float(random.randint(40, 900)) for _ in x), reverse=True)]
    if kind == "funnel":  # without numbers it shows but shares of the largest
        values = [[round(100 * v / values[0][0], 1) for v in values[0]]]
    if kind == "negative_bar":
        values = [[float(f"{v - 0.4 * top:.3g}") for v in row] for row in values]
    if kind == "bubble":  # across, up, size
        x = [round(random.uniform(5, 95), 1) for _ in range(16)]
        values = [[float(random.randint(5, 95)) for _ in x],
                  [float(random.randint(1, 100)) for _ in x]]  # fmt: skip
    if kind == "gap_line":
        for row in values:
            row[random.randrange(2, len(row) - 2)] = None
    unit = "" if kind in ("percent_area", "percent_bar") or tool == "vega" else unit
    size = random.choice(((640, 400), (800, 480), (1000, 600), (700, 500)))
    scale = random.choice((1, 1, 2, 3)) if tool == "vega" else 1
    size = (random.choice((440, 540)), random.choice((290, 340))) if tool == "vega" else size
    labels = random.choice((("Date", "Value"), ("year", "Sum of count"))) if scale else ()
    return Plan(f"chart_{number:04d}.png", kind, tool, look, random.choice(TITLES), unit, x, names,
                values, size, scale, *labels)  # fmt: skip


def truth_of(plan: Plan) -> dict[str, object]:
    """What the picture shows, in the form of the evaluation sets."""
    x: list[str] | list[float] | list[list[float]] = plan.x
    if "histogram" in plan.chart_type:
        x = [f"{a:g}–{b:g}" for a, b in zip(plan.x, plan.x[1:], strict=False)]  # type: ignore[assignment]
    if plan.chart_type == "time_line" and plan.tool == "vega":  # shows no years
        x = [date.fromisoformat(str(day)).strftime("%b %d") for day in plan.x]
    many = len(plan.values) if "scatter" in plan.chart_type else 1
    size = len(x) // many
    series = [
        {
            "name": name if len(plan.names) > 1 else "",
            "points": [list(p) for p in zip(x[i * size :] if many > 1 else x, row, strict=False)],
        }
        for i, (name, row) in enumerate(zip(plan.names, plan.values, strict=False))
    ]
    families = {"log_line": "line", "time_line": "line", "stacked_area": "multi_area",
                "horizontal_bar": "bar", "many_scatter": "scatter", "smooth_line": "multi_line",
                "dashed_lines": "multi_line", "gap_line": "multi_line",
                "percent_area": "multi_area", "sideways_area": "area",
                "step_before": "step_line", "step_after": "step_line", "panels": "bar",
                "percent_bar": "stacked_bar", "grouped_horizontal": "grouped_bar",
                "stacked_horizontal": "stacked_bar", "edged_histogram": "histogram",
                "negative_bar": "bar"}  # fmt: skip
    scale = 1e4 if plan.unit == "万" and plan.chart_type != "log_line" else 1.0  # as the axis says
    for row in series:
        row["points"] = [[*x, v * scale] for *x, v in row["points"] if v is not None]
    if plan.chart_type == "bubble":
        series = [{"name": "", "points": [list(p) for p in zip(plan.x, *plan.values, strict=True)]}]
    if plan.chart_type in ("percent_area", "percent_bar"):  # the axis says percent
        wholes = [sum(column) for column in zip(*plan.values, strict=True)]
        for row in series:
            points = zip(row["points"], wholes, strict=True)
            row["points"] = [[x, 100 * v / whole] for (x, v), whole in points]
    return {"image": plan.image, "chart_type": families.get(plan.chart_type, plan.chart_type),
            "drawn_as": f"{plan.tool} {plan.look} {plan.chart_type}", "title": plan.title,
            "series": series}  # fmt: skip


def main() -> None:
    """Plan, draw, write the truth."""
    folder, count, seed = Path(sys.argv[1]), int(sys.argv[2]), int(sys.argv[3])
    folder.mkdir(parents=True, exist_ok=True)
    random = Random(seed)
    kinds = sys.argv[4:] or TYPES
    plans = [_plan(random, number, kinds) for number in range(count)]
    for plan in plans:
        if plan.tool == "pyplot":
            draw(plan, folder / plan.image)
    for tool, script in (("echarts", "charts"), ("vega", "charts_vega")):
        jobs = [asdict(plan) for plan in plans if plan.tool == tool]
        (folder / f"{tool}.json").write_text(json.dumps(jobs, ensure_ascii=False), "utf-8")
        drawing = Path(__file__).with_name(f"{script}.mjs")
        subprocess.run(["node", str(drawing), str(folder)], check=True)
    lines = [json.dumps(truth_of(plan), ensure_ascii=False) for plan in plans]
    (folder / "truth.jsonl").write_text("\n".join(lines) + "\n", "utf-8")


if __name__ == "__main__":
    main()

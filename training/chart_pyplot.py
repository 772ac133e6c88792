"""A planned chart as matplotlib draws it: its own look, and those of Excel, Grafana and papers.

Knows nothing of how plans are made.
"""

from dataclasses import replace
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import matplotlib as mpl

mpl.use("Agg")
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.ticker import FuncFormatter

if TYPE_CHECKING:
    from charts import Plan

LOOKS = ("pyplot", "grid", "excel", "grafana")
EXCEL = ("#4472C4", "#ED7D31", "#A5A5A5", "#FFC000", "#5B9BD5")
GRAFANA = ("#73BF69", "#F2CC0C", "#8AB8FF", "#FF780A", "#F2495C")


def draw(plan: "Plan", path: Path) -> None:
    """Draw the plan into the file."""
    plt.rcdefaults()
    mpl.rcParams["font.sans-serif"] = ["Noto Sans CJK SC", "Noto Sans CJK JP", "DejaVu Sans"]
    mpl.rcParams["font.family"] = "sans-serif"
    mpl.rcParams["axes.unicode_minus"] = False
    colours = EXCEL if plan.look == "excel" else GRAFANA
    if plan.look in ("excel", "grafana"):
        mpl.rcParams["axes.prop_cycle"] = mpl.cycler(color=colours)
    if plan.look == "grafana":
        plt.style.use("dark_background")
        mpl.rcParams["axes.prop_cycle"] = mpl.cycler(color=colours)
        mpl.rcParams.update({"axes.facecolor": "#181b1f", "figure.facecolor": "#181b1f",
                             "grid.color": "#2c3235", "lines.linewidth": 1.2})  # fmt: skip
    size = (plan.size[0] / 100, plan.size[1] / 100)
    if plan.chart_type == "panels":
        figure, sides = plt.subplots(1, 2, figsize=size, dpi=100)
        for i, axes in enumerate(sides):
            part = replace(plan, chart_type="bar", names=[plan.names[i]], values=[plan.values[i]])
            _marks(part, axes)
            axes.set_title(plan.names[i])
            _frame(part, axes)
            axes.tick_params(axis="x", rotation=45)
    else:
        figure, axes = plt.subplots(figsize=size, dpi=100)
        _marks(plan, axes)
        if plan.title:
            axes.set_title(plan.title)
        if plan.chart_type not in ("pie", "donut"):
            _frame(plan, axes)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)


def _frame(plan: "Plan", axes: Any) -> None:
    sideways = "horizontal" in plan.chart_type
    if plan.chart_type == "percent_area":
        axes.yaxis.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}%"))
    if plan.unit and plan.chart_type != "log_line":
        along = axes.xaxis if sideways else axes.yaxis
        along.set_major_formatter(FuncFormatter(lambda v, _: f"{v:g}{plan.unit}"))
    if plan.look != "pyplot":
        axes.grid(visible=True, axis="x" if sideways else "y", alpha=0.5)
        axes.set_axisbelow(True)
        for side in ("top", "right", *(("left",) if plan.look == "excel" else ())):
            axes.spines[side].set_visible(False)
    if plan.look == "grafana" and "bar" not in plan.chart_type:
        axes.grid(visible=True)
    if len(plan.names) > 1:
        below = {"loc": "upper center", "bbox_to_anchor": (0.5, -0.1), "frameon": False,
                 "ncol": len(plan.names)}  # fmt: skip
        axes.legend(**(below if plan.look in ("excel", "grafana") else {}))


def _marks(plan: "Plan", axes: Any) -> None:
    kind, rows = plan.chart_type, plan.values
    if kind in ("pie", "donut"):
        ring = {"width": 0.4} if kind == "donut" else {}
        shown = "%1.1f%%" if plan.look in ("pyplot", "excel") else None
        axes.pie(rows[0], labels=plan.x, autopct=shown, wedgeprops=ring, startangle=90)
    elif kind in ("scatter", "many_scatter"):
        size = len(plan.x) // len(rows)
        for i, (name, row) in enumerate(zip(plan.names, rows, strict=True)):
            hollow = {"facecolors": "none", "edgecolors": f"C{i}"} if plan.look == "grid" else {}
            axes.scatter(plan.x[i * size : (i + 1) * size], row, label=name, s=28, **hollow)
    elif kind == "bubble":
        dots = axes.scatter(plan.x, rows[0], s=[6 * v for v in rows[1]], alpha=0.6)
        axes.legend(*dots.legend_elements("sizes", num=4, func=lambda s: s / 6), title="Size")
    elif "histogram" in kind:
        edge = "black" if kind == "edged_histogram" else "white"
        axes.bar(plan.x[:-1], rows[0], width=10, align="edge", edgecolor=edge)
        axes.set_xticks(plan.x[::2])
    elif kind == "horizontal_bar":
        axes.barh(plan.x, rows[0])
    elif "bar" in kind or "horizontal" in kind:
        _bars(plan, axes)
    else:
        _lines(plan, axes)


def _bars(plan: "Plan", axes: Any) -> None:
    rows = plan.values[:1] if plan.chart_type == "bar+line" else plan.values
    at = np.arange(len(plan.x), dtype=float)
    grouped, sideways = "grouped" in plan.chart_type, "horizontal" in plan.chart_type
    wide = 0.8 / len(rows) if grouped else 0.6
    base = np.zeros(len(at))
    for i, row in enumerate(rows):
        shift = (i - (len(rows) - 1) / 2) * wide if grouped else 0.0
        form = {"edgecolor": "black", "linewidth": 0.8} if plan.look == "grid" else {}
        if sideways:
            bars = axes.barh(at + shift, row, wide, left=base, label=plan.names[i], **form)
        else:
            bars = axes.bar(at + shift, row, wide, bottom=base, label=plan.names[i], **form)
        if "stacked" in plan.chart_type:
            base += np.array(row)
            if plan.look == "excel":
                axes.bar_label(bars, fmt="%g", fontsize=7, label_type="center", color="white")
        elif plan.look == "excel":
            axes.bar_label(bars, fmt="%g", fontsize=7)
    if sideways:
        axes.set_yticks(at, plan.x)
        return
    if plan.chart_type == "bar+line":
        axes.plot(at, plan.values[1], "o-", color="C1", label=plan.names[1])
    axes.set_xticks(at, plan.x)


def _lines(plan: "Plan", axes: Any) -> None:
    x: list[Any] = list(plan.x)
    if plan.chart_type == "time_line":
        x = [date.fromisoformat(str(day)) for day in x]
        axes.xaxis.set_major_formatter(mpl.dates.DateFormatter("%Y-%m-%d"))
        axes.xaxis.set_major_locator(mpl.dates.AutoDateLocator(minticks=3, maxticks=6))
    if plan.chart_type in ("stacked_area", "percent_area"):
        rows = np.array(plan.values, float)
        rows = 100 * rows / rows.sum(axis=0) if plan.chart_type == "percent_area" else rows
        axes.stackplot(x, *rows, labels=plan.names)
        return
    for i, (name, values) in enumerate(zip(plan.names, plan.values, strict=True)):
        row = np.array(values, float)
        marker = "o" if plan.look in ("excel", "grid") and plan.chart_type != "step_line" else None
        if plan.chart_type == "area":
            axes.fill_between(x, row, label=name)
        elif plan.chart_type == "sideways_area":
            axes.fill_betweenx(x, row, label=name)
        elif plan.chart_type == "step_line":
            axes.step(x, row, where="mid", label=name)
        elif plan.chart_type in ("step_before", "step_after"):
            axes.step(
                x, row, where="pre" if plan.chart_type == "step_before" else "post", label=name
            )
        elif plan.chart_type == "dashed_lines":
            axes.plot(x, row, color="C0", linestyle=("-", "--", ":")[i], label=name)
        else:
            axes.plot(x, row, marker=marker, label=name)
    if plan.chart_type == "log_line":
        axes.set_yscale("log")

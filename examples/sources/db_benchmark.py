"""Grouped bars: writes and reads a second of four stores. Drawn with matplotlib."""

import matplotlib

matplotlib.use("Agg")
import matplotlib.pyplot as plt

STORES = ["MySQL 8.0", "PostgreSQL 16", "MongoDB 7", "TiDB 7.5"]
WRITES = [18.2, 16.5, 24.8, 21.3]
READS = [42.6, 39.1, 35.7, 51.4]


def draw(path: str) -> None:
    plt.rcParams["font.family"] = ["Noto Sans CJK SC", "sans-serif"]
    figure, axes = plt.subplots(figsize=(10, 5.6), dpi=110)
    for shift, name, values in ((-0.19, "写入", WRITES), (0.19, "读取", READS)):
        bars = axes.bar([i + shift for i in range(len(STORES))], values, width=0.36, label=name)
        axes.bar_label(bars, fmt="%.1f", padding=2, fontsize=12)
    axes.set_xticks(range(len(STORES)), STORES, fontsize=13)
    axes.set_title("四种数据库的读写吞吐对比", fontsize=17, pad=12)
    axes.set_ylabel("吞吐量（千次/秒）", fontsize=13)
    axes.set_ylim(0, 60)
    axes.grid(axis="y", linestyle="--", alpha=0.4)
    axes.set_axisbelow(True)
    axes.legend(fontsize=13)
    figure.tight_layout()
    figure.savefig(path)
    plt.close(figure)

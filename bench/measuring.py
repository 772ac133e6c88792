"""What the speed measurements share: the pictures, their sizes, quantiles, tables, results.

Printed results name no path and no host: only date, machine, versions and sets of pictures.
"""

import argparse
import datetime
import importlib.util
import json
import os
import platform
import shutil
import statistics
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path
from types import ModuleType
from typing import Any, TypeVar

ROOT = Path(__file__).resolve().parents[1]
RESULTS = ROOT / "bench" / "results"
EVALS = ROOT.parent / "shared" / "evals"
EXAMPLES = ROOT / "examples"
Item = TypeVar("Item")
SIZES = (("< 800 px", 800), ("800 to 1399 px", 1400), ("≥ 1400 px", 10**9))
SUFFIXES = {".png", ".jpg", ".jpeg", ".webp", ".gif", ".bmp", ".avif"}


def parser(about: str | None) -> argparse.ArgumentParser:
    """Make a parser with the options that every measurement has."""
    found = argparse.ArgumentParser(
        description=about, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    found.add_argument("--limit", type=int, default=0, help="at most N pictures, evenly chosen")
    found.add_argument("--json", action="store_true", help="print JSON instead of Markdown")
    found.add_argument("--save", action="store_true", help="write bench/results/DATE-NAME.md")
    return found


def pictures(folders: Sequence[Path], limit: int) -> tuple[list[Path], str]:
    """List the pictures of `folders` (default: the evaluation sets, else the examples)."""
    chosen = list(folders) or sorted(path for path in EVALS.glob("*") if path.is_dir())
    chosen = chosen or [EXAMPLES]
    found = {folder.resolve().name: _inside(folder) for folder in chosen}
    paths = [path for inside in found.values() for path in inside]
    if not paths:
        raise SystemExit("no pictures")
    said = ", ".join(f"{name} ({len(inside)})" for name, inside in found.items())
    if 0 < limit < len(paths):
        paths = evenly(paths, limit)
        said += f"; {limit} of them, evenly chosen"
    return paths, said


def evenly(items: Sequence[Item], limit: int) -> list[Item]:
    """Choose at most `limit` of them, evenly; 0: all."""
    if not 0 < limit < len(items):
        return list(items)
    return [items[i * len(items) // limit] for i in range(limit)]


def size_class(*sides: int) -> str:
    """Name the class of sizes that a picture belongs to, by its longest side."""
    return next(name for name, below in SIZES if max(sides) < below)


def quantiles(values: Iterable[float]) -> tuple[float, float]:
    """Return median and 95th percentile (nearest rank)."""
    ordered = sorted(values)
    return statistics.median(ordered), ordered[-(-95 * len(ordered) // 100) - 1]


def by_size(rows: Sequence[tuple[str, Mapping[str, float]]], total: str) -> list[dict[str, Any]]:
    """Fold (size class, stage -> ms) into one record a class, and one for all."""
    records: list[dict[str, Any]] = []
    for name in [*(name for name, _ in SIZES), "all"]:
        chosen = [stages for size, stages in rows if name in (size, "all")]
        if chosen:
            median, p95 = quantiles(stages[total] for stages in chosen)
            parts = {
                stage: round(statistics.median(stages[stage] for stages in chosen))
                for stage in chosen[0]
                if stage != total
            }
            head = {"longest side": name, "pictures": len(chosen)}
            records.append({**head, "median ms": round(median), "p95 ms": round(p95), **parts})
    return records


def table(records: Sequence[Mapping[str, Any]]) -> str:
    """Render records with the same keys as a Markdown table; numbers stand right."""
    keys = list(records[0])
    marks = ["---" if isinstance(records[0][key], str) else "---:" for key in keys]
    lines = [f"| {' | '.join(keys)} |", f"|{'|'.join(marks)}|"]
    lines += [f"| {' | '.join(str(record[key]) for key in keys)} |" for record in records]
    return "\n".join(lines)


def peak_mb() -> int:
    """Return the most memory, in MB, that this process has held resident."""
    status = Path("/proc/self/status").read_text()
    return int(status.split("VmHWM:")[1].split()[0]) // 1024


def heading(title: str, said: str, packages: Sequence[str] = ("onnxruntime", "Tuwen")) -> str:
    """Say what was measured, when, on what, with which of the packages."""
    gpu = "with GPU" if shutil.which("nvidia-smi") else "no GPU"
    memory = os.sysconf("SC_PAGE_SIZE") * os.sysconf("SC_PHYS_PAGES") / 2**30
    cores = len(os.sched_getaffinity(0))
    return (
        f"# {title}\n\n{datetime.date.today()} · {cores} cores, {_rounded(memory)} GB, {gpu} · "
        f"{', '.join([f'Python {platform.python_version()}', *_installed(packages)])}\n\n"
        f"Pictures: {said}.\n"
    )


def publish(name: str, markdown: str, figures: Any, arguments: argparse.Namespace) -> None:
    """Print the result in the form asked for, and keep it where that was asked for."""
    print(json.dumps(figures, ensure_ascii=False, indent=2) if arguments.json else markdown)
    if arguments.save:
        RESULTS.mkdir(exist_ok=True)
        (RESULTS / f"{datetime.date.today()}-{name}.md").write_text(markdown + "\n", "utf-8")


def _installed(packages: Iterable[str]) -> Iterator[str]:
    for name in packages:
        with suppress(PackageNotFoundError):
            yield f"{name} {version(name)}"


def _inside(folder: Path) -> list[Path]:
    return sorted(path for path in folder.iterdir() if path.suffix.lower() in SUFFIXES)


def _rounded(memory: float) -> int:
    """The machine's memory as it is sold: a kernel keeps a little for itself."""
    return round(memory / 4) * 4 or round(memory)


def scorer(folder: Path) -> ModuleType:
    """score.py of the evaluation sets in a folder; exits with a word where there is none."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    if spec is None or spec.loader is None or not (folder / "score.py").is_file():
        raise SystemExit("no score.py in the folder of the evaluation sets")
    score = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(score)
    return score

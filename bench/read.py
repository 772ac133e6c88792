"""How long reading a picture takes, warm, by size and by stage, and how much memory it needs.

    python bench/read.py [FOLDER...]     (default: the evaluation sets, else examples/)
    python bench/read.py --compare       what else can run here, on the same pictures

One process, one picture after the other, all of the process's cores; the first picture is
read once more before the clock starts. `ocr` and `structure` are medians of the two halves;
the stages are medians over the pictures that have the stage, the share is of all the time.
"""

import statistics
import time
from collections import defaultdict
from collections.abc import Callable
from functools import wraps
from pathlib import Path
from types import ModuleType
from typing import Any

from compare import compare
from measuring import by_size, heading, parser, peak_mb, pictures, publish, size_class, table

from tuwen import reading
from tuwen.errors import InputError
from tuwen.figure.decode import open_figure
from tuwen.reading import connectors, diagram, ocr, read, structure

STAGES: tuple[tuple[str, ModuleType, str], ...] = (
    ("hatched fills", reading, "flatten_hatching"),
    ("text detection", ocr, "find_text"),
    ("text recognition", ocr, "_recognise"),
    ("scene", reading, "take_apart"),
    ("kind, with the marks of charts", structure, "classify"),
    ("sequence", structure, "read_sequence"),
    ("shapes", diagram, "find_outlines"),
    ("frames", diagram, "find_frames"),
    ("places of the texts", diagram, "arrange"),
    ("connectors: strokes and ends", connectors, "gather"),
    ("connectors: links", connectors, "_links"),
    ("chart", structure, "read_chart"),
    ("screen", structure, "read_screen"),
    ("code", structure, "read_code"),
    ("table", structure, "read_table"),
    ("flaws", reading, "find_flaws"),
)


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("folders", nargs="*", type=Path)
    options.add_argument("--compare", action="store_true", help="run other readers as well")
    arguments = options.parse_args()
    if arguments.compare:
        paths, said = pictures(arguments.folders, 0)
        text, figures = compare(paths, arguments.limit)
        publish("compare", f"{heading('Readers compared', said)}\n{text}", figures, arguments)
        return
    paths, said = pictures(arguments.folders, arguments.limit)
    took = clocked()
    rows: list[tuple[str, dict[str, float]]] = []
    refused = 0
    read(open_figure(paths[0]))
    took.clear()
    for path in paths:
        try:
            figure = open_figure(path)
        except InputError:
            refused += 1
            continue
        rows.append((size_class(figure.width, figure.height), dict(read(figure).timings_ms)))
    records = by_size(rows, "read")
    stages = by_stage(took, sum(stage["read"] for _, stage in rows))
    memory = peak_mb()
    text = f"{heading('Reading', said)}\n{table(records)}\n\n{table(stages)}\n\n"
    text += f"Peak resident memory: {memory} MB."
    if refused:
        text += f" Refused pictures: {refused}."
    figures = {"pictures": said, "sizes": records, "stages": stages, "peak_mb": memory}
    publish("read", text, {**figures, "refused": refused}, arguments)


def clocked() -> dict[str, list[float]]:
    """Have each stage write down how long it took, in ms, whenever it is called."""
    took: dict[str, list[float]] = defaultdict(list)
    for name, module, function in STAGES:
        setattr(module, function, _timed(getattr(module, function), name, took))
    return took


def _timed(
    stage: Callable[..., Any], name: str, took: dict[str, list[float]]
) -> Callable[..., Any]:
    @wraps(stage)
    def run(*arguments: Any, **named: Any) -> Any:
        started = time.perf_counter()
        found = stage(*arguments, **named)
        took[name].append(1000 * (time.perf_counter() - started))
        return found

    return run


def by_stage(took: dict[str, list[float]], whole: float) -> list[dict[str, Any]]:
    """One record a stage, in the order of the stages."""
    return [
        {"stage": name, "pictures": len(took[name]),
         "median ms": round(statistics.median(took[name]), 1),
         "share": f"{100 * sum(took[name]) / whole:.0f} %"}
        for name, _, _ in STAGES if name in took
    ]  # fmt: skip


if __name__ == "__main__":
    main()

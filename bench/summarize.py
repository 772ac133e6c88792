"""How long the whole way takes (decode, read, write, check), warm, cold and for a folder.

    python bench/summarize.py [FOLDER...]     (default: the evaluation sets, else examples/)

warm     one process, one picture after the other, after a first one that is not counted;
         the last row holds the larger diagrams, scaled down to a longest side of 1024 px
cold     `tuwen summarize IMAGE` from the start of the process to its end, median of five
folder   `tuwen summarize` over all pictures with all cores, start of processes included
"""

import os
import statistics
import subprocess
import sys
import tempfile
import time
from io import BytesIO
from pathlib import Path
from typing import Any

from measuring import (
    EXAMPLES,
    by_size,
    heading,
    parser,
    peak_mb,
    pictures,
    publish,
    size_class,
    table,
)
from PIL import Image

from tuwen.errors import InputError
from tuwen.reading.types import DIAGRAMS
from tuwen.service.sight import Sight, look
from tuwen.service.summarizer import Brief, Summarizer

COMMAND = [sys.executable, "-m", "tuwen", "summarize"]
COLD_RUNS = 5
MODEL_SIDE = 1024
Row = tuple[str, dict[str, float]]  # size class, stage -> ms
STAGES = ("decode", "read", "write", "check", "total")


def main() -> None:
    """Measure and print."""
    options = parser(__doc__)
    options.add_argument("folders", nargs="*", type=Path)
    options.add_argument("--cold-picture", type=Path, default=EXAMPLES / "k8s-microservices.png")
    arguments = options.parse_args()
    paths, said = pictures(arguments.folders, arguments.limit)
    first = cold(arguments.cold_picture)
    many = folder(paths)
    records = warm(paths)
    memory = peak_mb()
    rest = {
        "peak resident memory of one process": f"{memory} MB",
        "start of the process to the end of the answer": f"{first['median_s']} s",
        "peak resident memory of that process": f"{first['peak_mb']} MB",
        "a folder with all cores": f"{many['pictures_per_s']} pictures/s",
    }
    others = table([{"measure": what, "value": figure} for what, figure in rest.items()])
    text = f"{heading('Summarizing', said)}\n{table(records)}\n\n{others}"
    figures = {"pictures": said, "warm": records, "peak_mb": memory, "cold": first, "folder": many}
    publish("summarize", text, figures, arguments)


def warm(paths: list[Path]) -> list[dict[str, Any]]:
    """Summarize one picture after the other in this process."""
    rows: list[Row] = []
    scaled: list[Row] = []
    summarizer = Summarizer()
    summarizer.start()
    summarizer.summarize(look(paths[0]), Brief())
    for path in paths:
        try:
            sight = look(path)
        except InputError:
            continue
        rows.append(_row(sight, summarizer))
        if sight.reading.kind in DIAGRAMS and max(sight.width, sight.height) > MODEL_SIDE:
            scaled.append(_row(look(_scaled(path)), summarizer))
    summarizer.close()
    records = by_size(rows, "total")
    if scaled:
        whole = by_size(scaled, "total")[-1]
        records.append({**whole, "longest side": f"diagrams, scaled to {MODEL_SIDE} px"})
    return records


def cold(picture: Path) -> dict[str, float]:
    """Start a process for each answer."""
    took: list[float] = []
    memory = 0
    for _ in range(COLD_RUNS):
        started = time.perf_counter()
        with subprocess.Popen([*COMMAND, str(picture)], stdout=subprocess.PIPE) as process:
            assert process.stdout is not None
            process.stdout.read()
            _, status, usage = os.wait4(process.pid, 0)
            process.returncode = os.waitstatus_to_exitcode(status)
        took.append(time.perf_counter() - started)
        if process.returncode:
            raise SystemExit(f"tuwen summarize ended with {process.returncode}")
        memory = max(memory, usage.ru_maxrss // 1024)
    return {"median_s": round(statistics.median(took), 2), "peak_mb": memory}


def folder(paths: list[Path]) -> dict[str, float]:
    """Summarize all pictures with one command."""
    with tempfile.TemporaryDirectory() as here:
        out = Path(here, "out.jsonl")
        command = [*COMMAND, *map(str, paths), "--jsonl", str(out)]
        started = time.perf_counter()
        subprocess.run(command, stderr=subprocess.DEVNULL, check=False)
        took = time.perf_counter() - started
        done = len(out.read_text("utf-8").splitlines())
    return {"pictures": done, "took_s": round(took, 1), "pictures_per_s": round(done / took, 2)}


def _row(sight: Sight, summarizer: Summarizer) -> Row:
    timing = summarizer.summarize(sight, Brief()).timing_ms
    return size_class(sight.width, sight.height), {stage: timing[stage] for stage in STAGES}


def _scaled(path: Path) -> bytes:
    """The picture with a longest side of MODEL_SIDE."""
    with Image.open(path) as image:
        image = image.convert("RGB")
        image.thumbnail((MODEL_SIDE, MODEL_SIDE), Image.Resampling.LANCZOS)
        buffer = BytesIO()
        image.save(buffer, "PNG")
        return buffer.getvalue()


if __name__ == "__main__":
    main()

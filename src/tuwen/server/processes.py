"""What the processes below this one take: the readers, a vLLM of our own. Linux only."""

import os
from collections.abc import Iterator
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

PARENT, TIMES, MEMORY = 1, slice(11, 15), 21  # places in a line of stat behind the name


class Children(Collector):
    """Memory and processor time of all processes below this one, and how many there are."""

    def collect(self) -> Iterator[Metric]:
        """Look into /proc; nothing where there is none."""
        lines = dict(_stat(Path("/proc")))
        own = os.getpid()
        if own not in lines:
            return
        below = [lines[each] for each in _descendants(own, lines)]
        yield GaugeMetricFamily("tuwen_child_processes", "Processes below the server", len(below))
        pages = sum(int(line[MEMORY]) for line in below)
        yield GaugeMetricFamily(
            "tuwen_children_resident_memory_bytes",
            "Resident memory of the processes below the server, shared pages counted in each",
            pages * os.sysconf("SC_PAGE_SIZE"),
        )
        ticks = sum(int(ticks) for line in below for ticks in line[TIMES])
        ticks += sum(map(int, lines[own][TIMES][2:]))  # of those that have ended
        yield CounterMetricFamily(
            "tuwen_children_cpu_seconds",
            "Processor time of the processes below the server, ended ones included",
            ticks / os.sysconf("SC_CLK_TCK"),
        )


def _stat(proc: Path) -> Iterator[tuple[int, list[str]]]:
    for folder in proc.glob("[0-9]*"):
        try:
            line = (folder / "stat").read_text("utf-8", "replace")
        except OSError:  # ended meanwhile
            continue
        yield int(folder.name), line.rpartition(")")[2].split()


def _descendants(root: int, lines: dict[int, list[str]]) -> Iterator[int]:
    children: dict[int, list[int]] = {}
    for pid, line in lines.items():
        children.setdefault(int(line[PARENT]), []).append(pid)
    found = list(children.get(root, ()))
    while found:
        pid = found.pop()
        yield pid
        found += children.get(pid, ())

"""What the processes below this one take: the readers, a vLLM of our own. Linux only."""

import os
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily
from prometheus_client.metrics_core import Metric
from prometheus_client.registry import Collector

PARENT, TIMES, MEMORY = 1, slice(11, 15), 21  # places in a line of stat behind the name


class Children(Collector):
    """Memory and processor time of all processes below this one, and how many there are."""

    def collect(self) -> Iterator[Metric]:
        """Look into /proc; nothing where there is none."""
        lines = stat_lines()
        own = os.getpid()
        if own not in lines:
            return
        others = [lines[each] for each in below(own, lines)]
        yield GaugeMetricFamily("tuwen_child_processes", "Processes below the server", len(others))
        pages = sum(int(line[MEMORY]) for line in others)
        yield GaugeMetricFamily(
            "tuwen_children_resident_memory_bytes",
            "Resident memory of the processes below the server, shared pages counted in each",
            pages * os.sysconf("SC_PAGE_SIZE"),
        )
        ticks = sum(int(ticks) for line in others for ticks in line[TIMES])
        ticks += sum(map(int, lines[own][TIMES][2:]))  # of those that have ended
        yield CounterMetricFamily(
            "tuwen_children_cpu_seconds",
            "Processor time of the processes below the server, ended ones included",
            ticks / os.sysconf("SC_CLK_TCK"),
        )


def stat_lines() -> dict[int, list[str]]:
    """Of every process what its line of stat says behind its name; none where there is no /proc."""
    found: dict[int, list[str]] = {}
    for folder in Path("/proc").glob("[0-9]*"):
        with suppress(OSError):  # ended meanwhile
            line = (folder / "stat").read_text("utf-8", "replace")
            found[int(folder.name)] = line.rpartition(")")[2].split()
    return found


def below(root: int, lines: dict[int, list[str]]) -> Iterator[int]:
    """The processes that `root` started, and theirs."""
    children: dict[int, list[int]] = {}
    for pid, line in lines.items():
        children.setdefault(int(line[PARENT]), []).append(pid)
    found = list(children.get(root, ()))
    while found:
        pid = found.pop()
        yield pid
        found += children.get(pid, ())

"""How much of a picture a text uses: the share of its labels that the text names."""

import re
from typing import Final

from rapidfuzz import fuzz

from tuwen.reading.types import CHARTS, Reading
from tuwen.writing.graph import Graph, graph_of
from tuwen.writing.labels import clean, split_label
from tuwen.writing.lexicon import lexicon
from tuwen.writing.mentions import squeeze
from tuwen.writing.verbs import contracted

ALIKE: Final = 85  # percent of a label that must stand in the text, OCR noise allowed for
MAIN_TEXTS: Final = 12  # texts that count where a picture is neither diagram nor chart


def coverage(text: str, reading: Reading, graph: Graph | None = None) -> float:
    """Say how many of the picture's labels a text uses, from 0 to 1."""
    labels = labels_of(reading, graph)
    if not labels:
        return 0.0
    words = squeeze(text)
    told = {name for name, _, _ in contracted(text, frozenset(labels))}
    return sum(label in told or is_used(label, words) for label in labels) / len(labels)


def labels_of(reading: Reading, graph: Graph | None = None) -> list[str]:
    """The labels that a text about the picture should use, each once."""
    if reading.chart and reading.kind in CHARTS:
        chart = reading.chart
        found = [chart.title or reading.title, chart.x_label, chart.y_label]
        found += [series.name for series in chart.series]
        if len(chart.series) == 1:
            found += [str(x) for x, _ in chart.series[0].points if isinstance(x, str)][:8]
    elif reading.nodes or reading.groups:
        graph = graph or graph_of(reading)
        found = [item.name for item in graph.items.values()]
    elif reading.screen and reading.screen.widgets:
        found = [widget.label for widget in reading.screen.widgets]
    else:
        largest = sorted(reading.texts, key=lambda t: t.box[1] - t.box[3])[:MAIN_TEXTS]
        found = [clean(text.text) for text in largest]
    return list(dict.fromkeys(label for label in found if re.search(r"\w", label)))


def is_used(label: str, words: str) -> bool:
    """Whether a label, or another name of the same thing, stands in squeezed words."""
    core = squeeze(label)
    if core in words or squeeze(split_label(label)[0]) in words:
        return True
    term = lexicon().find(label)
    if term and any(squeeze(form) in words for form in (term.name, term.zh, *term.aliases) if form):
        return True
    return len(core) >= 4 and fuzz.partial_ratio(core, words) >= ALIKE and len(words) >= len(core)

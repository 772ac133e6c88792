"""Clauses as finished English sentences; printed names keep their case at the head of one."""

import re
from collections.abc import Sequence

from tuwen.writing.english.names import name_of
from tuwen.writing.english.phrasing import capital, is_chinese, stop, tidy
from tuwen.writing.phrasing import Clause, Sentence, union
from tuwen.writing.view import View


def printed(view: View) -> frozenset[str]:
    """First words of names that are written small and stay so at the head of a sentence."""
    items = [i.name for i in view.graph.items.values() if not name_of(i).common]
    series = [s.name for s in view.reading.chart.series] if view.reading.chart else []
    words = (n.split()[0] for n in (*items, *series) if n.split() and not is_chinese(n))
    return frozenset(w for w in words if w[:1].islower())


def sentence(view: View, clauses: Sequence[Clause]) -> Sentence:
    """Clauses as one sentence, with the blank behind it."""
    text = "; ".join(c.text.strip().rstrip(",;:. ") for c in clauses)
    text = headed(view, text)
    return Sentence(tidy(f"{text}{stop(text)}") + " ", union(c.ids for c in clauses))


def headed(view: View, text: str) -> str:
    """With a capital, where it does not begin with a name that is written small."""
    first = re.match(r"[^\s,.:;]+", text)
    return text if first and first[0] in printed(view) else capital(text)

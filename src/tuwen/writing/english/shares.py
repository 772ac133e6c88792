"""Pie charts in English: the parts by their shares of the whole."""

from collections.abc import Callable

from tuwen.reading.types import Series
from tuwen.writing.english.phrasing import count, listed
from tuwen.writing.english.values import amount, place
from tuwen.writing.phrasing import Clause


def of_the_whole(series: Series, measure: str) -> list[Clause]:
    """The largest share, then the others."""
    total = sum(v for _, v in series.points if v > 0)
    ranked = sorted(series.points, key=lambda p: -p[1])
    ids = (series.id,)
    if total <= 0:
        return [Clause(f"it is made up of {listed([place(x) for x, _ in series.points])}", ids, 8)]
    share = shares(series, measure)
    top = ranked[0]
    half = ", more than half" if len(ranked) > 2 and top[1] * 2 > total else ""
    name = place(top[0]) or "an unnamed slice"
    clauses = [Clause(f"{name} has the largest share, {share(top[1])}{half}", ids, 9)]
    rest = ranked[1:6]
    if len(rest) > 1 and not any(place(x) for x, _ in ranked[1:]):
        told = listed([share(v).removeprefix("about ") for _, v in rest])
        approx = "about " if series.measured else ""
        many = count(len(ranked) - 1)
        clauses.append(Clause(f"the other {many} slices, unnamed, have {approx}{told}", ids, 7))
    elif rest:
        told = listed([f"{place(x) or 'an unnamed slice'} with {share(v)}" for x, v in rest])
        more = f", and {count(len(ranked) - 6)} smaller ones" if len(ranked) > 6 else ""
        verb = "comes" if len(rest) == 1 else "come"
        clauses.append(Clause(f"next {verb} {told}{more}", ids, 7))
    return clauses


def shares(series: Series, measure: str) -> Callable[[float], str]:
    """How a value of a pie is told as its share."""
    total = sum(v for _, v in series.points if v > 0)
    percent = abs(total - 100) < 0.6 or measure == "%"
    fraction = abs(total - 1) < 0.01
    approx = "about " if series.measured else ""

    def share(part: float) -> str:
        if percent:
            return f"{approx}{amount(part)}%"
        text = f"{approx}{amount(round(part / total * 100, 1))}%"
        return text if fraction else f"{text} ({amount(part, measure)})"

    return share

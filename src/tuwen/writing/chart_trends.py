"""The course of a chart's series: rises, falls, turns, and who is ahead."""

from itertools import pairwise
from typing import Final, Literal

from tuwen.reading.types import Series
from tuwen.writing.chart_values import at, label_of, ordered, told, where, who
from tuwen.writing.phrasing import Clause, count, glued

DENSE: Final = 20  # points of a measured course: more are told by their extremes
FLAT: Final = 0.05
TREMBLE: Final = 0.02
Shape = Literal["same", "up", "down", "back", "wavering", "rising", "falling"]
COURSES: Final[dict[Shape, str]] = {
    "same": "保持不变，到", "up": "持续上升至", "down": "持续下降至", "back": "波动后回到",
    "wavering": "波动变化至", "rising": "波动上升至", "falling": "波动下降至",
}  # fmt: skip


def trend(series: Series, measure: str, *, alone: bool) -> list[Clause]:
    points = series.points
    values = [v for _, v in points]
    if len(points) < 2:
        text = glued(who(series), "为", told(series, values[0], measure))
        return [Clause(text, (series.id,), 6)]
    aimless = abs(values[-1] - values[0]) * 2 < max(values) - min(values)
    if series.measured and len(points) > DENSE and aimless and label_of(points[0][0]):
        return [Clause(_peaks(series, measure), (series.id,), 8 if alone else 6)]
    start, end = at(series, *points[0], measure), at(series, *points[-1], measure)
    weight = 8 if alone else 6
    turn = turn_of(values)
    if turn:
        word, back = ("升至", "降至") if values[turn] > values[0] else ("降至", "升至")
        extreme = "最高" if values[turn] > values[0] else "最低"
        label = label_of(points[turn][0])
        peak = glued(
            label,
            f"的{extreme}值" if label else f"{extreme}值",
            told(series, values[turn], measure),
        )
        text = glued(who(series), "从", start, word, peak, "，再", back, end)
        return [Clause(text, (series.id,), weight)]
    text = glued(who(series), "从", start, COURSES[shape_of(values)], end)
    top = max(range(len(values)), key=lambda i: values[i])
    low = min(range(len(values)), key=lambda i: values[i])
    inner = [i for i in (top, low) if 0 < i < len(values) - 1 and label_of(points[i][0])]
    if inner and values[top] > values[low]:
        parts = [
            glued(where(points[i][0], "最高" if i == top else "最低"),
                  f"（{told(series, values[i], measure)}）")
            for i in dict.fromkeys(inner)
        ]  # fmt: skip
        text = glued(text, "，其间", "、".join(parts))
    return [Clause(text, (series.id,), weight)]


def _peaks(series: Series, measure: str) -> str:
    """A long course that leads nowhere by its highest and lowest, and where it ends."""
    points = series.points
    top, low = (pick(points, key=lambda p: p[1]) for pick in (max, min))
    said = [glued(who(series), "在", label_of(top[0]), f"最高（{told(series, top[1], measure)}）"),
            glued("在", label_of(low[0]), f"最低（{told(series, low[1], measure)}）")]  # fmt: skip
    place, value = label_of(points[-1][0]), told(series, points[-1][1], measure)
    if points[-1] not in (top, low) and place:
        said.append(glued("到", place, "为", value))
    return "，".join(said)


def turn_of(values: list[float]) -> int:
    """Where values that rise and then fall (or fall and then rise) turn; 0 for any other course.

    What trembles by a fiftieth of the whole span neither rises nor falls.
    """
    if len(values) < 4:
        return 0
    span = max(values) - min(values)
    for pick, sign in ((max, 1), (min, -1)):
        turn = pick(range(len(values)), key=lambda i: values[i])
        ends = abs(values[turn] - values[0]), abs(values[turn] - values[-1])
        up = [sign * v for v in values[: turn + 1]]
        down = [sign * v for v in values[turn:]][::-1]
        inner = 0 < turn < len(values) - 1 and min(ends) > FLAT * span
        if inner and all(_rises(part, span * TREMBLE) for part in (up, down)):
            return turn
    return 0


def _rises(values: list[float], slack: float) -> bool:
    """Whether no value lies lower than one before it, a little aside."""
    highest = values[0]
    for value in values:
        if value < highest - slack:
            return False
        highest = max(highest, value)
    return True


def shape_of(values: list[float]) -> Shape:
    """The course from the first value to the last."""
    first, last = values[0], values[-1]
    span = max(values) - min(values)
    steps = [b - a for a, b in pairwise(values)]
    if span == 0:
        return "same"
    if all(s >= 0 for s in steps):
        return "up"
    if all(s <= 0 for s in steps):
        return "down"
    if last == first:
        return "back"
    if abs(last - first) <= span * FLAT:
        return "wavering"
    return "rising" if last > first else "falling"


def movers(full: list[Series], measure: str) -> list[Clause]:
    """Of many series, the one that rises and the one that falls most."""
    spans = {(label_of(s.points[0][0]), label_of(s.points[-1][0])) for s in full}
    if len(spans) > 1:
        return []  # what began elsewhere cannot be compared
    moved = [(s.points[-1][1] - s.points[0][1], s) for s in full if len(s.points) > 1]
    clauses: list[Clause] = []
    for pick, word in ((max, "升幅最大"), (min, "降幅最大")):
        change, series = pick(moved, key=lambda m: m[0], default=(0.0, full[0]))
        if (change > 0) == (pick is max) and change != 0:
            way = "升至" if change > 0 else "降至"
            start, end = (at(series, *series.points[i], measure) for i in (0, -1))
            text = glued(who(series), word + "，从", start, way, end)
            clauses.append(Clause(text, (series.id,), 6))
    return clauses


def ends(series: Series, measure: str) -> list[Clause]:
    """Highest and lowest of one series among places that have no order."""
    ranked = sorted(series.points, key=lambda p: -p[1])
    if len(ranked) < 2:
        return trend(series, measure, alone=False)
    top, low = ranked[0], ranked[-1]
    text = glued(
        who(series), "中", label_of(top[0]), f"最高（{told(series, top[1], measure)}），",
        label_of(low[0]), f"最低（{told(series, low[1], measure)}）",
    )  # fmt: skip
    return [Clause(text, (series.id,), 6)]


def _ahead(full: list[Series], first: int) -> str:
    """One is above all others everywhere: always, or in each of the places."""
    name = who(full[first])
    if ordered(full[0]):
        return glued(name, "始终处于最高位")
    if len(full) == 2:
        return glued("各项中", name, "均高于", who(full[1 - first]))
    return glued("各项中均以", name, "为最高")


def lead(full: list[Series], measure: str) -> list[Clause]:
    """Who is ahead at the end, always, and where two change places."""
    tables = [{label_of(x): v for x, v in s.points} for s in full]
    shared = [x for x in tables[0] if all(x in t for t in tables)]
    named = all(s.name.strip() for s in full)
    alike = len({s.unit for s in full}) == 1
    if len(shared) < 2 or not alike or not named or any(len(t) != len(shared) for t in tables):
        return []
    ids = tuple(s.id for s in full)
    for n in range(len(full)):
        others = [t for m, t in enumerate(tables) if m != n]
        if all(tables[n][x] > max(t[x] for t in others) for x in shared):
            return [Clause(_ahead(full, n), ids, 7)]
    if not ordered(full[0]):
        return []
    clauses: list[Clause] = []
    if len(full) == 2:
        signs = [tables[0][x] - tables[1][x] for x in shared]
        turns = [i for i in range(1, len(signs)) if signs[i - 1] * signs[i] < 0]
        if len(turns) == 1:
            i = turns[0]
            winner = full[0] if signs[i] > 0 else full[1]
            loser = full[1] if winner is full[0] else full[0]
            text = glued(who(winner), "自", shared[i], "起超过", who(loser))
            clauses.append(Clause(text, ids, 7))
        elif len(turns) > 1:
            clauses.append(Clause(f"两者多次交替领先（{count(len(turns), measure='次')}）", ids, 5))
    last = shared[-1]
    best = max(range(len(full)), key=lambda n: tables[n][last])
    text = glued(
        f"在 {last} 处，",
        who(full[best]),
        "最高，为",
        told(full[best], tables[best][last], measure),
    )
    clauses.append(Clause(text, ids, 4))
    return clauses

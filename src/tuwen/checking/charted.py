"""What a text says of the values of a chart: which is where, which is the most, which way it goes.

A number behind the name of a category or a series is held against the values of that name; what
is called the highest against the others. Knows charts alone.
"""

import re
from collections.abc import Iterator
from itertools import pairwise
from typing import Final

from tuwen.checking.dates import dates_in
from tuwen.checking.figures import NUMBER
from tuwen.checking.sizes import MANY
from tuwen.checking.valued import NEAR, Named, Values, key_of
from tuwen.reading.types import CHARTS, Reading, Series
from tuwen.summary import Claim, Verdict
from tuwen.writing.mentions import Mention, squeeze

SENTENCE: Final = re.compile(r"[^。！？!?\n；;]+")
HIGH: Final = re.compile(
    r"最(?:高|多|大|好|强|长|受欢迎)(?!气?温|价|分|限|值|级|层|点|峰)|居首|一家独大|遥遥领先|高居榜首"
    r"|拔得头筹|始终领先|(?:远超|远高于|超过|高于|领先于?|压过)(?:另外|其他|其余|别的|所有)"
)
LOW: Final = re.compile(
    r"最(?:低|少|小|差|短)(?!气?温|价|分|限|值|级|层|点)|垫底|居末|末位"
    r"|(?:远低于|低于|不及|不如|落后于)(?:另外|其他|其余|别的|所有)"
)
MORE: Final = re.compile(r"高于|多于|大于|超过|胜过|领先于|压过")
LESS: Final = re.compile(r"低于|少于|小于|不及|不如|落后于")
STEADY: Final = r"(?:逐[年月日季]|持续|一路|整体|总体|不断|稳步|一直|开始|呈)[^，。；]{0,4}"
RISES: Final = re.compile(STEADY + r"(?:上升|增长|增加|提高|走高|攀升|上涨|升高|变多|涨)")
FALLS: Final = re.compile(STEADY + r"(?:下降|减少|降低|走低|下滑|下跌|回落|变少|跌)")
SPAN: Final = re.compile(r"^[^，。；\d]{0,3}(?:到|至|、|和|与|及|-|~|—)[^，。；\d]{0,2}$")
FRESH: Final = re.compile(r"[^，。；：]{0,14}(?:，[^，。；：\d]{0,8})?")  # name, words, number
DELTA: Final = re.compile(  # what follows is no value but a difference or a sum
    r"(?:增长|增加|增幅|上升|提高|上涨|涨|下降|减少|降低|降幅|跌|多|少|差|高出|低|合计|总计|平均|共)[了约为出]*\s*$"
)
EACH: Final = re.compile(r"(?:各自?|都|均|皆|同[为是])[^，。；\d]{0,5}$")  # of every name before it
ALL: Final = re.compile(r"(?:两|[三-九]|各|每|所有)[个条]?(?:系列|曲线|折线|者|类)[^，。；]*$")
GROWTH: Final = re.compile(r"(?:[涨增降跌差]|变化|波动|幅度?|相差)$")
FLAT: Final = 0.05  # of the largest value: what is no trend


def values_told(text: str, reading: Reading, mentions: list[Mention]) -> Iterator[Claim]:
    """Every claim about values, extremes, comparisons and trends."""
    chart = reading.chart
    if chart is None or reading.kind not in CHARTS - {"scatter_chart"} or not chart.series:
        return
    top = max((abs(y) for s in chart.series for _, y in s.points), default=0.0)
    values = Values(chart.series, top)
    named = _named(text, values, mentions)
    for span in SENTENCE.finditer(text):
        inside = [n for n in named if span.start() <= n.start and n.end <= span.end()]
        yield from _numbers(text, span.span(), inside, values)
        yield from _extremes(text, span.span(), inside, values)
        yield from _compared(text, inside, values)
        yield from _trends(text, span.span(), inside, values)


def _named(text: str, values: Values, mentions: list[Mention]) -> list[Named]:
    series = {squeeze(s.name): s for s in values.series if s.name.strip()}
    places = {key_of(x) for s in values.series for x, _ in s.points}
    found: list[Named] = []
    for m in mentions:
        word = squeeze(m.text)
        if word in series or word in places:
            found.append(Named(m.start, m.end, series.get(word), word if word in places else ""))
    for start, end, place in dates_in(text, places):
        if not any(n.start < end and start < n.end for n in found):
            found.append(Named(start, end, series.get(place), place))
    taken = [(n.start, n.end) for n in found]
    said = {f"{abs(y):g}" for s in values.series for _, y in s.points}
    for match in re.finditer(r"(?<![\w.])\d{1,4}(?![\w.%])", text):
        free = not any(a < match.end() and match.start() < b for a, b in taken)
        if free and match[0] in places and match[0] not in said:
            found.append(Named(match.start(), match.end(), None, match[0]))
    return sorted(found, key=lambda n: n.start)


def _scope(text: str, inside: list[Named], at: int) -> tuple[list[Series], list[str], int]:
    """The series and categories that a place in a sentence speaks of, and where they end."""
    before = [n for n in inside if n.end <= at]
    series: list[Series] = []
    places: list[str] = []
    for n in reversed(before):
        later = [m for m in before if m.start >= n.end]
        joined = bool(later) and bool(SPAN.match(text[n.end : later[0].start]))
        if n.series and (not series or joined):
            series.append(n.series)
        elif n.place and (not places or (joined and places[-1] == later[0].place)):
            places.append(n.place)
    return series, places, before[-1].end if before else -1


def _numbers(
    text: str, span: tuple[int, int], inside: list[Named], values: Values
) -> Iterator[Claim]:
    last = span[0]
    for match in NUMBER.finditer(text, *span):
        a, b = match.span()
        counted = (
            "年月日" if float(match["digits"].replace(",", "")) > MANY else "年月日部种类款块层"
        )
        dated = re.match(rf"\s?[{counted}]", text[b:])
        if dated or any(n.start < b and a < n.end for n in inside):
            continue
        series, places, end = _scope(text, inside, a)
        fresh = end > last and bool(FRESH.fullmatch(text[end:a]))
        last = b
        if not places or not fresh or DELTA.search(text[:a]):
            continue
        digits = match["digits"].replace(",", "")
        said, decimals = float(digits), len(digits.partition(".")[2])
        known = values.at(series, places)
        known = known or values.at([], places)
        if any(n.series and n.place for n in inside):  # two charts of the same values
            ahead = [n for n in inside if n.end <= a]
            opens = re.search(r"[，。；]\W*$", text[: ahead[-1].start])
            known = values.of(ahead[-1]) if opens else values.crossing(ahead) or known
        each = [[place] for place in places] if EACH.search(text[end:a]) else [places]
        groups = [known] if len(each) == 1 else [values.at(series, some) for some in each]
        if match["unit"]:
            groups = [[*g, *values.shares(series, s)] for g, s in zip(groups, each, strict=True)]
        if not known or re.match(r"\s?[万亿]", text[b:]):
            continue
        right = all(any(values.near(v, said, decimals) for v in group) for group in groups)
        verdict = "supported" if right else "unsupported"
        ids = tuple(s.id for s in series or values.series) if verdict == "supported" else ()
        mine = [n.start for n in inside if n.end <= a]
        a = mine[-1] if len(groups) == 1 else min(mine[-len(groups) :])
        yield Claim("number", text[a:b].strip(), a, b, verdict, ids)


def _extremes(
    text: str, span: tuple[int, int], inside: list[Named], values: Values
) -> Iterator[Claim]:
    for pattern, sign in ((HIGH, 1), (LOW, -1)):
        for match in pattern.finditer(text, *span):
            if any(n.start < match.end() and match.start() < n.end for n in inside):
                continue
            if GROWTH.search(text[: match.start()]):
                continue
            clause = max(text.rfind(mark, 0, match.start()) for mark in "，。；：\n") + 1
            mine = [n for n in inside if clause <= n.start and n.end <= match.start()]
            behind = re.match(r"的[^，。；]{0,4}[是为]", text[match.end() :])
            if behind:
                mine = [n for n in inside if 0 <= n.start - match.end() <= 12][:1]
            if not mine:
                continue
            series = [n.series for n in mine if n.series]
            verdict = _is_extreme(mine[-1], series, sign, values)
            if verdict:
                a, b = min(mine[-1].start, match.start()), max(mine[-1].end, match.end())
                yield Claim("comparison", text[a:b], a, b, verdict)


def _is_extreme(subject: Named, series: list[Series], sign: int, values: Values) -> Verdict | None:
    rows: list[dict[str, float]] = []
    if subject.place:
        chosen = series or list(values.series)
        rows = [{key_of(x): sign * y for x, y in s.points} for s in chosen]
        me = subject.place
    else:
        named = [s for s in values.series if s.name.strip()]
        if len(named) < 2:
            return None
        columns = {key_of(x) for s in named for x, _ in s.points}
        rows = [
            {s.id: sign * y for s in named for x, y in s.points if key_of(x) == c} for c in columns
        ]
        rows.append({s.id: sign * sum(y for _, y in s.points) for s in named})
        me = subject.series.id if subject.series else ""
    rows = [row for row in rows if me in row and len(row) > 1]
    if not rows:
        return None
    slack = NEAR * values.top
    best = any(row[me] >= max(row.values()) - slack for row in rows)
    return "supported" if best else "unsupported"


def _compared(text: str, inside: list[Named], values: Values) -> Iterator[Claim]:
    for a, b in pairwise(inside):
        gap = text[a.end : b.start]
        more, less = MORE.search(gap), LESS.search(gap)
        if (
            len(gap) > 12
            or not (more or less)
            or re.search(r"[，。；不]", gap.replace("不及", "").replace("不如", ""))
        ):
            continue
        if a.series and b.series:
            x, y = (sum(v for _, v in s.points) for s in (a.series, b.series))
        elif a.place and b.place:
            x, y = sum(values.at([], [a.place])), sum(values.at([], [b.place]))
        else:
            continue
        right = x > y if more else x < y
        verdict = "supported" if right else "unsupported"
        yield Claim("comparison", text[a.start : b.end], a.start, b.end, verdict)


def _trends(
    text: str, span: tuple[int, int], inside: list[Named], values: Values
) -> Iterator[Claim]:
    for pattern, sign in ((RISES, 1), (FALLS, -1)):
        for match in pattern.finditer(text, *span):
            named = [n.series for n in inside if n.series and n.end <= match.start()]
            if ALL.search(text[span[0] : match.start()]):
                yield from _all_trend(match, sign, values)
                continue
            one = named[-1] if named else values.series[0] if len(values.series) == 1 else None
            last = next((n for n in reversed(inside) if n.end <= match.start()), None)
            across = last is not None and not last.series and len(values.series) > 1 and not named
            if across and last:
                row = [
                    (key_of(s.name), y)
                    for s in values.series
                    for x, y in s.points
                    if key_of(x) == last.place
                ]
                one = Series("", "", tuple(row)) if len(row) > 2 else None
            if (
                one is None
                or re.search(r"先[^，。；]{0,4}后", text[slice(*span)])
                or len(one.points) < 3
            ):
                continue
            row = [(key_of(x), y) for x, y in one.points]
            before = [n.place for n in inside if n.place and n.end <= match.start()]
            after = [n.place for n in inside if n.place and n.start >= match.end()]
            keys = [key for key, _ in row]
            start = keys.index(before[0]) if before and before[0] in keys else 0
            end = len(row) - 1
            if after and after[0] in keys:
                end = keys.index(after[0])
            elif len(before) > 1 and before[-1] in keys:
                end = keys.index(before[-1])
            change = sign * (row[end][1] - row[start][1])
            if abs(change) > FLAT * values.top or change < 0:
                verdict = "supported" if change > 0 else "unsupported"
                a, b = match.span()
                yield Claim("comparison", text[a:b], a, b, verdict, (one.id,))


def _all_trend(match: re.Match[str], sign: int, values: Values) -> Iterator[Claim]:
    """What is said of the way of every series at once."""
    changes = [sign * (s.points[-1][1] - s.points[0][1]) for s in values.series if s.points]
    if changes and all(abs(change) > FLAT * values.top for change in changes):
        verdict = "supported" if min(changes) > 0 else "unsupported"
        yield Claim("comparison", match[0], *match.span(), verdict)

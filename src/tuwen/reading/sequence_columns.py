"""Columns of upright line that a lifeline may be: pieces on one x, activation bars included.

Knows neither headers nor messages.
"""

from tuwen.reading.scene import Scene
from tuwen.reading.sequence_lines import Run, merged
from tuwen.reading.types import Box

_DRAWN = 0.3  # of a line is drawn, however it is dashed; strokes that stand in a row are less
_BAR = 0.35, 1.3  # font sizes: how wide an activation bar is


def find_columns(scene: Scene, upright: list[Run], bars: list[Box], unit: float) -> list[list[Run]]:
    """Pieces of upright line on one x from top to bottom, long columns only."""
    texts = [line.box for line in scene.snug]
    pieces = [run for run in upright if run.ink > _DRAWN and not _within(run, texts)]
    pieces += [  # the lifeline goes on behind a bar
        Run((x0 + x1) // 2, y0, y1, 1.0) for x0, y0, x1, y1 in bars if y1 - y0 >= 1.2 * unit
    ]
    pieces = merged(pieces, near=max(3, round(0.12 * unit)), gap=round(0.8 * unit))
    columns: list[list[Run]] = []
    for run in sorted(pieces, key=lambda r: -r.length):
        for column in columns:
            if abs(column[0].at - run.at) <= max(2, 0.15 * unit):
                column.append(run)
                break
        else:
            columns.append([run])
    for column in columns:
        column.sort(key=lambda r: r.start)
    return [c for c in columns if sum(r.length for r in c) >= 3.5 * unit]


def find_bars(scene: Scene, upright: list[Run], unit: float) -> list[Box]:
    """Activation bars: between two lines close together, or narrow flat regions."""
    least, most = (share * unit for share in _BAR)
    sides = sorted(
        (r for r in upright if r.ink > 0.85 and r.length > 0.8 * unit), key=lambda r: r.at
    )
    found: list[Box] = []
    for i, a in enumerate(sides):
        for b in sides[i + 1 :]:
            if b.at - a.at > most:
                break
            start, end = max(a.start, b.start), min(a.end, b.end)
            alike = end - start >= max(0.8 * unit, 0.6 * min(a.length, b.length))
            if alike and b.at - a.at >= least:
                found.append((a.at, start, b.at, end))
    for region in scene.regions:
        wide, high = region.width, region.height
        if least <= wide <= most and high >= 1.2 * unit and region.area > 0.8 * wide * high:
            found.append(region.box)
    return found


def _within(run: Run, texts: list[Box]) -> bool:
    """Strokes of one or two lines of text."""
    return any(
        x0 <= run.at <= x1 and min(run.end, y1) - max(run.start, y0) > 0.55 * run.length
        for x0, y0, x1, y1 in texts
    )

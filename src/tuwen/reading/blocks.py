"""Lines of text put together to labels."""

from collections.abc import Iterable

from tuwen.reading.line import Line
from tuwen.reading.outline import bounds, middle
from tuwen.reading.types import Box


def joined(lines: list[Line]) -> str:
    """The lines of one label in reading order, one below the other."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda q: (q.box[1] + q.box[3]) / 2):
        if rows and middle(line.box)[1] < rows[-1][0].box[3] - 0.3 * tall(rows[-1][0]):
            rows[-1].append(line)
        else:
            rows.append([line])
    return "\n".join(
        " ".join(line.text for line in sorted(row, key=lambda q: q.box[0])) for row in rows
    )


def blocks(lines: list[Line], gap_most: float = 0.55, centred: float = 0.0) -> list[list[Line]]:
    """Lines that stand close below one another, as the lines of one label do.

    `centred`: how far apart those may stand that are centred on one another.
    """
    out: list[list[Line]] = []
    for line in sorted(lines, key=lambda q: (q.box[1], q.box[0])):
        for block in out:
            last = block[-1]
            gap = line.box[1] - last.box[3]
            height = max(tall(line), tall(last))  # a line without ascenders is no lower
            overlap = min(line.box[2], last.box[2]) - max(line.box[0], last.box[0])
            narrow = min(line.box[2] - line.box[0], last.box[2] - last.box[0])
            if (
                -0.6 * height < gap < max(gap_most, _centred(line, last) * centred) * height
                and overlap > 0.5 * narrow
                and _alike(line, last)
            ):
                block.append(line)
                break
        else:
            out.append([line])
    return out


def on_levels(lines: Iterable[Line], near: float) -> list[list[Line]]:
    """Lines whose middles stand on one level, `near` px apart at most: the rows from the top
    down, each from left to right."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=lambda q: q.box[1] + q.box[3]):
        if rows and middle(line.box)[1] - middle(rows[-1][0].box)[1] < near:
            rows[-1].append(line)
        else:
            rows.append([line])
    return [sorted(row, key=lambda q: q.box[0]) for row in rows]


def _centred(a: Line, b: Line) -> bool:
    """One stands in the middle below the other."""
    aside = abs(a.box[0] + a.box[2] - b.box[0] - b.box[2]) / 2
    return aside < 0.25 * max(tall(a), tall(b))


def _alike(a: Line, b: Line) -> bool:
    return a.upright == b.upright and 0.66 < tall(a) / tall(b) < 1.5


def tall(line: Line) -> int:
    return max(1, line.box[3] - line.box[1])


def around(lines: list[Line]) -> Box:
    return bounds(line.box for line in lines)

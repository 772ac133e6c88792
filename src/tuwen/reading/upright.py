"""Puts a picture upright that lies on its side, stands on its head or is a little askew.

What was read is then given in places of the picture as it came. Strong evidence is asked for:
a picture that is upright pays nothing but a look at its lines.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.figure.types import Pixels
from tuwen.reading.line import Line, room_of
from tuwen.reading.ocr import read_boxes, read_lines
from tuwen.reading.scene import gray_of
from tuwen.reading.types import Box, Chart, Code, Point, Reading, Screen

_LYING, _MOST = 0.8, 0.65  # share of the letters, and of the lines, that stand upright
_WIDE = 1.1  # times as wide as high: letters in a level row
_SURE = 0.85  # of being read rightly: what stands on its head is read badly
_TRIED = 0.92  # of lines so surely read none is looked at from the other side
_KEPT = 0.7  # of those looked at again are words, at least: others were none
_FEW, _LITTLE = 3, 12  # lines, and letters in all: fewer do not tell
_SCRAPS = 20  # pieces that were found, hardly one of them a word: letters taken one by one
_READ = 0.11, 0.2  # of the pieces that are words, at most: of few, of many
_ROW = 0.75  # of the lines that lie, side by side
_LABEL = 0.35  # of the height of all that is read, at most: a label


@dataclass(frozen=True, slots=True)
class Pose:
    """How a picture stands: what was done to put it upright, and the way back."""

    back: NDArray[np.float64]  # (2, 3): places of the upright picture to those as given
    turn: int = 0  # quarter turns against the clock
    slant: float = 0.0  # degrees against the clock

    def box(self, box: Box) -> Box:
        """A box as it lies in the picture as given."""
        x0, y0, x1, y1 = box
        corners = np.array([[x0, y0, 1], [x1, y0, 1], [x0, y1, 1], [x1, y1, 1]]) @ self.back.T
        (a, b), (c, d) = np.rint(corners.min(axis=0)), np.rint(corners.max(axis=0))
        return int(a), int(b), int(c), int(d)

    def point(self, point: Point) -> Point:
        """A point as it lies in the picture as given."""
        x, y = np.rint(self.back @ (*point, 1))
        return int(x), int(y)


AS_GIVEN = Pose(np.eye(2, 3))


def straightened(pixels: Pixels, slant: float) -> tuple[Pixels, Pose]:
    """The picture turned by a few degrees against the clock, nothing cut off."""
    if not slant:
        return pixels, AS_GIVEN
    height, width = pixels.shape[:2]
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), slant, 1.0)
    cos, sin = abs(matrix[0, 0]), abs(matrix[0, 1])
    wide, high = round(width * cos + height * sin), round(width * sin + height * cos)
    matrix[:, 2] += (wide - width) / 2, (high - height) / 2
    rim = np.concatenate([pixels[0], pixels[-1], pixels[:, 0], pixels[:, -1]])
    ground = [float(level) for level in np.median(rim, axis=0)]
    flat = cv2.warpAffine(pixels, matrix, (wide, high), flags=cv2.INTER_CUBIC, borderValue=ground)
    back = np.asarray(cv2.invertAffineTransform(matrix), np.float64)
    return np.asarray(flat, np.uint8), Pose(back, slant=slant)


def turned(pixels: Pixels, pose: Pose, turn: int) -> tuple[Pixels, Pose]:
    """The picture turned by quarters against the clock."""
    height, width = pixels.shape[:2]
    back = {
        1: [[0.0, -1.0, width], [1.0, 0.0, 0.0]],
        2: [[-1.0, 0.0, width], [0.0, -1.0, height]],
        3: [[0.0, 1.0, 0.0], [-1.0, 0.0, height]],
    }[turn]
    square = np.vstack([np.array(back), [0.0, 0.0, 1.0]])
    return np.ascontiguousarray(np.rot90(pixels, turn)), replace(
        pose, back=pose.back @ square, turn=turn
    )


def lying(lines: Sequence[Line]) -> int:
    """The quarter turns that a picture needs whose letters lie on their side; 0 for none."""
    words = _words(lines)
    turn = max((1, 3), key=lambda turn: sum(line.turn == turn for line in words))
    aside = [line for line in words if line.turn == turn]
    level = [line for line in words if line.turn != turn and _wide(line, _WIDE)]
    if turn == 1:
        level = _below_heading(level, lines)
    room = _rooms(aside)
    if len(aside) < _FEW or room < _LITTLE or len(aside) < _MOST * (len(aside) + len(level)):
        return 0
    sure = [line for line in lines if line.upright and line.confidence > _SURE]
    single = [line for line in sure if len(line.text) == 1]
    upright = sum(_wide(line, _WIDE, turned=True) for line in single)
    if room < _LYING * (room + _rooms(level) + upright):
        return 0
    lie = sum(_wide(line, 1.0, turned=len(line.text) > 1) for line in sure)
    alone = not level and lie >= max(_FEW, 2 * upright)
    return turn if alone or not _below_axis(aside, lines) else 0


def _below_heading(level: list[Line], lines: Sequence[Line]) -> list[Line]:
    """Without the topmost line: of a chart on its right side the title of the upright axis."""
    top = min((line.box[1] for line in lines), default=0)
    return [line for line in level if line.box[1] > top]


def _below_axis(aside: Sequence[Line], lines: Sequence[Line]) -> bool:
    """Whether they are labels of an upright chart: short ones that hang side by side, low."""
    top, low = min(line.box[1] for line in lines), max(line.box[3] for line in lines)
    short = [line for line in aside if line.box[3] - line.box[1] < _LABEL * (low - top)]
    rows = [[line for line in aside if _hangs_with(one, line)] for one in short]
    row = max(rows, key=len, default=[])
    middles = [(line.box[1] + line.box[3]) / 2 for line in row]
    return len(row) > _ROW * len(aside) and float(np.median(middles)) > (top + low) / 2


def _words(lines: Sequence[Line]) -> list[Line]:
    """Those that are surely read and more than a letter."""
    return [line for line in lines if len(line.text) >= 2 and line.confidence > _SURE]


def _rooms(lines: Iterable[Line]) -> int:
    return sum(room_of(line.text) for line in lines)


def _hangs_with(one: Line, other: Line) -> bool:
    """Whether the other starts at the height of one, or ends there, as labels of an axis do."""
    wide = one.box[2] - one.box[0]
    return min(abs(one.box[1] - other.box[1]), abs(one.box[3] - other.box[3])) <= wide


def unread(pixels: Pixels, lines: Sequence[Line]) -> int:
    """The quarter turns after which much is read of a picture full of scraps; 0 for none."""
    words = _words(lines)
    if len(lines) < _SCRAPS or len(words) > _READ[len(lines) > 3 * _SCRAPS] * len(lines):
        return 0
    before = _rooms(words)
    for turn in (1, 3):
        over = np.ascontiguousarray(np.rot90(pixels, turn))
        read = read_lines(over, gray=gray_of(over), least=_SURE)
        if _rooms(line for line in read if line.upright) > 3 * before + _SCRAPS:
            return turn
    return 0


def head_down(pixels: Pixels, gray: NDArray[np.uint8], lines: Sequence[Line]) -> bool:
    """Whether the lines, badly read as they are, read well from the other side."""
    level = [line for line in lines if line.upright and _wide(line, 2.0)]
    widest = sorted(level, key=lambda line: line.box[0] - line.box[2])[:8]
    if len(widest) < 3:
        return 1 < len(lines) < _SCRAPS and not _words(lines) and _reads_over(pixels)
    before = float(np.mean([line.confidence for line in widest]))
    if before > _TRIED:
        return False
    height, width = gray.shape
    boxes = [(width - x1, height - y1, width - x0, height - y0)
             for x0, y0, x1, y1 in (line.box for line in widest)]  # fmt: skip
    over = np.ascontiguousarray(pixels[::-1, ::-1])
    read = read_boxes(over, gray=np.ascontiguousarray(gray[::-1, ::-1]), boxes=boxes)
    after = sum(line.confidence for line in read) / max(len(read), _KEPT * len(widest))
    return after > max(_SURE, min(before + 0.1, (before + 1) / 2))


def _reads_over(pixels: Pixels) -> bool:
    """Whether several words are read from the other side."""
    over = np.ascontiguousarray(pixels[::-1, ::-1])
    words = _words(read_lines(over, gray=gray_of(over), least=_SURE))
    return len(words) >= _FEW and _rooms(words) >= _LITTLE


def _wide(line: Line, times: float, *, turned: bool = False) -> bool:
    x0, y0, x1, y1 = line.box
    across, down = (y1 - y0, x1 - x0) if turned else (x1 - x0, y1 - y0)
    return across > times * down


def as_given(reading: Reading, pose: Pose) -> Reading:
    """The reading with all places in the picture as given."""
    if pose is AS_GIVEN:
        return reading
    chart, screen, code, table = reading.chart, reading.screen, reading.code, reading.table
    return replace(
        reading,
        texts=tuple(replace(text, box=pose.box(text.box)) for text in reading.texts),
        furniture=tuple(replace(text, box=pose.box(text.box)) for text in reading.furniture),
        nodes=tuple(replace(node, box=pose.box(node.box)) for node in reading.nodes),
        groups=tuple(replace(group, box=pose.box(group.box)) for group in reading.groups),
        edges=tuple(
            replace(edge, path=tuple(pose.point(point) for point in edge.path))
            for edge in reading.edges
        ),
        chart=chart and _chart(chart, pose),
        screen=screen and _screen(screen, pose),
        code=code and _code(code, pose),
        table=table and replace(table, box=pose.box(table.box)),
    )


def _chart(chart: Chart, pose: Pose) -> Chart:
    return replace(chart, series=tuple(replace(s, box=pose.box(s.box)) for s in chart.series))


def _screen(screen: Screen, pose: Pose) -> Screen:
    return replace(screen, widgets=tuple(replace(w, box=pose.box(w.box)) for w in screen.widgets))


def _code(code: Code, pose: Pose) -> Code:
    lines = tuple(replace(line, box=pose.box(line.box)) for line in code.lines)
    return replace(code, lines=lines, box=pose.box(code.box))

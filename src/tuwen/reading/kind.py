"""The kind of a picture, guessed before it is read: chart, diagram, screen, code, table, photo…

A few plain rules over the measured features; each gives a score, and the confidence is how far
the best score stands above the second. What only the finished nodes and edges can tell is
left to kind_diagram: whether it is a diagram at all, architecture or flowchart, state, ER.
"""

from dataclasses import dataclass, replace
from math import exp

from tuwen.reading.chart_axes import Axes, find_axes
from tuwen.reading.chart_marks import Survey, survey
from tuwen.reading.chart_round import legend_alone
from tuwen.reading.chart_sketch import is_sketch
from tuwen.reading.chart_texts import used_boxes, without_giants
from tuwen.reading.kind_features import COUNTED, Features, measure
from tuwen.reading.scene import Scene
from tuwen.reading.types import DIAGRAMS, Kind

_AT_ZERO = 0.2  # of the height of a label
_LABELLED = 4  # labels on either axis of a chart in a screenshot
_FAR = 5  # steps between the names of rows and the numbers of pages
_GRIDDED = 0.85  # share of the texts in rows and columns where boxes may be stripes
_SHARPNESS = 1.6  # how quickly a lead in score becomes confidence


@dataclass(frozen=True, slots=True)
class Guess:
    kind: Kind
    confidence: float
    marks: Survey | None  # of a chart, if they were looked for
    scores: dict[Kind, float]  # empty for a chart: its marks are proof
    gridded: float = 0.0  # share of the texts that stand in rows and columns
    striped: bool = False  # and its boxes are the stripes they stand on, nothing drawn in cells

    def shifted(self, bonus: float) -> "Guess":
        """The guess with what was found of a diagram added to the scores of all diagrams."""
        moved: dict[Kind, float] = {k: v + bonus * _drawn(k) for k, v in self.scores.items()}
        return _best(moved, self.marks)

    def lead(self) -> float:
        """How far the best score of a diagram stands above the best of anything else."""
        other = max(score for kind, score in self.scores.items() if not _drawn(kind))
        return max(score for kind, score in self.scores.items() if _drawn(kind)) - other


def _drawn(kind: Kind) -> bool:
    return kind in DIAGRAMS


def classify(scene: Scene) -> Guess:
    """The likeliest kind, how sure it is (0..1), and the marks of a chart that were looked for."""
    scene = without_giants(scene)
    features = measure(scene)
    found = survey(scene)
    chart = _chart(scene, features, found)
    if chart:
        return Guess(*chart, found, {})
    return replace(
        _best(_scores(features), found),
        gridded=features.gridded,
        striped=features.gridded > _GRIDDED and features.shapes <= features.open_boxes + 2,
    )


def _best(scores: dict[Kind, float], found: Survey | None) -> Guess:
    best = max(scores, key=lambda kind: scores[kind])
    # Which of the diagrams it is remains to be seen: they are no rivals of one another.
    rivals = [v for k, v in scores.items() if k != best and not (_drawn(k) and _drawn(best))]
    total = 1 + sum(exp(_SHARPNESS * (score - scores[best])) for score in rivals)
    # The rivals rest on much the same evidence, so that their doubts are no separate ones.
    return Guess(best, round(total**-0.5, 3), found, scores)


def _scores(f: Features) -> dict[Kind, float]:
    lettered = min(1.0, f.words / 6)
    diagram = (
        2.6 * f.boxed_share
        + 0.12 * min(f.boxed, 8)
        + 0.1 * min(f.shapes, 8)
        + 0.1 * min(f.open_boxes, 3)
        + (0.5 if f.lines < 30 else 0.0)
        - 0.8 * f.left_aligned
        - 0.6 * max(0.0, f.gridded - 0.6)
        - 0.4 * f.bands
        - 4.0 * f.controls
        - 4.0 * f.cells
        + 0.6
    )
    return {
        "flowchart": diagram,
        "sequence": diagram + (0.8 if f.mirrored >= 2 and f.boxed >= 4 else -1.2) - f.gridded,
        "class": 7.5 * f.members + 1.2 * min(f.stereotypes, 2) + 0.15 * min(f.open_boxes, 6) - 0.3,
        "er": diagram - 1.2 + 8.0 * min(f.types / max(1, f.lines), 0.35) + 0.4 * min(f.keys, 3),
        "ui_screenshot": 0.35 * min(f.open_boxes, 5)
        + 0.8 * min(f.bands, 2)
        + 7.0 * f.controls
        + 2.0 * f.left_aligned
        + 1.6 * f.prose
        + 0.02 * min(f.lines, 50)
        + (0.6 if f.dark and f.shell == 0 else 0.0)
        - 2.5 * f.boxed_share
        - 2.0 * f.members
        - 9.0 * min(f.types / max(1, f.lines), 0.35)
        - 4.0 * max(0.0, f.monospaced - 0.65) * min(1.0, 3 * f.left_aligned)  # rows of a shell
        - 0.5 * min(f.prompts, 3)
        - 0.2 * min(f.numbered, 8)
        - 0.5,
        "photo": 0.9 * (f.colours - 3.2)
        + 2.0 * (0.6 - f.flat)
        - 1.2 * lettered
        - 8.0 * max(0.0, f.smooth - 0.85),
        "decorative": 1.3 - 2.5 * lettered - 0.1 * min(f.shapes, 10) - 0.1 * f.boxed,
        "other": (0.9 if f.words > 2 or f.shapes > 2 else 0.6)
        - 0.8 * f.boxed_share
        - 0.4 * f.bands
        + 5.0 * max(0.0, f.cells - 0.25),
        **_texts(f),
    }


def _texts(f: Features) -> dict[Kind, float]:
    """Scores of the kinds that are made of lines of text alone."""
    counted = f.numbered >= COUNTED  # a remark beside a number is no prompt
    return {
        "code": 5.0 * f.code
        + 0.25 * min(f.numbered, 8)
        + 1.2 * f.monospaced
        + 1.0 * f.left_aligned
        - 3.0 * f.boxed_share
        - 0.5 * f.open_boxes
        - (0.0 if counted else 4.0 * f.shell)
        - (1.2 if f.code < 0.1 and not counted else 0.0)
        - 1.6,
        "terminal": (1.8 if f.dark and f.shell > 0 else 0.6 if f.dark else -0.6)
        + 1.8 * f.monospaced
        + 9.0 * min(f.shell, 0.25)
        + 0.7 * min(f.prompts, 3)
        + 0.8 * max(f.gridded, f.left_aligned)
        - 3.0 * f.boxed_share
        - 0.5 * f.open_boxes
        - 1.6 * f.code
        - 0.6 * f.bands
        - 0.6 * min(f.numbered, 8)
        - 1.4,
        "table": 3.6 * max(0.0, f.gridded - 0.45)
        + (0.0 if f.dark else 10.0 * max(0.0, f.gridded - 0.88))
        + 0.2 * min(f.columns, 6)
        + 1.2 * f.left_aligned
        - 0.7 * f.open_boxes
        - 0.6 * f.bands
        - 3.0 * f.controls
        - (0.8 if f.lines < 9 else 0.0)
        - (1.2 if f.dark else 0.0)
        - 0.3 * min(f.types, 4)
        - 6.0 * max(0.0, f.cells - 0.5)
        - 0.4,
    }


def _chart(scene: Scene, f: Features, found: Survey | None) -> tuple[Kind, float] | None:
    """The chart's type where labelled axes or a pie are there and nothing speaks against them."""
    if found is None:
        plain = f.lines <= 40 and f.boxed + f.open_boxes == 0 and f.shapes <= 6
        return ("other_chart", 0.6) if plain and (legend_alone(scene) or is_sketch(scene)) else None
    if found.axes is None:
        return (found.kind, round(found.trust * 0.97, 3)) if f.boxed_share < 0.4 else None
    few = 12 if found.axes.panels == 1 else 45 * found.axes.panels
    if f.controls > 0.1 or _strangers(scene, found) >= few:
        return None
    marked = found.kind != "other_chart"
    if not _trusted(found, found.axes, f) or (not marked and _pages(found.axes)):
        return None
    return found.kind, round(0.6 + 0.35 * found.trust if marked else 0.6, 3)


def _trusted(found: Survey, axes: Axes, f: Features) -> bool:
    """Enough number labels on a line, and not the cells of a matrix or the lines of an editor."""
    left = axes.left.agreeing if axes.left else 0
    bottom = axes.bottom.agreeing if axes.bottom else 0
    bars = len(found.bars.bars) if found.bars and found.trust > 0.95 else 0
    if max(left, bottom) < (2 if bars >= 4 and _on_zero(found, axes) else 3):
        return False
    if left < 3 and bottom < 4 and bars < 4:
        return False
    if f.boxed_share > 0.35 and left + bottom < 8:
        return False
    if f.gridded > 0.6 and left + bottom < 8:
        return False
    scale = axes.left.scale if axes.left else None
    counting = scale is not None and scale.slope > 0 and f.numbered >= 0.5 * left
    return not (counting and bottom < 3)  # 1, 2, 3 downwards: numbers of lines


def _on_zero(found: Survey, axes: Axes) -> bool:
    """Whether upright bars stand where the scale is zero: two labels are proof enough then."""
    scale = axes.left.scale if axes.left else None
    if found.bars is None or found.sideways or scale is None or scale.log:
        return False
    lowest = axes.left.ticks[-1] if axes.left else None
    tall = lowest.box[3] - lowest.box[1] if lowest else 0
    return abs(scale.at(0) - found.bars.base) <= max(2.0, _AT_ZERO * tall)


def _pages(axes: Axes) -> bool:
    """Whether the only numbers count up by one, far from the names: the pages of a list."""
    left, bottom = axes.left, axes.bottom
    if bottom is None or bottom.scale is None or (left is not None and left.scale is not None):
        return False
    counting = abs(bottom.scale.slope * bottom.step - 1) < 0.1
    return counting and bottom.box[0] - (left.box[2] if left else 0) > _FAR * bottom.step


def shows_chart(scene: Scene) -> bool:
    """Whether two labelled axes stand somewhere in a screenshot."""
    axes = find_axes(scene)
    if axes is None or axes.left is None or axes.bottom is None:
        return False
    return min(axes.left.agreeing, axes.bottom.agreeing) >= _LABELLED


def _strangers(scene: Scene, found: Survey) -> int:
    """Texts outside the plot that are neither labels nor names: a screen that shows a chart."""
    used = [box for one in found.all() for box in used_boxes(one.axes, list(one.legend))]
    plots = [one.axes.plot for one in found.all() if one.axes]
    count = 0
    for line in scene.lines:
        if len(line.text) < 3:  # marks read as letters, numbers of a size legend
            continue
        x, y = (line.box[0] + line.box[2]) / 2, (line.box[1] + line.box[3]) / 2
        known = any(b[0] - 2 <= x <= b[2] + 2 and b[1] - 2 <= y <= b[3] + 2 for b in used)
        count += not known and not any(p[0] <= x <= p[2] and p[1] <= y <= p[3] for p in plots)
    return count

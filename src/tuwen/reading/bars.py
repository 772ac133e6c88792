"""Title bars: the coloured strip along the top of a frame, whole again where lines cross it.

Pieces of one colour in a row, a line's width apart, of which one has the title. Knows nothing
of the frame below.
"""

from tuwen.reading.outline import Outline, bounds, corners, distance, inside
from tuwen.reading.scene import Region, Scene

_TALL = 1.2, 3.5  # glyph heights: least and most of a bar
_LEVEL = 2  # px between the upper, and the lower, sides of two pieces
_CUT = 9  # px: widest line, with its soft edges, that cuts a bar
_LONG = 4  # heights of a bar that it is wide, at least
_WHOLE = 0.8  # of a bar that its pieces cover; lines aslant take more


def with_whole_bars(scene: Scene, found: list[Outline]) -> list[Outline]:
    """The outlines with one for each cut bar instead of those of its pieces."""
    least, most = (share * scene.glyph_height for share in _TALL)
    paper = scene.paper.colour if scene.paper else (255, 255, 255)
    flat = sorted(
        (r for r in scene.regions if least <= r.height <= most and distance(r.colour, paper) > 6),
        key=lambda r: r.box,
    )
    for pieces in _rows(flat):
        box = bounds(piece.box for piece in pieces)
        wide, high = box[2] - box[0], box[3] - box[1]
        covered = sum(piece.area for piece in pieces) > _WHOLE * wide * high
        titled = len(scene.texts_in(box)) == 1
        if not (covered and titled and wide >= _LONG * high):
            continue
        rest = [o for o in found if not inside(o.box, box, _LEVEL)]
        whole = Outline(corners(box), box, "rect", 1.0, pieces[0].colour, filled=True)
        found = [*rest, whole]
    return found


def _rows(flat: list[Region]) -> list[list[Region]]:
    """Two or more regions of one colour side by side, from left to right."""
    rows: list[list[Region]] = []
    for region in flat:
        for row in rows:
            if _goes_on(row[-1], region):
                row.append(region)
                break
        else:
            rows.append([region])
    return [row for row in rows if len(row) > 1]


def _goes_on(left: Region, right: Region) -> bool:
    level = all(abs(left.box[k] - right.box[k]) <= _LEVEL for k in (1, 3))
    near = right.box[0] - left.box[2] <= _CUT and right.box[2] > left.box[2]
    return level and near and distance(left.colour, right.colour) <= 3

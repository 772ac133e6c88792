"""Connectors: from strokes to links between shapes.

The ink that is neither text nor shape is thinned and cut into pieces; pieces are joined
over dashes, labels and frame borders; from each end at a shape the strokes are followed,
never turning back at a junction, to the other shapes they lead to.
"""

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass, replace

import cv2
import numpy as np
from numpy.typing import NDArray

from tuwen.reading.confidence import LineEvidence
from tuwen.reading.endings import mark_of
from tuwen.reading.ends import Anchors, Strokes, gather
from tuwen.reading.forks import Forks
from tuwen.reading.gaps import End
from tuwen.reading.heads import Tip
from tuwen.reading.outline import Outline
from tuwen.reading.scene import Mask, Scene
from tuwen.reading.types import COUNTS, Heads, Mark, Point, Style

_DASH = 18  # px: a wider gap is not one between dashes
_PROVED = 3.0  # log odds of a mark whose form was measured as well
_AWAY = 16, 16, 9  # px: so far a longer line leads from what it meets, and from its first pixel
_TRIED = 3000  # pieces followed from one end at most: a net of strokes has no end of ways


@dataclass(frozen=True, slots=True)
class Link:
    """A connector between two things, given by their index among `anchors`."""

    source: int
    target: int
    heads: Heads
    style: Style
    path: tuple[Point, ...]
    evidence: LineEvidence
    marks: tuple[Mark, Mark] = ("none", "none")  # at the source, at the target


def find_links(scene: Scene, anchors: Anchors) -> list[Link]:
    """Connectors between the anchors, strongest evidence first."""
    strokes = gather(scene, anchors)
    if strokes is None:
        return []
    found = _links(strokes)
    ink = scene.ink & ~scene.text_mask
    counted = any(tip.mark == "crow" for tip in strokes.tips.values())
    links = [
        _marked(scene, ink, strokes, anchors, walk, link, counted) for walk, link in found
        if not _remnant(walk, link, (*anchors.shapes, *anchors.frames))
    ]  # fmt: skip
    return sorted(links, key=lambda link: -link.evidence.chance())


@dataclass(frozen=True, slots=True)
class _Walk:
    """A way from one contact to another."""

    start: End
    end: End
    pieces: tuple[int, ...]
    points: NDArray[np.int32]
    gaps: tuple[float, ...]


def _marked(
    scene: Scene, ink: Mask, strokes: Strokes, anchors: Anchors, walk: _Walk, link: Link,
    counted: bool,
) -> Link:  # fmt: skip
    """A link with the marks at its ends; those that count things give it no direction."""
    things = (*anchors.shapes, *anchors.frames)
    marks: list[Mark] = []
    sure = link.evidence.sure
    ends = walk.start, walk.end
    headed = _heads(*(strokes.tips[end] for end in ends))
    for end, met, head in zip(ends, (link.source, link.target), headed, strict=True):
        tip = strokes.tips[end]
        if not (tip.head or tip.doubtful or counted):
            marks.append("none")
            continue
        path = link.path if end == walk.start else link.path[::-1]
        thing = things[met] if met < len(things) else None
        mark = mark_of(scene.gray, ink, path, thing, tip, scene.glyph_height)
        marks.append("none" if mark == "arrow" and not head else mark)
        if mark == "triangle" and tip.sure == sure:
            sure = _PROVED
    seen = replace(link.evidence, sure=sure, undirected=set(marks) == {"none"})
    source, target = (mark != "none" and mark not in COUNTS for mark in marks)
    if source and not target:
        return replace(
            link, source=link.target, target=link.source, heads="end", path=link.path[::-1],
            marks=(marks[1], marks[0]), evidence=seen,
        )  # fmt: skip
    heads: Heads = "both" if source and target else "end" if target else "none"
    return replace(link, heads=heads, marks=(marks[0], marks[1]), evidence=seen)


def _remnant(walk: _Walk, link: Link, things: Sequence[Outline]) -> bool:
    """What is left of a border or a shadow: it runs along the side of a thing that it meets."""
    for met in (link.source, link.target):
        if met < len(things) and len(walk.points) > _AWAY[0]:
            x0, y0, x1, y1 = things[met].box
            x, y = walk.points[:, 0], walk.points[:, 1]
            off = np.maximum(np.maximum(x0 - x, x - x1), np.maximum(y0 - y, y - y1))
            if np.abs(off).max() < _AWAY[1] and np.ptp(off) < _AWAY[2]:
                return True
    return False


def _links(strokes: Strokes) -> list[tuple[_Walk, Link]]:
    forks = Forks(strokes.drawing)
    walks = [walk for end in sorted(strokes.contacts) for walk in _walks(strokes, forks, end)]
    walks = [w for w in walks if not _hugs(strokes, w)]
    ways = Counter(w.start for w in walks)
    headed = {
        w.start for w in walks if strokes.tips[w.end].head and not strokes.tips[w.start].head
    } | {w.end for w in walks if strokes.tips[w.end].head}  # fmt: skip
    reached = {w.end for w in walks if not strokes.tips[w.start].head and strokes.tips[w.end].head}
    links: dict[tuple[End, End], tuple[_Walk, Link]] = {}
    for walk in walks:
        at_start, at_end = _heads(strokes.tips[walk.start], strokes.tips[walk.end])
        if at_start and not at_end:
            continue  # found again from the other side
        if not at_start and not at_end and (walk.start in headed or walk.end in headed):
            continue  # strangers that share a junction with a proper arrow
        if at_start == at_end and (walk.end, walk.start) in links:
            continue
        if at_start and at_end and {walk.start, walk.end} <= reached:
            continue  # two branches of one fork
        heads: Heads = "both" if at_start and at_end else "end" if at_end else "none"
        rivals = max(0, ways[walk.start] + ways[walk.end] - 2)
        links[(walk.start, walk.end)] = (walk, _link(strokes, walk, heads, rivals))
    return _distinct(strokes, list(links.values()))


def _heads(start: Tip, end: Tip) -> tuple[bool, bool]:
    """Whether there is a head at the start and at the end of a line."""
    if start.head and end.head and start.hidden != end.hidden:
        return not start.hidden, not end.hidden
    if {start.mark, end.mark} == {"arrow", "crow"}:  # no line has both: one head seen twice
        return start.mark == "arrow", end.mark == "arrow"
    return start.head, end.head


def _distinct(strokes: Strokes, found: list[tuple[_Walk, Link]]) -> list[tuple[_Walk, Link]]:
    """Of several ways between two things along the same strokes, the surest and shortest."""
    rank = {"end": 0, "both": 1, "none": 2}
    found.sort(
        key=lambda item: (rank[item[1].heads], -item[1].evidence.chance(), len(item[0].points))
    )
    kept: list[tuple[_Walk, Link]] = []
    trunks: dict[frozenset[int], list[set[int]]] = {}
    ends: dict[frozenset[int], set[End]] = {}
    for walk, link in found:
        pair = frozenset((link.source, link.target))
        length = {i: strokes.drawing.pieces[i].length for i in walk.pieces}
        trunk = max(walk.pieces, key=lambda i: length[i])
        half = sum(length.values()) / 2
        if any(
            trunk in other or sum(length[i] for i in other & length.keys()) > half
            for other in trunks.get(pair, [])
        ):
            continue
        own = {walk.end} if link.heads == "end" else {walk.start, walk.end}
        if len(pair) == 2 and own & ends.get(pair, set()):
            continue  # forked along the border of one of them
        ends.setdefault(pair, set()).update(own)
        trunks.setdefault(pair, []).append(set(walk.pieces))
        kept.append((walk, link))
    return [(walk, link) for walk, link in kept if not _siblings(walk, link, kept)]


def _siblings(walk: _Walk, link: Link, others: list[tuple[_Walk, Link]]) -> bool:
    """Two children of a tree drawn without heads: both are tied to a third from its other side."""
    here, there = _leaving(walk.points), _leaving(walk.points[::-1])
    if link.heads != "none" or here @ there < 0.7:
        return False
    parents: list[set[int]] = [set(), set()]
    for other, tie in others:
        for end, thing in enumerate((link.source, link.target)):
            if tie.heads == "none" and tie is not link and thing in (tie.source, tie.target):
                far = other.points[::-1] if tie.source == thing else other.points
                if _leaving(far) @ here < 0.5:
                    parents[end].add(tie.target if tie.source == thing else tie.source)
    return bool(parents[0] & parents[1])


def _leaving(points: NDArray[np.int32]) -> NDArray[np.float64]:
    """Unit vector in which a line leaves its first point."""
    way = (points[min(len(points) - 1, 8)] - points[0]).astype(float)
    return way / max(float(np.hypot(*way)), 1e-6)


def _link(strokes: Strokes, walk: _Walk, heads: Heads, rivals: int) -> Link:
    style: Style = "dashed" if _dashes(strokes, walk) >= 2 else "solid"
    points = cv2.approxPolyDP(walk.points.reshape(-1, 1, 2), 2.0, False).reshape(-1, 2)
    path = tuple((int(x), int(y)) for x, y in points)
    source, target = strokes.contacts[walk.start], strokes.contacts[walk.end]
    evidence = _evidence(strokes, walk, heads, rivals)
    return Link(source, target, heads, style, path, evidence)


def _dashes(strokes: Strokes, walk: _Walk) -> int:
    """Gaps between dashes on a way; where letters lie over the line there is one, too."""
    found = 0
    for i in walk.pieces:
        for end in ((i, 0), (i, 1)):
            if end in strokes.bridges and (other := strokes.bridges[end])[0][0] in walk.pieces:
                here, there = (strokes.drawing.pieces[j].end(k) for j, k in (end, other[0]))
                middle = (here[1] + there[1]) // 2, (here[0] + there[0]) // 2
                found += other[1] <= _DASH and not strokes.covered[middle]
    return found // 2  # each was met from both sides


def _evidence(strokes: Strokes, walk: _Walk, heads: Heads, rivals: int) -> LineEvidence:
    ends = walk.start, walk.end
    tips = [strokes.tips[end] for end in ends]
    met = [strokes.contacts[end] for end in ends]
    return LineEvidence(
        sure=min(tip.sure for tip in tips),
        undirected=heads == "none",
        both=heads == "both",
        gaps=sum(gap > _DASH for gap in walk.gaps),
        junctions=len(walk.pieces) - 1 - len(walk.gaps),
        rivals=rivals,
        hidden=any(tip.hidden for tip in tips),
        loop=met[0] == met[1],
        framed=sum(strokes.shapes <= contact < strokes.things for contact in met),
        worded=sum(contact >= strokes.things for contact in met),
        length=float(len(walk.points)),
    )


def _hugs(strokes: Strokes, walk: _Walk) -> bool:
    """A remnant of a border: leads back to the same thing without going anywhere."""
    met = strokes.contacts[walk.start]
    if met != strokes.contacts[walk.end]:
        return False
    if strokes.shapes <= met < strokes.things:
        return True  # no frame leads to itself
    span = np.ptp(walk.points, axis=0)
    first, last = walk.points[0], walk.points[-1]
    foot = len(walk.points) < 3 * float(np.hypot(*(last - first)))  # two toes of a crow's foot
    return len(walk.points) < 40 or min(span) < 12 or (foot and len(walk.pieces) > 1)


def _walks(strokes: Strokes, forks: Forks, start: End) -> list[_Walk]:
    """Every contact that can be reached from this one without turning back."""
    pieces = strokes.drawing.pieces
    out: list[_Walk] = []
    stack: list[tuple[End, tuple[int, ...], list[NDArray[np.int32]], tuple[float, ...]]] = []
    stack.append((start, (), [], ()))
    for _ in range(_TRIED):
        if not stack or len(out) >= 40:
            break
        (index, entry), seen, points, gaps = stack.pop()
        if index in seen or len(seen) > 400:
            continue
        piece = pieces[index]
        points = [*points, piece.points if entry == 0 else piece.points[::-1]]
        exit_ = (index, 1 - entry)
        seen = (*seen, index)
        if exit_ in strokes.contacts:
            out.append(_Walk(start, exit_, seen, np.concatenate(points), gaps))
        elif exit_ in strokes.bridges:
            other, gap = strokes.bridges[exit_]
            stack.append((other, seen, points, (*gaps, gap)))
        elif piece.joints[exit_[1]] >= 0:
            stack += [(end, seen, points, gaps) for end in forks.onward(exit_, points)]
    return out

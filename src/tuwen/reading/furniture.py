"""What belongs to the page and not to the picture: captions, watermarks, page numbers.

A caption is the best title there is; the others say nothing of what is shown. All are cleared
from the scene before it is read, so that none becomes a node, an edge or a label. A mark of
the page stands apart: on the paper, with nothing near it, beyond everything else.
"""

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import replace

import numpy as np

from tuwen.reading.line import Line
from tuwen.reading.scene import Scene
from tuwen.reading.types import Box, Role

_X = re.VERBOSE | re.IGNORECASE
_NUMBER = re.compile(
    r"""^\W{0,2}(图|表|figure|fig\.?|table|diagram)\s*
        ([\dⅠ-Ⅻ]+|[一二三四五六七八九十]+|[A-Z](?=[-.–—]?\d))([-.–—_]?\d+)*
        (?P<stop>\s*[:：.、。|\-–—]\s*|\s+|(?<=\d)(?=[^\x00-\x7f])|$)""",
    _X,
)
_STAMP = re.compile(  # a site's mark, wherever it stands
    r"""(CSDN|知乎|头条|简书|微博|掘金|哔哩哔哩|bilibili)\s*[@＠]\s*\S | ^[@＠]\s*(稀土|掘金|51CTO)
      | 稀土掘金 | 掘金技术社区 | blog\.csdn\.net | (腾讯云|阿里云)开发者社区
      | text\s+is\s+not\s+svg | viewer\s+does\s+not\s+support\s+full\s+svg""",
    _X,
)
_SMALL_PRINT = re.compile(  # such a mark where it stands apart along the rim
    r"""^[@＠]\s*\w | ^(微信)?公众号\s*[:：·]\s*\S | 51CTO博客 | 博客园
      | ^(https?://|www\.)\S+$ | 版权所有 | ©\s*\d{4} | \bcopyright\s*(©|\(c\)|\d{4})
      | \bCC[\s-]BY\b | ^(powered\s+by|made\s+(with|in)|created\s+(with|by))\s
      | 仅供(内部|学习|参考) | 内部资料 | ^(confidential|draft|internal\s+use\s+only)$ | 试用版""",
    _X,
)
_PAGE = re.compile(
    r"^([-–—·]\s*\d{1,4}\s*[-–—·]|第\s*\d+\s*页.*|page\s*\d+(\s*(of|/)\s*\d+)?)$", _X
)
_RIM = 0.14  # of the height: small print stands within, above or below
_PALE = 0.35  # of the usual contrast: letters of a watermark


def find_furniture(scene: Scene) -> list[tuple[Role, Line]]:
    """The marks of the page with their roles; the lines of a caption from top to bottom."""
    found = {id(line): "watermark" for line in _repeated(scene)}
    for line in scene.snug:
        if _STAMP.search(line.text) and len(line.text) < 48:
            found[id(line)] = "watermark"
        elif not _on_paper(scene, line.box):
            continue
        elif _SMALL_PRINT.search(line.text) and _alone_at_rim(scene, line.box):
            found[id(line)] = "watermark"
        elif _PAGE.match(line.text.strip()) and _at_rim(scene, line.box):
            found[id(line)] = "page"
    rest = [line for line in scene.snug if id(line) not in found]
    marks = [line.box for line in scene.snug if id(line) in found]
    found |= {id(line): "caption" for line in _caption(scene, rest, marks)}
    return [(_role(found[id(line)]), line) for line in scene.snug if id(line) in found]


def caption_of(furniture: Iterable[tuple[Role, Line]]) -> str:
    """The words of the caption without its number; empty without a caption."""
    said = " ".join(line.text.strip() for role, line in furniture if role == "caption")
    said = re.sub(r"(?<=[^\x00-\x7f])\s+(?=[^\x00-\x7f])", "", said)
    return _NUMBER.sub("", said, count=1).strip()


def cleared(scene: Scene, lines: Sequence[Line], marks: Sequence[Box] = ()) -> Scene:
    """The scene without these lines and marks; where they stood is the ground around them."""
    if not lines and not marks:
        return scene
    gone = {line.box for line in lines}
    kept = tuple(
        line for line, snug in zip(scene.lines, scene.snug, strict=True) if snug.box not in gone
    )
    pixels, gray, labels = scene.pixels.copy(), scene.gray.copy(), scene.labels.copy()
    colour = {region.label: region.colour for region in scene.regions}
    erased: list[Box] = []
    padded = [_padded(scene, line.box, 0.25) for line in lines]
    for box in (*padded, *(_padded(scene, mark, 0.0) for mark in marks)):
        x0, y0, x1, y1 = box
        ground = ground_of(scene, box)
        if ground in colour:
            erased.append(box)
            labels[y0:y1, x0:x1] = ground
            pixels[y0:y1, x0:x1] = colour[ground]
            gray[y0:y1, x0:x1] = np.dot(colour[ground], (0.299, 0.587, 0.114))
    regions = tuple(
        r for r in scene.regions if r is scene.paper or not any(_within(r.box, b) for b in erased)
    )
    return replace(scene, pixels=pixels, gray=gray, labels=labels, lines=kept, regions=regions)


def _role(word: str) -> Role:
    return "caption" if word == "caption" else "page" if word == "page" else "watermark"


def _caption(scene: Scene, lines: list[Line], marks: list[Box]) -> list[Line]:
    """A numbered line above or below all else, with the lines that go on with it."""
    for first in lines:
        match = _NUMBER.match(first.text.strip())
        if match is None or not first.upright:
            continue
        if first.text.strip()[0] in "表tT" and match.end() == len(first.text.strip()):
            continue  # 「表 1」 alone may well be a table of a database
        block = [first]
        for line in sorted(lines, key=lambda line: line.box[1]):
            tall = first.box[3] - first.box[1]
            gap = line.box[1] - block[-1].box[3]
            alike = abs(line.box[3] - line.box[1] - tall) < 0.35 * tall
            beside = line.box[0] < block[-1].box[2] and line.box[2] > block[-1].box[0]
            if -0.3 * tall < gap < 0.9 * tall and alike and beside and line is not first:
                block.append(line)
        others = [line for line in lines if line not in block]
        top, bottom = block[0].box[1], block[-1].box[3]
        below = all((line.box[1] + line.box[3]) / 2 < top for line in others)
        above = all((line.box[1] + line.box[3]) / 2 > bottom for line in others)
        if others and (above or below) and _apart(scene, block, marks, below=below):
            return block
    return []


def _apart(scene: Scene, block: list[Line], marks: list[Box], *, below: bool) -> bool:
    """Whether nothing but marks is beside or beyond a block above or below the rest."""
    if scene.paper is None:
        return False
    paper = np.array(scene.paper.colour)
    alike = [r.label for r in scene.regions if np.abs(paper - r.colour).max() <= 4]
    ground = np.zeros(int(scene.labels.max()) + 1, bool)
    ground[alike] = True  # a caption may stand on a strip of its own
    content = ~ground[scene.labels]
    for box in [*marks, *(line.box for line in block)]:
        x0, y0, x1, y1 = _padded(scene, box, 0.3)
        content[y0:y1, x0:x1] = False
    reach = round(0.4 * (block[0].box[3] - block[0].box[1]))
    if below:
        content = content[max(0, block[0].box[1] - reach) :]
    else:
        content = content[: block[-1].box[3] + reach]
    inner = content[2:-2, 2:-2]  # the rim of the picture may be a frame
    return float(inner.mean()) < 0.002 if inner.size else True


def _repeated(scene: Scene) -> list[Line]:
    """The same pale words three times and more, laid over the picture."""
    groups: defaultdict[str, list[Line]] = defaultdict(list)
    for line in scene.snug:
        groups[re.sub(r"\W", "", line.text).lower()].append(line)
    often = [ls for word, ls in groups.items() if len(word) >= 3 and len(ls) >= 3]
    rest = [line for line in scene.snug if not any(line in lines for lines in often)]
    if not often or not rest:
        return []
    usual = float(np.median([_contrast(scene, line.box) for line in rest]))
    return [
        line
        for lines in often
        if np.median([_contrast(scene, line.box) for line in lines]) < _PALE * usual
        and any(_on_paper(scene, line.box) for line in lines)
        for line in lines
    ]


def _contrast(scene: Scene, box: Box) -> float:
    x0, y0, x1, y1 = box
    window = scene.gray[y0:y1, x0:x1].astype(np.float32)
    return float(np.percentile(np.abs(window - np.median(window)), 95)) if window.size else 0.0


def _alone_at_rim(scene: Scene, box: Box) -> bool:
    """At the rim, and not amid a row of texts, as a cell of a table stands."""
    x0, y0, x1, y1 = box
    level = [q.box for q in scene.snug if q.box[1] < (y0 + y1) / 2 < q.box[3]]
    amid = any(b[2] < x0 for b in level) and any(x1 < b[0] for b in level)
    return not amid and _at_rim(scene, box)


def _at_rim(scene: Scene, box: Box) -> bool:
    return box[3] < _RIM * scene.height or box[1] > (1 - _RIM) * scene.height


def _on_paper(scene: Scene, box: Box) -> bool:
    """Whether the background has the line to itself: nothing but paper around it."""
    if scene.paper is None:
        return False
    x0, y0, x1, y1 = _padded(scene, box, 0.6)
    rim = np.concatenate(
        [scene.labels[y0, x0:x1], scene.labels[y1 - 1, x0:x1],
         scene.labels[y0:y1, x0], scene.labels[y0:y1, x1 - 1]]
    )  # fmt: skip
    return float((rim == scene.paper.label).mean()) > 0.97


def ground_of(scene: Scene, box: Box) -> int:
    """The label of the flat region around a box; 0 where there is none."""
    x0, y0, x1, y1 = _padded(scene, box, 0.25)
    rim = np.concatenate([scene.labels[y0, x0:x1], scene.labels[y1 - 1, x0:x1]])
    return int(np.bincount(rim).argmax()) if rim.size else 0


def _padded(scene: Scene, box: Box, share: float) -> Box:
    pad = max(2, round(share * min(box[3] - box[1], box[2] - box[0])))
    x0, y0, x1, y1 = box
    return (
        max(0, x0 - pad),
        max(0, y0 - pad),
        min(scene.width, x1 + pad),
        min(scene.height, y1 + pad),
    )


def _within(inner: Box, outer: Box) -> bool:
    return (
        outer[0] <= inner[0] and outer[1] <= inner[1]
        and inner[2] <= outer[2] and inner[3] <= outer[3]
    )  # fmt: skip

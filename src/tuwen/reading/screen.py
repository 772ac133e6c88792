"""Screenshots of user interfaces: controls and regions with role, label and box.

Precise rather than many: a box is named only when its shape and its text agree.
"""

from dataclasses import replace

from tuwen.reading.ocr import Line
from tuwen.reading.scene import Region, Scene
from tuwen.reading.screen_marks import annotations, toggles, within
from tuwen.reading.shapes import Outline, find_outlines
from tuwen.reading.table import find_table
from tuwen.reading.types import Box, Screen, Widget

_MOST = 120


def read_screen(scene: Scene) -> Screen | None:
    """The widgets of a screenshot, top to bottom; None where there are none."""
    outlines = find_outlines(scene)
    boxes = _boxes(scene, outlines)
    taken = [widget.box for widget in boxes]
    menu = _menu(scene, taken)
    found = [
        *_dialog(scene, boxes),
        *_title(scene),
        *menu,
        *_table(scene, {w.box for w in menu}),
        *_headings(scene, taken),
        *boxes,
        *toggles(scene, outlines),
        *annotations(scene),
    ]
    found.sort(key=lambda widget: (widget.box[1], widget.box[0]))
    unique = {(w.role, w.box): w for w in found}
    kept = list(unique.values())[:_MOST]
    if not kept:
        return None
    return Screen(tuple(replace(w, id=f"w{i}") for i, w in enumerate(kept, 1)))


def _boxes(scene: Scene, outlines: list[Outline]) -> list[Widget]:
    """Buttons and inputs: flat boxes of one line's height with at most one text."""
    tall = scene.text_height
    found: list[Widget] = []
    for outline in outlines:
        x0, y0, x1, y1 = outline.box
        wide, high = x1 - x0, y1 - y0
        if (
            outline.shape not in ("rect", "rounded", "stadium")
            or not 1.1 * tall < high < 3.6 * tall
        ):
            continue
        inside = [line for line in scene.snug if within(line.box, outline.box)]
        if len(inside) > 1 or wide < 1.3 * high or wide > 0.9 * scene.width:
            continue
        role = _role(outline, inside[0], tall) if inside else ""
        if not inside and not outline.filled and wide > 5 * high:
            role = "input"
        if role:
            found.append(Widget("", role, inside[0].text if inside else "", outline.box))
    return [w for w in found if not any(_around(w.box, other.box) for other in found)]


def _around(outer: Box, inner: Box) -> bool:
    """Whether the inner box has the outer one for a border: one control, outlined twice."""
    inside = all(a <= b for a, b in zip(outer[:2], inner[:2], strict=True)) and all(
        a >= b for a, b in zip(outer[2:], inner[2:], strict=True)
    )
    return outer != inner and inside


def _role(outline: Outline, line: Line, tall: float) -> str:
    """Text in the middle: a button. Text at the left of a long box: an input."""
    x0, _, x1, _ = outline.box
    left, right = line.box[0] - x0, x1 - line.box[2]
    short = len(line.text) <= 16
    if short and line.text[-1] in "×✕":
        return "tag"
    if short and abs(left - right) < max(0.8 * tall, 0.12 * (x1 - x0)) and left > 0.25 * tall:
        return "button"
    if not outline.filled and 0.2 * tall < left < 3 * tall and right > 1.2 * left:
        return "input"
    return ""


def _dialog(scene: Scene, boxes: list[Widget]) -> list[Widget]:
    """A panel in the middle of the picture that holds texts and a button."""
    for region in scene.regions[:12]:
        if region is scene.paper or not _is_panel(scene, region):
            continue
        x0, y0, x1, y1 = region.box
        middle = abs((x0 + x1) / 2 - scene.width / 2) < 0.15 * scene.width
        free = min(x0, y0, scene.width - x1, scene.height - y1) > 0.02 * scene.width
        inside = [line for line in scene.snug if within(line.box, region.box)]
        pressed = any(w.role == "button" and within(w.box, region.box) for w in boxes)
        if middle and free and len(inside) >= 3 and pressed:
            named = [line for line in inside if len(line.text) > 1] or inside
            first = min(named, key=lambda line: line.box[1])
            return [Widget("", "dialog", first.text, region.box)]
    return []


def _is_panel(scene: Scene, region: Region) -> bool:
    share = region.width * region.height / scene.gray.size
    return 0.08 < share < 0.8 and region.area > 0.5 * region.width * region.height


def _title(scene: Scene) -> list[Widget]:
    """The text of a bar along the top."""
    for region in scene.regions[:40]:
        x0, y0, x1, y1 = region.box
        bar = x1 - x0 > 0.85 * scene.width and y1 < 0.2 * scene.height
        if not bar or region is scene.paper or y1 - y0 > 4 * scene.text_height:
            continue
        inside = [line for line in scene.snug if within(line.box, region.box)]
        if len(inside) == 1:
            return [Widget("", "title", inside[0].text, region.box)]
    return []


def _menu(scene: Scene, taken: list[Box]) -> list[Widget]:
    """The entries of a panel along the left rim."""
    tall = scene.text_height
    for region in scene.regions[:30]:
        x0, y0, x1, y1 = region.box
        panel = y1 - y0 > 0.5 * scene.height and tall * 4 < x1 - x0 < 0.36 * scene.width
        if not panel or x0 > 0.05 * scene.width or region is scene.paper:
            continue
        inside = [
            line
            for line in scene.snug
            if within(line.box, region.box) and not any(within(line.box, box) for box in taken)
        ]
        lefts = sorted(line.box[0] for line in inside)
        usual = lefts[len(lefts) // 2] if lefts else 0
        items = [line for line in inside if abs(line.box[0] - usual) < tall and len(line.text) < 30]
        if len(items) >= 3:
            return [Widget("", "menuitem", line.text, line.box) for line in items]
    return []


def _table(scene: Scene, skip: set[Box]) -> list[Widget]:
    table = find_table(scene, skip)
    if table is None or len(table.rows) < 4:
        return []
    cells = sum(bool(cell) for row in table.rows[1:] for cell in row)
    if cells < 0.6 * len(table.rows[0]) * (len(table.rows) - 1):
        return []
    return [Widget("", "table", " | ".join(cell for cell in table.rows[0] if cell), table.box)]


def _headings(scene: Scene, taken: list[Box]) -> list[Widget]:
    """Lines clearly larger than the usual text, outside of boxes."""
    return [
        Widget("", "heading", line.text, line.box)
        for line in scene.lines
        if line.upright
        and line.box[3] - line.box[1] > 1.36 * scene.text_height
        and 2 <= len(line.text) <= 40
        and line.box[2] - line.box[0] > 1.5 * (line.box[3] - line.box[1])
        and not any(within(line.box, box) for box in taken)
    ]

"""What holds what: labels in shapes, members in frames, free text, plates and marks."""

from drawn import BLUE, PALE, WHITE, Sheet

from tuwen.reading.blocks import around, blocks, joined
from tuwen.reading.frames import find_frames
from tuwen.reading.groups import Arrangement, arrange
from tuwen.reading.ocr import Line
from tuwen.reading.shapes import find_outlines
from tuwen.reading.types import Box


def _line(text: str, x: int, y: int, wide: int = 80, tall: int = 20) -> Line:
    return Line(text, (x, y, x + wide, y + tall), 0.98)


def _plan(sheet: Sheet) -> Arrangement:
    scene = sheet.scene()
    outlines = find_outlines(scene)
    return arrange(scene, outlines + find_frames(scene, outlines), list(scene.snug))


def _names(plan: Arrangement) -> list[str]:
    return sorted(joined(plan.parts[i].lines) for i in plan.nodes)


def _frame_names(plan: Arrangement) -> list[str]:
    return sorted(joined(plan.labels[i]) for i in plan.frames)


def _free(plan: Arrangement) -> list[str]:
    return sorted(joined(block) for block in plan.free)


# ---- lines of text -----------------------------------------------------------------------


def test_lines_of_a_label_are_joined_from_top_to_bottom() -> None:
    assert joined([_line("below", 10, 40), _line("above", 12, 10)]) == "above\nbelow"


def test_pieces_of_one_row_are_joined_from_left_to_right() -> None:
    pieces = [_line("Server", 100, 12), _line("API", 10, 10), _line("v2", 40, 40)]
    assert joined(pieces) == "API Server\nv2"
    assert joined([]) == ""


def test_lines_close_below_one_another_are_one_block() -> None:
    lines = [_line("Order", 10, 10), _line("Service", 12, 33), _line("far", 10, 120)]
    assert [[q.text for q in block] for block in blocks(lines)] == [["Order", "Service"], ["far"]]


def test_lines_centred_on_one_another_may_stand_further_apart() -> None:
    lines = [_line("forwards to", 0, 0, 100), _line("the mesh", 20, 42, 60), _line("is", 0, 84, 30)]
    assert len(blocks(lines)) == 3
    assert [len(block) for block in blocks(lines, centred=1.3)] == [2, 1]


def test_lines_side_by_side_or_of_another_size_are_apart() -> None:
    assert len(blocks([_line("left", 10, 10), _line("right", 130, 10)])) == 2
    assert len(blocks([_line("Title", 10, 10, tall=40), _line("note", 10, 54, tall=14)])) == 2


def test_every_line_is_in_exactly_one_block() -> None:
    lines = [_line(f"q{i}", 37 * i % 300, 13 * i % 200, 40 + i, 14 + i % 5) for i in range(40)]
    found = [line for block in blocks(lines) for line in block]
    assert sorted(line.text for line in found) == sorted(line.text for line in lines)


def test_the_box_around_lines() -> None:
    assert around([_line("a", 10, 40), _line("b", 30, 10)]) == (10, 10, 110, 60)


# ---- shapes, frames and their texts ------------------------------------------------------


def test_a_text_belongs_to_the_smallest_shape_around_it() -> None:
    sheet = Sheet(520, 320)
    sheet.shape((20, 20, 500, 300), fill=PALE)
    sheet.shape((60, 90, 260, 260), fill=BLUE)
    sheet.write(160, 110, "Zone")
    sheet.shape((90, 150, 230, 220), "Service", fill=WHITE)
    sheet.write(120, 45, "Region")
    plan = _plan(sheet)
    assert _names(plan) == ["Service"]
    assert _frame_names(plan) == ["Region", "Zone"]
    assert _free(plan) == []


def test_a_frame_takes_the_label_at_its_edge_and_leaves_the_rest_free() -> None:
    sheet = Sheet(520, 360)
    sheet.frame((20, 20, 500, 340), "Cluster")
    sheet.shape((60, 100, 240, 180), "Service")
    sheet.write(380, 250, "remark")
    plan = _plan(sheet)
    assert _frame_names(plan) == ["Cluster"]
    assert _free(plan) == ["remark"]


def test_a_label_at_the_lower_edge_of_a_frame() -> None:
    sheet = Sheet(520, 300)
    sheet.frame((20, 20, 500, 280))
    sheet.shape((60, 60, 240, 140), "First")
    sheet.shape((290, 60, 470, 140), "Second")
    sheet.write(260, 262, "Cluster")
    assert _frame_names(_plan(sheet)) == ["Cluster"]


def test_short_names_in_a_labelled_frame_are_nodes() -> None:
    """DB, MQ, LB: not every short text is a badge."""
    sheet = Sheet(640, 360)
    sheet.frame((20, 20, 620, 340), "Cluster")
    sheet.shape((60, 120, 200, 200), "DB", fill=BLUE)
    sheet.shape((300, 120, 440, 200), "MQ")
    plan = _plan(sheet)
    assert _names(plan) == ["DB", "MQ"]
    assert _frame_names(plan) == ["Cluster"]


def test_states_of_one_letter_in_a_composite_state() -> None:
    sheet = Sheet(640, 260)
    sheet.shape((20, 20, 620, 240), fill=WHITE)
    sheet.shape((20, 20, 620, 60), "B", fill=PALE)
    sheet.shape((100, 100, 150, 170), "a", fill=PALE)
    sheet.shape((400, 100, 450, 170), "b", fill=PALE)
    plan = _plan(sheet)
    assert _names(plan) == ["a", "b"]
    assert _frame_names(plan) == ["B"]


def test_a_number_in_a_small_circle_is_part_of_its_node() -> None:
    sheet = Sheet(420, 220)
    sheet.shape((40, 40, 380, 180), "Service", fill=PALE)
    sheet.shape((64, 94, 94, 124), "1", "ellipse", fill=BLUE)
    plan = _plan(sheet)
    assert len(plan.nodes) == 1
    assert plan.frames == []


def test_the_background_of_a_label_is_no_node() -> None:
    sheet = Sheet(560, 160)
    sheet.line([(20, 80), (540, 80)])
    sheet.write(280, 80, "publishes", plate=(232, 232, 232))
    plan = _plan(sheet)
    assert plan.nodes == []
    assert _free(plan) == ["publishes"]


def test_a_shadow_is_no_frame() -> None:
    sheet = Sheet(320, 200)
    sheet.shape((66, 46, 246, 146), fill=(205, 205, 205), width=0)
    sheet.shape((60, 40, 240, 140), "Service", fill=WHITE)
    plan = _plan(sheet)
    assert _names(plan) == ["Service"]
    assert plan.frames == []


def _with_soft_shadow(size: int, offset: int, blur: float) -> Arrangement:
    """A small state as PlantUML draws it: its name fills it, its shadow is wide."""
    sheet, box = Sheet(320, 160), (100, 40, 168, 92)
    sheet.shadow(box, offset, blur)
    sheet.shape(box, form="rounded", fill=(254, 254, 206), border=(168, 0, 54))
    sheet.write(134, 68, "MMM", size)
    return _plan(sheet)


def test_a_soft_shadow_is_no_shape() -> None:
    for offset, blur in ((4, 1), (4, 3), (8, 2)):
        assert _names(_with_soft_shadow(18, offset, blur)) == ["MMM"]


def test_a_soft_shadow_of_a_box_that_its_name_fills() -> None:
    for offset, blur in ((6, 3), (8, 1), (8, 2)):
        plan = _with_soft_shadow(22, offset, blur)
        assert _names(plan) == ["MMM"]
        assert plan.parts[plan.nodes[0]].outline.box[1] < 50


def test_large_letters_make_no_nodes() -> None:
    sheet = Sheet(640, 200)
    sheet.write(320, 60, "BOOM 8 Q O D @", 40)
    sheet.write(320, 130, "the quick brown fox jumps over", 18)
    plan = _plan(sheet)
    assert plan.nodes == []
    assert len(_free(plan)) == 2


def test_a_start_dot_is_a_mark() -> None:
    sheet = Sheet(320, 160)
    sheet.dot(60, 80)
    sheet.shape((140, 50, 290, 110), "Idle")
    assert _names(_plan(sheet)) == ["", "Idle"]


def test_everything_that_is_said_has_one_place() -> None:
    sheet = Sheet(700, 420)
    sheet.frame((20, 20, 680, 400), "Cluster")
    sheet.frame((40, 70, 340, 380), "Inner", dashed=True)
    boxes: list[tuple[Box, str]] = [
        ((70, 120, 220, 180), "Gateway"), ((70, 260, 220, 320), "Store"),
        ((450, 150, 620, 220), "Worker"),
    ]  # fmt: skip
    for box, name in boxes:
        sheet.shape(box, name)
    sheet.write(560, 340, "remark")
    plan = _plan(sheet)
    said = [line for i in plan.nodes for line in plan.parts[i].lines]
    said += [line for label in plan.labels.values() for line in label]
    said += [line for block in plan.free for line in block]
    assert sorted(q.text for q in said) == sorted(q.text for q in sheet.lines)


def test_layers_may_have_their_titles_beside_them() -> None:
    sheet = Sheet(560, 380)
    for top, title, names in ((20, "Apps", ("One", "Two")), (200, "Models", ("Three", "Four"))):
        sheet.frame((130, top, 540, top + 140), dashed=True)
        sheet.write(70, top + 70, title)
        for x, name in zip((170, 360), names, strict=True):
            sheet.shape((x, top + 40, x + 140, top + 100), name)
    assert [group.label for group in sheet.diagram().groups] == ["Apps", "Models"]


def test_a_text_beside_a_single_frame_is_not_its_title() -> None:
    sheet = Sheet(560, 200)
    sheet.frame((130, 20, 540, 160), dashed=True)
    sheet.write(70, 90, "Caller")
    sheet.shape((170, 60, 310, 120), "One")
    sheet.shape((360, 60, 500, 120), "Two")
    assert [group.label for group in sheet.diagram().groups] == [""]

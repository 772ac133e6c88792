"""Captions, watermarks and page numbers stand apart; words of the picture never do."""

import numpy as np
import pytest
from drawn import NIGHT, PALE, Sheet

from tuwen.reading.diagram import read_diagram
from tuwen.reading.furniture import caption_of, cleared, find_furniture
from tuwen.reading.types import Role


def two_boxes(height: int = 300, paper: tuple[int, int, int] = (255, 255, 255)) -> Sheet:
    sheet = Sheet(640, height, paper, (20, 20, 20) if sum(paper) > 380 else (230, 230, 230))
    sheet.shape((60, 80, 220, 150), "Client", fill=PALE if sum(paper) > 380 else (50, 60, 90))
    sheet.shape((400, 80, 560, 150), "Server", fill=PALE if sum(paper) > 380 else (50, 60, 90))
    sheet.arrow((221, 115), (398, 115))
    return sheet


def roles(sheet: Sheet) -> list[tuple[Role, str]]:
    return [(role, line.text) for role, line in find_furniture(sheet.scene())]


@pytest.mark.parametrize("paper", [(255, 255, 255), NIGHT])
@pytest.mark.parametrize(
    ("text", "title"),
    [
        ("图 3-1 订单系统的架构", "订单系统的架构"), ("图3：订单系统", "订单系统"),
        ("Figure 2: The way of a request", "The way of a request"), ("Fig. 4", ""),
        ("表 2-1 各层的职责", "各层的职责"),
    ],
)  # fmt: skip
def test_a_numbered_line_below_is_the_caption(
    text: str, title: str, paper: tuple[int, int, int]
) -> None:
    sheet = two_boxes(paper=paper)
    sheet.write(320, 270, text)
    assert roles(sheet) == [("caption", text)]
    assert caption_of(find_furniture(sheet.scene())) == title


def test_a_caption_above_in_two_lines() -> None:
    sheet = two_boxes()
    sheet.write(320, 20, "Figure 2: The way of a request from")
    sheet.write(300, 44, "the client to the server")
    furniture = find_furniture(sheet.scene())
    said = "The way of a request from the client to the server"
    assert caption_of(furniture) == said
    assert len(furniture) == 2


@pytest.mark.parametrize("text", ["CSDN @author", "@稀土掘金技术社区", "知乎 @作者"])
def test_the_mark_of_a_site_is_a_watermark(text: str) -> None:
    sheet = two_boxes()
    sheet.write(560, 285, text, 15, (150, 150, 150))
    assert roles(sheet) == [("watermark", text)]


def test_small_print_and_page_numbers_stand_at_the_rim() -> None:
    sheet = two_boxes(400)
    sheet.write(320, 385, "- 12 -", 15)
    sheet.write(120, 15, "公众号：架构师", 15)
    assert sorted(roles(sheet)) == [("page", "- 12 -"), ("watermark", "公众号：架构师")]


def test_pale_words_again_and_again_are_a_watermark() -> None:
    sheet = two_boxes()
    for x, y in ((120, 30), (320, 200), (500, 250), (150, 260)):
        sheet.write(x, y, "internal", 18, (225, 225, 225))
    assert roles(sheet) == [("watermark", "internal")] * 4


def test_names_in_boxes_and_between_lines_are_none() -> None:
    sheet = Sheet(640, 300)
    sheet.shape((60, 20, 220, 60), "图 1", fill=PALE)
    sheet.shape((60, 230, 220, 280), "公众号：后台", fill=PALE)
    sheet.write(420, 150, "图 2 在中间")
    sheet.shape((400, 230, 560, 280), "www.example.com", fill=PALE)
    assert roles(sheet) == []


def test_what_is_cleared_leaves_no_trace() -> None:
    sheet = two_boxes()
    sheet.write(320, 270, "图 1 系统架构")
    scene = sheet.scene()
    furniture = find_furniture(scene)
    clean = cleared(scene, [line for _, line in furniture])
    assert [line.text for line in clean.lines] == ["Client", "Server"]
    assert not np.any(clean.ink[240:])
    diagram = read_diagram(clean)
    assert [node.label for node in diagram.nodes] == ["Client", "Server"]
    assert len(diagram.edges) == 1
    assert cleared(scene, []) is scene


def test_a_word_with_an_at_amid_a_row_of_words_is_no_mark() -> None:
    sheet = Sheet(640, 300)
    for y in (40, 110, 180, 250):
        for x, word in ((90, "orders"), (300, "@Bean"), (510, "running")):
            sheet.write(x, y, word)
    assert roles(sheet) == []

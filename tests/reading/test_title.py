"""A title stands above everything, large or in line; other words up there are none."""

from drawn import PALE, Sheet

from tuwen.reading.diagram import read_diagram
from tuwen.reading.title import find_title


def title_of(*words: tuple[int, int, str, int]) -> str:
    sheet = Sheet(680, 360)
    for x, name in ((60, "Client"), (460, "Server")):
        sheet.shape((x, 140, x + 160, 210), name, fill=PALE)
    sheet.arrow((221, 175), (458, 175))
    for x, y, text, size in words:
        sheet.write(x, y, text, size)
    scene = sheet.scene()
    diagram = read_diagram(scene)
    return find_title(scene, diagram.nodes, diagram.edges, diagram.groups)


def test_words_in_the_middle_above() -> None:
    assert title_of((340, 40, "How a request travels", 18)) == "How a request travels"


def test_large_words_anywhere_above() -> None:
    assert title_of((560, 40, "Overview", 30)) == "Overview"


def test_large_words_below() -> None:
    assert title_of((340, 320, "Overview of all", 30)) == "Overview of all"
    assert title_of((340, 320, "a remark", 16)) == ""


def test_heads_of_columns_are_no_title() -> None:
    assert title_of((140, 90, "outside", 18), (540, 90, "inside", 18)) == ""


def test_the_label_of_a_line_is_no_title() -> None:
    assert title_of((340, 160, "request", 18)) == ""
    assert title_of() == ""

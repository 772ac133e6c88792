"""Pictures of which little can be told: photographs, blanks, formulas, drawings without words."""

from dataclasses import replace

from figures import drawn

from tuwen.figure.types import Problem
from tuwen.reading.types import FORMULA, Reading, Text
from tuwen.task import Order, TaskName
from tuwen.writing.narrate import write


def text(task: TaskName, reading: Reading) -> str:
    return "".join(s.text for s in write(Order(task), reading))


def test_a_photograph_is_left_to_engines_that_see() -> None:
    photo = Reading(10, 10, "photo", 0.9)
    assert "画面内容未作识别" in text("summary", photo)
    assert text("alt", Reading(10, 10, "decorative", 0.9)) == ""


def test_of_a_picture_without_structure_its_colours_are_told() -> None:
    photo = Reading(900, 600, "photo", 0.9, palette=((60, 120, 50), (130, 180, 230)))
    told = text("summary", photo)
    assert told.startswith("该图片是一张横构图的照片，以")
    assert "绿色" in told
    assert "蓝色" in told
    assert "照片" in text("alt", photo)
    doubtful = Reading(300, 300, "decorative", 0.4, palette=((255, 255, 255),))
    assert "较可能是一张图标、标志、插画一类的装饰图，以白色为主" in text("describe", doubtful)


def test_a_drawing_without_names_is_not_told_line_by_line() -> None:
    labels = {f"n{i}": "" for i in range(8)} | {"a": "x2", "b": "x5"}
    arrows = "a>b;" + ";".join(f"n{i}>n{i + 1}" for i in range(7))
    title = Text("t1", "自注意力", (0, 0, 90, 20), 0.99)
    told = text("summary", replace(drawn("architecture", labels, arrows), texts=(title,)))
    assert "大多没有文字" in told
    assert "自注意力" in told
    assert "x2 连接到 x5" not in told


def test_places_without_words_are_no_parts() -> None:
    labels = {"a": "10.10.1", "b": "10.10.9.1", "c": "B"}
    words = tuple(Text(f"t{k}", w, (0, 0, 90, 20), 0.99) for k, w in enumerate(("Pod",) * 4))
    told = text("summary", replace(drawn("architecture", labels, ""), texts=words))
    assert "Pod" in told
    assert "10.10.9.1" not in told


def test_a_blank_picture_is_said_to_be_blank() -> None:
    flaw = Problem("blank", 0.0, "空白。")
    blank = Reading(900, 600, "decorative", 0.9, flaws=(flaw,), palette=((30, 30, 30),))
    assert text("summary", blank) == "图片几乎只有黑色一种颜色，没有可以描述的内容。"


def test_a_formula_is_said_to_be_one_and_not_spelt_out() -> None:
    formula = Reading(1, 1, "other", 0.7, texts=(Text("t1", "QK", (0, 0, 9, 9), 0.9),),
                      problems=(FORMULA,))  # fmt: skip
    told = text("summary", formula)
    assert "图中是数学公式" in told
    assert "未逐个识读" in told
    assert "QK" not in told


def test_of_machines_that_bear_addresses_alone_the_texts_are_told() -> None:
    addresses = {"a": "1A-2F-BB-76-09-AD", "b": "137.196.7.88", "c": "58-23-D7-FA-20-B0"}
    reading = drawn("architecture", addresses, "")
    box = (0, 200, 300, 220)
    texts = [Text(f"t{n}", node.label, node.box, 0.98) for n, node in enumerate(reading.nodes)]
    said = Text("t9", "源IP:137.196.7.23", box, 0.98)
    reading = replace(reading, texts=(*texts, said))
    assert "组成结构" not in text("summary", reading)
    assert "源 IP:137.196.7.23" in text("summary", reading)
    assert text("alt", reading).startswith("图中文字：「")
    assert "图" not in text("keywords", reading).split("、")


def test_a_word_in_other_letters_is_told_once() -> None:
    lines = [(200, "Card"), (400, "BROWSER"), (600, "card")]
    texts = tuple(Text(f"t{y}", said, (100, y, 300, y + 60), 0.98) for y, said in lines)
    reading = Reading(800, 800, "other", 0.4, texts=texts)
    assert text("alt", reading).casefold().count("card") == 1

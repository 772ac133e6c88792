"""Sequence diagrams drawn in the test, and one real Mermaid drawing."""

import json
from pathlib import Path

import cv2
import numpy as np
import pytest
from PIL import Image
from sequence_drawn import Sheet, messages, two

from tuwen.reading.ocr import Line, read_lines
from tuwen.reading.scene import gray_of, take_apart
from tuwen.reading.sequence import read_sequence

EXAMPLES = Path(__file__).parents[2] / "examples"


@pytest.mark.parametrize("dash", [0, 5])
@pytest.mark.parametrize("foot", [True, False])
def test_messages_come_in_order_with_direction_style_and_label(dash: int, foot: bool) -> None:
    sheet = Sheet(780, 480)
    a, b, c = two(sheet, "Client", "Gateway", "MySQL", dash=dash, foot=foot)
    sheet.arrow(a, b, 120, "POST /orders")
    sheet.arrow(b, c, 180, "INSERT", head="open")
    sheet.arrow(c, b, 240, "ok", dash=5)
    sheet.arrow(b, a, 300, "201 Created", dash=5)
    sheet.arrow(a, c, 360, "audit")
    assert messages(sheet) == [
        ("Client", "Gateway", "POST /orders", "solid end"),
        ("Gateway", "MySQL", "INSERT", "solid end"),
        ("MySQL", "Gateway", "ok", "dashed end"),
        ("Gateway", "Client", "201 Created", "dashed end"),
        ("Client", "MySQL", "audit", "solid end"),
    ]


def test_a_dark_picture_and_an_undirected_line() -> None:
    sheet = Sheet(520, 480, paper=(30, 30, 32), ink=(220, 220, 220))
    for x, name in ((120, "App"), (380, "Redis")):
        sheet.lifeline(x, 64, 420)
        sheet.header(x, 20, name, fill=(50, 50, 54))
    sheet.arrow(120, 380, 140, "GET user")
    sheet.arrow(380, 120, 220, "miss", dash=4)
    sheet.arrow(120, 380, 300, "ping", head="")
    assert messages(sheet) == [
        ("App", "Redis", "GET user", "solid end"), ("Redis", "App", "miss", "dashed end"),
        ("App", "Redis", "ping", "solid none"),
    ]  # fmt: skip


def test_bars_notes_numbers_and_loops() -> None:
    sheet = Sheet(640, 520)
    a, b = two(sheet, "Web", "Auth", bottom=460)
    sheet.draw.rectangle((b - 6, 120, b + 6, 330), fill=(244, 244, 244), outline=(90, 90, 90))
    sheet.arrow(a, b - 6, 120, "login")
    sheet.draw.line((b + 6, 190, b + 46, 190, b + 46, 214, b + 8, 214), fill="black", width=2)
    sheet.draw.polygon([(b + 7, 214), (b + 18, 208), (b + 18, 220)], fill="black")
    sheet.text(b + 50, 174, "check hash")
    sheet.draw.rectangle((a - 70, 240, a + 60, 276), fill=(255, 245, 173), outline=(170, 170, 51))
    sheet.text(a - 5, 258, "a note")
    sheet.arrow(b - 6, a, 330, "token", dash=5)
    sheet.draw.ellipse((b - 16, 320, b + 4, 340), fill="black")
    found = messages(sheet)
    assert found[0] == ("Web", "Auth", "login", "solid end")
    assert found[1] == ("Auth", "Auth", "check hash", "solid end")
    assert found[2] == ("Auth", "Web", "token", "dashed end")
    assert len(found) == 3


def test_frames_with_sections() -> None:
    sheet = Sheet(560, 520)
    a, b = two(sheet, "Shop", "Stock", bottom=460)
    sheet.draw.rectangle((a - 20, 90, b + 20, 400), outline=(60, 60, 60))
    sheet.draw.line((a - 20, 114, a + 14, 114), fill=(60, 60, 60))
    sheet.text(a - 3, 102, "alt", size=14)
    sheet.text(250, 104, "[in stock]", size=14)
    sheet.arrow(a, b, 190, "reserve")
    for x in range(a - 20, b + 20, 8):
        sheet.draw.line((x, 250, x + 4, 250), fill=(60, 60, 60))
    sheet.text(250, 264, "[sold out]", size=14)
    sheet.arrow(b, a, 340, "refuse", dash=5)
    found = read_sequence(sheet.scene())
    assert found is not None
    assert [(g.label, g.members) for g in found[2]] == [
        ("alt in stock", ("n1", "n2", "g2")), ("else sold out", ("n1", "n2")),
    ]  # fmt: skip
    assert [edge.label for edge in found[1]] == ["reserve", "refuse"]
    assert all(abs(p - q) <= 3 for p, q in zip(found[2][0].box, (100, 90, 400, 400), strict=True))


def test_what_is_no_sequence_diagram(diagram: Image.Image) -> None:
    pixels = np.array(diagram)
    box = Line("Gateway", (40, 45, 130, 75), 0.9)
    assert read_sequence(take_apart(pixels, gray_of(pixels), [box])) is None
    blank = np.full((80, 80, 3), 255, np.uint8)
    assert read_sequence(take_apart(blank, gray_of(blank), [])) is None
    noise = np.random.default_rng(1).integers(0, 255, (120, 160, 3), np.uint8)
    assert read_sequence(take_apart(noise, gray_of(noise), [])) is None
    tree = Sheet(520, 400)  # boxes below boxes, joined by upright arrows: a flowchart
    for x in (120, 380):
        for y, name in ((20, "start"), (160, "check"), (300, "done")):
            tree.header(x, y, name)
        for y in (64, 204):
            tree.draw.line((x, y, x, y + 96), fill="black", width=2)
    tree.draw.line((180, 182, 320, 182), fill="black", width=2)
    assert read_sequence(tree.scene()) is None


@pytest.mark.parametrize("quality", [None, 60])
def test_a_real_mermaid_drawing(quality: int | None) -> None:
    image = cv2.imread(str(EXAMPLES / "login-sequence.png"), cv2.IMREAD_COLOR)
    assert image is not None
    if quality:
        image = cv2.imdecode(
            cv2.imencode(".jpg", image, [cv2.IMWRITE_JPEG_QUALITY, quality])[1], cv2.IMREAD_COLOR
        )
        assert image is not None
    pixels = cv2.cvtColor(image, cv2.COLOR_BGR2RGB).astype(np.uint8)
    gray = gray_of(pixels)
    found = read_sequence(take_apart(pixels, gray, read_lines(pixels, gray=gray)))
    assert found is not None
    truth = next(
        item
        for item in map(json.loads, (EXAMPLES / "truth.jsonl").read_text("utf-8").splitlines())
        if item["image"] == "login-sequence.png"
    )
    want = {node["id"]: node["label"] for node in truth["nodes"]}
    have = {node.id: node.label for node in found[0]}
    assert list(have.values()) == list(want.values())
    assert found[0][0].shape == "actor"
    assert [(have[e.source], have[e.target]) for e in found[1]] == [
        (want[e["from"]], want[e["to"]]) for e in truth["edges"]
    ]
    assert [group.label for group in found[2]] == ["alt 密码正确", "else 密码错误"]

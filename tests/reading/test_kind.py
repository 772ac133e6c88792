"""Kinds of pictures that are drawn here: one of each, and what must hold for any picture."""

from collections.abc import Sequence
from itertools import pairwise

import cv2
import numpy as np
import pytest
from drawn import BLUE, NIGHT, PALE, Sheet, row_of
from hypothesis import given, settings
from hypothesis import strategies as st

from tuwen.reading.chart_round import legend_alone
from tuwen.reading.kind import classify, shows_chart
from tuwen.reading.kind_diagram import evidence
from tuwen.reading.scene import gray_of, take_apart
from tuwen.reading.types import CHARTS, DIAGRAMS, Kind

CODE = """import redis
from contextlib import contextmanager

@contextmanager
def lock(client: redis.Redis, name: str):
    token = uuid.uuid4().hex
    if not client.set(name, token, nx=True):
        raise TimeoutError(name)
    try:
        yield token
    finally:
        client.eval(UNLOCK, 1, name, token)""".splitlines()
SHELL = """ops@k8s:~$ kubectl get pods -n shop
gateway-6d8f7c9b5-2xk8p    1/1  Running   0  12d
order-service-7c5d9f6-8h2  1/1  Running   0  3d4h
payment-service-59b8d4-lm  0/1  Pending  14  48m
ops@k8s:~$ docker ps -a
CONTAINER ID   IMAGE   COMMAND   STATUS
ops@k8s:~$ curl -s localhost:8080/healthz""".splitlines()


def kind_of(sheet: Sheet) -> Kind:
    return classify(sheet.scene()).kind


def without_a_diagram(sheet: Sheet) -> Kind:
    """The kind once no nodes and edges were found."""
    return classify(sheet.scene()).shifted(evidence((), (), ())).kind


def page(lines: Sequence[str], *, dark: bool, numbers: bool = False) -> Sheet:
    """Lines of text one below the other, left-aligned, every letter equally wide."""
    sheet = Sheet(900, 40 + 26 * len(lines), NIGHT) if dark else Sheet(900, 40 + 26 * len(lines))
    ink = (220, 220, 220) if dark else (30, 30, 30)
    for i, line in enumerate(lines):
        y, start = 30 + 26 * i, 70 + 9 * (len(line) - len(line.lstrip()))
        if numbers:
            sheet.write(30, y, str(i + 1), 14, (120, 120, 120))
        if line.strip():
            wide = 9 * len(line.strip())
            sheet.write(start + wide // 2, y, line.strip(), 14, ink)
            text = sheet.lines[-1]
            box = (start, text.box[1], start + wide, text.box[3])
            sheet.lines[-1] = type(text)(text.text, box, text.confidence)
    return sheet


def test_boxes_and_arrows_are_a_diagram() -> None:
    sheet, boxes = row_of("Client", "Gateway", "Service", "Database")
    for a, b in pairwise(boxes):
        sheet.arrow((a[2] + 1, 80), (b[0] - 1, 80))
    guess = classify(sheet.scene())
    assert guess.kind in DIAGRAMS
    assert guess.confidence > 0.5


def test_participants_above_and_below_are_a_sequence() -> None:
    sheet = Sheet(640, 420)
    for x, name in ((80, "Alice"), (320, "Server"), (560, "Store")):
        for y in (20, 360):
            sheet.shape((x - 55, y, x + 55, y + 40), name, fill=PALE)
        sheet.line([(x, 60), (x, 360)], width=1)
    for y, (a, b), word in (
        (130, (80, 320), "ask"),
        (200, (320, 560), "load"),
        (270, (560, 80), "rows"),
    ):
        sheet.arrow((a, y), (b, y))
        sheet.write((a + b) // 2, y - 14, word, 14)
    assert kind_of(sheet) == "sequence"


def test_members_in_compartments_are_a_class_diagram() -> None:
    sheet = Sheet(560, 300)
    for x, name in ((40, "Order"), (320, "Customer")):
        for y, tall in ((40, 36), (76, 60), (136, 60)):
            sheet.shape((x, y, x + 190, y + tall))
        sheet.write(x + 95, 58, name)
        for y, member in (
            (92, "-id: Long"),
            (116, "+total: Money"),
            (152, "+pay(): void"),
            (176, "+cancel()"),
        ):
            sheet.write(x + 70, y, member, 14)
    assert kind_of(sheet) == "class"


@pytest.mark.parametrize("dark", [False, True])
def test_code(dark: bool) -> None:
    assert kind_of(page(CODE, dark=dark, numbers=True)) == "code"


def test_remarks_behind_a_hash_are_no_prompts() -> None:
    remarks = [
        "with lock:",
        "    # Move the link to the front of the circular queue",
        "    link_prev, link_next = link[PREV], link[NEXT]",
        "    # Use the old root to store the new key and result",
        "    last = root[PREV]",
        "    # Since the link update is already done, we need only return",
        "    # the computed result and update the count of misses",
        "    hits += 1",
        "    return result",
    ]
    assert kind_of(page(remarks, dark=False)) == "code"
    assert kind_of(page(remarks, dark=True)) == "code"


def test_what_root_types_is_a_prompt() -> None:
    typed = ["# apt-get install -y nginx", "Reading package lists", "Building dependency tree",
             "# systemctl start nginx", "# ls /etc/nginx", "conf.d  mime.types  nginx.conf",
             "# cat nginx.conf", "worker processes auto"]  # fmt: skip
    assert kind_of(page(typed, dark=True)) == "terminal"


def test_numbered_rows_in_pieces_are_code_and_no_table() -> None:
    sheet = Sheet(700, 420)
    for i in range(14):
        y = 30 + 26 * i
        sheet.write(30, y, str(i + 90), 14, (120, 120, 120))
        for x, word in ((110, "ALTER"), (190, "FUNCTION"), (290, f"isn{i:02}(upc,"), (380, "upc)"),
                        (480, "PARALLEL SAFE;")):  # fmt: skip
            sheet.write(x, y, word, 14)
            line = sheet.lines[-1]
            half = {110: 39, 190: 38, 290: 58, 380: 28, 480: 70}[x]
            box = (x - half, line.box[1], x + half, line.box[3])
            sheet.lines[-1] = type(line)(line.text, box, line.confidence)
    assert kind_of(sheet) == "code"


def test_a_dark_shell_is_a_terminal() -> None:
    assert kind_of(page(SHELL, dark=True)) == "terminal"


def test_cells_in_rows_and_columns_are_a_table() -> None:
    sheet = Sheet(700, 300)
    for row in range(7):
        sheet.line([(20, 20 + 38 * row), (680, 20 + 38 * row)], width=1)
        for column, word in enumerate(("Kafka", "high", "low", "yes", "pull")):
            if row < 6:
                sheet.write(90 + 130 * column, 39 + 38 * row, word if column else f"Row {row}", 15)
    assert kind_of(sheet) == "table"


def test_a_form_is_a_screen() -> None:
    sheet = Sheet(560, 520)
    sheet.pixels[:48] = (230, 232, 238)
    sheet.write(70, 24, "Settings", 18)
    for i, label in enumerate(("Name", "Password", "Search", "Status")):
        sheet.write(60, 90 + 80 * i, label, 15)
        sheet.shape((40, 106 + 80 * i, 420, 138 + 80 * i), width=1)
        sheet.write(110, 122 + 80 * i, "please enter", 14, (150, 150, 150))
    sheet.shape((40, 450, 130, 486), "Save", fill=BLUE, width=0)
    sheet.shape((150, 450, 250, 486), "Cancel", width=1)
    assert kind_of(sheet) == "ui_screenshot"


def test_noise_of_many_colours_is_a_photo() -> None:
    random = np.random.default_rng(1)
    small = random.integers(0, 256, (40, 60, 3)).astype(np.float32)
    large = np.repeat(np.repeat(small, 10, axis=0), 10, axis=1)
    pixels = np.clip(large + random.normal(0, 25, large.shape), 0, 255).astype(np.uint8)
    assert classify(take_apart(pixels, gray_of(pixels), [])).kind == "photo"


def test_cells_with_digits_are_no_diagram() -> None:
    sheet = Sheet(520, 260)
    for left, rows in ((40, 3), (320, 3)):
        for row in range(rows):
            for column in range(3):
                x, y = left + 50 * column, 50 + 50 * row
                sheet.shape((x, y, x + 50, y + 50), str(row * 3 + column), fill=PALE)
    sheet.arrow((200, 125), (312, 125))
    assert classify(sheet.scene()).kind == "other"


def test_a_dark_log_is_a_terminal() -> None:
    lines = [
        f"[I 05:23:3{i}.157 App] Serving notebooks from /home/ops at port {i}" for i in range(8)
    ]
    assert kind_of(page(lines, dark=True)) == "terminal"


def test_one_mark_without_words_is_decorative() -> None:
    sheet = Sheet(200, 200)
    sheet.shape((60, 60, 140, 140), form="ellipse", fill=BLUE, width=0)
    assert kind_of(sheet) == "decorative"


@settings(max_examples=25, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(0, 30))
def test_any_picture_gets_a_kind_and_a_confidence(seed: int, count: int) -> None:
    random = np.random.default_rng(seed)
    sheet = Sheet(int(random.integers(20, 400)), int(random.integers(20, 300)))
    for _ in range(count):
        x, y = int(random.integers(0, 400)), int(random.integers(0, 300))
        if random.random() < 0.5:
            sheet.shape((x, y, x + int(random.integers(4, 200)), y + int(random.integers(4, 90))))
        else:
            sheet.write(x, y, str(random.choice(["①", "12", "PK", "a->b", "$ ls", "中文", "{"])))
    assert 0 < classify(sheet.scene()).confidence <= 1


def test_a_chart_in_a_screenshot_is_seen_and_rows_of_buttons_are_none() -> None:
    sheet = Sheet(900, 560)
    sheet.shape((0, 0, 900, 50), fill=(40, 60, 90), border=(40, 60, 90))
    for i, name in enumerate(("Overview", "Settings", "Export", "Search")):
        sheet.write(120 + 150 * i, 25, name, 16, (255, 255, 255))
    assert not shows_chart(sheet.scene())
    for i in range(6):
        sheet.write(60, 460 - 60 * i, str(20 * i), 14)
        cv2.line(sheet.pixels, (90, 460 - 60 * i), (860, 460 - 60 * i), (225, 225, 225), 1)
    for i in range(8):
        sheet.write(110 + 100 * i, 485, f"{8 + i:02}:00", 14)
    points = [(110 + 100 * i, 400 - 37 * (i * 5 % 7)) for i in range(8)]
    cv2.polylines(sheet.pixels, [np.array(points, np.int32)], False, (30, 90, 200), 3, cv2.LINE_AA)
    assert shows_chart(sheet.scene())


@pytest.mark.parametrize("many", [0, 12])
def test_pictograms_that_a_legend_explains_are_no_chart(many: int) -> None:
    sheet = Sheet(700, 500)
    for k, (name, colour) in enumerate((("Leader", (220, 60, 40)), ("Follower", (40, 110, 220)))):
        sheet.pixels[40 + 40 * k : 56 + 40 * k, 540:556] = colour
        sheet.write(590, 48 + 40 * k, name, 14)
        for i in range(many):
            x, y = 40 + 36 * i, 160 + 120 * k
            sheet.pixels[y : y + 16, x : x + 16] = colour
        if not many:
            cv2.circle(sheet.pixels, (150 + 200 * k, 300), 80, colour, -1, cv2.LINE_AA)
    assert legend_alone(sheet.scene()) is not bool(many)


def test_the_numbers_of_pages_are_no_axis() -> None:
    sheet = Sheet(1200, 520)
    for i in range(9):
        sheet.write(90, 60 + 40 * i, f"channel {'abcdefghi'[i]}", 15)
        sheet.write(840 + 34 * i, 460, str(i + 1), 15)
    assert kind_of(sheet) not in CHARTS


def test_a_logo_and_an_icon_are_decorative() -> None:
    logo = Sheet(420, 140)
    cv2.circle(logo.pixels, (70, 70), 45, (230, 70, 40), -1, cv2.LINE_AA)
    logo.write(250, 70, "Nimbus", 56)
    assert without_a_diagram(logo) == "decorative"
    icon = Sheet(200, 200)
    cv2.circle(icon.pixels, (100, 100), 70, (30, 110, 230), -1, cv2.LINE_AA)
    assert without_a_diagram(icon) == "decorative"


def test_a_smooth_gradient_is_no_photograph() -> None:
    y, x = np.mgrid[0:300, 0:600]
    pixels = np.stack([120 + x // 6, 60 + y // 3, 200 - x // 8], -1).astype(np.uint8)
    assert classify(take_apart(pixels, gray_of(pixels), [])).kind == "decorative"

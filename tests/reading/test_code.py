"""Source text: indentation, spaces, numbers of lines, languages, comments."""

from itertools import pairwise

import pytest
from written import NIGHT, PALE, typed

from tuwen.figure.types import Figure
from tuwen.reading import read
from tuwen.reading.types import Code

PYTHON = [
    "import random",
    "",
    "def shuffle(items):",
    "    for i in range(len(items)):",
    "        if items[i] == 0:",
    "            continue",
    "        swap(items, i, random.randint(0, i))",
    "    # back to the caller",
    "    return items",
]


def code_of(figure: Figure) -> Code:
    reading = read(figure)
    assert reading.kind == "code"
    assert reading.code is not None
    return reading.code


@pytest.mark.parametrize("dark", [False, True])
def test_indentation_spaces_and_empty_lines_are_kept(dark: bool) -> None:
    figure = typed(PYTHON, paper=NIGHT, ink=PALE, first=1) if dark else typed(PYTHON)
    code = code_of(figure)
    assert [line.text for line in code.lines] == PYTHON
    assert code.language == "python"


def test_numbers_of_lines_are_no_text() -> None:
    code = code_of(typed(PYTHON, first=97))
    assert [line.text for line in code.lines] == PYTHON


def test_a_lone_bracket_below_all_else_is_read() -> None:
    lines = [
        "start(function (port) {",
        "    const server = create(port);",
        "    server.listen(port);",
        "    return server;",
        "})",
    ]
    code = code_of(typed(lines, first=1))
    assert [line.text for line in code.lines] == lines
    assert code.language == "javascript"


def test_comments_are_known_as_such() -> None:
    roles = {line.text.strip(): line.role for line in code_of(typed(PYTHON, first=1)).lines}
    assert roles["# back to the caller"] == "comment"
    assert roles["return items"] == "code"


def test_lines_stand_where_they_are_written() -> None:
    figure = typed(PYTHON, first=1)
    lines = [line for line in code_of(figure).lines if line.text]
    assert all(a.box[1] < b.box[1] for a, b in pairwise(lines))
    assert all(0 <= q.box[0] < q.box[2] <= figure.width for q in lines)


def test_what_is_copied_is_what_the_texts_say() -> None:
    reading = read(typed(PYTHON, first=1))
    assert [text.text for text in reading.texts] == [line.strip() for line in PYTHON if line]


def test_a_terminal_tells_commands_from_what_comes_out() -> None:
    prompt = "root@web:~$"
    lines = [
        f"{prompt} python run.py --port 80",
        "Starting the server",
        "ValueError: port in use",
        f"{prompt} docker ps",
        "CONTAINER ID   IMAGE",
        "1f2e3d4c5b6a   nginx",
        f"{prompt} ls -l",
        "run.py  setup.py",
    ]
    reading = read(typed(lines, paper=NIGHT, ink=PALE))
    assert reading.kind == "terminal"
    assert reading.code is not None
    roles = ["command", "output", "error", "command", "output", "output", "command", "output"]
    assert [line.role for line in reading.code.lines] == roles
    assert [line.prompt for line in reading.code.lines if line.prompt] == [prompt] * 3


def test_dark_code_whose_remarks_begin_as_a_prompt_does_is_code() -> None:
    lines = [
        "def sweep(items):",
        "    # drop what is old",
        "    for item in items:",
        "        # and tell the owner",
        "        self.tell(item)",
        "    return None",
    ]
    reading = read(typed(lines, paper=NIGHT, ink=PALE))
    assert reading.kind == "code"
    assert reading.code is not None
    assert reading.code.language == "python"

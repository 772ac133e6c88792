"""Code in words."""

from figures import BOX, coded, lettered

from tuwen.reading.types import CodeLine, LineRole, Reading
from tuwen.task import Order
from tuwen.writing.narrate import write


def told(reading: Reading) -> str:
    return "".join(s.text for s in write(Order("summary"), reading))


def line(text: str, role: LineRole, prompt: str = "") -> CodeLine:
    return CodeLine(text, role, BOX, 0.95, prompt)


def test_code_tells_language_types_functions_imports_and_calls() -> None:
    text = told(coded(
        "code", "import os", "class Loader:", "    def load(self, path):",
        "        return parse(open(path))", language="python",
    ))  # fmt: skip
    assert "Python 代码" in text
    assert "定义了 Loader 类型" in text
    assert "load()" in text
    assert "引入了 os" in text
    assert "parse()" in text


def test_a_remark_tells_what_code_is_for() -> None:
    text = told(
        coded("code", line("# 删除过期的会话", "comment"), "def sweep():", language="python")
    )
    assert "注释写明「删除过期的会话」" in text


def test_sql_tells_what_is_asked_of_which_table() -> None:
    text = told(coded("code", "SELECT id FROM orders", "JOIN users ON 1 = 1;", language="sql"))
    assert "查询 orders 和 users" in text


def test_a_kubernetes_object_is_named() -> None:
    text = told(coded(
        "code", "apiVersion: apps/v1", "kind: Deployment", "metadata:", "  name: web",
        language="yaml",
    ))  # fmt: skip
    assert "声明了名为 web 的 Deployment" in text
    assert "apiVersion" in text


def test_texts_alone_do_as_well() -> None:
    assert "main()" in told(lettered("code", "func main() {", "}"))


def test_what_is_said_of_code_is_in_the_picture() -> None:
    reading = coded("code", "import os", "def load(path):", language="python")
    known = {text.id for text in reading.texts}
    said = write(Order("summary"), reading)
    assert all(set(s.evidence) <= known for s in said)
    assert any(s.evidence for s in said)


def test_what_is_raised_is_not_defined() -> None:
    text = told(
        coded("code", "def take():", '    raise TimeoutError(f"late {name}")', language="python")
    )
    assert "定义了 take() 函数" in text
    assert "TimeoutError" not in text


def test_a_docstring_comes_first_with_chinese_marks() -> None:
    remark = line('    """分布式锁:加锁带过期时间,解锁校验持有者."""', "comment")
    text = told(coded("code", "import uuid", "def lock():", remark, language="python"))
    assert "：注释写明「分布式锁：加锁带过期时间，解锁校验持有者」" in text


def test_keywords_of_code_are_its_names_and_no_statements() -> None:
    lines = ("import uuid", "def take_turn():", "    return 0")
    reading = coded("code", *lines, language="python")
    found = "".join(s.text for s in write(Order("keywords"), reading))
    assert {"Python", "uuid", "take_turn"} <= set(found.split("、"))
    assert "return" not in found

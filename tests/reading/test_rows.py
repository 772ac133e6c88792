"""Rows as Markdown and CSV."""

from tuwen.reading.rows import to_csv, to_markdown


def test_bars_and_breaks_survive_in_markdown() -> None:
    rows = [("参数", "说明"), ("a|b", "一行\n二行"), ("c",)]
    assert to_markdown(rows) == (
        "| 参数 | 说明 |\n| --- | --- |\n| a\\|b | 一行<br>二行 |\n| c |  |"
    )


def test_header_rows_become_one() -> None:
    rows = [("", "延迟", ""), ("服务", "P50", "P99"), ("网关", "3", "9")]
    assert to_markdown(rows, headers=2).splitlines()[0] == "| 服务 | 延迟 P50 | P99 |"


def test_a_table_without_a_header_gets_an_empty_one() -> None:
    assert to_markdown([("a", "b")], headers=0) == "|  |  |\n| --- | --- |\n| a | b |"


def test_nothing_is_nothing() -> None:
    assert to_markdown([]) == ""
    assert to_csv([]) == ""


def test_csv_quotes_what_needs_it() -> None:
    assert to_csv([("a,b", 'say "x"'), ("1", "2")]) == '"a,b","say ""x"""\r\n1,2\r\n'

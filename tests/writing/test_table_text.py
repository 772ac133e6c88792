"""Tables in words."""

from figures import tabled

from tuwen.reading.types import Reading
from tuwen.task import Order
from tuwen.writing.narrate import write


def told(reading: Reading) -> str:
    return "".join(s.text for s in write(Order("summary"), reading))


def test_a_table_tells_what_it_lists_and_which_figures_stand_out() -> None:
    text = told(
        tabled(
            "服务 | QPS | 状态",
            "网关 | 1,200 | 运行中",
            "订单 | 860 | 已停止",
            "支付 | 93 | 运行中",
        )
    )
    assert "按「服务」列出了网关、订单和支付，给出各项的 QPS 和状态" in text
    assert "QPS 最高的是网关（1,200），最低的是支付（93）" in text


def test_words_that_come_back_are_counted() -> None:
    rows = [f"s{n}号 | {'运行中' if n < 4 else '已停止'}" for n in range(6)]
    assert "「状态」一列中「运行中」有 4 项，「已停止」有 2 项" in told(
        tabled("服务 | 状态", *rows)
    )


def test_numbers_of_mixed_units_are_not_compared() -> None:
    text = told(tabled("服务 | 用量", "网关 | 12 MB", "订单 | 3 GB", "支付 | 5 KB"))
    assert "最高" not in text


def test_numbers_that_only_name_are_not_compared() -> None:
    assert "最高" not in told(tabled("服务 | 端口", "网关 | 80", "订单 | 8080", "支付 | 9090"))


def test_ties_have_no_winner() -> None:
    text = told(tabled("服务 | 数量", "网关 | 7", "订单 | 7", "支付 | 2"))
    assert "最高" not in text
    assert "最低的是支付（2）" in text


def test_a_table_without_names_is_told_by_its_size() -> None:
    assert "共 3 行 2 列" in told(tabled("1.5 | 2", "2.5 | 3", "3.5 | 4", headers=0))


def test_a_comparison_names_what_is_compared_and_the_aspects() -> None:
    text = told(tabled("对比项 | Kafka | RabbitMQ", "开发语言 | Java | Erlang", "时延 | 低 | 中"))
    assert "对比了 Kafka 和 RabbitMQ，涉及开发语言和时延" in text


def test_numbered_columns_are_told_with_what_they_count() -> None:
    text = told(tabled("时间步 | 1 | 2", "甲 | 0.5 | 0.1", "乙 | 0.2 | 0.4", "丙 | 0.3 | 0.2"))
    assert "列出了甲、乙和丙在时间步 1 和 2 的数值" in text
    assert "时间步 1 下最高的是甲（0.5）" in text


def test_words_of_links_in_cells_are_no_names_and_long_figures_are_cut() -> None:
    rows = [f"host{n} 0 expand | {n}.9218510287" for n in range(5)]
    text = told(tabled("主机 | 时长", *rows))
    assert "expand" not in text
    assert "时长最高的是 host4（约 4.922）" in text

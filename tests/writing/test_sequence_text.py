"""Messages in words: in order, under the conditions that they stand under, as far as was seen."""

from dataclasses import replace

import pytest
from figures import drawn

from tuwen.reading.types import Group, Reading
from tuwen.task import Order, TaskName
from tuwen.writing.narrate import write

PEOPLE = {"a": "浏览器", "b": "网关", "c": "认证服务"}


def talk(arrows: str, *frames: tuple[str, int, int]) -> Reading:
    """Messages a hundred px below each other; frames with their label, top and bottom."""
    reading = drawn("sequence", PEOPLE, arrows)
    edges = tuple(
        replace(edge, path=((0, 100 * n), (90, 100 * n))) for n, edge in enumerate(reading.edges)
    )
    groups = tuple(
        Group(f"g{n}", label, (), (0, top, 900, bottom))
        for n, (label, top, bottom) in enumerate(frames)
    )
    return replace(reading, edges=edges, groups=groups)


def told(reading: Reading, task: TaskName = "summary") -> str:
    return "".join(s.text for s in write(Order(task), reading))


def test_what_is_sent_in_one_case_is_not_told_as_following_on_the_other() -> None:
    frames = [("alt 密码正确", 80, 350), ("else 密码错误", 230, 350)]
    text = told(talk("a>b:登录; b>a:令牌; b>a:首页; b>a:拒绝", *frames))
    assert "若「密码正确」，网关向浏览器先后发送「令牌」和「首页」" in text
    assert "最后若「密码错误」，网关向浏览器发送「拒绝」" in text


def test_answers_that_end_a_case_are_kept() -> None:
    frames = [("alt 成功", 80, 450), ("else", 330, 450)]
    text = told(talk("a>b:登录; b>c:校验; c~b:通过; b~a:令牌; b~a:拒绝", *frames))
    assert "网关向浏览器返回「令牌」" in text
    assert "最后否则，网关向浏览器返回「拒绝」" in text


def test_a_loop_is_one_and_a_frame_without_a_keyword_says_nothing() -> None:
    frames = [("loop 每 5 秒", 80, 120), ("内部网络", 0, 300)]
    text = told(talk("a>b:登录; b>c:心跳; a>c:退出", *frames), "describe")
    assert "2. 在循环「每 5 秒」中，网关向认证服务发送「心跳」。" in text
    assert "1. 浏览器向网关发送「登录」。" in text


def test_what_comes_straight_back_is_told_with_what_it_answers() -> None:
    text = told(talk("a>b:查询订单; b>a:订单列表; a>c:退出"))
    assert "浏览器向网关发送「查询订单」，得到「订单列表」" in text


@pytest.mark.parametrize("task", ["summary", "describe"])
def test_of_a_line_without_a_head_no_sender_is_claimed(task: TaskName) -> None:
    text = told(talk("a-b:问候; b>c:校验"), task)
    assert "浏览器与网关之间传递「问候」" in text
    assert "浏览器向网关" not in text

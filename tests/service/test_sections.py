"""Answers in several parts, as models write them: with more or less of what was asked for."""

import pytest

from tuwen.service.draft import Draft
from tuwen.service.sections import Section, Sections

WHOLE = {"summary": "甲调用乙。", "alt": "甲与乙。", "keywords": "甲、乙", "explain": "先看甲。"}


def sorted_out(*pieces: str) -> dict[str, str]:
    sections = Sections()
    told: dict[str, str] = {}
    now = ""
    for piece in pieces:
        for item in sections.feed(piece):
            if isinstance(item, Section):
                now = item.task
                told[now] = ""
            else:
                told[now] += item
    assert {task: text for task, text in sections.texts.items() if text} == {
        task: text for task, text in told.items() if text
    }
    return told


@pytest.mark.parametrize(
    "form",
    ["【{}】\n{}", "【{}】{}", "## {}\n{}", "**{}**\n{}", "**{}：**{}", "{}：{}", "### 【{}】\n{}",
     "1. {}：\n{}"],
)  # fmt: skip
def test_titles_come_in_many_forms(form: str) -> None:
    titles = {"summary": "摘要", "alt": "替代文本", "keywords": "关键词", "explain": "新手讲解"}
    text = "\n\n".join(form.format(titles[task], said) for task, said in WHOLE.items())
    assert sorted_out("好的，以下是四段文字：\n" + text) == WHOLE
    draft = Draft(1)  # which lets go of it as it does of a stream
    assert sorted_out(*map(draft.feed, text), draft.finish()) == WHOLE


def test_english_titles_are_told_whatever_their_case() -> None:
    text = "[Summary]\nA calls B.\n[ALT TEXT] A and B.\n**Keywords:** A, B\n# For beginners\nSee A."
    assert sorted_out(text) == {
        "summary": "A calls B.", "alt": "A and B.", "keywords": "A, B", "explain": "See A.",
    }  # fmt: skip


@pytest.mark.parametrize(
    "line", ["摘要服务写入 Kafka。", "关键词提取由乙完成。", "摘要：再说一遍。"]
)
def test_a_line_that_begins_like_a_title_is_text(line: str) -> None:
    assert sorted_out(f"【摘要】\n甲。\n{line}") == {"summary": f"甲。\n{line}"}


def test_without_titles_there_are_no_parts() -> None:
    assert sorted_out("甲调用乙。", "乙调用丙。") == {}
